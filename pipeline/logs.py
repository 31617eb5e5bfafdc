"""Logging to standard error: the pipeline's own lines, and the errors of its libraries, each at most once a minute."""

import logging
import time
from collections.abc import Callable
from typing import Final

# Libraries that log normal operation at WARNING and below, and a broker that is away ten times a second.
CHATTY_LOGGERS: Final = ("faust", "mode", "aiokafka", "kafka", "asyncio")

_REPEAT_SECONDS = 60.0


class RepeatFilter(logging.Filter):
    """Drops a record of a chatty library when one like it, whatever its arguments, was let through a moment ago."""

    def __init__(self, *, seconds: float = _REPEAT_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds = seconds
        self._clock = clock
        self._passed: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """True for a record to keep."""
        if record.name.split(".")[0] not in CHATTY_LOGGERS:
            return True
        now = self._clock()
        like = (record.name, str(record.msg))
        if now - self._passed.get(like, -self._seconds) < self._seconds:
            return False
        self._passed[like] = now
        return True


def set_up_logging(level: str) -> None:
    """Log to standard error: our own lines from ``level`` on, the libraries' errors; at DEBUG everything."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if level == "DEBUG":
        return
    handler.addFilter(RepeatFilter())
    for name in CHATTY_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
