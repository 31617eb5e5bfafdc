"""The same article again, corrected and late, through a worker; and what is left when workers are killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from processes import wait_until
from revision_streams import hold, ids_of, is_level, make_revision, read_events, read_undisturbed
from streams import DEADLINE_SECONDS, FakeWorker, make_article, publish

from pipeline.records import Retraction, decode_event_or_retraction, encode_record
from pipeline.settings import Settings

pytestmark = pytest.mark.broker

TESTS = Path(__file__).parents[1]
POINTS = ("before-publish", "after-publish", "after-changelog", "after-keep", "after-acknowledge")


def wait_for_ledger(settings: Settings, *, documents: int) -> None:
    wait_until(lambda: is_level(settings, documents=documents), seconds=DEADLINE_SECONDS)


def test_duplicates_publish_nothing_and_revisions_what_they_change(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    first, second, third = (make_revision(0, revision) for revision in range(3))
    plain = (b"plain", b"Eve Fox met Gil Hay.")
    worker = start_worker(settings)
    for article in (first, first, plain, third, second, third, plain):
        publish(settings, [article])
    wait_for_ledger(settings, documents=7)
    assert worker.stop() == 0

    oldest, newest, alone = read_undisturbed([first, third, plain])
    messages = [decode_event_or_retraction(record.value) for record in read_events(settings, at_least=1)]
    retracted = [message.event_id for message in messages if isinstance(message, Retraction)]
    sent = [message.event_id for message in messages if not isinstance(message, Retraction)]
    assert retracted == [one.event_id for one in oldest.events if one.event_id not in ids_of([newest])]
    # Of the newest, the first event is where it was; the second has moved, and is sent again with its id.
    again = [one.event_id for one in newest.events[1:]]
    assert sorted(sent) == sorted([*ids_of([oldest]), *again, *ids_of([alone])])
    assert newest.events[0].event_id == oldest.events[0].event_id


@pytest.fixture
def start_killed(settings: Settings, tmp_path: Path) -> Iterator[Callable[[str, int], int]]:
    """Runs a worker that is killed at a point of the ledger; gives its exit code."""
    started: list[subprocess.Popen[bytes]] = []

    def run(point: str, count: int) -> int:
        command = [sys.executable, str(TESTS / "killed_ledger_worker.py"), point, str(count)]
        environment = {**os.environ, **replace(settings, state_folder=str(tmp_path)).environment()}
        started.append(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))
        return started[-1].wait(DEADLINE_SECONDS)

    yield run
    for process in started:
        process.kill()


def test_killed_at_every_step_of_the_ledger_nothing_is_lost_and_nothing_too_much(
    settings: Settings,
    start_worker: Callable[..., FakeWorker],
    start_killed: Callable[[str, int], int],
    tmp_path: Path,
) -> None:
    revisions = [[make_revision(number, revision) for number in range(12)] for revision in range(4)]
    articles = [article for articles in revisions for article in articles]
    publish(settings, articles)
    for point in POINTS:
        assert start_killed(point, 7) == -signal.SIGKILL

    worker = start_worker(replace(settings, state_folder=str(tmp_path)))
    wait_for_ledger(settings, documents=len(articles))
    assert worker.stop() == 0

    newest = ids_of(read_undisturbed(revisions[-1]))
    records = read_events(settings, at_least=len(newest))
    assert hold(records).keys() == newest
    assert {record.key.decode() for record in records} == ids_of(read_undisturbed(articles))


@pytest.mark.parametrize("store", ["rocksdb", "memory"])
def test_a_new_machine_rebuilds_what_is_known_from_the_broker(
    settings: Settings, start_worker: Callable[..., FakeWorker], tmp_path: Path, store: str
) -> None:
    settings = replace(settings, state_store=store)
    before = [make_revision(number, 0) for number in range(30)]
    first = start_worker(replace(settings, state_folder=str(tmp_path / "first")))
    publish(settings, before)
    wait_for_ledger(settings, documents=len(before))
    first.kill()
    sent = read_events(settings, at_least=3 * len(before))

    second = start_worker(replace(settings, state_folder=str(tmp_path / "second")))
    after = [make_revision(number, 1) for number in range(5)]
    publish(settings, [*before, *after])
    wait_for_ledger(settings, documents=2 * len(before) + len(after))
    assert second.stop() == 0

    newest = read_undisturbed([*before[5:], *after])
    records = read_events(settings, at_least=len(sent) + 3 * len(after))
    assert hold(records).keys() == ids_of(newest)
    retractions = [
        one
        for one in map(decode_event_or_retraction, (record.value for record in records))
        if isinstance(one, Retraction)
    ]
    assert len(retractions) == len(after)
    # The duplicates led to nothing; of each revision, three events are sent and one of before is taken back.
    assert len(records) == len(sent) + 4 * len(after)


def test_when_one_of_two_workers_is_killed_the_other_knows_its_articles(
    settings: Settings, start_worker: Callable[..., FakeWorker], tmp_path: Path
) -> None:
    settings = replace(settings, state_folder=str(tmp_path))
    workers = [start_worker(settings), start_worker(settings)]
    before = [make_revision(number, 0) for number in range(20)]
    publish(settings, before)
    wait_for_ledger(settings, documents=len(before))
    workers[0].kill()
    after = [make_revision(number, 1) for number in range(20)]
    publish(settings, after)
    wait_for_ledger(settings, documents=len(before) + len(after))
    assert workers[1].stop() == 0
    assert {folder.name for folder in tmp_path.iterdir()} == {"0", "1", "being-read"}

    newest = ids_of(read_undisturbed(after))
    records = read_events(settings, at_least=len(newest))
    assert hold(records).keys() == newest
    assert {record.key.decode() for record in records} == ids_of(read_undisturbed([*before, *after]))


def test_documents_that_come_while_the_consumer_is_sent_back_are_entered(
    settings: Settings, start_worker: Callable[..., FakeWorker], launch: Callable[..., FakeWorker]
) -> None:
    before, after = ([make_revision(number, revision) for number in range(40)] for revision in range(2))
    first = start_worker(settings)
    publish(settings, before)
    wait_for_ledger(settings, documents=len(before))
    assert first.stop() == 0
    documents = read_undisturbed(after)
    to_documents = replace(settings, topic_articles=settings.topic_documents, topic_documents="x")
    publish(to_documents, [(one.article.id.encode(), encode_record(one)) for one in documents])

    # It has a table to rebuild, so Faust fetches documents before it sends the consumer back to what is committed.
    second = launch(settings, str(TESTS / "slow_seek_worker.py"))
    wait_for_ledger(settings, documents=len(before) + len(after))
    assert second.stop() == 0
    newest = ids_of(documents)
    assert hold(read_events(settings, at_least=len(newest))).keys() == newest


def test_a_withdrawn_article_stays_withdrawn_until_a_newer_revision_comes(
    settings: Settings, start_worker: Callable[..., FakeWorker]
) -> None:
    worker = start_worker(settings)
    withdrawn, other, corrected = (make_revision(number, revision) for number, revision in ((1, 1), (2, 1), (3, 1)))
    first = [withdrawn, other, corrected]
    publish(settings, first)
    wait_for_ledger(settings, documents=3)
    to_documents = replace(settings, topic_articles=settings.topic_documents, topic_documents="x")
    publish(to_documents, [(withdrawn[0], None), (corrected[0], None)])
    wait_for_ledger(settings, documents=5)
    # The article and the document of before are delivered again, and an older revision comes late.
    again = [(one.article.id.encode(), encode_record(one)) for one in read_undisturbed([withdrawn])]
    publish(settings, [*first, make_revision(1, 0), make_revision(3, 2)])
    publish(to_documents, again)
    wait_for_ledger(settings, documents=11)
    assert worker.stop() == 0

    newest = ids_of(read_undisturbed([other, make_revision(3, 2)]))
    records = read_events(settings, at_least=1)
    assert hold(records).keys() == newest
    sent = [record.key.decode() for record in records if record.key.decode() in ids_of(read_undisturbed([withdrawn]))]
    assert sorted(sent) == sorted(2 * list(ids_of(read_undisturbed([withdrawn]))))


def test_another_group_with_the_folder_of_the_first_writes_all_events_again(
    settings: Settings, start_worker: Callable[..., FakeWorker], tmp_path: Path
) -> None:
    settings = replace(settings, state_folder=str(tmp_path))
    other = replace(settings, group=f"{settings.group}-other")
    articles = [make_article(number) for number in range(4)]
    publish(settings, articles)
    for group, documents in ((settings, len(articles)), (other, 2 * len(articles))):
        worker = start_worker(group)
        wait_for_ledger(group, documents=documents)
        assert worker.stop() == 0

    once = sorted(ids_of(read_undisturbed(articles)))
    records = read_events(settings, at_least=2 * len(once))
    assert sorted(record.key.decode() for record in records) == sorted([*once, *once])
