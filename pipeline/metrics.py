"""The worker's Prometheus metrics: every name in one place, none with a label per article."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from pipeline.dead_letters import Rejection
from pipeline.revisions import Change

_BATCH_ARTICLES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_STEP_SECONDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counts what goes through the worker."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
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
        self._steps = Histogram(
            "dateline_step_seconds",
            "Seconds that a batch spent in a step.",
            ["step"],
            buckets=_STEP_SECONDS,
            registry=self.registry,
        )
        self._model = Gauge(
            "dateline_model", "1 for the model in use.", ["name", "version", "backend"], registry=self.registry
        )

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
