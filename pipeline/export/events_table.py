"""The columns of CSV, Parquet and DuckDB: one row an event, with all that its record holds.

The table is this project's own. Columns that begin with actor_ and recipient_ are lists of one length: their n-th
values are of the n-th actor or recipient, a group being its members where the record has them.
"""

from collections.abc import Callable, Sequence
from typing import Final

from pipeline.export.columns import Column, Kind, Value
from pipeline.export.stories import Party, StoryEvent

_Column = Column[StoryEvent]


def _column(name: str, kind: Kind, path: str) -> _Column:
    """A column that holds the field at ``path`` of the event; empty where a part of the path is."""
    parts = path.split(".")

    def read(row: StoryEvent) -> Value:
        value: object = row.event
        for part in parts:
            value = getattr(value, _ATTRIBUTES.get(part, part), None)
        return value  # type: ignore[return-value]

    return Column(name=name, kind=kind, source=path, read=read)


# A field whose name in JSON is a keyword of Python has another in the record.
_ATTRIBUTES: Final = {"from": "begin", "to": "until"}


def _party_columns(side: str, role: str, parties_of: Callable[[StoryEvent], Sequence[Party]]) -> tuple[_Column, ...]:
    def texts(field: str) -> Callable[[StoryEvent], Value]:
        return lambda row: tuple(getattr(party, field) for party in parties_of(row))

    columns: list[_Column] = [
        Column(name=f"{side}_{name}", kind="texts", source=f"{field} of roles with role {role}", read=texts(field))
        for name, field in (
            ("names", "name"), ("texts", "text"), ("countries", "country"), ("sectors", "sector"), ("codes", "code"),
            ("titles", "title"),
        )
    ]  # fmt: skip
    confidences: _Column = Column(
        name=f"{side}_confidences",
        kind="numbers",
        source=f"confidence of roles with role {role}",
        read=lambda row: tuple(party.confidence for party in parties_of(row)),
    )
    return (*columns, confidences)


COLUMNS: Final[Sequence[_Column]] = (
    _column("event_id", "text", "event_id"),
    _column("article_id", "text", "article.id"),
    _column("revision", "whole", "article.revision"),
    _column("published", "text", "article.published"),
    _column("title", "text", "article.title"),
    _column("source", "text", "article.source"),
    _column("url", "text", "article.url"),
    _column("type", "text", "type"),
    _column("mode", "text", "mode"),
    _column("modality", "text", "modality"),
    _column("plover_type", "text", "plover.type"),
    _column("plover_mode", "text", "plover.mode"),
    _column("plover_quad", "whole", "plover.quad"),
    _column("plover_score", "number", "plover.score"),
    _column("cameo_code", "text", "cameo.code"),
    _column("cameo_quad", "whole", "cameo.quad"),
    _column("goldstein", "number", "cameo.goldstein"),
    _column("contexts", "texts", "contexts"),
    *_party_columns("actor", "ACTOR", lambda row: row.actors),
    *_party_columns("recipient", "RECIPIENT", lambda row: row.recipients),
    _column("time_from", "date", "time.from"),
    _column("time_to", "date", "time.to"),
    _column("time_granularity", "text", "time.granularity"),
    _column("time_basis", "text", "time.basis"),
    _column("time_text", "text", "time.text"),
    _column("place_name", "text", "place.name"),
    _column("place_country", "text", "place.country"),
    _column("place_admin1", "text", "place.admin1"),
    _column("place_resolution", "text", "place.resolution"),
    _column("place_geonameid", "whole", "place.geonameid"),
    _column("place_lat", "number", "place.lat"),
    _column("place_lon", "number", "place.lon"),
    _column("place_text", "text", "place.text"),
    _column("place_confidence", "number", "place.confidence"),
    _column("dead", "whole", "counts.dead"),
    _column("injured", "whole", "counts.injured"),
    _column("arrested", "whole", "counts.arrested"),
    _column("amount_value", "number", "amount.value"),
    _column("amount_currency", "text", "amount.currency"),
    _column("amount_text", "text", "amount.text"),
    Column(
        name="source_names",
        kind="texts",
        source="name of sources",
        read=lambda row: tuple(source.name for source in row.event.sources),
    ),
    _column("confidence", "number", "confidence"),
    _column("not_coded", "texts", "not_coded"),
    _column("trigger", "text", "trigger.text"),
    _column("trigger_start", "whole", "trigger.start"),
    _column("trigger_end", "whole", "trigger.end"),
    _column("sentence", "text", "sentence.text"),
    _column("sentence_start", "whole", "sentence.start"),
    _column("sentence_end", "whole", "sentence.end"),
    _column("model_name", "text", "model.name"),
    _column("model_version", "text", "model.version"),
    _column("processed", "text", "processed"),
)
