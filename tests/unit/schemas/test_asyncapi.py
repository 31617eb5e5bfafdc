"""The AsyncAPI document describes the topics that there are, with the schemas that there are."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from pipeline.schemas import build_schemas
from pipeline.settings import Settings

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "schemas"
DOCUMENT: dict[str, Any] = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text("utf-8"))
CHANNELS = DOCUMENT["channels"]
MESSAGES = DOCUMENT["components"]["messages"]


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(reference: str) -> Any:
    node: Any = DOCUMENT
    for name in reference.removeprefix("#/").split("/"):
        node = node[name]
    return node


def test_it_is_asyncapi_3_of_this_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert DOCUMENT["info"]["version"] == project["version"]
    assert DOCUMENT["info"]["license"]["name"] == project["license"]
    assert set(DOCUMENT) <= {
        "asyncapi", "id", "info", "servers", "defaultContentType", "channels", "operations", "components",
    }  # fmt: skip


def test_channels_are_the_topics() -> None:
    assert {channel["address"] for channel in CHANNELS.values()} == {*Settings().topics, Settings().topic_revisions}
    assert DOCUMENT["servers"]["kafka"]["host"] == Settings().broker


@pytest.mark.parametrize("reference", sorted(set(references(DOCUMENT))))
def test_every_reference_leads_somewhere(reference: str) -> None:
    if reference.startswith("#/"):
        assert resolve(reference)
    else:
        assert reference.removesuffix(".json") in build_schemas()


def test_every_schema_is_used() -> None:
    assert {f"{name}.json" for name in build_schemas()} <= set(references(MESSAGES))


def test_workers_read_articles_and_write_the_rest() -> None:
    actions: dict[str, set[str]] = {"receive": set(), "send": set()}
    for operation in DOCUMENT["operations"].values():
        actions[operation["action"]].add(resolve(operation["channel"]["$ref"])["address"])
        assert "title" in resolve(operation["channel"]["$ref"])
    settings = Settings()
    both = {settings.topic_documents, settings.topic_revisions}
    assert actions["send"] == {settings.topic_events, settings.topic_dead, *both}
    assert actions["receive"] == {settings.topic_articles, settings.topic_bulk, *both}
    assert DOCUMENT["operations"]["readArticles"]["bindings"]["kafka"]["groupId"]["const"] == settings.group


@pytest.mark.parametrize("name", CHANNELS)
def test_messages_of_a_channel_are_described_with_their_key(name: str) -> None:
    for reference in references(CHANNELS[name]["messages"]):
        message = resolve(reference)
        assert message["payload"]
        assert message["contentType"]
        assert message["bindings"]["kafka"]["key"]["description"]


def test_examples_fit_their_schema() -> None:
    schemas = build_schemas()
    checked = 0
    for message in MESSAGES.values():
        for example in message.get("examples", ()):
            name = message["payload"]["$ref"].removesuffix(".json")
            Draft202012Validator(schemas[name]).validate(example["payload"])
            checked += 1
    assert checked
