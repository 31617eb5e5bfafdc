"""The whole path at full speed: articles published, read by workers, and their events consumed, on an embedded broker.

An article is done when its document and every event of it have been consumed.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace as replace_setting
from typing import Any, Final

from msgspec.structs import replace

from pipeline.benchmark.corpus import CorpusArticle
from pipeline.benchmark.latency import Clock, count_arrivals, draw_arrivals, summarise_latency
from pipeline.benchmark.memory import watch_memory
from pipeline.benchmark.results import BenchmarkFailed, Job, Latency, Measurement
from pipeline.broker import find_free_port, run_broker
from pipeline.consume import connect_consumer
from pipeline.dead_letters import read_rejection
from pipeline.publish import connect_producer
from pipeline.records import decode_document, encode_record
from pipeline.settings import Settings
from pipeline.topics import create_topics
from pipeline.worker_process import WORKER, WorkerProcess, run_worker_process

# The embedded broker lets the first worker into its group after half of this.
_SESSION_SECONDS: Final = 6.0
_POLL_MILLISECONDS: Final = 50
_WARM_UP_ARTICLES: Final = 4


class Outcomes:
    """What has come of the articles with the given ids, and when the last of each came."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.done_at: dict[str, float] = {}
        self.events = 0
        self._waiting = set(ids)
        self._missing: dict[str, set[str]] = {}  # events not yet seen, by article whose document was seen
        self._owner: dict[str, str] = {}
        self._early: set[str] = set()  # events seen before their document

    @property
    def complete(self) -> bool:
        """Whether every article is done."""
        return not self._waiting

    def note_document(self, article: str, events: Sequence[str], at_seconds: float) -> None:
        """A document came; one of another article, or one that came before, changes nothing."""
        if article not in self._waiting or article in self._missing:
            return
        missing = set(events) - self._early
        self.events += len(events)
        self._missing[article] = missing
        self._owner.update(dict.fromkeys(missing, article))
        self._finish(article, at_seconds)

    def note_event(self, event: str, at_seconds: float) -> None:
        """An event came."""
        article = self._owner.get(event)
        if article is None:
            self._early.add(event)
            return
        self._missing[article].discard(event)
        self._finish(article, at_seconds)

    def _finish(self, article: str, at_seconds: float) -> None:
        if article in self._waiting and not self._missing[article]:
            self._waiting.discard(article)
            self.done_at[article] = at_seconds


def deal_partitions(tokens: Sequence[int], partitions: int) -> list[int]:
    """A partition for each article, so that all have equally much to read; otherwise the fullest sets the end."""
    load = [0] * partitions
    dealt = []
    for count in tokens:
        partition = load.index(min(load))
        load[partition] += count
        dealt.append(partition)
    return dealt


class Stream:
    """Publishes articles to a broker with workers, and waits for what comes of them."""

    def __init__(
        self, settings: Settings, producer: Any, consumer: Any, workers: Sequence[WorkerProcess], clock: Clock
    ) -> None:
        self._settings = settings
        self._producer = producer
        self._consumer = consumer
        self._workers = workers
        self._clock = clock

    def run(self, corpus: Sequence[CorpusArticle], arrivals: Sequence[float], *, phase: str) -> tuple[Outcomes, float]:
        """Publish each article when it arrives, in seconds from the start; gives all outcomes and when it started.

        ``phase`` keeps the ids apart from those of other runs. Raises ``BenchmarkFailed`` for a dead letter and where
        nothing comes for ``stall_seconds``, ``WorkerFailed`` where a worker ends.
        """
        articles = [replace(one.article, id=f"{phase}-{number}") for number, one in enumerate(corpus)]
        partitions = deal_partitions([one.tokens for one in corpus], self._settings.partitions)
        messages = [
            (article.id.encode(), encode_record(article), partition)
            for article, partition in zip(articles, partitions, strict=True)
        ]
        outcomes = Outcomes([article.id for article in articles])
        started = self._clock.now()
        publisher = threading.Thread(target=self._publish, args=(messages, arrivals, started), daemon=True)
        publisher.start()
        self._consume(outcomes)
        publisher.join()
        return outcomes, started

    def _publish(self, messages: list[tuple[bytes, bytes, int]], arrivals: Sequence[float], started: float) -> None:
        for (key, value, partition), at in zip(messages, arrivals, strict=True):
            ahead = started + at - self._clock.now()
            if ahead > 0:
                self._clock.wait(ahead)
            self._producer.send(self._settings.topic_articles, key=key, value=value, partition=partition)
        self._producer.flush()

    def _consume(self, outcomes: Outcomes) -> None:
        heard = self._clock.now()
        while not outcomes.complete:
            for worker in self._workers:
                worker.check()
            records = [
                record for batch in self._consumer.poll(timeout_ms=_POLL_MILLISECONDS).values() for record in batch
            ]
            now = self._clock.now()
            heard = now if records else heard
            for record in records:
                self._note(record, outcomes, now)
            if now - heard > self._settings.stall_seconds:
                message = f"nothing came for {self._settings.stall_seconds:g} s:\n{self._workers[0].log_end()}"
                raise BenchmarkFailed(message)

    def _note(self, record: Any, outcomes: Outcomes, now: float) -> None:
        if record.topic == self._settings.topic_dead:
            rejection = read_rejection(record.headers)
            message = f"article {record.key!r} became a dead letter, {rejection.reason}: {rejection.message}"
            raise BenchmarkFailed(message)
        if record.topic == self._settings.topic_events:
            outcomes.note_event(record.key.decode(), now)
            return
        document = decode_document(record.value)
        outcomes.note_document(document.article.id, [event.event_id for event in document.events], now)


@contextmanager
def run_stream(
    job: Job, settings: Settings, clock: Clock, command: Sequence[str]
) -> Iterator[tuple[Stream, list[int]]]:
    """A broker, ``job.processes`` workers of ``job.threads`` threads, and a stream; with the ids of the workers."""
    with ExitStack() as stack:
        broker = stack.enter_context(run_broker())
        settings = replace_setting(
            settings.for_embedded_broker(broker.address), threads=job.threads, session_timeout_seconds=_SESSION_SECONDS
        )
        create_topics(settings)
        workers = [
            stack.enter_context(run_worker_process(replace_setting(settings, web_port=find_free_port()), command))
            for _ in range(job.processes)
        ]
        for worker in workers:
            worker.wait_until_ready()
        producer = stack.enter_context(closing(connect_producer(settings)))
        topics = (settings.topic_documents, settings.topic_events, settings.topic_dead)
        consumer = stack.enter_context(closing(connect_consumer(settings, topics, from_beginning=True)))
        yield Stream(settings, producer, consumer, workers, clock), [worker.id for worker in workers]


def measure_stream(
    job: Job, settings: Settings, corpus: Sequence[CorpusArticle], *, clock: Clock, command: Sequence[str] = WORKER
) -> Measurement:
    """Articles a second from the first one published to the last one done, then latency at shares of that rate."""
    with run_stream(job, settings, clock, command) as (stream, processes), watch_memory(processes) as memory:
        warm_up = list(corpus[: _WARM_UP_ARTICLES * settings.partitions])
        stream.run(warm_up, [0.0] * len(warm_up), phase="warm-up")
        outcomes, started = stream.run(corpus, [0.0] * len(corpus), phase="maximum")
        seconds = max(outcomes.done_at.values()) - started
        rate = len(corpus) / seconds
        latencies = tuple(_measure_latency(stream, job, corpus, share, rate) for share in job.shares)
    return Measurement(
        part="stream",
        name=job.name,
        runs=f"{job.processes} × {job.threads} threads, {settings.backend}, embedded broker",
        threads=job.threads,
        processes=job.processes,
        articles=len(corpus),
        tokens=sum(one.tokens for one in corpus),
        seconds=seconds,
        peak_bytes=memory.peak_bytes,
        latencies=latencies,
        events=outcomes.events,
    )


def _measure_latency(
    stream: Stream, job: Job, corpus: Sequence[CorpusArticle], share: float, maximum: float
) -> Latency:
    rate = share * maximum
    count = count_arrivals(rate, job.latency_seconds)
    articles = [corpus[number % len(corpus)] for number in range(count)]
    arrivals = draw_arrivals(articles_per_second=rate, articles=count, seed=job.seed)
    outcomes, started = stream.run(articles, arrivals, phase=f"latency-{share:g}")
    waits = [outcomes.done_at[f"latency-{share:g}-{number}"] - started - at for number, at in enumerate(arrivals)]
    return summarise_latency(waits, share=share, articles_per_second=rate)
