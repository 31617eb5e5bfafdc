"""Dead letters for people, with nothing in them that a terminal would obey, and for programs."""

import base64
import json
from typing import Any, Final

from pipeline.dead.letters import DeadLetter
from pipeline.event_lines import fit, printable
from pipeline.messages import Headers

_WIDTHS = (10, len("2024-12-25T08:30:00Z"), 7, 18, 5, 7, 9, 32)
_KEPT_CONTROLS = "\n\t"


def _columns(*texts: str) -> str:
    return "  ".join(fit(text, width) for text, width in zip(texts, _WIDTHS, strict=True))


HEADER: Final = _columns("LETTER", "DIED", "STAGE", "REASON", "TRIES", "REPLAYS", "BYTES", "KEY") + "  MESSAGE"


def format_line(letter: DeadLetter) -> str:
    """The letter in a line of the table below ``HEADER``."""
    rejection = letter.rejection
    columns = _columns(
        str(letter.position),
        f"{letter.died:%Y-%m-%dT%H:%M:%SZ}",
        rejection.stage or "–",
        rejection.reason or "–",
        str(rejection.attempts),
        str(letter.replays),
        "–" if letter.value is None else str(len(letter.value)),
        "–" if letter.key is None else letter.key.decode("utf-8", "backslashreplace"),
    )
    return f"{columns}  {printable(rejection.message)[:200]}"


def format_letter(letter: DeadLetter) -> str:
    """The letter in full: where and when, key, every header, and its bytes, with an empty line before and after."""
    lines = [f"letter: {letter.position}", f"died: {letter.died.isoformat()}"]
    lines.append("no key" if letter.key is None else f"key: {_escape_line(letter.key)}")
    lines += [f"{_escape_line(name.encode())}: {_escape_line(value)}" for name, value in letter.headers]
    body = "(no value)" if letter.value is None else escape_controls(letter.value)
    return "\n".join([*lines, "", body, ""])


def format_json(letter: DeadLetter) -> str:
    """The letter as one line of JSON, in ASCII, so that a terminal takes no harm either."""
    fields = {
        "partition": letter.position.partition,
        "offset": letter.position.offset,
        "died": letter.died.isoformat(),
        **content_fields(letter.key, letter.value, letter.headers),
    }
    return json.dumps(fields)


def content_fields(key: bytes | None, value: bytes | None, headers: Headers) -> dict[str, Any]:
    """The headers, and key and value as text where they are UTF-8, with base64 of the value in any case."""
    data = value or b""
    return {
        "key": None if key is None else key.decode("utf-8", "replace"),
        "text": data.decode("utf-8", "replace"),
        "base64": base64.b64encode(data).decode(),
        "headers": {name: content.decode("utf-8", "replace") for name, content in headers},
    }


def escape_controls(data: bytes) -> str:
    """``data`` as text in which bytes that are not UTF-8 and characters that do not print are escaped.

    Line feeds and tabs stay; control sequences, carriage returns and marks of direction do not get to the terminal.
    """
    text = data.decode("utf-8", "backslashreplace")
    return "".join(
        character
        if character.isprintable() or character in _KEPT_CONTROLS
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _escape_line(data: bytes) -> str:
    return escape_controls(data).replace("\n", "\\n").replace("\t", "\\t")
