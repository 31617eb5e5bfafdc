"""Every record that the shipped model makes of the sample articles fits the schemas."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from models.extractor import Extractor
from pipeline.articles import read_article
from pipeline.coding.document import code_document
from pipeline.reading import ArticleReader
from pipeline.records import Document, encode_record
from pipeline.schemas import build_schemas

pytestmark = pytest.mark.model

FILES = sorted((Path(__file__).parents[2] / "samples").iterdir())
SCHEMAS = build_schemas()


def test_records_of_the_sample_articles_fit_the_schemas(int8_extractor: Extractor) -> None:
    articles = [read_article(file.read_bytes(), timestamp_seconds=0.0, max_bytes=1 << 20) for file in FILES]
    reader = ArticleReader(int8_extractor, code=code_document, attempts=1, now=lambda: "2024-12-25T12:00:00+00:00")
    document_schema, event_schema = (Draft202012Validator(SCHEMAS[name]) for name in ("document", "event"))
    for document in reader.read(articles):
        assert isinstance(document, Document)
        document_schema.validate(json.loads(encode_record(document)))
        for event in document.events:
            event_schema.validate(json.loads(encode_record(event)))
