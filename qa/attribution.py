"""Who says what an answer states: the words of its passage that name the speaker, by rules over sentences and quotations."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from qa.clauses import Clause, clauses, outlet
from qa.phrases import at, named, speaks, subject
from qa.speech import DETERMINERS, GENERIC, ORGANISATION, PERSONS, QUOTE, Token, quotations, tokens, units

Kind = Literal["quoted", "reported", "denied", "own"]
_LOOK_BACK = 3  # sentences; farther off a pronoun may mean anybody
_LONGEST = 120  # characters of a speaker with a relative clause; a longer one is cut to its head
_MALE = frozenset({"mr.", "mr", "sir", "lord", "king", "prince", "baron", "chairman", "spokesman", "father", "brother"})
_FEMALE = frozenset(
    {"mrs.", "mrs", "ms.", "ms", "lady", "dame", "queen", "chairwoman", "spokeswoman", "mother", "sister", "widow"}
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who an answer's statement comes from: ``text`` stands in the passage at [start, end).

    ``kind``: "quoted" (the speaker's own words), "reported" (told in others'), "denied" (the speaker denies it) or "own" (the
    outlet's own finding).
    """

    text: str
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    words: tuple[Token, ...]
    clauses: tuple[Clause, ...]


class _Passage:
    """A passage's sentences, each read when it is asked for: most answers need one of those read."""

    def __init__(self, text: str, source: str | None) -> None:
        self.text, self.source = text, source
        self.quoted = quotations(text)
        self.bounds = units(text, self.quoted)
        self._read: dict[int, _Sentence] = {}

    def sentence(self, k: int) -> _Sentence:
        if k not in self._read:
            words = tokens(self.text, *self.bounds[k], self.quoted)
            self._read[k] = _Sentence(*self.bounds[k], tuple(words), tuple(clauses(self.text, words, self.source)))
        return self._read[k]

    def goes_on(self, k: int) -> bool:
        """Whether sentence ``k`` is in one paragraph with the one before."""
        return k > 0 and "\n" not in self.text[self.bounds[k - 1][0] : self.bounds[k][0]]

    def before(self, k: int) -> list[_Sentence]:
        return [self.sentence(n) for n in range(k - 1, max(-1, k - 1 - _LOOK_BACK), -1)]


@lru_cache(maxsize=128)
def _passage(text: str, source: str | None) -> _Passage:
    # Several answers stand in one passage, and it is met again with the next question.
    return _Passage(text, source)


def attribute(passage: str, start: int, end: int, source: str | None = None) -> Attribution | None:
    """Who says what passage[start:end] states, or None where nobody is named or it is not clear who.

    ``passage`` holds whole sentences, offsets are [start, end) in code points, ``source`` is the outlet's name. Rules find it;
    they would rather be silent than wrong. `python tests/measure_attribution.py` gives their precision and recall.
    """
    read = _passage(passage, source)
    place = next((k for k, (a, b) in enumerate(read.bounds) if a <= start < b), None)
    if place is None:
        return None
    inside = next(((a, b) for a, b in read.quoted if a <= start < b), None)
    where, clause = place, _chosen(read.sentence(place), start, end, inside)
    if clause is None and inside:
        where, clause = _of_quotation(read, place, inside)
    if clause is None or clause.mute:
        return None
    found = _resolved(clause, read.sentence(where), read.before(where))
    if found is None:
        return None
    (first, last), meant = found
    speaker = where == place and clause.head[0] < end and start < clause.head[1]
    # "X denied it. "Never," the company said": the words that follow a denial are the denial's.
    denied = clause.denied or (
        inside is not None
        and meant is not clause
        and read.goes_on(where)
        and meant.denied
        and meant in read.before(where)[0].clauses
    )
    kind: Kind = "reported"
    if denied:
        kind = "denied"
    elif outlet(clause.words, source, passage[clause.verb[0] : clause.verb[1]]):
        kind = "own"
    elif (inside and not speaker) or (speaker and _says_quote(read.sentence(where), clause)):
        kind = "quoted"
    return Attribution(passage[first:last], first, last, kind)


def _of_quotation(read: _Passage, place: int, inside: tuple[int, int]) -> tuple[int, Clause | None]:
    """The sentence and clause that name the speaker of a quotation whose own sentence does not."""
    here = read.sentence(place)
    if not _alone(here):
        return place, _colon(here, inside)
    if read.text[inside[1] - 1] not in "\"”»'’" and place + 1 < len(read.bounds):
        # Left open at the paragraph's end, it goes on in the next one, and there its speaker is.
        first = read.sentence(place + 1).words[0]
        span = (first.start, first.end)
        return place + 1, _chosen(read.sentence(place + 1), *span, span) if first.text == QUOTE else None
    k = place
    while read.goes_on(k):
        k -= 1
        said = [c for c in read.sentence(k).clauses if not c.mute]
        if said or not _alone(read.sentence(k)):
            return k, said[-1] if said else None
    return place, None


def _chosen(here: _Sentence, start: int, end: int, inside: tuple[int, int] | None) -> Clause | None:
    """The clause the answer is the speaker or the verb of, or else the narrowest that governs it."""
    for clause in here.clauses:
        if (clause.head[0] < end and start < clause.head[1]) or (clause.verb[0] < end and start < clause.verb[1]):
            return clause
    spot = inside[0] if inside else start
    over = [c for c in here.clauses if c.scope[0] <= start < c.scope[1] or c.scope[0] <= spot < c.scope[1]]
    if not over and inside:
        # "A," said X, who sells tea. "B": what is quoted after the speaker is the speaker's too.
        return next((c for c in reversed(here.clauses) if c.verb[1] < inside[0] and here.words[0].text == QUOTE), None)
    return min(over, key=lambda c: (c.weak, c.scope[1] - c.scope[0]), default=None)


def _alone(here: _Sentence) -> bool:
    return all(w.text == QUOTE or not w.text[0].isalnum() for w in here.words)


def _colon(here: _Sentence, inside: tuple[int, int]) -> Clause | None:
    """ "The mayor was blunt: "A"": the subject speaks."""
    k = next((k for k, w in enumerate(here.words) if w.start == inside[0]), 0)
    place = subject(here.words)
    if at(here.words, k - 1) != ":" or place is None or not speaks(here.words, *place):
        return None
    words = here.words[place[0] : place[1]]
    span = (words[0].start, words[-1].end)
    return Clause(span, span, span, span, inside, words)


def _says_quote(here: _Sentence, clause: Clause) -> bool:
    return any(w.text == QUOTE and clause.scope[0] <= w.start + 1 and w.end - 1 <= clause.scope[1] for w in here.words)


def _resolved(clause: Clause, here: _Sentence, before: Sequence[_Sentence]) -> tuple[tuple[int, int], Clause] | None:
    """What to show for the clause's speaker: its own words, for a pronoun those of the speaker it stands for, if clear."""
    first = clause.words[0].lower if clause.words else ""
    generic = len(clause.words) == 2 and first == "the" and clause.words[1].lower in GENERIC
    if len(clause.words) == 1 and first in ("he", "she", "they", "it"):
        return _antecedent(first, clause, here, before)
    if len(clause.words) == 1 and first in ("who", "i", "we", "you", "that", "this", "one", "which"):
        return (clause.text, clause) if first == "one" else None
    if generic and before:
        named_one = _antecedent("it", clause, here, before[:1])
        if named_one and any(named(w) for w in _within(before[0], named_one[0])):
            return named_one
    span = clause.text
    if span[1] - span[0] > _LONGEST:
        span = clause.head
    return span, clause


def _within(sentence: _Sentence, span: tuple[int, int]) -> list[Token]:
    return [w for w in sentence.words if span[0] <= w.start < span[1] and w.start > sentence.start]


def _antecedent(
    pronoun: str, clause: Clause, here: _Sentence, before: Sequence[_Sentence]
) -> tuple[tuple[int, int], Clause] | None:
    """The nearest speaker, else subject, else sole name before the pronoun that can be meant by it."""
    for sentence in (here, *before):
        limit = clause.speaker[0]
        spoken = [c for c in sentence.clauses if c.speaker[1] <= limit and not c.mute and c is not clause and c.words]
        for c in reversed(spoken):
            if _fits(pronoun, c.words):
                return c.text, c
        place = subject(sentence.words)
        if place and sentence.words[place[1] - 1].end <= limit:
            words = sentence.words[place[0] : place[1]]
            if _fits(pronoun, words):
                span = (words[0].start, words[-1].end)
                return span, replace(clause, words=words, speaker=span)
        if pronoun in ("he", "she"):
            people = [p for p in _people(sentence.words) if p[-1].end <= limit and _fits(pronoun, p)]
            if len({p[-1].text for p in people}) == 1:
                span = (people[-1][0].start, people[-1][-1].end)
                return span, replace(clause, words=tuple(people[-1]), speaker=span)
            if people:
                return None
    return None


def _people(words: Sequence[Token]) -> list[list[Token]]:
    """Names of two words and more that no word marks as an organisation's."""
    found: list[list[Token]] = [[]]
    for word in words:
        if named(word):
            found[-1].append(word)
        elif found[-1]:
            found.append([])
    return [name for name in found if len(name) > 1 and not any(w.text in ORGANISATION for w in name)]


def _fits(pronoun: str, words: Sequence[Token]) -> bool:
    """Whether ``words`` can be what the pronoun stands for."""
    lower = [w.lower for w in words]
    if len(words) == 1 and lower[0] in ("he", "she", "they", "it", "we", "i", "you", "who"):
        return False
    cut = next(
        (k for k, w in enumerate(lower) if k and w in ("of", "at", "for", "from", "in", "with", "who", "familiar", "on")),
        len(words),
    )
    head = lower[cut - 1]
    organised = any(w.text in ORGANISATION for w in words[:cut])
    person = not organised and (any(w in PERSONS for w in lower[:cut]) or (len(words) > 1 and all(map(named, words[:cut]))))
    several = (head.endswith("s") and not named(words[cut - 1])) or head in ("people", "police") or "and" in lower
    if pronoun == "they":
        return several
    if pronoun == "it":
        return not several and not person and (lower[0] in DETERMINERS or all(map(named, words[:cut])))
    against = _FEMALE if pronoun == "he" else _MALE
    single = len(words) == 1 and named(words[0]) and not organised
    doer = person or single or (lower[0] in DETERMINERS and head.endswith(("er", "or", "ist", "man", "ian")))
    return not several and doer and not any(w in against for w in lower)
