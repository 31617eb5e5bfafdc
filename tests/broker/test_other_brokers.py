"""What the embedded broker can't do, and any other must."""

from collections.abc import Callable
from contextlib import closing

import pytest
from kafka.admin import ConfigResource, KafkaAdminClient
from streams import FakeWorker, make_article, publish, read_outcomes

from pipeline.consume import connect_consumer
from pipeline.settings import Settings
from pipeline.topics import create_topics

pytestmark = pytest.mark.broker


@pytest.mark.not_embedded(reason="tells a wrong end of a partition whose last batch has several records")
def test_when_all_is_done_there_is_no_lag(settings: Settings, start_worker: Callable[..., FakeWorker]) -> None:
    articles = [make_article(number) for number in range(20)]
    publish(settings, articles)
    worker = start_worker(settings)
    read_outcomes(settings, {key for key, _ in articles})
    assert worker.stop() == 0

    with closing(KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)) as admin:
        committed = admin.list_group_offsets([settings.group])[settings.group]
    with closing(connect_consumer(settings, (), from_beginning=True)) as consumer:
        ends = consumer.end_offsets(list(committed))
    assert {partition: place.offset for partition, place in committed.items()} == ends
    assert sum(ends.values()) == len(articles)


@pytest.mark.not_embedded(reason="tells nothing of the settings of topics")
def test_topics_that_are_created_are_compacted_and_take_large_messages(settings: Settings) -> None:
    create_topics(settings)
    topics = (*settings.topics, settings.topic_revisions)
    with closing(KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)) as admin:
        described = admin.describe_configs([ConfigResource("TOPIC", topic) for topic in topics], config_filter="all")
    configs = described["topic"]
    compacted = {topic for topic in topics if configs[topic]["cleanup.policy"]["value"] == "compact"}
    assert compacted == {settings.topic_documents, settings.topic_events, settings.topic_revisions}
    assert {config["max.message.bytes"]["value"] for config in configs.values()} == {str(settings.max_message_bytes)}
