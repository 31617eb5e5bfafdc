"""What events and owners tell of an actor's country: visitors, families, those whom a state arrests."""

from msgspec.structs import replace

from models.extraction import Trigger
from pipeline.coding.actor import Actor
from pipeline.coding.chains import Chains
from pipeline.coding.countries import country_of, read_countries
from pipeline.coding.leaders import find_leader_of
from pipeline.coding.names import find_head
from pipeline.coding.reading import Reading
from pipeline.coding.story import Evidence

_PEOPLE_AND_BODIES = frozenset(("PER", "ORG", "GRP", "TITLE"))
_KIN = frozenset(
    (
        "wife", "husband", "son", "daughter", "brother", "sister", "family", "families", "relative", "mother", "father",
        "widow", "widower", "child", "children", "nephew", "niece", "cousin", "spouse", "grandson", "granddaughter",
    )
)  # fmt: skip
_RULERS = frozenset(("GOV", "ELI"))
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


def part_visitors(evidence: Evidence, chains: Chains, actors: list[Actor]) -> None:
    """Take from a visitor the country that only the article told where it is the host's: he comes from elsewhere.

    So too with one of two holders of the same office who meet: a state has one foreign minister.
    """
    for trigger in evidence.reading.extraction.triggers:
        if trigger.type != "CONSULT":
            continue
        hosts = {chains.of[role.mention] for role in trigger.roles if role.role == "RECIPIENT"} - {None}
        states = _list_states(evidence, trigger)
        for role in trigger.roles:
            guest = chains.of[role.mention]
            if role.role != "ACTOR" or guest is None or not _is_unplaced_official(evidence, chains, actors, guest):
                continue
            same = [actors[one] for one in hosts if one is not None and actors[one].country == actors[guest].country]
            visits = trigger.mode == "visit" and actors[guest].country in states
            if visits or any(_holds_same_office(actors[guest], host) for host in same):
                actors[guest] = replace(actors[guest], country=None)


def _list_states(evidence: Evidence, trigger: Trigger) -> set[str]:
    """The states that a trigger's host or place is named as: a president may well visit a town of his own."""
    texts = [evidence.reading.texts[role.mention] for role in trigger.roles if role.role in ("RECIPIENT", "LOCATION")]
    codes = {text: country_of(text) for text in texts}
    return {code for text, code in codes.items() if code is not None and text != read_countries()[code].capital}


def _is_unplaced_official(evidence: Evidence, chains: Chains, actors: list[Actor], chain: int) -> bool:
    """Whether a chain is an office holder whose country neither its own words nor the table of leaders tells."""
    actor = actors[chain]
    if actor.type not in ("PER", "TITLE") or actor.sector != "GOV" or actor.country is None:
        return False
    told = any(evidence.affiliations[one].country for one in chains.mentions[chain])
    return not told and find_leader_of(actor.type, actor.name, evidence.reading.published.year) is None


def _holds_same_office(one: Actor, other: Actor) -> bool:
    return one.title is not None and other.title is not None and one.title.lower() == other.title.lower()


def follow_owners(reading: Reading, chains: Chains, actors: list[Actor]) -> None:
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


def place_the_repressed(reading: Reading, chains: Chains, actors: list[Actor]) -> None:
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
