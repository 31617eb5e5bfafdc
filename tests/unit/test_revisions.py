"""What follows from a document, given what is kept of its article; and the ledger's steps, with a crash at each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from fakes import FakeExtractor, fake_code
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.dead_letters import read_rejection
from pipeline.ledger import Ledger
from pipeline.messages import IncomingMessage, OutgoingMessage
from pipeline.metrics import Metrics
from pipeline.records import (
    Article,
    Document,
    ModelInfo,
    Retraction,
    Revision,
    decode_event_or_retraction,
    encode_record,
)
from pipeline.revisions import Change, Verdict, compare, read_document, withdraw
from pipeline.settings import Settings

MODEL = ModelInfo(name="fake", version="1")
TEXT = "Ann Lee met Bob Roe. Rebels attacked Homs, 5 dead. Kim Moe accused Ann Lee."
CORRECTED = "Correction. Ann Lee met Bob Roe. Rebels attacked Homs, 9 dead."


def make_document(
    text: str = TEXT,
    *,
    published: str = "2024-12-25",
    revision: int | None = None,
    model: ModelInfo = MODEL,
    processed: str = "first",
) -> Document:
    article = Article(id="a", text=text, published=published, revision=revision)
    [extraction] = FakeExtractor().extract([text])
    return fake_code(article, extraction, model=model, processed=processed)


def follow(document: Document, kept: Revision | None = None) -> Change:
    return compare(read_document(encode_record(document)), kept, processed="now")


def keep(document: Document, kept: Revision | None = None) -> Revision:
    change = follow(document, kept)
    assert change.kept is not None
    return change.kept


def ids(document: Document) -> list[str]:
    return [event.event_id for event in document.events]


def test_the_first_document_publishes_all_its_events_as_they_are() -> None:
    document = make_document()
    change = follow(document)
    assert change.verdict is Verdict.FIRST
    assert [event.data for event in change.events] == [encode_record(event) for event in document.events]
    assert change.retractions == ()
    assert change.kept is not None
    assert list(change.kept.events) == ids(document)


@pytest.mark.parametrize(
    "again",
    [
        make_document(processed="later"),
        make_document(published="2024-12-26"),
        make_document(published="2024-12-24"),
    ],
)
def test_the_same_text_again_changes_nothing(again: Document) -> None:
    assert follow(again, keep(make_document())) == Change(verdict=Verdict.DUPLICATE)


def test_a_revision_keeps_what_remains_sends_what_changed_and_takes_back_what_is_gone() -> None:
    before, after = make_document(revision=1), make_document(CORRECTED, revision=2)
    change = follow(after, keep(before))
    assert change.verdict is Verdict.REVISION
    assert ids(after) == ids(before)[:2]
    # Both have shifted, and so are sent again under their ids.
    assert [event.event_id for event in change.events] == ids(after)
    assert [retraction.event_id for retraction in change.retractions] == ids(before)[2:]
    assert change.retractions[0].article == after.events[0].article
    assert change.kept is not None
    assert list(change.kept.events) == ids(after)


def test_what_a_revision_says_as_before_is_not_sent() -> None:
    after = make_document(TEXT.replace("Kim Moe", "Kim Poe"), revision=2, published="2024-12-26", processed="later")
    change = follow(after, keep(make_document(revision=1)))
    assert [event.event_id for event in change.events] == ids(after)[2:]
    assert len(change.retractions) == 1


def test_an_event_that_comes_back_is_sent_again() -> None:
    first = make_document(revision=1)
    without = keep(make_document("Ann Lee met Bob Roe.", revision=2), keep(first))
    change = follow(make_document(revision=3), without)
    assert [event.event_id for event in change.events] == ids(first)[1:]


NEWER = [
    (("2024-12-25", 1), ("2024-12-25", 2)),
    (("2024-12-25", 1), ("2024-12-20", 2)),
    (("2024-12-25", None), ("2024-12-26", None)),
    (("2024-12-25T10:00:00+01:00", None), ("2024-12-25T10:00:00+00:00", None)),
    (("2024-12-25T10:00:00", 3), ("2024-12-25T11:00:00", 3)),
    (("2024-12-25T10:00:00", 3), ("2024-12-25T11:00:00", None)),
    (("2024-12-25", 3), ("2024-12-26T00:00:00+00:00", None)),
]
# Nothing tells them apart, so what arrives last counts.
ALIKE = [
    (("2024-12-25", None), ("2024-12-25", None)),
    (("2024-12-25T10:00:00", None), ("2024-12-25", None)),
    (("2024-12-25", 1), ("2024-12-25", None)),
]


@pytest.mark.parametrize(("old", "new"), NEWER)
def test_an_older_revision_that_arrives_late_changes_nothing(
    old: tuple[str, int | None], new: tuple[str, int | None]
) -> None:
    older = make_document(published=old[0], revision=old[1])
    newer = make_document(CORRECTED, published=new[0], revision=new[1])
    assert follow(newer, keep(older)).verdict is Verdict.REVISION
    assert follow(older, keep(newer)) == Change(verdict=Verdict.LATE)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_of_two_that_nothing_puts_in_order_the_last_counts(
    one: tuple[str, int | None], other: tuple[str, int | None]
) -> None:
    first = make_document(published=one[0], revision=one[1])
    second = make_document(CORRECTED, published=other[0], revision=other[1])
    assert follow(second, keep(first)).verdict is Verdict.REVISION
    assert follow(first, keep(second)).verdict is Verdict.REVISION


def test_the_same_text_with_a_newer_number_is_kept_without_a_message() -> None:
    kept = keep(make_document(revision=1))
    change = follow(make_document(revision=2), kept)
    assert (change.verdict, change.events, change.retractions) == (Verdict.REVISION, (), ())
    assert change.kept == replace(kept, revision=2)


def test_another_model_takes_back_the_events_of_the_one_before() -> None:
    before, after = make_document(), make_document(model=ModelInfo(name="fake", version="2"))
    change = follow(after, keep(before))
    assert [event.event_id for event in change.events] == ids(after)
    assert [retraction.event_id for retraction in change.retractions] == ids(before)


def test_a_withdrawn_article_has_its_events_taken_back_once() -> None:
    document = make_document()
    change = withdraw("a", keep(document), processed="now")
    assert change.verdict is Verdict.WITHDRAWN
    assert [retraction.event_id for retraction in change.retractions] == ids(document)
    assert change.kept is not None
    assert withdraw("a", change.kept, processed="now") == Change(verdict=Verdict.DUPLICATE)
    assert withdraw("a", None, processed="now") == Change(verdict=Verdict.DUPLICATE)
    assert len(follow(document, change.kept).events) == 3


SENTENCES = st.lists(
    st.sampled_from(["Ann Lee met Bob Roe.", "Rebels attacked Homs.", "Kim Moe accused Ann Lee.", "It rained."]),
    min_size=1,
    max_size=6,
)


@given(texts=st.lists(SENTENCES, min_size=1, max_size=4), repeats=st.integers(min_value=1, max_value=3))
def test_what_consumers_hold_is_the_newest_revision_however_often_a_step_is_repeated(
    texts: list[list[str]], repeats: int
) -> None:
    kept: Revision | None = None
    held: dict[str, bytes] = {}
    for number, sentences in enumerate(texts):
        document = make_document(" ".join(sentences), revision=number)
        for _ in range(repeats):  # a crash before the state is kept has the step repeated
            change = follow(document, kept)
            held |= {event.event_id: event.data for event in change.events}
            for retraction in change.retractions:
                held.pop(retraction.event_id, None)
        kept = change.kept or kept
    assert held.keys() == set(ids(document))
    spans = {event.event_id: event.trigger for event in document.events}
    for event_id, data in held.items():
        event = decode_event_or_retraction(data)
        assert not isinstance(event, Retraction)
        assert event.trigger == spans[event_id]


class BrokerRefuses(Exception):
    pass


@dataclass
class MemoryDelivery:
    """A broker, a changelog and a store; raises before or after a step where it is told to."""

    fail_at: str = ""
    held: bytes | None = None
    published: list[OutgoingMessage] = field(default_factory=list)
    acknowledged: bool = False

    def recall(self) -> bytes | None:
        return self.held

    async def publish(self, messages: Sequence[OutgoingMessage]) -> None:
        assert messages
        self._fail("before publish")
        self.published.extend(messages)
        self._fail("after publish")

    async def keep(self, value: bytes) -> None:
        self._fail("before keep")
        self.held = value
        self._fail("after keep")

    async def acknowledge(self) -> None:
        self.acknowledged = True

    def _fail(self, point: str) -> None:
        if self.fail_at == point:
            raise BrokerRefuses


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(settings=Settings(), metrics=Metrics(), now=lambda: "now")


def message(document: Document | bytes | None, key: bytes | None = b"a") -> IncomingMessage:
    value = encode_record(document) if isinstance(document, Document) else document
    return IncomingMessage(topic="documents", partition=0, offset=1, key=key, value=value, timestamp_seconds=0.0)


async def test_a_document_becomes_its_events_and_then_is_kept(ledger: Ledger) -> None:
    document, delivery = make_document(), MemoryDelivery()
    await ledger.enter(message(document), delivery)
    assert delivery.acknowledged
    assert [(one.topic, one.key) for one in delivery.published] == [("events", one.encode()) for one in ids(document)]
    assert delivery.held == encode_record(keep(document))


async def test_the_same_document_again_is_acknowledged_and_publishes_nothing(ledger: Ledger) -> None:
    delivery = MemoryDelivery(held=encode_record(keep(make_document())))
    await ledger.enter(message(make_document()), delivery)
    assert (delivery.acknowledged, delivery.published) == (True, [])


@pytest.mark.parametrize("point", ["before publish", "after publish", "before keep", "after keep"])
async def test_a_crash_acknowledges_nothing_and_the_document_again_loses_nothing(ledger: Ledger, point: str) -> None:
    before, after = make_document(revision=1), make_document(CORRECTED, revision=2)
    calm = MemoryDelivery(held=encode_record(keep(before)))
    await ledger.enter(message(after), calm)

    crashed = MemoryDelivery(held=encode_record(keep(before)), fail_at=point)
    with pytest.raises(BrokerRefuses):
        await ledger.enter(message(after), crashed)
    assert not crashed.acknowledged
    again = MemoryDelivery(held=crashed.held, published=crashed.published)
    await ledger.enter(message(after), again)
    assert again.acknowledged
    assert again.held == calm.held
    assert set(again.published) == set(calm.published)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (b"\xff", b"a"),
        (b"{}", b"a"),
        (b"[" * 100_000, b"a"),
        (b'{"article": {"id": "a", "text": "t", "published": "2024-12-25"}, "events": [{}], "model": {}}', b"a"),
        (encode_record(make_document(published="soon")), b"a"),
        (encode_record(make_document()), None),
        (None, None),
    ],
)
async def test_what_is_no_document_becomes_a_dead_letter(
    ledger: Ledger, value: bytes | None, key: bytes | None
) -> None:
    delivery = MemoryDelivery()
    await ledger.enter(message(value, key), delivery)
    assert delivery.acknowledged
    [dead] = delivery.published
    rejection = read_rejection(dead.headers)
    assert (dead.topic, rejection.stage, rejection.reason) == ("articles.dead", "revise", "bad-document")
    assert delivery.held is None


async def test_metrics_count_verdicts_events_and_retractions(ledger: Ledger) -> None:
    delivery = MemoryDelivery()
    for document in (make_document(revision=1), make_document(CORRECTED, revision=2), make_document(revision=1), None):
        await ledger.enter(message(document), delivery)

    def value(name: str, **labels: str) -> float | None:
        return ledger.metrics.registry.get_sample_value(name, labels)

    for verdict in ("first", "revision", "late", "withdrawn"):
        assert value("dateline_revisions_total", verdict=verdict) == 1
    assert value("dateline_retractions_total") == 3
    assert value("dateline_events_total", type="CONSULT") == 2
    assert value("dateline_events_total", type="ACCUSE") == 1
