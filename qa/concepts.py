"""Words of the news that stand for each other: how a question and a sentence are seen to speak of the same thing."""

import re
from functools import lru_cache

from qa.retriever import STOP_WORDS
from qa.words import STEM

_GROUPED = 6

_GROUPS = """
    died die dies dying dead death deaths dead killed kill kills killing toll fatal fatalities bodies perished victims lives
    missing unaccounted whereabouts
    hurt injured injuries injury injuring wounded wounds harmed
    ill sick sickened illness infected cases fell
    held hold holding holds detained detain detaining seized seize seizing custody arrested arrest tied
    rescued rescuing rescue saved lifted brought pulled freed winched evacuated
    trapped trap stuck stranded cut
    fled flee displaced homeless evacuees evacuate
    sound sounded triggered siren sirens alarm alarms rang
    waiting wait waited queue queued queuing anchor
    ship ships vessel vessels boat boats trawler trawlers ferry ferries
    job jobs post posts redundancies layoffs
    strike strikes struck stoppage walkout walked
    pay wage wages salary salaries
    rise raise raised increase increased increases
    cost costs costing price priced bill
    owe owed owes owing debt debts liabilities
    offer offered offers offering bid bids proposed proposal
    launch launched lift-off takeoff blast-off
    stolen theft thefts stole taken robbed robbery
    burned burnt burning burn scorched destroyed charred blaze fire wildfire
    votes vote voted ballots ballot majority margin lead
    weigh weighs weight mass
    expected designed planned due scheduled
    deep depth below underground down
    collapse collapsed collapsing failure failed gave
    volunteers participants subjects patients trial
    effective efficacy
        derail derailed derailment
    carriages carriage wagons wagon cars coaches
    damage damaged damages
    acres hectares area
    homes houses home house buildings
"""

_PERSONS = frozenset(
    """
    people person persons residents men man women woman children adults workers staff employees members miners sailors crew
    passengers travellers bodies names victims deaths dead dockers pupils patients volunteers participants inhabitants
    firefighters soldiers troops civilians demonstrators protesters voters households families lives cases customers injured
    wounded missing homeless
    """.split()  # noqa: SIM905
)
"""Nouns of which each may count the same people."""

_CONCEPT: dict[str, str] = {}
for _line in _GROUPS.strip().splitlines():
    _first, *_rest = _line.split()
    for _word in (_first, *_rest):
        _CONCEPT.setdefault(_word[:_GROUPED], _first)

_GENERIC = frozenset(
    """
    many much number figure total amount share percentage proportion people person far long high old year years time date day
    known said
    """.split()  # noqa: SIM905
)


FATES = frozenset({"died", "missing", "hurt", "ill", "held", "rescued", "trapped", "fled"})
"""What befalls people: a sentence that tells of one of them alone does not answer for another."""


def concept(word: str) -> str:
    """The name of what ``word`` (lower case) speaks of: its group, else its first letters."""
    return _CONCEPT.get(word[:_GROUPED]) or word[:STEM]


def is_person(noun: str) -> bool:
    """Whether ``noun`` counts people."""
    return noun in _PERSONS


@lru_cache(maxsize=2048)
def concepts(text: str) -> frozenset[str]:
    """What the content words of ``text`` speak of, without those that speak of nothing much ("number", "people")."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return frozenset(concept(w) for w in words if w not in STOP_WORDS and w not in _GENERIC and len(w) > 1)
