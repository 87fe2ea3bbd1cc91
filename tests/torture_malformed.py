"""Broken files of every format: each must load or be refused in one line, within the limits, and the parent must live.

    python tests/torture_malformed.py [--files 500] [--seed 7]

prints the counts, the slowest file and the highest memory of a child; it fails when a target is missed. The files are made
from a valid one of each format by flipping bits, cutting, splicing with another format, and repeating blocks.
"""

import argparse
import io
import json
import random
import re
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.loaders import Loaded
    from index.parsing import Parser

SLOWEST_SECONDS = 10.0
"""The limit of a file is 8; ending a child that overran it and starting the next takes a moment."""
MOST_MEMORY_KB = 1 << 20

STORY = (
    "MARWICK, March 5, 2024 — The river Enna burst its banks on Monday, and 1,200 people left their homes, the mayor said.",
    "Mayor Edda Lorne told reporters that the bridge at Sill had been closed, and that schools would stay shut until Friday.",
    "“We have never seen the water rise so fast,” said Ilse Varga, who runs the café by the market. Repairs will take weeks.",
)


def pdf(pages: list[list[str]], title: str | None = None, password: str | None = None) -> bytes:
    """A PDF with the given lines on each page."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    encrypt = StandardEncryption(password, ownerPassword="owner", strength=128) if password else None
    canvas = Canvas(file, encrypt=encrypt, pageCompression=0)
    if title:
        canvas.setTitle(title)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(60, 780 - 15 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def docx(paragraphs: list[str], title: str = "", author: str = "") -> bytes:
    """A Word document with the given paragraphs."""
    from docx import Document

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = author
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def html(head: str = "", above: str = "", below: str = "") -> str:
    """A web page with the story, and what the caller puts into its head, above and below it."""
    story = "".join(f"<p>{paragraph}</p>" for paragraph in STORY[1:])
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body><nav><a href='/'>Home</a> <a href='/news'>News</a></nav>"
        f"<article><h1>River floods Marwick</h1>{above}{story}{below}</article><footer>Northern Wire</footer></body></html>"
    )


def rss() -> str:
    """A feed with two entries."""
    items = "".join(
        f"<item><title>Item {n}</title><link>https://wire.example/{n}</link><pubDate>Tue, 05 Mar 2024 23:30:00 -0500</pubDate>"
        f"<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
        for n, text in enumerate(STORY[1:])
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Northern Wire</title>{items}</channel></rss>"


def samples() -> dict[str, bytes]:
    """A valid file of every format, by name."""
    rows = [{"title": f"Row {n}", "text": text, "published": "2024-03"} for n, text in enumerate(STORY)]
    table = "title,text,published\n" + "".join(f'Row {n},"{text}",2024-03\n' for n, text in enumerate(STORY))
    return {
        "story.txt": "\n\n".join(STORY).encode(),
        "story.md": ("---\ntitle: River floods\npublished: 2024-03-05\n---\n" + "\n\n".join(STORY)).encode(),
        "story.html": html().encode(),
        "story.pdf": pdf([[text[:80] for text in STORY], ["Page two of it."]], title="River floods Marwick"),
        "story.docx": docx(list(STORY), title="River floods Marwick"),
        "rows.jsonl": "".join(json.dumps(row) + "\n" for row in rows).encode(),
        "rows.csv": table.encode(),
        "rows.tsv": table.replace(",", "\t").encode(),
        "feed.xml": rss().encode(),
        "feed.atom": rss().encode("utf-16"),
    }


def mutate(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """``data`` broken in one to three ways; ``other`` is what pieces are spliced in from."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(data)) if data else 0
        way = rng.randrange(5)
        if way == 0:
            flipped = bytearray(data)
            for _ in range(rng.choice([1, 3, max(1, len(data) // 100)])):
                flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
            data = bytes(flipped)
        elif way == 1:
            data = data[: max(1, at)]
        elif way == 2:
            start = rng.randrange(len(other))
            data = data[:at] + other[start : start + rng.randint(1, len(other))] + data[at:]
        elif way == 3:
            data = data[:at] + data[at : at + rng.randint(1, 400)] * rng.choice([3, 100, 5_000]) + data[at:]
        else:
            data = data[:at] + rng.randbytes(rng.randint(1, 300)) + data[at + rng.randint(0, 300) :]
    return data


def mutate_part(data: bytes, rng: random.Random) -> bytes:
    """A Word document one part of which is broken, the archive around it whole."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        victim = rng.choice(
            ["word/document.xml", "word/document.xml", "[Content_Types].xml", "word/styles.xml", "docProps/core.xml"]
        )
        for part in old.infolist():
            content = old.read(part)
            if part.filename == victim:
                way = rng.randrange(4)
                if way == 0:
                    content = mutate(content, content, rng)
                elif way == 1:  # values no program writes
                    content = re.sub(rb'"\d+"', lambda _: b'"%d"' % rng.choice([-1, 0, 10**9, 10**30]), content)
                elif way == 2:
                    content = re.sub(rb"<w:p>.*?</w:p>", lambda found: found[0] * 2_000, content, count=1)
                else:  # elements in places where they have no business
                    content = content.replace(b"w:r>", rng.choice([b"w:p>", b"w:tbl>", b"w:tr>", b"w:sectPr>"]))
            new.writestr(part.filename, content)
    return file.getvalue()


def broken(files: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """``files`` broken files, the formats in turn; the same for the same ``seed`` and libraries."""
    rng = random.Random(seed)
    valid = list(samples().items())
    for number in range(files):
        name, data = valid[number % len(valid)]
        if name.endswith(".docx") and rng.random() < 0.6:
            yield f"{number:03d}-{name}", mutate_part(data, rng)
        else:
            yield f"{number:03d}-{name}", mutate(data, rng.choice(valid)[1], rng)


def outcome(parser: "Parser", name: str, data: bytes) -> "tuple[list[Loaded], str]":
    """The documents of a file, or the line that refuses it."""
    from index.errors import DocumentError

    try:
        return parser.load(Path("/nowhere") / name, data), ""
    except DocumentError as error:
        return [], str(error)


def main() -> int:
    """Read them all; 1 if a target is missed."""
    from index.parsing import Parser

    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--files", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    ended: Counter[str] = Counter()
    slowest = (0.0, "")
    with Parser() as parser:
        for name, data in broken(given.files, given.seed):
            start = time.perf_counter()
            found, refused = outcome(parser, name, data)
            ended[f"{name.rpartition('.')[2]}: {'loaded' if found else 'refused'}"] += 1
            if "\n" in refused:
                print(f"{name}: an error of several lines: {refused}")
                return 1
            slowest = max(slowest, (time.perf_counter() - start, name))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    for key in sorted(ended):
        print(f"{key:16} {ended[key]}")
    print(f"{ended.total()} files, slowest {slowest[0]:.2f} s ({slowest[1]}), highest memory of a child {memory / 1024:.0f} MB")
    return int(slowest[0] > SLOWEST_SECONDS or memory > MOST_MEMORY_KB)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main())
