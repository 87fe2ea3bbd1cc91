"""How a result looks outside the terminal: as text, as HTML for notebooks, and its citations for other people's papers."""

import re
from html import escape
from typing import TYPE_CHECKING

from index.errors import BadInputError
from qa.phrasing import agreement, differences, meaning, origin, printable, words_for
from qa.terminal import SHOWN_PASSAGES, SHOWN_SOURCES

if TYPE_CHECKING:
    from qa.answers import Answer
    from qa.citations import Citation
    from qa.result import Result

STYLES = ("markdown", "bibtex", "chicago")
_OPENING = 160  # characters of a closest passage, as in the terminal
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_LATEX = {
    # A brace counts for BibTeX even behind a backslash: one alone would swallow the rest of the file.
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{c: f"\\{c}" for c in "&%$#_"},
}  # fmt: skip


def text(result: "Result") -> str:
    """The result as plain text: the answer, how sure it is, and each source with the quote between asterisks; or why not."""
    if result.answer is None:
        lines = [f"The articles do not say: {_line(result.reason or 'no reason known')} ({result.confidence:.0%} sure of that)"]
        for hit in result.hits[:SHOWN_PASSAGES]:
            lines.append(f"    closest: {_line(hit.document.title)}: {_opening(hit.passage.text)}")
        return "\n".join(lines)
    answer = result.answer
    lines = [" ".join(filter(None, (_line(answer.text), _meant(result)))), f"    {_sure(answer)}"]
    lines += [f"    {_line(line)}" for line in differences(result.disagreement)]
    for number, citation in enumerate(answer.citations[:SHOWN_SOURCES], start=1):
        before, quote, after = _around(citation)
        lines.append(f"    [{number}] {_line(citation.title)} ({_line(origin(citation))}): {before}*{quote}*{after}")
    return "\n".join(lines)


def html(result: "Result") -> str:
    """The result as a small piece of HTML without scripts or outside files; whatever an article or a user wrote is escaped."""
    asked = f"<p><em>{_html(result.question)}</em></p>"
    if result.answer is None:
        why = f"The articles do not say: {_html(result.reason or 'no reason known')} ({result.confidence:.0%} sure of that)"
        closest = "".join(
            f"<li>{_html(hit.document.title)}: {_html(_opening(hit.passage.text))}</li>" for hit in result.hits[:SHOWN_PASSAGES]
        )
        return f'<div class="quoth">{asked}<p>{why}</p>{f"<p>Closest passages:</p><ul>{closest}</ul>" if closest else ""}</div>'
    answer = result.answer
    head = " ".join(filter(None, (f"<strong>{_html(answer.text)}</strong>", _html(_meant(result)))))
    values = "<br>".join(map(_html, differences(result.disagreement)))
    sources = "".join(map(_item, answer.citations[:SHOWN_SOURCES]))
    return (
        f'<div class="quoth">{asked}<p>{head} · {_html(_sure(answer))}</p>{f"<p>{values}</p>" if values else ""}'
        f"<ol>{sources}</ol></div>"
    )


def cite(answer: "Answer | None", style: str) -> str:
    """The citations of ``answer``, one entry each, in "markdown", "bibtex" or "chicago"; "" where there is no answer.

    What is unknown is left out; links are given for http and https alone. Raises BadInputError for another style.
    """
    if style not in STYLES:
        raise BadInputError(f"{style!r} is no citation style: use one of {', '.join(STYLES)}")
    citations = answer.citations if answer else ()
    if style == "markdown":
        return "\n".join(f"{number}. {_markdown(citation)}" for number, citation in enumerate(citations, start=1))
    if style == "bibtex":
        return "\n\n".join(_bibtex(citation, number) for number, citation in enumerate(citations, start=1))
    return "\n".join(map(_chicago, citations))


def _sure(answer: "Answer") -> str:
    return "; ".join(filter(None, (f"{words_for(answer.confidence)} ({answer.confidence:.0%})", agreement(answer))))


def _meant(result: "Result") -> str:
    meant = meaning(result)
    return f"({meant})" if meant else ""


def _line(written: str) -> str:
    return " ".join(printable(written).split())


def _opening(passage: str) -> str:
    line = _line(passage)
    return line if len(line) <= _OPENING else f"{line[:_OPENING]} …"


def _around(citation: "Citation") -> tuple[str, str, str]:
    """The sentence before the quote, the quote and the sentence after it, control characters as spaces."""
    first = citation.start - citation.context_start
    last = first + len(citation.quote)
    context = printable(citation.context)
    return context[:first], context[first:last], context[last:]


def _title(citation: "Citation") -> str:
    return _line(citation.title) or _line(citation.path)


def _html(written: str) -> str:
    return escape(printable(written))


def _link(citation: "Citation") -> str | None:
    """The address with all that could end a link percent-encoded; None for what is no web address, a script for one."""
    url = (citation.url or "").strip()
    if not re.match(r"https?://[^/\s]", url, re.I):
        return None
    return "".join(c if c.isprintable() and c not in " <>\"'`\\{}|^()[]" else _percent(c) for c in url)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))


def _item(citation: "Citation") -> str:
    before, quote, after = map(escape, _around(citation))
    title, link = _html(_title(citation)), _link(citation)
    if link:
        title = f'<a href="{escape(link)}" rel="noopener noreferrer">{title}</a>'
    where = f"{_html(citation.path)}, characters {citation.start} to {citation.end}"
    quoted = f"<blockquote>{before}<mark>{quote}</mark>{after}</blockquote>"
    return f"<li>{title} ({_html(origin(citation))}){quoted}<small>{where}</small></li>"


def _markdown(citation: "Citation") -> str:
    def plain(written: str) -> str:
        return re.sub(r"([\\`*_\[\]<>#|~&$])", r"\\\1", _line(written))

    title, link = plain(_title(citation)), _link(citation)
    parts = [f"[{title}](<{link}>)" if link else title]
    parts += [f"*{plain(citation.source)}*"] if citation.source else []
    parts += [plain(citation.published)] if citation.published else []
    parts += [f"p. {citation.page}"] if citation.page is not None else []
    return f"{', '.join(parts)}: “{plain(citation.quote)}”"


def _bibtex(citation: "Citation", number: int) -> str:
    def latex(written: str) -> str:
        return "".join(_LATEX.get(c, c) for c in _line(written))

    year, month, day = _date(citation)
    fields = {
        "title": f"{{{{{latex(_title(citation))}}}}}",  # twice in braces: BibTeX would write its capitals small
        "journal": latex(citation.source or ""),
        "year": year,
        "month": _MONTHS[month - 1][:3].lower() if month else "",
        "day": str(day or ""),
        "pages": str(citation.page if citation.page is not None else ""),
        "url": _link(citation) or "",  # as it is: LaTeX's own \url reads it
        "note": f"``{latex(citation.quote)}''",
    }
    words = re.findall(r"[a-z0-9]+", f"{citation.source or ''} {year}".lower())
    rows = [f"@{'article' if citation.source else 'misc'}{{{'-'.join([*words, str(number)]) if words else f'source-{number}'},"]
    for name, value in fields.items():
        if value:
            braced = value if name in ("month", "title") else f"{{{value}}}"  # months are BibTeX's own macros
            rows.append(f"  {name} = {braced},")
    return "\n".join([*rows, "}"])


def _chicago(citation: "Citation") -> str:
    # Quotation marks within quotation marks are single ones.
    title = re.sub(r"\"(?=\w)", "‘", _title(citation)).translate(str.maketrans('“”"', "‘’’"))
    year, month, day = _date(citation)
    named = _MONTHS[month - 1] if month else ""
    date = f"{named} {day}, {year}" if day else f"{named} {year}".strip()
    page = f"p. {citation.page}" if citation.page is not None else ""
    rest = ", ".join(part for part in (_line(citation.source or ""), date, page) if part)
    stop = "" if title.endswith((".", "?", "!", "…")) else "."
    link = _link(citation)
    return " ".join([f"“{title}{stop}”", *([f"{rest}."] if rest else []), *([f"{link}."] if link else [])])


def _date(citation: "Citation") -> tuple[str, int | None, int | None]:
    """Year, month and day as far as the date is known."""
    match = re.match(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", citation.published or "", re.A)
    if match is None:
        return "", None, None
    return match[1], int(match[2]) if match[2] else None, int(match[3]) if match[3] else None
