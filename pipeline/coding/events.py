"""One trigger with its roles → one coded event."""

import math
from dataclasses import dataclass

from models.extraction import Role, Trigger
from pipeline.coding.actors import Actor, acting
from pipeline.coding.attribution import count_people, find_amount, list_sources, show_counts
from pipeline.coding.chains import Chains
from pipeline.coding.dyads import pair_sides
from pipeline.coding.event_codes import EventCoder
from pipeline.coding.event_place import PlacedMentions, find_place
from pipeline.coding.event_time import DatedEvents
from pipeline.coding.provenance import Provenance
from pipeline.coding.reading import Reading
from pipeline.coding.shortfalls import list_shortfalls
from pipeline.coding.speakers import Attribution
from pipeline.coding.story import Evidence
from pipeline.records import (
    EVENT_SCHEMA,
    Article,
    ArticleReference,
    Event,
    ModelInfo,
    RoleFiller,
    Span,
)

_SIDES = ("ACTOR", "RECIPIENT")
_NAMED_ROLES = ("ACTOR", "RECIPIENT", "SOURCE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """All that is known about an article before its events are written."""

    article: ArticleReference
    reading: Reading
    chains: Chains
    actors: tuple[Actor, ...]
    dated: DatedEvents
    placed: PlacedMentions
    evidence: Evidence
    provenance: Provenance
    speakers: dict[int, Attribution]
    coder: EventCoder
    event_ids: tuple[str, ...]
    model: ModelInfo
    processed: str


def write_event(coding: Coding, number: int, *, mode: str | None = None) -> Event:
    """The event of trigger ``number``; ``mode`` is what another telling of it says, for a trigger that has none."""
    reading = coding.reading
    trigger = reading.extraction.triggers[number]
    mode = trigger.mode or mode
    sentence = reading.sentences[reading.trigger_sentence_of[number]]
    roles = tuple(_write_filler(coding, trigger, role) for role in _drop_echoes(reading, trigger))
    sides = _list_countries(roles)
    place, place_problems = find_place(reading, coding.placed, number, sides=sides)
    counts, count_problems = count_people(reading, trigger)
    amount, amount_problems = find_amount(reading, trigger, coding.evidence.story)
    codes = coding.coder.code(number, mode=mode)
    dyads, dyad_problems = pair_sides(roles, codes.cameo, reading.text[trigger.start : trigger.end])
    sources = list_sources(coding.provenance, coding.actors, trigger, coding.speakers.get(number))
    return Event(
        schema=EVENT_SCHEMA,
        event_id=coding.event_ids[number],
        article=coding.article,
        type=trigger.type,
        mode=mode,
        modality=trigger.modality,
        plover=codes.plover,
        cameo=codes.cameo,
        contexts=codes.contexts,
        trigger=Span(
            text=reading.text[trigger.start : trigger.end],
            start=trigger.start,
            end=trigger.end,
            confidence=round(trigger.confidence, 4),
        ),
        sentence=Span(text=reading.text[sentence.start : sentence.end], start=sentence.start, end=sentence.end),
        roles=roles,
        place=place,
        time=coding.dated.times[number],
        counts=counts,
        amount=amount,
        sources=sources,
        confidence=_combine(trigger, roles),
        not_coded=(
            *list_shortfalls(reading, coding.chains, coding.actors, coding.evidence, trigger),
            *_list_time_problems(coding, trigger),
            *place_problems,
            *count_problems,
            *amount_problems,
            *dyad_problems,
        ),
        model=coding.model,
        processed=coding.processed,
        plover_plain=codes.plover_plain,
        cameo_plain=codes.cameo_plain,
        dyads=dyads,
        modality_confidence=round(trigger.modality_confidence, 4),
        voice="source" if sources else "article",
        evidence=(*codes.evidence, *show_counts(reading, trigger)),
    )


def _list_countries(roles: tuple[RoleFiller, ...]) -> frozenset[str]:
    sides = [role for role in roles if role.role in _SIDES]
    countries = [role.country for role in sides] + [member.country for role in sides for member in role.members]
    return frozenset(country for country in countries if country is not None)


def refer_to(article: Article) -> ArticleReference:
    """What an event keeps of its article."""
    return ArticleReference(
        id=article.id,
        published=article.published,
        revision=article.revision,
        title=article.title,
        source=article.source,
        url=article.url,
    )


def _drop_echoes(reading: Reading, trigger: Trigger) -> tuple[Role, ...]:
    """The roles without those fillers that only repeat the end of a surer one: "units" in "special units"."""
    if len(trigger.roles) < 2:
        return trigger.roles
    spans = {
        (role.role, reading.mentions[role.mention].type, reading.mentions[role.mention].end) for role in trigger.roles
    }
    if len(spans) == len(trigger.roles):
        return trigger.roles
    best: dict[tuple[str, str, int], Role] = {}
    for role in sorted(trigger.roles, key=lambda one: (-one.confidence, one.mention)):
        mention = reading.mentions[role.mention]
        best.setdefault((role.role, mention.type, mention.end), role)
    return tuple(role for role in trigger.roles if role in best.values())


def _write_filler(coding: Coding, trigger: Trigger, role: Role) -> RoleFiller:
    reading, number = coding.reading, role.mention
    mention, chain = reading.mentions[number], coding.chains.of[number]
    confidence = role.confidence * mention.confidence
    name, country = reading.texts[number], None
    filler = None
    if chain is not None:
        filler = coding.actors[chain]
        name, country = filler.name, filler.country
        confidence *= coding.chains.confidence[number]
        filler = acting(filler, trigger.type, trigger.mode, role.role) if role.role in _NAMED_ROLES else None
    elif number in coding.dated.values:
        name = coding.dated.values[number].value
    if role.role == "LOCATION" and number in coding.placed.resolved:
        name = coding.placed.resolved[number].name
        country = coding.placed.countries.get(number)
    return RoleFiller(
        role=role.role,
        text=reading.texts[number],
        start=mention.start,
        end=mention.end,
        type=mention.type,
        name=name,
        confidence=round(confidence, 4),
        country=country,
        sector=filler.sector if filler else None,
        other_sectors=filler.others if filler else (),
        code=filler.code if filler else None,
        title=filler.title if filler else None,
        members=filler.members if filler else (),
        evidence=coding.provenance.trace(number, filler) if filler else (),
    )


def _combine(trigger: Trigger, roles: tuple[RoleFiller, ...]) -> float:
    """Geometric mean of the confidences of the trigger and of each actor and recipient, times that of the modality."""
    parts = [trigger.confidence, *(role.confidence for role in roles if role.role in _SIDES)]
    mean = math.prod(parts) ** (1 / len(parts))
    return round(mean * trigger.modality_confidence, 4)


def _list_time_problems(coding: Coding, trigger: Trigger) -> tuple[str, ...]:
    texts = (
        coding.reading.texts[role.mention]
        for role in trigger.roles
        if role.role == "TIME" and role.mention not in coding.dated.values
    )
    return tuple(f"time: '{text}' has no value" for text in texts)
