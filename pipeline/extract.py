"""One batch of the stream, from bytes to acknowledged offsets, in numbered steps."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol

from pipeline.articles import published_seconds, read_article
from pipeline.dead_letters import Rejection, first_timestamp, make_dead_letter
from pipeline.errors import InvalidArticle
from pipeline.health import Health
from pipeline.journal import CarefulReader
from pipeline.messages import IncomingMessage, OutgoingMessage
from pipeline.metrics import Metrics
from pipeline.reading import Failure, utc_now
from pipeline.records import Article, Document, encode_record
from pipeline.settings import ENVELOPE_BYTES, Settings

log = logging.getLogger(__name__)

Outcome = Document | Rejection


class Delivery(Protocol):
    """The way out of a batch."""

    async def publish(self, messages: Sequence[OutgoingMessage]) -> None:
        """Returns when the broker has every message; raises where it has not."""

    async def acknowledge(self) -> None:
        """Lets the offsets of the whole batch be committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProcessor:
    """All that a batch needs. ``executor`` has one thread: the model runs off the event loop, one batch at a time."""

    reader: CarefulReader
    executor: Executor
    settings: Settings
    metrics: Metrics
    health: Health

    async def process(self, batch: Sequence[IncomingMessage], delivery: Delivery) -> None:
        """Turn a batch into documents and dead letters, and acknowledge it.

        Guarantee: at least once. A message is acknowledged only after the broker has everything that it led to, so
        after a crash before the end of step 5 the batch is read again, to the same events with the same ids. Every
        message leads to one document, which holds its events, or to one dead letter. Whatever else goes wrong (the
        broker refuses a message, the model is broken) raises, with nothing of the batch acknowledged.
        """
        loop = asyncio.get_running_loop()
        self.metrics.count_batch(len(batch))
        with self.health.batch():
            # 1. Decode: bytes that are no article are rejected.
            with self.metrics.time_step("decode"):
                decoded = [self._decode(message) for message in batch]
            # 2. Extract and code: off the event loop, which goes on fetching and committing.
            sources = [message for message, item in zip(batch, decoded, strict=True) if isinstance(item, Article)]
            articles = [item for item in decoded if isinstance(item, Article)]
            outcomes = iter(await loop.run_in_executor(self.executor, self.reader.read, sources, articles))
            read = [_rejection_of(next(outcomes)) if isinstance(item, Article) else item for item in decoded]
            # 3. Encode: one document, or one dead letter.
            with self.metrics.time_step("encode"):
                messages = [
                    message for source, item in zip(batch, read, strict=True) for message in self._encode(source, item)
                ]
            # 4. Publish: wait for the broker to have everything.
            with self.metrics.time_step("publish"):
                await delivery.publish(messages)
            self._observe_ages(batch, read)
            # 5. Acknowledge: only now may the offsets be committed.
            await delivery.acknowledge()

    def _observe_ages(self, batch: Sequence[IncomingMessage], outcomes: Sequence[Outcome]) -> None:
        for message, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Document):
                self.metrics.observe_document(
                    arrived=message.timestamp_seconds, published=published_seconds(outcome.article)
                )

    def _decode(self, message: IncomingMessage) -> Article | Rejection:
        try:
            return read_article(
                message.value,
                timestamp_seconds=first_timestamp(message),
                max_bytes=self.settings.max_article_bytes,
            )
        except InvalidArticle as error:
            return Rejection(stage="decode", reason=error.reason, error="InvalidArticle", message=str(error))

    def _encode(self, source: IncomingMessage, outcome: Outcome) -> list[OutgoingMessage]:
        if isinstance(outcome, Document):
            value = encode_record(outcome)
            size = len(value)
            if size <= self.settings.max_message_bytes - ENVELOPE_BYTES:
                self.metrics.count_document()
                key = outcome.article.id.encode()
                return [OutgoingMessage(topic=self.settings.topic_documents, key=key, value=value)]
            outcome = Rejection(
                stage="encode",
                reason="document-too-large",
                error="DocumentTooLarge",
                message=f"a document of {size} bytes is too large: raise DATELINE_MAX_MESSAGE_BYTES",
            )
        self.metrics.count_dead_letter(outcome)
        log.warning(
            "dead letter: topic=%s partition=%d offset=%d stage=%s reason=%s message=%r",
            source.topic, source.partition, source.offset, outcome.stage, outcome.reason, outcome.message,
        )  # fmt: skip
        letter = make_dead_letter(
            source,
            outcome,
            topic=self.settings.topic_dead,
            processed=utc_now(),
            max_bytes=self.settings.max_message_bytes,
        )
        return [letter]


def _rejection_of(outcome: Document | Failure) -> Outcome:
    if isinstance(outcome, Document):
        return outcome
    return Rejection(
        stage=outcome.stage,
        reason=outcome.reason,
        error=type(outcome.error).__name__,
        message=str(outcome.error),
        attempts=outcome.attempts,
    )
