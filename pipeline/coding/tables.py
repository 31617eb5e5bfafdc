"""Reads the tables of ``data/``: tab-separated, ``#`` opens a comment line."""

from collections.abc import Iterator
from importlib.resources import files

_DATA = files("pipeline.coding") / "data"


def read_rows(name: str, columns: int) -> Iterator[tuple[str, ...]]:
    """The rows of ``data/NAME`` as tuples of exactly ``columns`` fields, an absent last field read as empty."""
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            fields = line.split("\t")
            yield tuple(fields + [""] * (columns - len(fields)))
