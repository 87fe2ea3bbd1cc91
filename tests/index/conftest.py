"""Files of every format, made where they are needed."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from index.loaders import Loaded
from index.parsing import Parser


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """tests/torture_malformed.py, which makes valid files and broken ones."""
    path = Path(__file__).resolve().parent.parent / "torture_malformed.py"
    spec = importlib.util.spec_from_file_location("torture_malformed", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def parser() -> Iterator[Parser]:
    with Parser() as parser:
        yield parser


@pytest.fixture
def load(parser: Parser, tmp_path: Path) -> Callable[[str, bytes | str], list[Loaded]]:
    """The documents of a file of this name and content, as ingest gets them."""

    def load(name: str, content: bytes | str) -> list[Loaded]:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return parser.load(tmp_path / name, data)

    return load
