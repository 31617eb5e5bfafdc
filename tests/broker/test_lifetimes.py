"""What ``dateline broker`` and ``dateline demo`` start ends with them, however they end."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from processes import processes_naming, read_lines_until, wait_until

from pipeline.broker import run_broker
from pipeline.errors import BrokerError

pytestmark = pytest.mark.broker

TESTS = Path(__file__).parents[1]
LINUX_ONLY = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="asks Linux for a signal at parent's death"
)

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts Python with the arguments given; what is still alive at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start_python(*arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start_python
    for process in started:
        with suppress(ProcessLookupError):
            process.kill()
        process.communicate()


def accepts_connections(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
        return True
    return False


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 0), (signal.SIGINT, 0), pytest.param(signal.SIGKILL, -signal.SIGKILL, marks=LINUX_ONLY)],
)
def test_the_broker_ends_with_its_command(start: Start, number: signal.Signals, code: int) -> None:
    command = start("-m", "pipeline.cli", "broker")
    [address] = [line.strip() for line in read_lines_until(command, ":")]
    assert accepts_connections(address)
    command.send_signal(number)
    assert command.wait(30) == code
    wait_until(lambda: not accepts_connections(address))


def test_a_broker_that_ends_by_itself_is_told(start: Start) -> None:
    command = start("-m", "pipeline.cli", "broker")
    [address] = [line.strip() for line in read_lines_until(command, ":")]
    [broker] = [pid for pid in processes_naming(f"tcp://{address}") if pid != command.pid]
    subprocess.run(["kill", "-KILL", str(broker)], check=True)
    assert command.wait(30) == 1
    assert "the broker ended by itself with exit code -9" in command.communicate()[1]


def test_a_taken_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BrokerError, match=f"port {port} of 127.0.0.1 is taken"), run_broker(port=port):
            pass


def test_the_demo_reads_all_samples_and_leaves_nothing_behind(start: Start) -> None:
    samples = TESTS.parent / "samples"
    demo = start(str(TESTS / "fake_demo.py"), "0")
    output, trouble = demo.communicate(timeout=60)
    assert demo.returncode == 0, trouble
    lines = output.splitlines()
    articles = len(list(samples.glob("*.json"))) + len(list(samples.glob("*.txt")))
    assert lines[-1].startswith(f"{articles} articles, ")
    assert sum(" actual " in line for line in lines) == int(lines[-1].split()[2])
    assert processes_naming(_address(lines[0])) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_leaves_nothing_behind(start: Start, number: signal.Signals) -> None:
    demo = start(str(TESTS / "fake_demo.py"), "1")
    lines = read_lines_until(demo, "DATE ")
    address = _address(lines[0])
    assert len(processes_naming(address)) == 2
    demo.send_signal(number)
    assert demo.wait(60) == 130
    assert processes_naming(address) == []


@LINUX_ONLY
def test_a_killed_demo_leaves_nothing_behind(start: Start) -> None:
    demo = start(str(TESTS / "fake_demo.py"), "0.1")
    address = _address(read_lines_until(demo, "DATE ")[0])
    demo.kill()
    wait_until(lambda: processes_naming(address) == [])


def test_a_demo_whose_worker_fails_tells_why_and_leaves_nothing_behind(start: Start) -> None:
    demo = start(str(TESTS / "fake_demo.py"), "none")
    output, trouble = demo.communicate(timeout=60)
    assert demo.returncode == 1
    assert "dateline: the worker ended with exit code 1:\nthe worker can not start" in trouble
    assert processes_naming(_address(output)) == []


def test_a_demo_without_articles_fails(start: Start, tmp_path: Path) -> None:
    demo = start(str(TESTS / "fake_demo.py"), "0", "--samples", str(tmp_path))
    assert demo.wait(60) == 1
    assert "could not be published" in demo.communicate()[1]


def _address(line: str) -> str:
    """The broker's address in "broker at ADDRESS; …"."""
    return line.split(";", maxsplit=1)[0].removeprefix("broker at ")
