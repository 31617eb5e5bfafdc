"""A DuckDB database with the table ``events`` (columns of ``events_table``); needs duckdb and pyarrow (``export``)."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.export.parquet_file import SCHEMA, list_batches
from pipeline.export.stories import StoryEvent
from pipeline.export.tally import Tally


def write_duckdb(rows: Iterable[StoryEvent], path: Path, tally: Tally) -> None:
    """Write the events to the table ``events`` of a new database; raises ``OSError`` where it can't be made."""
    try:
        connection = duckdb.connect(str(path))
    except duckdb.IOException as error:
        raise OSError(str(error)) from error
    with connection:
        connection.register("batch", SCHEMA.empty_table())
        connection.execute("CREATE TABLE events AS SELECT * FROM batch")
        connection.unregister("batch")
        for batch in list_batches(rows):
            connection.register("batch", pa.Table.from_batches([batch]))
            connection.execute("INSERT INTO events SELECT * FROM batch")
            connection.unregister("batch")
            tally.rows += batch.num_rows
