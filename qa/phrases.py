"""Noun phrases and the stretches a verb of speech governs, found by words and signs alone: no tagger, no parser."""

from collections.abc import Sequence

from qa.speech import (
    ADVERBS,
    AUXILIARIES,
    BODIES,
    CLAUSE,
    DETERMINERS,
    DOCUMENTS,
    GENERIC,
    NEGATED,
    PARTICIPLES,
    PERSONS,
    PREPOSITIONS,
    PRONOUNS,
    QUOTE,
    SAY,
    THAT,
    TIME,
    Token,
)

HARD = frozenset({",", ";", ":", QUOTE, "—", "–", "(", ")", "[", "]", ".", "!", "?", "…"})
SPEAKERS = PERSONS | BODIES | DOCUMENTS
RELATIVE = frozenset({"who", "which", "whose", "that", "where"})
TURN = frozenset({"but", "while", "whereas", "although", "though"})
_PARTICLES = frozenset({"de", "van", "von", "der", "den", "al", "el", "bin", "ibn", "la", "le", "du", "di", "da", "dos"})
_QUALIFIERS = frozenset({"former", "senior", "local", "other", "several", "retired", "leading", "prime", "foreign", "vice"})
_NO_NAME = DETERMINERS | PRONOUNS | PREPOSITIONS | CLAUSE | ADVERBS | TIME
_NOUNISH = DETERMINERS | SPEAKERS | _PARTICLES | _QUALIFIERS
_ROLES = PERSONS | GENERIC | {"one", "another"}
_LEADS = CLAUSE | ADVERBS | {"however", "meanwhile", "earlier", "later", "still", ","}
_MOST_WORDS = 20


def at(words: Sequence[Token], i: int) -> str:
    """The word at ``i`` in lower case, "" outside of the sentence."""
    return words[i].lower if 0 <= i < len(words) else ""


def named(word: Token) -> bool:
    """A word of a name, as far as its capital tells."""
    return word.text[0].isupper() and word.lower not in _NO_NAME


def nounish(word: Token) -> bool:
    """A word that surely belongs to the noun phrase of a speaker."""
    return named(word) or word.lower in _NOUNISH or word.lower.endswith(("'s", "’s", "s'", "s’"))


def speaks(words: Sequence[Token], a: int, b: int) -> bool:
    """Whether words[a:b] can be a speaker for certain: a pronoun, a name, or a noun known to speak before any preposition."""
    for k in range(a, b):
        if k > a and words[k].lower in PREPOSITIONS | RELATIVE:
            return False
        if words[k].lower in SPEAKERS | PRONOUNS or named(words[k]):
            return True
    return False


def adverb(words: Sequence[Token], i: int) -> bool:
    """ "-ly" between subject and verb."""
    word = words[i].text
    return i > 0 and word.endswith("ly") and word[0].islower() and word not in ("supply", "reply", "family", "ally", "assembly")


def subject(words: Sequence[Token]) -> tuple[int, int] | None:
    """The noun phrase [a, b) a sentence begins with, a name in apposition included, what stands before it left out."""
    a = 0
    while at(words, a) in _LEADS:
        a += 1
    if at(words, a) in PREPOSITIONS | {"asked", "last", "early"}:
        comma = next((k for k in range(a, len(words)) if words[k].text == ","), None)
        if comma is None:
            return None
        a = comma + 1
    if at(words, a) in PRONOUNS:
        return a, a + 1
    b = a
    while b < len(words) and nounish(words[b]):
        b += 1
        # "The water regulator": any word may stand between the article and the noun that speaks.
        if b < len(words) and not nounish(words[b]) and b - a <= 2 and at(words, a) in DETERMINERS:
            ahead = next((k for k in range(b, min(b + 3, len(words))) if words[k].lower in SPEAKERS), None)
            stops = AUXILIARIES | PREPOSITIONS | SAY | THAT
            if ahead and not any(w.text in HARD or w.lower in stops for w in words[b:ahead]):
                b = ahead
    if b == a or (b == a + 1 and words[a].lower in DETERMINERS):
        return None
    return a, apposed(words, a, b)


def apposed(words: Sequence[Token], a: int, b: int) -> int:
    """Where words[a:b] end with the name after them, if they are a role and a name follows: "its director, Ada Lund,"."""
    role = any(w.lower in _ROLES for w in words[a:b])
    if at(words, b) != "," or not role or named(words[b - 1]):
        return b
    end = b + 1
    while end < len(words) and (named(words[end]) or words[end].lower in _PARTICLES):
        end += 1
    over = end == len(words) or words[end].text in HARD
    return end if b + 1 < end <= b + 6 and over else b


def phrase_end(words: Sequence[Token], first: int, relative: bool = False) -> int:
    """Where the noun phrase that begins at ``first`` ends, read to the right; ``relative``: "who ..." belongs to it."""
    b, inside = first, False
    while b < len(words) and words[b].text not in HARD:
        word = words[b].lower
        if relative and word in ("who", "whose", "that", "which") and b > first:
            inside = True
        elif b > first and not inside:
            after = at(words, b + 1)
            capital = b + 1 < len(words) and named(words[b + 1])
            if word in ("on", "in", "during", "late", "early", "last", "at", "by", "to") and (
                after in TIME or word in ("late", "last")
            ):
                break
            if not relative and word in ("in", "on", "at", "by", "to", "with") and not capital:
                break
            if word in CLAUSE - {"and", "or"} or word in ("during", "after", "before") or word in AUXILIARIES:
                break
            if word in ("and", "or") and not (b + 1 < len(words) and nounish(words[b + 1]) and not _verb_ahead(words, b + 1)):
                break
            if word in TIME and word not in ("march", "may", "week", "last") and not capital:
                break
        elif inside and word in TURN:
            break
        b += 1
    return apposed(words, first, b)


def subject_before(words: Sequence[Token], j: int, floor: int) -> tuple[int, int, bool] | None:
    """The subject [a, b) of a verb, read to the left from ``j``, and whether something parts it from the verb."""
    if j < floor:
        return None
    if words[j].lower in ("who", "which"):
        j -= 2 if at(words, j - 1) == "," else 1
        place = _phrase_to(words, j, 0)
        return (*place, True) if place else None
    if words[j].text != ",":
        place = _phrase_to(words, j, floor)
        return (*place, False) if place else None
    commas = [k for k in range(floor, j) if words[k].text in HARD]
    last = j
    for comma in reversed(commas[-4:]):
        if words[comma].text != "," or not _parenthetic(words, comma + 1, last):
            return None
        place = _phrase_to(words, comma - 1, floor)
        if place and not _inside(words, place):
            a, b = place
            name = apposed(words, a, b)
            return (a, name, name != j) if name > b else (a, b, True)
        last = comma
    return None


def _inside(words: Sequence[Token], place: tuple[int, int]) -> bool:
    # "Hollis Adeyemi, 63, of Sill, said": the age and the place are no subjects, nor is what a relative clause ends with.
    a, b = place
    first = words[a].lower
    lone = b - a == 1 and not named(words[a]) and first not in SPEAKERS | PRONOUNS | {"one"}
    return first.isdigit() or first in RELATIVE or lone


def _parenthetic(words: Sequence[Token], a: int, b: int) -> bool:
    if a >= b:
        return False
    if words[a].lower in RELATIVE | PREPOSITIONS | {"when", "asked", "speaking"}:
        return True
    return not any(w.lower in AUXILIARIES or w.lower in SAY for w in words[a:b])


def _phrase_to(words: Sequence[Token], j: int, floor: int) -> tuple[int, int] | None:
    """The noun phrase [a, j + 1) that ends at ``j``."""
    if j < floor or words[j].text in HARD:
        return None
    a = j
    while a > floor and words[a - 1].text not in HARD:
        before = words[a - 1].lower
        if before in ("and", "or"):
            if words[a].lower != "who" and (not _coordinated(words, a - 2, floor) or words[a].lower in PRONOUNS):
                break
        elif before in ("that", "which"):
            # "the company that makes it said" goes on to the left; "found that the company said" does not.
            after = words[a]
            alone = a == j and after.lower.endswith("s")
            if nounish(after) or alone or after.lower in PRONOUNS or at(words, a - 2) in SAY | THAT | {""}:
                break
        elif before in CLAUSE - {"whose"} or before in PARTICIPLES:
            break
        a -= 1
    relative = next((k for k in range(a + 1, j) if words[k].lower in RELATIVE), None)
    a = _begin(words, a, j + 1)
    if any(w.lower == "and" for w in words[a:j]):
        a = _enumerated(words, a, floor)
    limit = relative if relative and relative > a else j + 1
    if a > j or j + 1 - a > _MOST_WORDS or any(w.lower in AUXILIARIES for w in words[a:limit]):
        return None
    if words[a].lower in NEGATED | RELATIVE | PARTICIPLES or words[a].lower in ("to", "be"):
        return None
    return a, j + 1


def _begin(words: Sequence[Token], a: int, b: int) -> int:
    """Where the phrase itself begins in words[a:b]: after "But", "On Monday", "At the hearing"."""
    while a < b - 1 and words[a].lower in _LEADS:
        a += 1
    if words[a].lower in PREPOSITIONS | {"last", "late", "early", "earlier"}:
        k = a + 1
        while k < b - 1 and (words[k].lower in TIME or words[k].text.isdigit()):
            k += 1
        if k > a + 1:
            return k
        starts = [k for k in range(a + 2, b) if words[k].lower in DETERMINERS and words[k - 1].lower not in PREPOSITIONS]
        if starts:
            return starts[-1]
        k = b
        while k > a + 1 and named(words[k - 1]):
            k -= 1
        return k
    return a


def _enumerated(words: Sequence[Token], a: int, floor: int) -> int:
    """Where "A, B and C" begins if words[a] begins its last part."""
    k = a - 2
    while k >= floor and words[k].text not in HARD:
        k -= 1
    first = words[k + 1].lower
    lists = k < floor and 1 <= a - 2 - k <= 4 and first not in _LEADS and first not in PREPOSITIONS | AUXILIARIES
    return k + 1 if lists and at(words, a - 1) == "," and named(words[k + 1]) else a


def _coordinated(words: Sequence[Token], j: int, floor: int) -> bool:
    """Whether "and" after ``j`` joins two speakers: all before it is a noun phrase too."""
    k = j
    while k >= floor and words[k].text not in HARD and words[k].lower not in CLAUSE:
        if not nounish(words[k]) and not (k == j or words[k].lower in ("of", "for")):
            return False
        k -= 1
    return k < j


def _verb_ahead(words: Sequence[Token], k: int) -> bool:
    return any(w.lower in AUXILIARIES | SAY | THAT for w in words[k : k + 5] if w.text not in HARD)
