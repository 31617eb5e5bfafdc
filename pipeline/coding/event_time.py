"""When an event happened: the TIME that the text states, one inherited from the sentence or story, or the dateline.

Every DATE mention is resolved once, in the tense of the event that it dates; phrases that lean on another time
("later in the day", "two weeks earlier") lean on the last resolved one before them.
"""

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass

import msgspec

from models.extraction import Trigger
from pipeline.coding.chains import Chains
from pipeline.coding.dates import resolve_date
from pipeline.coding.reading import Reading
from pipeline.records import EventTime, TimeValue

_FUTURE_BEFORE = re.compile(r"\b(?:will|shall|would)\b[^.;]{0,80}$")
_SINCE = re.compile(r"\bsince (?:the |late |early |mid-?)?$")
_BY = re.compile(r"\b(?:by|before|until) (?:the )?(?:end of )?(?:the )?$")
# What is ordered "from Wednesday" or "by Friday" lies ahead of the report, though the order is past.
_DEADLINE = re.compile(
    r"\b(?:by|from|until|till)(?: (?:late|early|next))? $|\b(?:until|till)\b[^.;,]{1,40} (?:in|on) $"
)
_RANGE_AFTER = re.compile(r"\W{0,3}(?:to|until|through|[-–])\W")
_PART_BEFORE = re.compile(r"\b(?P<part>earlier|later) (?:in|on in) the $", re.IGNORECASE)
_DAY_OF_MONTH = re.compile(r"[12]?\d|3[01]")
_JOINED = re.compile(r"(?:\b(?:to|and|until|through|or) |[-–])$")
_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?|GMT|UTC|$)|noon|midnight", re.IGNORECASE)
_WITHIN_DAY = re.compile(r"\b(?:day|morning|afternoon|evening|night|hours?|minutes?)\b", re.IGNORECASE)
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


def resolve_mentions(reading: Reading) -> dict[int, TimeValue]:
    """The value of every DATE mention that has one."""
    values: dict[int, TimeValue] = {}
    last: TimeValue | None = None
    last_day: TimeValue | None = None
    past_day: TimeValue | None = None
    published = reading.published.isoformat()
    for number, mention in enumerate(reading.mentions):
        if mention.type != "DATE":
            continue
        text = _complete_phrase(reading, number, last_day)
        tense = _tell_tense(reading, number)
        anchor = last_day if _WITHIN_DAY.search(text) else last
        if tense == "past" and anchor is not None and anchor.begin is not None and anchor.begin > published:
            anchor = past_day
        if tense == "future" and _CLOCK.match(text):
            anchor = None
        value = resolve_date(text, published=reading.published, tense=tense, anchor=anchor)
        if value is None:
            continue
        values[number] = value
        if value.begin is not None and value.granularity != "reference":
            last = value
            if value.granularity in ("day", "time"):
                last_day = value
                past_day = value if value.begin <= published else past_day
    return values


def _complete_phrase(reading: Reading, number: int, last_day: TimeValue | None) -> str:
    """The words of a DATE, with those before it that it can't do without.

    "Earlier in the [week]" is no duration; "from October 22 to [24]" is of the month of the day before it.
    """
    text, start = reading.texts[number], reading.mentions[number].start
    before = reading.text[max(0, start - 24) : start]
    if (part := _PART_BEFORE.search(before)) is not None and text.lower() in ("day", "week", "month", "year"):
        return f"{part['part']} in the {text}"
    if _DAY_OF_MONTH.fullmatch(text) and _JOINED.search(before) and last_day is not None and last_day.begin is not None:
        return f"{last_day.begin[:8]}{int(text):02}"
    return text


def _tell_tense(reading: Reading, number: int) -> str:
    start = reading.mentions[number].start
    if _DEADLINE.search(reading.text[max(0, start - 60) : start]) and not _is_range(reading, number):
        return "future"
    triggers = reading.extraction.triggers
    dated = [triggers[trigger] for trigger, role in reading.uses.get(number, ()) if role == "TIME"]
    if dated:
        past = any(reading.detail_modality(trigger) in ("actual", "negated") for trigger in dated)
        return "past" if past else "future"
    sentence = reading.sentences[reading.sentence_of[number]]
    before = reading.text[sentence.start : reading.mentions[number].start]
    return "future" if _FUTURE_BEFORE.search(before) else "past"


def _is_range(reading: Reading, number: int) -> bool:
    """Whether "to" or "until" follows: "from Monday to Wednesday" may be past."""
    return _RANGE_AFTER.match(reading.text, reading.mentions[number].end) is not None


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
