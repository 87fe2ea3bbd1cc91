"""The quoth command as a process: what people and programs see."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


def quoth(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qa", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
        cwd=Path(__file__).resolve().parents[2],
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, article_texts: dict[str, str]) -> Path:
    root = tmp_path_factory.mktemp("command")
    (root / "articles").mkdir()
    for name, text in article_texts.items():
        (root / "articles" / name).write_text(text, "utf-8")
    run = quoth("index", root / "articles", "--index", root / "x.quoth")
    assert run.returncode == 0, run.stderr
    assert "3 documents, 3 passages (3 added)" in run.stdout
    return root / "x.quoth"


ANSWER = {"text", "confidence", "independent_sources", "resolved_date", "citations"}
CITATION = {"document_id", "path", "title", "source", "published", "url", "page", "start", "end", "quote", "context"}
CITATION |= {"passage", "attribution"}
RESULT = {"id", "question", "answer", "confidence", "reason", "answers", "disagreement", "passages", "milliseconds"}


def test_questions_of_a_file_give_the_contract(index: Path, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "question": "Who won the tournament in Torvik?", "note": "ignored"},
        {"id": "b", "question": "Who won the tournament in Torvik?"},
        {"id": "c", "question": "Who is the mayor of Marwick?", "until": "2024-03-10", "source": None},
        {"id": "d", "question": "How deep is the Mariana Trench?"},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    run = quoth("ask", "--questions", tmp_path / "q.jsonl", "--index", index, "--json")
    assert run.returncode == 0, run.stderr
    results = [json.loads(line) for line in run.stdout.splitlines()]
    assert [r["id"] for r in results] == ["a", "b", "c", "d"]
    for result in results:
        assert set(result) == RESULT
        assert set(result["milliseconds"]) == {"retrieve", "read", "total"}
        for answer in result["answers"]:
            assert set(answer) == ANSWER
            for citation in answer["citations"]:
                assert set(citation) == CITATION
                text = Path(citation["path"]).read_bytes().decode()
                assert text[citation["start"] : citation["end"]] == citation["quote"]
                assert citation["quote"] in citation["context"]
                assert citation["context"] in citation["passage"]
        assert all(set(p) == {"document_id", "start", "end", "score", "text"} for p in result["passages"])
    assert "Varga" in results[0]["answer"]
    assert results[0]["reason"] is None
    assert results[0]["answer"] == results[1]["answer"] == results[0]["answers"][0]["text"]
    assert {c["published"] for a in results[2]["answers"] for c in a["citations"]} == {"2024-03-05"}
    assert results[3]["answer"] is None
    assert results[3]["reason"]


def test_a_person_sees_answer_confidence_and_source(index: Path) -> None:
    run = quoth("ask", "Who won the tournament in Torvik?", "--index", index, COLUMNS="200")
    assert run.returncode == 0, run.stderr
    assert "Ilse Varga" in run.stdout
    assert "% " not in run.stderr
    assert "Girl of nine beats grandmaster" in run.stdout
    assert "chess.txt, characters" in run.stdout
    assert "%" in run.stdout
    silent = quoth("ask", "How deep is the Mariana Trench?", "--index", index)
    assert silent.returncode == 0
    assert "The articles do not say" in silent.stdout


def test_quotation_marks_may_be_left_out(index: Path) -> None:
    run = quoth("ask", "Who", "won", "the", "tournament", "in", "Torvik?", "--index", index)
    assert "Ilse Varga" in run.stdout


@pytest.mark.parametrize(
    ("option", "said"),
    [(("--source", "nowhere times"), "outlets here: "), (("--document", "chess"), "no document has the id or path 'chess'")],
)
def test_a_filter_that_names_nothing_is_told(index: Path, option: tuple[str, str], said: str) -> None:
    run = quoth("ask", "Who won the tournament in Torvik?", "--index", index, *option)
    assert run.returncode == 0
    assert "no document passes the filters" in run.stdout
    assert said in run.stderr


def test_it_tells_its_version() -> None:
    assert quoth("--version").stdout.startswith("quoth 0.")


BAD = [
    (["ask"], "give one question"),
    (["ask", "who?", "--questions", "x.jsonl"], "give one question"),
    (["ask", ""], "the question is empty"),
    (["ask", "x" * 100_000], "100,000 characters"),
    (["ask", "who?", "--index", "/nowhere"], "no index at /nowhere; make one: quoth index"),
    (["ask", "who?", "--index", "{other}"], "is not a Quoth index"),
    (["ask", "who?", "--index", "{index}", "--reader", "no/such-reader"], "give the folder or hub id"),
    (["ask", "who?", "--index", "{index}", "--embedder", "no/such-embedder"], "give the folder or hub id"),
    (["ask", "who?", "--index", "{index}", "--since", "tomorrow"], "write YYYY, YYYY-MM or YYYY-MM-DD"),
    (["ask", "who?", "--index", "{index}", "--top-k", "0"], "from 1 to 100"),
    (["ask", "--questions", "{other}/bad.jsonl", "--index", "{index}"], "bad.jsonl line 2: not JSON"),
    (["ask", "--questions", "{other}/twice.jsonl", "--index", "{index}"], "twice.jsonl line 2: id '1' stands twice"),
    (["ask", "--questions", "{other}/empty.jsonl", "--index", "{index}"], "no questions in it"),
    (["ask", "--questions", "{other}/none.jsonl", "--index", "{index}"], "cannot be read as a question file"),
    (["index", "/nowhere", "--index", "{other}/new"], "/nowhere: no such file or folder"),
    (["index", "{other}/pictures", "--index", "{other}/new"], "no articles in it"),
    (["index", "{articles}", "--index", "{other}"], "not a Quoth index; choose another folder"),
    (["index", "{articles}", "--index", "{other}/bad.jsonl"], "bad.jsonl is a file; choose a folder"),
    (["status", "--index", "/nowhere"], "no index at /nowhere"),
    (["remove", "nothing", "--index", "{index}"], "no document 'nothing'"),
    (["remove", "nothing", "--index", "/nowhere"], "no index at /nowhere"),
    (["compact", "--index", "/nowhere"], "no index at /nowhere"),
    (["verify", "--index", "/nowhere"], "no index at /nowhere"),
    (["compact", "--index", "milvus:{other}/x.db"], "Milvus compacts itself"),
    (["feedback", "--index", "milvus:{other}/x.db"], "feedback is kept in the folder of an index"),
    (["serve", "--index", "milvus:{other}/x.db"], "no index at milvus:"),
    (["status", "--index", "milvus:nothing"], "give milvus:http://HOST:PORT"),
    (["index", "{articles}", "--index", "{index}", "--report", "{other}/no/r.json"], "no such folder"),
    (["show", "nothing", "--index", "{index}"], "no document 'nothing'"),
    (["eval", "{other}/bad.jsonl"], "needs --index"),
    (["eval", "{other}/noanswers.jsonl", "--index", "{index}"], 'line 1: no "answers"'),
]


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=[" ".join(a)[:60] for a, _ in BAD])
def test_bad_input_is_one_line_and_exit_code_2(index: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": "1", "question": "who?"}\nnot json\n')
    (tmp_path / "twice.jsonl").write_text('{"id": "1", "question": "who?"}\n{"id": 1, "question": "where?"}\n')
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.jpg").touch()
    (tmp_path / "noanswers.jsonl").write_text('{"id": "1", "question": "who?"}\n')
    before = sorted(p.name for p in index.iterdir())
    places = {"index": index, "other": tmp_path, "articles": index.parent / "articles"}
    run = quoth(*(a.format(**places) if "{" in a else a for a in arguments))
    assert run.returncode == 2, run.stderr
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert run.stderr.startswith("quoth: ")
    assert message in run.stderr
    assert sorted(p.name for p in index.iterdir()) == before


def test_files_that_fail_are_named_and_the_rest_is_indexed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "good.txt").write_text("A good article.")
    (tmp_path / "a" / "bad.txt").write_bytes(b"\0\1")
    run = quoth("index", tmp_path / "a", "--index", tmp_path / "x")
    assert run.returncode == 1
    assert f"failed    {tmp_path}/a/bad.txt: binary file" in run.stdout
    assert "1 documents, 1 passages (1 added, 1 failed)" in run.stdout


def test_list_show_and_status(index: Path) -> None:
    rows = [json.loads(line) for line in quoth("list", "--index", index, "--json").stdout.splitlines()]
    assert [r["title"] for r in rows] == ["Girl of nine beats grandmaster", "Marwick counts the cost", "River floods Marwick"]
    assert "grandmaster" in quoth("show", rows[0]["id"], "--index", index).stdout
    status = quoth("status", "--index", index).stdout
    assert "3 in 3 passages" in status
    assert "all-MiniLM-L6-v2" in status
    assert "3 (0 documents are copies)" in status
    assert "2024-03-05 to 2024-03-19, 1 without a date" in status
    assert "Northern Wire 1" in status
    assert "last run    3 added" in status
    assert f"({sum(p.stat().st_size for p in index.iterdir()):,} bytes)" in status


def test_remove_compact_and_verify(tmp_path: Path) -> None:
    articles, index, out = tmp_path / "a", tmp_path / "x", tmp_path / "report.json"
    articles.mkdir()
    (articles / "tea.txt").write_text("Tea is drunk in Torvik.")
    (articles / "ink.txt").write_text("Ink is made in Marwick.")
    quoth("index", articles, "--index", index, "--report", out)
    report = json.loads(out.read_text())
    assert [(Path(f["path"]).name, f["status"]) for f in report["files"]] == [("ink.txt", "added"), ("tea.txt", "added")]
    removed = quoth("remove", articles / "ink.txt", "--index", index)
    assert removed.returncode == 0
    assert removed.stdout == f"removed   {articles}/ink.txt: Ink is made in Marwick.\n"
    assert removed.stderr.count("\n") == 1
    assert "comes back" in removed.stderr
    assert "bytes before" in quoth("compact", "--index", index).stdout
    assert not [path for path in index.iterdir() if b"Marwick" in path.read_bytes()]
    whole = quoth("verify", "--index", index)
    assert (whole.returncode, whole.stdout) == (0, f"{index}: whole, 1 documents, 1 passages\n")
    (store,) = index.glob("store-*.sqlite")
    store.write_bytes(store.read_bytes()[:-7])
    broken = quoth("verify", "--index", index)
    assert broken.returncode == 1
    assert broken.stdout.startswith(f"{store}: missing or damaged; ")


def test_ctrl_c_changes_nothing_and_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for number in range(600):
        (tmp_path / "a" / f"{number}.txt").write_text(f"Article {number}. " + "It rained all day in Torvik. " * 30)
    index = tmp_path / "x"
    with subprocess.Popen(
        [sys.executable, "-m", "qa", "index", str(tmp_path / "a"), "--index", str(index)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as run:
        while not (index / "staging.sqlite").exists():
            assert run.poll() is None
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        out, err = run.communicate()
    assert (run.returncode, out, err) == (130, "", "quoth: interrupted; nothing was changed\n")
    assert not index.exists()


def test_a_closed_pipe_is_quiet(index: Path) -> None:
    command = f"{sys.executable} -m qa list --index {index} --json | true"
    run = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2])
    assert run.stderr == ""


def test_articles_do_not_move_the_cursor(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text(
        "Title \x1b[2J\n\nIlse Varga \x1b]0;gotcha\x07 won the open tournament in Torvik.\n" + "It rained all day. " * 30
    )
    quoth("index", tmp_path / "a", "--index", tmp_path / "x")
    for arguments in (["ask", "Who won the tournament in Torvik?"], ["list"], ["ask", "How deep is the sea?"]):
        run = quoth(*arguments, "--index", tmp_path / "x")
        assert run.stdout
        assert "\x1b" not in run.stdout
        assert "\x07" not in run.stdout
