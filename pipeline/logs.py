"""Logging to standard error: the pipeline's own lines, and the errors of its libraries, each at most once a minute."""

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

# Libraries that log normal operation at WARNING and below, and a broker that is away ten times a second.
CHATTY_LOGGERS: Final = ("faust", "mode", "aiokafka", "kafka", "asyncio")

# Of these libraries, what logs at DEBUG all options and every byte sent to the broker: passwords, tokens, articles.
WIRE_LOGGERS: Final = ("aiokafka.conn", "kafka.admin", "kafka.net", "kafka.protocol")

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


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, and exception and settings where there are any."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        settings = getattr(record, "settings", None)
        if settings is not None:
            line["settings"] = settings
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up_logging(level: str, *, form: str = "text") -> None:
    """Log to standard error: our own lines from ``level`` on, the libraries' errors; at DEBUG everything but secrets.

    ``form`` is "text", or "json" for an object a line.
    """
    handler = logging.StreamHandler()
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonFormatter() if form == "json" else text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in WIRE_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    if level == "DEBUG":
        return
    handler.addFilter(RepeatFilter())
    for name in (*CHATTY_LOGGERS, *WIRE_LOGGERS):
        logging.getLogger(name).setLevel(logging.ERROR)
