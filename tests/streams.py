"""Publishing to and reading from topics in tests: polls with a deadline, no sleeps."""

import json
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from fakes import FakeExtractor, fake_code
from kafka import KafkaProducer

from pipeline.articles import read_article
from pipeline.consume import connect_consumer
from pipeline.reading import ArticleReader
from pipeline.records import Document
from pipeline.settings import Settings
from pipeline.topics import create_topics

DEADLINE_SECONDS = 180.0


def stream_settings(address: str, test: str, *, own_topics: bool = True) -> Settings:
    """Settings with a group and, if wanted, topics of the test's own, and times for a quick start."""
    name = f"{test[-60:]}-{uuid.uuid4().hex[:8]}"
    settings = Settings(
        broker=address,
        group=name,
        partitions=2,
        batch_articles=8,
        session_timeout_seconds=3,
        commit_interval_seconds=0.2,
        producer_timeout_seconds=30,
    )
    if not own_topics:
        return settings
    return replace(
        settings,
        topic_articles=f"{name}.articles",
        topic_bulk=f"{name}.bulk",
        topic_documents=f"{name}.documents",
        topic_events=f"{name}.events",
        topic_dead=f"{name}.dead",
    )


class FakeWorker:
    """A worker process, and what it has logged."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text()

    def stop(self) -> int:
        """SIGTERM; gives the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """Wait for it to end; gives the exit code."""
        return self.process.wait(DEADLINE_SECONDS)

    def kill(self) -> None:
        """SIGKILL, as a machine that goes away."""
        if self.process.poll() is None:
            self.process.kill()
            self.wait()


def make_article(number: int, text: str | None = None) -> tuple[bytes, bytes]:
    """Key and value of an article with two events, or with the text given."""
    key = f"article-{number}"
    words = text or f"Minister Ann Lee met Bob Roe in Paris on day {number}. Later Kim Moe accused Ann Lee."
    return key.encode(), json.dumps({"id": key, "text": words, "published": "2024-12-25"}).encode()


def publish(settings: Settings, articles: Iterable[tuple[bytes | None, bytes | None]]) -> list[tuple[int, int]]:
    """Publish keys and values, and wait for the broker to have them; gives partition and offset of each."""
    create_topics(settings)
    with closing(
        KafkaProducer(bootstrap_servers=settings.bootstrap_servers, max_request_size=settings.max_message_bytes)
    ) as producer:
        deliveries = [producer.send(settings.topic_articles, key=key, value=value) for key, value in articles]
        places = [delivery.get(timeout=DEADLINE_SECONDS) for delivery in deliveries]
    return [(place.partition, place.offset) for place in places]


def read_until(settings: Settings, topics: tuple[str, ...], done: Callable[[list[Any]], bool]) -> list[Any]:
    """The records of ``topics`` from the beginning, once ``done`` says that they are enough."""
    records: list[Any] = []
    deadline = time.monotonic() + DEADLINE_SECONDS
    with closing(connect_consumer(settings, topics, from_beginning=True)) as consumer:
        while not done(records):
            if time.monotonic() > deadline:
                message = f"only {len(records)} records in {topics} after {DEADLINE_SECONDS:g} s"
                raise TimeoutError(message)
            for batch in consumer.poll(timeout_ms=200).values():
                records.extend(batch)
    return records


def read_outcomes(settings: Settings, keys: set[bytes]) -> list[Any]:
    """Documents and dead letters, once there is one for each of the keys."""

    def complete(records: list[Any]) -> bool:
        return keys <= {record.key for record in records}

    return read_until(settings, (settings.topic_documents, settings.topic_dead), complete)


def expected_event_ids(articles: Iterable[tuple[bytes, bytes]]) -> set[str]:
    """The ids of the events that an undisturbed run makes of the articles."""
    decoded = [read_article(value, timestamp_seconds=0.0, max_bytes=2**20) for _, value in articles]
    reader = ArticleReader(FakeExtractor(), code=fake_code, attempts=1, now=str)
    return set(event_ids(reader.read(decoded)))


def event_ids(documents: Iterable[object]) -> Iterator[str]:
    """The ids of the documents' events."""
    for document in documents:
        if isinstance(document, Document):
            yield from (event.event_id for event in document.events)
