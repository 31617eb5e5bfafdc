"""What ``scripts/prove_delivery.py`` watches: a team of workers, what comes of their articles, and their memory."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil

from pipeline.broker import find_free_port, stop_process
from pipeline.consume import connect_consumer
from pipeline.publish import connect_producer
from pipeline.records import Article, Retraction, decode_document, decode_event_or_retraction, encode_record
from pipeline.settings import Settings

_QUIET_SECONDS = 5.0
_PATIENCE_SECONDS = 600.0
_STOP_SECONDS = 60.0
_RESTART_SECONDS = 1.0
_MEMORY_SECONDS = 1.0


class Team:
    """Worker processes; one that ends by itself is started again, as whatever runs workers does."""

    def __init__(self, settings: Settings, command: Sequence[str], count: int, logs: Path) -> None:
        self._environment = {**os.environ, **settings.environment()}
        self._command = command
        self._logs = logs
        self._again_at: dict[int, float] = {}
        self._ports: dict[int, int] = {}
        self.restarts = 0
        self.trouble: list[str] = []
        self.processes = [self._start(number) for number in range(count)]

    @classmethod
    @contextmanager
    def start(cls, settings: Settings, command: Sequence[str], count: int) -> Iterator["Team"]:
        """A team for as long as the context lasts; at its end each gets a SIGTERM, and is to end with 0."""
        with tempfile.TemporaryDirectory() as logs:
            team = cls(settings, command, count, Path(logs))
            try:
                yield team
                team._stop()
            finally:
                for process in team.processes:
                    process.kill()
                    process.wait()

    def kill(self, number: int) -> float:
        """SIGKILL to a worker, which stays away; gives the time of ``time.monotonic``."""
        self.processes[number].kill()
        self.processes[number].wait()
        self._again_at[number] = float("inf")
        return time.monotonic()

    def is_covered(self, number: int) -> bool:
        """Whether all other workers are in both their groups: one that starts again has nothing to take over with."""
        return all(self._is_ready(port) for other, port in self._ports.items() if other != number)

    def start_again(self) -> None:
        """Start those that were killed."""
        self._again_at = dict.fromkeys(self._again_at, 0.0)
        self.tend()

    def tend(self) -> None:
        """Start those again that ended by themselves, a moment ago."""
        now = time.monotonic()
        for number, process in enumerate(self.processes):
            if process.poll() is None:
                continue
            if now >= self._again_at.setdefault(number, now + _RESTART_SECONDS):
                self.restarts += 1
                self.processes[number] = self._start(number)
                del self._again_at[number]

    def describe_end(self) -> str:
        """The last lines that each worker logged."""
        return "\n".join(log.read_text()[-1500:] for log in sorted(self._logs.iterdir()))

    def _start(self, number: int) -> "subprocess.Popen[bytes]":
        self._ports[number] = find_free_port()
        environment = self._environment | {"DATELINE_WEB_PORT": str(self._ports[number])}
        with (self._logs / f"{number}.log").open("ab") as log:
            return subprocess.Popen(self._command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _is_ready(self, port: int) -> bool:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/ready", timeout=1) as answer:
            return bool(answer.status == 200)
        return False

    def _stop(self) -> None:
        codes = [stop_process(process, seconds=_STOP_SECONDS) for process in self.processes]
        if any(codes):
            self.trouble.append(f"after SIGTERM workers ended with {codes}:\n{self.describe_end()}")


class Stream:
    """The topics of a run: publishes articles, and keeps what a consumer of documents and events would hold."""

    def __init__(self, settings: Settings, producer: Any, consumer: Any) -> None:
        self._settings = settings
        self._producer = producer
        self._consumer = consumer
        self._partitions: dict[str, int] = {}  # of the articles, by id
        self._document_at: dict[int, float] = {}  # when the last document of a partition was sent, seconds since 1970
        self.documents: set[str] = set()
        self.held: dict[str, int] = {}  # event id → how often it was sent
        self.expected: set[str] = set()
        self.dead = 0

    @classmethod
    @contextmanager
    def connect(cls, settings: Settings) -> Iterator["Stream"]:
        """A stream for as long as the context lasts."""
        topics = (settings.topic_documents, settings.topic_events, settings.topic_dead)
        with (
            closing(connect_producer(settings)) as producer,
            closing(connect_consumer(settings, topics, from_beginning=True)) as consumer,
        ):
            yield cls(settings, producer, consumer)

    def publish(self, articles: Sequence[Article]) -> None:
        """Publish the articles, the partitions in turn; raises what the producer failed with."""
        deliveries = []
        for number, article in enumerate(articles):
            partition = self._partitions[article.id] = number % self._settings.partitions
            delivery = self._producer.send(
                self._settings.topic_articles,
                key=article.id.encode(),
                value=encode_record(article),
                partition=partition,
            )
            deliveries.append(delivery)
        self._producer.flush()
        for delivery in deliveries:
            delivery.get()

    def read_until(self, done: Callable[[], bool], team: Team, look: Callable[[], None] = lambda: None) -> None:
        """Read, and tend the team; raises TimeoutError where nothing comes for ten minutes."""
        heard = time.monotonic()
        while not done():
            if self._poll():
                heard = time.monotonic()
            if time.monotonic() - heard > _PATIENCE_SECONDS:
                told = f"{len(self.documents)} documents, then nothing for {_PATIENCE_SECONDS:g} s"
                message = f"{told}:\n{team.describe_end()}"
                raise TimeoutError(message)
            team.tend()
            look()

    def read_rest(self) -> None:
        """Read until nothing comes any more."""
        heard = time.monotonic()
        while time.monotonic() - heard < _QUIET_SECONDS:
            if self._poll():
                heard = time.monotonic()

    def is_complete(self, articles: Sequence[Article], expected: set[str] | None = None) -> bool:
        """Whether every article is read, and its events, or the expected ones, are there."""
        read = len(self.documents) + self.dead >= len(articles)
        return read and (self.expected if expected is None else expected) <= self.held.keys()

    def has_seen_every_partition(self, since: float) -> bool:
        """Whether a document of each partition was sent after ``since``, seconds since 1970."""
        times = [self._document_at.get(number, -1.0) for number in range(self._settings.partitions)]
        return min(times) > since

    def compare(self, expected: set[str]) -> list[str]:
        """What is wrong with the events."""
        missing, extra = expected - self.held.keys(), self.held.keys() - expected
        found = [f"{len(missing)} events are missing"] if missing else []
        found += [f"{len(extra)} events are too many"] if extra else []
        return found + ([f"{self.dead} dead letters"] if self.dead else [])

    def _poll(self) -> bool:
        batches = self._consumer.poll(timeout_ms=200).values()
        for record in (record for batch in batches for record in batch):
            if record.topic == self._settings.topic_documents:
                self._note_document(record)
            elif record.topic == self._settings.topic_dead:
                self.dead += 1
            else:
                self._note_event(record)
        return bool(batches)

    def _note_document(self, record: Any) -> None:
        document = decode_document(record.value)
        partition = self._partitions[document.article.id]
        self._document_at[partition] = max(record.timestamp / 1000, self._document_at.get(partition, 0.0))
        self.documents.add(document.article.id)
        self.expected.update(event.event_id for event in document.events)

    def _note_event(self, record: Any) -> None:
        message = decode_event_or_retraction(record.value)
        if isinstance(message, Retraction):
            self.held.pop(message.event_id, None)
        else:
            self.held[message.event_id] = self.held.get(message.event_id, 0) + 1


class Memory:
    """Resident memory of the workers, once ``first`` articles are read."""

    def __init__(self, team: Team, *, first: int) -> None:
        self._team = team
        self._first = first
        self._looked = 0.0
        self._samples: list[list[int]] = []

    def look(self, articles: int) -> None:
        """Look, but not too often."""
        now = time.monotonic()
        if articles >= self._first and now - self._looked >= _MEMORY_SECONDS:
            self._looked = now
            self._samples.append([psutil.Process(one.pid).memory_info().rss for one in self._team.processes])

    def growth(self) -> float:
        """The most that a worker's memory has grown from its first sample to its last, as a share."""
        first, last = self._samples[0], self._samples[-1]
        return max((after - before) / before for before, after in zip(first, last, strict=True))

    def describe(self) -> str:
        """First, least, most and last of each worker."""
        told = []
        for samples in zip(*self._samples, strict=True):
            first, least, most, last = (n / 1e6 for n in (samples[0], min(samples), max(samples), samples[-1]))
            told.append(f"{first:.0f} MB to {last:.0f} MB ({last / first - 1:+.1%}), from {least:.0f} to {most:.0f}")
        return "; ".join(told)


def describe_difference(stream: Stream, expected: set[str]) -> str:
    """In words, how the events differ."""
    missing, extra = expected - stream.held.keys(), stream.held.keys() - expected
    again = sum(count - 1 for count in stream.held.values())
    return (
        f"{len(stream.held)} events, {len(missing)} missing, {len(extra)} too many, {again} sent again with their ids"
    )
