"""As many broken inputs as good articles, side by side in the same batches."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from fuzzed_articles import LARGEST_BYTES, draw_fuzzed
from streams import FakeWorker, event_ids, expected_event_ids, make_article, publish, read_until

from pipeline.records import decode_document
from pipeline.settings import Settings

pytestmark = pytest.mark.broker

COUNT = 1000


@pytest.mark.parametrize("seed", [7])
def test_of_fuzzed_inputs_every_one_is_a_dead_letter_and_every_good_article_a_document(
    settings: Settings, start_worker: Callable[..., FakeWorker], seed: int
) -> None:
    settings = replace(settings, max_article_bytes=LARGEST_BYTES, batch_articles=32, attempts=2)
    good = [make_article(number) for number in range(COUNT)]
    bad = draw_fuzzed(COUNT, seed=seed)
    mixed = [*good, *((one.key, one.value) for one in bad)]
    order = random.Random(seed).sample(range(2 * COUNT), 2 * COUNT)
    places = dict(zip(order, publish(settings, [mixed[number] for number in order]), strict=True))
    worker = start_worker(settings)

    topics = (settings.topic_documents, settings.topic_dead)
    records = read_until(settings, topics, lambda records: len(records) >= 2 * COUNT)
    assert worker.stop() == 0
    assert len(records) == 2 * COUNT

    documents = [decode_document(record.value) for record in records if record.topic == settings.topic_documents]
    assert {document.article.id for document in documents} == {key.decode() for key, _ in good}
    assert len(documents) == COUNT
    assert set(event_ids(documents)) == expected_event_ids(good)

    assert {_tell(record) for record in records if record.topic == settings.topic_dead} == {
        (
            one.key,
            one.value,
            one.stage,
            one.reason,
            1 if one.stage == "decode" else settings.attempts,
            settings.topic_articles,
            *places[COUNT + number],
        )
        for number, one in enumerate(bad)
    }


def _tell(record: object) -> tuple[object, ...]:
    headers = {name: value.decode() for name, value in record.headers}  # type: ignore[attr-defined]
    return (
        record.key,  # type: ignore[attr-defined]
        record.value,  # type: ignore[attr-defined]
        headers["dateline.stage"],
        headers["dateline.reason"],
        int(headers["dateline.attempts"]),
        headers["dateline.topic"],
        int(headers["dateline.partition"]),
        int(headers["dateline.offset"]),
    )
