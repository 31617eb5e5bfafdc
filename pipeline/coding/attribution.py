"""Who says so, how many were hurt, how much money: the roles SOURCE, DEAD, INJURED, ARRESTED and AMOUNT of an event."""

from collections.abc import Iterator

from msgspec.structs import replace

from models.extraction import Trigger
from pipeline.coding.actors import Actor, acting
from pipeline.coding.amounts import parse_amount, parse_count
from pipeline.coding.provenance import Provenance
from pipeline.coding.reading import Reading
from pipeline.coding.speakers import Attribution
from pipeline.records import Amount, Counts, Evidence, Source

_COUNTED = ("DEAD", "INJURED", "ARRESTED")
_NO_COUNTS = Counts()


def list_sources(
    provenance: Provenance, actors: tuple[Actor, ...], trigger: Trigger, found: Attribution | None
) -> tuple[Source, ...]:
    """The sources of an event: those that the model names, else the one ``found`` in quotes or reports.

    Each is the entity that coreference makes it, coded like an actor.
    """
    chains, sources = provenance.chains, []
    named = [(role.mention, "stated", role.confidence) for role in trigger.roles if role.role == "SOURCE"]
    if not named and found is not None:
        named = [(found.mention, found.basis, found.confidence)]
    for number, basis, confidence in named:
        chain = chains.of[number]
        if chain is None:
            continue
        mention = provenance.reading.mentions[number]
        actor = acting(actors[chain], trigger.type, trigger.mode, "SOURCE")
        sources.append(
            Source(
                text=provenance.reading.texts[number],
                start=mention.start,
                end=mention.end,
                name=actor.name,
                entity=f"e{chain + 1}",
                country=actor.country,
                sector=actor.sector,
                code=actor.code,
                title=actor.title,
                basis=basis,
                confidence=round(confidence * mention.confidence * chains.confidence[number], 4),
                evidence=provenance.trace(number, actor),
            )
        )
    return tuple(sources)


def show_counts(reading: Reading, trigger: Trigger) -> Iterator[Evidence]:
    """The spans of the numbers that make up the counts of an event."""
    for role in trigger.roles:
        if role.role in _COUNTED and role.mention in _list_counted(reading, trigger, role.role):
            mention = reading.mentions[role.mention]
            yield Evidence(
                field=f"counts.{role.role.lower()}",
                rule="number",
                confidence=round(role.confidence * mention.confidence, 4),
                text=reading.texts[role.mention],
                start=mention.start,
                end=mention.end,
            )


def _list_counted(reading: Reading, trigger: Trigger, name: str) -> list[int]:
    """The mentions whose numbers add up: those of the first sentence that states one."""
    fillers = (role.mention for role in trigger.roles if role.role == name)
    stated = [one for one in fillers if parse_count(reading.texts[one]) is not None]
    return [one for one in stated if reading.sentence_of[one] == reading.sentence_of[stated[0]]]


def count_people(reading: Reading, trigger: Trigger) -> tuple[Counts, tuple[str, ...]]:
    """The counts of an event and why any of them has no number.

    Several counts of one role in one sentence ("12 soldiers and three civilians") add up; of those in different
    sentences the first is taken, since they tell the same again.
    """
    if not any(role.role in _COUNTED for role in trigger.roles):
        return _NO_COUNTS, ()
    counts: dict[str, int] = {}
    problems = []
    for name in _COUNTED:
        fillers = [role.mention for role in trigger.roles if role.role == name]
        numbers = {one: parse_count(reading.texts[one]) for one in fillers}
        problems += [f"{name.lower()}: no number in '{reading.texts[one]}'" for one in fillers if numbers[one] is None]
        counted = _list_counted(reading, trigger, name)
        if counted:
            counts[name] = sum(numbers[one] or 0 for one in counted)
    return (
        Counts(dead=counts.get("DEAD"), injured=counts.get("INJURED"), arrested=counts.get("ARRESTED")),
        tuple(problems),
    )


def find_amount(reading: Reading, trigger: Trigger, story: str | None) -> tuple[Amount | None, tuple[str, ...]]:
    """The first amount of an event and what could not be read in it; ``story`` is the country of bare "shillings"."""
    role = next((role for role in trigger.roles if role.role == "AMOUNT"), None)
    if role is None:
        return None, ()
    mention, text = reading.mentions[role.mention], reading.texts[role.mention]
    amount = parse_amount(text, country=story)
    problems = []
    if amount.value is None:
        problems.append(f"amount: no number in '{text}'")
    if amount.currency is None:
        problems.append(f"amount: no currency in '{text}'")
    confidence = round(role.confidence * mention.confidence, 4)
    return replace(amount, start=mention.start, end=mention.end, confidence=confidence), tuple(problems)
