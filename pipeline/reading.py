"""One batch of articles → documents, or why not: the model and the coding, one after the other.

Knows no topics and no offsets; the stream and ``dateline extract`` both read articles with it.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from msgspec.structs import replace

from models.extraction import Extraction
from pipeline.errors import ModelError
from pipeline.records import Article, Document, ModelInfo

log = logging.getLogger(__name__)

# Any usable model and coding gets through this; what fails on it as well is not the fault of an article.
_PROBE = Article(
    id="probe",
    text="The foreign minister of France met her German counterpart in Paris on Monday.",
    published="2024-12-25",
)


class Extractor(Protocol):
    """What is needed of ``models.extractor.Extractor``."""

    @property
    def name(self) -> str:
        """The name of the weights."""

    @property
    def version(self) -> str:
        """The version of the weights."""

    @property
    def backend(self) -> str:
        """What runs the model, for people."""

    def extract(self, texts: Sequence[str]) -> list[Extraction]:
        """What the model finds in each text, in order."""


class Code(Protocol):
    """What is needed of ``pipeline.coding.document.code_document``."""

    def __call__(self, article: Article, extraction: Extraction, *, model: ModelInfo, processed: str) -> Document:
        """The coded document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What the model (stage extract) or the coding (stage code) raised on an article at the last of its attempts.

    ``reason``: a fixed short word for it.
    """

    stage: str
    error: Exception
    attempts: int
    reason: str = "error"


class ArticleReader:
    """Reads batches of articles. ``read`` blocks for as long as the model runs.

    ``min_confidence``: events of less are left out. ``time_step`` gives the context that a step ("extract", "code")
    runs in, for metrics.
    """

    def __init__(
        self,
        extractor: Extractor,
        *,
        code: Code,
        attempts: int,
        now: Callable[[], str],
        min_confidence: float = 0.0,
        time_step: Callable[[str], AbstractContextManager[None]] | None = None,
    ) -> None:
        self._extractor = extractor
        self._code = code
        self._attempts = attempts
        self._now = now
        self._min_confidence = min_confidence
        self._time_step = time_step or _untimed
        self._model = ModelInfo(name=extractor.name, version=extractor.version)

    def read(self, articles: Sequence[Article]) -> list[Document | Failure]:
        """A document or a failure for each article, in order.

        An exception is put down to one article of the batch, so each is read again alone; one that fails
        ``attempts`` times is a failure. Where a plain probe sentence fails as well, the fault is not the article's,
        and ``ModelError`` is raised.
        """
        if not articles:
            return []
        try:
            with self._time_step("extract"):
                extractions = self._extract(articles)
        except ModelError:
            raise
        except Exception as error:
            log.warning("batch failed, reading its articles alone: articles=%d error=%r", len(articles), error)
            return [self._read_alone(article) for article in articles]
        with self._time_step("code"):
            return [
                self._code_or_read_alone(article, found) for article, found in zip(articles, extractions, strict=True)
            ]

    def _extract(self, articles: Sequence[Article]) -> list[Extraction]:
        extractions = self._extractor.extract([article.text for article in articles])
        if len(extractions) != len(articles):
            message = (
                f"the model gave {len(extractions)} results for {len(articles)} texts: this is a bug of the extractor"
            )
            raise ModelError(message)
        return extractions

    def _code_one(self, article: Article, extraction: Extraction) -> Document:
        document = self._code(article, extraction, model=self._model, processed=self._now())
        sure = tuple(event for event in document.events if event.confidence >= self._min_confidence)
        return document if len(sure) == len(document.events) else replace(document, events=sure)

    def _code_or_read_alone(self, article: Article, extraction: Extraction) -> Document | Failure:
        try:
            return self._code_one(article, extraction)
        except Exception as error:
            log.warning("coding failed, reading the article again: article=%s error=%r", article.id, error)
            return self._read_alone(article)

    def _read_alone(self, article: Article) -> Document | Failure:
        for attempt in range(1, self._attempts + 1):
            outcome = self._try(article, attempt)
            if isinstance(outcome, Document):
                return outcome
        self.read_probe()
        return outcome

    def read_probe(self) -> None:
        """Read a plain sentence; raises ``ModelError`` where not even that can be read."""
        probe = self._try(_PROBE, 1)
        if isinstance(probe, Failure):
            message = f"the model fails on any text, stage {probe.stage}: {probe.error!r}"
            raise ModelError(message) from probe.error

    def _try(self, article: Article, attempt: int) -> Document | Failure:
        stage = "extract"
        try:
            extraction = self._extract([article])[0]
            stage = "code"
            return self._code_one(article, extraction)
        except ModelError:
            raise
        except Exception as error:
            return Failure(stage=stage, error=error, attempts=attempt)


def _untimed(_step: str) -> AbstractContextManager[None]:
    return nullcontext()


def utc_now() -> str:
    """The time in UTC, ISO 8601 to the second: what ``processed`` holds."""
    return datetime.now(tz=UTC).isoformat(timespec="seconds")
