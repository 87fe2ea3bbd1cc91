"""What a MilvusStore does besides what every store must do (test_contract.py), on a real Milvus Lite."""

import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import BadInputError, Embedder, Filter, IndexLockedError, IndexNotFoundError, ingest, milvus_lease, milvus_writer
from index.database import connect
from index.milvus import MilvusStore, days, expression
from index.milvus_client import PASSAGES, RECORDS, client_of, mark
from index.places import Address, open_store, place, writing
from index.terms import terms
from qa import Assistant, ask
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def index(folder: Path, tmp_path: Path, embedder: Embedder) -> Iterator[Address]:
    from milvus_lite.server_manager import server_manager_instance

    where = place(f"milvus:{tmp_path}/x.db")
    assert isinstance(where, Address)
    ingest([folder], where, embedder)
    yield where
    server_manager_instance.release_server(f"{tmp_path}/x.db")


def held(index: Address, collection: str) -> int:
    """Rows there are, of whatever generation."""
    (found,) = client_of(index).query(collection, "key >= 2", ["count(*)"])
    return int(found["count(*)"])


def quoth(*arguments: object, before: str = "pass") -> subprocess.CompletedProcess[str]:
    code = f"import sys; {before}; from qa.__main__ import main; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)


_MONTHS = [f"{year}-{month:02}" for year, month in itertools.product((2023, 2024), (1, 2, 12))]
_DATES = ["2023", "2024", *_MONTHS, *(f"{month}-{day:02}" for month, day in itertools.product(_MONTHS, (1, 2, 28)))]
_OPTIONAL = st.none() | st.sampled_from(_DATES)
_NAMES = st.sampled_from(["", "a", "A b", "É", 'x" or "" == "', "é"])


@given(
    published=_OPTIONAL,
    source=st.none() | _NAMES,
    since=_OPTIONAL,
    until=_OPTIONAL,
    as_of=_OPTIONAL,
    outlet=st.none() | _NAMES,
    document=st.none() | _NAMES,
)
def test_filters_mean_what_they_mean_in_sql(published, source, since, until, as_of, outlet, document) -> None:
    try:
        where = Filter(since, until, as_of, outlet, document)
    except BadInputError:
        return
    condition, values = where.sql()
    database = connect(Path("filters"), "memory")
    database.execute("CREATE TABLE documents (id, path, published, source)")
    database.execute("INSERT INTO documents VALUES ('a', 'A b', ?, ?)", (published, source))
    (wanted,) = database.execute(f"SELECT count(*) FROM documents WHERE {condition or 'TRUE'}", values).fetchone()
    first, last = days(published)
    marks = {"id_mark": mark("a"), "path_mark": mark("A b"), "source_mark": mark(source and source.casefold())}
    # Milvus's expressions are Python's as far as these go.
    found = eval(expression(where) or "True", {"first": first, "last": last, **marks})
    assert bool(found) == bool(wanted)


def test_words_are_those_of_fts5() -> None:
    header, text = "The Tower, 22 August 2024", "Egyptians rejecting cafés; NEAR(u.s.)"
    found = terms().of([(header, text), ("", "??"), ("", "rejected reject")])
    assert " ".join(sorted(found[0].split())) == "2024 22 august cafe egyptian near reject s the tower u"
    assert found[1:] == ["", "reject reject"]


def test_an_assistant_answers_over_it(index: Address) -> None:
    name = f"milvus:{index.uri}"
    result = Assistant.open(name, Settings()).ask("Who won the tournament in Torvik?")
    assert result.answer is not None
    assert "Ilse Varga" in result.answer.text
    (citation, *_) = result.answer.citations
    (document,) = open_store(index).documents([citation.document_id])
    assert document.text[citation.start : citation.end] == citation.quote
    assert ask("Who won the tournament in Torvik?", index=name).answer == result.answer


def test_a_writer_that_died_left_nothing_that_shows(
    index: Address, folder: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = open_store(index).documents()
    dead = writing(index, embedder)
    writer = dead.__enter__()
    made = writer.known(writer.contents(str(folder / "chess.txt"))[0])
    assert made is not None
    writer.remove_file(str(folder / "flood.md"))
    writer.add_file(str(folder / "chess.txt"), "0" * 64, 9, None, {})
    chess = next(d for d in wanted if d.path.endswith("chess.txt"))
    writer.add(chess, chess.path, made)
    writer._rows.write()
    assert held(index, PASSAGES) == 4
    assert open_store(index).documents() == wanted
    with pytest.raises(IndexLockedError, match=r"process \d+ on .*5 minutes"):
        ingest([folder], index, embedder)
    monkeypatch.setattr(milvus_lease, "SECONDS", 0.0)
    report = ingest([folder], index, embedder)
    assert {file.status for file in report.files} == {"unchanged"}
    assert (held(index, PASSAGES), open_store(index).documents()) == (3, wanted)
    with pytest.raises(IndexLockedError, match="taken over"):
        writer.commit([], {})
    dead.__exit__(None, None, None)
    assert open_store(index).documents() == wanted


def test_what_went_is_deleted_when_no_reader_can_want_it(
    index: Address, folder: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = held(index, RECORDS)
    (folder / "chess.txt").unlink()
    ingest([folder], index, embedder)
    (folder / "new.txt").write_text("A new article.\n")
    ingest([folder], index, embedder)
    assert (held(index, PASSAGES), held(index, RECORDS)) == (4, records + 3)
    monkeypatch.setattr(milvus_writer, "GRACE_SECONDS", -1.0)
    (folder / "new.txt").unlink()
    ingest([folder], index, embedder)
    assert (held(index, PASSAGES), held(index, RECORDS)) == (3, records)
    assert {Path(d.path).name for d in open_store(index).documents()} == {"flood.md", "flood-later.md"}


def test_words_past_a_field_are_left_out_and_the_rest_is_found(index: Address, folder: Path, embedder: Embedder) -> None:
    title = " ".join(f"aword{number}" for number in range(9000))
    (folder / "long.md").write_text(f"---\ntitle: {title}\n---\n\nThe bridge at Sill.\n")
    ingest([folder], index, embedder)
    assert len(open_store(index).lexical(["aword1"], 9, Filter())) == 1


def test_a_server_that_is_gone_is_one_line(index: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    from milvus_lite.server_manager import server_manager_instance

    from index import milvus

    monkeypatch.setattr(milvus, "ANSWER_SECONDS", 1.0)
    store = MilvusStore.open(index)
    server_manager_instance.release_server(index.uri)
    with pytest.raises(IndexNotFoundError, match="does not answer") as caught:
        store.lexical(["bridge"], 3, Filter())
    assert "\n" not in str(caught.value)


def test_a_server_serves_many_processes(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    from milvus_lite.adapter.grpc.server import start_server_in_thread

    server, database, port = start_server_in_thread(str(tmp_path / "data"))
    where = place(f"milvus:http://127.0.0.1:{port}")
    ingest([folder], where, embedder)
    run = quoth("list", "--index", str(where))
    assert (run.returncode, run.stderr) == (0, "")
    assert len(run.stdout.splitlines()) == 3
    (folder / "chess.txt").unlink()
    assert ingest([folder], where, embedder).manifest.documents == len(open_store(where).documents()) == 2
    run = quoth("status", "--index", str(where))
    assert f"index       {where}\ngeneration  2" in run.stdout
    server.stop(grace=None)
    database.close()


def test_who_has_the_file_open_and_what_to_do(index: Address) -> None:
    run = quoth("status", "--index", f"milvus:{index.uri}")
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert "is open in another process" in run.stderr


def test_without_the_extra_one_line_says_what_to_install() -> None:
    run = quoth("ask", "who?", "--index", "milvus:http://127.0.0.1:1", before="sys.modules['pymilvus'] = None")
    wanted = 'quoth: milvus:http://127.0.0.1:1 needs the Milvus client: pip install "quoth[milvus]"'
    assert (run.returncode, run.stderr.strip()) == (2, wanted)


def test_no_milvus_and_no_place_are_one_line() -> None:
    run = quoth("status", "--index", "milvus:somewhere")
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert "give milvus:http://HOST:PORT" in run.stderr
    run = quoth("verify", "--index", "milvus:http://127.0.0.1:1")
    assert run.returncode == 2
    assert "is no folder" in run.stderr
