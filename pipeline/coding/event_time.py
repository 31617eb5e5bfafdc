"""When an event happened: the TIME that the text states, one inherited from the sentence or story, or the dateline.

What the DATE mentions mean is for ``mention_dates``.
"""

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass

import msgspec

from models.extraction import Trigger
from pipeline.coding.chains import Chains
from pipeline.coding.mention_dates import resolve_mentions
from pipeline.coding.reading import Reading
from pipeline.records import EventTime, TimeValue

_SINCE = re.compile(r"\bsince (?:the |late |early |mid-?)?$")
_BY = re.compile(r"\b(?:by|before|until) (?:the )?(?:end of )?(?:the )?$")
_PERFECT = re.compile(r"\b(?:has|have|having)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_IRREGULAR_PASTS = frozenset(
    (
        "met", "held", "said", "struck", "shot", "hit", "fought", "took", "gave", "sent", "began", "broke", "built",
        "brought", "bought", "caught", "came", "cut", "drew", "drove", "fell", "flew", "forbade", "froze", "went",
        "hurt", "kept", "laid", "led", "left", "let", "lost", "made", "paid", "put", "quit", "ran", "rose", "saw",
        "sought", "sold", "set", "shook", "shut", "sank", "spoke", "stole", "stood", "stabbed", "swore", "threw",
        "told", "won", "withdrew", "upheld", "overthrew", "freed", "hosted", "signed", "blew", "dug", "beat",
        "burnt", "slew", "hung", "lit", "rode", "rang", "spent", "split", "spread", "swept", "tore", "woke", "wrote",
    )
)  # fmt: skip
_PLUPERFECT = re.compile(r"\b(?:had|having)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_BACKGROUND = re.compile(r"\b(?:had|having|used to|once|earlier|previously|formerly)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_SPANS_IN_DAYS = {"time": 0, "day": 1, "week": 7, "month": 31, "quarter": 92, "season": 92, "year": 366, "decade": 3653}
_LEAD_SENTENCES = 2
_NEWS_DAYS = 14
_ENOUGH_EVENTS = 50
# How sure a time is that the text does not give the event itself; not measured, an order only.
_INHERITED = 0.8
_ASSUMED = 0.7


@dataclass(frozen=True, slots=True)
class DatedEvents:
    """The time of every trigger and the value of every DATE mention."""

    times: tuple[EventTime | None, ...]
    values: dict[int, TimeValue]


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who takes part in an event, and whether it is told as past already ("had met")."""

    actors: frozenset[int]
    recipients: frozenset[int]
    parties: frozenset[int]
    background: bool

    def share(self, other: "_Sides") -> bool:
        """Whether someone does, or suffers, both: not the accuser and the deed of the accused."""
        return bool(self.actors & other.actors or self.recipients & other.recipients)


def date_events(reading: Reading, chains: Chains) -> DatedEvents:
    """The time of each event of ``reading``, in the order of its triggers."""
    values = resolve_mentions(reading)
    triggers = reading.extraction.triggers
    stated = [_find_stated(reading, trigger, values) for trigger in triggers]
    sides = [_list_sides(reading, chains, trigger) for trigger in triggers]
    told: dict[tuple[str, frozenset[int]], list[int]] = defaultdict(list)
    for number, trigger in enumerate(triggers):
        if _with_days(stated[number]):
            told[trigger.type, sides[number].parties].append(number)
    times = [
        _with_days(stated[number])
        or _inherit(reading, sides, number, stated, told=told)
        or _take_dateline(reading, number)
        or stated[number]
        for number in range(len(triggers))
    ]
    return DatedEvents(tuple(times), values)


def _find_stated(reading: Reading, trigger: Trigger, values: dict[int, TimeValue]) -> EventTime | None:
    sure = {role.mention: role.confidence for role in trigger.roles if role.role == "TIME" and role.mention in values}
    dated = list(sure)
    placed = [one for one in dated if values[one].begin is not None]
    if not dated:
        return None
    best = min(placed or dated, key=lambda one: (_span_in_days(values[one]), one))
    time = _as_event_time(reading, best, values[best], sure[best])
    return _stretch(reading, best, time)


def _with_days(time: EventTime | None) -> EventTime | None:
    """``time`` if it lies in the calendar: "five days" says how long, not when."""
    return time if time is not None and time.begin is not None else None


def _stretch(reading: Reading, number: int, time: EventTime) -> EventTime:
    """ "since February" lasts until publication, "by Friday" begins with it."""
    start, published = reading.mentions[number].start, reading.published.isoformat()
    before = reading.text[max(0, start - 12) : start].lower()
    if time.begin is None or time.until is None:
        return time
    if _SINCE.search(before) and time.begin < published:
        return msgspec.structs.replace(time, until=published)
    if _BY.search(before) and time.until > published:
        return msgspec.structs.replace(time, begin=min(published, time.until))
    return time


def _span_in_days(value: TimeValue) -> int:
    if value.begin is None or value.end is None:
        return _SPANS_IN_DAYS.get(value.granularity, 100_000)
    return (datetime.date.fromisoformat(value.end) - datetime.date.fromisoformat(value.begin)).days


def _as_event_time(reading: Reading, number: int, value: TimeValue, confidence: float) -> EventTime:
    mention = reading.mentions[number]
    return EventTime(
        text=reading.texts[number],
        start=mention.start,
        end=mention.end,
        begin=value.begin,
        until=value.end,
        granularity=value.granularity,
        basis="stated",
        confidence=round(confidence * mention.confidence, 4),
    )


def _inherit(
    reading: Reading,
    sides: list[_Sides],
    number: int,
    stated: list[EventTime | None],
    *,
    told: dict[tuple[str, frozenset[int]], list[int]],
) -> EventTime | None:
    """The time of another event that is plainly of the same time, or of the same event told elsewhere.

    In this order: an event of the same sentence with a shared actor or recipient and the same tense (a later one only
    if it is of these days: "met and agreed on Monday", not "has refused to free those it seized in 2019"); one of the
    sentence before with the same two or more parties; one of the same type with the same two or more anywhere.
    """
    triggers = reading.extraction.triggers
    own = triggers[number]
    parties = sides[number].parties
    if own.modality == "hypothetical" or not parties:
        return None
    sentence = reading.trigger_sentence_of[number]
    here, before = reading.triggers_of[sentence], reading.triggers_of.get(sentence - 1, [])
    again = told[own.type, parties][:_ENOUGH_EVENTS] if len(parties) > 1 else []
    candidates = (
        *(
            one
            for one in here
            if _is_told_with(reading, sides, number, one) and _may_lend(reading, number, one, stated)
        ),
        *(one for one in before if len(parties) > 1 and sides[one].parties == parties),
        *again,
    )
    fitting = (
        one
        for one in sorted(
            candidates, key=lambda one: (one not in here, one not in before, one > number, abs(one - number))
        )
        if one != number and _with_days(stated[one]) and triggers[one].modality == own.modality
    )
    found = next(fitting, None)
    return None if found is None else _inherited(stated[found])


def _is_told_with(reading: Reading, sides: list[_Sides], number: int, other: int) -> bool:
    """Whether two events share a sentence, a side and the tense."""
    return (
        reading.trigger_sentence_of[other] == reading.trigger_sentence_of[number]
        and sides[other].background == sides[number].background
        and sides[other].share(sides[number])
    )


def _may_lend(reading: Reading, number: int, other: int, stated: list[EventTime | None]) -> bool:
    if other < number:
        return True
    start = reading.extraction.triggers[number].start
    perfect = _PERFECT.search(reading.text, max(0, start - 40), start)
    return not perfect and _is_news(reading, stated[other])


def _is_news(reading: Reading, time: EventTime | None) -> bool:
    if time is None or time.begin is None:
        return False
    return abs((reading.published - datetime.date.fromisoformat(time.begin)).days) <= _NEWS_DAYS


def _inherited(time: EventTime | None) -> EventTime | None:
    if time is None:
        return None
    return msgspec.structs.replace(time, basis="inherited", confidence=round((time.confidence or 0.0) * _INHERITED, 4))


def _list_sides(reading: Reading, chains: Chains, trigger: Trigger) -> _Sides:
    sides: dict[str, set[int]] = {"ACTOR": set(), "RECIPIENT": set()}
    for role in trigger.roles:
        chain = chains.of[role.mention]
        if role.role in sides and chain is not None:
            sides[role.role] |= set(chains.members[chain]) or {chain}
    actors, recipients = frozenset(sides["ACTOR"]), frozenset(sides["RECIPIENT"])
    background = _PLUPERFECT.search(reading.text, max(0, trigger.start - 40), trigger.start) is not None
    return _Sides(actors, recipients, actors | recipients, background)


def _is_reduced(reading: Reading, trigger: Trigger) -> bool:
    """Whether a participle follows its object without an auxiliary: "5,636 people jailed over protests"."""
    ends = {reading.mentions[role.mention].end for role in trigger.roles if role.role == "RECIPIENT"}
    return trigger.start - 1 in ends and reading.text[trigger.start - 1] == " "


def _take_dateline(reading: Reading, number: int) -> EventTime | None:
    """The day of publication for what an article reports as news, not as background.

    That is an actual event told by a verb in the past tense; in the perfect, in the first two sentences only; by a noun
    or another form, only as the first event of the article.
    """
    trigger = reading.extraction.triggers[number]
    before = reading.text[max(0, trigger.start - 40) : trigger.start]
    if trigger.modality != "actual" or _BACKGROUND.search(before) or _is_reduced(reading, trigger):
        return None
    word = next(iter(reading.text[trigger.start : trigger.end].lower().split()), "")
    sentence = reading.trigger_sentence_of[number]
    is_past = word in _IRREGULAR_PASTS or word.endswith("ed")
    if is_past and _PERFECT.search(before):
        if sentence >= _LEAD_SENTENCES:
            return None
    elif not is_past and (sentence > 0 or (number > 0 and reading.trigger_sentence_of[number - 1] == sentence)):
        return None
    day = reading.published.isoformat()
    return EventTime(
        text=None,
        start=None,
        end=None,
        begin=day,
        until=day,
        granularity="day",
        basis="dateline",
        confidence=round(trigger.confidence * _ASSUMED, 4),
    )
