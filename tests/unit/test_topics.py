"""Topics that exist already, at a broker that tells how they are set, or does not."""

import logging
from dataclasses import dataclass, field
from typing import Any

import pytest
from kafka.admin import ConfigResource
from kafka.errors import TopicAuthorizationFailedError, UnsupportedVersionError

import pipeline.topics
from pipeline.settings import Settings
from pipeline.topics import create_topics

SETTINGS = Settings(broker="b:9092")
COMPACTED = ("documents", "events", "dateline.revisions")


@dataclass
class FakeAdmin:
    """A broker with the topics of ``policies``; the policy None is one that it does not tell."""

    policies: dict[str, str | None]
    failure: Exception | None = None
    created: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def list_topics(self) -> list[str]:
        return list(self.policies)

    def create_topics(self, topics: dict[str, Any]) -> None:
        self.created.extend(topics)

    def wait_for_topics(self, topics: list[str]) -> None:
        assert set(topics) <= {*self.policies, *self.created}

    def describe_topics(self, topics: list[str]) -> list[dict[str, Any]]:
        return [{"partitions": [0, 1]} for _ in topics]

    def describe_configs(self, resources: list[ConfigResource], *, config_filter: str) -> dict[str, Any]:
        assert config_filter == "all"  # others leave out the default, which is to delete
        self.asked.extend(resource.name for resource in resources)
        if self.failure:
            raise self.failure
        told = {resource.name: self.policies[resource.name] for resource in resources}
        configs = {name: {"cleanup.policy": {"value": policy}} if policy else {} for name, policy in told.items()}
        return {"topic": configs} if any(told.values()) else {}

    def close(self) -> None:
        pass


def create(admin: FakeAdmin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is logged when the topics are created at the broker."""
    monkeypatch.setattr(pipeline.topics, "KafkaAdminClient", lambda **_options: admin)
    with caplog.at_level(logging.INFO):
        create_topics(SETTINGS)
    assert {record.levelno for record in caplog.records} <= {logging.WARNING}
    return [record.getMessage() for record in caplog.records]


def all_topics(policy: str | None, **others: str) -> dict[str, str | None]:
    return dict.fromkeys((*SETTINGS.topics, SETTINGS.topic_revisions), policy) | others


def test_each_topic_that_should_be_compacted_and_is_not_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lines = create(FakeAdmin(all_topics("delete")), monkeypatch, caplog)
    assert len(lines) == len(COMPACTED)
    for line, topic in zip(lines, COMPACTED, strict=True):
        assert f"topic={topic} found=delete wanted=compact" in line
        assert f"--bootstrap-server b:9092 --alter --entity-type topics --entity-name {topic} " in line
        assert line.endswith("--add-config cleanup.policy=compact'")


@pytest.mark.parametrize("policy", ["compact,delete", "delete, compact"])
def test_only_what_is_known_of_articles_must_not_be_deleted_with_age(
    policy: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    [line] = create(FakeAdmin(all_topics(policy)), monkeypatch, caplog)
    assert f"topic=dateline.revisions found={policy} wanted=compact" in line


@pytest.mark.parametrize(
    "admin",
    [
        FakeAdmin(all_topics("delete", **dict.fromkeys(COMPACTED, "compact"))),
        FakeAdmin(all_topics(None)),
        FakeAdmin(all_topics("delete"), failure=UnsupportedVersionError()),
        FakeAdmin(all_topics("delete"), failure=TopicAuthorizationFailedError()),
    ],
    ids=["right", "not told", "not known", "no leave"],
)
def test_nothing_is_said_where_all_is_well_or_the_broker_does_not_tell(
    admin: FakeAdmin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert create(admin, monkeypatch, caplog) == []
    assert admin.asked == list(COMPACTED)


def test_topics_that_are_new_are_not_looked_at(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    admin = FakeAdmin({"articles": "delete", "events": "compact"})
    assert create(admin, monkeypatch, caplog) == []
    assert admin.asked == ["events"]
    assert set(admin.created) == {*SETTINGS.topics, SETTINGS.topic_revisions} - {"articles", "events"}
