"""The value of every DATE mention, each resolved once, in the tense of the event that it dates.

Phrases that lean on another time ("later in the day", "two weeks earlier") lean on the last resolved one before them.
"""

import re

from pipeline.coding.dates import resolve_date
from pipeline.coding.reading import Reading
from pipeline.records import TimeValue

_FUTURE_BEFORE = re.compile(r"\b(?:will|shall|would)\b[^.;]{0,80}$")
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
