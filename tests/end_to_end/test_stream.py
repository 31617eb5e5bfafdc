"""The whole path with the real model: the stream finds what ``dateline extract`` finds, and survives bad input."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from streams import FakeWorker, publish, read_outcomes, read_until

from pipeline.dead_letters import read_rejection
from pipeline.records import Document, decode_document, decode_event
from pipeline.settings import Settings

pytestmark = [pytest.mark.broker, pytest.mark.model]

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.json"))[:4]


@pytest.fixture
def worker(settings: Settings, launch: Callable[..., FakeWorker]) -> FakeWorker:
    return launch(settings, "-m", "pipeline.cli", "worker")


def without_clock(document: Document) -> Document:
    return replace(document, events=tuple(replace(event, processed="") for event in document.events))


def test_the_stream_finds_what_extract_finds_and_survives_bad_input(settings: Settings, worker: FakeWorker) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "extract", *map(str, SAMPLES)]
    alone = subprocess.run(command, capture_output=True, check=True).stdout.splitlines()
    expected = {document.article.id: document for document in map(decode_document, alone)}
    assert len(expected) == len(SAMPLES)

    bad: list[tuple[bytes, bytes]] = [
        (b"not UTF-8", b"\xff\xfe"),
        (b"two megabytes", b"Ann Lee met Bob Roe. " * 100_000),
        (b"French", b'{"text": "Le ministre a parl\\u00e9.", "language": "fr"}'),
    ]
    odd: list[tuple[bytes, bytes]] = [
        (b"line", b'{"id": "line", "text": "Ann Lee met Bob Roe in Paris. ' + b"x" * 1_000_000 + b'"}'),
        (b"controls", b'{"id": "controls", "text": "Ann Lee\\u0007 met\\u001b[31m Bob Roe \\u0085in Paris."}'),
        (b"marks", '{"id": "marks", "text": "\u0301\u202e\ufeff 漢字 𝔄𝔫𝔫 \U0001f600"}'.encode()),
    ]
    samples = [(name.encode(), path.read_bytes()) for name, path in zip(expected, SAMPLES, strict=True)]
    publish(settings, [*bad, *samples[:2], *odd, *samples[2:]])
    records = read_outcomes(settings, {key for key, _ in (*bad, *samples, *odd)})

    dead = {record.key: read_rejection(record.headers).reason for record in records if record.topic.endswith(".dead")}
    assert dead == {b"not UTF-8": "not-utf8", b"two megabytes": "too-large", b"French": "not-english"}
    documents = [decode_document(record.value) for record in records if record.topic.endswith(".documents")]
    found = {document.article.id: without_clock(document) for document in documents}
    assert found.keys() == expected.keys() | {"line", "controls", "marks"}
    for name, document in expected.items():
        assert found[name] == without_clock(document)

    wanted = {event.event_id for document in documents for event in document.events}
    records = read_until(settings, (settings.topic_events,), lambda got: {r.key.decode() for r in got} >= wanted)
    assert sorted(decode_event(record.value).event_id for record in records) == sorted(wanted)
    assert worker.stop() == 0
