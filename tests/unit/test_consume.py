import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from pipeline.consume import FORMATS, iterate_messages
from pipeline.records import RETRACTION_SCHEMA, ArticleReference, ModelInfo, Retraction, encode_record
from pipeline.settings import Settings


@dataclass(frozen=True)
class Record:
    value: bytes | None
    key: bytes | None = b"k"
    headers: tuple[tuple[str, bytes], ...] = ()


class MemoryConsumer:
    """Gives one batch a poll, each taking a second of its clock."""

    def __init__(self, *batches: list[int]) -> None:
        self._batches = iter(batches)
        self.seconds = 0.0

    def clock(self) -> float:
        return self.seconds

    def poll(self, timeout_ms: int) -> dict[str, list[int]]:
        assert timeout_ms > 0
        self.seconds += 1
        return {"partition": batch} if (batch := next(self._batches, [])) else {}


def iterate(consumer: MemoryConsumer, **limits: float | None) -> Iterator[int]:
    return iterate_messages(consumer, clock=consumer.clock, **limits)  # type: ignore[arg-type]


def test_ends_after_as_many_messages() -> None:
    assert list(iterate(MemoryConsumer([1, 2], [3, 4]), max_messages=3)) == [1, 2, 3]


def test_ends_when_nothing_came_for_long_enough() -> None:
    consumer = MemoryConsumer([1], [], [], [2], [], [], [], [3])
    assert list(iterate(consumer, idle_seconds=3)) == [1, 2]


def test_goes_on_without_limits() -> None:
    messages = iterate(MemoryConsumer(*([[]] * 100), [1]))
    assert next(messages) == 1


@pytest.mark.parametrize("kind", FORMATS)
def test_each_kind_has_a_topic_of_its_own(kind: str) -> None:
    assert FORMATS[kind].topic(Settings()) in Settings().topics[1:]


def test_a_dead_letter_as_json_keeps_every_byte() -> None:
    record = Record(b"\xff\x00", key=b"\xfe", headers=(("dateline.reason", b"not-utf8"),))
    assert json.loads(FORMATS["dead"].json_line(record)) == {
        "key": "\ufffd",
        "text": "\ufffd\x00",
        "base64": "/wA=",
        "headers": {"dateline.reason": "not-utf8"},
    }
    assert json.loads(FORMATS["dead"].json_line(Record(b"x", key=None)))["key"] is None


def test_a_retraction_is_shown_among_the_events() -> None:
    retraction = Retraction(
        schema=RETRACTION_SCHEMA,
        event_id="e1",
        retracted=True,
        article=ArticleReference(
            id="a\x1b1", published="2024-12-26T10:00:00", revision=2, title=None, source=None, url=None
        ),
        model=ModelInfo(name="m", version="1"),
        processed="now",
    )
    record = Record(value=encode_record(retraction))
    assert FORMATS["events"].line(record) == "2024-12-26   retracted: e1 of a 1"
    assert json.loads(FORMATS["events"].json_line(record))["retracted"] is True


def test_a_message_without_a_value_withdraws_but_a_dead_letter_is_shown() -> None:
    record = Record(value=None, key=b"a\x1b1", headers=(("dateline.reason", b"empty"),))
    assert FORMATS["documents"].withdrawal(record) == "withdrawn: a 1"
    assert FORMATS["events"].withdrawal(Record(value=b"{}")) is None
    assert FORMATS["dead"].withdrawal(record) is None
    assert "empty" in FORMATS["dead"].show(record, as_json=False)
