"""Parquet: the columns of ``events_table`` with their types, one row an event; needs pyarrow (extra ``export``)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.export.columns import Column, Value
from pipeline.export.events_table import COLUMNS
from pipeline.export.stories import StoryEvent
from pipeline.export.tally import Tally

ROWS_AT_ONCE: Final = 2048

_TYPES: Final = {
    "text": pa.string(),
    "date": pa.date32(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "texts": pa.list_(pa.string()),
    "numbers": pa.list_(pa.float64()),
}
SCHEMA: Final = pa.schema([pa.field(column.name, _TYPES[column.kind]) for column in COLUMNS])


def list_batches(rows: Iterable[StoryEvent]) -> Iterator[Any]:
    """The rows as Arrow record batches of ``ROWS_AT_ONCE``, so that memory is bounded."""
    rows = iter(rows)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield pa.RecordBatch.from_arrays([_read_array(column, batch) for column in COLUMNS], schema=SCHEMA)


def _read_array(column: Column[StoryEvent], batch: Sequence[StoryEvent]) -> Any:
    values: Iterable[Value | date] = (column.read(row) for row in batch)
    if column.kind == "date":
        values = (date.fromisoformat(value) if isinstance(value, str) else None for value in values)
    return pa.array(list(values), type=_TYPES[column.kind])


def write_parquet(rows: Iterable[StoryEvent], path: Path, tally: Tally) -> None:
    """Write the events to a file, in row groups of ``ROWS_AT_ONCE``."""
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for batch in list_batches(rows):
            writer.write_batch(batch)
            tally.rows += batch.num_rows
