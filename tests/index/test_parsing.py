import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest

from index.errors import DocumentError
from index.loaders import MAX_BYTES, SUFFIXES, read_bytes, wanted
from index.parsing import Parser

ROOT = Path(__file__).resolve().parents[2]
SLOW = b"<html><body>" + b"<p>The mayor said that <b>on Monday</b> the bridge at Sill would stay closed for weeks.</p>" * 40_000
HUNGRY = b"<html><body>" + b"<b>a</b>" * 4_000_000


def test_text_is_as_load_text_gives_it_with_dates_and_names_that_are_no_utf_8(parser: Parser, tmp_path: Path) -> None:
    (loaded,) = parser.load(tmp_path / "a.txt", b"A headline\n\nCAIRO, Aug. 22, 2024 (Wire) -- They met.\r\n")
    assert loaded.document.text == "A headline\n\nCAIRO, Aug. 22, 2024 (Wire) -- They met.\r\n"
    assert (loaded.document.published, loaded.article) == ("2024-08-22", ((0, len(loaded.document.text)),))
    (loaded,) = parser.load(Path(os.fsdecode(b"/x/bad\xff.txt")), b"Text.")
    assert os.fsencode(loaded.document.path) == b"/x/bad\xff.txt"


@pytest.mark.parametrize("name", sorted(SUFFIXES))
def test_every_wanted_file_loads_or_is_refused_in_one_line(name: str, parser: Parser, make: ModuleType) -> None:
    assert wanted(Path("x" + name.upper()))
    for content in (
        *make.samples().values(),
        b"",
        b"\0\1\2",
        b"\xff\xfe\0",
        b"<",
        b"{",
        b'"',
        b"PK\3\4",
        b"x" * 3_000_000,
        "é" * 9,
    ):
        data = content.encode("cp1252") if isinstance(content, str) else content
        found, refused = make.outcome(parser, "x" + name, data)
        assert bool(found) != bool(refused)
        assert "\n" not in refused
        for loaded in found:
            text = loaded.document.text
            assert text.strip()
            assert loaded.document.title
            assert all(0 <= start <= end <= len(text) for start, end in loaded.article)


def test_other_files_are_not_wanted() -> None:
    assert not any(wanted(Path(name)) for name in ("a.jpg", "a", ".txt", "a.txt.gz", "a.doc"))


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read() -> None:
    with Parser(seconds=0.5) as parser:
        start = time.monotonic()
        with pytest.raises(DocumentError, match=r"took more than 0.5 seconds to read"):
            parser.load(Path("/x/slow.html"), SLOW)
        assert time.monotonic() - start < 30
        assert parser.load(Path("/x/a.txt"), b"Next.")[0].document.text == "Next."


def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_is_read() -> None:
    with Parser(seconds=60, memory=300 << 20) as parser:
        for _ in range(2):  # as the first file of a child, and as a later one
            with pytest.raises(DocumentError, match=r"needed more than 0.293 GB"):
                parser.load(Path("/x/hungry.html"), HUNGRY)
            assert parser.load(Path("/x/a.txt"), b"Next.")[0].document.text == "Next."


def test_a_child_that_died_is_replaced_without_a_word() -> None:
    with Parser() as parser:
        parser.load(Path("/x/a.txt"), b"First.")
        assert parser._child is not None
        parser._child._process.kill()
        assert parser.load(Path("/x/a.txt"), b"Second.")[0].document.text == "Second."


def test_a_page_that_takes_too_long_is_one_row_left_out(tmp_path: Path) -> None:
    (tmp_path / "slow.html").write_bytes(SLOW)
    with Parser(seconds=0.5) as parser:
        (loaded,) = parser.load(tmp_path / "a.jsonl", b'{"path": "slow.html"}\n{"text": "Two."}\n')
    assert loaded.document.text == "Two."
    assert "took more than 0.5 seconds" in (loaded.note or "")


def test_pages_that_hang_do_not_hang_their_listing_for_long(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"slow{number}.html").write_bytes(SLOW)
    with Parser(seconds=0.5) as parser:
        (loaded,) = parser.load(tmp_path / "a.csv", b"path,text\n,One.\n" + b"".join(b"slow%d.html,\n" % n for n in range(6)))
        assert parser.load(Path("/x/a.txt"), b"Next.")[0].document.text == "Next."
    assert (loaded.note or "").startswith("6 of 7 rows left out: row 2 names 'slow0.html': took more than 0.5 seconds")
    assert "row 4 names 'slow2.html': the pages before it took 0.8 seconds; index it by itself" in (loaded.note or "")


def test_a_large_file_is_refused_unread(tmp_path: Path, parser: Parser) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(500_000_000)
    with pytest.raises(DocumentError, match="500,000,000 bytes, the most is"):
        read_bytes(tmp_path / "huge.txt")
    with pytest.raises(DocumentError, match="the most is"):
        parser.load(Path("/x/a.txt"), bytes(MAX_BYTES + 1))


def test_nothing_stays_behind() -> None:
    opened = os.open(os.devnull, os.O_RDONLY)
    os.close(opened)
    children = []
    for _ in range(3):
        with Parser() as parser:
            parser.load(Path("/x/a.txt"), b"Text.")
            assert parser._child is not None
            children.append(parser._child._process)
    assert all(child.returncode is not None for child in children)
    again = os.open(os.devnull, os.O_RDONLY)
    os.close(again)
    assert again == opened  # the lowest free handle is the one it was


def test_it_works_from_threads() -> None:
    found: list[str] = []

    def read(number: int) -> None:
        with Parser() as parser:
            found.extend(parser.load(Path(f"/x/{number}.txt"), f"Text {n}.".encode())[0].document.text for n in range(20))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 60


def test_it_works_from_any_folder_without_a_terminal_and_imports_nothing_from_there(tmp_path: Path) -> None:
    for name in ("json", "index", "trafilatura", "charset_normalizer"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the working folder')")
    code = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "from pathlib import Path; from index.parsing import Parser\n"
        "with Parser() as p: print(p.load(Path('a.html'), b'<html><body><p>Hi there.</p></body></html>')[0].document.text)"
    )
    command = [sys.executable, "-I", "-W", "error", "-c", code, str(ROOT)]
    run = subprocess.run(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True, timeout=120
    )
    assert (run.stdout, run.stderr) == ("Hi there.\n", "")


def test_the_child_is_limited_and_light() -> None:
    code = (
        "import json, os, resource, runpy, sys, types\n"
        "import index.parse_child as child\n"
        "child._limit(1 << 30)\n"
        "import index.formats, index.html, index.pdf, index.docx, index.feeds, index.dates\n"
        "limits = [resource.getrlimit(w)[0] for w in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_AS)]\n"
        "print(json.dumps([limits, sorted({'torch', 'numpy', 'qa', 'faiss'} & set(sys.modules))]))"
    )
    bare = f"import sys, types; m = types.ModuleType('index'); m.__path__ = [{str(ROOT / 'index')!r}]; sys.modules['index'] = m\n"
    run = subprocess.run([sys.executable, "-c", bare + code], capture_output=True, text=True, check=True, timeout=120)
    assert json.loads(run.stdout) == [[0, 0, 1 << 30], []]


def test_what_is_installed_beside_the_package_does_not_shadow_the_standard_library(make: ModuleType, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "index", tmp_path / "index")
    (tmp_path / "zipfile.py").write_text("raise RuntimeError('a backport')")
    (tmp_path / "a.docx").write_bytes(make.docx(["The river rose."]))
    code = (
        "import sys; from pathlib import Path\n"
        "sys.path.insert(next(n for n, entry in enumerate(sys.path) if entry.endswith('-packages')), sys.argv[1])\n"
        "from index.parsing import Parser\n"
        "file = Path(sys.argv[1], 'a.docx')\n"
        "with Parser() as p: print(p.load(file, file.read_bytes())[0].document.text)"
    )
    command = [sys.executable, "-I", "-c", code, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (run.stdout, run.stderr) == ("The river rose.\n", "")
