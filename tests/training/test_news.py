from training.data import eval_questions
from training.news import UNSEEN, load_news, news_split

NEWS = load_news()
SINCE = load_news(UNSEEN)


def test_there_is_enough_of_it_and_every_answer_is_in_its_passage() -> None:
    assert len(NEWS) >= 600
    assert len(SINCE) >= 100
    for article in [*NEWS, *SINCE]:
        answerable = [(q, answers) for q, answers in article.questions if answers]
        assert len(answerable) >= 6
        assert len(article.questions) - len(answerable) >= 8
        assert all(answer in article.context for _, answers in answerable for answer in answers), article.context[:60]
        assert len({q for q, _ in article.questions}) == len(article.questions)


def test_stories_are_split_whole_and_nothing_of_them_is_scored_on() -> None:
    parts = news_split(NEWS)
    assert sum(map(len, parts)) == len(NEWS)
    stories = [{a.story for a in part} for part in parts]
    assert not stories[0] & stories[1] | stories[0] & stories[2] | stories[1] & stories[2]
    assert all(len(part) >= 100 for part in parts)
    assert not eval_questions() & {q.lower() for a in NEWS for q, _ in a.questions}


def test_no_passage_stands_twice() -> None:
    assert len({a.context for a in [*NEWS, *SINCE]}) == len(NEWS) + len(SINCE)


def test_nothing_of_the_unseen_news_is_trained_on() -> None:
    assert not {a.story for a in NEWS} & {a.story for a in SINCE}
    asked = [{q.lower() for a in news for q, _ in a.questions} for news in (NEWS, SINCE)]
    assert not asked[0] & asked[1]
