"""``dateline publish``: files, directories or standard input → the articles topic, bytes unchanged.

A ``.jsonl`` or ``.ndjson`` file holds an article a line, a ``.json`` file one article or an array of them; any other
file is one article, and so is standard input unless its first line is a JSON object by itself. What the worker will
reject is published all the same, with a warning: the worker is the judge, and keeps it as a dead letter.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec
from kafka import KafkaProducer
from kafka.errors import KafkaError

from pipeline.articles import read_article
from pipeline.errors import InvalidArticle, broker_unreachable
from pipeline.security import client_options
from pipeline.settings import Settings

ARTICLE_SUFFIXES: Final = (".json", ".jsonl", ".ndjson", ".txt")
STANDARD_INPUT: Final = Path("-")

_LINE_SUFFIXES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSource:
    """The bytes of one article and where they come from, for people."""

    origin: str
    data: bytes


@dataclass(slots=True, kw_only=True)
class PublishReport:
    """What became of the articles; ``failed`` and ``doubtful`` hold a line each for people."""

    published: int = 0
    keys: set[bytes] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)


def find_articles(paths: Iterable[Path], standard_input: BinaryIO) -> Iterator[ArticleSource | OSError]:
    """The articles of files, of the files in directories (all depths, by name) and of ``-``.

    What can't be read gives its error instead.
    """
    for path in paths:
        try:
            if path == STANDARD_INPUT:
                yield from _read_stream(standard_input)
            elif path.is_dir():
                files = sorted(file for file in path.rglob("*") if file.suffix in ARTICLE_SUFFIXES and file.is_file())
                yield from find_articles(files, standard_input)
                if not files:
                    yield FileNotFoundError(f"no article in {path}: no file of {', '.join(ARTICLE_SUFFIXES)}")
            else:
                yield from _read_file(path)
        except OSError as error:
            yield type(error)(f"can't read {path}: {error.strerror or error}")


def _read_file(path: Path) -> Iterator[ArticleSource]:
    if path.suffix in _LINE_SUFFIXES:
        with path.open("rb") as lines:
            yield from _read_lines(lines, str(path))
    elif path.suffix == ".json":
        yield from _read_json(path.read_bytes(), str(path))
    else:
        yield ArticleSource(origin=str(path), data=path.read_bytes())


def _read_stream(stream: BinaryIO) -> Iterator[ArticleSource]:
    first = stream.readline()
    if _is_object(first):
        yield from _read_lines(chain([first], stream), "-")
        return
    data = first + stream.read()
    if data.lstrip().startswith((b"{", b"[")):
        yield from _read_json(data, "-")
    else:
        yield ArticleSource(origin="-", data=data)


def _read_lines(lines: Iterable[bytes], origin: str) -> Iterator[ArticleSource]:
    for number, line in enumerate(lines, start=1):
        data = line.strip()
        if data:
            yield ArticleSource(origin=f"{origin}:{number}", data=data)


def _read_json(data: bytes, origin: str) -> Iterator[ArticleSource]:
    try:
        articles = msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        yield ArticleSource(origin=origin, data=data)
        return
    for number, article in enumerate(articles, start=1):
        yield ArticleSource(origin=f"{origin}[{number}]", data=bytes(article))


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False


def article_key(source: ArticleSource, settings: Settings) -> tuple[bytes, str | None]:
    """The key to publish an article under, its id; and a line of warning where it is none the worker will take."""
    try:
        article = read_article(source.data, timestamp_seconds=0.0, max_bytes=settings.max_article_bytes)
    except InvalidArticle as error:
        warning = f"{source.origin}: will be a dead letter, {error.reason}: {error}"
        return sha256(source.data).hexdigest().encode(), warning
    return article.id.encode(), None


def connect_producer(settings: Settings) -> Any:
    """A kafka-python producer; raises ``BrokerError`` where no broker answers."""
    try:
        return KafkaProducer(
            **client_options(settings),
            bootstrap_timeout_ms=int(settings.connect_timeout_seconds * 1000),
            delivery_timeout_ms=int(settings.producer_timeout_seconds * 1000),
            request_timeout_ms=int(settings.producer_timeout_seconds * 1000 / 2),
            max_request_size=settings.max_message_bytes,
            linger_ms=20,
            compression_type="gzip",
        )
    except (KafkaError, OSError) as error:
        raise broker_unreachable(settings.broker, settings.connect_timeout_seconds, error) from error


def publish_articles(
    sources: Iterable[ArticleSource | OSError], producer: Any, settings: Settings, *, topic: str | None = None
) -> PublishReport:
    """Publish the articles to ``topic``, None: that of articles, and wait until the broker has them."""
    report = PublishReport()
    for source in sources:
        if isinstance(source, OSError):
            report.failed.append(str(source))
            continue
        key, warning = article_key(source, settings)
        if warning is not None:
            report.doubtful.append(warning)
        try:
            delivery = producer.send(topic or settings.topic_articles, key=key, value=source.data)
        except KafkaError as error:
            report.failed.append(f"{source.origin}: {error!r}")
            continue
        delivery.add_callback(_count, report, key)
        delivery.add_errback(_note_failure(source.origin, report))
    producer.flush()
    return report


def _count(report: PublishReport, key: bytes, _metadata: object) -> None:
    report.published += 1
    report.keys.add(key)


def _note_failure(origin: str, report: PublishReport) -> Callable[[BaseException], None]:
    def note(error: BaseException) -> None:
        report.failed.append(f"{origin}: {error!r}")

    return note
