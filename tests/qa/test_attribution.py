"""Who says it: a table of clear cases, the labelled passages' floors, and what must hold for any text."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.attribution import Attribution, attribute

VOCABULARY = (
    'said says told denied according to the mayor Ada Lund , . ; : " “ ” ‘ ’ who which that and but while not has report by in '
    "view words of she he they it was \n \n\n arguing ( — 63 ’s The Post"
)
TESTS = Path(__file__).resolve().parent.parent


def asked(marked: str, source: str | None = None) -> Attribution | None:
    """The attribution of what stands in [[ ]]."""
    before, _, rest = marked.partition("[[")
    answer, _, after = rest.partition("]]")
    return attribute(before + answer + after, len(before), len(before) + len(answer), source)


@pytest.fixture(scope="module")
def measure() -> ModuleType:
    spec = importlib.util.spec_from_file_location("measure_attribution", TESTS / "measure_attribution.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("marked", "text", "kind"),
    [
        ("The ministry said the gate was [[shut]].", "The ministry said", "reported"),
        ("The gate was [[shut]], the ministry said on Monday.", "the ministry said", "reported"),
        ('"The gate was [[shut]]," said Ruth Imber, the mayor.', "said Ruth Imber", "quoted"),
        ("The gate, officials said, was [[shut]].", "officials said", "reported"),
        ("Ruth Imber, who directs the port, said it was [[shut]].", "Ruth Imber", "reported"),
        ("The port's director, Ruth Imber, said it was [[shut]].", "The port's director, Ruth Imber, said", "reported"),
        ("It was [[shut]], according to a clerk who saw the log.", "according to a clerk who saw the log", "reported"),
        ("According to Ruth Imber, the gate was [[shut]].", "According to Ruth Imber", "reported"),
        ("In a statement, the port said the gate was [[shut]].", "the port said", "reported"),
        ("A report by the auditor found that [[two gates]] were rusted.", "A report by the auditor found", "reported"),
        ("[[Two gates]] were rusted, court papers show.", "court papers show", "reported"),
        ("It was reported by the harbour office that [[two gates]] were rusted.", "the harbour office", "reported"),
        ("The union accused the port of [[hiding the rust]].", "The union accused", "reported"),
        ("The port denied that [[the gate was rusted]].", "The port denied", "denied"),
        ("The port rejected the claim that [[the gate was rusted]].", "The port rejected", "denied"),
        ("The port called the report [[false]].", "The port called", "denied"),
        ("[[Ruth Imber]] told reporters that the gate was shut.", "Ruth Imber told", "reported"),
        ("Police say [[six]] gates failed, while the guard says two did.", "Police say", "reported"),
        ("Police say six gates failed, while the guard says [[two]] did.", "the guard says", "reported"),
        ("Ruth Imber spoke first. She said the gate was [[shut]].", "Ruth Imber", "reported"),
        ('Ruth Imber said it was shut. "We locked it [[twice]]," she added.', "Ruth Imber said", "quoted"),
        ('"We locked it," Ruth Imber said. "We locked it [[twice]]."', "Ruth Imber said", "quoted"),
        ('"We locked it.\n\n"We locked it [[twice]]," said Ruth Imber.', "said Ruth Imber", "quoted"),
        ('"We locked it [[once]].\n\n"We locked it twice," said Ruth Imber.', "said Ruth Imber", "quoted"),
        ("“We locked it [[twice]],” said Ruth Imber.", "said Ruth Imber", "quoted"),
        ("'We locked it [[twice]],' said Ruth Imber.", "said Ruth Imber", "quoted"),
        ('Sill Water denied a report. "Nothing [[is rusted]]," the company said.', "Sill Water denied", "denied"),
        ("Two clerks said it was shut. It stayed [[shut]] for a week, they said.", "Two clerks said", "reported"),
        ("The port refused, arguing that [[rust is natural]], two clerks said.", "two clerks said", "reported"),
    ],
)  # fmt: skip
def test_the_speaker_is_named(marked: str, text: str, kind: str) -> None:
    found = asked(marked)
    assert found is not None
    assert (found.text, found.kind) == (text, kind)


@pytest.mark.parametrize(
    ("marked", "source", "text", "kind"),
    [
        ("The Dispatch found that [[two gates]] were rusted.", "Fernhill Dispatch", "The Dispatch found", "own"),
        ("The Dispatch found that [[two gates]] were rusted.", None, "The Dispatch found", "own"),
        ("The Post understands that [[two gates]] will go.", "Ostrander Post", "The Post understands", "own"),
        ("The Dispatch saw [[two gates]] in the mud.", "Fernhill Dispatch", "The Dispatch saw", "own"),
        ("A count by The Herald found [[two gates]] open.", "Vantry Herald", "A count by The Herald found", "own"),
        ("In the Observer's view, [[both gates]] should go.", "Kestrian Observer", "In the Observer's view", "own"),
        ("The Sill Herald reported that [[two gates]] were rusted.", "Vantry Herald", "The Sill Herald reported", "reported"),
        ("The Herald's editor said [[two gates]] were rusted.", "Vantry Herald", "The Herald's editor said", "reported"),
    ],
)  # fmt: skip
def test_the_outlet_is_told_from_others(marked: str, source: str | None, text: str, kind: str) -> None:
    found = asked(marked, source)
    assert found is not None
    assert (found.text, found.kind) == (text, kind)


@pytest.mark.parametrize(
    "marked",
    [
        "The gate closed on [[Monday]]. The ministry said it would open again.",
        '"We locked it twice," said Ruth Imber, who has run the port [[since 2019]].',
        "The gate is said to be [[the oldest in the valley]].",
        "The port would not say [[who locked it]].",
        "The ministry has not said [[when]] it will open.",
        "Asked whether [[the gate]] was shut, she left.",
        "The port rejected [[both designs]] for the gate.",
        "The court denied [[the motion]] on Friday.",
        "Engineers found [[the crack]] on Saturday.",
        "Residents were told to leave by [[noon]].",
        "The ministry said the gate was shut, but [[three boats]] got through.",
        "She said it was [[shut]].",
        "Ruth Imber met Ada Lund and Mara Voss. In the end it was [[shut]].",
        "The hotel added [[forty rooms]] last year.",
    ],
)
def test_nobody_is_named_where_nobody_speaks(marked: str) -> None:
    assert asked(marked) is None


def test_labelled_passages_keep_their_floors(measure: ModuleType) -> None:
    # Measured: dev 0.99 and 0.99, test 0.93 and 0.88, every kind right. The test half is for these figures alone.
    for half, precision, recall in (("dev", 0.95, 0.95), ("test", 0.9, 0.85)):
        labelled = measure.cases(half)
        got = measure.measure(labelled)
        assert got.cases >= 120
        assert sum(case.attribution is None for case in labelled) >= 35
        assert got.precision >= precision
        assert got.recall >= recall
        assert got.kinds >= 0.95


def test_what_is_shown_is_short(measure: ModuleType) -> None:
    for case in measure.cases("dev") + measure.cases("test"):
        found = attribute(case.passage, case.start, case.end, case.source)
        assert found is None or 0 < len(found.text) <= 120


@given(
    st.lists(
        st.sampled_from(VOCABULARY.split(" ")),
        max_size=40,
    ),
    st.integers(0, 200),
    st.integers(0, 40),
)
def test_any_text_gives_its_own_words_or_none(words: list[str], start: int, length: int) -> None:
    passage = " ".join(words)
    found = attribute(passage, start, start + length, "The Post")
    assert found is None or (found.text and passage[found.start : found.end] == found.text)


@given(st.text(max_size=200), st.integers(0, 200), st.sampled_from(["", " ", "The Post", None]))
def test_any_characters_are_borne(passage: str, start: int, source: str | None) -> None:
    found = attribute(passage, start, start + 1, source)
    assert found is None or passage[found.start : found.end] == found.text
