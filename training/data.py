"""What the reader is trained on, and what is kept from it."""

import random
from dataclasses import dataclass
from pathlib import Path

from eval.questions import load_gold
from eval.report import SEEDS
from training.examples import Example, Paragraph, as_examples, load_squad, news_paragraphs, titled
from training.negatives import balanced, same_story, swapped, wrong_passages
from training.news import load_news, news_split

EVAL_SETS = (SEEDS, SEEDS.parent / "stories" / "questions.jsonl", SEEDS.parent / "near_misses.jsonl")

SHIFTS = ("new_wiki", "reddit", "amazon_reviews")
"""The three SQuADShifts files (Miller et al. 2020)."""

SEED = 0

_FIRST_STAGE = (None, 6_000, 4_000)
"""Questions of each file that the first stage trained on; None is all."""


def held_out(data: Path) -> set[str]:
    """The contexts kept out of training and tuning: 5% of each SQuADShifts file of ``data``, the same in every run.

    The very first training of the packaged reader drew them with one random stream that it used for its own
    sampling besides; the same draws are made here, so that what it never saw is what no later stage sees.
    """
    rng = random.Random(SEED)
    out: set[str] = set()
    for name, most in zip(SHIFTS, _FIRST_STAGE, strict=True):
        paragraphs = load_squad(data / f"{name}.json")
        contexts = sorted({p.context for p in paragraphs})
        rng.shuffle(contexts)
        here = set(contexts[: len(contexts) // 20])
        asked = list(range(sum(len(p.questions) for p in paragraphs if p.context not in here)))
        rng.shuffle(asked)
        asked = asked[:most]
        rng.sample(asked, min(len(asked) // 5, 1_700))
        out |= here
    return out


def written_split(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph], list[Paragraph]]:
    """The written news as (train, calibrate, held out): titles ending in 0 are held out, in 1 or 2 fit the confidence."""

    def last(paragraph: Paragraph) -> int:
        return int(paragraph.title.rsplit("-", 1)[-1]) % 10

    return (
        [p for p in paragraphs if last(p) > 2],
        [p for p in paragraphs if last(p) in (1, 2)],
        [p for p in paragraphs if last(p) == 0],
    )


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the SQuADShifts files a stage of the training has, in the order of SHIFTS: examples at most."""

    answered: tuple[int, int, int]
    wrong: tuple[int, int, int]
    swapped: int


STAGES = {
    "all": Share((8_000, 9_500, 9_500), (1_200, 800, 800), 900),
    "news": Share((2_500, 1_500, 1_500), (800, 400, 400), 600),
}
"""The first stage has everything there is, the second is for news: of the rest only as much as keeps it from being forgotten."""


def training_examples(data: Path, scale: float = 1.0, stage: str = "all") -> list[Example]:
    """The mixture of a stage, shuffled. ``scale`` thins every part alike (0.01 for a trial run)."""
    rng = random.Random(SEED)

    def part(items: list[Example], count: int | None = None) -> list[Example]:
        return rng.sample(items, min(len(items), max(1, int((count or len(items)) * scale))))

    news = news_paragraphs(news_split(load_news())[0])
    written = written_split(load_squad(data / "news_written.json"))[0]
    mixture = (
        part(balanced(as_examples(news), rng)) + part(same_story(news, rng), 3_000) + part(balanced(as_examples(written), rng))
    )
    mixture += part(wrong_passages(news + written, int(2_000 * scale) or 1, rng))
    out, share = held_out(data), STAGES[stage]
    for name, answered, wrong in zip(SHIFTS, share.answered, share.wrong, strict=True):
        kept = [p for p in load_squad(data / f"{name}.json") if p.context not in out]
        if name == "new_wiki":
            mixture += part(swapped(kept, int(share.swapped * scale) or 1, rng))
            half = rng.sample(kept, len(kept) // 2)
            kept = [*titled(half), *(p for p in kept if p not in half)]
        mixture += part(as_examples(kept), answered)
        mixture += part(wrong_passages(kept, int(wrong * scale) or 1, rng))
    leaked = {example.question.lower() for example in mixture} & eval_questions()
    if leaked:
        raise ValueError(f"{len(leaked)} eval questions in the training data, the first: {sorted(leaked)[0]!r}; take them out")
    rng.shuffle(mixture)
    return mixture


def eval_questions() -> set[str]:
    """Every question that answers are scored on, in lower case: none of them may be trained on."""
    return {gold.question.question.lower() for path in EVAL_SETS for gold in load_gold(path)}
