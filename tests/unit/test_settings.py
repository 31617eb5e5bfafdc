import re
from pathlib import Path

import pytest

import models
from pipeline.errors import InvalidSettings
from pipeline.settings import FIELDS, PREFIX, Settings, read_settings

ROOT = Path(__file__).parents[2]

OUTSIDE_RANGE = [
    ("DATELINE_BROKER", "localhost"),
    ("DATELINE_BROKER", "localhost:99999"),
    ("DATELINE_BROKER", "one:9092,,two:9092"),
    ("DATELINE_TOPIC_EVENTS", "events and more"),
    ("DATELINE_TOPIC_EVENTS", ".."),
    ("DATELINE_BATCH_ARTICLES", "0"),
    ("DATELINE_BATCH_ARTICLES", "many"),
    ("DATELINE_BATCH_WAIT_SECONDS", "nan"),
    ("DATELINE_BATCH_WAIT_SECONDS", "-1"),
    ("DATELINE_BACKEND", "tensorflow"),
    ("DATELINE_WEB_PORT", "70000"),
    ("DATELINE_LOG_LEVEL", "info"),
    ("DATELINE_GROUP", ""),
]


@pytest.mark.parametrize(("variable", "value"), OUTSIDE_RANGE)
def test_value_outside_its_range_names_variable_value_range_and_remedy(variable: str, value: str) -> None:
    [field] = [field for field in FIELDS if field.variable == variable]
    with pytest.raises(InvalidSettings) as error:
        read_settings({variable: value})
    for part in (variable, repr(value), field.rule.allowed, field.option):
        assert part in str(error.value)


def test_defaults_are_within_their_ranges() -> None:
    assert read_settings({}) == Settings()


def test_options_override_the_environment_which_overrides_defaults() -> None:
    environment = {"DATELINE_GROUP": "one", "DATELINE_THREADS": "3", "HOME": "/root"}
    settings = read_settings(environment, {"group": "two", "threads": None})
    assert (settings.group, settings.threads, settings.attempts) == ("two", 3, Settings().attempts)


def test_misspelt_variable_is_refused() -> None:
    with pytest.raises(InvalidSettings, match="DATELINE_BROKERS is no setting"):
        read_settings({"DATELINE_BROKERS": "localhost:9092"})


def test_settings_are_checked_when_made_in_code() -> None:
    with pytest.raises(InvalidSettings, match="DATELINE_ATTEMPTS=0"):
        Settings(attempts=0)


def test_topics_must_differ() -> None:
    with pytest.raises(InvalidSettings, match="topics must differ"):
        Settings(topic_events="articles")
    with pytest.raises(InvalidSettings, match=r"topics must differ.*DATELINE_GROUP"):
        Settings(group="news", topic_documents="news.revisions")


def test_a_message_must_hold_the_dead_letter_of_the_largest_article() -> None:
    with pytest.raises(InvalidSettings, match="DATELINE_MAX_MESSAGE_BYTES=1048576 can't carry"):
        Settings(max_message_bytes=1_048_576)


def test_environment_gives_the_same_settings_again() -> None:
    settings = Settings(broker="one:1,two:2", threads=2, session_timeout_seconds=4.5, backend="torch")
    assert read_settings(settings.environment()) == settings


def test_weights_are_a_name_in_the_package_or_a_folder() -> None:
    assert Settings(weights="other").weights_folder == Path(models.__file__).parent / "weights" / "other"
    assert Settings(weights="./other").weights_folder == Path("./other")


@pytest.mark.parametrize("source", sorted((ROOT / "pipeline").rglob("*.py")), ids=lambda path: path.name)
def test_environment_is_read_in_the_command_alone(source: Path) -> None:
    passes_it_on = {"explain_command.py", "measure.py", "options.py", "run.py", "worker_process.py"}
    assert ("os.environ" in source.read_text("utf-8")) == (source.name in passes_it_on)


def test_every_variable_named_in_the_code_exists() -> None:
    variables = {field.variable for field in FIELDS}
    text = "".join(path.read_text("utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    assert {name for name in re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]", text)} <= variables
