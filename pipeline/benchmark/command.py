"""From the options of ``dateline benchmark`` to a run, its table and its files."""

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pipeline.errors import InvalidSettings
from pipeline.settings import Settings

JSON_FILE: Final = "benchmark.json"
PICTURE_FILE: Final = "benchmark.svg"
_NEEDED: Final = ("matplotlib", "psutil")


def run_command(
    settings: Settings,
    output: Path,
    choices: Mapping[str, Any],
    *,
    arguments: Sequence[str],
    say: Callable[[str], None],
) -> None:
    """Measure, say the table and write both files to ``output``.

    Raises ``InvalidSettings`` for a part that does not exist, ``BenchmarkFailed`` where something can't be measured.
    """
    check_libraries()
    from pipeline.benchmark.plot import draw_report  # noqa: PLC0415 - needs the libraries
    from pipeline.benchmark.run import QUICK, Options, run_benchmark  # noqa: PLC0415
    from pipeline.benchmark.table import format_report  # noqa: PLC0415
    from pipeline.publish import find_articles  # noqa: PLC0415
    from pipeline.records import encode_record  # noqa: PLC0415

    options = QUICK if choices["quick"] else Options()
    given = {
        name: choices[name] for name in ("articles", "sample", "long", "spacy_pipeline") if choices[name] is not None
    }
    if choices["only"] is not None:
        given["parts"] = read_parts(choices["only"])
    if choices["data"]:
        given["sources"] = tuple(find_articles(choices["data"], sys.stdin.buffer))
    output.mkdir(parents=True, exist_ok=True)
    command = shlex.join(["dateline", *arguments])
    report = run_benchmark(settings, replace(options, **given), command=command, say=say)
    say(f"\n{format_report(report)}")
    (output / JSON_FILE).write_bytes(encode_record(report) + b"\n")
    draw_report(report, output / PICTURE_FILE)
    say(f"\nwritten: {output / JSON_FILE}, {output / PICTURE_FILE}")


def read_parts(text: str) -> frozenset[str]:
    """The parts that ``--only`` names; raises ``InvalidSettings`` for others."""
    from pipeline.benchmark.run import PARTS  # noqa: PLC0415

    parts = frozenset(part.strip() for part in text.split(","))
    unknown = sorted(parts - set(PARTS))
    if unknown:
        message = f"--only {text!r}: there is no part {', '.join(unknown)}: name some of {', '.join(PARTS)}"
        raise InvalidSettings(message)
    return parts


def check_libraries() -> None:
    """Raises ``InvalidSettings`` where a library is missing that only the benchmark needs."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        message = f"the benchmark needs {', '.join(missing)}: pip install 'dateline[benchmark]'"
        raise InvalidSettings(message)
