"""An end to waiting at the end.

Faust waits without limit for offsets to be committed, on a signal and after a crash; where the broker is gone that is
for ever. What is not committed is read again by the next worker, so ending the hard way loses nothing.
"""

import logging
import os
import time
from collections.abc import Callable
from threading import Lock, Thread

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.2


def end_process() -> None:
    """End this process at once with exit code 1."""
    logging.shutdown()
    os._exit(1)


class ExitDeadline:
    """Calls ``end`` when the process is still there ``seconds`` after ``start``, not counting while ``is_busy``."""

    def __init__(self, *, seconds: float, is_busy: Callable[[], bool], end: Callable[[], None] = end_process) -> None:
        self._seconds = seconds
        self._is_busy = is_busy
        self._end = end
        self._lock = Lock()
        self._started = False

    def start(self) -> None:
        """Begin to count, once."""
        with self._lock:
            if self._started:
                return
            self._started = True
        Thread(target=self._count, name="exit-deadline", daemon=True).start()

    def _count(self) -> None:
        idle_since = time.monotonic()
        while time.monotonic() - idle_since < self._seconds:
            time.sleep(_POLL_SECONDS)
            if self._is_busy():
                idle_since = time.monotonic()
        log.critical("the worker could not stop within %g s, the broker may be gone: it ends at once", self._seconds)
        self._end()
