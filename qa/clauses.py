"""Who speaks in one sentence: its clauses of attribution, each with its speaker and the stretch it answers for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.phrases import HARD, RELATIVE, adverb, at, named, phrase_end, speaks, subject, subject_before
from qa.scopes import back, clausal, complement, forward, inverted, turns, view
from qa.speech import (
    ACTS,
    ADVERBS,
    AUXILIARIES,
    DENIES,
    DETERMINERS,
    DOCUMENTS,
    FINDINGS,
    NEGATED,
    OUTLETS,
    OWN,
    PARTICIPLES,
    PERSONS,
    PLURAL,
    PREPOSITIONS,
    QUOTE,
    SAY,
    TAKES,
    THAT,
    Token,
)

_REPORTS = SAY | THAT | DENIES.keys() | TAKES.keys()
_VERBS = _REPORTS | OWN  # what only the outlet itself can report with: "The Dispatch saw"
_PASSIVE = frozenset({"was", "were", "is", "are", "be", "been", "being"})
_UNSAID = frozenset({"will", "can", "could", "may", "might", "to", "should", "must"})
_STAND_ALONE = frozenset({"one", "another", "some", "many", "most", "both", "all", "others", "several", "few", "two", "three"})
_OPENS = DETERMINERS - _STAND_ALONE
_BETWEEN = AUXILIARIES | ADVERBS | NEGATED | {"to"}
_NOT = ("n't", "n’t")
_OBJECT = frozenset({"found", "finds", "find", "shows", "show", "showed", "suggest", "suggests", "read", "reads"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that name a speaker and the [start, end) they answer for; all offsets in the passage.

    ``speaker`` is the noun phrase, ``head`` its part before the first preposition or relative clause, ``text`` what is shown.
    ``mute`` clauses name nobody ("declined to say"), yet keep what they govern from others; ``weak`` ones, by a participle,
    give way to any other.
    """

    speaker: tuple[int, int]
    head: tuple[int, int]
    verb: tuple[int, int]
    text: tuple[int, int]
    scope: tuple[int, int]
    words: tuple[Token, ...]
    denied: bool = False
    mute: bool = False
    weak: bool = False


def clauses(passage: str, words: Sequence[Token], source: str | None) -> list[Clause]:
    """The clauses of attribution among the ``words`` of one sentence, in their order; ``source`` is the outlet."""
    found: list[Clause] = []
    floor = 0  # a subject does not reach back over the verb before it
    for i, word in enumerate(words):
        clause = None
        if word.lower == "according" and at(words, i + 1) == "to":
            clause = _origin(words, i, i + 2, phrase_end(words, i + 2, relative=True), bool(found))
        elif word.lower in ("in", "by") and (place := view(words, i)):
            clause = _origin(words, i, *place, bool(found))
        elif word.text in _VERBS:
            clause = _spoken(passage, words, i, floor, found, source)
            floor = i + 1 if clause else floor
        elif word.lower in PARTICIPLES and i and words[i - 1].text in (",", QUOTE):
            clause = _participle(words, i, found)
        if clause:
            found.append(clause)
    return found


def _spoken(passage: str, words: Sequence[Token], v: int, floor: int, found: list[Clause], source: str | None) -> Clause | None:
    """The clause of the verb at ``v``: "X said A", "A, X said" or "A, said X"."""
    verb, after = words[v], passage[words[v].end : words[-1].end].lstrip()
    denied = verb.lower in DENIES and re.match(DENIES[verb.lower], after, re.I) is not None
    j = v - 1
    while j >= floor and (words[j].lower in _BETWEEN or words[j].lower.endswith(_NOT) or adverb(words, j)):
        j -= 1
    between = {"not" if w.lower.endswith(_NOT) else w.lower for w in words[j + 1 : v]}
    if between & _PASSIVE and not after.startswith("as saying"):
        return _passive(words, v, denied, found)
    if between & _UNSAID and not between & NEGATED and at(words, j) not in ("continued", "continues", "likes"):
        return None
    if inverted(words, v):
        end = phrase_end(words, v + 1)
        made = _clause(words, v + 1, end, v, (back(words, v, bool(found)), verb.start), denied)
        return replace(made, text=(verb.start, made.speaker[1]))
    if at(words, j) in _OPENS or (verb.lower in PLURAL and not between and not _plural(words[j])):
        return None  # "a report", "the president's say": a noun
    mute = bool(between & NEGATED)
    if at(words, v - 1) == "to" and at(words, j) in ("continued", "continues", "likes"):
        j -= 1
    if j >= floor and at(words, j) in ("and", "but") and (shared := _shared(words, v, j, found)):
        return replace(shared, denied=denied, mute=mute)
    place = subject_before(words, j, floor)
    if place is None:
        return None
    a, b, parted = place
    begins, trailing = complement(words, v)
    if a and words[a - 1].text == QUOTE:  # "A," X said on a programme that ...: the statement has been made
        begins, trailing = verb.end, verb.lower in SAY or trailing
    takes = verb.lower in TAKES and re.match(TAKES[verb.lower], after) is not None and speaks(words, a, b)
    takes = takes or (verb.lower in OWN and outlet(words[a:b], source, verb.lower))
    if takes:
        begins, trailing = verb.end, trailing and verb.lower in SAY
    elif verb.lower not in _REPORTS:
        return None
    elif not (denied or mute or verb.lower in SAY or begins != verb.end or trailing):
        document = verb.lower in _OBJECT and any(w.lower in DOCUMENTS for w in words[a:b])
        if not (document or clausal(words, v + 1, verb.lower in ACTS)):
            return None
    scope = (verb.start if denied else begins, forward(words, v))
    if trailing and not denied:
        if not a or words[a - 1].text not in (",", QUOTE, "—", "–"):
            return None
        # "A, X said, B": the statement goes on behind the speaker unless another clause hangs on.
        comma = next((k for k in range(v + 1, len(words)) if words[k].text in HARD), len(words))
        k = comma + (2 if at(words, comma + 1) == "and" and at(words, comma + 2) in AUXILIARIES else 1)
        on = at(words, comma) == "," and at(words, k) not in PARTICIPLES | RELATIVE | {"and"} and not turns(words, k)
        scope = (back(words, a, bool(found)), forward(words, comma) if on else words[a].start)
    made = _clause(words, a, b, v, scope, denied)
    return replace(made, text=made.speaker if parted else (made.speaker[0], verb.end), mute=mute)


def _plural(word: Token) -> bool:
    return (
        word.text.endswith(("s", ","))
        or word.lower in _STAND_ALONE
        or word.lower in ("people", "police", "they", "we", "i", "you", "who")
    )


def _shared(words: Sequence[Token], v: int, j: int, found: list[Clause]) -> Clause | None:
    """ "X denied that and said A": the second verb has the speaker of the first."""
    if not found or not (
        at(words, v + 1) in ("that", "it", "he", "she", "they") or words[v].lower in SAY | {"accused", "denied"}
    ):
        return None
    if any(w.text in HARD - {",", QUOTE} for w in words[:j] if w.start > found[-1].verb[1]):
        return None
    last = found[-1]
    return replace(
        last, text=last.speaker, verb=(words[v].start, words[v].end), scope=(complement(words, v)[0], forward(words, v))
    )


def _clause(
    words: Sequence[Token], a: int, b: int, v: int, scope: tuple[int, int], denied: bool = False, mute: bool = False
) -> Clause:
    speaker = (words[a].start, words[b - 1].end)
    cut = next((k for k in range(a + 1, b) if words[k].lower in (PREPOSITIONS | RELATIVE) - {"to"}), b)
    head = (speaker[0], words[cut - 1].end)
    return Clause(speaker, head, (words[v].start, words[v].end), speaker, scope, tuple(words[a:b]), denied, mute)


def _origin(words: Sequence[Token], i: int, a: int, b: int, spoken: bool) -> Clause | None:
    """ "according to X" and "in X's view" at ``i``: before its statement, after it or within."""
    if b <= a or words[a].lower in ("plan", "schedule", "law"):
        return None
    if i == 0 or words[i - 1].text in (";", QUOTE) or at(words, i - 1) in ("but", "while", "and", "whereas", "yet"):
        scope = (words[b - 1].end, forward(words, b - 1))
    else:
        on = at(words, b) == "," and words[i - 1].text == "," and not turns(words, b + 1)
        on = on and at(words, b + 1) not in RELATIVE | PARTICIPLES | {"and"}
        scope = (back(words, i, spoken), forward(words, b) if on else words[i].start)
    made = _clause(words, a, b, a, scope)
    return replace(made, verb=made.speaker, text=(words[i].start, made.speaker[1]))


def _participle(words: Sequence[Token], i: int, found: list[Clause]) -> Clause | None:
    """ "X did this, arguing that A": X is who speaks in the clause before, or else the sentence's subject."""
    denied = words[i].lower == "denying"
    scope = (words[i].start if denied else words[i].end, forward(words, i))
    before = next((c for c in found if c.speaker[1] < words[i].start <= c.scope[1] and not c.mute), None)
    if before:
        return replace(before, text=before.speaker, scope=scope, denied=denied or before.denied, weak=True)
    place = subject(words)
    if place is None or place[1] > i or not speaks(words, *place):
        return None
    return replace(_clause(words, *place, i, scope, denied), weak=True)


def _passive(words: Sequence[Token], v: int, denied: bool, found: list[Clause]) -> Clause | None:
    """ "it was reported by X that A"; where nobody is named, what follows is nobody's."""
    if at(words, v + 1) == "to":
        return None
    by = next((k for k in range(v + 1, min(v + 6, len(words))) if words[k].lower == "by"), None)
    if by is None or (end := phrase_end(words, by + 1)) == by + 1 or not speaks(words, by + 1, end):
        return None
    that = at(words, end) == "that"
    scope = (words[end].end, forward(words, end)) if that else (back(words, v, bool(found)), words[by].start)
    return _clause(words, by + 1, end, v, scope, denied)


def outlet(words: Sequence[Token], source: str | None, verb: str) -> bool:
    """Whether the speaker is the outlet itself: "The Dispatch", "The Dispatch's own sums", "an analysis by The Dispatch".

    Without a ``source`` it must be called like an outlet and find something out: what it merely reported may be another's.
    """
    if at(words, 0) == "this" and at(words, 1) in ("newspaper", "paper"):
        return True
    cut = next((k for k in range(1, len(words)) if words[k].lower in PREPOSITIONS), len(words))
    phrase = list(words[:cut])
    by = next((k for k in range(cut, len(words)) if words[k].lower == "by"), None)
    if by and any(w.lower in FINDINGS for w in phrase):
        phrase = list(words[by + 1 :])
    owner = next((k for k, w in enumerate(phrase) if w.lower.endswith(("'s", "’s"))), None)
    if owner is not None:
        if any(w.lower in PERSONS for w in phrase[owner:]):
            return False
        phrase = phrase[: owner + 1]
    phrase = [w for w in phrase if w.lower != "the"]
    name = [w.lower.removesuffix("'s").removesuffix("’s") for w in phrase]
    if not name or not all(map(named, phrase)):
        return False
    if not source or not source.strip():
        return len(name) == 1 and name[0] in OUTLETS and verb.lower() in OWN - {"reported"}
    known = source.lower().split()
    return name[-1] == known[-1] and set(name) <= set(known)
