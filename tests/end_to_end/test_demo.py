"""``dateline demo`` as a user runs it, with the real model."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import processes_naming

pytestmark = [pytest.mark.broker, pytest.mark.model]

SAMPLES = Path(__file__).parents[2] / "samples"
EVENT_LINE = re.compile(r"(?:\d{4}\S*|–) .* → .* (?:actual|planned|hypothetical|negated) +[01]\.\d\d")


def test_the_demo_turns_the_samples_into_events_in_under_a_minute() -> None:
    started = time.monotonic()
    demo = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "demo"], capture_output=True, text=True, timeout=120, check=False
    )
    seconds = time.monotonic() - started

    assert demo.returncode == 0, demo.stderr
    assert seconds < 60
    lines = demo.stdout.splitlines()
    summary = re.fullmatch(r"(\d+) articles, (\d+) events in [\d.]+ s: [\d.]+ articles per second", lines[-1])
    assert summary is not None, lines[-1]
    articles = [file for file in SAMPLES.iterdir() if file.suffix in {".json", ".txt"}]
    assert int(summary[1]) == len(articles) >= 15
    assert int(summary[2]) == sum(EVENT_LINE.match(line) is not None for line in lines) > len(articles)
    address = lines[0].split(";")[0].removeprefix("broker at ")
    assert processes_naming(address) == []
