"""The formats by name, and the way from files of documents to a file in one of them."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final, Literal

from pipeline.errors import ExportError
from pipeline.export.lines import STANDARD_INPUT
from pipeline.export.stories import StoryEvent, read_stories
from pipeline.export.tally import Tally
from pipeline.records import Document

EXTRA: Final = "dateline[export]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """The function ``write`` of ``module`` writes to an open file, or (``target`` path) makes one."""

    module: str
    write: str
    target: Literal["stream", "path"] = "stream"
    needs: tuple[str, ...] = ()

    def load(self, name: str) -> Callable[[Iterable[StoryEvent], BinaryIO | Path, Tally], None]:
        """The function; raises ``ExportError`` where a library that it needs is not installed."""
        try:
            module = import_module(self.module)
        except ModuleNotFoundError as error:
            if error.name not in self.needs:
                raise
            message = f"format {name} needs {error.name}, which is not installed: pip install '{EXTRA}'"
            raise ExportError(message) from error
        function: Callable[[Iterable[StoryEvent], BinaryIO | Path, Tally], None] = getattr(module, self.write)
        return function


FORMATS: Final = {
    "polecat": Format(module="pipeline.export.polecat", write="write_polecat"),
    "gdelt": Format(module="pipeline.export.gdelt", write="write_gdelt"),
    "plover-json": Format(module="pipeline.export.plover_json", write="write_plover_json"),
    "csv": Format(module="pipeline.export.csv_file", write="write_csv"),
    "parquet": Format(module="pipeline.export.parquet_file", write="write_parquet", target="path", needs=("pyarrow",)),
    "duckdb": Format(
        module="pipeline.export.duckdb_file", write="write_duckdb", target="path", needs=("duckdb", "pyarrow")
    ),
}


def export_documents(
    documents: Iterable[Document], name: str, *, output: Path | None, standard_output: BinaryIO
) -> Tally:
    """Write the events of the documents in the format ``name`` to ``output``, or to standard output.

    A file appears under its name only when it is complete. Raises ``ExportError`` where it can't be made, where the
    format needs a file and none is named, and what reading the documents raises.
    """
    form, tally = FORMATS[name], Tally()
    write = form.load(name)
    rows = _count_rows(_read_first(documents), tally)
    if output is None or output == STANDARD_INPUT:
        if form.target == "path":
            message = f"format {name} can't be written to standard output: name a file with --output FILE"
            raise ExportError(message)
        write(rows, standard_output, tally)
        return tally
    with _complete_file(output) as part:
        if form.target == "path":
            write(rows, part, tally)
        else:
            with part.open("wb") as stream:
                write(rows, stream, tally)
    return tally


def _read_first(documents: Iterable[Document]) -> Iterator[Document]:
    """The documents, the first of them read already: what can't be read at all leaves no header behind."""
    iterator = iter(documents)
    return chain(list(islice(iterator, 1)), iterator)


def _count_rows(documents: Iterable[Document], tally: Tally) -> Iterator[StoryEvent]:
    for document in documents:
        tally.documents += 1
        for row in read_stories(document):
            tally.events += 1
            yield row


@contextmanager
def _complete_file(output: Path) -> Iterator[Path]:
    """A path beside ``output`` that replaces it at the end, and is removed if anything goes wrong before."""
    part = output.with_name(f".{output.name}.part-{os.getpid()}")
    try:
        yield part
        part.replace(output)
    except OSError as error:
        message = f"can't write {output}: {error.strerror or error}"
        raise ExportError(message) from error
    finally:
        part.unlink(missing_ok=True)
        part.with_name(f"{part.name}.wal").unlink(missing_ok=True)  # DuckDB's log, where it could not be closed
