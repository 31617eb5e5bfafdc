"""Why an actor or recipient of an event has no country, no sector or no name: sentences for ``Event.not_coded``."""

from collections.abc import Iterator

from models.extraction import Trigger
from pipeline.coding.actors import Actor, acting
from pipeline.coding.affiliation import is_bloc
from pipeline.coding.chains import Chains
from pipeline.coding.reading import Reading
from pipeline.coding.story import Evidence

_SIDES = ("ACTOR", "RECIPIENT")
# What PLOVER codes without a sector.
_COMPLETE_WITHOUT_SECTOR = frozenset(("UNO", "EUR", "IGO", "NGO", "ISM", "IMG"))
_MOST_COUNTRIES = 4


def list_shortfalls(
    reading: Reading, chains: Chains, actors: tuple[Actor, ...], evidence: Evidence, trigger: Trigger
) -> tuple[str, ...]:
    """What could not be told of each actor and recipient of ``trigger``, and why."""
    found: dict[str, None] = {}
    for role in trigger.roles:
        chain = chains.of[role.mention]
        if role.role not in _SIDES or chain is None or (actors[chain].code and actors[chain].sector):
            continue
        actor = acting(actors[chain], trigger.type, trigger.mode, role.role)
        for reason in _explain(reading, chains.mentions[chain], actor, evidence, reading.texts[role.mention]):
            found.setdefault(f"{role.role.lower()}: {reason}")
    return tuple(found)


def _explain(reading: Reading, mentions: tuple[int, ...], actor: Actor, evidence: Evidence, text: str) -> Iterator[str]:
    if actor.members:
        return
    if all(reading.mentions[one].type == "PRO" for one in mentions):
        yield f"the text does not say who '{text}' is"
        return
    if actor.code is None:
        yield f"no country for '{text}'{_tell_why(actor, evidence)}"
    if actor.sector is None and actor.international not in _COMPLETE_WITHOUT_SECTOR:
        yield f"no sector for '{text}'"


def _tell_why(actor: Actor, evidence: Evidence) -> str:
    if is_bloc(actor.name):
        return ", it is no single state"
    if evidence.story is not None:
        return ""
    named = list(
        dict.fromkeys(country for sentence in sorted(evidence.named_in) for country, _ in evidence.named_in[sentence])
    )
    if not named:
        return ", the text names none"
    return f", the text is about {', '.join(named[:_MOST_COUNTRIES])}" if len(named) > 1 else ""
