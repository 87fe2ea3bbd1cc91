"""The tables of a store, and how a document gets into them and out again with its passages, vectors and terms."""

from dataclasses import dataclass
from pathlib import Path

from index.database import Database, connect
from index.documents import Document
from index.duplicates import stories
from index.passages import header

SCHEMA = """
-- files.pages is a JSON object: each saved page that a listing names -> its SHA-256, "" where it was missing.
CREATE TABLE files (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, note TEXT, pages TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE documents (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL, source TEXT, published TEXT,
    url TEXT, path TEXT NOT NULL UNIQUE, author TEXT, pages TEXT NOT NULL, story TEXT,
    file TEXT NOT NULL REFERENCES files(path), header TEXT NOT NULL, content TEXT NOT NULL, signature BLOB NOT NULL
);
CREATE INDEX documents_by_file ON documents(file);
CREATE INDEX documents_by_content ON documents(content);
CREATE INDEX documents_by_published ON documents(published);
CREATE INDEX documents_by_source ON documents(casefold(source));
CREATE TABLE passages (
    key INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents(key), start INTEGER NOT NULL,
    end INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_by_document ON passages(document);
-- The terms hold no text of their own: FTS5 reads it through this view, so a passage stands once in the file.
CREATE VIEW passage_texts AS
    SELECT p.key AS key, d.header AS title, substr(d.text, p.start + 1, p.end - p.start) AS body, p.document AS document
    FROM passages p JOIN documents d ON d.key = p.document;
CREATE VIRTUAL TABLE terms USING fts5(
    title, body, content='passage_texts', content_rowid='key', tokenize='porter unicode61 remove_diacritics 2'
);
"""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What indexing made of a document, wherever the document stands.

    ``content`` is a SHA-256 over all that went into it; ``spans`` are the [start, end) of its passages and ``vectors`` their
    vectors, one after the other as little-endian float32; ``signature`` is that of ``duplicates.signature``.
    """

    content: str
    signature: bytes
    spans: tuple[tuple[int, int], ...]
    vectors: bytes


def changing(path: Path) -> Database:
    """A connection to a file that nobody reads before it is whole and synced: SQLite need not journal it."""
    database = connect(path, "rwc")
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;")
    return database


def insert(database: Database, document: Document, file: str, made: Indexed) -> None:
    """Put a document of ``file`` in. Its path and its id must be free."""
    d = document
    given = (d.id, d.title, d.text, d.source, d.published, d.url, d.path, d.author)
    made_from_it = (" ".join(map(str, d.pages)), file, header(d), made.content, made.signature)
    key = database.execute(
        "INSERT INTO documents (id, title, text, source, published, url, path, author, pages, file, header, content, "
        "signature) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        given + made_from_it,
    ).lastrowid
    width = len(made.vectors) // max(1, len(made.spans))
    database.executemany(
        "INSERT INTO passages (document, start, end, vector) VALUES (?,?,?,?)",
        [(key, start, end, made.vectors[i * width : (i + 1) * width]) for i, (start, end) in enumerate(made.spans)],
    )
    database.execute(
        "INSERT INTO terms (rowid, title, body) SELECT key, title, body FROM passage_texts WHERE document = ?", (key,)
    )


def delete(database: Database, key: int) -> None:
    """Take the document ``key`` out with all that was made of it."""
    # FTS5 must be told the words it took in, so its rows go before the text they came from.
    database.execute(
        "INSERT INTO terms (terms, rowid, title, body) SELECT 'delete', key, title, body FROM passage_texts WHERE document = ?",
        (key,),
    )
    database.execute("DELETE FROM passages WHERE document = ?", (key,))
    database.execute("DELETE FROM documents WHERE key = ?", (key,))


def made_of(database: Database, content: str) -> Indexed | None:
    """What was made of a document with the same content, under whatever path; None if there is none."""
    row = database.execute("SELECT key, signature FROM documents WHERE content = ? LIMIT 1", (content,)).fetchone()
    if row is None:
        return None
    key, signature = row
    rows = database.execute("SELECT start, end, vector FROM passages WHERE document = ? ORDER BY key", (key,)).fetchall()
    return Indexed(content, signature, tuple((start, end) for start, end, _ in rows), b"".join(v for _, _, v in rows))


def set_stories(database: Database) -> None:
    """Group the documents into stories; a document that came or went may change the name of a group."""
    groups = stories(dict(database.execute("SELECT id, signature FROM documents").fetchall()))
    database.executemany("UPDATE documents SET story = ?1 WHERE id = ?2 AND story IS NOT ?1", [(s, d) for d, s in groups.items()])


def purge(database: Database, target: Path) -> None:
    """Write the store to ``target`` without free space, and without the words of what was taken out."""
    # A rebuild: "optimize" merges the segments of FTS5, but leaves the marks that a lone segment has of deleted words.
    database.execute("INSERT INTO terms (terms) VALUES ('rebuild')")
    database.execute("INSERT INTO terms (terms) VALUES ('optimize')")
    database.commit()
    # Into a file of ours: a plain VACUUM would put the whole text into the system's temporary folder.
    database.execute("VACUUM INTO ?", (str(target.resolve()),))
