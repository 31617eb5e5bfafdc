"""PLOVER's interchange records: one event as JSON a line.

Fields: PLOVER manual, draft 2.0, chapter "Data Fields" (Open Event Data Alliance, CC BY-SA 4.0; names of fields, as
facts). Optional fields are left out where the record has nothing for them. ``date`` is required there; here it is null
where the article tells none, rather than a guess. The article's text is not in the record: the manual leaves it out
where its rights are not the coder's.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO, Final

import msgspec

from pipeline.export.stories import Party, StoryEvent, day_of
from pipeline.export.tally import Tally
from pipeline.records import Event, Place

# The manual's auxiliary mode, for what its rewrite of modality does not cover.
_HYPOTHETICAL: Final = "hypothetical"
_CODEBOOK: Final = "PLOVER 2.0 (draft)"

# Field of the manual → where it comes from, for people. A row of DOTTED names is part of an object.
FIELDS: Final = {
    "id": "event_id",
    "has_event": "always true",
    "date": "time.from; null where the article tells none",
    "enddate": "time.to, where it is another day",
    "actor": "roles with role ACTOR, a list; of a group its members",
    "recipient": "roles with role RECIPIENT, a list",
    "actor.code": "country, else international code (UNO, EUR, IGO, NGO …)",
    "actor.sector": "sector",
    "actor.entity_text": "text of the role",
    "actor.identifier_text": "name of the role",
    "actor.office": "title",
    "event": "plover.type, a list of one",
    "mode": "plover.mode, a list; hypothetical beside it for events of that modality",
    "context": "contexts, a list",
    "quad_code": "plover.quad",
    "event_scale": "plover.score",
    "event_text": "trigger.text, a list of one",
    "event_loc": "place",
    "event_loc.extracted_place": "place.text",
    "event_loc.resolved_place": "place.name",
    "event_loc.geonameid": "place.geonameid",
    "event_loc.lat": "place.lat",
    "event_loc.lon": "place.lon",
    "event_loc.province": "place.admin1",
    "event_loc.country_code": "place.country",
    "event_loc.resolution": "place.resolution: 5 facility, 4 city, 2 admin1, 1 country",
    "size": "counts",
    "size.dead": "counts.dead",
    "size.injured": "counts.injured",
    "size.arrested": "counts.arrested",
    "text_info": "where the event is in the article's text",
    "text_info.start": "trigger.start, in characters",
    "text_info.end": "trigger.end, exclusive",
    "link": "article.id",
    "cite_info": "the article",
    "cite_info.title": "article.title",
    "cite_info.publication": "article.source",
    "cite_info.url": "article.url",
    "cite_info.language": "article.language, else en",
    "cite_info.codebook": "always PLOVER 2.0 (draft)",
    "coder": "model.name and model.version",
    "coded_date": "processed, its day",
    "coded_time": "processed, its time",
    "comment": "type, mode and modality as written, confidence, and what was not coded",
}
_RESOLUTIONS: Final = {"facility": 5, "city": 4, "admin1": 2, "country": 1}


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _write_party(party: Party) -> dict[str, Any]:
    return _without_none(
        {
            "code": party.prefix,
            "sector": party.sector,
            "entity_text": party.text,
            "identifier_text": party.name,
            "office": party.title,
        }
    )


def _write_place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return _without_none(
        {
            "extracted_place": place.text,
            "resolved_place": place.name,
            "geonameid": place.geonameid,
            "lat": place.lat,
            "lon": place.lon,
            "province": place.admin1,
            "country_code": place.country,
            "resolution": _RESOLUTIONS.get(place.resolution),
        }
    )


def _write_size(event: Event) -> dict[str, Any] | None:
    counts = event.counts
    return _without_none({"dead": counts.dead, "injured": counts.injured, "arrested": counts.arrested}) or None


def _write_modes(event: Event) -> list[str] | None:
    modes = [event.plover.mode] if event.plover.mode else []
    if event.modality == _HYPOTHETICAL:
        modes.append(_HYPOTHETICAL)
    return modes or None


def _write_comment(event: Event) -> str:
    written = f"{event.type}/{event.mode}" if event.mode else event.type
    comment = f"as written: {event.modality} {written}; confidence {event.confidence}"
    return "; ".join((comment, *(f"not coded: {problem}" for problem in event.not_coded)))


def _write_citation(row: StoryEvent) -> dict[str, Any]:
    article = row.event.article
    return _without_none(
        {
            "title": article.title,
            "publication": article.source,
            "url": article.url,
            "language": row.document.article.language or "en",
            "codebook": _CODEBOOK,
        }
    )


def write_record(row: StoryEvent) -> dict[str, Any]:
    """The event as PLOVER's record."""
    event = row.event
    day, last = day_of(event), event.time.until if event.time else None
    processed = datetime.fromisoformat(event.processed)
    optional = {
        "enddate": None if last == day else last,
        "recipient": [_write_party(party) for party in row.recipients] or None,
        "mode": _write_modes(event),
        "context": list(event.contexts) or None,
        "event_loc": _write_place(event.place),
        "size": _write_size(event),
    }
    return {
        "id": event.event_id,
        "has_event": True,
        "date": day,
        "actor": [_write_party(party) for party in row.actors],
        "event": [event.plover.type],
        **_without_none(optional),
        "quad_code": event.plover.quad,
        "event_scale": event.plover.score,
        "event_text": [event.trigger.text],
        "text_info": {"start": event.trigger.start, "end": event.trigger.end},
        "link": event.article.id,
        "cite_info": _write_citation(row),
        "coder": f"{event.model.name} {event.model.version}",
        "coded_date": processed.date().isoformat(),
        "coded_time": processed.timetz().isoformat(),
        "comment": _write_comment(event),
    }


def write_plover_json(rows: Iterable[StoryEvent], target: BinaryIO, tally: Tally) -> None:
    """Write a line of JSON for each event."""
    encoder = msgspec.json.Encoder()
    for row in rows:
        target.write(encoder.encode(write_record(row)) + b"\n")
        tally.rows += 1
