"""Questions for yes or no, and which of the two an answer's words say. Certain or silent."""

import re
from typing import Literal

from qa.retriever import content_words

_AUXILIARY = r"(?:is|are|was|were|am|do|does|did|has|have|had|will|would|shall|should|can|could|may|might|must)(?:n['’]t)?"
_OPENING = re.compile(
    rf"\s*(?:(?:according\s+to|as\s+of|by|in|on|at|before|after|since)\b[^?,]*,\s*)?{_AUXILIARY}\s+(?P<rest>\D.*)", re.I | re.S
)
_INDIRECT = re.compile(
    r"(?:you|i|we|anyone|somebody|someone)\s+(?:please\s+)?(?:tell|name|list|say|give|show|explain|know|remember)\b", re.I
)
# What comes next is not so: "did not sell", "nobody was hurt", "refused to resign".
_NEGATION = re.compile(
    r"\b(?:(?P<nothing>nobody|none|no\s+one|no)|not|never|cannot|(?:refused|refuses|failed|fails|declined|declines)\s+to)\b"
    r"|n['’]t\b",
    re.I,
)
_DENIAL = re.compile(r"\b(?:denied|denies|denying|deny)\b", re.I)
_ASKS_OF_DENIAL = re.compile(r"\b(?:den(?:y|ie[ds]|ying|ial)|(?:reject|refut|rebut|disput|dismiss|contradict)\w*)\b", re.I)
_UNSURE = re.compile(
    r"\b(?:may|might|could|would|should|can|if|unless|whether|alleged|allegedly|reportedly|threatened|plans?|planned"
    r"|hopes?|hoped|wants?|wanted|expected|agreed|promised|nearly|almost|claimed|accused|un(?:clear|known)|doubt\w*|about\s+to)\b"
)
_SUFFIX = re.compile(r"(?:ing|ed|es|s|e)\Z")
_IRREGULAR = {
    "sold": "sell",
    "sank": "sink",
    "left": "leave",
    "began": "begin",
    "held": "hold",
    "lost": "lose",
    "paid": "pay",
    "found": "find",
    "took": "take",
    "gave": "give",
    "broke": "break",
    "fell": "fall",
    "met": "meet",
    "won": "win",
    "knew": "know",
    "went": "go",
    "came": "come",
    "made": "make",
    "said": "say",
    "told": "tell",
    "built": "build",
    "bought": "buy",
    "dying": "die",
    "wrote": "write",
    "rose": "rise",
    "spoke": "speak",
    "drove": "drive",
    "chose": "choose",
    "kept": "keep",
    "hid": "hide",
    "hidden": "hide",
    "denied": "deny",
    "denies": "deny",
}
_WORDLESS = frozenset({"anyone", "anybody", "anything", "someone", "somebody", "something", "ever", "yet", "really", "actually"})


def asks_yes_no(question: str) -> bool:
    """Whether ``question`` is answered by yes or no: it begins with an auxiliary, and offers no choice ("fire or flood")."""
    opening = _OPENING.match(question)
    if not opening or _INDIRECT.match(opening["rest"]):
        return False
    return not re.search(r"\bor\b(?!\s+not\b)", opening["rest"], re.I)


def polarity(question: str, answer: str, sentence: str) -> Literal["yes", "no"] | None:
    """What ``answer``, standing in ``sentence``, says to a question for yes or no; None where the words do not make it certain.

    "no" where the sentence denies what is asked, in the name of whoever denies it; "yes" where it says all that is asked, in
    the order it is asked in, without a condition, a doubt or a negation.
    """
    opening = _OPENING.match(question)
    if not opening or not asks_yes_no(question) or _NEGATION.search(question):
        return None
    core = re.sub(r",?\s*\b(?:according to|as of)\b.*", "", opening["rest"], flags=re.I | re.S)
    asked = list(_stems(core))
    told = _stems(sentence)
    known = [stem for stem in asked if stem in told]
    # All numbers that are asked have to be there, and something of what is asked in the answer itself.
    told_in_answer = {*asked} & {*_stems(answer)} or _NEGATION.search(answer) or _DENIAL.search(answer)
    if not known or not _numbers(core) <= _numbers(sentence) or not told_in_answer:
        return None
    ahead = re.compile(r"\b(?:will|shall)\b", re.I)
    doubts = {word for word in _UNSURE.findall(sentence) if word[:4] not in question.lower()}
    if doubts or bool(ahead.search(sentence)) != bool(ahead.search(question)):
        return None
    denials = [] if _DENIAL.search(question) else list(_DENIAL.finditer(sentence))
    negations = list(_NEGATION.finditer(sentence))
    if not negations and not denials:
        in_order = [told[stem] for stem in known]
        return "yes" if len(known) == len(asked) and in_order == sorted(in_order) else None
    if len(negations) + len(denials) > 1:
        return None
    place = (negations + denials)[0]
    after = list(_stems(sentence[place.end() :]))
    if denials:
        # Half of what is asked is denied, or anything of the kind: "denied hiding anything".
        half = 2 * len(known) >= len(asked) or re.search(r"\bany(?:thing|one|body)?\b", sentence[place.end() :])
        return "no" if half and set(asked[1:] or asked) & {*after} else None
    if 2 * len(known) <= len(asked):
        return None
    # "the council, which did not pay, sold the quarry": what follows the word has to be what is asked, and its subject before.
    led = len(asked) == 1 or place["nothing"] or asked[0] in _stems(sentence[: place.start()])
    return "no" if led and after and after[0] in asked else None


def _stems(text: str) -> dict[str, int]:
    """The stems of the content words of ``text``, each with its place."""
    words = [word for word in content_words(text) if word not in _WORDLESS]
    found: dict[str, int] = {}
    for i, word in enumerate(words):
        stem = _SUFFIX.sub("", _IRREGULAR.get(word, word))
        found.setdefault(re.sub(r"(.)\1\Z", r"\1", stem) or word, i)  # "planned" is "plan"
    return found


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\b(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", text.lower()))


def asks_of_denial(question: str) -> bool:
    """Whether ``question`` is about a denial itself: "What did the mayor deny?"."""
    return bool(_ASKS_OF_DENIAL.search(question))
