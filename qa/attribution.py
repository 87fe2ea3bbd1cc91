"""Who says what an answer states: the words of its passage that name the speaker, by rules over sentences and quotations."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


def attribute(passage: str, start: int, end: int, source: str | None = None) -> Attribution | None:
    """Who says what passage[start:end] states, or None where nobody is named or it is not clear who.

    ``passage`` holds whole sentences, offsets are [start, end) in code points, ``source`` is the outlet's name. Rules find it;
    they would rather be silent than wrong.
    """
    quoted = quotations(passage)
    bounds = units(passage, quoted)
    place = next((k for k, (a, b) in enumerate(bounds) if a <= start < b), None)
    if place is None:
        return None
    read: dict[int, _Sentence] = {}

    def sentence(k: int) -> _Sentence:
        if k not in read:
            words = tokens(passage, *bounds[k], quoted)
            read[k] = _Sentence(*bounds[k], tuple(words), tuple(clauses(passage, words, source)))
        return read[k]

    def paragraph(k: int) -> bool:
        return k > 0 and "\n" not in passage[bounds[k - 1][0] : bounds[k][0]]

    here, inside = sentence(place), next(((a, b) for a, b in quoted if a <= start < b), None)
    chosen = _chosen(here, start, end, inside)
    at_sentence, denial = place, False
    if chosen is None and inside:
        if _alone(here) and _open(passage, inside) and place + 1 < len(bounds):
            first = sentence(place + 1).words[0]
            if first.text == QUOTE:  # the quotation goes on in the next paragraph, where its speaker is
                chosen, at_sentence = _chosen(sentence(place + 1), first.start, first.end, (first.start, first.end)), place + 1
        elif _alone(here) and paragraph(place):
            chosen, at_sentence = _last(sentence(place - 1)), place - 1
            k = place - 1
            while chosen is None and _alone(sentence(k)) and paragraph(k):
                k -= 1
                chosen, at_sentence = _last(sentence(k)), k
            denial = chosen is not None and chosen.denied
            if chosen is not None and not denial and k == place - 1 and chosen.mute:
                chosen = None
        else:
            chosen = _colon(here, inside)
    if chosen is None or chosen.mute:
        return None
    speaking = chosen.head[0] < end and start < chosen.head[1] and at_sentence == place
    before = [sentence(k) for k in range(at_sentence - 1, max(-1, at_sentence - 1 - _LOOK_BACK), -1)]
    found = _resolved(chosen, sentence(at_sentence), before)
    if found is None:
        return None
    span, resolved = found
    if resolved is not chosen and inside and paragraph(at_sentence) and before and any(c.denied for c in before[0].clauses):
        denial = denial or resolved in before[0].clauses
    kind: Kind = "reported"
    said = (inside and not speaking) or (speaking and _says_quote(sentence(at_sentence), chosen))
    if chosen.denied or denial:
        kind = "denied"
    elif outlet(chosen.words, source, passage[chosen.verb[0] : chosen.verb[1]]):
        kind = "own"
    elif said:
        kind = "quoted"
    return Attribution(passage[span[0] : span[1]], span[0], span[1], kind)


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


def _open(passage: str, quotation: tuple[int, int]) -> bool:
    return passage[quotation[1] - 1] not in "\"”»'’"


def _last(here: _Sentence) -> Clause | None:
    """Who speaks at the end of a sentence that a quotation follows on its own."""
    said = [c for c in here.clauses if not c.mute]
    return said[-1] if said else None


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
