"""What a fresh process with the shipped weights loads, and how much time and memory it takes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

NEWS = Path(__file__).parent / "annotated-news.txt"

# The articles: usual ones, one of 5,000 words, and one of names alone, whose windows have the most pairs.
SCRIPT = """
import json, sys, time
from models.extractor import load_extractor

extractor = load_extractor(backend="openvino", threads=2)
extractor.extract(["The foreign minister of France met her German counterpart in Paris on Monday."])
seconds_to_first = time.process_time()
text = open(sys.argv[1], encoding="utf-8").read()
usual = [text[begin : begin + 4_000] for begin in range(0, 16_000, 4_000)]
found = extractor.extract([*usual, text[:35_000], "Paris " * 1_000])
print(json.dumps({
    "mentions": sum(len(extraction.mentions) for extraction in found),
    "modules": [name for name in sys.modules if "." not in name],
    "seconds_to_first": seconds_to_first,
    "peak": sys.platform == "linux" and next(line for line in open("/proc/self/status") if line.startswith("VmHWM:")),
}))
"""


@pytest.fixture(scope="module")
def footprint() -> dict[str, object]:
    command = [sys.executable, "-c", SCRIPT, str(NEWS)]
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout
    found: dict[str, object] = json.loads(output)
    return found


def test_only_the_library_that_runs_the_model_is_loaded(footprint: dict[str, list[str]]) -> None:
    assert "openvino" in footprint["modules"]
    assert not {"torch", "transformers", "nncf", "safetensors"} & set(footprint["modules"])


def test_the_first_article_is_read_within_five_seconds_of_the_start(footprint: dict[str, float]) -> None:
    assert footprint["seconds_to_first"] < 5  # of the processor, whatever else runs on the machine


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak there")
def test_memory_stays_bounded(footprint: dict[str, str]) -> None:
    assert int(footprint["mentions"]) > 1000
    assert int(footprint["peak"].split()[1]) / 1024 < 500  # a worker has coding tables and a broker's client as well
