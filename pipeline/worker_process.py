"""A worker as a process of its own, started, watched and stopped by the demo and the benchmark."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final
from urllib.request import urlopen

from pipeline.broker import die_with_parent, stop_process
from pipeline.errors import DatelineError
from pipeline.settings import Settings

WORKER: Final = (sys.executable, "-m", "pipeline.cli", "worker")

_STOP_SECONDS = 30.0
_POLL_SECONDS = 0.2
_LOG_LINES = 20


class WorkerFailed(DatelineError):
    """The worker ended, or did not answer in time."""


class WorkerProcess:
    """A worker process and its log."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: BinaryIO, settings: Settings) -> None:
        self.id = process.pid
        self._process = process
        self._log = log
        self._settings = settings

    def check(self) -> None:
        """Raises ``WorkerFailed``, with the end of the log, where the worker has ended."""
        code = self._process.poll()
        if code is not None:
            message = f"the worker ended with exit code {code}:\n{self.log_end()}"
            raise WorkerFailed(message)

    def wait_until_ready(self) -> None:
        """Return once it has joined its group; raises ``WorkerFailed`` after ``stall_seconds``."""
        settings = self._settings
        url = f"http://{settings.web_host}:{settings.web_port}/ready"
        deadline = time.monotonic() + settings.stall_seconds
        while time.monotonic() < deadline:
            self.check()
            with suppress(OSError), urlopen(url, timeout=5):
                return
            time.sleep(_POLL_SECONDS)
        message = f"the worker was not ready within {settings.stall_seconds:g} s:\n{self.log_end()}"
        raise WorkerFailed(message)

    def log_end(self) -> str:
        """The last lines that the worker logged."""
        self._log.seek(0)
        return "\n".join(self._log.read().decode("utf-8", "replace").splitlines()[-_LOG_LINES:])


@contextmanager
def run_worker_process(settings: Settings, command: Sequence[str]) -> Iterator[WorkerProcess]:
    """A worker for as long as the context lasts. ``settings`` must name a ``web_port`` of its own."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            env={**os.environ, **settings.environment()},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for whoever started it, who then stops the worker
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - calls nothing that takes a lock
        )
        try:
            yield WorkerProcess(process, log, settings)
        finally:
            stop_process(process, seconds=_STOP_SECONDS)
