"""The commands and scripts against the embedded broker, with the fake model behind them."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from kafka.admin import KafkaAdminClient
from processes import wait_until
from streams import FakeWorker, expected_event_ids, make_article, publish, read_outcomes, read_until, stream_settings

from pipeline.broker import find_free_port, run_broker
from pipeline.cli import main
from pipeline.records import decode_document, decode_event
from pipeline.settings import Settings

pytestmark = pytest.mark.broker

ROOT = Path(__file__).parents[2]


def run(settings: Settings, *arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, arguments, env=settings.environment(), input=stdin)


def test_topics_are_created_once_and_then_left_alone(settings: Settings) -> None:
    topics = (*settings.topics, settings.topic_revisions)
    first = run(settings, "topics")
    assert (first.exit_code, first.output) == (0, "".join(f"{topic}: created\n" for topic in topics))
    again = run(settings, "topics", "--partitions", "5")
    assert (again.exit_code, again.output) == (0, "".join(f"{topic}: exists\n" for topic in topics))


def test_topics_that_must_have_as_many_partitions_are_refused_where_they_have_not(settings: Settings) -> None:
    documents = replace(settings, topic_documents=f"{settings.topic_documents}.more", partitions=3)
    assert run(settings, "topics").exit_code == 0
    refused = run(documents, "topics")
    assert refused.exit_code == 1
    assert f"the topic {settings.topic_revisions} has 2 partitions, {documents.topic_documents} has 3" in refused.output


def test_a_topic_that_should_be_compacted_and_is_not_is_told(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    configs = {"cleanup.policy": "delete"}
    options = {"num_partitions": settings.partitions, "replication_factor": 1, "configs": configs}
    with closing(KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)) as admin:
        admin.create_topics({settings.topic_documents: options})
    for _ in range(2):  # the second time the others are there as well, and as they should be
        caplog.clear()
        assert run(settings, "topics").exit_code == 0
        [line] = [record.getMessage() for record in caplog.records if record.name == "pipeline.topics"]
        assert f"topic={settings.topic_documents} found=delete wanted=compact" in line


def test_published_articles_are_consumed_as_events_documents_and_dead_letters(
    settings: Settings, start_worker: Callable[..., FakeWorker], tmp_path: Path
) -> None:
    worker = start_worker(settings)
    lines = tmp_path / "articles.jsonl"
    articles = [make_article(number) for number in range(3)]
    lines.write_bytes(b"\n".join(value for _, value in articles))
    (tmp_path / "one.txt").write_text("date 2024-12-25 Eve Fox met Gil Hay.")

    published = run(settings, "publish", str(lines), str(tmp_path / "one.txt"))
    assert (published.exit_code, published.output) == (0, "4 articles published, 0 failed\n")
    doubtful = run(settings, "publish", "-", stdin=b"\xff")
    assert (doubtful.exit_code, doubtful.output.splitlines()[-1]) == (0, "1 articles published, 0 failed")
    assert "-: will be a dead letter, not-utf8" in doubtful.output
    missing = run(settings, "publish", str(tmp_path / "none.txt"))
    assert (missing.exit_code, missing.output.splitlines()[-1]) == (1, "0 articles published, 1 failed")

    def consume(*options: str) -> list[str]:
        result = run(settings, "consume", "--from-beginning", *options)
        assert result.exit_code == 0, result.output
        return result.output.splitlines()

    documents = [decode_document(line.encode()) for line in consume("--documents", "--jsonl", "--max-events", "4")]
    events = [decode_event(line.encode()) for line in consume("--jsonl", "--max-events", "7")]
    assert {event.event_id for event in events} == {e.event_id for document in documents for e in document.events}
    assert expected_event_ids(articles) < {event.event_id for event in events}
    [dead] = consume("--dead", "--jsonl", "--max-events", "1")
    assert json.loads(dead)["base64"] == "/w=="
    header, *table = consume("--idle-seconds", "2")
    assert header.startswith("DATE ")
    assert len(table) == len(events)
    assert sum("Eve Fox → Gil Hay" in line for line in table) == 1
    assert worker.stop() == 0
    log = worker.log.splitlines()
    assert "worker starts: model=fake version=1 runs=plain Python" in log[0]
    assert [line for line in log[1:] if "dead letter:" not in line] == []


def test_scripts_publish_and_consume(start_worker: Callable[..., FakeWorker]) -> None:
    with run_broker() as broker:  # one of its own, as the scripts' topics have fixed names
        settings = stream_settings(broker.address, "scripts", own_topics=False)
        worker = start_worker(settings)
        sample = ROOT / "samples" / "korea-missile-launch.txt"
        command = [sys.executable, str(ROOT / "scripts" / "publish.py"), broker.address, str(sample)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        assert done.stdout.startswith("published to partition ")
        publish(settings, [make_article(1)])
        # Of what is stopped between documents and events, the events come with the next start, and not in this test.
        events = expected_event_ids([make_article(1)])
        read_until(settings, ("events",), lambda records: events <= {record.key.decode() for record in records})
        assert worker.stop() == 0

        command = [sys.executable, "-u", str(ROOT / "scripts" / "consume.py"), broker.address]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as consumer:
            assert consumer.stdout is not None
            lines = iter(consumer.stdout)
            assert any("Bob Roe" in line and "CONSULT" in line for line in lines)
            consumer.terminate()


def test_a_worker_serves_health_and_metrics(settings: Settings, start_worker: Callable[..., FakeWorker]) -> None:
    settings = replace(settings, web_port=find_free_port())
    url = f"http://127.0.0.1:{settings.web_port}"
    worker = start_worker(settings)

    def is_ready() -> bool:
        with suppress(OSError), urlopen(f"{url}/ready") as answer:
            return bool(answer.read() == b"ok\n")
        return False

    wait_until(is_ready)
    publish(settings, [make_article(1), (b"bad", b"\xff")])
    read_outcomes(settings, {b"article-1", b"bad"})
    with urlopen(f"{url}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    assert worker.stop() == 0
    assert "dateline_articles_total 2.0" in lines
    assert "dateline_documents_total 1.0" in lines
    assert 'dateline_dead_letters_total{reason="not-utf8",stage="decode"} 1.0' in lines
    assert 'dateline_model{backend="plain Python",name="fake",version="1"} 1.0' in lines
