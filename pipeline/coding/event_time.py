"""When an event happened: the TIME that the text states, one inherited from the sentence or story, or the dateline.

Every DATE mention is resolved once, in the tense of the event that it dates; phrases that lean on another time
("later in the day", "two weeks earlier") lean on the last resolved one before them.
"""

import datetime
import re
from dataclasses import dataclass

from models.extraction import Trigger
from pipeline.coding.chains import Chains
from pipeline.coding.dates import resolve_date
from pipeline.coding.reading import Reading
from pipeline.records import EventTime, TimeValue

_FUTURE_BEFORE = re.compile(
    r"\b(?:will|shall|to|would|due|scheduled|planned|plans|expected|set|next|upcoming|until|by)\b[^.]{0,40}$"
)
_PLUPERFECT = re.compile(r"\b(?:had|having)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_BACKGROUND = re.compile(r"\b(?:had|having|used to|once|earlier|previously|formerly)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_SPANS_IN_DAYS = {"time": 0, "day": 1, "week": 7, "month": 31, "quarter": 92, "season": 92, "year": 366, "decade": 3653}
_LEAD_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class DatedEvents:
    """The time of every trigger and the value of every DATE mention."""

    times: tuple[EventTime | None, ...]
    values: dict[int, TimeValue]


def date_events(reading: Reading, chains: Chains) -> DatedEvents:
    """The time of each event of ``reading``, in the order of its triggers."""
    values = resolve_mentions(reading)
    triggers = reading.extraction.triggers
    stated = [_find_stated(reading, trigger, values) for trigger in triggers]
    times = [
        stated[number] or _inherit(reading, chains, number, stated) or _take_dateline(reading, number)
        for number in range(len(triggers))
    ]
    return DatedEvents(tuple(times), values)


def resolve_mentions(reading: Reading) -> dict[int, TimeValue]:
    """The value of every DATE mention that has one."""
    values: dict[int, TimeValue] = {}
    anchor: TimeValue | None = None
    for number, mention in enumerate(reading.mentions):
        if mention.type != "DATE":
            continue
        value = resolve_date(
            reading.texts[number], published=reading.published, tense=_tell_tense(reading, number), anchor=anchor
        )
        if value is not None:
            values[number] = value
            if value.begin is not None and value.granularity != "reference":
                anchor = value
    return values


def _tell_tense(reading: Reading, number: int) -> str:
    triggers = reading.extraction.triggers
    dated = [triggers[trigger] for trigger, role in reading.uses.get(number, ()) if role == "TIME"]
    if dated:
        past = any(trigger.modality in ("actual", "negated") for trigger in dated)
        return "past" if past else "future"
    sentence = reading.sentences[reading.sentence_of[number]]
    before = reading.text[sentence.start : reading.mentions[number].start]
    return "future" if re.search(r"\b(?:will|shall|would)\b[^.;]{0,80}$", before) else "past"


def _find_stated(reading: Reading, trigger: Trigger, values: dict[int, TimeValue]) -> EventTime | None:
    dated = [role.mention for role in trigger.roles if role.role == "TIME" and role.mention in values]
    placed = [one for one in dated if values[one].begin is not None]
    if not dated:
        return None
    best = min(placed or dated, key=lambda one: (_span_in_days(values[one]), one))
    return _as_event_time(reading, best, values[best], "stated")


def _span_in_days(value: TimeValue) -> int:
    if value.begin is None or value.end is None:
        return _SPANS_IN_DAYS.get(value.granularity, 100_000)
    return (datetime.date.fromisoformat(value.end) - datetime.date.fromisoformat(value.begin)).days


def _as_event_time(reading: Reading, number: int, value: TimeValue, basis: str) -> EventTime:
    mention = reading.mentions[number]
    return EventTime(
        text=reading.texts[number],
        start=mention.start,
        end=mention.end,
        begin=value.begin,
        until=value.end,
        granularity=value.granularity,
        basis=basis,
    )


def _inherit(reading: Reading, chains: Chains, number: int, stated: list[EventTime | None]) -> EventTime | None:
    """The time of another event that is plainly of the same time.

    That is one of the same sentence with the same modality and tense and a shared actor (the nearest before, else
    after), or one of the same type with the same actors and modality told elsewhere in the article.
    """
    triggers = reading.extraction.triggers
    own = triggers[number]
    if own.modality == "hypothetical":
        return None
    actors = _list_sides(chains, own)
    order = sorted(range(len(triggers)), key=lambda one: (one > number, abs(one - number)))
    for same_sentence in (True, False):
        for other in order:
            time = stated[other]
            if time is None or other == number or triggers[other].modality != own.modality:
                continue
            shared = actors & _list_sides(chains, triggers[other])
            if same_sentence:
                together = reading.trigger_sentence_of[other] == reading.trigger_sentence_of[number]
                fits = (
                    together
                    and bool(shared)
                    and _is_background(reading, own) == _is_background(reading, triggers[other])
                )
            else:
                fits = triggers[other].type == own.type and len(actors) > 1 and shared == actors
            if fits:
                return EventTime(
                    text=time.text,
                    start=time.start,
                    end=time.end,
                    begin=time.begin,
                    until=time.until,
                    granularity=time.granularity,
                    basis="inherited",
                )
    return None


def _list_sides(chains: Chains, trigger: Trigger) -> frozenset[int]:
    sides: set[int] = set()
    for role in trigger.roles:
        chain = chains.of[role.mention]
        if role.role in ("ACTOR", "RECIPIENT") and chain is not None:
            sides |= set(chains.members[chain]) or {chain}
    return frozenset(sides)


def _is_background(reading: Reading, trigger: Trigger) -> bool:
    return bool(_PLUPERFECT.search(reading.text, max(0, trigger.start - 40), trigger.start))


def _take_dateline(reading: Reading, number: int) -> EventTime | None:
    """The day of publication for what the article reports as news: actual, not told as background."""
    trigger = reading.extraction.triggers[number]
    if trigger.modality != "actual" or _BACKGROUND.search(reading.text, max(0, trigger.start - 40), trigger.start):
        return None
    is_verb = (
        reading.text[trigger.start : trigger.end].lower().endswith(("ed", "s"))
        or " " in reading.text[trigger.start : trigger.end]
    )
    if not is_verb and reading.trigger_sentence_of[number] >= _LEAD_SENTENCES:
        return None
    day = reading.published.isoformat()
    return EventTime(text=None, start=None, end=None, begin=day, until=day, granularity="day", basis="dateline")
