import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Document
from index.passages import PASSAGE_CHARACTERS, header, split
from index.sentences import sentences

TEXT = st.text(alphabet=st.sampled_from("abcXYZ .,!?\n\r\t“”’…—éß漢字😀ﬁ\u0301\u200b\xa0\x85\u2028"), max_size=3000) | st.lists(
    st.sampled_from(["The U.S. said so. ", "He left! ", "word ", "\n\n", "漢字。", "“Go,” she said. "])
).map("".join)


def document(text: str) -> Document:
    return Document("id", "title", text, None, None, None, "path")


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    found = sentences(text)
    assert "".join(text[a:b] for a, b in found) == text
    assert all(a < b for a, b in found)


@settings(max_examples=200, deadline=None)
@given(TEXT, st.integers(0, 50))
def test_passages_are_the_documents_text_and_leave_out_only_white_space(text: str, first: int) -> None:
    first = min(first, len(text))
    passages = split(document(text), [(first, len(text))])
    covered = [False] * len(text)
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert 0 < len(passage.text) <= PASSAGE_CHARACTERS
        covered[passage.start : passage.end] = [True] * len(passage.text)
    assert all(inside or text[i].isspace() for i, inside in enumerate(covered) if i >= first)
    assert not any(covered[:first])
    assert len({p.id for p in passages}) == len(passages)


def test_passages_end_with_sentences_and_overlap_by_one() -> None:
    text = "".join(f"Sentence number {i} tells of the talks between the two sides in Cairo. " for i in range(60))
    passages = split(document(text), [(0, len(text))])
    assert len(passages) > 3
    assert all(p.text.endswith("Cairo.") and p.text.startswith("Sentence") for p in passages)
    assert all(b.start < a.end for a, b in itertools.pairwise(passages))


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    text = "negotiation " * 300
    assert all(set(p.text.split()) == {"negotiation"} for p in split(document(text), [(0, len(text))]))


def test_long_documents_lose_nothing() -> None:
    text = "".join(f"Paragraph {i} tells of the talks. It has two sentences, as most do.\n\n" for i in range(2000))
    assert "".join(text[a:b] for a, b in sentences(text)) == text
    passages = split(document(text), [(0, len(text))])
    assert all(text[p.start : p.end] == p.text for p in passages)
    assert all(text[a.end : b.start].isspace() or b.start < a.end for a, b in itertools.pairwise(passages))
    one_line = text.replace("\n", " ")
    assert "".join(one_line[a:b] for a, b in sentences(one_line)) == one_line


@pytest.mark.parametrize(
    ("published", "wanted"),
    [
        (None, "title"),
        ("2024", "title, 2024"),
        ("2024-08", "title, August 2024"),
        ("2024-08-02", "title, 2 August 2024"),
    ],
)
def test_a_header_is_title_and_date_as_people_write_it(published: str | None, wanted: str) -> None:
    assert header(replace(document("text"), published=published)) == wanted
