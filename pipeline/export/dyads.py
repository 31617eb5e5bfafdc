"""Events as GDELT has them: one row for each pair of a source and a target, under the code from that side."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.export.stories import Party, StoryEvent
from pipeline.records import CameoCode, CameoDyad, DyadSide


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """One row: who did it to whom, under which CAMEO code; ``number`` counts the rows of one event from 0."""

    row: StoryEvent
    number: int
    actor: Party | None
    recipient: Party | None
    cameo: CameoCode | CameoDyad


def list_dyads(row: StoryEvent) -> tuple[Dyad, ...]:
    """The dyads of the record; where it has none, a row for each actor or recipient alone; none without CAMEO code."""
    event = row.event
    if event.dyads:
        return tuple(
            Dyad(
                row=row,
                number=number,
                actor=_find_party(row, dyad.source),
                recipient=_find_party(row, dyad.target),
                cameo=dyad,
            )
            for number, dyad in enumerate(event.dyads)
        )
    if event.cameo is None:
        return ()
    alone: Iterable[tuple[Party | None, Party | None]] = (
        *((actor, None) for actor in row.actors),
        *((None, recipient) for recipient in row.recipients),
    )
    return tuple(
        Dyad(row=row, number=number, actor=actor, recipient=recipient, cameo=event.cameo)
        for number, (actor, recipient) in enumerate(alone)
    )


def _find_party(row: StoryEvent, side: DyadSide | None) -> Party | None:
    if side is None:
        return None
    parties = (*row.actors, *row.recipients)
    return next((one for one in parties if (one.role, one.member) == (side.role, side.member)), None)
