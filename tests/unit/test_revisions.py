"""What follows from a document, given what is kept of its article; and the ledger's steps, with a crash at each."""

import dataclasses
from collections.abc import Iterable, Sequence
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
    DocumentPlace,
    ModelInfo,
    Retraction,
    Revision,
    decode_event_or_retraction,
    encode_record,
)
from pipeline.revisions import Change, Verdict, compare, locate, read_document, withdraw
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


PLACE = DocumentPlace(offset=0, timestamp=0.0)
LATER = DocumentPlace(offset=7, timestamp=1_735_200_000.5)


def follow(document: Document, kept: Revision | None = None, *, place: DocumentPlace = PLACE) -> Change:
    return compare(read_document(encode_record(document)), kept, place=place, processed="now")


def keep(document: Document, kept: Revision | None = None, *, place: DocumentPlace = PLACE) -> Revision:
    change = follow(document, kept, place=place)
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


def take_back(kept: Revision | None, *, place: DocumentPlace = LATER) -> Change:
    return withdraw("a", kept, place=place, processed="now")


def withdrawn(document: Document) -> Revision:
    change = take_back(keep(document))
    assert change.kept is not None
    return change.kept


def test_a_withdrawn_article_has_its_events_taken_back_once() -> None:
    document = make_document()
    change = take_back(keep(document))
    assert change.verdict is Verdict.WITHDRAWN
    assert [retraction.event_id for retraction in change.retractions] == ids(document)
    assert change.kept == replace(keep(document), events={}, withdrawn=True, entered=LATER)
    assert take_back(change.kept) == Change(verdict=Verdict.DUPLICATE)


@pytest.mark.parametrize(
    "again",
    [
        make_document(),
        make_document(processed="later"),
        make_document(published="2024-12-26"),  # as of an article that states none, and is sent again
        make_document(model=ModelInfo(name="fake", version="2")),
        make_document("Ann Lee met Bob Roe."),
        make_document("Ann Lee met Bob Roe.", published="2024-12-24"),
        make_document("Ann Lee met Bob Roe.", published="2024-12-25T10:00:00"),
        make_document("Ann Lee met Bob Roe.", revision=1),
    ],
)
def test_a_withdrawn_article_that_comes_again_or_is_older_stays_withdrawn(again: Document) -> None:
    assert follow(again, withdrawn(make_document())) == Change(verdict=Verdict.LATE)


@pytest.mark.parametrize(("old", "new"), NEWER)
@pytest.mark.parametrize("early", [True, False])
def test_a_newer_revision_brings_a_withdrawn_article_back_and_an_older_does_not(
    old: tuple[str, int | None], new: tuple[str, int | None], early: bool
) -> None:
    older = make_document(published=old[0], revision=old[1])
    newer = make_document(CORRECTED, published=new[0], revision=new[1])
    if early:
        assert follow(older, withdrawn(newer)) == Change(verdict=Verdict.LATE)
    else:
        change = follow(newer, withdrawn(older), place=LATER)
        assert change == replace_change(follow(newer, place=LATER), Verdict.REVISION)


def replace_change(change: Change, verdict: Verdict) -> Change:
    return dataclasses.replace(change, verdict=verdict)


@pytest.mark.parametrize(
    ("old", "new"), [((None, "2024-12-25"), (1, "2024-12-26")), ((1, "2024-12-25"), (2, "2024-12-25"))]
)
def test_the_same_text_comes_back_with_a_newer_number(old: tuple[int | None, str], new: tuple[int, str]) -> None:
    again = make_document(revision=new[0], published=new[1])
    change = follow(again, withdrawn(make_document(revision=old[0], published=old[1])))
    assert [event.event_id for event in change.events] == ids(again)
    assert change.kept == keep(again)


@pytest.mark.parametrize("published", ["2024-12-25", "2024-12-26", "2024-12-26T08:00:00+00:00"])
def test_what_is_withdrawn_before_it_is_known_stays_withdrawn(published: str) -> None:
    change = take_back(None)  # at 2024-12-26T08:00:00.5
    assert (change.verdict, change.events, change.retractions) == (Verdict.WITHDRAWN, (), ())
    assert change.kept is not None
    assert follow(make_document(published=published, revision=4), change.kept) == Change(verdict=Verdict.LATE)
    later = make_document(published="2024-12-26T08:00:01+00:00")
    assert follow(later, change.kept).events == follow(later).events


@pytest.mark.parametrize("timestamp", [None, -0.001, 0.0, 1e15])
def test_an_article_that_is_not_known_is_withdrawn_at_whatever_time(timestamp: float | None) -> None:
    kept = take_back(None, place=locate(3, timestamp)).kept
    assert kept is not None
    follow(make_document(), kept)


def test_what_earlier_workers_kept_of_a_withdrawn_article_keeps_it_withdrawn() -> None:
    kept = replace(keep(make_document(revision=1)), text="", events={}, entered=None)
    assert follow(make_document(revision=1), kept) == Change(verdict=Verdict.LATE)
    assert follow(make_document(revision=2), kept).verdict is Verdict.REVISION
    assert take_back(kept) == Change(verdict=Verdict.DUPLICATE)


def test_a_withdrawal_that_is_delivered_again_spares_the_revision_after_it() -> None:
    before, after = (DocumentPlace(offset=LATER.offset + step, timestamp=LATER.timestamp + step) for step in (-1, 1))
    kept = keep(make_document(CORRECTED, revision=2), withdrawn(make_document(revision=1)), place=after)
    for place in (before, LATER, after):
        assert take_back(kept, place=place) == Change(verdict=Verdict.DUPLICATE)
    later = replace(after, offset=after.offset + 1)
    assert take_back(kept, place=later).verdict is Verdict.WITHDRAWN
    # The topic was deleted and made anew: its offsets begin again, at a later time.
    assert take_back(kept, place=DocumentPlace(offset=0, timestamp=after.timestamp + 1)).verdict is Verdict.WITHDRAWN


# Documents by number of revision and text; None is a withdrawal.
MESSAGES = st.lists(
    st.none() | st.tuples(st.integers(min_value=1, max_value=4), st.sampled_from([TEXT, CORRECTED])),
    min_size=1,
    max_size=8,
)


@given(messages=MESSAGES, rewinds=st.lists(st.tuples(st.integers(1, 16), st.integers(0, 8)), max_size=3))
def test_what_is_read_again_after_a_crash_leads_to_what_an_undisturbed_run_leads_to(
    messages: list[tuple[int, str] | None], rewinds: list[tuple[int, int]]
) -> None:
    def read(order: Iterable[int]) -> dict[str, str]:
        kept: Revision | None = None
        held: dict[str, str] = {}
        for offset in order:
            message, place = messages[offset], DocumentPlace(offset=offset, timestamp=float(offset))
            if message is None:
                change = take_back(kept, place=place)
            else:
                change = follow(make_document(message[1], revision=message[0]), kept, place=place)
            held |= {event.event_id: event.digest for event in change.events}
            for retraction in change.retractions:
                del held[retraction.event_id]
            kept = change.kept or kept
        return held

    order = list(range(len(messages)))
    for entered, back in rewinds:  # so many were entered when the worker went back, and by how far
        begun = order[:entered]
        order = [*begun, *range(max(0, begun[-1] + 1 - back), len(messages))]
    assert read(order) == read(range(len(messages)))


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


def message(document: Document | bytes | None, key: bytes | None = b"a", *, offset: int = 0) -> IncomingMessage:
    value = encode_record(document) if isinstance(document, Document) else document
    return IncomingMessage(topic="documents", partition=0, offset=offset, key=key, value=value, timestamp_seconds=0.0)


async def test_a_document_becomes_its_events_and_then_is_kept(ledger: Ledger) -> None:
    document, delivery = make_document(), MemoryDelivery()
    await ledger.enter(message(document), delivery)
    assert delivery.acknowledged
    assert [(one.topic, one.key) for one in delivery.published] == [("events", one.encode()) for one in ids(document)]
    assert delivery.held == encode_record(keep(document))


async def test_a_withdrawn_article_stays_withdrawn_whatever_is_delivered_again(ledger: Ledger) -> None:
    delivery = MemoryDelivery()
    first, second = make_document(revision=1), make_document(CORRECTED, revision=2)
    for offset, document in ((0, first), (1, None), (0, first), (1, None), (2, first)):
        await ledger.enter(message(document, offset=offset), delivery)
    sent = [message.key.decode() for message in delivery.published if message.key]
    assert sent == [*ids(first), *ids(first)]
    # And what is newer stays, though the withdrawal before it is delivered once more.
    for offset, document in ((3, second), (1, None), (2, first), (3, second)):
        await ledger.enter(message(document, offset=offset), delivery)
    assert [message.key.decode() for message in delivery.published if message.key] == [*sent, *ids(second)]


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
    first, second = make_document(revision=1), make_document(CORRECTED, revision=2)
    for offset, document in enumerate((first, second, first, None)):
        await ledger.enter(message(document, offset=offset), delivery)

    def value(name: str, **labels: str) -> float | None:
        return ledger.metrics.registry.get_sample_value(name, labels)

    for verdict in ("first", "revision", "late", "withdrawn"):
        assert value("dateline_revisions_total", verdict=verdict) == 1
    assert value("dateline_retractions_total") == 3
    assert value("dateline_events_total", type="CONSULT") == 2
    assert value("dateline_events_total", type="ACCUSE") == 1
