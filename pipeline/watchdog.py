"""The end of a worker that is stuck: input waits and nothing is committed, or its event loop does nothing any more.

The usual causes are a consumer that fetches no more after its broker was away (aiokafka#1154), a rebalance that never
ends, and a model that hangs. Whatever started the worker starts it again, and what was not committed is read again.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from pipeline.exit_deadline import end_process
from pipeline.health import Health

log = logging.getLogger(__name__)

_POLL_SECONDS: Final = 1.0


class Progress:
    """What a consumer group of this worker has to do, and since when it hasn't got on. ``clock`` gives seconds."""

    def __init__(self, group: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.group = group
        self._clock = clock
        self._reported: float | None = None
        self._stuck_since: float | None = None

    def report_waiting(self, messages: int | None) -> None:
        """Tell how many messages wait to be processed or committed; None where the broker does not say."""
        now = self._clock()
        self._reported = now
        if messages == 0:
            self._stuck_since = None
        elif messages is not None and self._stuck_since is None:
            self._stuck_since = now

    def advance(self) -> None:
        """Tell that offsets were committed, or something else was got done that others wait for."""
        if self._stuck_since is not None:
            self._stuck_since = self._clock()

    def stuck_seconds(self) -> float:
        """For how long input has waited with nothing committed."""
        since = self._stuck_since
        return 0.0 if since is None else self._clock() - since

    def silent_seconds(self) -> float:
        """For how long nothing was reported, 0 before the first report."""
        reported = self._reported
        return 0.0 if reported is None else self._clock() - reported


class Watchdog:
    """Calls ``end`` once the worker is stuck for ``seconds``, or a batch at work for longer than ``health`` lets it.

    Time that the longest batch since the last commit took is added to ``seconds``: nothing can be committed meanwhile.
    """

    def __init__(
        self, *, seconds: float, health: Health, groups: Sequence[Progress], end: Callable[[], None] = end_process
    ) -> None:
        self._seconds = seconds
        self._health = health
        self._groups = groups
        self._end = end

    def trouble(self) -> str | None:
        """Why the worker has to end, or None."""
        stalled = self._health.stall()
        if stalled is not None:
            return stalled
        allowed = self._seconds + self._health.longest_batch_seconds()
        for group in self._groups:
            if group.stuck_seconds() > allowed:
                return (
                    f"messages wait for the group {group.group}, and nothing was committed for "
                    f"{group.stuck_seconds():.0f} s, more than DATELINE_WATCHDOG_SECONDS"
                )
            if group.silent_seconds() > allowed:
                return (
                    f"the event loop has done nothing for the group {group.group} for {group.silent_seconds():.0f} s, "
                    "more than DATELINE_WATCHDOG_SECONDS"
                )
        return None

    def check(self) -> bool:
        """End the worker where it is stuck; tells whether it is."""
        trouble = self.trouble()
        if trouble is None:
            return False
        log.critical("the worker ends at once, and what it has not committed is read again: %s", trouble)
        self._end()
        return True

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Check again and again, on a thread of its own, while the context lasts; with 0 seconds never."""
        if not self._seconds:
            yield
            return
        stop = Event()

        def repeat() -> None:
            while not stop.wait(_POLL_SECONDS) and not self.check():
                pass

        thread = Thread(target=repeat, name="watchdog", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
