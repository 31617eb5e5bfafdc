"""Partitions, workers, threads and processors that fit, and those that don't."""

import os
from pathlib import Path

import pytest

from pipeline.settings import Settings
from pipeline.sizing import SizeCheck, count_cpus, find_misfits


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(), []),
        (Settings(workers=4, threads=2), []),
        (Settings(workers=12, threads=8, machine_workers=1), ["DATELINE_WORKERS=12 share 4 partitions"]),
        (
            Settings(workers=4, threads=3),
            ["4 workers on this machine with DATELINE_THREADS=3 run 12 threads on 8 CPUs"],
        ),
        (Settings(workers=4, threads=0), []),  # the backend chooses
        (Settings(workers=9, threads=1), ["share 4 partitions", "run 9 threads"]),
        (Settings(workers=9, machine_workers=2, threads=4, topic_articles="news"), ["partitions of news, 5 of them"]),
    ],
)
def test_what_does_not_fit_is_told(settings: Settings, told: list[str]) -> None:
    misfits = find_misfits(settings, partitions=4, cpus=8)
    assert len(misfits) == len(told)
    assert all(part in misfit for part, misfit in zip(told, misfits, strict=True))


@pytest.mark.parametrize(("text", "expected"), [("max 100000\n", None), ("50000 100000\n", 1), ("100000 100000\n", 1)])
def test_a_container_has_the_processors_of_its_limit(tmp_path: Path, text: str, expected: int | None) -> None:
    limit = tmp_path / "cpu.max"
    limit.write_text(text, "ascii")
    assert count_cpus(limit) == (expected or count_cpus(tmp_path / "none"))
    assert 1 <= count_cpus() <= (os.cpu_count() or 1)


def test_what_does_not_fit_is_logged_once_the_partitions_are_known(caplog: pytest.LogCaptureFixture) -> None:
    check = SizeCheck(Settings(workers=9), cpus=8)
    check.tell(None)
    assert caplog.messages == []
    check.tell(4)
    check.tell(4)
    [message] = caplog.messages
    assert message.startswith("DATELINE_WORKERS=9 share 4 partitions of articles, 5 of them will stand idle")
