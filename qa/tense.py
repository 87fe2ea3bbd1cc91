"""Past or future: what the verb around an expression of time says. Word lists and order, no model.

Certain or silent: a verb in the past with an expression that may hang on another word ("due to rule on Friday", "agreed to
meet on Friday", "named his team for the match on Friday") tells nothing, and neither does the plain present.
"""

import re
from dataclasses import dataclass
from typing import Literal

Tense = Literal["past", "future"]

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,:]*\b|[,;:()\"“”—–]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BREAKS = frozenset(',;:()"“”—–')
_OPENERS = _words(
    "unless that which who whose where when while because but as if after before since until ahead it he she they we i and"
)
_MODALS = _words("will shall may might must should can could would won't wouldn't couldn't shan't can't cannot")
_FILL = _words("not also now still then again never soon just only even almost already once")
_PLANS = _words(
    "due set scheduled expected planned slated supposed booked timed listed likely unlikely poised hoping planning going about "
    "bound sure"
)
_TO_PLANS = _words("about going bound sure poised")
_WILLING = _words(
    "plan plans hope hopes want wants intend intends aim aims expect expects agree agrees promise promises vow vows seek seeks "
    "pledge pledges due scheduled expected planned slated likely"
)
# What these say of the past was done, or not done, then: "refused to testify on Friday".
_IMPLIED = _words(
    "refused failed managed declined began started continued forced helped tried dared happened came got went rushed"
)
_FINITE = _words(
    "began went took fell rose gave came saw wrote spoke drove flew grew knew threw broke chose froze rang sang sank swam drank "
    "shook stole swore tore wore woke blew drew ate forgot forgave hid rode ran became overtook undertook withdrew arose"
)
_PAST = _FINITE | _words(
    "said told held made found left met won lost led sent brought bought caught fought taught thought sought sold built spent "
    "felt kept slept swept wept meant dealt heard paid laid stood understood struck stuck shot shut cut put hit set let quit "
    "hurt burst cast split spread shed beat read fled fed bled sped slid dug hung flung swung clung stung spun "
    "bent lent burnt learnt leapt knelt sat got gone taken given seen written spoken driven flown grown known thrown "
    "broken chosen frozen stolen torn worn blown drawn eaten forgotten hidden ridden begun sung sunk rung"
)
_NOT_VERBS = _words(
    "hundred indeed need needed speed breed unprecedented naked sacred wicked so-called kindred hatred bleed feed seed reed heed "
    "weed deed bed red exceed proceed succeed united armed alleged bloodshed infrared aged"
)
_TIMETABLE = _words(
    "open begin start meet vote end expire close resume go leave arrive return face travel take kick play hold come sit reopen "
    "run sail fly fall"
)
# "will stay shut" is one verb.
_STATES = _words("stay stayed remain remained keep kept get got go gone become")
_EVENTS = _words(
    "election elections vote meeting summit talk talks match qualifier game final hearing deadline referendum session debate "
    "trial poll polls "
    "ceremony conference visit strike protest march rally launch runoff ballot congress wedding funeral"
)
_AT = _words("at in during after following since from")
_NO_ADVERBS = _words("reply apply supply rely comply multiply family rally ally italy imply assembly")
# What often follows "to" and is no verb: "opened to traffic on Saturday".
_NOUNS = _words(
    "traffic school court hospital parliament prison jail sea shore safety power death life war church college office"
)
_FOR = _words("for to before about over")
_DETERMINERS = _words(
    "the a an his her its their our my your this that these those him them us me it "
    "one two three four five six seven eight nine ten eleven twelve half dozens hundreds thousands"
)


@dataclass(frozen=True, slots=True)
class _Group:
    """A verb group, tokens [start, end). ``tense`` is None where it tells nothing; ``sure`` if it is no bare participle."""

    start: int
    end: int
    tense: Tense | None
    sure: bool


def tense_at(sentence: str, start: int, end: int) -> Tense | None:
    """Whether what happens at the time ``sentence[start:end]`` is past or to come, seen from when the sentence was written."""
    left = [_word(m.group()) for m in _TOKEN.finditer(sentence, 0, start)]
    right = [_word(m.group()) for m in _TOKEN.finditer(sentence, end)]
    possessive = bool(re.match(r"['’]s\b", sentence[end:]))
    if possessive:
        right = right[1:] if right[:1] == ["s"] else right
    before, after = _groups(left, right), _groups(right, [])
    after = [group for group in after if right[group.start] != "to"]
    if "past" in {group.tense for group in before[-1:]} and {"if", "unless"} & set(left[_last(left, _BREAKS) :]):
        return None  # "unless they agreed by Friday"
    if before and len(left) - before[-1].end <= 1 and not _BREAKS & set(left[before[-1].end :]) and not possessive:
        return before[-1].tense
    if after and after[0].start <= (2 if possessive else 0) and after[0].sure and not _BREAKS & set(right[: after[0].start]):
        return after[0].tense
    tense = _governing(left, before, after)
    return None if tense == "past" and _of_an_event(left) else tense


def _word(token: str) -> str:
    # Names keep their capitals, and so are no verbs ("sailed home to Vessen"); what a sentence begins with is one too seldom.
    return token.lower().replace("’", "'") if token.islower() or token.lower() in _OPENERS else token


def _governing(left: list[str], before: list[_Group], after: list[_Group]) -> Tense | None:
    clause = _last(left, _OPENERS | _BREAKS)
    part = _last(left, _BREAKS)
    for first in (clause, part):
        inside = [group for group in before if group.start >= first]
        if inside:
            # "will free the miners held on Monday": who knows what the day belongs to.
            mixed = not inside[-1].sure and any(group.tense == "future" for group in inside)
            return None if mixed else inside[-1].tense
        # "met before parting on Friday", "ahead of the vote on Friday"
        if first and left[first - 1] in {"before", "ahead", "until"}:
            return None
    if after:
        return after[0].tense
    return before[-1].tense if before else None


def _last(words: list[str], kinds: frozenset[str]) -> int:
    """The index after the last of ``kinds`` in ``words``, 0 without one."""
    return next((i + 1 for i in range(len(words) - 1, -1, -1) if words[i] in kinds), 0)


def _of_an_event(left: list[str]) -> bool:
    # "for the match on Sunday" may be to come when its sentence is past; "at a meeting on Sunday" is as past as its verb.
    governed = [word for word in left[-6:-1] if word in _AT | _FOR]
    return bool(governed) and left[-1] in _EVENTS and governed[-1] in _FOR


def _is_past(word: str) -> bool:
    return word in _PAST or (word.endswith("ed") and len(word) > 3 and word not in _NOT_VERBS)


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and len(word) > 4 and word not in _NO_ADVERBS


def _skip(words: list[str], i: int) -> int:
    while i < len(words) and (words[i] in _FILL or _is_adverb(words[i])):
        i += 1
    return i


def _verb(words: list[str], i: int) -> int:
    """The index after the verb that an auxiliary before ``i`` leads to: "(will) be held", "(was) quickly put"."""
    i = _skip(words, i)
    while i < len(words) and words[i] in {"be", "been", "being", "have", "to"}:
        i = _skip(words, i + 1)
    if i < len(words) and words[i] not in _BREAKS | _DETERMINERS:
        i += 2 if words[i] in _STATES and i + 1 < len(words) and _is_past(words[i + 1]) else 1
    return i


def _groups(words: list[str], rest: list[str]) -> list[_Group]:
    """The verb groups of ``words`` in order; ``rest`` is what follows them after the expression of time."""
    found: list[_Group] = []
    i = 0
    while i < len(words):
        group = _group(words, i, rest, found[-1] if found else None)
        if group:
            found.append(group)
        i = group.end if group else i + 1
    return found


def _group(words: list[str], i: int, rest: list[str], previous: _Group | None) -> _Group | None:
    word = words[i]
    after = _skip(words, i + 1)
    following = words[after] if after < len(words) else ""
    end = _verb(words, i + 1)
    if word in _MODALS or word.endswith("'ll"):
        return _Group(i, end, _modal(word, words[i:end]), True)
    if word in {"is", "are", "am", "isn't", "aren't"}:
        planned = _is_planned(words, after)
        coming = planned or following == "to" or following.endswith("ing") or after == len(words)
        if planned:
            end = _verb(words, after + 1) if words[after + 1 : after + 2] == ["to"] else after + 1
        return _Group(i, end, "future" if coming else None, True)
    if word in {"was", "were", "wasn't", "weren't", "had", "hadn't"}:
        planned = _is_planned(words, after) or (following == "to" and not word.startswith("had"))
        return _Group(i, _to(words, end), None if planned else "past", True)
    if word in {"has", "have", "hasn't", "haven't"} or word.endswith("'ve"):
        if following == "to":
            return _Group(i, end, "future", True)
        done = following == "been" or _is_past(following)
        return _Group(i, end, "past" if done and not _is_planned(words, after) else None, True)
    if word in {"did", "didn't", "do", "does", "don't", "doesn't"}:
        return _Group(i, end, "past" if word.startswith("did") else None, True)
    if word == "to" and _is_infinitive(following):
        return _infinitive(words, i, end, previous)
    if word in {"stays", "remains", "keeps", "stay", "remain"}:
        return _Group(i, after + 1 if _is_past(following) else i + 1, None, True)
    if word in _PLANS - _TO_PLANS and (after == len(words) or following in {"to", "for", "on", "in", "by"}):
        called_off = {"was", "were", "had", "has", "have"} & set(rest)
        return _Group(i, _to(words, i + 1), None if called_off else "future", False)
    if _is_past(word):
        return _Group(i, i + 1, "past", word in _FINITE)
    # "polls open on Monday" needs the verb beside the day, for "open" may be anything; "opens" is a verb, or seldom a noun.
    if word in _TIMETABLE and after >= len(words) - 1 and i and words[i - 1] not in _DETERMINERS | _AT | _FOR:
        return _Group(i, i + 1, "future", True)
    if word.endswith("s") and (word[:-1] in _TIMETABLE or word[:-2] in _TIMETABLE):
        return _Group(i, i + 1, "future", True)
    return None


def _is_planned(words: list[str], i: int) -> bool:
    """Whether "due", "been due", "about to" or the like stands at ``i``."""
    i = i + 1 if words[i : i + 1] == ["been"] else i
    word, following = ([*words[i : i + 2], "", ""])[:2]
    return word in _PLANS if word not in _TO_PLANS else following == "to"


def _is_infinitive(word: str) -> bool:
    if not word.islower() or word in _DETERMINERS | _NOUNS:
        return False
    return not re.search(r"[^su]s$|tion$|ment$|ity$", word)


def _modal(word: str, group: list[str]) -> Tense | None:
    denied = "not" in group or word.endswith("n't") or word == "cannot"
    if "have" in group:
        return "future" if word == "will" else None
    # "would not comment on Friday" was said on Friday; "will not play on Friday" is to come.
    return None if denied and word[:5] in {"would", "could"} else "future"


def _infinitive(words: list[str], i: int, end: int, previous: _Group | None) -> _Group:
    governor = words[i - 1] if i else ""
    if governor in _IMPLIED:
        return _Group(i, end, "past", True)
    promised = governor in _WILLING or (previous is not None and previous.end >= i - 1 and previous.tense == "future")
    arranged = words[i + 1 : i + 2] == ["be"] and not _is_past(governor)
    return _Group(i, end, "future" if promised or arranged else None, True)


def _to(words: list[str], i: int) -> int:
    return _verb(words, i) if words[i : i + 1] == ["to"] else i
