"""A column of an exported table: its name as published, its type, where its values come from, and how they are read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeAlias, TypeVar

Kind = Literal["text", "date", "whole", "number", "texts", "numbers"]
Value: TypeAlias = str | int | float | Sequence[str | None] | Sequence[float | None] | None
Row = TypeVar("Row")

LIST_SEPARATOR = "; "


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """One column. ``source`` tells people the field of the record, or why the column stays empty.

    ``kind`` is text, date (ISO 8601), whole (an integer), number, or a list: texts, numbers.
    """

    name: str
    kind: Kind
    source: str
    read: Callable[[Row], Value]


def read_nothing(_row: object) -> None:
    """The reader of a column that nothing in the records can fill."""
    return


def join_list(values: Iterable[str | float | None]) -> str:
    """The values of a list in one cell: "JPN; CHN", an unknown one empty; a semicolon inside a value is a comma."""
    return LIST_SEPARATOR.join("" if value is None else str(value).replace(";", ",") for value in values)
