"""The Eval tab: the figures and pictures of the last report on the index."""

import base64
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from eval.figures import MEANINGS, Figure
from eval.html import pictures
from eval.last import PLACE, Last, last
from eval.rows import Row
from index import QuothError
from web.events import on_open

if TYPE_CHECKING:
    from web.service import Service

MOST_MISSES = 300
"""Shown; who has more looks into the report's own page."""

_PICTURES = {
    "kinds": ("By kind of question", "Share right by kind of question, with its interval; the figures are in the table below"),
    "risk": ("Risk and coverage", "Share of answers wrong against the share of questions answered, the surest first"),
    "reliability": ("Reliability", "Share of answers right against their stated probability"),
    "latency": ("Time", "How many questions took how many milliseconds"),
}

CSS = """
& h2 {font-size: 1.2rem; margin: 1.6rem 0 0.5rem;}
& .q-wide {overflow-x: auto;}
& table {width: 100%; border-collapse: collapse; font-size: 0.92rem;}
& th, & td {text-align: left; padding: 0.35rem 0.8rem 0.35rem 0; vertical-align: top; overflow-wrap: anywhere;
  border: 0; border-bottom: 1px solid var(--border-color-primary);}
& td:first-child {min-width: 9rem;}
& .q-n {text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums;}
& .q-pictures {display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem;}
& figure {margin: 0; background: #fff; color: #1f2933; border: 1px solid var(--border-color-primary); border-radius: 8px;
  padding: 0.7rem;}
& figure img {width: 100%; height: auto; display: block;}
& figcaption {font-weight: 600; margin-bottom: 0.3rem;}
& code {overflow-wrap: anywhere;}
"""

_HOW = (
    "<p>No report on this index yet. Score it on a question set with <code>quoth eval QUESTIONS.jsonl --index {folder}</code>; "
    "what people said about its answers becomes one with <code>quoth feedback --index {folder} --out QUESTIONS.jsonl</code>.</p>"
)


def tab(service: "Service") -> None:
    """The parts of the tab, read anew whenever it is opened."""
    import gradio as gr

    shown = gr.HTML(css_template=CSS, apply_default_css=False, elem_id="quoth-eval")
    on_open(lambda: page(service), [], [shown])


def page(service: "Service") -> str:
    """The last report as HTML in which every word of questions and answers is escaped, or how to make one."""
    try:
        stamp = (service.folder / PLACE).stat().st_mtime_ns
        found = _drawn(service.folder, stamp)
    except FileNotFoundError:
        return _HOW.format(folder=escape(str(service.folder)))
    except (QuothError, OSError) as error:
        return f'<p role="alert">{escape(str(error))}</p>'
    head, body, generation = found
    now = service.assistant.store.manifest.generation
    since = "" if now == generation else f" The index has changed since; it is at generation {now:,} now."
    return f"<p>{head}{since}</p>{body}"


@lru_cache(maxsize=2)
def _drawn(folder: Path, stamp: int) -> tuple[str, str, int]:
    """Head, body and generation of the report whose file was last changed at ``stamp``: pictures take a second."""
    found = last(folder)
    if found is None:
        raise FileNotFoundError(folder / PLACE)
    return _head(found), _body(found), found.generation


def _head(found: Last) -> str:
    rows = found.report.rows
    missed = sum(not row.right for row in rows)
    return (
        f"{escape(found.report.name)}: {len(rows):,} questions, {missed:,} missed. Made {escape(found.made)} UTC, "
        f"generation {found.generation:,} of the index. Intervals are 95%, of a bootstrap over the questions."
    )


def _body(found: Last) -> str:
    report = found.report
    figures = [
        (escape(name), escape(MEANINGS.get(name, "")), _value(name, figure), _between(figure), f"{figure.n:,}")
        for name, figure in report.figures.items()
        if figure.n
    ]
    kinds = [
        (
            escape(kind.kind),
            f"{kind.right.n:,}",
            f"{kind.right.value:.1%}",
            _between(kind.right),
            escape(", ".join(f"{name} {figure.value:.2f}" for name, figure in kind.parts.items())),
        )
        for kind in report.kinds
    ]
    missed = [row for row in report.rows if not row.right]
    misses = [(escape(row.question), _wanted(row), _given(row), f"{row.probability:.0%}") for row in missed[:MOST_MISSES]]
    drawn = "".join(
        f'<figure><figcaption>{_PICTURES[name][0]}</figcaption><img alt="{_PICTURES[name][1]}" '
        f'src="data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"></figure>'
        for name, svg in pictures(report).items()
    )
    more = f"<p>And {len(missed) - MOST_MISSES:,} more.</p>" if len(missed) > MOST_MISSES else ""
    return (
        f"<h2>Figures</h2>{_table('Figures', ('Figure', 'Meaning', '#Value', '#95% interval', '#n'), figures)}"
        f'<h2>Pictures</h2><div class="q-pictures">{drawn}</div>'
        f"<h2>By kind</h2>{_table('By kind', ('Kind', '#n', '#Right', '#95% interval', 'Its parts'), kinds)}"
        f"<h2>Misses ({len(missed):,})</h2>{_table('Misses', ('Question', 'Wanted', 'Given', '#Sure'), misses)}{more}"
    )


def _table(label: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already; columns whose head begins with "#" hold numbers."""
    kinds = [' class="q-n"' if head.startswith("#") else "" for head in heads]
    top = "".join(f'<th scope="col"{kind}>{head.lstrip("#")}</th>' for kind, head in zip(kinds, heads, strict=True))
    body = "".join(f"<tr>{''.join(f'<td{kind}>{cell}</td>' for kind, cell in zip(kinds, row, strict=True))}</tr>" for row in rows)
    return (
        f'<div class="q-wide" role="region" tabindex="0" aria-label="{label}"><table><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _value(name: str, figure: Figure) -> str:
    return f"{figure.value:,.0f} ms" if name.startswith("ms_") else f"{figure.value:.3f}"


def _between(figure: Figure) -> str:
    return f"{figure.interval[0]:.3f} to {figure.interval[1]:.3f}" if figure.interval else ""


def _wanted(row: Row) -> str:
    return escape(" | ".join(row.wanted)) or "<i>silence</i>"


def _given(row: Row) -> str:
    if row.answer is not None:
        return escape(row.answer)
    return "<i>silence</i>" + (f" instead of {escape(row.surest)}" if row.surest else "")
