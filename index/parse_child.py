"""The child process that parses what is not trusted: run as a script by ``index.parsing``, never imported.

Messages are frames both ways: two unsigned 32-bit lengths, then a JSON object and a body of so many bytes. A request is
{"path", "page"} with the file's bytes; where "page" is true, a listing or feed is refused. It is answered with {} once the
parser is loaded, then a frame a document or row, its text the body, and at the end {"done": true}, {"error": "..."} or
{"memory": true}; after the last the process ends.
"""

import contextlib
import dataclasses
import json
import os
import resource
import signal
import struct
import sys
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_LENGTHS = struct.Struct(">II")


def main() -> None:
    """Read requests from stdin and answer them on stdout until stdin ends."""
    options = json.loads(sys.argv[1])
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for noisy in (0, 1, 2):  # whatever a parser prints must not stand between the frames
        os.dup2(nowhere, noisy)
    _limit(options["memory"])
    warnings.simplefilter("ignore")
    sys.path[:] = options["sys_path"]
    sys.dont_write_bytecode = True
    # The package without its __init__, which loads NumPy and the store: 0.3 seconds and 100 MB that parsing has no use for.
    package = types.ModuleType("index")
    package.__path__ = [str(Path(__file__).parent)]
    sys.modules["index"] = package
    import index.formats  # noqa: F401 - here, so that a broken installation shows before the first file

    _send(answers, {})
    while lengths := requests.read(_LENGTHS.size):
        header, body = _LENGTHS.unpack(lengths)
        request = json.loads(requests.read(header))
        if not _answer(answers, request, requests.read(body), options["alarm"]):
            return


def _limit(memory: int) -> None:
    wanted = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_AS: memory}
    for what, most in wanted.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of address space
            resource.setrlimit(what, (most, most))


def _answer(answers: BinaryIO, request: dict[str, Any], data: bytes, alarm: int) -> bool:
    """Answer one request; False if the process is to end, because memory ran out in it."""
    from index.errors import DocumentError

    last: dict[str, Any] = {"memory": True}
    try:
        for header, text in _rows(Path(request["path"]), data, request["page"]):
            # Should the parent be gone, nobody else ends a parser that hangs.
            signal.alarm(alarm)
            _send(answers, header, text)
        last = {"done": True}
    except DocumentError as error:
        last = {"error": str(error)}
    except MemoryError:
        pass
    _send(answers, last)  # outside the handler, whose frames hold what filled the memory
    signal.alarm(0)
    return "memory" not in last


def _rows(path: Path, data: bytes, page: bool) -> Iterator[tuple[dict[str, Any], bytes]]:
    from index import formats
    from index.errors import DocumentError
    from index.loaders import Loaded

    what = formats.kind(path, data)
    if page and what in formats.LISTINGS:
        raise DocumentError("a listing itself, not a page; index it by itself")
    formats.prepare(what)
    yield {}, b""
    for row in formats.load(path, data, what):
        if isinstance(row, Loaded):
            fields = {field.name: getattr(row.document, field.name) for field in dataclasses.fields(row.document)}
            text = fields.pop("text")
            yield {"document": fields, "article": row.article, "note": row.note}, text.encode("utf-8")
        else:
            yield {type(row).__name__: dataclasses.asdict(row)}, b""


def _send(answers: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    data = json.dumps(header).encode()
    answers.write(_LENGTHS.pack(len(data), len(body)) + data)
    answers.write(body)
    answers.flush()


if __name__ == "__main__":
    main()
