"""Who says so, how many were hurt, how much money: the roles SOURCE, DEAD, INJURED, ARRESTED and AMOUNT of an event."""

from models.extraction import Trigger
from pipeline.coding.actors import Actor
from pipeline.coding.amounts import parse_amount, parse_count
from pipeline.coding.chains import Chains
from pipeline.coding.reading import Reading
from pipeline.records import Amount, Counts, Source

_COUNTED = ("DEAD", "INJURED", "ARRESTED")
_NO_COUNTS = Counts()


def list_sources(reading: Reading, chains: Chains, actors: tuple[Actor, ...], trigger: Trigger) -> tuple[Source, ...]:
    """The sources of an event, with the names that coreference gives them."""
    sources = []
    for role in trigger.roles:
        chain = chains.of[role.mention]
        if role.role == "SOURCE" and chain is not None:
            mention = reading.mentions[role.mention]
            sources.append(
                Source(text=reading.texts[role.mention], start=mention.start, end=mention.end, name=actors[chain].name)
            )
    return tuple(sources)


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
        stated = [one for one in fillers if numbers[one] is not None]
        if stated:
            sentence = reading.sentence_of[stated[0]]
            counts[name] = sum(numbers[one] or 0 for one in stated if reading.sentence_of[one] == sentence)
    return (
        Counts(dead=counts.get("DEAD"), injured=counts.get("INJURED"), arrested=counts.get("ARRESTED")),
        tuple(problems),
    )


def find_amount(reading: Reading, trigger: Trigger, story: str | None) -> tuple[Amount | None, tuple[str, ...]]:
    """The first amount of an event and what could not be read in it; ``story`` is the country of bare "shillings"."""
    texts = [reading.texts[role.mention] for role in trigger.roles if role.role == "AMOUNT"]
    if not texts:
        return None, ()
    amount = parse_amount(texts[0], country=story)
    problems = []
    if amount.value is None:
        problems.append(f"amount: no number in '{texts[0]}'")
    if amount.currency is None:
        problems.append(f"amount: no currency in '{texts[0]}'")
    return amount, tuple(problems)
