"""The words of attribution: verbs that report, nouns that speak, and the sentences and quotations they stand in."""

import re
from dataclasses import dataclass

from index.sentences import passage_sentences, unwrapped

QUOTE = "“”"
"""The token that stands for a whole quotation."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs whose object is always a statement, whatever follows.
SAY = _words(
    "said say says told tell tells insisted insists insist argued argues argue alleged alleges allege asserted asserts assert "
    "stated testified wrote writes replied recalled recalls contended contends contend remarked quipped exclaimed retorted"
)
# Verbs that report only with a clause or a quotation after them, or after their statement; else they tell of an act.
THAT = _words(
    "added adds noted notes note warned warns warn found finds find reported reports report confirmed confirms confirm showed "
    "shows show shown suggested suggests suggest explained explains concluded concludes conclude acknowledged acknowledges "
    "admitted admits admit conceded concedes revealed reveals indicated indicates indicate complained complains complain "
    "vowed vows pledged pledges promised promises predicted predicts predict announced announces declared declares ruled "
    "claimed claims claim maintained maintains maintain believes believed believe thinks think fears fear suspects suspect "
    "expects expect estimated estimates estimate calculated calculates asked asks sighed joked shouted repeated stressed "
    "emphasised emphasized observed agreed countered cautioned disclosed clarified hinted wondered boasted protested pointed "
    "understands learned learnt states spoke speaks recommended recommends forecast forecasts continued begged laughed "
    "signaled signalled established reads quoted hailed praised described describes called calls call branded labelled dubbed"
)
# What these take after them is a statement without "that": "estimated the loss at", "accused him of", "described it as".
TAKES = {
    "accused": r"(?:\S+ ){1,9}?of\b", "accuses": r"(?:\S+ ){1,9}?of\b", "accuse": r"(?:\S+ ){1,9}?of\b",
    "blamed": r"\S", "blames": r"\S", "blame": r"\S", "announced": r"\S", "alleged": r"\S", "suggest": r"\S", "suggests": r"\S",
    "described": r"(?:[^\s.]+ ){1,9}?as\b", "describes": r"(?:[^\s.]+ ){1,9}?as\b", "warned": r"(?:of|against)\b",
    "warns": r"(?:of|against)\b", "complained": r"(?:of|about|for)\b", "spoke": r"of\b", "speaks": r"of\b",
    "complain": r"(?:of|about)\b", "vowed": r"to\b", "vows": r"to\b", "pledged": r"to\b", "promised": r"to\b", "claimed": r"\S",
    "claims": r"\S", "claim": r"\S", "called": r"(?:for|on)\b", "calls": r"(?:for|on)\b", "call": r"(?:for|on)\b",
    "put": r"(?:[^\s.]+ ){1,7}?at\b", "puts": r"(?:[^\s.]+ ){1,7}?at\b", "estimated": r"\S", "estimates": r"\S",
    "estimate": r"\S", "asked": r"(?:why|how|what)\b", "reported": r"\w+ing\b", "admitted": r"\w+ing\b", "expects": r"\S",
    "expect": r"\S", "predicted": r"\S", "predicts": r"\S", "forecast": r"\S", "forecasts": r"\S", "recommended": r"\S",
    "urged": r"(?:[^\s.]+ ){1,7}?to\b", "urges": r"(?:[^\s.]+ ){1,7}?to\b", "believe": r"\S", "believes": r"\S",
    **dict.fromkeys(("think", "thinks", "fear", "fears", "suspect", "suspects"), r"\S"),
    "pointed": r"to\b", "quoted": r"as saying\b", "confirmed": r"\S", "recommends": r"\S", "acknowledged": r"\S",
}  # fmt: skip
_FALSE = (
    r"(?:false|untrue|baseless|nonsense|lies?|wrong|inaccurate|invented|an invention|a fabrication|misleading|unfounded|absurd)\b"
)
_CLAIM = r"(?:claim|allegation|suggestion|accusation|report|criticism|charge|idea|notion|rumour|rumor|story|stories|as\b)"
# Verbs that deny, with what must follow them: a court denies a motion, a mayor rejects two designs, and neither denies a word.
_REQUESTS = r"(?:\S+ ){0,3}?(?:requests?|motions?|appeals?|applications?|permits?|visas?|permission)"
_NOT_DENIED = rf"(?:him|her|them|us|bail|entry|access|{_REQUESTS})\b"
DENIES = {
    **dict.fromkeys(("denied", "denies", "deny"), rf"(?!{_NOT_DENIED})"),
    **dict.fromkeys(("disputed", "disputes", "dispute", "refuted", "refutes", "rebutted"), ""),
    **dict.fromkeys(("rejected", "rejects", "reject", "dismissed", "dismisses", "dismiss"), rf"(?:[^\s.,]+ ){{0,7}}?{_CLAIM}"),
    **dict.fromkeys(("called", "calls", "call", "branded", "labelled"), rf"(?:[^\s.\"“]+ ){{1,7}}?{_FALSE}"),
    **dict.fromkeys(("ruled", "rules"), r"out\b"),
}
# With a bare object or an infinitive these are acts: only with a quotation, or as TAKES has it, do they report.
ACTS = _words(
    "asked hailed praised called calls call described describes branded labelled dubbed begged laughed continued quoted"
)
# These are nouns too: a verb only after a subject in the plural.
PLURAL = _words(
    "report claim note estimate forecast show call find state read poll fear suspect dispute deny reject believe expect warn "
    "suggest say tell argue"
)
PARTICIPLES = _words(
    "saying arguing adding insisting claiming warning alleging noting explaining stating denying accusing calling"
)
OWN = _words(
    "found saw understands learned seen notes noted counted visited spoke examined reviewed obtained established reported "
    "calculated heard interviewed analysed asked watched knows believes revealed shows show showed suggest suggests compared"
)
FINDINGS = _words("analysis review investigation count tally survey examination calculation calculations sums reporting inquiry")
DOCUMENTS = _words(
    "report reports study studies survey surveys papers documents document records record filing filings letter letters memo "
    "memos email emails figures data statement indictment lawsuit suit complaint audit inquiry review analysis photographs "
    "pictures images minutes notes note poll polls census log logs transcript transcripts chart charts notice draft list "
    "investigation results article articles accounts files file message messages bill satellites footage video satellite leaflet"
)
PERSONS = _words(
    "minister president mayor governor director chief chair chairman chairwoman chairperson secretary officer spokesman "
    "spokeswoman spokesperson leader deputy head judge lawyer attorney prosecutor senator premier ambassador general commander "
    "captain sheriff inspector commissioner professor doctor doctors engineer engineers analyst analysts expert experts "
    "historian economist official officials diplomat diplomats source sources witness witnesses resident residents farmer "
    "farmers worker workers owner owners manager managers executive executives aide aides adviser advisers member members "
    "people person man woman critics scientist scientists researcher researchers author authors police investigator "
    "investigators driver drivers passenger passengers survivor survivors teacher teachers neighbour neighbours neighbor "
    "neighbors pilot pilots villagers voters activists campaigners lawyers prosecutors tenants parents relatives family "
    "mother father sister brother widow coach captain trustee trustees ministers rebels soldiers militants negotiators "
    "mediators traders investors shareholders organisers architect founder editor victims sailors miners treasurer clerk "
    "agent keeper guard foreman volunteer volunteers attendant banker counsel coroner auditor regulator biologist designer "
    "commanders nurse nurses customers opposition management staff officers leaders directors anglers"
)
BODIES = _words(
    "ministry government company council party union office agency board court commission committee police army military navy "
    "bank firm institute university authority authorities service department administration parliament hospital club "
    "federation association group campaign team regulator watchdog operator airline maker museum charity county city state "
    "trust embassy palace league cooperative cabinet congress senate foundation press television radio station newspaper "
    "bureau treasury prosecution defence defense panel tribunal observatory centre center organisation organization movement "
    "militia school college church society network mission insurers contractor contractors consultancy industry labs"
)
ORGANISATION = _words(
    "Bank Council Hydro Works Power Rail Air Institute University Union Federation Ministry Authority Party Group Agency Office "
    "Court Company Corporation Inc Ltd Association Foundation Copper Aerospace Mains Line Lines Foods Shipping Water Energy "
    "Partners Sons Trust College Hospital Service Services Commission Committee Department Board Bureau Society Club School "
    "Research Labs House Parliament Congress Senate Army Navy Police Mail Post Times Herald Dispatch Gazette Tribune Journal"
)
GENERIC = _words("company firm group body agency operator carrier airline maker owner bank club party union")
OUTLETS = _words(
    "post times herald dispatch gazette tribune journal standard courier observer echo record reporter sentinel mail daily news "
    "wire review guardian chronicle telegraph globe star press independent examiner monitor bulletin argus mercury advertiser"
)
DETERMINERS = _words(
    "the a an its his her their our my this that these those some many several most both all two three four five six seven "
    "eight nine ten another one no other few each any more dozens hundreds neither"
)
PRONOUNS = _words("he she they it we i you nobody somebody everyone")
AUXILIARIES = _words("has have had is are was were be been being will would can could may might shall should must do does did")
ADVERBS = _words("also later then now still again since too even first once long already often always twice just yesterday")
CLAUSE = _words(
    "that because when while if but as although though whereas where what how why so before after than until unless whether nor "
    "and or whom"
)
PREPOSITIONS = _words(
    "of at in for from with by on to about against under over near into during within after before since around"
)
TIME = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december morning afternoon evening night week month year weekend yesterday today late early last overnight "
    "afterwards tonight recently"
)
_THROWN_IN = _words("however too meanwhile instead")
NEGATED = _words("not never neither nor cannot declined refused unable failed")

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|St|Rev|[A-Z])\.(?=\s)|\w+(?:[’'\-.,&]\w+)*(?:(?<=s)[’'](?!\w))?|[^\w\s]"
)
_QUOTATION = re.compile(
    r"(?<!\w)[\"“«](?=\S)[^\"“”«»\n]*(?:[\"”»]|(?=\n)|$)"
    r"|(?<!\w)['‘](?=\w)(?:[^'‘’\n]|(?<=\w)['’](?=\w))*?[,.?!]['’](?!\w)"
    r"|^[^\"“”«»\n]*(?<=[,.?!…])[\"”»](?!\w)",
    re.M,
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Gen|Col|St|Amb|Atty|approx|est|vol|Vol)\.\s*$")
_HOUR = re.compile(r"\b[ap]\.m\.\s*$")
_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]{2,4}\b|(?:Eastern|Central|Mountain|Pacific|Greenwich)\b")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign or a whole quotation of the passage, at [start, end); ``lower`` is its text in lower case."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Written like a name, or a particle or number of one."""
        return self.text[0].isupper() and self.text != "I"


def quotations(passage: str) -> list[tuple[int, int]]:
    """The [start, end) of every direct quotation, its marks included.

    A quotation still open at a line's end goes to that end; one whose beginning the passage has cut off starts its line.
    """
    return [match.span() for match in _QUOTATION.finditer(unwrapped(passage))]


def units(passage: str, quoted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences, those that share one quotation or were parted after a title or before a small letter made one."""
    found: list[tuple[int, int]] = []
    for start, end in passage_sentences(passage):
        if not passage[start:end].strip():
            continue
        before = passage[found[-1][0] : start] if found else "\n"
        if "\n" not in before[len(before.rstrip()) :]:
            parted = _TITLE.search(before) or (_HOUR.search(before) and _DAY.match(passage, start))
            if passage[start].islower() or parted or any(a < start < b for a, b in quoted):
                found[-1] = (found[-1][0], end)
                continue
        found.append((start, end))
    return found


def tokens(passage: str, start: int, end: int, quoted: list[tuple[int, int]]) -> list[Token]:
    """The tokens of passage[start:end], each quotation one QUOTE token."""
    found = []
    at = start
    for a, b in [*((a, b) for a, b in quoted if a < end and b > start), (end, end)]:
        for match in _TOKEN.finditer(passage, at, max(at, a)):
            found.append(Token(match[0], match[0].lower(), *match.span()))
        if b > a:
            found.append(Token(QUOTE, QUOTE, a, b))
        at = max(at, b)
    # "It warned, however, that": what is thrown in says nothing of who speaks.
    thrown = [
        k
        for k, w in enumerate(found)
        if w.lower in _THROWN_IN and found[k - 1].text == "," == found[min(k + 1, len(found) - 1)].text
    ]
    return [w for k, w in enumerate(found) if not {k - 1, k, k + 1} & set(thrown)] if thrown else found
