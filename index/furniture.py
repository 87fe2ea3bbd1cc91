"""The language of page furniture: how one line of a saved page reads, whatever stands around it."""

import re
from enum import Enum, auto


class Kind(Enum):
    """What a line reads like. PROSE and SHORT lines are article unless those around them say otherwise."""

    FURNITURE = auto()
    """Says nothing but how to use the page, wherever it stands: "Skip to content", an advertisement's label, a copyright line."""
    PLEA = auto()
    """Asks the reader for something: furniture at the edges of a page, perhaps part of the article inside it."""
    AUTHOR = auto()
    """Tells of the author, "Ann Lee covers the courts for the Post", or of somebody the article is about."""
    LIST = auto()
    """Heads a list of other articles: "Related stories"."""
    LABEL = auto()
    """Heads something that is not article at the edges of a page, but may be a subheading: "Trending", "Newsletter"."""
    MENU = auto()
    """A section's name or a button, alone on its line: "Sport", "Facebook". An article may have such a subheading."""
    COMMENTS = auto()
    """Heads the readers' comments or the form for them."""
    TEASER = auto()
    """The first words of another article, with a link to the rest."""
    SHORT = auto()
    """No sentence: a headline, a caption, a list item, a line of a poem."""
    PROSE = auto()


def _words(patterns: str) -> str:
    """Alternatives, one a line."""
    return "(?:" + "|".join(patterns.split("\n")[1:-1]).replace(" ?", r"\s*").replace(" ", r"\s+") + ")"


_STORY = "(?:stor(?:y|ies)|articles?|posts?|pages?|reads?|news|coverage|headlines|content|pieces?)"

_FURNITURE = _words(rf"""
(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation|search|footer)
toggle (?:navigation|caption|menu)|(?:hide|show) caption|close this dialog
accept (?:all )?cookies|(?:accept|reject|allow|decline) all|manage (?:preferences|consent|cookies|options)
manage (?:my|your) subscription|cookie (?:policy|settings|preferences|notice)|privacy (?:policy|notice|settings)
your privacy (?:choices|matters to us)
terms (?:of|and|&) (?:use|service|conditions|sale)|do not sell (?:or share )?my .{{4,40}}
advertisements?|advertorial|sponsored(?: content)?|paid content|ads by \w+
(?:continue reading|(?:story|article) continues)(?: (?:below|after))?(?: (?:this |the )?(?:ad|advertisement|promotion))?
share(?: this| (?:on|via) [\w ]{{1,15}}| (?:this )?{_STORY})|copy link|pin it|print this(?: {_STORY})?
e-?mail this(?: {_STORY})?
(?:no|\d+) (?:shares?|comments?|likes?)|\d+ ?min(?:ute)?s?(?: read)?|listen to this {_STORY}(?: .{{1,12}})?
(?:back|scroll|return) to (?:the )?(?:top|contents)|load more(?: .{{1,12}})?
(?:show|view|hide|see|read) (?:all )?comments(?: \(\d+\))?
log ?in to (?:reply|comment)|post comment|loading\W*|like this|subscribe (?:now|today)|view subscription offers
download (?:our|the) apps?|advertise with us|(?:previous|next|newer|older) (?:article|post|story)s?
purchase licensing rights|reuse this content|order reprints|gift (?:this )?{_STORY}(?: .{{1,15}})?
tap to (?:unmute|expand)|source link
""")

_MENU = _words(r"""
home|home ?page|news|world|local|national|international|regional|politics|business|economy|markets|money|finance
sports?|football|opinions?|editorials?|letters|culture|arts|entertainment|lifestyle|life|style|travel|tech(?:nology)?|science
health|education|environment|climate|weather|traffic|videos?|photos|pictures|in pictures|podcasts?|audio|jobs|classifieds
obituaries|puzzles|crosswords?|games|quizzes|real estate|property|food|motoring|magazine|(?:local|world|national|sports) news
africa|asia|europe|americas|middle east|australia|sections|today'?s paper|e-?(?:paper|edition)|archives?|live(?: tv)?|search
menu
(?:sign|log) ?(?:in|out|up)|register|(?:my )?account|subscribe|subscriber services|donate|newsletters?|close|help|faqs?|imprint
sitemap|site map|about(?: us)?|contacts?(?: us)?|careers|advertise|place an ad|accessibility|legal notices?|press|events|shop
share|facebook|twitter|x|instagram|linkedin|whatsapp|telegram|reddit|pinterest|youtube|tweet|e-?mail|print|save|bookmark|reply
like|name|website|comment|submit|more|see all|view all|breaking|latest|top|follow|feedback
""")

_LIST = _words(rf"""
(?:other|more|further|related|similar|latest|top|popular|recent|trending|recommended|featured) {_STORY}|news related
(?:read|see|watch) (?:also|next)|(?:also|further) read(?:ing)?|read more(?: {_STORY})?|see also
more (?:on|about) (?:this|the) \w+
most (?:read|viewed|popular|shared|commented)|you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|(?:up|read) next
more from (?:the )?[\w ]{{1,30}}|editor'?s'? (?:picks?|choice)|recommended for you|what to read next|from our partners
more in [\w ]{{1,20}}|don'?t miss|around the web|elsewhere on the web|watch more on this {_STORY}
""")

_LABEL = _words(r"""
recommended|related|trending(?: now)?|popular|topics|tags|newsletters?|about the (?:author|writer|contributor|reporter)s?
written by|in pictures|more stories|breaking
""")

_COMMENTS = _words(r"""
(?:leave|post|add|write) (?:a|your) (?:comment|reply)|(?:\d+ )?comments?(?: \(\d+\))?|join the (?:discussion|conversation)
\d+ (?:thoughts|responses|replies|comments) (?:on|to) .{3,120}
""")

_PLEA_ALWAYS = _words(rf"""
(?:read (?:more|also|next)|also read|see also|related(?: {_STORY})?|more {_STORY}|recommended) ?[:|»]
(?:suggested topics|filed under|tags|posted in) ?[:|»]
share this:|read or share this story|click (?:here )?to (?:share|subscribe|print|email)
©|copyright (?:©|\(c\)|\d{{4}}(?! (?-i:[a-z])))|\(c\) \d{{4}}|all rights reserved
required fields are marked|your e-?mail address will not be published|save my name, e-?mail|notify me of (?:new|follow)
(?:we|this (?:web)?site|our (?:web)?site) uses? cookies|we and our (?:\d+ )?(?:\w+ )?partners
you must be (?:logged|signed) in|already (?:a subscriber|a member|have an account|registered)|want to keep reading
this (?:is a |{_STORY} is |content is )(?:subscriber|premium|for subscribers|reserved for)|start your free trial
create (?:a free|an|your free) account|support (?:independent|local|our|quality) journalism
(?:story|article) continues (?:below|after)
""")

_ASKING = _words(rf"""
(?:sign|signing) up|subscribe|join|follow|like|find|get|enter|click|tap|download|register|become|support|donate|receive|stay
never miss|don'?t miss|contact|write|e-?mail|reach|send|tell us|have a|got a|do you have
we (?:want|welcome|value|use|need|respect)|our (?:standards|journalism|newsroom|newsletter)|i agree to
by (?:clicking|continuing|using|signing|subscribing)
please|reproduction|if you (?:enjoyed|liked|like|value|found)|you can (?:also )?(?:share|unsubscribe|support)
this {_STORY} (?:was|is|has been)
originally published|(?:this|our) (?:web)?site|(?:comments|contributions) are|you (?:are here|have read)|want (?:more|to)
the [\w ]{{2,40}} brings you
""")

_CUES = _words(r"""
newsletters?|inbox|unsubscribe|subscrib\w+|cookies?|privacy policy|terms of (?:use|service)|your e-?mail|mailing list|browser
(?:our|the|this) (?:web)?site|click|our app|the app|notifications?|alerts?|your device|free trial|cancel any ?time|sign up
community guidelines|donation|(?:become|our) members?(?:hip)?|(?:us|her|him|them) on|social media
our (?:news ?desk|editors?|newsroom)|the (?:newsroom|reporter|writer|author)|journalism|republished|permission
this (?:essay|article|story|post|page)|breaking news
unlimited access|live updates|hear from you|what you think|before posting|comments?|exclusive
first published|headlines|\S+@\S+\.\w+|\[e-?mail\W+protected\]|facebook|instagram|on (?:x|twitter|linkedin)
""")

_AUTHOR = re.compile(
    r"(?!(?:He|She|It|They|This|That|The|There|Who|What) )(?:[A-Z][\w'’.-]+ ){1,3}"
    r"(?:is|covers|writes|reports|has covered|joined) (?:(?<=covers )|"
    r".{0,80}\b(?:reporter|correspondent|writer|editor|columnist|journalist|author|photographer|contributor)\b|"
    r"(?<=writes )about )"
)

_EDGES = r"[\s\-*•▪►»›>|:=–—]*"


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(_EDGES + pattern + _EDGES, re.IGNORECASE)


_FULL = {
    Kind.COMMENTS: _whole(_COMMENTS),
    Kind.FURNITURE: _whole(_FURNITURE),
    Kind.LIST: _whole(_LIST),
    Kind.LABEL: _whole(_LABEL),
    Kind.MENU: _whole(_MENU),
}
_STARTS_FURNITURE = re.compile(_EDGES + _PLEA_ALWAYS, re.I)
_STARTS_ASKING = re.compile(rf"{_EDGES}{_ASKING}\b", re.I)
_CUE = re.compile(rf"(?<!\w){_CUES}(?!\w)", re.I)
_LINKED = re.compile(r"(?:(?:read|see|view|learn) (?:more|full story)|continue reading)[\s»›>→]*$", re.I)
_CUT = re.compile(r"\[?(?:…|\.\.\.)\]?$")
_ENDED = re.compile(r"[.!?…;,:][\"'”’)\]]*$")
_REPORTED = re.compile(r"\b(?:said|says|told|asked)\b")
_QUOTED = re.compile(r"[“”\"«]")
_LEADING_MENU = re.compile(rf"(?:(?:{_FURNITURE}|(?-i:(?=[A-Z])){_MENU})[ |>»·/]+)+", re.I)
_PIECE = re.compile(rf"(?:{_FURNITURE}|{_MENU})(?=[ |>»·/])", re.I)
_RUN_ON = re.compile(rf"{_EDGES}(?:{_FURNITURE}|{_LIST}|{_COMMENTS}|{_LABEL})[\s:]+(?-i:[A-Z0-9©])", re.I)

SENTENCE_WORDS = 16
"""A line of more words than this is prose, full stop or not: headlines are shorter."""

PLEA_WORDS = 45
"""No plea of a page is longer than this."""


def kind(line: str, stretch: bool = False) -> Kind:
    """What ``line`` reads like; it has no white space at its edges and is not empty.

    ``stretch``: it is a stretch of a text without line breaks, in which furniture runs on into what follows it ("Related
    stories Mill to close Mayor resigns").
    """
    for found, pattern in _FULL.items():
        if pattern.fullmatch(line):
            return found
    words = len(line.split())
    quoted = _QUOTED.search(line) is not None
    if words <= PLEA_WORDS:
        if _STARTS_FURNITURE.match(line) and not (quoted and words > SENTENCE_WORDS):
            return Kind.FURNITURE
        if _is_menu_row(line):
            return Kind.FURNITURE
        reported = quoted or _REPORTED.search(line)
        if stretch and not reported and _RUN_ON.match(line):
            return Kind.PLEA
        if not reported and (asking := _STARTS_ASKING.match(line)) and _CUE.search(line, asking.end()):
            return Kind.PLEA
        if not reported and _AUTHOR.match(line):
            return Kind.AUTHOR
    if words > 5 and (_LINKED.search(line) or (_CUT.search(line) and not quoted)):
        return Kind.TEASER
    return Kind.SHORT if words <= SENTENCE_WORDS and not _ENDED.search(line) else Kind.PROSE


def _is_menu_row(line: str) -> bool:
    """Links side by side, "Home > News > Farming": at least two of them are names that menus have."""
    parts = [part.strip() for part in re.split(r"\s*[|>›»•·]\s*|\s/\s", line) if part.strip()]
    known = sum(1 for part in parts if _FULL[Kind.MENU].fullmatch(part) or _FULL[Kind.FURNITURE].fullmatch(part))
    return len(parts) >= 3 and known >= 2 and all(len(part.split()) <= 4 for part in parts)


def menu_prefix(line: str) -> int:
    """How many characters at the start of ``line`` are a menu run together, 0 unless three of its names stand in a row."""
    found = _LEADING_MENU.match(line)
    if not found or len(pieces := list(_PIECE.finditer(found.group()))) < 3:
        return 0
    # "... Sport World leaders meet": a name followed by a small letter is the first word of the headline.
    return pieces[-1].start() if line[found.end() :][:1].islower() else found.end()
