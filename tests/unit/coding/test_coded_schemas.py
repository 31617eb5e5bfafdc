"""The documents of annotated articles fit the schemas, and read as what they were."""

import json
from pathlib import Path

import pytest
from annotated import MODEL, read_file
from jsonschema import Draft202012Validator

from pipeline.coding.document import code_document
from pipeline.records import decode_document, decode_event, encode_record
from pipeline.schemas import build_schemas

SCHEMAS = build_schemas()
FILES = sorted((Path(__file__).parent / "articles").glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_coded_articles_fit_the_schemas(file: Path) -> None:
    for article, extraction in read_file(file):
        document = code_document(article, extraction, model=MODEL, processed="2024-12-25T12:00:00+00:00")
        line = encode_record(document)
        Draft202012Validator(SCHEMAS["document"]).validate(json.loads(line))
        assert decode_document(line) == document
        assert document.events
        for event in document.events:
            line = encode_record(event)
            Draft202012Validator(SCHEMAS["event"]).validate(json.loads(line))
            assert decode_event(line) == event
