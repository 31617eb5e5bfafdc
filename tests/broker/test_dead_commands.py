"""Dead letters listed, shown and replayed against a broker, with a worker that lets them die again."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from streams import FakeWorker, publish, read_until

from pipeline.cli import main
from pipeline.records import decode_document
from pipeline.settings import Settings

pytestmark = pytest.mark.broker


def run(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["dead", *arguments], env=settings.environment())


def replays(records: list[Any]) -> list[tuple[bytes, bytes]]:
    found = [(record.key, dict(record.headers).get("dateline.replays", b"0")) for record in records]
    return sorted(found)


def test_dead_letters_are_listed_shown_and_replayed(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    dead_topic = (settings.topic_dead,)
    worker = start_worker(settings)
    poison = b"Ann Lee met POISON."
    publish(settings, [(b"bytes", b"\xff\x1b[2J"), (b"poison", poison), (b"good", b"Ann Lee met Bob Roe.")])
    read_until(settings, dead_topic, lambda records: len(records) == 2)

    header, *lines = run(settings, "list").stdout.splitlines()
    assert header.startswith("LETTER")
    assert sorted(line.split()[2] for line in lines) == ["decode", "extract"]
    listed = [json.loads(line) for line in run(settings, "list", "--jsonl", "--reason", "error").stdout.splitlines()]
    assert [letter["key"] for letter in listed] == ["poison"]
    position = f"{listed[0]['partition']}/{listed[0]['offset']}"
    shown = run(settings, "show", "--key", "bytes")
    assert "\\xff\\x1b[2J" in shown.stdout
    assert "dateline.reason: not-utf8\n" in shown.stdout
    assert run(settings, "show", position, "--raw").stdout_bytes == poison
    assert run(settings, "list", "--to", "2001-01-01").stdout.splitlines() == [header]

    dry = run(settings, "replay", "--stage", "extract", "--dry-run")
    assert dry.stdout.startswith("1 dead letters found, 0 of them repeat another: 1 would be replayed, 0 failed")
    assert run(settings, "replay", position).exit_code == 0
    again = read_until(settings, dead_topic, lambda records: len(records) == 3)
    assert replays(again) == [(b"bytes", b"0"), (b"poison", b"0"), (b"poison", b"1")]

    result = run(settings, "replay")
    assert result.stdout == "3 dead letters found, 1 of them repeat another: 2 replayed, 0 failed\n"
    again = read_until(settings, dead_topic, lambda records: len(records) == 5)
    assert replays(again)[1:] == [(b"bytes", b"1"), (b"poison", b"0"), (b"poison", b"1"), (b"poison", b"2")]
    assert {record.value for record in again} == {b"\xff\x1b[2J", poison}
    # Where an article states no date, that of its first message counts, whenever it is replayed.
    times = {dict(record.headers)["dateline.timestamp"] for record in again if record.key == b"poison"}
    assert len(times) == 1
    [document] = read_until(settings, (settings.topic_documents,), lambda records: len(records) == 1)
    assert decode_document(document.value).article.text == "Ann Lee met Bob Roe."
    assert worker.stop() == 0
