"""The JSON Schemas (2020-12) of what lies on the topics, made from the records that read and write it."""

import inspect
import json
from typing import Any, Final

import msgspec

from pipeline.articles import IncomingArticle
from pipeline.dead_letters import DeadLetterHeaders
from pipeline.records import Document, Event, Retraction, Revision

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

# File name without ending: the record and the fields that must be there though their type does not say so.
_SOURCES: Final = {
    "article": (IncomingArticle, ("text",)),
    "document": (Document, ()),
    "event": (Event, ()),
    "retraction": (Retraction, ()),
    "revision": (Revision, ()),
    "dead-letter-headers": (DeadLetterHeaders, ()),
}


def build_schemas() -> dict[str, dict[str, Any]]:
    """Name → schema, of every kind of record."""
    return {name: _build(name, record, required) for name, (record, required) in _SOURCES.items()}


def render_schema(schema: dict[str, Any]) -> str:
    """The schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _build(name: str, record: type, required: tuple[str, ...]) -> dict[str, Any]:
    (top,), definitions = msgspec.json.schema_components([record], ref_template="#/$defs/{name}")
    own = definitions.pop(top["$ref"].rpartition("/")[2])
    for field in required:
        own["required"].append(field)
        # A field that must be there must not be null either.
        own["properties"][field] = own["properties"][field]["anyOf"][0]
    schema = {"$schema": DIALECT, "$id": f"urn:dateline:{name}:1", **own, "title": name.replace("-", " ").capitalize()}
    if definitions:
        schema["$defs"] = definitions
    _clean_descriptions(schema)
    return schema


def _clean_descriptions(node: Any) -> None:
    """Docstrings come with the indentation of the code."""
    if isinstance(node, dict):
        if isinstance(text := node.get("description"), str):
            node["description"] = inspect.cleandoc(text)
        for value in node.values():
            _clean_descriptions(value)
    elif isinstance(node, list):
        for value in node:
            _clean_descriptions(value)
