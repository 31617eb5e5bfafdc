"""Who the chains of an article are: name, country or international code, sector, office; PLOVER's actor code.

An actor's country is what its mentions tell by themselves (``affiliation``); where they tell none, the country of the
city or region that a mention names; where there is none and the actor is a part of a state ("police", "the ministry"),
the country that the article is about. PLOVER codes international actors (UNO, EUR, IGO, NGO, IMG, MNC) in place of a
country.
"""

import re
from collections import Counter
from functools import lru_cache

from pipeline.coding.actor import Actor, acting
from pipeline.coding.affiliation import Affiliation, is_bloc
from pipeline.coding.chains import Chains
from pipeline.coding.companions import follow_owners, part_visitors, place_the_repressed
from pipeline.coding.countries import country_name, country_of, read_countries
from pipeline.coding.leaders import find_leader_of
from pipeline.coding.names import is_proper
from pipeline.coding.reading import Reading
from pipeline.coding.sectors import is_former
from pipeline.coding.story import (
    Evidence,
    find_common_scene,
    find_place_country,
    find_scene,
    find_sender,
    find_setting,
    find_topic,
)
from pipeline.records import GroupMember

__all__ = ["Actor", "acting", "describe_actors"]

_NAMED = ("PER", "ORG", "GPE", "FAC", "LOC", "NORP")
_TYPE_RANKS = {kind: rank for rank, kind in enumerate((*_NAMED, "TITLE", "GRP", "PRO"))}
_DOMESTIC = frozenset(
    ("GOV", "MIL", "COP", "JUD", "LEG", "PTY", "OPP", "ELI", "MED", "LAB", "EDU", "SPY", "REB", "PRM")
)
_PEOPLE_AND_BODIES = frozenset(("PER", "ORG", "GRP", "TITLE"))
_MANY_STATES = re.compile(r" (?:of|from|representing) (?:[\w-]+ ){1,3}(?:states|countries|nations|governments)\b")
_LOCAL_OFFICE = re.compile(
    r"\b(?:mayors?|governors?|councill?ors?|sheriffs?|prefects?|police chiefs?|fire chiefs?|aldermen|commissioners?"
    r"|town|city|municipal|provincial|state|district|county|regional|local|village)\b",
    re.IGNORECASE,
)
_BODIES_OF_STATES = frozenset(("UNO", "EUR", "IGO"))
_SECTORS_OF_BODIES = frozenset(("MIL", "COP", "JUD", "LEG", "MED"))
_OF_THE_STATE = frozenset(("GOV", "MIL", "LEG", "JUD", "PTY", "OPP", "SPY"))
_LONGEST_ACRONYM = 4
_STATE_WITHOUT_NAME = re.compile(r"(?:the |this |our |its )?(?:country|nation|state|republic|kingdom|homeland|land)")
_FOREIGN = re.compile(
    r"\b(?:foreign(?! (?:minist|secretar|office|affairs|polic))|international|western|world|global|overseas|european"
    r"|african|asian|arab|latin american|regional (?:leaders|powers|bloc)|heads of state|neighbou?ring|envoys?"
    r"|ambassadors?|diplomats?|mediators?|ships?|vessels?|boats?|hackers?|monitors?|observers?|peacekeepers?|tourists?"
    r"|capitals|donors?|partners?|backers?|countries|nations|governments|allies|donors|partners|neighbou?rs|powers|expatriates?|foreigners"
    r"|presidents|prime ministers|premiers|foreign ministers|heads of government)\b",
    re.IGNORECASE,
)


def describe_actors(reading: Reading, chains: Chains, evidence: Evidence) -> tuple[Actor, ...]:
    """The actor of every chain; ``evidence`` is what the article tells about countries."""
    actors = [_describe(evidence, mentions) for mentions in chains.mentions]
    part_visitors(evidence, chains, actors)
    follow_owners(reading, chains, actors)
    place_the_repressed(reading, chains, actors)
    return tuple(_with_members(chains, number, actors) for number in range(len(actors)))


def _describe(evidence: Evidence, mentions: tuple[int, ...]) -> Actor:
    reading = evidence.reading
    kind = min((reading.mentions[one].type for one in mentions), key=_TYPE_RANKS.__getitem__)
    told = [evidence.affiliations[one] for one in mentions]
    name = _choose_name(reading, mentions, kind)
    title = _find_title(reading, mentions)
    known = min((one for one in told if one.known), key=_is_shared_name, default=None)
    sector = _choose_sector(told) if known is None else known.sector
    international = next((one.international for one in told if one.international), None)
    if international is not None:
        country = next((one.country for one in told if one.international and one.country), None)
    else:
        country = _vote([one.country for one in told]) or find_place_country(evidence, mentions)
    if country is None and international is None and not is_bloc(name):
        leader = find_leader_of(kind, name, reading.published.year)
        if leader is not None:
            country, international = leader.country, leader.international
            sector = sector or leader.sector_in(reading.published.year)
        elif _is_domestic(kind, sector, title or name) and not _is_of_many_states(reading, mentions):
            local = _is_local(title or name)
            country = _find_surroundings(evidence, mentions, kind, sector, local=local)
        elif kind in _PEOPLE_AND_BODIES and sector != "REF" and not _is_foreign(title or name):
            country = evidence.only
        if country is None and international is None:
            country = next((one.usual for one in told if one.usual), None)
    if international in _BODIES_OF_STATES and sector not in _SECTORS_OF_BODIES:
        sector = None
    return Actor(
        type=kind,
        name=name,
        country=country,
        international=international,
        sector=sector,
        others=() if international in _BODIES_OF_STATES else _list_others(reading, mentions, told, sector),
        title=title,
    )


def _is_shared_name(affiliation: Affiliation) -> bool:
    return affiliation.usual is not None


@lru_cache(maxsize=16384)
def _is_local(words: str) -> bool:
    return _LOCAL_OFFICE.search(words) is not None


@lru_cache(maxsize=16384)
def _is_foreign(words: str) -> bool:
    return _FOREIGN.search(words) is not None


def _find_surroundings(
    evidence: Evidence, mentions: tuple[int, ...], kind: str, sector: str | None, *, local: bool
) -> str | None:
    """Scene, story, sentence, topic; the story first for persons and parts of a state, unless their office is local.

    An office holder of a state travels: neither scene nor sentence tells his country, and neither does a dateline
    before the topic. Last comes the country of who published the article.
    """
    found = find_sender(evidence, mentions) if kind == "GRP" else None
    if found is not None:
        return found
    official = kind in ("PER", "TITLE") and sector == "GOV" and not local
    if official:
        return (evidence.story if evidence.plain else None) or find_topic(evidence, mentions) or evidence.story
    if local:
        found = find_scene(evidence, mentions) or find_setting(evidence, mentions)
    elif kind in ("PER", "TITLE") or sector in _OF_THE_STATE:
        found = evidence.story
    if found is None:
        found = find_scene(evidence, mentions) or evidence.story or find_setting(evidence, mentions)
    found = found or find_topic(evidence, mentions) or find_common_scene(evidence)
    return evidence.publisher if found is None and not evidence.named_in else found


def _is_domestic(kind: str, sector: str | None, words: str) -> bool:
    """Whether an actor without a country is one of the country that an article is about: "police", "the ministry"."""
    if kind == "ORG":
        fits = sector in _DOMESTIC or (sector is not None and not is_proper(words))
    elif kind == "GPE":
        fits = _STATE_WITHOUT_NAME.fullmatch(words) is not None
    else:
        fits = kind in ("PER", "FAC") or (kind in ("GRP", "TITLE") and sector != "REF")
    return fits and not _is_foreign(words)


def _is_of_many_states(reading: Reading, mentions: tuple[int, ...]) -> bool:
    """ "Leaders of 22 states", "ministers from a dozen countries"."""
    return any(_MANY_STATES.match(reading.text, reading.mentions[one].end) for one in mentions)


def _vote(countries: list[str | None]) -> str | None:
    told = [country for country in countries if country]
    if len(set(told)) < 2:
        return told[0] if told else None
    return Counter(told).most_common(1)[0][0]


def _choose_sector(told: list[Affiliation]) -> str | None:
    strong = [one.sector for one in told if one.sector and one.strong]
    if strong:
        current = [sector for sector in strong if sector != "ELI"]
        return (current or strong)[0]
    return next((one.sector for one in told if one.sector), None)


def _list_others(
    reading: Reading, mentions: tuple[int, ...], told: list[Affiliation], sector: str | None
) -> tuple[str, ...]:
    """What the mentions tell beside ``sector``: an office that the actor left, a second one, PRE, OPP."""
    strong = (
        affiliation.sector
        for one, affiliation in zip(mentions, told, strict=True)
        if affiliation.sector and affiliation.strong and reading.mentions[one].type in ("PER", "TITLE", "GRP")
    )
    inside = (other for one in told for other in one.others)
    return tuple(code for code in dict.fromkeys((*strong, *inside)) if code != sector)


def _find_title(reading: Reading, mentions: tuple[int, ...]) -> str | None:
    titles = [reading.texts[one] for one in mentions if reading.mentions[one].type == "TITLE"]
    current = [title for title in titles if not is_former(title)]
    return next(iter(current or titles), None)


def _choose_name(reading: Reading, mentions: tuple[int, ...], kind: str) -> str:
    """The longest proper name; without one, the words of the first mention that is no pronoun."""
    texts = [reading.texts[one] for one in mentions if reading.mentions[one].type == kind]
    proper = [text for text in texts if is_proper(text)] if kind in _NAMED else []
    states = _list_state_names(proper) if kind == "GPE" else []
    lower = [text for text in proper if not text.isupper()]
    name = max(states or lower or proper, key=len) if proper else texts[0]
    if kind == "GPE" and name.isupper() and len(name) > _LONGEST_ACRONYM:
        name = name.title()
    name = name.removesuffix("'s").removesuffix("’s")
    if name[:4] in ("the ", "The ") and (proper or any(word[:1].isupper() for word in name.split()[1:])):
        return name[4:]
    return name


def _list_state_names(texts: list[str]) -> list[str]:
    """The texts that are a country's own name, else its other names: "U.S." rather than "Washington" beside it."""
    ranks = {text: _rank_state_name(text) for text in texts}
    best = max(ranks.values(), default=0)
    return [text for text in texts if best and ranks[text] == best]


@lru_cache(maxsize=16384)
def _rank_state_name(text: str) -> int:
    """2 for the name of a country, 1 for another name of all of it, 0 for its seats, its parts and everything else."""
    code = country_of(text)
    if code is None:
        return 0
    name = text.removeprefix("the ").removeprefix("The ").removesuffix("'s").removesuffix("’s")
    return 2 if name == country_name(code) else int(name in read_countries()[code].aliases)


def _with_members(chains: Chains, number: int, actors: list[Actor]) -> Actor:
    actor = actors[number]
    nations, members = chains.nations[number], chains.members[number]
    if nations:
        sector = actor.sector or "GOV"
        parts = tuple(
            GroupMember(name=country_name(code), country=code, sector=sector, code=code + sector) for code in nations
        )
    else:
        parts = tuple(acting(actors[one], "CONSULT", None).as_member() for one in members)
    if not parts:
        return actor
    countries = {part.country for part in parts}
    sectors = {part.sector for part in parts}
    return Actor(
        type=actor.type,
        name=actor.name,
        country=countries.pop() if len(countries) == 1 else None,
        international=actor.international,
        sector=sectors.pop() if len(sectors) == 1 else None,
        title=actor.title,
        members=parts,
    )
