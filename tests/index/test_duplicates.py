"""Copies of one story: the figures on labelled pairs, and what must hold for every set of signatures."""

import random
import runpy
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.duplicates import PERMUTATIONS, signature, stories

# Not an import: some installed package may be called "tests" too.
measure = SimpleNamespace(**runpy.run_path(str(Path(__file__).resolve().parents[1] / "measure_duplicates.py")))
REPORTS = {str(row["id"]): row for row in measure.reports()}


def words(seed: int, count: int) -> str:
    """A text of so many words, all different from those of other seeds."""
    return " ".join(f"w{seed}x{number}" for number in range(count))


def found(texts: dict[str, str]) -> dict[str, str]:
    return stories({identifier: signature(text) for identifier, text in texts.items()})


@pytest.mark.parametrize("half", ["dev", "test"])
def test_labelled_pairs(half: str) -> None:
    pairs = [pair for pair in measure.pairs() if pair.half == half]
    links = [(pair.copy, measure.linked(pair)) for pair in pairs]
    right = sum(copy and link for copy, link in links)
    assert right >= 0.95 * sum(copy for copy, _ in links)
    assert right >= 0.97 * sum(link for _, link in links)
    assert sum(copy for copy, _ in links) >= 40
    assert sum(not copy for copy, _ in links) >= 40


def test_the_reports_fall_into_their_stories() -> None:
    expected = {identifier: str(row["copy_of"] or identifier) for identifier, row in REPORTS.items()}
    assert found({identifier: str(row["text"]) for identifier, row in REPORTS.items()}) == expected
    assert len(set(expected.values())) < len(expected)


def test_order_makes_no_difference() -> None:
    signatures = [(identifier, signature(str(row["text"]))) for identifier, row in REPORTS.items()]
    expected = stories(dict(signatures))
    random.Random(1).shuffle(signatures)
    assert stories(dict(signatures)) == expected


def test_a_signature_is_small_and_does_not_change() -> None:
    packed = signature("The bakers of Lund may sing while they knead, a court ruled.")
    assert len(packed) == 4 * (1 + PERMUTATIONS)
    # Signatures lie in the store: one of another version of the library must be the same.
    assert packed[:12].hex() == "0a000000fa4aa80629fe5e06"
    assert signature("THE bakers of Lund may sing\nwhile they knead; a court ruled") == packed


def test_texts_without_words_are_copies_of_nothing() -> None:
    assert signature(" \n—") == b""
    assert found({"a": "", "b": " ", "c": "One."}) == {"a": "a", "b": "b", "c": "c"}
    assert stories({}) == {}


def test_short_texts_are_copies_only_if_they_are_equal() -> None:
    short = "Reservoir levels in Sarvonne on Monday: 11 percent, the water board said at noon"
    assert found({"a": short, "b": f"{short}.", "c": f"{short} today"}) == {"a": "a", "b": "a", "c": "c"}


def test_a_cut_copy_is_linked_and_a_scrap_is_not() -> None:
    whole = words(1, 600)
    assert found({"a": whole, "b": words(1, 300), "c": words(1, 40)}) == {"a": "a", "b": "a", "c": "c"}


def test_copies_of_copies_are_one_story_named_by_the_smallest_id() -> None:
    texts = {"z": words(1, 400), "m": words(1, 300), "b": words(1, 220), "a": words(2, 400)}
    assert found(texts) == {"z": "b", "m": "b", "b": "b", "a": "a"}


def test_a_digest_of_two_stories_joins_neither() -> None:
    texts = {"a": words(1, 200), "b": words(2, 200), "digest": f"{words(1, 200)} {words(2, 200)}"}
    assert found(texts) == {identifier: identifier for identifier in texts}
    assert found({"a": texts["a"], "digest": texts["digest"]}) == {"a": "a", "digest": "a"}


def test_edited_copies_of_one_report_need_not_be_much_alike() -> None:
    wire = words(1, 600).split()
    edited = {
        f"copy{step}": " ".join("new" if number % 8 == step else word for number, word in enumerate(wire)) for step in (0, 4)
    }
    texts = {**edited, "wire": " ".join(wire)}
    assert set(found(texts).values()) == {"copy0"}


def test_many_equal_texts_are_one_story() -> None:
    packed = signature(words(1, 300))
    assert set(stories({f"{number:04}": packed for number in range(3000)}).values()) == {"0000"}


def templated(count: int, shared: int, own: int) -> dict[str, bytes]:
    """Signatures of reports made from one template."""
    return {f"{number:04}": signature(f"{words(0, shared)} {words(number + 1, own)}") for number in range(count)}


@pytest.mark.parametrize(("shared", "own"), [(100, 40), (200, 10)])
def test_reports_from_one_template_take_no_time_for_each_of_their_pairs(shared: int, own: int) -> None:
    def seconds(signatures: dict[str, bytes]) -> float:
        taken = []
        for _ in range(3):
            begun = time.process_time()
            assert set(stories(signatures).values()) == {"0000"}
            taken.append(time.process_time() - begun)
        return min(taken)

    # Four times as many: 16 times the pairs, 64 times the triples.
    assert seconds(templated(1200, shared, own)) < 8 * seconds(templated(300, shared, own))


def test_a_digest_is_one_however_many_copies_its_stories_have() -> None:
    wire = words(1, 300).split()
    copies = {
        f"copy{number:02}": " ".join(f"n{number}" if (place + number) % 9 == 0 else word for place, word in enumerate(wire))
        for number in range(40)
    }
    texts = {**copies, "digest": f"{words(1, 300)} {words(2, 300)}", "other": words(2, 300)}
    assert found(texts) == dict.fromkeys(copies, "copy00") | {"digest": "digest", "other": "other"}
