"""How far a verb of speech governs: where the statement of a speaker begins and ends in its sentence."""

from collections.abc import Sequence

from qa.phrases import HARD, RELATIVE, TURN, adverb, at, nounish, phrase_end, subject_before
from qa.speech import AUXILIARIES, CLAUSE, DETERMINERS, PREPOSITIONS, PRONOUNS, QUOTE, SAY, THAT, TIME, Token

_GOES_ON = frozenset({"that", "would", "will", "had", "has", "have", "was", "were", "could", "not", "also", "only"}) | PRONOUNS
_VIEWS = frozenset({"view", "words", "account", "count", "reckoning", "estimate", "estimates", "telling", "opinion"})
_AFTER = PREPOSITIONS | CLAUSE | TIME | {"who"}
_ADVERBIAL = PREPOSITIONS | TIME | {"through", "via"}
_INVERTS = (SAY | THAT) - {"told", "tells", "tell"}
_NO_SPEAKER = CLAUSE | {"to", "by", "of", "in", "on", "at", "it"}


def inverted(words: Sequence[Token], v: int) -> bool:
    """Whether the speaker follows the verb: "A," said X."""
    if (
        not v
        or words[v - 1].text not in (",", QUOTE)
        or words[v].lower not in (SAY | THAT) - {"told", "tells", "tell"}
        or v + 1 >= len(words)
    ):
        return False
    first = words[v + 1]
    if first.text in HARD or first.lower in _NO_SPEAKER:
        return False
    end = phrase_end(words, v + 1)
    over = end >= len(words) or words[end].text in HARD or words[end].lower in _AFTER
    if words[v - 1].text == QUOTE:
        return over
    commas = [k for k in range(v - 1) if words[k].text == ","]
    if commas and subject_before(words, v - 1, 0) and at(words, end) not in ("", ",", "."):
        return False
    return over and words[v].lower in SAY | {"added", "adds"} and nounish(first)


def complement(words: Sequence[Token], v: int) -> tuple[int, bool]:
    """Where the statement after the verb at ``v`` begins, and whether there is none: the verb then trails its statement."""
    c = v + 1
    if at(words, c) == "that":
        return words[c].end, False
    if c >= len(words) or words[c].text in HARD - {QUOTE, ":"}:
        comma_quote = at(words, c) == "," and c + 1 < len(words) and words[c + 1].text == QUOTE
        return (words[v].end, not (comma_quote and words[v].lower in SAY | THAT and not _after_quote(words, v)))
    told = words[v].lower in ("told", "tells", "tell")
    adverbial = words[c].lower in _ADVERBIAL or adverb(words, c)
    if told or adverbial:
        for k in range(c, min(c + 14, len(words))):
            if words[k].lower == "that" or words[k].text in (QUOTE, ":"):
                return (words[k].end if words[k].text != QUOTE else words[k].start), False
            if words[k].text in HARD:
                quote = k + 1 < len(words) and words[k + 1].text == QUOTE and not _after_quote(words, v)
                return words[k].end, not quote
            starts = words[k].lower in PRONOUNS or (words[k].lower in DETERMINERS and words[k - 1].lower not in PREPOSITIONS)
            if k > c and starts:
                return words[k].start, False
        return words[v].end, c + 14 >= len(words)
    return words[v].end, False


def _after_quote(words: Sequence[Token], v: int) -> bool:
    return any(w.text == QUOTE for w in words[:v])


def clausal(words: Sequence[Token], c: int, quoting: bool) -> bool:
    """Whether what follows at ``c`` is a clause or a quotation and not a mere object; ``quoting``: a quotation alone will do."""
    if quoting:
        return any(w.text == QUOTE for w in words[c : c + 8])
    if c >= len(words):
        return False
    first = words[c]
    if first.lower in ("that", "how", "there") or first.lower in PRONOUNS | {"there"} or first.text in (QUOTE, ":"):
        return True
    if first.text == ",":
        return any(w.text == QUOTE for w in words[c + 1 : c + 2]) or at(words, c + 1) == "however"
    ahead = words[c : c + 9]
    stop = next((k for k, w in enumerate(ahead) if w.text in HARD), len(ahead))
    return any(w.text == QUOTE for w in words[c : c + 7]) or (
        any(w.lower in AUXILIARIES for w in ahead[:stop]) and not any(w.lower in RELATIVE for w in ahead[:stop])
    )


def turns(words: Sequence[Token], k: int) -> bool:
    """Whether at ``k`` another voice may begin: "but the union ...", yet not "but that" or "but would"."""
    return at(words, k) in TURN and at(words, k + 1) not in _GOES_ON


def forward(words: Sequence[Token], v: int) -> int:
    """Where the statement after ``v`` ends: at the sentence's end, a semicolon, or a turn to what may be another's words."""
    for k in range(v + 1, len(words)):
        if words[k].text == ";" or (words[k].text == "," and turns(words, k + 1)):
            return words[k].start
    return words[-1].end


def back(words: Sequence[Token], a: int, spoken: bool) -> int:
    """Where the statement before ``a`` begins; ``spoken``: someone has spoken before in the sentence, so a turn ends it."""
    for k in range(a - 2, -1, -1):
        if words[k].text == ";" or (spoken and at(words, k) in TURN):
            return words[k].end
    return words[0].start


def view(words: Sequence[Token], i: int) -> tuple[int, int] | None:
    """Whose view it is after "in" or "by" at ``i``: "in X's view", "in the words of X", "by X's own account"."""
    for k in range(i + 1, min(i + 9, len(words))):
        if words[k].text in HARD:
            return None
        if words[k].lower in _VIEWS:
            if at(words, k + 1) == "of":
                return k + 2, phrase_end(words, k + 2)
            owner = any(w.lower.endswith(("'s", "’s", "s'", "s’")) or w.lower in ("his", "her", "its") for w in words[i + 1 : k])
            return (i + 1, k + 1) if owner else None
    return None
