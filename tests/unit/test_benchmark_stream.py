"""When an article in the stream counts as done."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.benchmark.stream import Outcomes, deal_partitions


@settings(deadline=None)
@given(st.data())
def test_an_article_is_done_with_the_last_of_its_document_and_events(data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=5))
    events = {f"a{number}": [f"a{number}e{event}" for event in range(count)] for number, count in enumerate(counts)}
    messages = [("document", article, article) for article in events]
    messages += [("event", article, event) for article, of_article in events.items() for event in of_article]
    last: dict[str, float] = {}
    outcomes = Outcomes(list(events))
    for at, (kind, article, name) in enumerate(data.draw(st.permutations(messages))):
        assert not outcomes.complete
        last[article] = float(at)
        if kind == "document":
            outcomes.note_document(name, events[name], float(at))
        else:
            outcomes.note_event(name, float(at))
    assert outcomes.complete
    assert outcomes.done_at == last
    assert outcomes.events == sum(counts)


def test_messages_of_others_and_those_that_come_twice_change_nothing() -> None:
    outcomes = Outcomes(["a"])
    outcomes.note_document("b", [], 1.0)
    outcomes.note_event("of b", 2.0)
    assert not outcomes.complete
    for at in (3.0, 4.0):
        outcomes.note_document("a", ["e"], at)
        outcomes.note_event("e", at)
    assert (outcomes.done_at, outcomes.events) == ({"a": 3.0}, 1)


@settings(deadline=None)
@given(st.lists(st.integers(1, 1000), max_size=60), st.integers(1, 8))
def test_partitions_get_equally_much(tokens: list[int], partitions: int) -> None:
    dealt = deal_partitions(tokens, partitions)
    assert len(dealt) == len(tokens)
    load = [sum(count for count, at in zip(tokens, dealt, strict=True) if at == one) for one in range(partitions)]
    assert max(load) - min(load) <= max(tokens, default=0)


def test_an_article_without_events_needs_its_document_only() -> None:
    outcomes = Outcomes(["a", "b"])
    outcomes.note_document("a", [], 5.0)
    assert outcomes.done_at == pytest.approx({"a": 5.0})
    assert not outcomes.complete
