"""Inputs that are broken in many ways, drawn at random from a seed, each with what must become of it."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.articles import MOST_NESTING, Reason

TEXT = 'Minister Ann Lee met Bob Roe in Paris – « mañana », 東京 😀 \\ "quoted".'


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzed:
    """A message's key and value, and the stage and reason of the dead letter that it must become."""

    key: bytes | None
    value: bytes | None
    stage: str
    reason: str


def _article(draw: random.Random, **fields: Any) -> bytes:
    text = " ".join(draw.choices(TEXT.split(), k=draw.randint(1, 60)))
    whole = {"text": text, "published": "2024-12-25", **fields}
    names = draw.sample(sorted(whole), len(whole))
    return json.dumps({name: whole[name] for name in names}, ensure_ascii=draw.random() < 0.5).encode()


def _insert(draw: random.Random, data: bytes, part: bytes) -> bytes:
    place = draw.randint(0, len(data))
    return data[:place] + part + data[place:]


def _broken_utf8(draw: random.Random) -> bytes:
    # No byte of these is ever part of UTF-8, or it is half of a character, or a surrogate.
    return _insert(draw, _article(draw), draw.choice((b"\xff", b"\xfe\x00", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80")))


def _random_bytes(draw: random.Random) -> bytes:
    return b"\x80" + draw.randbytes(draw.randint(0, 3000))


def _cut_json(draw: random.Random) -> bytes:
    data = json.dumps(json.loads(_article(draw))).encode()
    return data[: draw.randint(1, len(data) - 1)]


def _deep_json(draw: random.Random) -> bytes:
    depth = draw.randint(MOST_NESTING + 1, 2500)
    opening, closing = draw.choice(((b"[", b"]"), (b'{"a":', b"}")))
    return b'{"text": "Ann", "x": ' + opening * depth + b"1" + closing * draw.choice((depth, depth - 1, 0)) + b"}"


def _huge_number(draw: random.Random) -> bytes:
    sign, digits = draw.choice(("", "-")), "9" * draw.randint(20, 2000)
    return _article(draw, revision=0).replace(b'"revision": 0', f'"revision": {sign}{digits}'.encode())


def _wrong_type(draw: random.Random) -> bytes:
    field = draw.choice(("id", "text", "title", "published", "source", "url", "language"))
    return _article(draw, **{field: draw.choice((1, -0.5, True, [], ["Ann"], {}, {"text": "Ann"}))})


def _no_object(draw: random.Random) -> bytes:
    return json.dumps(draw.choice(([], [1, "Ann"], 17, -1e300, True, None, "Ann Lee met Bob Roe."))).encode()


def _nul(draw: random.Random) -> bytes:
    return _article(draw, **{draw.choice(("id", "text", "title", "source")): f"Ann{draw.choice(chr(0) * 2)} Lee"})


def _nothing(draw: random.Random) -> bytes | None:
    return draw.choice((b"", None))


def _white_space(draw: random.Random) -> bytes:
    blank = "".join(draw.choices(" \t\r\n\u2003\u00a0", k=draw.randint(1, 500)))
    return _article(draw, text=draw.choice((blank, ""))) if draw.random() < 0.5 else blank.encode()


def _too_large(draw: random.Random) -> bytes:
    return _article(draw, title="x" * draw.randint(20_001, 40_000))


def _bad_date(draw: random.Random) -> bytes:
    return _article(
        draw, published=draw.choice(("yesterday", "2024-02-30", "0001-01-01", "9" * 400, "2024-W05", "\u0662"))
    )


def _other_language(draw: random.Random) -> bytes:
    return _article(draw, language=draw.choice(("fr", "de-AT", "klingon", "x" * 300)))


def _poison(draw: random.Random) -> bytes:
    return _article(draw, text="Ann Lee met POISON.")


def _miscode(draw: random.Random) -> bytes:
    return _article(draw, text="Ann Lee met MISCODE.")


KINDS: tuple[tuple[Callable[[random.Random], bytes | None], str, str], ...] = (
    (_broken_utf8, "decode", Reason.NOT_UTF8),
    (_random_bytes, "decode", Reason.NOT_UTF8),
    (_cut_json, "decode", Reason.BAD_JSON),
    (_deep_json, "decode", Reason.BAD_JSON),
    (_huge_number, "decode", Reason.WRONG_TYPE),
    (_wrong_type, "decode", Reason.WRONG_TYPE),
    (_no_object, "decode", Reason.NOT_AN_OBJECT),
    (_nul, "decode", Reason.NUL_CHARACTER),
    (_nothing, "decode", Reason.EMPTY),
    (_white_space, "decode", Reason.NO_TEXT),
    (_too_large, "decode", Reason.TOO_LARGE),
    (_bad_date, "decode", Reason.BAD_DATE),
    (_other_language, "decode", Reason.NOT_ENGLISH),
    (_poison, "extract", "error"),
    (_miscode, "code", "error"),
)
LARGEST_BYTES = 20_000


def draw_fuzzed(count: int, *, seed: int) -> list[Fuzzed]:
    """So many inputs, the kinds in turn; above ``LARGEST_BYTES`` an article is too large."""
    draw = random.Random(seed)
    found = []
    for number in range(count):
        make, stage, reason = KINDS[number % len(KINDS)]
        value = make(draw)
        key = None if value is not None and draw.random() < 0.1 else b"bad-%d\xff\x00" % number
        found.append(Fuzzed(key=key, value=value, stage=stage, reason=reason))
    return found
