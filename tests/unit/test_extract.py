"""The steps of a batch, and a crash at each of them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pytest
from fakes import FakeExtractor, fake_code

from pipeline.dead_letters import read_rejection
from pipeline.errors import ModelError
from pipeline.extract import BatchProcessor
from pipeline.health import Health
from pipeline.journal import CarefulReader, Journal
from pipeline.messages import IncomingMessage, OutgoingMessage
from pipeline.metrics import Metrics
from pipeline.reading import ArticleReader
from pipeline.records import decode_document
from pipeline.settings import ENVELOPE_BYTES, Settings

GOOD = b'{"id": "good", "text": "Ann Lee met Bob Roe. Cy Dow accused Ann Lee.", "published": "2024-12-25"}'


class BrokerRefuses(Exception):
    pass


@dataclass
class MemoryDelivery:
    """Keeps what is published; raises instead where it is told to."""

    fail_at: str = ""
    published: list[OutgoingMessage] = field(default_factory=list)
    acknowledged: bool = False

    async def publish(self, messages: Sequence[OutgoingMessage]) -> None:
        if self.fail_at == "publish":
            raise BrokerRefuses
        self.published.extend(messages)

    async def acknowledge(self) -> None:
        assert self.fail_at != "never"
        if self.fail_at == "acknowledge":
            raise BrokerRefuses
        self.acknowledged = True


@pytest.fixture
def processor() -> Iterator[BatchProcessor]:
    with ThreadPoolExecutor(max_workers=1) as executor:
        metrics = Metrics()
        reader = ArticleReader(
            FakeExtractor(), code=fake_code, attempts=2, now=lambda: "now", time_step=metrics.time_step
        )
        yield BatchProcessor(
            reader=CarefulReader(reader=reader, journal=Journal(None), attempts=2),
            executor=executor,
            settings=Settings(),
            metrics=metrics,
            health=Health(stall_seconds=60),
        )


def incoming(*values: bytes | None) -> list[IncomingMessage]:
    return [
        IncomingMessage(topic="articles", partition=0, offset=i, key=b"k%d" % i, value=value, timestamp_seconds=1.7e9)
        for i, value in enumerate(values)
    ]


async def test_an_article_becomes_its_document_with_its_events(processor: BatchProcessor) -> None:
    delivery = MemoryDelivery()
    await processor.process(incoming(GOOD), delivery)

    assert delivery.acknowledged
    [document] = delivery.published
    assert (document.topic, document.key) == ("documents", b"good")
    assert [event.type for event in decode_document(document.value or b"").events] == ["CONSULT", "ACCUSE"]


async def test_every_message_has_one_outcome_in_order(processor: BatchProcessor) -> None:
    delivery = MemoryDelivery()
    await processor.process(incoming(b"\xff", GOOD, b"POISON", None, b"Nothing here.", b"MISCODE"), delivery)

    outcomes = delivery.published
    assert [message.topic for message in outcomes] == [
        "articles.dead",
        "documents",
        "articles.dead",
        "articles.dead",
        "documents",
        "articles.dead",
    ]
    reasons = [read_rejection(message.headers) for message in outcomes if message.topic == "articles.dead"]
    assert [(item.stage, item.reason, item.attempts) for item in reasons] == [
        ("decode", "not-utf8", 1),
        ("extract", "error", 2),
        ("decode", "empty", 1),
        ("code", "error", 2),
    ]


async def test_revisions_of_an_article_leave_in_their_order_under_its_key(processor: BatchProcessor) -> None:
    revisions = [b'{"id": "a", "text": "Ann Lee met Bob Roe.", "revision": %d}' % number for number in (1, 2, 3)]
    delivery = MemoryDelivery()
    await processor.process(incoming(revisions[0], GOOD, revisions[1], revisions[2]), delivery)
    documents = [decode_document(message.value or b"") for message in delivery.published if message.key == b"a"]
    assert [document.article.revision for document in documents] == [1, 2, 3]


async def test_the_same_messages_again_give_the_same_bytes(processor: BatchProcessor) -> None:
    first, second = MemoryDelivery(), MemoryDelivery()
    await processor.process(incoming(GOOD, b"Eve Fox met Gil Hay."), first)
    await processor.process(incoming(b"Eve Fox met Gil Hay.", GOOD)[::-1], second)
    assert {(one.key, one.value) for one in first.published} == {(one.key, one.value) for one in second.published}


@pytest.mark.parametrize("fail_at", ["publish", "acknowledge"])
async def test_a_crash_before_the_end_acknowledges_nothing(processor: BatchProcessor, fail_at: str) -> None:
    delivery = MemoryDelivery(fail_at=fail_at)
    with pytest.raises(BrokerRefuses):
        await processor.process(incoming(GOOD), delivery)
    assert not delivery.acknowledged
    assert bool(delivery.published) == (fail_at == "acknowledge")


async def test_a_broken_model_publishes_and_acknowledges_nothing(processor: BatchProcessor) -> None:
    delivery = MemoryDelivery()
    with pytest.raises(ModelError):
        await processor.process(incoming(GOOD, b"BREAKDOWN"), delivery)
    assert delivery == MemoryDelivery()


async def test_a_document_that_no_message_can_hold_is_a_dead_letter(processor: BatchProcessor) -> None:
    settings = Settings(max_article_bytes=50_000, max_message_bytes=50_000 + ENVELOPE_BYTES + 20_000)
    article = b"Ann Lee met Bob Roe. " * 400
    delivery = MemoryDelivery()
    await replace(processor, settings=settings).process(incoming(article, GOOD), delivery)

    [dead] = [message for message in delivery.published if message.topic == "articles.dead"]
    assert (dead.value, read_rejection(dead.headers).reason) == (article, "document-too-large")
    assert [message.key for message in delivery.published if message.topic == "documents"] == [b"good"]


async def test_the_age_of_articles_is_counted_when_their_documents_are_published(processor: BatchProcessor) -> None:
    metrics = Metrics(now=lambda: 1_700_000_100.0)
    stated = b'{"text": "Ann Lee met Bob Roe.", "published": "2023-11-14T22:13:30+00:00"}'
    await replace(processor, metrics=metrics).process(incoming(stated, GOOD, b"\xff"), MemoryDelivery())

    def sample(part: str, since: str) -> float | None:
        return metrics.registry.get_sample_value(f"dateline_document_age_seconds_{part}", {"since": since})

    assert (sample("count", "arrival"), sample("sum", "arrival")) == (2, 200)  # dead letters have no document
    assert (sample("count", "publication"), sample("sum", "publication")) == (1, 90)  # GOOD states a day alone


async def test_metrics_count_what_went_through(processor: BatchProcessor) -> None:
    await processor.process(incoming(GOOD, b"\xff", b"Eve Fox met Gil Hay."), MemoryDelivery())

    def value(name: str, **labels: str) -> float | None:
        return processor.metrics.registry.get_sample_value(name, labels)

    assert value("dateline_articles_total") == 3
    assert value("dateline_documents_total") == 2
    assert value("dateline_dead_letters_total", stage="decode", reason="not-utf8") == 1
    assert value("dateline_batch_articles_sum") == 3
    for step in ("decode", "extract", "code", "encode", "publish"):
        assert value("dateline_step_seconds_count", step=step) == 1
