"""Rows of columns as delimited text in UTF-8, a line at a time."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final, Protocol

from pipeline.export.columns import Column, Row, Value, join_list

_SPACES: Final = {code: " " for code in (*range(0x20), 0x7F, 0x85, 0x2028, 0x2029)}


class _Writer(Protocol):
    def writerow(self, row: Iterable[str], /) -> object: ...


class DelimitedFile:
    """Writes lines that end in a newline; cells that hold the delimiter, a quote or a newline are quoted."""

    def __init__(self, target: BinaryIO, *, delimiter: str) -> None:
        self._target = target
        self._buffer = io.StringIO()
        self._writer: _Writer = csv.writer(self._buffer, delimiter=delimiter, lineterminator="\n")

    def write(self, cells: Iterable[str]) -> None:
        """One line; a lone surrogate, which UTF-8 can't hold, becomes "?"."""
        self._writer.writerow(cells)
        self._target.write(self._buffer.getvalue().encode("utf-8", "replace"))
        self._buffer.seek(0)
        self._buffer.truncate()


def format_cell(value: Value, *, missing: str) -> str:
    """The value as text: whole numbers without a point, lists joined by "; "."""
    if value is None:
        return missing
    if isinstance(value, str | int | float):
        return str(value)
    return join_list(value) if value else missing


def flatten(text: str) -> str:
    """The text on one line: tabs, newlines and other control characters are spaces."""
    return text.translate(_SPACES)


def read_cells(columns: Sequence[Column[Row]], row: Row) -> Iterator[Value]:
    """The values of a row in the order of the columns."""
    return (column.read(row) for column in columns)
