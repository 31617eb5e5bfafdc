"""JSON that is nested too deep is told before a parser sees it."""

import time

import pytest

from pipeline.articles import MOST_NESTING, Reason, read_article
from pipeline.errors import InvalidArticle

LARGEST = 1 << 20


def reason(data: bytes) -> str | None:
    try:
        read_article(data, timestamp_seconds=0.0, max_bytes=LARGEST)
    except InvalidArticle as error:
        return error.reason
    return None


def nested(levels: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    """An article with an unknown field of so many levels; the article itself is one more."""
    return b'{"text": "Ann", "more": ' + opening * levels + b"1" + closing * levels + b"}"


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")])
def test_levels_are_counted_of_arrays_and_objects(opening: bytes, closing: bytes) -> None:
    most = (MOST_NESTING - 1) // (opening.count(b"[") + opening.count(b"{"))
    assert reason(nested(most, opening, closing)) is None
    assert reason(nested(most + 1, opening, closing)) == Reason.BAD_JSON


def test_brackets_side_by_side_or_inside_strings_are_no_levels() -> None:
    many = MOST_NESTING * 3
    assert reason(b'{"text": "Ann", "more": [' + b"[1]," * many + b"[1]]}") is None
    assert reason(b'{"text": "' + b"[{" * many + b'"}') is None
    assert reason(b'{"text": "\\"' + b'\\\\\\"[' * many + b'"}') is None


def test_plain_text_may_open_as_many_brackets_as_it_likes() -> None:
    assert reason(b"Ann [ " * 1000) is None
    assert reason(b"[" * 1000) is None


@pytest.mark.parametrize(
    "bomb",
    [b"[", b"{", b'{"text":', b'[{"a":', b"[]", b"{}", b'"', b'\\"', b"\\", b'"[', b'[]"', b'{"":""},'],
)
@pytest.mark.parametrize("start", [b"", b'{"text": "Ann", "more": ', b'[{"a": "'])
def test_a_megabyte_of_levels_takes_less_than_a_second(start: bytes, bomb: bytes) -> None:
    data = start + bomb * ((LARGEST - len(start)) // len(bomb))
    before = time.process_time()
    reason(data)
    assert time.process_time() - before < 1.0
