"""Files of document lines → documents, one at a time, with the line's number in every complaint."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from pipeline.errors import ExportError
from pipeline.records import DOCUMENT_SCHEMA, EVENT_SCHEMA, Document, decode_document

STANDARD_INPUT: Final = Path("-")
LONGEST_LINE_BYTES: Final = 512 * 1024 * 1024

_QUADS: Final = range(1, 5)
_REMEDY: Final = "give what 'dateline extract' or 'dateline consume --documents --jsonl' writes"


class _Schema(msgspec.Struct):
    schema: str = ""


def read_documents(
    paths: Iterable[Path], standard_input: BinaryIO, *, skip: Callable[[ExportError], None] | None = None
) -> Iterator[Document]:
    """The documents of the files' lines, in their order; ``-`` is standard input, empty lines are passed over.

    Raises ``ExportError`` for a file that can't be read, and for a line that is no document unless ``skip`` takes it.
    """
    for path in paths:
        with ExitStack() as stack:
            lines = standard_input if path == STANDARD_INPUT else stack.enter_context(_open(path))
            yield from _read_lines(lines, str(path), skip)


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        message = f"can't read {path}: {error.strerror}"
        raise ExportError(message) from error


def _read_lines(lines: BinaryIO, origin: str, skip: Callable[[ExportError], None] | None) -> Iterator[Document]:
    number = 0
    while line := lines.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        if len(line) > LONGEST_LINE_BYTES:
            message = f"{origin}:{number}: the line is longer than {LONGEST_LINE_BYTES} bytes; no document is"
            raise ExportError(message)
        if not line.strip():
            continue
        try:
            document = _read_document(line)
        except (ValueError, RecursionError) as error:
            damage = ExportError(f"{origin}:{number}: {_explain(line, error)}")
            if skip is None:
                raise damage from error
            skip(damage)
            continue
        yield document


def _read_document(line: bytes) -> Document:
    """The document of a line; raises ``ValueError``, as msgspec does, for what is none or has dates that are none."""
    document = decode_document(line)
    for event in document.events:
        datetime.fromisoformat(event.processed)
        for day in (event.time.begin, event.time.until) if event.time else ():
            if day is not None:
                date.fromisoformat(day)
        if event.plover.quad not in _QUADS:
            message = f"quad class {event.plover.quad} of event {event.event_id} is not 1 to 4"
            raise ValueError(message)
    return document


def _explain(line: bytes, error: Exception) -> str:
    try:
        schema = msgspec.json.decode(line, type=_Schema).schema
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        schema = ""
    if schema == EVENT_SCHEMA:
        return f"an event, not a document: {_REMEDY}"
    remedy = "" if schema else f": {_REMEDY}"
    return f"not a document of {DOCUMENT_SCHEMA}: {error}{remedy} (--skip-damaged leaves such lines out)"
