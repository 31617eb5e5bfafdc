"""Each bad input becomes a dead letter with its reason, and the articles around it are read."""

import json
from collections.abc import Callable

import pytest
from streams import FakeWorker, make_article, publish, read_outcomes

from pipeline.articles import Reason
from pipeline.dead_letters import Rejection, read_rejection
from pipeline.records import decode_document
from pipeline.settings import Settings

pytestmark = pytest.mark.broker


def _json(**fields: object) -> bytes:
    return json.dumps({"text": "Ann Lee met Bob Roe.", "published": "2024-12-25", **fields}).encode()


BAD_INPUTS: dict[str, tuple[bytes | None, str, str]] = {
    "tombstone": (None, "decode", Reason.EMPTY),
    "empty": (b"", "decode", Reason.EMPTY),
    "latin-1": ("Präsident".encode("latin-1"), "decode", Reason.NOT_UTF8),
    "utf-16": ("Ann Lee met Bob Roe.".encode("utf-16"), "decode", Reason.NOT_UTF8),
    "broken JSON": (b'{"text": "Ann Lee met', "decode", Reason.BAD_JSON),
    "lone surrogate": (b'{"text": "Ann \\ud800 Lee"}', "decode", Reason.BAD_JSON),
    "deep nesting": (b'{"text": "Ann", "x": ' + b"[" * 300_000 + b"]" * 300_000 + b"}", "decode", Reason.BAD_JSON),
    "list": (b"[1, 2]", "decode", Reason.NOT_AN_OBJECT),
    "wrong type": (_json(text=["Ann"]), "decode", Reason.WRONG_TYPE),
    "no text": (b'{"published": "2024-12-25"}', "decode", Reason.NO_TEXT),
    "white space": (b" \r\n\t ", "decode", Reason.NO_TEXT),
    "wrong date": (_json(published="2024-13-45"), "decode", Reason.BAD_DATE),
    "wrong date line": (b"date 2024-02-30 Ann Lee met Bob Roe.", "decode", Reason.BAD_DATE),
    "French": (_json(language="fr"), "decode", Reason.NOT_ENGLISH),
    "NUL": (_json(text="Ann Lee met\0 Bob Roe."), "decode", Reason.NUL_CHARACTER),
    "two megabytes": (_json(text="Ann Lee met Bob Roe. " * 100_000), "decode", Reason.TOO_LARGE),
    "model raises": (_json(text="Ann Lee met POISON."), "extract", "error"),
    "coding raises": (_json(text="Ann Lee met MISCODE."), "code", "error"),
}
HANDLED_INPUTS: dict[str, bytes] = {
    "byte order mark": b"\xef\xbb\xbf" + _json(),
    "control characters": _json(text="Ann Lee met\x07\x1b[31m\x85 Bob Roe."),
    "a line of a million characters": _json(text="Ann Lee met Bob Roe. " + "x" * 1_000_000),
    "raises once": _json(text="Ann Lee met FLAKY Bob Roe."),
    "plain text": b"date 2024-12-25 Ann Lee met Bob Roe.",
    "duplicate key": b'{"text": "Ann", "text": "Ann Lee met Bob Roe.", "published": "2024-12-25"}',
}


def test_bad_inputs_become_dead_letters_and_their_neighbours_are_read(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    good = [make_article(number) for number in range(len(BAD_INPUTS) + len(HANDLED_INPUTS))]
    odd = [(name.encode(), value) for name, (value, _, _) in BAD_INPUTS.items()]
    odd += [(name.encode(), value) for name, value in HANDLED_INPUTS.items()]
    worker = start_worker(settings)
    publish(settings, [article for pair in zip(odd, good, strict=True) for article in pair])

    good_ids = {key.decode() for key, _ in good}
    records = read_outcomes(settings, {name.encode() for name in BAD_INPUTS} | {key for key, _ in good})
    assert worker.stop() == 0

    dead = {record.key.decode(): record for record in records if record.topic == settings.topic_dead}
    rejections = {name: read_rejection(record.headers) for name, record in dead.items()}
    assert {name: (item.stage, item.reason) for name, item in rejections.items()} == {
        name: (stage, reason) for name, (_, stage, reason) in BAD_INPUTS.items()
    }
    assert {name: record.value for name, record in dead.items()} == {
        name: value for name, (value, _, _) in BAD_INPUTS.items()
    }
    documents = [decode_document(record.value) for record in records if record.topic == settings.topic_documents]
    assert good_ids <= {document.article.id for document in documents}
    assert len(documents) == len(good) + len(HANDLED_INPUTS)


def test_dead_letter_tells_where_its_article_came_from(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    publish(settings, [make_article(1, "Ann Lee met POISON.")])
    worker = start_worker(settings)

    [record] = read_outcomes(settings, {b"article-1"})
    assert worker.stop() == 0

    headers = dict(record.headers)
    assert read_rejection(record.headers) == Rejection(
        stage="extract", reason="error", error="ValueError", message="can't read POISON", attempts=settings.attempts
    )
    assert headers["dateline.topic"].decode() == settings.topic_articles
    assert headers["dateline.offset"] == b"0"
    assert int(headers["dateline.partition"]) in range(settings.partitions)
