"""GDELT 2.0 events table: one line a pair of actors, 61 tab-separated columns without a header.

Columns: GDELT 2.0 event codebook, The GDELT Project, 2015-02-19 (names and order of columns, as facts; its data are
free to use with a citation of and a link to https://www.gdeltproject.org). GDELT has no column for modality: planned
and negated events have the codes for intent (03), refusal (12) and threat (13), hypothetical ones are left out.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import BinaryIO, Final

from pipeline.export.cameo_actors import CameoActor, code_actor
from pipeline.export.columns import Column, Kind, Value, read_nothing
from pipeline.export.delimited import DelimitedFile, flatten, format_cell, read_cells
from pipeline.export.dyads import Dyad, list_dyads
from pipeline.export.gdelt_places import GdeltPlace, place_event, place_party
from pipeline.export.polecat import HYPOTHETICAL
from pipeline.export.stories import Party, StoryEvent, day_of
from pipeline.export.tally import Tally

_ID_DIGITS: Final = 15
_DAYS_OF_A_YEAR: Final = 365
_BASE_LENGTH: Final = 3
_NOT_CODED: Final = "always empty: not coded"
_PLACE_COLUMNS: Final[tuple[tuple[str, Kind, str, str], ...]] = (
    ("Type", "whole", "type", "1 to 5 by resolution and country, 0 without a place"),
    ("FullName", "text", "full_name", "name, first-level division and country"),
    ("CountryCode", "text", "country", "FIPS 10-4 code of the country"),
    ("ADM1Code", "text", "adm1", "FIPS code of a country or a state of the USA; else empty: GeoNames has other codes"),
    ("ADM2Code", "text", "adm2", _NOT_CODED),
    ("Lat", "number", "lat", "latitude"),
    ("Long", "number", "lon", "longitude"),
    ("FeatureID", "text", "feature", "as ADM1Code for countries and states; else empty: GNS ids are not in GeoNames"),
)


def _column(name: str, kind: Kind, source: str, read: Callable[[Dyad], Value]) -> Column[Dyad]:
    return Column(name=name, kind=kind, source=source, read=read)


def _id(dyad: Dyad) -> int:
    key = f"{dyad.row.event.event_id}\x1f{dyad.number}"
    return int(hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS], 16)


def _digits(length: int, dyad: Dyad) -> Value:
    day = day_of(dyad.row.event)
    return int(day.replace("-", "")[:length]) if day else None


def _fraction(dyad: Dyad) -> Value:
    day = day_of(dyad.row.event)
    if day is None:
        return None
    read = date.fromisoformat(day)
    return round(read.year + ((read.month - 1) * 30 + read.day) / _DAYS_OF_A_YEAR, 4)


def _added(dyad: Dyad) -> Value:
    return int(datetime.fromisoformat(dyad.row.event.processed).astimezone(UTC).strftime("%Y%m%d%H%M%S"))


def _count_mentions(dyad: Dyad) -> Value:
    return 1 + len(dyad.row.event.also)


def _find_url(dyad: Dyad) -> Value:
    article = dyad.row.event.article
    return article.url or article.id


def _is_root(dyad: Dyad) -> Value:
    """1 in the first paragraph, or in the first sentence of a text that is one paragraph."""
    text = dyad.row.document.article.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    event = dyad.row.event
    return int(event.trigger.start < end if end >= 0 else event.sentence.start <= start)


def _party_columns(number: int, party_of: Callable[[Dyad], Party | None]) -> tuple[Column[Dyad], ...]:
    def part(read: Callable[[CameoActor], Value]) -> Callable[[Dyad], Value]:
        return lambda dyad: read(code_actor(party_of(dyad)))

    def nth_type(position: int) -> Callable[[Dyad], Value]:
        return part(lambda actor: (*actor.types, None, None, None)[position])

    def name(dyad: Dyad) -> Value:
        party = party_of(dyad)
        return party.name.upper() if party else None

    side, who = f"Actor{number}", "actor" if number == 1 else "recipient"
    return (
        _column(f"{side}Code", "text", f"code of the {who} in CAMEO's letters", part(lambda actor: actor.code)),
        _column(f"{side}Name", "text", f"name of the {who} in capitals", name),
        _column(f"{side}CountryCode", "text", f"country of the {who}; EUR for the EU", part(lambda one: one.country)),
        _column(f"{side}KnownGroupCode", "text", "UNO, EEC; else empty", part(lambda actor: actor.known_group)),
        _column(f"{side}EthnicCode", "text", _NOT_CODED, read_nothing),
        _column(f"{side}Religion1Code", "text", _NOT_CODED, read_nothing),
        _column(f"{side}Religion2Code", "text", _NOT_CODED, read_nothing),
        _column(f"{side}Type1Code", "text", "international code, or sector", nth_type(0)),
        _column(f"{side}Type2Code", "text", "the next of international code, sector, other_sectors", nth_type(1)),
        _column(f"{side}Type3Code", "text", "the next of them", nth_type(2)),
    )


def _place_columns(side: str, where: str, place_of: Callable[[Dyad], GdeltPlace]) -> tuple[Column[Dyad], ...]:
    def read(field: str, dyad: Dyad) -> Value:
        value: Value = getattr(place_of(dyad), field)
        return value

    return tuple(
        _column(f"{side}Geo_{name}", kind, f"{text} ({where})", partial(read, field))
        for name, kind, field, text in _PLACE_COLUMNS
    )


COLUMNS: Final[Sequence[Column[Dyad]]] = (
    _column("GLOBALEVENTID", "whole", "60 bits of a hash of event_id and the number of the pair", _id),
    _column("SQLDATE", "whole", "time.from as YYYYMMDD; empty where the article tells none", partial(_digits, 8)),
    _column("MonthYear", "whole", "time.from as YYYYMM", partial(_digits, 6)),
    _column("Year", "whole", "time.from as YYYY", partial(_digits, 4)),
    _column("FractionDate", "number", "year + ((month - 1) × 30 + day) / 365", _fraction),
    *_party_columns(1, lambda dyad: dyad.actor),
    *_party_columns(2, lambda dyad: dyad.recipient),
    _column("IsRootEvent", "whole", "1 if the trigger is in the first paragraph, else 0", _is_root),
    _column("EventCode", "text", "dyads.code: of a host 043 beside the visitor's 042", lambda dyad: dyad.cameo.code),
    _column("EventBaseCode", "text", "its first three digits", lambda dyad: dyad.cameo.code[:_BASE_LENGTH]),
    _column("EventRootCode", "text", "its first two digits", lambda dyad: dyad.cameo.code[:2]),
    _column("QuadClass", "whole", "dyads.quad", lambda dyad: dyad.cameo.quad),
    _column("GoldsteinScale", "number", "dyads.goldstein", lambda dyad: dyad.cameo.goldstein),
    _column("NumMentions", "whole", "1 and the number of also: in this article alone", _count_mentions),
    _column("NumSources", "whole", "always 1: one article is read at a time", lambda _dyad: 1),
    _column("NumArticles", "whole", "always 1: one article is read at a time", lambda _dyad: 1),
    _column("AvgTone", "number", "always empty: tone is not measured", read_nothing),
    *_place_columns("Actor1", "of an actor that is a place itself", lambda dyad: place_party(dyad.actor)),
    *_place_columns("Actor2", "of a recipient that is a place itself", lambda dyad: place_party(dyad.recipient)),
    *_place_columns("Action", "of place", lambda dyad: place_event(dyad.row.event.place)),
    _column("DATEADDED", "whole", "processed as YYYYMMDDHHMMSS in UTC", _added),
    _column("SOURCEURL", "text", "article.url, else article.id", _find_url),
)


def write_gdelt(rows: Iterable[StoryEvent], target: BinaryIO, tally: Tally) -> None:
    """Write a line for each pair of actors; quotes become apostrophes, since GDELT's readers know no quoting."""
    file = DelimitedFile(target, delimiter="\t")
    for row in rows:
        if row.event.modality == HYPOTHETICAL:
            tally.left_out["hypothetical"] += 1
            continue
        dyads = list_dyads(row)
        if not dyads:
            reason = "without a CAMEO code" if row.event.cameo is None else "without actor and recipient"
            tally.left_out[reason] += 1
        for dyad in dyads:
            cells = (format_cell(value, missing="") for value in read_cells(COLUMNS, dyad))
            file.write(flatten(cell).replace('"', "'") for cell in cells)
            tally.rows += 1
