"""POLECAT: one line an event, the 40 tab-separated columns of the data files below their header.

Columns: the header of the files of POLECAT, Harvard Dataverse, doi:10.7910/DVN/AJGVIT (names of columns, as facts).
As there, what is unknown is "None", lists are joined by "; ", and the quad class is a name in capitals. POLECAT has no
column for modality: planned and negated events appear as PLOVER's rewrite codes them, hypothetical ones not at all.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO, Final

from pipeline.export.columns import Column, Value, join_list, read_nothing
from pipeline.export.country_codes import find_codes
from pipeline.export.delimited import DelimitedFile, flatten, format_cell, read_cells
from pipeline.export.stories import Party, StoryEvent, day_of
from pipeline.export.tally import Tally

HYPOTHETICAL: Final = "hypothetical"
_MISSING: Final = "None"
_QUADS: Final = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}
_PEOPLE: Final = ("PER",)
_ORGANISATIONS: Final = ("ORG",)
_LOCATIONS: Final = ("GPE", "LOC", "FAC")

_Column = Column[StoryEvent]


def _column(name: str, source: str, read: Callable[[StoryEvent], Value]) -> _Column:
    return Column(name=name, kind="text", source=source, read=read)


def _list_values(parties: Iterable[Party], read: Callable[[Party], str | None]) -> str | None:
    values = [value for value in map(read, parties) if value]
    return join_list(dict.fromkeys(values)) if values else None


def _party_columns(side: str, parties_of: Callable[[StoryEvent], tuple[Party, ...]]) -> tuple[_Column, ...]:
    def each(read: Callable[[Party], str | None]) -> Callable[[StoryEvent], Value]:
        return lambda row: _list_values(parties_of(row), read)

    def first_sector(row: StoryEvent) -> Value:
        return next((party.sector for party in parties_of(row) if party.sector), None)

    def all_sectors(row: StoryEvent) -> Value:
        return tuple(dict.fromkeys(sector for party in parties_of(row) for sector in party.sectors))

    role = f"roles with role {side.upper()}"
    return (
        _column(f"{side} Name", f"name of the {role}; of a group its members'", each(lambda party: party.name)),
        _column(
            f"{side} Country",
            f"country, else international code (UNO, EUR, IGO, NGO …) of the {role}",
            each(lambda party: party.prefix),
        ),
        _column(
            f"{side} COW",
            "Correlates of War number of that country",
            each(lambda party: find_codes(party.country).cow),
        ),
        _column(f"Primary {side} Sector", f"sector of the first of the {role} that has one", first_sector),
        _column(f"{side} Sectors", f"sector and other_sectors of the {role}", all_sectors),
        _column(f"{side} Title", f"title of the {role}", each(lambda party: party.title)),
        _column(f"{side} Name Raw", f"text of the {role}", each(lambda party: party.text)),
        _column(f"Wikipedia {side} ID", "always None: nothing is linked to Wikipedia", read_nothing),
    )


def _list_story(row: StoryEvent, types: tuple[str, ...]) -> str | None:
    names = dict.fromkeys(entity.name for entity in row.document.entities if entity.type in types)
    return join_list(names) if names else None


def _read_city(row: StoryEvent) -> Value:
    place = row.event.place
    return place.name if place and place.resolution == "city" else None


def _of_place(field: str) -> Callable[[StoryEvent], Value]:
    def read(row: StoryEvent) -> Value:
        value: Value = getattr(row.event.place, field) if row.event.place else None
        return value

    return read


COLUMNS: Final[Sequence[_Column]] = (
    _column("Event ID", "event_id", lambda row: row.event.event_id),
    _column("Event Date", "time.from; None where the article tells none", lambda row: day_of(row.event)),
    _column("Event Type", "plover.type", lambda row: row.event.plover.type),
    _column("Event Mode", "plover.mode", lambda row: row.event.plover.mode),
    _column("Intensity", "plover.score", lambda row: row.event.plover.score),
    _column("Quad Code", "plover.quad, its name", lambda row: _QUADS[row.event.plover.quad]),
    _column("Contexts", "contexts", lambda row: row.event.contexts),
    *_party_columns("Actor", lambda row: row.actors),
    *_party_columns("Recipient", lambda row: row.recipients),
    _column("Placename", "place.name", _of_place("name")),
    _column("City", "place.name where place.resolution is city", _read_city),
    _column("District", "always None: second-level divisions are not coded", read_nothing),
    _column("Province", "place.admin1", _of_place("admin1")),
    _column("Country", "place.country", _of_place("country")),
    _column("Latitude", "place.lat", _of_place("lat")),
    _column("Longitude", "place.lon", _of_place("lon")),
    _column("GeoNames ID", "place.geonameid", _of_place("geonameid")),
    _column("Raw Placename", "place.text", _of_place("text")),
    _column("Feature Type", "place.resolution", _of_place("resolution")),
    _column("Source", "article.source", lambda row: row.event.article.source),
    _column("Publication Date", "article.published, its day", lambda row: row.event.article.published[:10]),
    _column("Story People", "names of the document's entities of type PER", lambda row: _list_story(row, _PEOPLE)),
    _column("Story Organizations", "those of type ORG", lambda row: _list_story(row, _ORGANISATIONS)),
    _column("Story Locations", "those of types GPE, LOC, FAC", lambda row: _list_story(row, _LOCATIONS)),
    _column("Language", "article.language, else en", lambda row: row.document.article.language or "en"),
    _column("Version", "model.name and model.version", lambda row: f"{row.event.model.name} {row.event.model.version}"),
)


def write_polecat(rows: Iterable[StoryEvent], target: BinaryIO, tally: Tally) -> None:
    """Write the header and a line for each event that is not hypothetical."""
    file = DelimitedFile(target, delimiter="\t")
    file.write(column.name for column in COLUMNS)
    for row in rows:
        if row.event.modality == HYPOTHETICAL:
            tally.left_out["hypothetical"] += 1
            continue
        file.write(flatten(format_cell(value, missing=_MISSING)) for value in read_cells(COLUMNS, row))
        tally.rows += 1
