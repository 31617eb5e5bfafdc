"""Articles with revisions, and what consumers hold of their events."""

import json
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from fakes import FakeExtractor, fake_code
from kafka.admin import KafkaAdminClient
from streams import read_until

from pipeline.articles import read_article
from pipeline.reading import ArticleReader
from pipeline.records import Document, Retraction, decode_event_or_retraction
from pipeline.settings import Settings

Article = tuple[bytes, bytes]


def make_revision(number: int, revision: int) -> Article:
    """A revision of an article: one event remains, one moves, one is another each time, one goes and comes."""
    key = f"article-{number}"
    sentences = [
        f"Minister Ann Lee met Bob Roe on day {number}.",
        *["It was added later."] * revision,
        "Rebels attacked Homs.",
        f"Kim {'M' + 'o' * (revision + 1) + 'e'} accused Ann Lee.",
        *["Crowds protested in Rome."] * (revision % 2),
    ]
    fields = {"id": key, "text": " ".join(sentences), "published": "2024-12-25", "revision": revision}
    return key.encode(), json.dumps(fields).encode()


def read_undisturbed(articles: Iterable[Article]) -> list[Document]:
    """The documents that a worker makes of the articles."""
    decoded = [read_article(value, timestamp_seconds=0.0, max_bytes=2**20) for _, value in articles]
    outcomes = ArticleReader(FakeExtractor(), code=fake_code, attempts=1, now=str).read(decoded)
    documents = [outcome for outcome in outcomes if isinstance(outcome, Document)]
    assert len(documents) == len(decoded)
    return documents


def ids_of(documents: Iterable[Document]) -> set[str]:
    """The ids of the documents' events."""
    return {event.event_id for document in documents for event in document.events}


def is_level(settings: Settings, *, documents: int) -> bool:
    """Whether so many documents, or more, are there, and all are entered and committed."""
    there = len(read_until(settings, (settings.topic_documents,), lambda records: len(records) >= documents))
    with closing(KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)) as admin:
        offsets = admin.list_group_offsets([settings.topic_revisions])[settings.topic_revisions]
    return sum(max(place.offset, 0) for place in offsets.values()) >= there


def read_events(settings: Settings, *, at_least: int) -> list[Any]:
    """All messages of the topic of events."""
    return read_until(settings, (settings.topic_events,), lambda records: len(records) >= at_least)


def hold(records: Iterable[Any]) -> dict[str, Any]:
    """What a consumer holds who writes events by their ids, and removes what is taken back."""
    held: dict[str, Any] = {}
    for record in records:
        message = decode_event_or_retraction(record.value)
        assert record.key == message.event_id.encode()
        if isinstance(message, Retraction):
            held.pop(message.event_id, None)
        else:
            held[message.event_id] = message
    return held
