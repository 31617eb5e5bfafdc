"""Kill workers, take the broker away, and compare: are the events the same as without?

python scripts/prove_delivery.py                     20,000 articles, two workers, a SIGKILL every 15 s for two minutes
python scripts/prove_delivery.py --real              with the model that the settings name, not with the tests' fake one
python scripts/prove_delivery.py --articles 300 --kill-seconds 15 --duration 30 --outage-seconds 10      a quick look

Three runs over the same articles, each with topics of its own: one undisturbed, which memory is measured in, one with
kills, one with an outage. Ends with 1 where an event is missing or too many, where a worker at work takes longer than
two session timeouts to take over, or where memory grows by more than 5 %. Needs the extra "test".
"""

import argparse
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path

from msgspec.structs import replace as replace_field

from pipeline.articles import read_article
from pipeline.broker import run_broker
from pipeline.records import Article
from pipeline.settings import Settings
from pipeline.topics import create_topics

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from delivery_proof import Memory, Stream, Team, describe_difference  # noqa: E402
from proxied_broker import run_proxied_broker  # noqa: E402

FAKE = (sys.executable, str(ROOT / "tests" / "fake_worker.py"))
REAL = (sys.executable, "-m", "pipeline.cli", "worker")
MOST_GROWTH = 0.05
# The fake model reads so much more slowly than it could that the articles outlast the kills.
SLACK = 1.5

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--articles", type=int, default=20_000)
parser.add_argument("--workers", type=int, default=2)
parser.add_argument("--kill-seconds", type=float, default=15.0, help="time between two kills")
parser.add_argument("--duration", type=float, default=120.0, help="seconds from the first kill to the last")
parser.add_argument("--outage-seconds", type=float, default=60.0, help="how long the broker is gone; 0: no such run")
parser.add_argument("--session-seconds", type=float, default=6.0, help="session timeout of the workers")
parser.add_argument("--seconds-per-article", type=float, help="of the fake model; left out: what outlasts the kills")
parser.add_argument("--real", action="store_true", help="with the real model")
parser.add_argument("--broker", help="host:port of a broker for the first two runs; left out: the embedded one")


def read_articles(count: int) -> list[Article]:
    """The sample articles over and over, each with an id of its own."""
    texts = [path.read_bytes() for path in sorted((ROOT / "samples").iterdir()) if path.suffix in (".json", ".txt")]
    samples = [read_article(text, timestamp_seconds=0.0, max_bytes=2**20) for text in texts]
    return [replace_field(one, id=f"article-{number}") for number, one in enumerate(islice(cycle(samples), count))]


def make_settings(address: str, options: argparse.Namespace, run: str) -> Settings:
    """Settings with topics and a group of the run's own."""
    group = f"prove-{run}-{uuid.uuid4().hex[:8]}"
    topics = {f"topic_{name}": f"{group}.{name}" for name in ("articles", "bulk", "documents", "events", "dead")}
    return Settings(
        broker=address,
        group=group,
        partitions=max(2 * options.workers, 4),
        session_timeout_seconds=options.session_seconds,
        commit_interval_seconds=1.0,
        # What the other worker has fetched already it reads first, and that is no part of taking over.
        buffer_articles=16,
        # In an outage workers shall give up and be started again; without one nobody shall.
        producer_timeout_seconds=min(30.0, max(options.outage_seconds / 2, 1.0)) if options.outage_seconds else 30.0,
        **topics,
    )


@contextmanager
def start_run(
    address: str, options: argparse.Namespace, run: str, articles: list[Article], command: tuple[str, ...]
) -> Iterator[tuple[Stream, Team]]:
    """Topics with all articles, and a team at work on them."""
    settings = make_settings(address, options, run)
    create_topics(settings)
    with ExitStack() as stack:
        stream = stack.enter_context(Stream.connect(settings))
        stream.publish(articles)
        team = stack.enter_context(Team.start(settings, command, options.workers))
        yield stream, team


def run_undisturbed(
    address: str, options: argparse.Namespace, articles: list[Article], command: tuple[str, ...]
) -> tuple[set[str], list[str]]:
    """The ids of the events, and what is wrong with the memory."""
    with start_run(address, options, "undisturbed", articles, command) as (stream, team):
        memory = Memory(team, first=len(articles) // 10)
        started = time.monotonic()
        stream.read_until(lambda: stream.is_complete(articles), team, lambda: memory.look(len(stream.documents)))
        rate = len(articles) / (time.monotonic() - started)
        print(f"undisturbed: {len(articles)} articles, {len(stream.held)} events, {rate:.1f} articles/s with the start")
        print(f"  memory from article {len(articles) // 10} on: {memory.describe()}")
        growth = memory.growth()
    trouble = [f"memory grew by {growth:.1%}"] if growth > MOST_GROWTH else []
    return set(stream.held), trouble + team.trouble


def run_killed(
    address: str, options: argparse.Namespace, articles: list[Article], command: tuple[str, ...], expected: set[str]
) -> list[str]:
    """Kill one worker after the other; gives what is wrong."""
    recoveries: list[float] = []  # where the other workers were at work when one was killed
    late: list[float] = []  # where the one killed before was not in its groups again yet
    kills = 0
    with start_run(address, options, "killed", articles, command) as (stream, team):
        stream.read_until(lambda: stream.has_seen_every_partition(0.0), team)
        first = time.monotonic()
        while time.monotonic() - first <= options.duration and len(stream.documents) < len(articles):
            next_kill = first + (kills + 1) * options.kill_seconds
            taken = recoveries if team.is_covered(kills % options.workers) else late
            killed_at = team.kill(kills % options.workers)
            kills += 1
            since = time.time()

            def is_taken_over(since: float = since) -> bool:
                return stream.has_seen_every_partition(since)

            stream.read_until(is_or_after(is_taken_over, next_kill), team)
            if is_taken_over():
                taken.append(time.monotonic() - killed_at)
            team.start_again()
            stream.read_until(is_or_after(lambda: len(stream.documents) == len(articles), next_kill), team)
        stream.read_until(lambda: stream.is_complete(articles, expected), team)
        stream.read_rest()
    print(f"killed: {kills} × SIGKILL, {describe_difference(stream, expected)}")
    limit = 2 * options.session_seconds
    told = describe_seconds(recoveries) or "none measured: too few articles left, or no worker was there to take over"
    print(f"  seconds until every partition is read again (limit {limit:g}): {told}")
    if late:
        print(f"  where the one that was killed before was not back yet (no limit): {describe_seconds(late)}")
    slow = [f"taken over after {seconds:.1f} s, not {limit:g}" for seconds in recoveries if seconds > limit]
    return slow + stream.compare(expected) + team.trouble


def run_outage(
    options: argparse.Namespace, articles: list[Article], command: tuple[str, ...], expected: set[str]
) -> list[str]:
    """Take the broker away for a while; gives what is wrong."""
    with (
        run_proxied_broker() as proxy,
        start_run(proxy.address, options, "outage", articles, command) as (stream, team),
    ):
        stream.read_until(lambda: len(stream.documents) >= len(articles) // 10, team)
        proxy.cut()
        back = time.monotonic() + options.outage_seconds
        while time.monotonic() < back:
            team.tend()
            time.sleep(0.2)
        ended = team.restarts
        proxy.restore()
        restored = time.monotonic()
        seen = len(stream.documents)
        stream.read_until(lambda: len(stream.documents) > seen, team)
        waited = time.monotonic() - restored
        stream.read_until(lambda: stream.is_complete(articles, expected), team)
        stream.read_rest()
    print(f"outage: {options.outage_seconds:g} s without the broker, {describe_difference(stream, expected)}")
    print(f"  workers ended and were started again {ended} times meanwhile; first document {waited:.1f} s after")
    return stream.compare(expected) + team.trouble


def describe_seconds(times: list[float]) -> str:
    """All of them in a row."""
    return ", ".join(f"{seconds:.1f}" for seconds in times)


def is_or_after(holds: Callable[[], bool], deadline: float) -> Callable[[], bool]:
    """Whether it holds, or the deadline has passed."""
    return lambda: holds() or time.monotonic() >= deadline


def main() -> int:
    """All runs, one after the other; gives the exit code."""
    options = parser.parse_args()
    articles = read_articles(options.articles)
    pause = options.seconds_per_article
    if pause is None:
        pause = SLACK * options.workers * (options.duration + options.kill_seconds) / options.articles
    quick, slow = (REAL, REAL) if options.real else ((*FAKE, "0"), (*FAKE, f"{pause:.4f}"))
    with ExitStack() as stack:
        address = options.broker or stack.enter_context(run_broker()).address
        expected, trouble = run_undisturbed(address, options, articles, quick)
        trouble += run_killed(address, options, articles, slow, expected)
    if options.outage_seconds:
        trouble += run_outage(options, articles, quick if options.real else (*FAKE, "0.005"), expected)
    for one in trouble:
        print(f"WRONG: {one}")
    print("all is as it should be" if not trouble else f"{len(trouble)} things are wrong")
    return bool(trouble)


if __name__ == "__main__":
    sys.exit(main())
