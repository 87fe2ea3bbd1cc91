"""The stories people measure on: what their questions claim is what the articles say."""

import datetime
import itertools
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from eval.questions import load_gold

STORIES = Path(__file__).resolve().parents[2] / "eval" / "stories"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in (STORIES / "questions.jsonl").read_text("utf-8").splitlines()]
COPIES: list[list[str]] = json.loads((STORIES / "copies.json").read_text("utf-8"))
ARTICLES = {path.stem: path.read_text("utf-8") for path in sorted((STORIES / "corpus").iterdir())}
BODIES = {name: text.split("---\n", 2)[2] for name, text in ARTICLES.items()}
FRONT = {name: yaml.load(text.split("---\n", 2)[1], Loader=yaml.BaseLoader) for name, text in ARTICLES.items()}

KINDS = {"plain", "near_miss", "moved", "dispute", "agree", "units", "attribution", "when", "as_of", "list"}
FIELDS = {
    "moved": {"values"},
    "dispute": {"values"},
    "agree": {"independent_sources"},
    "attribution": {"attribution", "attribution_kind"},
    "when": {"resolved"},
    "as_of": {"as_of"},
}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = {datetime.date(2024, month, 1).strftime("%B") for month in range(1, 13)}
TITLES = {"Dr", "General", "Inspector", "Judge", "Minister", "Professor", "St"}
PLACES = {"Bank", "Bureau", "Cape", "College", "Health", "Lower", "Office", "Point", "River", "University", "Upper"}
COMMON = {*WEEKDAYS, *MONTHS, *TITLES, *PLACES, "Celsius", "Fahrenheit", "Christmas"}
"""Words with a capital that belong to no story: the calendar, titles, kinds of place and institution, units."""


def story(name: str) -> str:
    return name.rsplit("-", 1)[0]


def published(name: str) -> datetime.date:
    return datetime.date.fromisoformat(FRONT[name]["published"])


def says(name: str, words: str) -> bool:
    """Whether the article holds ``words`` whole, letter for letter: "11" does not stand in "110" or "11,300"."""
    return re.search(rf"(?<![\w.,]){re.escape(words)}(?!\w|[.,]\d)", BODIES[name]) is not None


def rows_of(*kinds: str) -> list[Any]:
    return [pytest.param(row, id=row["id"]) for row in ROWS if row["kind"] in kinds]


def sources(names: list[str]) -> int:
    """How many articles are left when copies of one text and articles of one outlet count once."""
    groups = [{n} for n in names]
    for one, other in itertools.combinations(names, 2):
        if FRONT[one]["source"] == FRONT[other]["source"] or any({one, other} <= set(group) for group in COPIES):
            joined = next(g for g in groups if one in g) | next(g for g in groups if other in g)
            groups = [*(g for g in groups if not g & joined), joined]
    return len(groups)


def prose(body: str) -> str:
    """The sentences of an article: menus, captions and link lists do not end in a stop."""
    return "\n".join(line for line in body.splitlines() if re.search(r"[.!?]\"?$", line))


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_has_valid_front_matter_and_a_news_storys_length(name: str) -> None:
    assert set(FRONT[name]) == {"title", "source", "published"}
    assert all(FRONT[name].values())
    assert published(name).isoformat() == FRONT[name]["published"]
    assert 120 <= len(BODIES[name].split()) <= 500


def test_articles_are_numbered_in_order_of_publication() -> None:
    numbers = defaultdict(list)
    for name in ARTICLES:
        numbers[story(name)].append(int(name.rsplit("-", 1)[1]))
    for subject, found in numbers.items():
        assert sorted(found) == list(range(1, len(found) + 1)), subject
        dates = [published(f"{subject}-{number}") for number in sorted(found)]
        assert dates == sorted(dates), subject


def test_questions_load_and_none_stands_twice() -> None:
    assert len(load_gold(STORIES / "questions.jsonl")) == len(ROWS)
    assert max(Counter(row["question"] for row in ROWS).values()) == 1
    assert {row["story"] for row in ROWS} == {story(name) for name in ARTICLES}


@pytest.mark.parametrize("row", rows_of(*KINDS))
def test_a_row_has_the_fields_of_its_kind_and_stays_in_its_story(row: dict[str, Any]) -> None:
    assert row["kind"] in KINDS
    assert set(row) == {"id", "story", "kind", "question", "answers", "docs"} | FIELDS.get(row["kind"], set())
    assert row["id"].startswith(f"{row['story']}-{row['kind']}-")
    assert all(name in ARTICLES and story(name) == row["story"] for name in row["docs"])


@pytest.mark.parametrize("row", rows_of(*(KINDS - {"near_miss"})))
def test_answers_stand_verbatim_in_the_articles_named(row: dict[str, Any]) -> None:
    assert row["answers"]
    assert row["docs"]
    for answer in row["answers"]:
        assert any(says(name, answer) for name in row["docs"]), answer
    for name in row["docs"]:
        found = [says(name, answer) for answer in row["answers"]]
        assert all(found) if row["kind"] == "list" else any(found), name


@pytest.mark.parametrize("row", rows_of("near_miss"))
def test_a_near_miss_has_no_answer(row: dict[str, Any]) -> None:
    assert row["answers"] == row["docs"] == []


@pytest.mark.parametrize("row", rows_of("moved", "dispute"))
def test_values_stand_where_and_when_they_are_said_to(row: dict[str, Any]) -> None:
    days = [value["published"] for value in row["values"]]
    assert len({value["value"] for value in row["values"]}) == len(days) >= 2
    assert days == sorted(days)
    assert len(set(days)) == (1 if row["kind"] == "dispute" else len(days))
    for value in row["values"]:
        assert value["value"] in row["answers"]
        assert value["doc"] in row["docs"]
        assert says(value["doc"], value["value"])
        assert value["published"] == FRONT[value["doc"]]["published"]


@pytest.mark.parametrize("row", rows_of("agree"))
def test_independent_sources_follow_the_rule(row: dict[str, Any]) -> None:
    assert row["independent_sources"] == sources(row["docs"])


@pytest.mark.parametrize("row", rows_of("attribution"))
def test_the_attribution_stands_verbatim_in_the_articles_named(row: dict[str, Any]) -> None:
    assert row["attribution_kind"] in {"quoted", "reported", "denied", "own"}
    assert all(says(name, row["attribution"]) for name in row["docs"])


@pytest.mark.parametrize("row", rows_of("when"))
def test_a_resolved_date_is_the_day_that_the_words_mean(row: dict[str, Any]) -> None:
    words = row["answers"][0]
    for day in (published(name) for name in row["docs"]):
        if words == "last month":
            assert row["resolved"] == (day.replace(day=1) - datetime.timedelta(days=1)).strftime("%Y-%m")
            continue
        resolved = datetime.date.fromisoformat(row["resolved"])
        away = (resolved - day).days
        if words == "tomorrow":
            assert away == 1
            continue
        assert WEEKDAYS[resolved.weekday()] in words.split()
        low, high = {"next": (1, 7), "last": (-7, -1)}.get(words.split()[0], (-6, 6))
        assert low <= away <= high, (day, resolved)


@pytest.mark.parametrize("row", rows_of("as_of"))
def test_no_newer_value_was_known_on_the_day_asked_about(row: dict[str, Any]) -> None:
    day = datetime.date.fromisoformat(row["as_of"])
    assert all(published(name) <= day for name in row["docs"])
    tellings = [r["values"] for r in ROWS if r["kind"] == "moved" and r["story"] == row["story"]]
    known = [[v["value"] for v in values if v["published"] <= row["as_of"]] for values in tellings]
    assert row["answers"][0] in [values[-1] for values in known if values]


def test_no_two_stories_share_a_proper_name() -> None:
    # A word counts as a name where it has a capital in the middle of a sentence; outlets report on more than one story.
    outlets = {word for front in FRONT.values() for word in front["source"].split()}
    stories = defaultdict(set)
    for name, body in BODIES.items():
        for word in re.findall(r"(?<=[a-z,] )[A-Z][a-z]\w*", prose(body)):
            stories[word].add(story(name))
    shared = {word: sorted(found) for word, found in stories.items() if len(found) > 1 and word not in COMMON | outlets}
    assert not shared


def test_copies_share_their_words_and_other_articles_do_not() -> None:
    runs = {name: set(itertools.pairwise(itertools.pairwise(prose(body).split()))) for name, body in BODIES.items()}
    for one, other in itertools.combinations(ARTICLES, 2):
        common = len(runs[one] & runs[other]) / min(len(runs[one]), len(runs[other]))
        if any({one, other} <= set(group) for group in COPIES):
            assert common > 0.6, (one, other, common)
            assert FRONT[one]["source"] != FRONT[other]["source"]
            assert FRONT[one]["title"] != FRONT[other]["title"]
        else:
            assert common < 0.15, (one, other, common)
