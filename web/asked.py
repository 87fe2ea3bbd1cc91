"""A question and what narrows it, as the page has it: in its fields, in its links, in its history."""

from dataclasses import dataclass, fields, replace
from urllib.parse import parse_qs, urlencode

from index import BadInputError
from index.dates import iso_date

QUESTION = "q"
"""The question's name in a link; the filters keep theirs."""

DATES = {"since": "From", "until": "To", "as_of": "As known on"}
LABELS = {**DATES, "source": "Outlet", "document": "Article"}
"""What the filters are called on the page, by the names Assistant.ask gives them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its filters, every one "" where it is not set. As text: nothing here has been checked."""

    question: str = ""
    since: str = ""
    until: str = ""
    as_of: str = ""
    source: str = ""
    document: str = ""

    @classmethod
    def of(cls, *values: object) -> "Asked":
        """From the page's fields, in the order of this class; an empty field may be None."""
        return cls(*(str(value).strip() if value else "" for value in values))

    @classmethod
    def from_link(cls, link: str) -> "Asked":
        """From the query of a link, "?q=...&since=...". What it has besides is ignored."""
        given = parse_qs(link.lstrip("?"), errors="replace")
        return cls.of(*(given.get(name, [""])[-1] for name in (QUESTION, *LABELS)))

    @property
    def link(self) -> str:
        """The query that leads here again; "?" for nothing at all."""
        values = zip((QUESTION, *LABELS), (getattr(self, field.name) for field in fields(self)), strict=True)
        return "?" + urlencode([(name, value) for name, value in values if value])

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: value for name in LABELS if (value := getattr(self, name))}

    def without(self, name: str) -> "Asked":
        """The same, one filter less."""
        return replace(self, **{name: ""})

    def options(self) -> dict[str, str]:
        """The filters as options of Assistant.ask. Raises BadInputError that names the field of a date that is none."""
        options = self.filters
        for name in DATES:
            if name in options:
                try:
                    options[name] = iso_date(options[name])
                except BadInputError as error:
                    raise BadInputError(f"“{DATES[name]}” is {error}") from None
        return options
