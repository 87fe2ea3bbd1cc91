from types import ModuleType

import pytest

from index.parsing import Parser


@pytest.mark.parametrize("number", range(40))
def test_a_broken_file_loads_or_is_refused_in_one_line(number: int, parser: Parser, make: ModuleType) -> None:
    name, data = list(make.broken(40, seed=number))[number]
    found, refused = make.outcome(parser, name, data)
    assert bool(found) != bool(refused)
    assert "\n" not in refused
    assert all(loaded.document.text.strip() for loaded in found)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"a" * 20_000_000),
        ("a.txt", b"By " + b"a, " * 3_000_000 + b" 2024"),
        ("a.md", b"---\n" + b"title: x\n" * 20_000 + b"no end"),
        ("a.html", b"<!--" * 200_000 + b"<html>text"),
        ("a.xml", b"<!DOCTYPE x [" * 100_000),
        ("a.html", b"<meta charset" * 100_000 + b"<p>Text."),
        ("a.csv", b'text,"' + b'""' * 500_000),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_one_huge_line_or_backtracks_is_read_in_time(name: str, data: bytes, parser: Parser, make: ModuleType) -> None:
    assert "took more" not in make.outcome(parser, name, data)[1]
