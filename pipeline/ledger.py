"""One document of the stream, from bytes to acknowledged offset, in numbered steps: what keeps revisions apart.

The worker reads articles without memory; the ledger has one. It knows the newest revision of each article, publishes
the events that are new or changed and takes back those that are gone.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.dead_letters import Rejection, make_dead_letter
from pipeline.messages import IncomingMessage, OutgoingMessage
from pipeline.metrics import Metrics
from pipeline.records import Revision, decode_revision, encode_record
from pipeline.revisions import Change, NotADocument, compare, locate, read_document, withdraw
from pipeline.settings import Settings

log = logging.getLogger(__name__)


class LedgerDelivery(Protocol):
    """The ledger's way out, and its memory, for one document."""

    def recall(self) -> bytes | None:
        """What was kept last under the document's key."""

    async def publish(self, messages: Sequence[OutgoingMessage]) -> None:
        """Returns when the broker has every message; raises where it has not."""

    async def keep(self, value: bytes) -> None:
        """Keeps ``value`` under the document's key: returns when the broker and the store have it, in this order."""

    async def acknowledge(self) -> None:
        """Lets the document's offset be committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All that a document needs. ``now`` gives the time that retractions and dead letters carry."""

    settings: Settings
    metrics: Metrics
    now: Callable[[], str]

    async def enter(self, message: IncomingMessage, delivery: LedgerDelivery) -> None:
        """Publish what a document changes, and acknowledge it.

        Guarantee: at least once. What is kept of an article changes only after the broker has every event and
        retraction that follows from the change, so that a crash at any point before the end of step 4 leads to the same
        messages with the same ids again. Documents of one article must come one after the other, in the order of their
        topic.
        """
        # 1. Compare: with what is kept of the article; what is no document is rejected.
        kept = delivery.recall()
        change = self._compare(message, None if kept is None else decode_revision(kept))
        # 2. Publish: wait for the broker to have every event and retraction, or the dead letter.
        messages = self._encode(change) if isinstance(change, Change) else [self._bury(message, change)]
        if messages:
            await delivery.publish(messages)
        # 3. Keep: only now may the article's next revision be compared with this one.
        if isinstance(change, Change):
            if change.kept is not None:
                await delivery.keep(encode_record(change.kept))
            self.metrics.count_revision(change)
            self.metrics.observe_revision(arrived=message.timestamp_seconds)
        # 4. Acknowledge: only now may the offset be committed.
        await delivery.acknowledge()

    def _compare(self, message: IncomingMessage, kept: Revision | None) -> Change | Rejection:
        if message.key is None:
            return _reject("a document has a key, this message has none")
        place = locate(message.offset, message.timestamp_seconds)
        if message.value is None:
            return withdraw(message.key.decode("utf-8", "replace"), kept, place=place, processed=self.now())
        try:
            document = read_document(message.value)
        except NotADocument as error:
            return _reject(str(error))
        return compare(document, kept, place=place, processed=self.now())

    def _encode(self, change: Change) -> list[OutgoingMessage]:
        events = [(event.event_id, event.data) for event in change.events]
        retractions = [(retraction.event_id, encode_record(retraction)) for retraction in change.retractions]
        return [
            OutgoingMessage(topic=self.settings.topic_events, key=event_id.encode(), value=data)
            for event_id, data in (*events, *retractions)
        ]

    def _bury(self, message: IncomingMessage, rejection: Rejection) -> OutgoingMessage:
        self.metrics.count_dead_letter(rejection)
        log.warning(
            "dead letter: topic=%s partition=%d offset=%d stage=%s reason=%s message=%r",
            message.topic, message.partition, message.offset, rejection.stage, rejection.reason, rejection.message,
        )  # fmt: skip
        return make_dead_letter(
            message,
            rejection,
            topic=self.settings.topic_dead,
            processed=self.now(),
            max_bytes=self.settings.max_message_bytes,
        )


def _reject(trouble: str) -> Rejection:
    return Rejection(stage="revise", reason="bad-document", error="NotADocument", message=trouble)
