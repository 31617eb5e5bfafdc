"""Messages that were fetched ahead of the work, in lanes: those of the first lane come out before those of the next.

Each lane is bounded by messages and by bytes. It never refuses a message, as whoever has one would wait with it while
messages of other lanes wait behind; it says when to fetch no more, and when to go on.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")

# A lane that was full goes on when this much of its bounds is left in it.
_DRAINED = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSize:
    """What is in a lane."""

    messages: int
    bytes: int


@dataclass(slots=True)
class _Lane(Generic[Item]):
    items: deque[tuple[Item, int]] = field(default_factory=deque)
    bytes: int = 0

    def reaches(self, messages: float, most_bytes: float) -> bool:
        return len(self.items) >= messages or self.bytes >= most_bytes


class Lanes(Generic[Item]):
    """A queue with lanes.

    ``topics`` names them, the first comes first; ``describe`` gives the topic of an item and its bytes. Has the methods
    of a deque that ``asyncio.Queue`` uses.
    """

    def __init__(
        self,
        topics: Sequence[str],
        *,
        describe: Callable[[Item], tuple[str, int]],
        most_messages: int,
        most_bytes: int,
    ) -> None:
        self._lanes: dict[str, _Lane[Item]] = {topic: _Lane() for topic in topics}
        self._describe = describe
        self._most_messages = most_messages
        self._most_bytes = most_bytes

    @property
    def topics(self) -> tuple[str, ...]:
        """The names of the lanes, the first comes first."""
        return tuple(self._lanes)

    def __len__(self) -> int:
        return sum(len(lane.items) for lane in self._lanes.values())

    def append(self, item: Item) -> None:
        """Put an item at the end of its lane."""
        topic, size = self._describe(item)
        lane = self._lanes[topic]
        lane.items.append((item, size))
        lane.bytes += size

    def popleft(self) -> Item:
        """Take the first item of the first lane that has one; raises IndexError where none has."""
        for lane in self._lanes.values():
            if lane.items:
                item, size = lane.items.popleft()
                lane.bytes -= size
                return item
        message = "all lanes are empty"
        raise IndexError(message)

    def clear(self) -> None:
        """Drop everything."""
        for lane in self._lanes.values():
            lane.items.clear()
            lane.bytes = 0

    def lane_of(self, item: Item) -> str:
        """The topic of an item."""
        return self._describe(item)[0]

    def size(self, topic: str) -> LaneSize:
        """What is in a lane now."""
        lane = self._lanes[topic]
        return LaneSize(messages=len(lane.items), bytes=lane.bytes)

    def is_full(self, topic: str) -> bool:
        """Whether no more should be fetched for a lane."""
        return self._lanes[topic].reaches(self._most_messages, self._most_bytes)

    def is_drained(self, topic: str) -> bool:
        """Whether a lane that was full has room again for so much that it is worth a fetch."""
        lane = self._lanes[topic]
        return not lane.items or not lane.reaches(self._most_messages * _DRAINED, self._most_bytes * _DRAINED)
