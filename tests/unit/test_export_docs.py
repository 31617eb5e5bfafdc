"""docs/export.md lists the columns that are written."""

from pathlib import Path

import pytest

from pipeline.export import events_table, gdelt, plover_json, polecat
from pipeline.export.formats import FORMATS

EXPORT = (Path(__file__).parents[2] / "docs/export.md").read_text("utf-8")


def rows_below(heading: str) -> list[tuple[str, str]]:
    """The rows of the table in the section, as pairs of column and source."""
    section = EXPORT.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split(" | ", 1) for line in section.splitlines() if line.startswith("| `")]
    return [(name.strip(" `"), source.strip()) for name, source in rows]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("## POLECAT", [(column.name, column.source) for column in polecat.COLUMNS]),
        ("## GDELT", [(column.name, column.source) for column in gdelt.COLUMNS]),
        ("## PLOVER JSON", list(plover_json.FIELDS.items())),
        ("## CSV, Parquet, DuckDB", [(column.name, column.source) for column in events_table.COLUMNS]),
    ],
)
def test_every_column_is_told_with_its_source(heading: str, expected: list[tuple[str, str]]) -> None:
    assert rows_below(heading) == expected


def test_every_format_is_told() -> None:
    told = [line.split("`")[1] for line in EXPORT.split("\n## ", 1)[0].splitlines() if line.startswith("| `")]
    assert told == list(FORMATS)
