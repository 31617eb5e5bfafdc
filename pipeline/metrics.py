"""The worker's Prometheus metrics: every name in one place, none with a label per article."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from pipeline.dead_letters import Rejection
from pipeline.lanes import Lanes
from pipeline.revisions import Change

_BATCH_ARTICLES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_BATCH_PIECES = (64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768)
_STEP_SECONDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_AGE_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600)


class Metrics:
    """Counts what goes through the worker. ``now`` gives the time in seconds since 1970."""

    def __init__(self, registry: CollectorRegistry | None = None, *, now: Callable[[], float] = time.time) -> None:
        self.registry = registry or CollectorRegistry()
        self._now = now
        self._count_messages()
        self._time_the_way()
        self._watch_the_model()
        self._watch_the_process()

    def _count_messages(self) -> None:
        self._articles = Counter("dateline_articles", "Messages taken from the articles topic.", registry=self.registry)
        self._documents = Counter("dateline_documents", "Documents published.", registry=self.registry)
        self._events = Counter("dateline_events", "Events published.", ["type"], registry=self.registry)
        self._revisions = Counter(
            "dateline_revisions", "Documents compared with what is kept.", ["verdict"], registry=self.registry
        )
        self._retractions = Counter("dateline_retractions", "Events taken back.", registry=self.registry)
        self._dead = Counter("dateline_dead_letters", "Dead letters.", ["stage", "reason"], registry=self.registry)
        self._batch = Histogram(
            "dateline_batch_articles", "Messages in a batch.", buckets=_BATCH_ARTICLES, registry=self.registry
        )
        self._commits = Counter("dateline_commits", "Commits of offsets.", ["group"], registry=self.registry)
        self._lag = Gauge(
            "dateline_lag_messages",
            "Messages of a partition of this worker that are not committed yet.",
            ["topic", "partition"],
            registry=self.registry,
        )
        self._shown: set[tuple[str, int]] = set()
        self._queue = Gauge(
            "dateline_queue_messages", "Messages fetched ahead of the work.", ["topic"], registry=self.registry
        )
        self._queue_bytes = Gauge(
            "dateline_queue_bytes", "Bytes of the messages fetched ahead.", ["topic"], registry=self.registry
        )

    def _time_the_way(self) -> None:
        self._steps = Histogram(
            "dateline_step_seconds",
            "Seconds that a batch spent in a step.",
            ["step"],
            buckets=_STEP_SECONDS,
            registry=self.registry,
        )
        self._document_age = Histogram(
            "dateline_document_age_seconds",
            "Age of an article when the broker has its document.",
            ["since"],
            buckets=_AGE_SECONDS,
            registry=self.registry,
        )
        self._revision_age = Histogram(
            "dateline_revision_age_seconds",
            "Age of a document when the broker has its events.",
            buckets=_AGE_SECONDS,
            registry=self.registry,
        )

    def _watch_the_model(self) -> None:
        self._model = Gauge(
            "dateline_model", "1 for the model in use.", ["name", "version", "backend"], registry=self.registry
        )
        self._model_steps = Histogram(
            "dateline_model_seconds",
            "Seconds of a thread for a round (tokenise) or a batch (infer, decode) of the model.",
            ["step"],
            buckets=_STEP_SECONDS,
            registry=self.registry,
        )
        self._batch_pieces = Histogram(
            "dateline_model_batch_pieces",
            "Wordpieces in a batch of the model, without padding.",
            buckets=_BATCH_PIECES,
            registry=self.registry,
        )
        self._pieces = Counter(
            "dateline_model_pieces", "Positions in the model's batches.", ["kind"], registry=self.registry
        )

    def _watch_the_process(self) -> None:
        ProcessCollector(registry=self.registry)
        Gauge(
            "dateline_start_time_seconds", "When the worker started, in seconds since 1970.", registry=self.registry
        ).set(self._now())

    def describe_model(self, *, name: str, version: str, backend: str) -> None:
        """Tell which model reads the articles."""
        self._model.labels(name, version, backend).set(1)

    def count_batch(self, articles: int) -> None:
        """Count a batch and its articles."""
        self._batch.observe(articles)
        self._articles.inc(articles)

    @contextmanager
    def time_step(self, step: str) -> Iterator[None]:
        """A step of a batch at work."""
        with self._steps.labels(step).time():
            yield

    def count_document(self) -> None:
        """Count a document."""
        self._documents.inc()

    def count_revision(self, change: Change) -> None:
        """Count a document that was compared with what is kept of its article, and what was published for it."""
        self._revisions.labels(change.verdict).inc()
        self._retractions.inc(len(change.retractions))
        for event in change.events:
            self._events.labels(event.type).inc()

    def count_dead_letter(self, rejection: Rejection) -> None:
        """Count a dead letter."""
        self._dead.labels(rejection.stage, rejection.reason).inc()

    def time_model(self, step: str, seconds: float) -> None:
        """Count the seconds of a step of the model."""
        self._model_steps.labels(step).observe(seconds)

    def count_pieces(self, *, real: int, padded: int) -> None:
        """Count the positions of a batch of the model, ``padded`` in all, that hold wordpieces and padding."""
        self._batch_pieces.observe(real)
        self._pieces.labels("real").inc(real)
        self._pieces.labels("padding").inc(padded - real)

    def observe_document(self, *, arrived: float | None, published: float | None) -> None:
        """Count the age of an article whose document is published now; times in seconds since 1970, None: not known."""
        now = self._now()
        for since, moment in (("arrival", arrived), ("publication", published)):
            if moment is not None:
                self._document_age.labels(since).observe(max(0.0, now - moment))

    def observe_revision(self, *, arrived: float | None) -> None:
        """Count the age of a document whose events are published now."""
        if arrived is not None:
            self._revision_age.observe(max(0.0, self._now() - arrived))

    def count_commit(self, group: str) -> None:
        """Count a commit of offsets."""
        self._commits.labels(group).inc()

    def show_lag(self, topics: Sequence[str], lag: Mapping[tuple[str, int], int]) -> None:
        """Show the lag of the partitions that the worker has of ``topics``, and no more of those that it had."""
        for topic, partition in self._shown - set(lag):
            if topic in topics:
                self._lag.remove(topic, str(partition))
        self._shown = {place for place in self._shown if place[0] not in topics} | set(lag)
        for (topic, partition), messages in lag.items():
            self._lag.labels(topic, str(partition)).set(messages)

    def watch_queue(self, lanes: Lanes[Any]) -> None:
        """Show from now on what is fetched ahead."""
        for topic in lanes.topics:
            self._queue.labels(topic).set_function(partial(_count_queued, lanes, topic))
            self._queue_bytes.labels(topic).set_function(partial(_count_queued_bytes, lanes, topic))


def _count_queued(lanes: Lanes[Any], topic: str) -> float:
    return lanes.size(topic).messages


def _count_queued_bytes(lanes: Lanes[Any], topic: str) -> float:
    return lanes.size(topic).bytes
