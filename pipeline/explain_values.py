"""What each value of an event is, which words it rests on, and by which rule: the lines of an explanation.

Rules are what the record says of itself: the ``evidence`` of event, fillers and sources, the ``basis`` of times and
sources, the modality that PLOVER's rewrite goes by. Where the record names none, the line shows the value and its span.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.records import CameoCode, CameoDyad, Event, EventTime, Evidence, Place, PloverCode, RoleFiller, Source

# What a rule's name means. The first five are this module's own, for what follows from the record as a whole.
RULES: Final = {
    "model": "the model reads it here",
    "own words": "the words of the span tell it by themselves",
    "table": "the tables of PLOVER and CAMEO, from type, mode, modality and contexts",
    "code": "country or international code, then sector",
    "rewrite": "PLOVER's rewrite of what is planned, negated or only possible",
    "mode": "the mode carries the context of the same name",
    "sentence": "a word of the event's sentence tells it",
    "word": "a word elsewhere in the article tells it",
    "cue": "the word before the trigger that says so",
    "number": "this number, or the sum of these",
    "relation": "a word inside it, its office, or what it belongs to",
    "coreference": "another mention of the same",
    "nation": "a nation named inside or before the group",
    "gazetteer": "the place of these words, in the gazetteer",
    "leader": "the table of leaders has this name",
    "usual": "whose body of that name is mostly meant",
    "scene": "the place of an event that it takes part in",
    "setting": "a place of its sentence",
    "article": "the article as a whole",
    "role": "what a country, people or person without a sector is in this role",
    "stated": "the article states it for this event",
    "inherited": "taken from an event beside it with the same parties",
    "dateline": "the article's dateline or day of publication",
    "reported": "a verb of saying, or according to",
    "quote": "the words stand in the speaker's quotation marks",
}

_COUNTS: Final = ("dead", "injured", "arrested")
# What tells the values of a filler without evidence; in all other roles its own words do.
_OWN_RULES: Final = {"LOCATION": "gazetteer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One line: a value and what it rests on. ``depth`` 1 is a detail of the line above.

    ``words`` is the text between ``start`` and ``end``, all None where no words of the article tell the value;
    ``rule`` is None where the record does not name it.
    """

    field: str
    value: str
    depth: int = 0
    rule: str | None = None
    words: str | None = None
    start: int | None = None
    end: int | None = None
    confidence: float | None = None


def explain_event(event: Event) -> tuple[Reason, ...]:
    """The lines of an event, in the order of its record."""
    return (
        *_explain_what(event),
        *(line for filler in event.roles for line in _explain_filler(filler, traced=event.voice is not None)),
        *_explain_place(event.place),
        *_explain_time(event.time),
        *_explain_numbers(event),
        *(line for source in event.sources for line in _explain_source(source)),
        *_explain_rest(event),
    )


def _explain_what(event: Event) -> Iterator[Reason]:
    trigger = event.trigger
    yield Reason(
        field="type",
        value=_join(event.type, event.mode),
        rule="model",
        words=trigger.text,
        start=trigger.start,
        end=trigger.end,
        confidence=trigger.confidence,
    )
    cues = _find(event.evidence, "modality")
    yield from _show(cues, "modality", event.modality)
    if not cues:
        yield Reason(field="modality", value=event.modality, rule="model", confidence=event.modality_confidence)
    rewritten = (event.plover.type, event.plover.mode) != (event.type, event.mode)
    rule = "rewrite" if rewritten else "table"
    yield Reason(field="plover", value=_write_plover(event.plover), rule=rule)
    if rewritten and event.plover_plain is not None:
        yield Reason(field="plain", value=_write_plover(event.plover_plain), depth=1, rule="table")
    if event.cameo is not None:
        yield Reason(field="cameo", value=_write_cameo(event.cameo), rule=rule)
        if event.cameo_plain is not None and event.cameo_plain != event.cameo:
            yield Reason(field="plain", value=_write_cameo(event.cameo_plain), depth=1, rule="table")
    for dyad in event.dyads:
        yield Reason(field="dyad", value=_write_dyad(dyad), depth=1)
    for context in event.contexts:
        found = _find(event.evidence, f"contexts.{context}")
        yield from _show(found, "context", context) if found else (Reason(field="context", value=context),)


def _explain_filler(filler: RoleFiller, *, traced: bool) -> Iterator[Reason]:
    yield Reason(
        field=filler.role,
        value=filler.name,
        rule="model",
        words=filler.text,
        start=filler.start,
        end=filler.end,
        confidence=filler.confidence,
    )
    yield from _show(_find(filler.evidence, "name"), "name", filler.name, depth=1)
    yield from _explain_actor(filler, traced=traced)
    told = {"name", "country", "sector", "title", *(f"members.{number}" for number in range(len(filler.members)))}
    yield from _show_further(filler.evidence, told, depth=1)
    for number, member in enumerate(filler.members):
        value = " ".join(part for part in (member.code, member.name) if part)
        found = _find(filler.evidence, f"members.{number}")
        yield from _show(found, "member", value, depth=1) if found else (Reason(field="member", value=value, depth=1),)


def _explain_actor(actor: RoleFiller | Source, *, traced: bool) -> Iterator[Reason]:
    """Country, sectors, title and code.

    ``traced``: the record tells what its values rest on, so that one without evidence is told by the actor's own words.
    """
    for field, value in (("country", actor.country), ("sector", actor.sector), ("title", actor.title)):
        found = _find(actor.evidence, field)
        if value is not None and found:
            yield from _show(found, field, value, depth=1)
        elif value is not None:
            rule = _OWN_RULES.get(actor.role, "own words") if isinstance(actor, RoleFiller) else "own words"
            yield Reason(
                field=field,
                value=value,
                depth=1,
                rule=rule if traced else None,
                words=actor.text,
                start=actor.start,
                end=actor.end,
            )
    if isinstance(actor, RoleFiller) and actor.other_sectors:
        yield Reason(field="other sectors", value=" ".join(actor.other_sectors), depth=1)
    if actor.code is not None:
        yield Reason(field="code", value=actor.code, depth=1, rule="code")


def _explain_place(place: Place | None) -> Iterator[Reason]:
    if place is None:
        return
    parts = (place.name, place.admin1, place.country)
    yield Reason(
        field="place",
        value=", ".join(dict.fromkeys(part for part in parts if part)),
        rule=None if place.resolution == "unresolved" else "gazetteer",
        words=place.text,
        start=place.start,
        end=place.end,
        confidence=place.confidence,
    )
    yield Reason(field="resolution", value=place.resolution, depth=1)
    if place.geonameid is not None:
        yield Reason(field="GeoNames", value=str(place.geonameid), depth=1)
    if place.lat is not None and place.lon is not None:
        yield Reason(field="coordinates", value=f"{place.lat}, {place.lon}", depth=1)


def _explain_time(time: EventTime | None) -> Iterator[Reason]:
    if time is None:
        return
    days = dict.fromkeys(day for day in (time.begin, time.until) if day)
    yield Reason(
        field="time",
        value=f"{' to '.join(days) or 'no day'} ({time.granularity})",
        rule=time.basis,
        words=time.text,
        start=time.start,
        end=time.end,
        confidence=time.confidence,
    )


def _explain_numbers(event: Event) -> Iterator[Reason]:
    counts = event.counts
    for name in _COUNTS:
        value = getattr(counts, name)
        if value is not None:
            found = _find(event.evidence, f"counts.{name}")
            yield from _show(found, name, str(value)) if found else (Reason(field=name, value=str(value)),)
    amount = event.amount
    if amount is not None:
        money = "no number" if amount.value is None else f"{amount.value:,.12g}"
        yield Reason(
            field="amount",
            value=f"{money} {amount.currency or 'of no known currency'}",
            rule="number",
            words=amount.text,
            start=amount.start,
            end=amount.end,
            confidence=amount.confidence,
        )


def _explain_source(source: Source) -> Iterator[Reason]:
    yield Reason(
        field="source",
        value=source.name,
        rule=source.basis,
        words=source.text,
        start=source.start,
        end=source.end,
        confidence=source.confidence,
    )
    yield from _explain_actor(source, traced=source.basis is not None)


def _explain_rest(event: Event) -> Iterator[Reason]:
    if event.voice is not None:
        yield Reason(field="voice", value=event.voice)
    told = {"modality", *(f"contexts.{one}" for one in event.contexts), *(f"counts.{name}" for name in _COUNTS)}
    yield from _show_further(event.evidence, told)
    for telling in event.also:
        yield Reason(
            field="told again",
            value=_join(event.type, telling.mode),
            words=telling.trigger.text,
            start=telling.trigger.start,
            end=telling.trigger.end,
            confidence=telling.confidence,
        )
    for problem in event.not_coded:
        yield Reason(field="not coded", value=problem)
    yield Reason(field="confidence", value=str(event.confidence))


def _find(evidence: Iterable[Evidence], field: str) -> tuple[Evidence, ...]:
    return tuple(one for one in evidence if one.field == field)


def _show(found: Iterable[Evidence], field: str, value: str, *, depth: int = 0) -> Iterator[Reason]:
    for one in found:
        yield Reason(
            field=field,
            value=value,
            depth=depth,
            rule=one.rule,
            words=one.text,
            start=one.start,
            end=one.end,
            confidence=one.confidence,
        )


def _show_further(evidence: Iterable[Evidence], told: Container[str], *, depth: int = 0) -> Iterator[Reason]:
    """What the record has evidence of beyond the values that have lines of their own."""
    for one in evidence:
        if one.field not in told:
            yield from _show((one,), "evidence", one.field, depth=depth)


def _join(kind: str, mode: str | None) -> str:
    return f"{kind}/{mode}" if mode else kind


def _write_plover(code: PloverCode) -> str:
    return f"{_join(code.type, code.mode)}, quad {code.quad}, score {code.score:g}"


def _write_cameo(code: CameoCode) -> str:
    return f"{code.code}, quad {code.quad}, Goldstein {code.goldstein:g}"


def _write_dyad(dyad: CameoDyad) -> str:
    sides = [side and (side.code or side.name) for side in (dyad.source, dyad.target)]
    return f"{sides[0]} → {sides[1] or '–'}: {dyad.code}"
