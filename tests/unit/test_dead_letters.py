from dataclasses import replace

import pytest

from pipeline.dead_letters import (
    REPLAYS,
    TIMESTAMP,
    Rejection,
    first_timestamp,
    make_dead_letter,
    make_replay,
    read_rejection,
)
from pipeline.messages import IncomingMessage, OutgoingMessage
from pipeline.settings import ENVELOPE_BYTES

REJECTION = Rejection(stage="decode", reason="not-utf8", error="InvalidArticle", message="byte 0 is not UTF-8: “ÿ”")


def incoming(*, key: bytes | None = b"k", value: bytes | None = b"\xff", **other: object) -> IncomingMessage:
    return IncomingMessage(
        topic="articles", partition=3, offset=17, key=key, value=value, timestamp_seconds=1.0, **other
    )  # type: ignore[arg-type]


def letter(source: IncomingMessage, max_bytes: int = 10**6) -> OutgoingMessage:
    return make_dead_letter(source, REJECTION, topic="dead", processed="2024-12-25T00:00:00+00:00", max_bytes=max_bytes)


def test_key_bytes_and_foreign_headers_are_unchanged() -> None:
    headers = (("trace", b"\x00\x01"), ("trace", b"2"), ("dateline.stage", b"encode"))
    made = letter(incoming(headers=headers))
    assert (made.topic, made.key, made.value) == ("dead", b"k", b"\xff")
    assert made.headers[:2] == headers[:2]
    assert [name for name, _ in made.headers].count("dateline.stage") == 1


def test_headers_tell_reason_and_origin() -> None:
    made = letter(incoming())
    headers = dict(made.headers)
    assert read_rejection(made.headers) == REJECTION
    assert (headers["dateline.topic"], headers["dateline.partition"], headers["dateline.offset"]) == (
        b"articles",
        b"3",
        b"17",
    )
    assert headers["dateline.processed"] == b"2024-12-25T00:00:00+00:00"
    assert "dateline.cut-from-bytes" not in headers


@pytest.mark.parametrize(("key", "value", "expected"), [(b"k", None, None), (None, None, b""), (None, b"x", b"x")])
def test_what_is_missing_stays_missing_unless_nothing_is_left(
    key: bytes | None, value: bytes | None, expected: bytes | None
) -> None:
    made = letter(incoming(key=key, value=value))
    assert (made.key, made.value) == (key, expected)


def test_a_value_that_no_message_can_hold_is_cut_and_says_so() -> None:
    made = letter(incoming(value=b"x" * 100_000), max_bytes=ENVELOPE_BYTES + 1000)
    assert made.value == b"x" * 1000
    assert dict(made.headers)["dateline.cut-from-bytes"] == b"100000"


@pytest.mark.parametrize(
    ("key", "value", "header"),
    [
        (10, 900_000, 100_000),
        (100_000, 900_000, 0),
        (10, 0, 999_000),
        (999_000, None, 10),
        (None, 10, 999_000),
        (10, 1_000_000 - ENVELOPE_BYTES, 1000),
    ],
)
def test_whatever_the_broker_took_its_dead_letter_fits_as_well(key: int | None, value: int | None, header: int) -> None:
    source = incoming(
        key=None if key is None else b"k" * key,
        value=None if value is None else b"v" * value,
        headers=(("trace", b"t" * header),),
    )
    rejection = Rejection(stage="code", reason="error", error="E", message="\ud800" * 5000)
    made = make_dead_letter(source, rejection, topic="t" * 249, processed="2024-12-25T00:00:00+00:00", max_bytes=10**6)
    sizes = [len(made.key or b""), len(made.value or b""), *(len(name) + len(text) + 10 for name, text in made.headers)]
    assert sum(sizes) < 10**6
    whole = (made.key, made.value) == (source.key, source.value)
    assert ("dateline.cut-from-bytes" in dict(made.headers)) != whole
    assert whole == ((key, value) in {(10, 0), (None, 10), (10, 1_000_000 - ENVELOPE_BYTES)})


def test_lone_surrogates_in_a_message_do_not_stop_the_dead_letter() -> None:
    rejection = Rejection(stage="code", reason="error", error="E", message="\ud800" * 5000)
    made = make_dead_letter(incoming(), rejection, topic="dead", processed="", max_bytes=10**6)
    assert dict(made.headers)["dateline.message"].startswith(b"\\ud800")


def test_headers_of_others_read_as_an_unknown_rejection() -> None:
    nothing = Rejection(stage="", reason="", error="", message="", attempts=1)
    assert read_rejection(()) == nothing
    assert read_rejection((("attempts", b"many"), ("trace", b"\xff"))) == nothing


def test_a_replay_is_what_the_message_was_and_outlasts_a_second_death() -> None:
    first = letter(incoming(headers=(("trace", b"1"),)))
    replay = make_replay(topic="articles", key=first.key, value=first.value, headers=first.headers, replays=1)
    assert (replay.topic, replay.key, replay.value) == ("articles", b"k", b"\xff")
    assert dict(replay.headers) == {"trace": b"1", TIMESTAMP: b"1.0", REPLAYS: b"1"}
    again = replace(incoming(headers=replay.headers), timestamp_seconds=99.0)
    assert first_timestamp(again) == 1.0
    second = dict(letter(again).headers)
    assert (second[REPLAYS], second[TIMESTAMP], second["trace"]) == (b"1", b"1.0", b"1")


@pytest.mark.parametrize(
    "headers",
    [(), ((TIMESTAMP, b"1.0"),), ((TIMESTAMP, b"soon"), (REPLAYS, b"1")), ((TIMESTAMP, b"1.0"), (REPLAYS, b"often"))],
)
def test_the_time_of_a_message_that_was_not_replayed_is_its_own(headers: tuple[tuple[str, bytes], ...]) -> None:
    assert first_timestamp(replace(incoming(headers=headers), timestamp_seconds=99.0)) == 99.0
