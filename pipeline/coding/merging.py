"""Events of an article that tell one event become one: the fullest stays, the others' spans are kept beside it.

``retellings`` decides which; here is what the coded events and the text say for it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

from pipeline.coding.context_words import stem
from pipeline.coding.dyads import pair_sides
from pipeline.coding.events import Coding, write_event
from pipeline.coding.retellings import BY_WORDS, Telling, group_tellings
from pipeline.records import Counts, Event
from pipeline.records import Telling as TellingRecord

_PLACES: Final = frozenset(("GPE", "LOC", "FAC"))
_SPOTS: Final = frozenset(("city", "facility"))
_OLD_DAYS: Final = 14
_LONGEST_BEFORE: Final = 40
_LONGEST_AFTER: Final = 240
_SHORTEST_WORD: Final = 4
_MARKS: Final = frozenset(
    (
        "another", "other", "second", "third", "fourth", "fifth", "sixth", "last", "latest", "next", "new", "fresh",
        "more", "further", "additional", "previous", "earlier", "similar", "separate", "different", "each", "every",
        "any", "no", "such", "repeated", "several", "many", "multiple", "some", "few", "two", "three", "four", "five",
        "six", "seven", "eight", "nine", "ten", "dozen", "dozens", "first", "follow-up", "again", "also",
    )
)  # fmt: skip
_FARTHEST_MARK: Final = 3
_JOINT: Final = re.compile(r";|\b(?:and|or|then|before|after|but|while|as|when|where)\b", re.IGNORECASE)
_AGAIN: Final = frozenset(("again", "anew", "elsewhere"))
_PERFECT: Final = frozenset(("had", "having"))
_FARTHEST_PERFECT: Final = 4
_DEFINITE: Final = frozenset(("the", "this", "that"))
_NO_SERIES: Final = frozenset(
    (
        "talks",
        "clashes",
        "negotiations",
        "hostilities",
        "sanctions",
        "tariffs",
        "duties",
        "consultations",
        "polls",
        "arms",
    )
)
_RESULTS: Final = r"(?:kill|wound|injur|maim|hurt|destroy|damag|burn)"
_RESULT_TRIGGER: Final = re.compile(rf"{_RESULTS}\w*ing\b", re.IGNORECASE)
_BEFORE_RESULT: Final = re.compile(r",\s+(?:and\s+|also\s+|reportedly\s+)?$")
_TIME_RANKS: Final = {"stated": 3, "inherited": 2, "dateline": 1}
_WORD: Final = re.compile(r"[^\W\d_]+")


def write_events(coding: Coding, *, merge: bool) -> tuple[Event, ...]:
    """The events of an article in the order of their triggers; ``merge``: those told several times once."""
    numbers = range(len(coding.reading.extraction.triggers))
    events = [write_event(coding, number) for number in numbers]
    if not merge:
        return tuple(events)
    alike = Counter((event.type, event.modality) for event in events)
    several = [number for number, event in enumerate(events) if alike[event.type, event.modality] > 1]
    clusters = group_tellings([_tell(coding, number, events[number]) for number in several])
    tellings = [[one.number for one in cluster] for cluster in clusters]
    tellings += [[number] for number, event in enumerate(events) if alike[event.type, event.modality] == 1]
    return tuple(_merge(coding, [(number, events[number]) for number in told]) for told in sorted(tellings))


def _merge(coding: Coding, tellings: Sequence[tuple[int, Event]]) -> Event:
    """The fullest of ``tellings``, with what only others tell, and their spans."""
    if len(tellings) == 1:
        return tellings[0][1]
    ranked = sorted(tellings, key=lambda one: _measure(one[1]), reverse=True)
    (number, fullest), others = ranked[0], [event for _, event in ranked[1:]]
    if fullest.mode is None:
        mode = next((event.mode for event in others if event.mode), None)
        fullest = write_event(coding, number, mode=mode) if mode else fullest
    merged = _fill(fullest, others)
    also = tuple(
        TellingRecord(
            event_id=event.event_id,
            trigger=event.trigger,
            sentence=event.sentence,
            mode=event.mode,
            confidence=event.confidence,
        )
        for one, event in tellings
        if one != number
    )
    return replace(merged, also=also)


def _measure(event: Event) -> tuple[float, float, int]:
    """How full an event is: roles filled and coded, place, time, numbers; then how sure, then the first."""
    roles = {filler.role for filler in event.roles}
    coded = {filler.role for filler in event.roles if filler.code or filler.members}
    time = _TIME_RANKS[event.time.basis] if event.time is not None and event.time.begin is not None else 0
    place = 0 if event.place is None else 1 if event.place.geonameid is None else 2
    numbers = sum(getattr(event.counts, name) is not None for name in ("dead", "injured", "arrested"))
    fullness = 2 * len(roles) + len(coded) + time + place + numbers + (event.amount is not None)
    return fullness, event.confidence, -event.trigger.start


def _fill(event: Event, others: Sequence[Event]) -> Event:
    """``event`` with the roles, place, time, counts, amount and sources that only ``others`` have."""
    for other in others:
        roles = event.roles
        filled = {filler.role for filler in roles}
        roles += tuple(filler for filler in other.roles if filler.role not in filled)
        shown = {one.field for one in event.evidence}
        counts = {
            name: getattr(event.counts, name)
            if getattr(event.counts, name) is not None
            else getattr(other.counts, name)
            for name in ("dead", "injured", "arrested")
        }
        event = replace(
            event,
            roles=roles,
            place=event.place or other.place,
            time=max((event.time, other.time), key=lambda time: _TIME_RANKS[time.basis] if time and time.begin else 0),
            counts=Counts(**counts),
            amount=event.amount or other.amount,
            sources=event.sources or other.sources,
            voice="source" if event.sources or other.sources else "article",
            evidence=(
                *event.evidence,
                *(one for one in other.evidence if one.field.startswith("counts.") and one.field not in shown),
            ),
        )
    dyads, _ = pair_sides(event.roles, event.cameo, event.trigger.text)
    return replace(event, dyads=dyads)


def _tell(coding: Coding, number: int, event: Event) -> Telling:
    reading = coding.reading
    trigger = reading.extraction.triggers[number]
    sentence = reading.sentences[reading.trigger_sentence_of[number]]
    before = reading.text[max(0, trigger.start - _LONGEST_BEFORE) : trigger.start]
    words = before.lower().split()
    after = reading.text[trigger.end : trigger.end + _LONGEST_BEFORE].lower().split()[:_FARTHEST_MARK]
    sides = {name: _list_entities(coding, number, name) for name in ("ACTOR", "RECIPIENT")}
    days = _list_days(event)
    alone = (
        trigger.modality in ("actual", "planned")
        and not (sides["ACTOR"] or sides["RECIPIENT"])
        and not any(role.role in ("LOCATION", "TIME") for role in trigger.roles)
    )
    return Telling(
        number=number,
        start=trigger.start,
        sentence=reading.trigger_sentence_of[number],
        clause=len(_JOINT.findall(reading.text, sentence.start, trigger.start)),
        type=trigger.type,
        mode=trigger.mode,
        modality=trigger.modality,
        actors=sides["ACTOR"],
        recipients=sides["RECIPIENT"],
        days=days,
        stated=event.time is not None and event.time.basis == "stated",
        spot=_find_spot(coding, number, event),
        country=event.place.country if event.place is not None and _is_stated_place(coding, number, event) else None,
        counts=(event.counts.dead, event.counts.injured, event.counts.arrested),
        amount=event.amount.value if event.amount is not None else None,
        words=_list_words(coding, number) if trigger.type in BY_WORDS else frozenset(),
        marked=_is_marked(words[-_FARTHEST_MARK:], after),
        plural=_is_series(event.trigger.text),
        background=not _PERFECT.isdisjoint(words[-_FARTHEST_PERFECT:]) or _is_old(coding, days),
        anaphor=alone and bool(words) and words[-1] in _DEFINITE and event.trigger.text.isalpha(),
        result=bool(_RESULT_TRIGGER.match(event.trigger.text) and _BEFORE_RESULT.search(before)),
    )


def _is_marked(before: list[str], after: list[str]) -> bool:
    """Whether the words beside a trigger set it apart: "another drone attack", "attacked again"."""
    return any(word in _MARKS or word.isdigit() for word in before) or any(
        word.rstrip(".,;") in _AGAIN for word in after
    )


def _list_entities(coding: Coding, number: int, name: str) -> frozenset[str]:
    """The entities on one side of a trigger, groups by their members; a state by its code, whatever it is called."""
    found: set[str] = set()
    for role in coding.reading.extraction.triggers[number].roles:
        chain = coding.chains.of[role.mention]
        if role.role == name and chain is not None:
            nations = coding.chains.nations[chain]
            found |= (
                set(nations)
                if nations
                else {_identify(coding, one) for one in coding.chains.members[chain] or (chain,)}
            )
    return frozenset(found)


def _identify(coding: Coding, chain: int) -> str:
    actor = coding.actors[chain]
    return actor.country if actor.type == "GPE" and actor.country and not actor.members else f"e{chain + 1}"


def _list_days(event: Event) -> tuple[int, int] | None:
    time = event.time
    if time is None or time.begin is None or time.until is None or time.basis == "dateline":
        return None
    return date.fromisoformat(time.begin).toordinal(), date.fromisoformat(time.until).toordinal()


def _is_old(coding: Coding, days: tuple[int, int] | None) -> bool:
    return days is not None and days[1] < coding.reading.published.toordinal() - _OLD_DAYS


def _is_stated_place(coding: Coding, number: int, event: Event) -> bool:
    """Whether the place is one that the model gives the event, not the dateline's or the host's."""
    starts = {
        coding.reading.mentions[role.mention].start
        for role in coding.reading.extraction.triggers[number].roles
        if role.role == "LOCATION"
    }
    return event.place is not None and event.place.start in starts


def _find_spot(coding: Coding, number: int, event: Event) -> tuple[float, float] | None:
    place = event.place
    if place is None or place.lat is None or place.lon is None or place.resolution not in _SPOTS:
        return None
    return (place.lat, place.lon) if _is_stated_place(coding, number, event) else None


def _list_words(coding: Coding, number: int) -> frozenset[str]:
    """What is said: the words from the trigger to the end of its sentence, without endings, without who and when."""
    reading = coding.reading
    trigger = reading.extraction.triggers[number]
    end = min(reading.sentences[reading.trigger_sentence_of[number]].end, trigger.end + _LONGEST_AFTER)
    parts = reading.text[trigger.end : end]
    named = {
        word
        for role in trigger.roles
        if role.role in ("ACTOR", "RECIPIENT", "TIME")
        for word in _WORD.findall(reading.texts[role.mention])
    }
    words = (word for word in _WORD.findall(parts) if len(word) >= _SHORTEST_WORD and word not in named)
    return frozenset(stem(word) for word in words)


def _is_series(trigger: str) -> bool:
    """Whether one word in the plural tells several events: "attacks", not "talks"."""
    word = trigger.lower()
    return word.isalpha() and word.endswith("s") and not word.endswith("ss") and word not in _NO_SERIES
