import json

import pytest
from dead_letter_fakes import make_letter
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dead.display import HEADER, escape_controls, format_json, format_letter, format_line

TERMINAL_CODES = b"\x1b]0;title\x07\x1b[2J\r\x9b\xe2\x80\xaeok\xc2\x9b"


def test_line_has_every_column() -> None:
    line = format_line(make_letter(17, message="byte\n0"))
    assert line.split() == [
        "0/17", "2024-12-25T08:30:00Z", "decode", "not-utf8", "1", "0", "1", "k", "byte", "0",
    ]  # fmt: skip
    assert line.index("byte") == HEADER.index("MESSAGE")


def test_letter_is_shown_with_headers_and_bytes_and_no_control_characters() -> None:
    letter = make_letter(3, key=b"\x1b[31m", value=b"line\n" + TERMINAL_CODES, headers=(("a\nb", b"x\ty"),))
    shown = format_letter(letter)
    assert "key: \\x1b[31m\n" in shown
    assert "a\\nb: x\\ty\n" in shown
    assert "dateline.reason: not-utf8\n" in shown
    assert "\n\nline\n\\x1b]0;title\\x07\\x1b[2J\\r\\x9b\\u202eok\\x9b\n" in shown


@pytest.mark.parametrize("key", [None, b"\xfe", TERMINAL_CODES])
@pytest.mark.parametrize("value", [None, b"", TERMINAL_CODES])
def test_nothing_that_a_terminal_obeys_is_shown(key: bytes | None, value: bytes | None) -> None:
    letter = make_letter(key=key, value=value, message="\x1b[31m", headers=(("h\x1b", TERMINAL_CODES),))
    for text in (format_line(letter), format_letter(letter), format_json(letter)):
        assert all(character.isprintable() or character == "\n" for character in text)


@given(st.binary(max_size=50))
def test_escaped_bytes_hold_only_what_prints(data: bytes) -> None:
    assert all(character.isprintable() or character in "\n\t" for character in escape_controls(data))


def test_json_keeps_every_byte() -> None:
    fields = json.loads(format_json(make_letter(4)))
    assert (fields["partition"], fields["offset"], fields["died"]) == (0, 4, "2024-12-25T08:30:00+00:00")
    assert (fields["key"], fields["base64"]) == ("k", "/w==")
    assert fields["headers"]["dateline.reason"] == "not-utf8"
