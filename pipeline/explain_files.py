"""Files of articles or of document lines → documents to explain; the model is loaded only for articles."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from pipeline.extract_files import extract_files
from pipeline.publish import ArticleSource
from pipeline.reading import ArticleReader
from pipeline.records import DOCUMENT_SCHEMA, Document, decode_document
from pipeline.settings import Settings


class _Schema(msgspec.Struct):
    schema: str = ""


def read_explained(
    sources: Iterable[ArticleSource | OSError], load_reader: Callable[[], ArticleReader], settings: Settings
) -> Iterator[Document | str]:
    """A document for each article or document line, and a line for people for each that could not be read."""
    reader: ArticleReader | None = None
    for source in sources:
        if isinstance(source, OSError):
            yield str(source)
        elif _is_document(source.data):
            yield _decode(source)
        else:
            reader = reader or load_reader()
            for line in extract_files([source], reader, settings):
                yield line if isinstance(line, str) else decode_document(line)


def _is_document(data: bytes) -> bool:
    try:
        return msgspec.json.decode(data, type=_Schema).schema == DOCUMENT_SCHEMA
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _decode(source: ArticleSource) -> Document | str:
    try:
        return decode_document(source.data)
    except msgspec.DecodeError as error:
        return f"{source.origin}: not a document: {error}"
