"""``dateline demo``: the whole path on this machine, from an empty broker to coded events."""

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.broker import find_free_port, run_broker
from pipeline.consume import connect_consumer, iterate_messages
from pipeline.dead_letters import read_rejection
from pipeline.errors import DatelineError, InvalidSettings
from pipeline.event_lines import HEADER, format_dead_letter, format_document, format_event
from pipeline.publish import connect_producer, find_articles, publish_articles
from pipeline.records import decode_document
from pipeline.settings import Settings
from pipeline.topics import create_topics
from pipeline.worker_process import WORKER, WorkerProcess, run_worker_process

# The embedded broker lets the first worker into its group after half of this.
_SESSION_SECONDS = 3.0
# A worker whose demo was killed has lost the broker with it, and waits so long for it before it ends itself.
_PRODUCER_TIMEOUT_SECONDS = 10.0
_POLL_SECONDS = 0.2


@dataclass(slots=True)
class DemoReport:
    """What came out. ``seconds`` count from the first article published to the last outcome."""

    articles: int = 0
    dead: int = 0
    events: int = 0
    seconds: float = 0.0

    def summary(self) -> str:
        """One line for people."""
        rate = self.articles / self.seconds if self.seconds else 0.0
        dead = f", {self.dead} dead letters" if self.dead else ""
        return (
            f"{self.articles} articles, {self.events} events{dead} in {self.seconds:.1f} s: "
            f"{rate:.1f} articles per second"
        )


class DemoFailed(DatelineError):
    """The articles could not be published, or no outcome came."""


def find_samples(folder: Path | None) -> Path:
    """The folder of sample articles: the one given, or ``samples`` beside the package or in the current directory.

    Raises ``InvalidSettings`` where there is none.
    """
    candidates = [folder] if folder else [Path(__file__).parent.parent / "samples", Path("samples")]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    places = " or ".join(str(candidate) for candidate in candidates)
    message = f"no sample articles at {places}: name a folder of articles with --samples"
    raise InvalidSettings(message)


def run_demo(
    samples: Path, settings: Settings, *, say: Callable[[str], None], command: Sequence[str] | None = None
) -> DemoReport:
    """Start broker and worker, publish ``samples``, say each event as it comes, and stop all that was started.

    Raises ``DatelineError`` where a part does not start, or ends, or nothing comes for ``settings.stall_seconds``.
    """
    with run_broker() as broker:
        settings = replace(
            settings.for_embedded_broker(broker.address),
            session_timeout_seconds=_SESSION_SECONDS,
            producer_timeout_seconds=_PRODUCER_TIMEOUT_SECONDS,
            web_port=find_free_port(),
        )
        create_topics(settings)
        say(f"broker at {broker.address}; starting a worker")
        with run_worker_process(settings, command or WORKER) as worker:
            worker.wait_until_ready()
            started = time.monotonic()
            keys = _publish(samples, settings, say)
            say(f"published {len(keys)} articles from {samples}\n\n{HEADER}")
            report = _say_results(keys, settings, worker, say)
            report.seconds = time.monotonic() - started
    return report


def _publish(samples: Path, settings: Settings, say: Callable[[str], None]) -> set[bytes]:
    with closing(connect_producer(settings)) as producer:
        report = publish_articles(find_articles([samples], sys.stdin.buffer), producer, settings)
    for line in (*report.doubtful, *report.failed):
        say(line)
    if report.failed:
        message = f"{len(report.failed)} of the articles in {samples} could not be published"
        raise DemoFailed(message)
    return report.keys


def _say_results(keys: set[bytes], settings: Settings, worker: WorkerProcess, say: Callable[[str], None]) -> DemoReport:
    """Say events and dead letters until there is an outcome for each key."""
    report = DemoReport()
    missing = set(keys)
    topics = (settings.topic_documents, settings.topic_dead)
    with closing(connect_consumer(settings, topics, from_beginning=True)) as consumer:
        heard = time.monotonic()
        while missing:
            worker.check()
            for record in iterate_messages(consumer, idle_seconds=_POLL_SECONDS):
                missing.discard(record.key)
                _say_result(record, settings, report, say)
                heard = time.monotonic()
                if not missing:
                    break
            if time.monotonic() - heard > settings.stall_seconds:
                message = f"nothing came for {settings.stall_seconds:g} s, {len(missing)} articles are missing:\n"
                raise DemoFailed(message + worker.log_end())
    return report


def _say_result(record: Any, settings: Settings, report: DemoReport, say: Callable[[str], None]) -> None:
    if record.topic == settings.topic_dead:
        report.dead += 1
        say(format_dead_letter(record.key, read_rejection(record.headers)))
        return
    document = decode_document(record.value)
    report.articles += 1
    report.events += len(document.events)
    say(f"\n{format_document(document)}")
    for event in document.events:
        say(format_event(event))
