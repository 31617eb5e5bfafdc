"""The topics: created where they are missing, never changed.

Documents, events and what is kept of articles are compacted by key: the broker keeps the newest message of each.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from pipeline.errors import BrokerError, broker_unreachable
from pipeline.security import client_options
from pipeline.settings import Settings


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

    Raises ``BrokerError`` where no broker answers or the broker refuses, and where what is kept of articles can't lie
    beside their documents, as the two topics have different numbers of partitions.
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
    if topic in (settings.topic_documents, settings.topic_events, settings.topic_revisions):
        configs["cleanup.policy"] = "compact"
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
