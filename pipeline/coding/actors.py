"""Who the chains of an article are: name, country or international code, sector, office; PLOVER's actor code.

An actor's country is what its mentions tell by themselves (``affiliation``); where they tell none, the country of the
city or region that a mention names; where there is none and the actor is a part of a state ("police", "the ministry"),
the country that the article is about. PLOVER codes international actors (UNO, EUR, IGO, NGO, IMG, MNC) in place of a
country.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace

from pipeline.coding.affiliation import BREAKAWAY, Affiliation, is_bloc
from pipeline.coding.chains import Chains
from pipeline.coding.countries import country_name, country_of
from pipeline.coding.leaders import Leader, find_leader
from pipeline.coding.names import find_head, is_proper
from pipeline.coding.reading import Reading
from pipeline.coding.sectors import find_sector, is_former
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

_NAMED = ("PER", "ORG", "GPE", "FAC", "LOC", "NORP")
_TYPE_RANKS = {kind: rank for rank, kind in enumerate((*_NAMED, "TITLE", "GRP", "PRO"))}
_DOMESTIC = frozenset(
    ("GOV", "MIL", "COP", "JUD", "LEG", "PTY", "OPP", "ELI", "MED", "LAB", "EDU", "SPY", "REB", "PRM")
)
_PEOPLE_AND_BODIES = frozenset(("PER", "ORG", "GRP", "TITLE"))
_KIN = frozenset(
    (
        "wife", "husband", "son", "daughter", "brother", "sister", "family", "families", "relative", "mother", "father",
        "widow", "widower", "child", "children", "nephew", "niece", "cousin", "spouse", "grandson", "granddaughter",
    )
)  # fmt: skip
_MANY_STATES = re.compile(r" (?:of|from|representing) (?:[\w-]+ ){1,3}(?:states|countries|nations|governments)\b")
_RULERS = frozenset(("GOV", "ELI"))
_THING = re.compile(
    r"\b(?:ships?|vessels?|boats?|planes?|aircraft|jets?|helicopters?|trucks?|lorries|cars?|bus(?:es)?|trains?|tanks?"
    r"|drones?|dogs?|entit(?:y|ies)|flights?|tankers?|bodies|delegat\w+|groups?|organi[sz]ations?|factions?|sides|camps)\b",
    re.IGNORECASE,
)
_LOCAL_OFFICE = re.compile(
    r"\b(?:mayors?|governors?|councill?ors?|sheriffs?|prefects?|police chiefs?|fire chiefs?|aldermen|commissioners?"
    r"|town|city|municipal|provincial|state|district|county|regional|local|village)\b",
    re.IGNORECASE,
)
_VIOLENT_EVENTS = frozenset(("ASSAULT", "MOBILIZE", "COERCE"))
_CIVIL_EVENTS = frozenset(("PROTEST", "ASSAULT", "AID"))
_CIVIL_MODES = frozenset(("arrest", "deport", "curfew", "convict"))
_REPRESSION = frozenset(
    (
        ("COERCE", "arrest"),
        ("SANCTION", "convict"),
        ("ASSAULT", "crowd-control"),
        ("COERCE", "curfew"),
        ("COERCE", "censor"),
    )
)
_STATE = frozenset(("GOV", "COP", "JUD", "MIL", "SPY"))
_REPRESSED = frozenset(("CVL", "OPP", "JRN", "SOC", "LAB", "EDU", "REL", "MED", "AGR", "PTY", "LEG", "BUS"))
_BODIES_OF_STATES = frozenset(("UNO", "EUR", "IGO"))
_SECTORS_OF_BODIES = frozenset(("MIL", "COP", "JUD", "LEG", "MED"))
_OF_THE_STATE = frozenset(("GOV", "MIL", "LEG", "JUD", "PTY", "OPP", "SPY"))
_LONGEST_ACRONYM = 4
_LEADERS_BODY = re.compile(
    r"(?:[Tt]he )?(.+?)(?:['’]s)? (?:regime|administration|government|dictatorship|camp|cabinet)"
)
_FOREIGN = re.compile(
    r"\b(?:foreign(?! (?:minist|secretar|office|affairs|polic))|international|western|world|global|overseas|european"
    r"|african|asian|arab|latin american|regional (?:leaders|powers|bloc)|heads of state|neighbou?ring|envoys?"
    r"|ambassadors?|diplomats?|mediators?|ships?|vessels?|boats?|hackers?|monitors?|observers?|peacekeepers?|tourists?"
    r"|capitals|donors?|partners?|backers?|countries|nations|governments|allies|donors|partners|neighbou?rs|powers|expatriates?|foreigners"
    r"|presidents|prime ministers|premiers|foreign ministers|heads of government)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One actor. ``others`` are sectors beside ``sector``, ``members`` those of a group.

    ``place`` is a mention whose country the gazetteer may know.
    """

    type: str
    name: str
    country: str | None = None
    international: str | None = None
    sector: str | None = None
    others: tuple[str, ...] = ()
    title: str | None = None
    members: tuple[GroupMember, ...] = ()
    place: int | None = None

    @property
    def code(self) -> str | None:
        """Country or international code, then sector: JPNGOV, UNO, IMGREB; None without the first."""
        prefix = self.international or self.country
        return prefix + (self.sector or "") if prefix else None

    def as_member(self) -> GroupMember:
        """The actor as a member of a group."""
        return GroupMember(
            name=self.name,
            country=self.country,
            sector=self.sector,
            other_sectors=self.others,
            code=self.code,
            title=self.title,
        )


def describe_actors(reading: Reading, chains: Chains, evidence: Evidence) -> tuple[Actor, ...]:
    """The actor of every chain; ``evidence`` is what the article tells about countries."""
    actors = [_describe(evidence, mentions) for mentions in chains.mentions]
    _part_visitors(evidence, chains, actors)
    _follow_owners(reading, chains, actors)
    _place_the_repressed(reading, chains, actors)
    return tuple(_with_members(chains, number, actors) for number in range(len(actors)))


def _part_visitors(evidence: Evidence, chains: Chains, actors: list[Actor]) -> None:
    """Take from a visitor the country that only the article told where it is the host's: he comes from elsewhere.

    So too with one of two holders of the same office who meet: a state has one foreign minister.
    """
    for trigger in evidence.reading.extraction.triggers:
        if trigger.type != "CONSULT":
            continue
        hosts = {chains.of[role.mention] for role in trigger.roles if role.role == "RECIPIENT"} - {None}
        places = {evidence.place_countries.get(role.mention) for role in trigger.roles if role.role == "LOCATION"}
        for role in trigger.roles:
            guest = chains.of[role.mention]
            if role.role != "ACTOR" or guest is None or not _is_unplaced_official(evidence, chains, actors, guest):
                continue
            same = [actors[one] for one in hosts if one is not None and actors[one].country == actors[guest].country]
            visits = trigger.mode == "visit" and (same or actors[guest].country in places)
            if visits or any(_holds_same_office(actors[guest], host) for host in same):
                actors[guest] = replace(actors[guest], country=None)


def _is_unplaced_official(evidence: Evidence, chains: Chains, actors: list[Actor], chain: int) -> bool:
    """Whether a chain is an office holder whose country neither its own words nor the table of leaders tells."""
    actor = actors[chain]
    if actor.type not in ("PER", "TITLE") or actor.sector != "GOV" or actor.country is None:
        return False
    told = any(evidence.affiliations[one].country for one in chains.mentions[chain])
    return not told and _find_leader(actor.type, actor.name, evidence.reading.published.year) is None


def _holds_same_office(one: Actor, other: Actor) -> bool:
    return one.title is not None and other.title is not None and one.title.lower() == other.title.lower()


def _follow_owners(reading: Reading, chains: Chains, actors: list[Actor]) -> None:
    """What a chain is part of tells the country that its own words do not; a ruler's family is of the elite."""
    for number, mentions in enumerate(chains.mentions):
        actor = actors[number]
        if actor.type not in _PEOPLE_AND_BODIES:
            continue
        for owner in (one for mention in mentions for one in reading.owners.get(mention, ())):
            chain = chains.of[owner]
            if chain is None or chain == number:
                continue
            whole = actors[chain]
            if actor.code is None:
                actor = replace(actor, country=whole.country, international=whole.international)
            if whole.type in ("PER", "TITLE") and whole.sector in _RULERS and find_head(actor.name) in _KIN:
                actor = replace(actor, sector="ELI")
        actors[number] = actor


def _place_the_repressed(reading: Reading, chains: Chains, actors: list[Actor]) -> None:
    """Give people whom a state arrests, convicts or disperses, and who have no country, that of the state."""
    for trigger in reading.extraction.triggers:
        if (trigger.type, trigger.mode) not in _REPRESSION:
            continue
        sides: dict[str, list[int]] = {"ACTOR": [], "RECIPIENT": []}
        for role in trigger.roles:
            chain = chains.of[role.mention]
            if role.role in sides and chain is not None:
                sides[role.role].append(chain)
        states = [
            actors[one].country for one in sides["ACTOR"] if actors[one].sector in _STATE or _is_state(actors[one])
        ]
        for one in sides["RECIPIENT"]:
            actor = actors[one]
            if states and actor.code is None and actor.type == "GRP" and actor.sector in _REPRESSED:
                actors[one] = replace(actor, country=states[0])


def _is_state(actor: Actor) -> bool:
    return actor.type == "GPE" and actor.country is not None


def _describe(evidence: Evidence, mentions: tuple[int, ...]) -> Actor:
    reading = evidence.reading
    kind = min((reading.mentions[one].type for one in mentions), key=_TYPE_RANKS.__getitem__)
    told = [evidence.affiliations[one] for one in mentions]
    name = _choose_name(reading, mentions, kind)
    title = _find_title(reading, mentions)
    known = next((one for one in sorted(told, key=_is_shared_name) if one.known), None)
    sector = _choose_sector(told) if known is None else known.sector
    international = next((one.international for one in told if one.international), None)
    if international is not None:
        country = next((one.country for one in told if one.international and one.country), None)
    else:
        country = _vote([one.country for one in told]) or find_place_country(evidence, mentions)
    if country is None and international is None and not is_bloc(name):
        leader = _find_leader(kind, name, reading.published.year)
        if leader is not None:
            country, international = leader.country, leader.international
            sector = sector or leader.sector_in(reading.published.year)
        elif _is_domestic(kind, sector, title or name) and not _is_of_many_states(reading, mentions):
            local = _LOCAL_OFFICE.search(title or name) is not None
            country = _find_surroundings(evidence, mentions, kind, sector, local=local)
        elif kind in _PEOPLE_AND_BODIES and sector != "REF" and not _FOREIGN.search(title or name):
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


def _find_surroundings(
    evidence: Evidence, mentions: tuple[int, ...], kind: str, sector: str | None, *, local: bool
) -> str | None:
    """Scene, story, sentence, topic; the story first for persons and parts of a state, unless their office is local.

    An office holder of a state travels: neither scene nor sentence tells his country. Last comes that of who published
    the article.
    """
    found = find_sender(evidence, mentions) if kind == "GRP" else None
    if found is not None:
        return found
    if local:
        found = find_scene(evidence, mentions) or find_setting(evidence, mentions) or evidence.story
    elif kind in ("PER", "TITLE") or sector in _OF_THE_STATE:
        found = evidence.story
    if found is None and not (kind in ("PER", "TITLE") and sector == "GOV"):
        found = find_scene(evidence, mentions) or evidence.story or find_setting(evidence, mentions)
    found = found or find_topic(evidence, mentions)
    if found is None and (local or not (kind in ("PER", "TITLE") and sector == "GOV")):
        found = find_common_scene(evidence)
    return evidence.publisher if found is None and not evidence.named_in else found


def _is_domestic(kind: str, sector: str | None, words: str) -> bool:
    """Whether an actor without a country is one of the country that an article is about: "police", "the ministry"."""
    if kind == "ORG":
        fits = sector in _DOMESTIC or (sector is not None and not is_proper(words))
    else:
        fits = kind in ("PER", "FAC") or (kind in ("GRP", "TITLE") and sector != "REF")
    return fits and not _FOREIGN.search(words)


def _is_of_many_states(reading: Reading, mentions: tuple[int, ...]) -> bool:
    """ "Leaders of 22 states", "ministers from a dozen countries"."""
    return any(_MANY_STATES.match(reading.text, reading.mentions[one].end) for one in mentions)


def _vote(countries: list[str | None]) -> str | None:
    told = [country for country in countries if country]
    if len(set(told)) < 2:
        return told[0] if told else None
    return Counter(told).most_common(1)[0][0]


def _find_leader(kind: str, name: str, year: int) -> Leader | None:
    """A known leader by name, or the one whose government is named: "the Assad regime"."""
    if kind == "PER":
        return find_leader(name, year)
    if kind == "ORG" and (match := _LEADERS_BODY.fullmatch(name)):
        return find_leader(match.group(1), year)
    return None


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
    states = [text for text in proper if _is_state_name(text)] if kind == "GPE" else []
    lower = [text for text in proper if not text.isupper()]
    name = max(states or lower or proper, key=len) if proper else texts[0]
    if kind == "GPE" and name.isupper() and len(name) > _LONGEST_ACRONYM:
        name = name.title()
    name = name.removesuffix("'s").removesuffix("’s")
    if name[:4] in ("the ", "The ") and (proper or any(word[:1].isupper() for word in name.split()[1:])):
        return name[4:]
    return name


def _is_state_name(text: str) -> bool:
    code = country_of(text)
    return code is not None and country_name(code) == text.removeprefix("the ").removeprefix("The ")


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


def _is_people(name: str) -> bool:
    return country_of(name.rpartition(" ")[2]) is not None


def _is_civil(event_type: str, mode: str | None) -> bool:
    return event_type in _CIVIL_EVENTS or mode in _CIVIL_MODES


def _suffers(event_type: str, mode: str | None, role: str) -> bool:
    return event_type == "PROTEST" or (role == "RECIPIENT" and _is_civil(event_type, mode))


def acting(actor: Actor, event_type: str, mode: str | None, role: str = "ACTOR") -> Actor:
    """``actor`` in a role of an event: a country that acts is its government, a nation's people are civilians.

    A GPE without a sector is GOV, as PLOVER codes national actors, and so is a building that stands for a state ("the
    Kremlin"); other buildings have the sector that their name tells ("the hospital" MED). A people ("Palestinians",
    "13 Israelis") is CVL where it protests, suffers violence or arrest, or gets help, and, with a number, wherever it
    does nothing violent; it is GOV elsewhere ("the Russians shelled"). A person whose office says nothing is CVL where
    there is violence, protest, arrest or help; people of whom nothing is known ("weavers", "the 12") where they protest
    or suffer it.
    """
    if actor.sector is not None or actor.members or actor.international == "UNO":
        return actor
    if actor.type == "GPE" and actor.country is not None:
        sector: str | None = "GOV"
    elif actor.type == "PER" and _is_civil(event_type, mode):
        sector = "CVL"
    elif actor.type == "ORG" and (country_of(actor.name) or BREAKAWAY in actor.others):
        sector = "GOV"
    elif actor.type in ("FAC", "LOC"):
        told = find_sector(actor.name)
        sector = "GOV" if country_of(actor.name) else told.code if told.strong else None
    elif actor.country is not None and (actor.type == "NORP" or (actor.type == "GRP" and _is_people(actor.name))):
        violent = role == "ACTOR" and event_type in _VIOLENT_EVENTS
        counted = actor.type == "GRP" and " " in actor.name and not actor.name.lower().startswith("the ")
        civil = counted or _is_civil(event_type, mode)
        sector = "CVL" if civil and not violent else "GOV"
    elif actor.type in ("GRP", "TITLE") and _suffers(event_type, mode, role) and not _THING.search(actor.name):
        sector = None if actor.international else "CVL"
    else:
        return actor
    return replace(actor, sector=sector)
