"""The JSON Schemas accept what the readers accept, and nothing else."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from full_records import accepts, make_full, mutate
from jsonschema import Draft202012Validator
from jsonschema.validators import extend

import pipeline.records
from pipeline.articles import IncomingArticle, Reason, read_article
from pipeline.dead_letters import STAGES, DeadLetterHeaders, Rejection, make_dead_letter
from pipeline.errors import InvalidArticle
from pipeline.messages import IncomingMessage
from pipeline.records import Document, Record
from pipeline.schemas import build_schemas, render_schema

ROOT = Path(__file__).parents[3]
SCHEMAS = build_schemas()

# JSON Schema takes 1.0 for a whole number, the reader does not.
_Strict = extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int),
)


def validator(name: str) -> Any:
    return _Strict(SCHEMAS[name])


@pytest.mark.parametrize("name", SCHEMAS)
def test_file_is_what_the_records_give(name: str) -> None:
    file = ROOT / "schemas" / f"{name}.json"
    assert file.read_text("utf-8") == render_schema(SCHEMAS[name]), "run: python scripts/write_schemas.py"


def test_there_is_no_other_file() -> None:
    assert {file.stem for file in (ROOT / "schemas").glob("*.json")} == set(SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_one_of_2020_12_and_says_what_it_describes(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    for part in (SCHEMAS[name], *SCHEMAS[name].get("$defs", {}).values()):
        assert part["description"]
        assert "\n    " not in part["description"]


RECORDS = [
    record
    for record in vars(pipeline.records).values()
    if isinstance(record, type) and issubclass(record, Record) and record is not Record
]


def schema_of(record: type) -> Any:
    """The validator of a record or of a part of one."""
    if record is DeadLetterHeaders:
        return validator("dead-letter-headers")
    parts = SCHEMAS["document"]["$defs"] | SCHEMAS["revision"]["$defs"]
    own = {name.capitalize(): SCHEMAS[name] for name in ("document", "retraction", "revision")}
    definitions = parts | own
    return _Strict({"$ref": f"#/$defs/{record.__name__}", "$defs": definitions})


@pytest.mark.parametrize("record", [*RECORDS, DeadLetterHeaders], ids=lambda record: record.__name__)
def test_schema_and_reader_agree_on_every_changed_record(record: type) -> None:
    full = make_full(record)
    if record is Document:  # events have their own turn
        full["events"] = []
    decoder, schema = msgspec.json.Decoder(record), schema_of(record)
    assert accepts(decoder, full)
    differ = [what for what, value in mutate(full) if accepts(decoder, value) != schema.is_valid(value)]
    assert differ == []


def test_parts_are_described_alike_in_documents_and_events() -> None:
    document, event = SCHEMAS["document"]["$defs"], SCHEMAS["event"]["$defs"]
    assert {name: document[name] for name in event} == event
    assert {name: SCHEMAS["event"][name] for name in document["Event"] if name != "title"} == {
        name: value for name, value in document["Event"].items() if name != "title"
    }


def verdict(value: Any) -> str | None:
    """Why the value is no article, or None where it is one."""
    try:
        read_article(msgspec.json.encode(value), timestamp_seconds=0.0, max_bytes=1 << 20)
    except InvalidArticle as error:
        return error.reason
    return None


ARTICLE = make_full(IncomingArticle) | {"published": "2024-12-25", "language": "en"}
WORDINGS = [
    ARTICLE | {field: value}
    for field, values in {
        "text": ["\x1c", " \n\t", "a\0", "\n.\n", "\x85", "a" * 1000],
        "language": ["English", "EN-gb", "en_US", "english ", " ", "eng", "fr", "ens", "en\n", "en-\nx"],
        "id": ["x" * 512, "x" * 513, "a\0", " "],
        "url": ["\0", "\n\0"],
        "revision": [0, 2**53 - 1, 2**53, 1.0],
    }.items()
    for value in values
]


def test_schema_and_reader_agree_on_every_changed_article() -> None:
    # Whether a text is a date takes a calendar, which a schema has not.
    schema = validator("article")
    values = [*mutate(ARTICLE), *((repr(value)[:80], value) for value in WORDINGS)]
    differ = [what for what, value in values if schema.is_valid(value) != (verdict(value) in {None, Reason.BAD_DATE})]
    assert verdict(ARTICLE) is None
    assert differ == []


@pytest.mark.parametrize("file", sorted((ROOT / "samples").glob("*.json")), ids=lambda file: file.stem)
def test_sample_articles_fit_their_schema(file: Path) -> None:
    validator("article").validate(json.loads(file.read_bytes()))


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("size", [10, 100_000])
@pytest.mark.parametrize("timestamp", [None, 0.0, -1e-7, 1e22, 1735115400.123])
def test_headers_of_dead_letters_fit_their_schema(stage: str, size: int, timestamp: float | None) -> None:
    source = IncomingMessage(
        topic="articles",
        partition=3,
        offset=17,
        key=None,
        value=b"x" * size,
        timestamp_seconds=timestamp,
        headers=(("dateline.replays", b"2"),),
    )
    rejection = Rejection(stage=stage, reason="not-utf8", error="InvalidArticle", message="byte 0")
    letter = make_dead_letter(source, rejection, topic="dead", processed="2024-12-25", max_bytes=70_000)
    headers = {name: value.decode() for name, value in letter.headers}
    validator("dead-letter-headers").validate(headers)
    assert set(headers) <= set(SCHEMAS["dead-letter-headers"]["properties"])


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_fits_the_schema_of_the_headers(reason: Reason) -> None:
    pattern = SCHEMAS["dead-letter-headers"]["properties"]["dateline.reason"]["pattern"]
    assert Draft202012Validator({"pattern": pattern}).is_valid(str(reason))
