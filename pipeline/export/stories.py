"""Events beside the document that they come from, with who acts and who is acted on; what every format reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.records import Document, Entity, Event, RoleFiller

INTERNATIONAL_CODES = frozenset(("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"))
_CODE_LENGTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side of an event: the filler of a role, or one member of a group that fills it.

    ``role`` is the filler's place in the event's roles, ``member`` the member's place in the group, None for the filler
    itself. ``entity`` is what the filler's mention stands for, None for members.
    """

    role: int
    member: int | None
    name: str
    text: str
    country: str | None
    sector: str | None
    other_sectors: tuple[str, ...]
    code: str | None
    title: str | None
    confidence: float
    entity: Entity | None

    @property
    def prefix(self) -> str | None:
        """First part of PLOVER's actor code: a country's alpha-3 or an international code; None without either."""
        return self.code[:_CODE_LENGTH] if self.code else self.country

    @property
    def sectors(self) -> tuple[str, ...]:
        """The sector and the others."""
        return ((self.sector,) if self.sector else ()) + self.other_sectors


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEvent:
    """One event with its document, its actors and its recipients; a group is its members where the record has them."""

    document: Document
    event: Event
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]


def read_stories(document: Document) -> Iterator[StoryEvent]:
    """The events of a document in their order."""
    entities = {entity.id: entity for entity in document.entities}
    by_span = {
        (mention.start, mention.end): entities[mention.entity]
        for mention in document.mentions
        if mention.entity is not None and mention.entity in entities
    }
    for event in document.events:
        yield StoryEvent(
            document=document,
            event=event,
            actors=tuple(_list_parties(event, "ACTOR", by_span)),
            recipients=tuple(_list_parties(event, "RECIPIENT", by_span)),
        )


def _list_parties(event: Event, role: str, entities: Mapping[tuple[int, int], Entity]) -> Iterator[Party]:
    for number, filler in enumerate(event.roles):
        if filler.role == role:
            yield from describe_filler(number, filler, entities.get((filler.start, filler.end)))


def describe_filler(number: int, filler: RoleFiller, entity: Entity | None) -> Iterator[Party]:
    """The filler at place ``number`` of an event's roles as a party, or each of its members."""
    for member, one in enumerate(filler.members) if filler.members else ((None, filler),):
        yield Party(
            role=number,
            member=member,
            name=one.name,
            text=filler.text,
            country=one.country,
            sector=one.sector,
            other_sectors=one.other_sectors,
            code=one.code,
            title=one.title,
            confidence=filler.confidence,
            entity=entity if member is None else None,
        )


def day_of(event: Event) -> str | None:
    """The first day of the event, ISO 8601; None where the record has no time of the calendar."""
    return event.time.begin if event.time else None
