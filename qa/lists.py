"""Questions that ask for several things, and the things of an answer that names several. Word lists and order, no model."""

import re

_AUXILIARIES = frozenset(
    "are were have had do did will would can could may might must should shall was is has does".split()  # noqa: SIM905
)
_SINGULAR = frozenset({"was", "is", "has", "does"})
_AFTER_HEAD = frozenset(
    {
        "of",
        "in",
        "from",
        "on",
        "at",
        "with",
        "for",
        "to",
        "by",
        "that",
        "who",
        "which",
        "near",
        "below",
        "above",
        "under",
        "after",
    }
)
_NUMBER = re.compile(r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[2-9]|[1-9]\d)\Z")
_IRREGULAR = frozenset({"people", "men", "women", "children", "police", "feet", "teeth", "mice", "geese", "data", "media"})
_NOT_PLURAL = frozenset(
    {"news", "series", "species", "always", "politics", "economics", "mathematics", "physics", "olympics", "lens", "perhaps"}
    | {"gas", "bus", "this", "its", "his", "yes", "whereas", "chaos", "bias", "canvas", "atlas", "christmas", "means"}
)
# "which comes first", "what causes floods": the word after is a verb.
_VERBS = frozenset(
    {"comes", "leads", "costs", "happens", "goes", "makes", "remains", "causes", "holds", "gets", "explains", "connects", "takes"}
    | {"follows", "separates", "counts", "matters", "needs", "helps", "stands", "lies", "owns", "runs", "says", "gives"}
)
_ASK = re.compile(r"\b(?:which|what)\s+((?:[\w'’-]+\s*){1,6})", re.I)
_ARE = re.compile(r"\b(?:who|what|which)\s+(?:are|were)\s+(?:the\s+|these\s+|those\s+|some\s+)?((?:[\w'’-]+\s*){1,5})", re.I)
_NAME = re.compile(
    r"\s*(?:please\s+)?(?:name|list|enumerate|give)\s+(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+)?((?:[\w'’-]+\s*){1,5})", re.I
)

_PLACES = (
    r"Trinidad and Tobago|Bosnia and Herzegovina|Antigua and Barbuda|(?:St\.?|Saint) Kitts and Nevis"
    r"|S[aã]o Tom[eé] and Pr[ií]ncipe|(?:St\.?|Saint) Vincent and the Grenadines|Turks and Caicos|Wallis and Futuna"
    r"|(?:St\.?|Saint) Pierre and Miquelon|Newfoundland and Labrador|Jammu and Kashmir|Tyne and Wear"
)
_FIRMS = r"[A-Z][\w'’-]* and (?:Sons?|Daughters?|Brothers|Bros\.?|Co\b\.?|Company|Partners|Associates)"
_BODIES = (
    r"(?:Ministry|Minister|Department|Secretary|Committee|Commission|Board|Office|Agency|Bureau|Institute|Faculty|School|Society)"
    r" (?:of|for|on) (?:[A-Z]\w*,? )+and (?!the )[A-Z]\w*"
)
_PAIRS = (
    r"(?:search and rescue|law and order|research and development|health and safety|supply and demand|bread and butter"
    r"|fish and chips|terms and conditions|trial and error|profit and loss|hit and run|black and white|pros and cons)"
)
_NUMBERS = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?, )*\d{1,2}(?:st|nd|rd|th)? (?:and|or) \d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+"
    r"|\w+ and a (?:half|quarter|third)|(?:hundred|thousand|million) and \w+"
)
_RANGES = r"\b(?:[Bb]etween|[Bb]oth sides of) .{1,60}? and (?:the )?[\w'’-]+(?: [A-Z\d][\w'’-]*)*"
_ADJECTIVES = (
    r"\b(?:[a-z]+(?:ern|al|ic|ous|ive|ful|less|able)|old|new|male|female|red|blue|green|young|rich|poor|big|small)"
    r" (?:and|or) [a-z]+ [a-z]+"
)
_DATES = r"\b[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"
_WHOLE = re.compile(
    "|".join(
        (
            _PLACES,
            _FIRMS,
            _BODIES,
            _PAIRS,
            _NUMBERS,
            _RANGES,
            _ADJECTIVES,
            _DATES,
            r"“[^”]*”",
            r'"[^"]*"',
            r"\([^)]*\)",
            r"[\w'’.-]+ & [\w'’-]+",
        )
    )
)
_COORDINATOR = re.compile(r",?\s+(?:and|or|as well as|along with|together with|alongside)\s+|,?\s*\balongside\s+")
_COMMA = re.compile(r",\s+")
_APPOSITION = re.compile(r"(?:\d{1,3}\Z|(?:a|an|the|his|her|its|their|who|whose|which|formerly|aged|then|now)\s+[a-z])")
_CLAUSE = re.compile(
    r"(?:it|he|she|they|we|i|you|that|because|who|which|to|now|then|was|were|is|are|had|has|have|would|will|could|may|if|when"
    r"|while|after|before|not|lacked|[a-z]{3,}ed)\b",
    re.I,
)
_FINITE = re.compile(r"\b(?:was|were|is|are|had|has|have|would|will|could)\b")
_AND_SO_ON = frozenset({"so on", "others", "so forth", "more", "etc", "the like"})


def asks_list(question: str) -> bool:
    """Whether ``question`` asks for several things: a plural after which, what or name, a number of them, "list"."""
    words = question.lower()
    named = _NAME.match(words)
    if named:
        return _is_several(named.group(1).split(), "name")
    if re.search(r"\bhow\s+(?:many|much)\b", words):
        return False
    are = _ARE.search(words)
    if are:
        return _is_several(are.group(1).split(), f"{are.group().split()[0]} are".replace("which", "who"))
    asked = _ASK.search(words)
    return asked is not None and _is_several(asked.group(1).split(), asked.group()[:5].strip())


def _is_several(words: list[str], asked: str) -> bool:
    if words[:3] in (["sort", "of"], ["kind", "of"], ["type", "of"]):
        words = words[2:]
    if words[:1] == ["of"]:
        words = [word for word in words[1:] if word not in {"the", "these", "those"}]
    for i, word in enumerate(words):
        if word in _AUXILIARIES or word in _AFTER_HEAD:
            return False
        if _is_plural(word):
            number = any(_NUMBER.match(before) for before in words[:i])
            return _heads(word, i, number, words[i + 1] if i + 1 < len(words) else "", asked)
    return False


def _heads(word: str, i: int, number: bool, following: str, asked: str) -> bool:
    """Whether the plural ``word``, the ``i``-th after what ``asked``, is what is asked for, seen from the word that follows."""
    if following in _SINGULAR:
        return False
    if number or not following or asked == "name":
        return True
    past = following.endswith("ed")
    if asked in {"who are", "what are"}:
        # "who were the men arrested", but not "what were the workers promised"
        return following in _AFTER_HEAD or (past and asked == "who are")
    if following in _AUXILIARIES or past:
        return True
    # "which countries border Osk", but not "which company leads the race", "what causes floods in the valley"
    return i == 0 and word not in _VERBS and (asked == "which" or following in _AFTER_HEAD) and not _is_plural(following)


def _is_plural(word: str) -> bool:
    if word in _IRREGULAR:
        return True
    return len(word) > 3 and bool(re.search(r"[^su'’i]s\Z|ies\Z", word)) and word not in _NOT_PLURAL


def items(text: str) -> list[tuple[int, int]]:
    """The [start, end) of each thing that ``text`` names, in order; one thing is one item, blank text none.

    Split is only what words show to be a list: with "and", "or" or semicolons. Firms with "and Sons" or "&", countries,
    ministries, numbers, ranges and what stands in quotation marks or brackets stay whole; so does a clause.
    """
    # What stays whole is masked by letters, so that no separator is found in it.
    masked = _WHOLE.sub(lambda whole: whole.group()[0] + "x" * (len(whole.group()) - 1), text)
    semicolons = [(m.start(), m.end()) for m in re.finditer(r";(?:\s+(?:and|or)\b)?", masked)]
    cuts = semicolons or _cuts(masked)
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    parts = [part for start, end in zip(starts, ends, strict=True) if (part := _trimmed(text, start, end))]
    return [(start, end) for start, end in parts if text[start:end].lower() not in _AND_SO_ON or len(parts) == 1]


def _cuts(masked: str) -> list[tuple[int, int]]:
    both = re.match(r"\s*(?:both|either)\s+", masked, re.I)
    joins = [(m.start(), m.end()) for m in _COORDINATOR.finditer(masked)]
    if not joins or any(_CLAUSE.match(masked, end) for _, end in joins):
        return []
    if _CLAUSE.match(masked.lstrip()) or _FINITE.search(masked):
        return []
    found = list(joins)
    ends = [*(start for start, _ in joins), *(comma.start() for comma in _COMMA.finditer(masked))]
    for comma in _COMMA.finditer(masked):
        if any(start <= comma.start() < end for start, end in joins):
            continue
        previous = max((end for _, end in found if end <= comma.start()), default=0)
        until = min((start for start in ends if start > comma.start()), default=len(masked))
        part = masked[comma.end() : until]
        if masked[previous : previous + 1].isupper() and _APPOSITION.match(part.strip(" .,")):
            continue
        found.append((comma.start(), comma.end()))
    return ([(0, both.end())] if both else []) + sorted(found)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;"):
        end -= 1
    if text[start:end].endswith(".") and not re.search(r"\w\.\w\.\Z", text[start:end]):
        end -= 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
