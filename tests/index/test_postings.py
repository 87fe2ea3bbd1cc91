"""What the lists give is what FTS5 gives, over real articles."""

from pathlib import Path

import pytest

from eval.questions import load_gold
from eval.report import SEEDS
from index import Embedder, Filter, LocalStore, ingest, postings
from index.removal import remove
from index.writer import writing
from qa.retriever import content_words
from qa.settings import seeds_folder

STORIES = SEEDS.parent / "stories" / "corpus"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> tuple[LocalStore, LocalStore]:
    """The seeds and stories with FTS5 alone, and with lists, from which a document was taken out again."""
    folder = tmp_path_factory.mktemp("postings")
    ingest([seeds_folder(), STORIES], folder / "fts5", embedder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postings, "FROM", 10)
        (folder / "gone").mkdir()
        (folder / "gone" / "zebras.txt").write_text("Zanzibar zebras zigzag, an officer of the quarry said on Tuesday.\n")
        ingest([seeds_folder(), STORIES, folder / "gone"], folder / "lists", embedder)
        assert LocalStore.open(folder / "lists").lexical(["zebra"], 10, Filter())
        (folder / "gone" / "zebras.txt").unlink()
        ingest([seeds_folder(), STORIES, folder / "gone"], folder / "lists", embedder)
    return LocalStore.open(folder / "fts5"), LocalStore.open(folder / "lists")


QUESTIONS = [content_words(gold.question.question) for gold in load_gold(SEEDS)[::4]]
FILTERS = [Filter(), Filter(since="2024-06", until="2024-09"), Filter(source="northline wire"), Filter(source="nobody")]


def scores(store: LocalStore, words: list[str], k: int, where: Filter) -> dict[str, float]:
    found = store.lexical(words, k, where)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    return dict(zip((p.id for p in store.passages([key for key, _ in found])), (score for _, score in found), strict=True))


@pytest.mark.parametrize("where", FILTERS, ids=str)
def test_scores_are_those_of_fts5(both: tuple[LocalStore, LocalStore], where: Filter) -> None:
    plain, listed = both
    for words in QUESTIONS:
        wanted = scores(plain, words, 10_000, where)
        # A word of over half of the passages has a weight of a millionth in FTS5 and none here.
        assert scores(listed, words, 10_000, where) == pytest.approx({i: s for i, s in wanted.items() if s > 1e-4}, abs=1e-4)


def test_the_first_few_are_the_first_of_all(both: tuple[LocalStore, LocalStore]) -> None:
    _, listed = both
    for words in QUESTIONS:
        every = listed.lexical(words, 10_000, Filter())
        for k in (1, 10, 50):
            assert listed.lexical(words, k, Filter()) == every[:k]


def test_a_word_twice_counts_twice_and_no_word_finds_nothing(both: tuple[LocalStore, LocalStore]) -> None:
    plain, listed = both
    twice = scores(listed, ["officials", "official"], 10_000, Filter())
    assert twice == pytest.approx(scores(plain, ["officials", "official"], 10_000, Filter()), abs=1e-4)
    assert twice == pytest.approx({i: 2 * s for i, s in scores(listed, ["official"], 10_000, Filter()).items()}, rel=1e-5)
    for nothing in (["zebras"], ["zanzibar", "zigzag"], ["_"], []):
        assert listed.lexical(nothing, 10, Filter()) == []


def test_compacting_takes_what_was_removed_out_of_the_lists_and_a_small_corpus_has_no_lists(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n, text in enumerate(["Zanzibar zebras zigzag.", "Marwick floods again.", "Torvik port is shut.", "A fourth one."]):
        (tmp_path / f"{n}.txt").write_text(text)
    monkeypatch.setattr(postings, "FROM", 2)
    ingest([*sorted(tmp_path.glob("*.txt"))], tmp_path / "x.quoth", embedder)
    opened = LocalStore.open(tmp_path / "x.quoth")
    assert opened.lexical(["zebra"], 9, Filter())
    assert b"zanzibar" in (opened.folder / opened.manifest.store).read_bytes().lower()
    for n in (0, 1):
        remove([str(tmp_path / f"{n}.txt")], tmp_path / "x.quoth")
        assert LocalStore.open(tmp_path / "x.quoth").lexical(["zebra"], 9, Filter()) == []
        with writing(tmp_path / "x.quoth", None) as writer:
            writer.compact()
            writer.commit([], {})
        opened = LocalStore.open(tmp_path / "x.quoth")
        assert (opened._postings is None) == (n == 1)
        assert opened.lexical(["zebra"], 9, Filter()) == []
        assert opened.lexical(["torvik"], 9, Filter())
        assert b"zanzibar" not in (opened.folder / opened.manifest.store).read_bytes().lower()
