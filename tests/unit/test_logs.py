import io
import json
import logging

import pytest

from pipeline.logs import JsonFormatter, RepeatFilter, set_up_logging


class ManualClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def record(name: str, message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, "", 1, message, arguments, None)


def test_a_library_says_the_same_once_in_a_while() -> None:
    clock = ManualClock()
    keep = RepeatFilter(seconds=60, clock=clock).filter
    assert keep(record("aiokafka.conn", "can't connect to %s", 1))
    assert not keep(record("aiokafka.conn", "can't connect to %s", 2))
    assert keep(record("aiokafka.conn", "closed"))
    clock.seconds = 59.9
    assert not keep(record("aiokafka.conn", "can't connect to %s", 3))
    clock.seconds = 60
    assert keep(record("aiokafka.conn", "can't connect to %s", 4))


def test_our_own_lines_are_all_kept() -> None:
    keep = RepeatFilter(seconds=60, clock=ManualClock()).filter
    assert keep(record("pipeline.extract", "dead letter"))
    assert keep(record("pipeline.extract", "dead letter"))


def test_libraries_are_quiet_unless_they_fail(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    libraries = [logging.getLogger(name) for name in ("faust", "mode", "aiokafka", "kafka", "asyncio")]
    levels = [library.level for library in libraries]
    try:
        set_up_logging("INFO")
        for library in libraries:
            library.warning("a warning")
        libraries[0].error("an error")
        logging.getLogger("pipeline.worker").info("a line")
        logging.getLogger("pipeline.worker").debug("a detail")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        for library, old in zip(libraries, levels, strict=True):
            library.setLevel(old)
    lines = [line.split(maxsplit=2)[2] for line in capsys.readouterr().err.splitlines()]
    assert lines == ["ERROR faust an error", "INFO pipeline.worker a line"]


def test_json_lines_hold_settings_and_exceptions() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.Logger("pipeline.worker")
    logger.addHandler(handler)
    logger.info("starts: model=%s", "small", extra={"settings": {"broker": "b:1"}})
    try:
        raise ValueError("7")  # noqa: EM101
    except ValueError:
        logger.exception('line one\nand "two"')
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "level": "INFO",
        "logger": "pipeline.worker",
        "message": "starts: model=small",
        "settings": {"broker": "b:1"},
    }
    assert second["message"] == 'line one\nand "two"'
    assert second["exception"].endswith("ValueError: 7")
