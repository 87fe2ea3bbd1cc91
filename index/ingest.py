"""Folders -> index: what is new, changed, moved, unchanged and gone. The report names every file."""

import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from index.documents import Document
from index.duplicates import signature
from index.embedder import Embedder
from index.errors import BadInputError, DocumentError
from index.loaders import Loaded, read_bytes
from index.manifest import NAME, UPLOADS, Manifest
from index.pages import page_hashes
from index.parsing import Parser
from index.passages import Passage, header, split
from index.schema import Indexed
from index.walk import KINDS, find
from index.writer import File, Writer, writing

Status = Literal["added", "changed", "moved", "unchanged", "removed", "missing", "skipped", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)
Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the file at hand."""

_BATCH_PASSAGES = 256
"""Passages embedded at once: enough for batches of like length, few enough to show progress every few seconds."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; ``reason`` says why it was skipped or failed, or what to know about it.

    ``documents`` and ``passages`` are what the index now holds of it, or held if it was removed. A file that is "missing" is
    no longer in the folder and was kept all the same; a file that has "moved" has ``reason`` "from" its old path.
    """

    path: str
    status: Status
    reason: str | None = None
    documents: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did: a line for every file it met, and the generation that came of it."""

    files: tuple[FileReport, ...]
    manifest: Manifest
    seconds: float

    def count(self, status: Status) -> int:
        """How many files ended as ``status``."""
        return _counts(self.files)[status]

    def to_dict(self) -> dict[str, Any]:
        """The whole report as JSON types."""
        return {
            "generation": self.manifest.generation,
            "documents": self.manifest.documents,
            "passages": self.manifest.passages,
            "seconds": round(self.seconds, 3),
            "counts": _counts(self.files),
            "files": [asdict(file) for file in self.files],
        }


def _counts(files: Sequence[FileReport]) -> dict[str, int]:
    found = Counter(file.status for file in files)
    return {status: found[status] for status in STATUSES}


def ingest(
    paths: Sequence[str | Path],
    folder: str | Path,
    embedder: Embedder,
    progress: Progress | None = None,
    keep_missing: bool = False,
) -> Report:
    """Bring the index in ``folder`` up to date with the files and folders in ``paths``.

    Only files whose bytes are new are parsed, and only documents whose content is new are embedded. Files of ``paths`` that
    are gone leave the index, and so do those of a path that was indexed once and is there no longer, unless ``keep_missing``.
    Files that were uploaded stay, unless they are in ``paths`` themselves.
    A file that cannot be read is in the report as failed; what the index holds of it stays. Raises BadInputError when a path
    does not exist or there is nothing to make a first index of, what ``index.writer.writing`` raises and what the embedder
    does; nothing is changed then.
    """
    begun = time.perf_counter()
    folder = Path(folder).resolve()
    roots = [Path(p).resolve() for p in paths]
    known = set(Manifest.read(folder).roots) if (folder / NAME).is_file() else set()
    found = find(roots, folder, known)
    others = [FileReport(_printable(path), "skipped", reason) for path, reason in found.skipped.items()]
    others += [FileReport(_printable(path), "failed", reason) for path, reason in found.failed.items()]
    if not found.files and not {str(root) for root in roots} & known:
        names = ", ".join(str(p) for p in paths)
        raise BadInputError(f"{names}: no articles in it ({len(others)} others); give a folder of files of these kinds: {KINDS}")
    uploads = (folder / UPLOADS).resolve()
    unread = [*found.failed, *([] if any(root.is_relative_to(uploads) for root in roots) else [uploads])]
    with writing(folder, embedder) as writer:
        run = _Run(writer, embedder, _gone(writer, roots, found.files, unread))
        run.take_in(found.files, progress)
        taken = run.reports
        failed = [f for f in taken if f.status == "failed"]
        if writer.base is None and failed and len(failed) == len(found.files):
            raise BadInputError(f"none of {len(failed)} files could be read; the first: {failed[0].path}: {failed[0].reason}")
        run.settle_gone(keep_missing)
        files = (*taken, *others)
        if writer.base and {f.status for f in taken} <= {"unchanged", "missing", "failed"}:
            manifest = writer.base
        else:
            named = {str(uploads if root.is_relative_to(uploads) else root) for root in roots}
            manifest = writer.commit(sorted(known | named), _counts(files))
    return Report(files, manifest, time.perf_counter() - begun)


def _gone(writer: Writer, roots: Sequence[Path], present: Sequence[Path], unread: Sequence[Path]) -> list[str]:
    """What the index holds from below ``roots`` that is there no longer; below ``unread`` nobody knows."""
    there, below, unknown = set(map(str, present)), set(roots), set(unread)
    absent = [Path(path) for path in writer.files() if path not in there]
    return [str(p) for p in absent if not below.isdisjoint((p, *p.parents)) and unknown.isdisjoint(p.parents)]


class _Run:
    """One ingest under way: what it found out so far, and the documents that wait to be embedded together."""

    def __init__(self, writer: Writer, embedder: Embedder, gone: Sequence[str]) -> None:
        self.reports: list[FileReport] = []
        self._writer = writer
        self._embedder = embedder
        self._held = writer.files()
        self._gone = dict.fromkeys(gone)
        self._gone_by_contents: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for path in gone:
            self._gone_by_contents[writer.contents(path)].append(path)
        self._waiting: list[tuple[Document, str, str, bytes, list[Passage]]] = []

    def take_in(self, files: Sequence[Path], progress: Progress | None) -> None:
        """Read what is new or changed of ``files`` into the next generation."""
        with Parser() as parser:
            for done, path in enumerate(files):
                if progress:
                    progress(done, len(files), _printable(Path(path.name)))
                try:
                    self.reports.append(self._file(path, parser))
                except DocumentError as error:
                    self.reports.append(FileReport(_printable(path), "failed", str(error)))
        self._embed()
        if progress:
            progress(len(files), len(files), "")

    def settle_gone(self, keep: bool) -> None:
        """Drop what is gone and did not turn up elsewhere, or ``keep`` it."""
        for path in self._gone:
            held = self._held[path]
            if keep:
                report = FileReport(path, "missing", "no longer in the folder, kept", held.documents, held.passages)
            else:
                self._writer.remove_file(path)
                report = FileReport(path, "removed", "no longer in the folder", held.documents, held.passages)
            self.reports.append(report)

    def _file(self, path: Path, parser: Parser) -> FileReport:
        """Take in one file. Raises DocumentError."""
        name = str(path)
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            raise DocumentError("its name is not UTF-8; rename it") from None
        data = read_bytes(path)
        sha256 = hashlib.sha256(data).hexdigest()
        held = self._held.get(name)
        if held and held.sha256 == sha256 and held.pages == page_hashes(path, held.pages):
            return FileReport(name, "unchanged", held.note, held.documents, held.passages)
        loaded = parser.load(path, data)
        if not loaded:
            raise DocumentError("no article in it")
        contents = tuple(content_hash(one) for one in loaded)
        status, origin = self._status(held, tuple(sorted(contents)))
        note = "; ".join(dict.fromkeys(one.note for one in loaded if one.note)) or None
        self._writer.add_file(name, sha256, len(data), note, parser.pages)
        passages = sum(self._document(one, name, content) for one, content in zip(loaded, contents, strict=True))
        reason = "; ".join(filter(None, (f"from {origin}" if origin else None, note))) or None
        return FileReport(name, status, reason, len(loaded), passages)

    def _status(self, held: File | None, contents: tuple[str, ...]) -> tuple[Status, str | None]:
        """What a new or changed file is; where it is one that is gone elsewhere, that path too, which leaves the index."""
        if held:
            return "changed", None
        if not self._gone_by_contents[contents]:
            return "added", None
        origin = self._gone_by_contents[contents].pop(0)
        del self._gone[origin]
        self._writer.remove_file(origin)
        return "moved", origin

    def _document(self, loaded: Loaded, file: str, content: str) -> int:
        """Take in one document, or have it wait to be embedded; how many passages it has."""
        made = self._writer.known(content)
        if made:
            self._writer.add(loaded.document, file, made)
            return len(made.spans)
        document = loaded.document
        passages = split(document, loaded.article)
        text = " ".join(document.text[start:end] for start, end in loaded.article)
        self._waiting.append((document, file, content, signature(text), passages))
        if sum(len(passages) for *_, passages in self._waiting) >= _BATCH_PASSAGES:
            self._embed()
        return len(passages)

    def _embed(self) -> None:
        texts = [f"{header(document)}\n{p.text}" for document, *_, passages in self._waiting for p in passages]
        vectors = self._embedder.passages(texts) if texts else np.empty((0, self._embedder.dim), np.float32)
        first = 0
        for document, file, content, mark, passages in self._waiting:
            rows = np.asarray(vectors[first : first + len(passages)], dtype="<f4")
            first += len(passages)
            spans = tuple((p.start, p.end) for p in passages)
            self._writer.add(document, file, Indexed(content, mark, spans, rows.tobytes()))
        self._waiting.clear()


def content_hash(loaded: Loaded) -> str:
    """SHA-256 over all of a document that its passages, vectors and terms are made of; not over where it stands.

    Raises DocumentError for text that no database holds.
    """
    d = loaded.document
    fields = (d.title, d.text, d.source, d.published, d.url, d.author, d.pages, loaded.article)
    if "\0" in d.text:
        raise DocumentError("its text holds NUL characters; save it without")
    try:
        return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode("utf-8")).hexdigest()
    except UnicodeEncodeError:
        raise DocumentError("its text holds halves of characters (lone surrogates); save it as UTF-8") from None


def _printable(path: Path) -> str:
    # Names are bytes to the system; what is no UTF-8 in them would break every report, JSON and terminal.
    return str(path).encode("utf-8", "replace").decode()
