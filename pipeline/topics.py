"""The topics: created where they are missing, never changed.

Documents, events and what is kept of articles are compacted by key: the broker keeps the newest message of each.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from kafka.admin import ConfigResource, KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from pipeline.errors import BrokerError, broker_unreachable
from pipeline.security import client_options
from pipeline.settings import Settings

log = logging.getLogger(__name__)

_POLICY = "cleanup.policy"
_COMPACT = "compact"


@contextmanager
def _connect(settings: Settings) -> Iterator[KafkaAdminClient]:
    milliseconds = int(settings.connect_timeout_seconds * 1000)
    try:
        admin = KafkaAdminClient(**client_options(settings), bootstrap_timeout_ms=milliseconds)
    except (KafkaError, OSError) as error:
        raise broker_unreachable(settings.broker, settings.connect_timeout_seconds, error) from error
    try:
        yield admin
    finally:
        admin.close()


def create_topics(settings: Settings) -> dict[str, bool]:
    """Create the topics that are missing; tells of each whether it was created now.

    Logs a warning of each that exists already and isn't compacted, but has to be. Raises ``BrokerError`` where no
    broker answers or the broker refuses, and where what is kept of articles can't lie beside their documents, as the
    two topics have different numbers of partitions.
    """
    with _connect(settings) as admin:
        try:
            present = set(admin.list_topics())
            created = {topic: topic not in present and _create(admin, topic, settings) for topic in settings.topics}
            # Of those that others are creating at this moment, the broker may not tell the partitions yet.
            admin.wait_for_topics(list(settings.topics))
            partitions = _count_partitions(admin, settings.topic_documents)
            revisions = settings.topic_revisions
            created[revisions] = revisions not in present and _create(
                admin, revisions, replace(settings, partitions=partitions)
            )
            admin.wait_for_topics([revisions])
            _check_partitions(revisions, _count_partitions(admin, revisions), settings.topic_documents, partitions)
            _check_policies(admin, settings, [topic for topic, is_new in created.items() if not is_new])
        except KafkaError as error:
            message = f"can't create the topics {', '.join(settings.topics)} at {settings.broker}: {error!r}"
            raise BrokerError(message) from error
        return created


def identify_topic(settings: Settings, topic: str) -> str:
    """A name of the topic that it shares with no topic that was or will be, but on brokers that give topics no ids.

    Raises ``BrokerError`` where no broker answers or there is no such topic.
    """
    with _connect(settings) as admin:
        try:
            admin.wait_for_topics([topic])
            [description] = admin.describe_topics([topic])
        except KafkaError as error:
            message = f"the topic {topic} at {settings.broker} can't be described: {error!r}"
            raise BrokerError(message) from error
    return f"{topic} {description.get('topic_id')}"


def _create(admin: KafkaAdminClient, topic: str, settings: Settings) -> bool:
    configs = {"max.message.bytes": str(settings.max_message_bytes)}
    if topic in _compacted(settings):
        configs[_POLICY] = _COMPACT
    options = {
        "num_partitions": settings.partitions,
        "replication_factor": settings.replication,
        "configs": configs,
    }
    try:
        admin.create_topics({topic: options})
    except TopicAlreadyExistsError:
        return False
    return True


def _count_partitions(admin: KafkaAdminClient, topic: str) -> int:
    [description] = admin.describe_topics([topic])
    return len(description["partitions"])


def _check_partitions(revisions: str, count: int, documents: str, wanted: int) -> None:
    if count != wanted:
        message = (
            f"the topic {revisions} has {count} partitions, {documents} has {wanted}: stop the workers, delete "
            f"{revisions}, and start them under another DATELINE_GROUP, which writes all events again"
        )
        raise BrokerError(message)


def _compacted(settings: Settings) -> tuple[str, ...]:
    return (settings.topic_documents, settings.topic_events, settings.topic_revisions)


def _check_policies(admin: KafkaAdminClient, settings: Settings, topics: Sequence[str]) -> None:
    """Tell of those that should be compacted and aren't, as far as the broker tells it."""
    for topic, found in _find_policies(admin, [topic for topic in _compacted(settings) if topic in topics]).items():
        policies = {policy.strip() for policy in found.split(",")}
        # Documents and events may be deleted with age as well: who wants that keeps them elsewhere.
        if _COMPACT not in policies or (topic == settings.topic_revisions and policies != {_COMPACT}):
            log.warning(
                "a topic has the wrong cleanup policy: topic=%s found=%s wanted=%s consequence=%r remedy=%r",
                topic, found, _COMPACT, _describe_consequence(topic, settings),
                f"kafka-configs.sh --bootstrap-server {settings.broker} --alter --entity-type topics "
                f"--entity-name {topic} --add-config {_POLICY}={_COMPACT}",
            )  # fmt: skip


def _describe_consequence(topic: str, settings: Settings) -> str:
    if topic == settings.topic_revisions:
        return "what is known of articles is deleted with age, so their events are published again and not taken back"
    return "the newest message of a key is deleted with age, or all messages are kept for ever"


def _find_policies(admin: KafkaAdminClient, topics: Sequence[str]) -> dict[str, str]:
    """Topic → cleanup policy, without those that the broker does not tell it of.

    It may not know the question, or allow the answer; a check that only warns must not end a worker.
    """
    if not topics:
        return {}
    # All that is set of each, as the embedded broker closes the connection when it is asked for one thing.
    resources = [ConfigResource("TOPIC", topic) for topic in topics]
    try:
        described = admin.describe_configs(resources, config_filter="all").get("topic", {})
    except KafkaError:
        return {}
    policies = {topic: described.get(topic, {}).get(_POLICY, {}).get("value") for topic in topics}
    return {topic: policy for topic, policy in policies.items() if policy}
