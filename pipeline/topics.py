"""The four topics: created where they are missing, never changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from pipeline.errors import BrokerError, broker_unreachable
from pipeline.settings import Settings


@contextmanager
def _connect(settings: Settings) -> Iterator[KafkaAdminClient]:
    milliseconds = int(settings.connect_timeout_seconds * 1000)
    try:
        admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers, bootstrap_timeout_ms=milliseconds)
    except (KafkaError, OSError) as error:
        raise broker_unreachable(settings.broker, settings.connect_timeout_seconds, error) from error
    try:
        yield admin
    finally:
        admin.close()


def create_topics(settings: Settings) -> dict[str, bool]:
    """Create the topics that are missing; tells of each whether it was created now.

    Raises ``BrokerError`` where no broker answers or the broker refuses.
    """
    with _connect(settings) as admin:
        try:
            present = set(admin.list_topics())
            return {topic: topic not in present and _create(admin, topic, settings) for topic in settings.topics}
        except KafkaError as error:
            message = f"can't create the topics {', '.join(settings.topics)} at {settings.broker}: {error!r}"
            raise BrokerError(message) from error


def _create(admin: KafkaAdminClient, topic: str, settings: Settings) -> bool:
    options = {
        "num_partitions": settings.partitions,
        "replication_factor": settings.replication,
        "configs": {"max.message.bytes": str(settings.max_message_bytes)},
    }
    try:
        admin.create_topics({topic: options}, wait_for_metadata=True)
    except TopicAlreadyExistsError:
        return False
    return True
