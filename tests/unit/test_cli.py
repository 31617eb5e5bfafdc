import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.broker import find_free_port
from pipeline.cli import main
from pipeline.demo import DemoReport, find_samples
from pipeline.errors import InvalidSettings
from pipeline.settings import FIELDS

COMMANDS = [
    "benchmark",
    "broker",
    "consume",
    "dead",
    "demo",
    "evaluate",
    "explain",
    "export",
    "extract",
    "publish",
    "settings",
    "topics",
    "worker",
]
HEAVY = ("torch", "transformers", "openvino", "faust", "kafka", "prometheus_client")


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, arguments, env=environment)


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, pipeline.cli; sys.exit(', '.join(name for name in {HEAVY} if name in sys.modules) or None)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"  {command} " in run("--help").output


@pytest.mark.parametrize("arguments", [["--help"], ["dead", "--help"]], ids=" ".join)
def test_summaries_are_whole(arguments: list[str]) -> None:
    summaries = run(*arguments).output.split("\nCommands:\n")[1]
    assert max(map(len, summaries.splitlines())) <= 80
    assert "..." not in summaries


def test_help_shows_the_choices_of_an_option() -> None:
    shown = "".join(run("extract", "--help").output.split())
    assert "--backendauto|openvino|openvino-int8|openvino-float32|torch" in shown


def test_settings_prints_every_setting() -> None:
    output = run("settings").output
    for field in FIELDS:
        assert f"{field.variable}={field.default}\n" in output


def test_a_wrong_setting_is_told_in_one_line() -> None:
    result = run("topics", DATELINE_PARTITIONS="none")
    assert result.exit_code == 1
    assert result.output == (
        "dateline: DATELINE_PARTITIONS='none' is not a whole number from 1 to 10000: "
        "set DATELINE_PARTITIONS or --partitions\n"
    )


@pytest.mark.parametrize("command", [["topics"], ["publish", "-"], ["consume"], ["dead", "list"]], ids=" ".join)
def test_without_a_broker_each_command_says_so(command: list[str]) -> None:
    address = f"127.0.0.1:{find_free_port()}"
    # A process of its own: kafka-python leaves sockets open where it can't connect.
    result = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *command, "--connect-timeout-seconds", "0.5", "--broker", address],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert f"dateline: no broker answers at DATELINE_BROKER={address} within 0.5 s" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [["publish"], ["extract"], ["consume", "--max-events", "0"], ["unknown"]])
def test_wrong_use_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_missing_weights_are_told(tmp_path: Path) -> None:
    result = run("extract", "-", "--weights", f"{tmp_path}/none")
    assert result.exit_code == 1
    assert result.output.startswith("dateline: ")


@pytest.mark.parametrize(
    ("data", "why"), [(b"\n===\n", "no labelled articles in "), (b"ok \xff", "is not UTF-8 from byte 3 on")]
)
def test_labelled_news_that_is_none_is_told_before_the_model_is_loaded(data: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_bytes(data)
    result = run("evaluate", str(tmp_path / "news.txt"), "--weights", f"{tmp_path}/none")
    assert result.exit_code == 1
    assert why in result.output


def test_samples_are_found_where_they_are(tmp_path: Path) -> None:
    assert find_samples(tmp_path) == tmp_path
    assert find_samples(None).name == "samples"
    with pytest.raises(InvalidSettings, match="name a folder of articles with --samples"):
        find_samples(tmp_path / "none")


def test_summary_of_the_demo() -> None:
    report = DemoReport(articles=20, events=70, seconds=4.0)
    assert report.summary() == "20 articles, 70 events in 4.0 s: 5.0 articles per second"
    report.dead = 1
    assert "70 events, 1 dead letters in" in report.summary()
