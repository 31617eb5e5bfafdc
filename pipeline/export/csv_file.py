"""CSV in UTF-8 with a header: the columns of ``events_table``, one line an event (RFC 4180, lines end in a newline)."""

from collections.abc import Iterable
from typing import BinaryIO

from pipeline.export.delimited import DelimitedFile, format_cell, read_cells
from pipeline.export.events_table import COLUMNS
from pipeline.export.stories import StoryEvent
from pipeline.export.tally import Tally


def write_csv(rows: Iterable[StoryEvent], target: BinaryIO, tally: Tally) -> None:
    """Write the header and a line for each event; what is unknown is an empty cell, lists are joined by "; "."""
    file = DelimitedFile(target, delimiter=",")
    file.write(column.name for column in COLUMNS)
    for row in rows:
        file.write(format_cell(value, missing="") for value in read_cells(COLUMNS, row))
        tally.rows += 1
