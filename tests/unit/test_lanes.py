"""Lanes: the first comes first, each keeps its order, none refuses."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.lanes import Lanes, LaneSize

TOPICS = ("live", "bulk")


def make_lanes(*, messages: int = 10, most_bytes: int = 1000) -> Lanes[tuple[str, int]]:
    return Lanes(TOPICS, describe=lambda item: item, most_messages=messages, most_bytes=most_bytes)


items = st.lists(st.tuples(st.sampled_from(TOPICS), st.integers(0, 500)))


@given(items)
def test_live_comes_first_and_each_topic_keeps_its_order(given_items: list[tuple[str, int]]) -> None:
    lanes = make_lanes()
    for item in given_items:
        lanes.append(item)
    taken = [lanes.popleft() for _ in range(len(lanes))]
    assert taken == [item for topic in TOPICS for item in given_items if item[0] == topic]
    assert all(lanes.size(topic) == LaneSize(messages=0, bytes=0) for topic in TOPICS)


def test_a_live_message_overtakes_the_bulk_that_waits() -> None:
    lanes = make_lanes()
    lanes.append(("bulk", 1))
    lanes.append(("bulk", 2))
    assert lanes.popleft() == ("bulk", 1)
    lanes.append(("live", 3))
    assert lanes.popleft() == ("live", 3)
    assert lanes.popleft() == ("bulk", 2)


@given(items)
def test_a_full_lane_takes_messages_all_the_same(given_items: list[tuple[str, int]]) -> None:
    lanes = make_lanes(messages=1, most_bytes=1)
    for item in given_items:
        lanes.append(item)
    assert len(lanes) == len(given_items)


def test_a_lane_is_full_by_messages_or_bytes_and_drained_with_room_in_both() -> None:
    lanes = make_lanes(messages=10, most_bytes=1000)
    for _ in range(10):
        assert not lanes.is_full("live")
        lanes.append(("live", 0))
    assert lanes.is_full("live")
    assert not lanes.is_full("bulk")
    for _ in range(6):
        assert not lanes.is_drained("live")
        lanes.popleft()
    assert not lanes.is_drained("live")
    lanes.popleft()
    assert lanes.is_drained("live")
    lanes.append(("bulk", 1000))
    assert lanes.is_full("bulk")
    assert not lanes.is_drained("bulk")


def test_an_empty_lane_is_drained_however_small_its_bounds() -> None:
    lanes = make_lanes(messages=1, most_bytes=1)
    lanes.append(("live", 5))
    assert lanes.is_full("live")
    lanes.clear()
    assert lanes.is_drained("live")
    assert lanes.size("live") == LaneSize(messages=0, bytes=0)
