"""Records of every version that was ever written are read, fit their schema, and lose nothing on the way.

``tests/records/vN`` holds them as they lay on the topics, where ``N`` is the number in the records' schema. A file's
name begins with that of its schema.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from pipeline.articles import read_article
from pipeline.dead_letters import DeadLetterHeaders
from pipeline.records import (
    Document,
    Event,
    Retraction,
    Revision,
    decode_document,
    decode_event,
    decode_event_or_retraction,
    decode_revision,
    encode_record,
)
from pipeline.schemas import build_schemas

FOLDER = Path(__file__).parents[2] / "records"
FILES = sorted(FOLDER.glob("v*/*.json"))
SCHEMAS = build_schemas()
READERS: dict[str, Callable[[bytes], Document | Event | Retraction | Revision]] = {
    "document": decode_document,
    "event": decode_event,
    "retraction": decode_event_or_retraction,  # type: ignore[dict-item]
    "revision": decode_revision,
}


def kind_of(file: Path) -> str:
    return max((name for name in SCHEMAS if file.stem.startswith(name)), key=len)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_records_of_each_kind_are_kept(kind: str) -> None:
    assert kind in {kind_of(file) for file in FILES if file.parent.name == "v1"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_earlier_record_fits_the_schema_of_today(file: Path) -> None:
    Draft202012Validator(SCHEMAS[kind_of(file)]).validate(json.loads(file.read_bytes()))


@pytest.mark.parametrize(
    "file", [file for file in FILES if kind_of(file) in READERS], ids=lambda file: f"{file.parent.name}/{file.stem}"
)
def test_earlier_record_is_read_and_written_again_as_it_was(file: Path) -> None:
    data = file.read_bytes()
    assert json.loads(encode_record(READERS[kind_of(file)](data))) == json.loads(data)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("v*/article*")), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_earlier_article_is_read_with_all_that_it_says(file: Path) -> None:
    article = read_article(file.read_bytes(), timestamp_seconds=0.0, max_bytes=1 << 20)
    told: dict[str, Any] = msgspec.to_builtins(article)
    if file.suffix == ".json":
        fields = json.loads(file.read_bytes())
        assert {name: told[name] for name in fields if name in told} == {
            name: fields[name] for name in fields if name in told
        }
    assert told["text"].startswith("The foreign ministers")


@pytest.mark.parametrize("file", sorted(FOLDER.glob("v*/dead-letter-headers*")), ids=lambda file: file.parent.name)
def test_earlier_headers_of_a_dead_letter_are_read(file: Path) -> None:
    headers = json.loads(file.read_bytes())
    read = msgspec.to_builtins(msgspec.json.decode(file.read_bytes(), type=DeadLetterHeaders))
    assert {name: read[name] for name in headers} == headers
