import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaConfigurationError
from kafka.protocol.parser import KafkaProtocol
from kafka.protocol.sasl import SaslAuthenticateRequest

import pipeline.worker
from pipeline.cli import main
from pipeline.errors import DatelineError
from pipeline.logs import CHATTY_LOGGERS, WIRE_LOGGERS, JsonFormatter, RepeatFilter, set_up_logging
from pipeline.security import client_options
from pipeline.settings import Settings


class ManualClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def loggers() -> Iterator[None]:
    """Leaves the loggers as they were."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    libraries = [logging.getLogger(name) for name in (*CHATTY_LOGGERS, *WIRE_LOGGERS)]
    levels = [library.level for library in libraries]
    yield
    root.handlers[:] = before
    root.setLevel(level)
    for library, old in zip(libraries, levels, strict=True):
        library.setLevel(old)


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


@pytest.mark.usefixtures("loggers")
def test_libraries_are_quiet_unless_they_fail(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO")
    for name in (*CHATTY_LOGGERS, *WIRE_LOGGERS):
        logging.getLogger(name).warning("a warning")
    logging.getLogger("faust").error("an error")
    logging.getLogger("pipeline.worker").info("a line")
    logging.getLogger("pipeline.worker").debug("a detail")
    lines = [line.split(maxsplit=2)[2] for line in capsys.readouterr().err.splitlines()]
    assert lines == ["ERROR faust an error", "INFO pipeline.worker a line"]


@pytest.mark.usefixtures("loggers")
def test_not_even_debug_tells_what_a_client_sends_to_say_who_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("DEBUG")
    logging.getLogger("some.library").debug("a detail")
    settings = Settings(
        broker="127.0.0.1:1",
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="PLAIN",
        sasl_username="dateline",
        sasl_password="hunter2",
    )
    with pytest.raises(KafkaConfigurationError):
        KafkaAdminClient(**client_options(settings), unknown="which ends it before it connects")
    KafkaProtocol().send_request(SaslAuthenticateRequest(version=0, auth_bytes=b"\0dateline\0hunter2"))
    logged = capsys.readouterr().err
    assert "DEBUG some.library a detail" in logged
    assert "hunter2" not in logged
    assert not logging.getLogger("aiokafka.conn").isEnabledFor(logging.DEBUG)


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


@pytest.mark.usefixtures("loggers")
@pytest.mark.parametrize("command", ["extract", "explain"])
@pytest.mark.parametrize("as_json", [True, False])
def test_commands_that_read_files_log_as_they_are_told(
    command: str, as_json: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def load_nothing(_settings: Settings) -> None:
        logging.getLogger("pipeline.worker").warning("no %s", "model")
        message = "there is no model"
        raise DatelineError(message)

    monkeypatch.setattr(pipeline.worker, "load_model", load_nothing)
    file = tmp_path / "article.txt"
    file.write_text("Ann Lee met Bob Roe.", "utf-8")
    environment = {"DATELINE_LOG_FORMAT": "json" if as_json else "text"}
    result = CliRunner().invoke(main, [command, str(file)], env=environment)
    assert result.exit_code == 1
    logged = result.stderr.splitlines()[0]
    assert logged.startswith("{") is as_json
    assert (json.loads(logged)["message"] if as_json else logged.split(" ", 4)[4]) == "no model"
