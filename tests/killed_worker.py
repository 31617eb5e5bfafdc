"""The fake worker, ended in a step of its batches: ``killed_worker.py POINT COUNT``, at the COUNTth time.

POINT is one of ``POINTS``. It is killed there, but for the last: there the producer refuses the rest of a batch.
"""

import os
import signal
import sys
from collections.abc import Sequence

from fakes import FakeExtractor, fake_code
from kafka.errors import KafkaError

import pipeline.app
import pipeline.worker
from models.extraction import Extraction
from pipeline.app import FaustDelivery
from pipeline.cli import exit_on_error
from pipeline.extract import BatchProcessor, Delivery
from pipeline.messages import IncomingMessage, OutgoingMessage
from pipeline.reading import ArticleReader, Failure
from pipeline.records import Article, Document, ModelInfo
from pipeline.settings import read_settings
from pipeline.worker import run_worker

POINTS = (
    "taken",  # before step 1
    "decoded",  # between steps 1 and 2
    "extracted",  # within step 2, with half of the batch coded
    "read",  # between steps 2 and 3
    "encoded",  # between steps 3 and 4
    "half-published",  # within step 4
    "published",  # between steps 4 and 5
    "acknowledged",  # after step 5, before the commit
    "refused",
)
# How often the point is passed in a batch of eight, where that is not once.
PASSES = {"extracted": 8}

passed = 0


def pass_point(point: str) -> None:
    global passed  # noqa: PLW0603
    passed += point == sys.argv[1]
    if passed != int(sys.argv[2]):
        return
    if point == "refused":
        message = "the broker refuses"
        raise KafkaError(message)
    os.kill(os.getpid(), signal.SIGKILL)


class KilledProcessor(BatchProcessor):
    async def process(self, batch: Sequence[IncomingMessage], delivery: Delivery) -> None:
        pass_point("taken")
        await super().process(batch, delivery)


class KilledReader(ArticleReader):
    def read(self, articles: Sequence[Article]) -> list[Document | Failure]:
        pass_point("decoded")
        outcomes = super().read(articles)
        pass_point("read")
        return outcomes


class KilledDelivery(FaustDelivery):
    async def publish(self, messages: Sequence[OutgoingMessage]) -> None:
        pass_point("encoded")
        half = len(messages) // 2
        await super().publish(messages[:half])
        pass_point("half-published")
        pass_point("refused")
        await super().publish(messages[half:])
        pass_point("published")

    async def acknowledge(self) -> None:
        await super().acknowledge()
        pass_point("acknowledged")


def killed_code(article: Article, extraction: Extraction, *, model: ModelInfo, processed: str) -> Document:
    pass_point("extracted")
    return fake_code(article, extraction, model=model, processed=processed)


if __name__ == "__main__":
    pipeline.app.FaustDelivery = KilledDelivery  # type: ignore[misc]
    pipeline.worker.ArticleReader = KilledReader  # type: ignore[misc]
    pipeline.worker.BatchProcessor = KilledProcessor  # type: ignore[misc]
    with exit_on_error():
        settings = read_settings(os.environ)
        sys.exit(run_worker(settings, load=lambda _settings: FakeExtractor(), code=killed_code))
