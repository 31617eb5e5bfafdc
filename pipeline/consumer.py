"""Faust's consumer, but for what a worker needs it to do otherwise, and to tell.

- It acknowledges what an agent says that it is done with, and nothing else. A stream passes over what it takes from its
  queue while a rebalance or the end of the worker has begun, and one whose agent has crashed goes on taking; both
  acknowledge it all the same, and its offset would be committed.
- Its queue is bounded by bytes as well as by messages, for each topic by itself, and has the messages of the first
  topic come out first. Faust bounds all topics of an agent together, so that a backlog in one holds up the others.
- It delivers nothing while it is sent back to what is committed. Faust with a table fetches meanwhile, then empties the
  queue of what came. Of a fetch that is half delivered by then the second half remains, and the first, which comes
  again, is passed over as older: nobody has it, and its offsets are committed.
- Its fetches wait less long, so that work begins soon after a rebalance.
- It tells of commits, and of what waits.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from aiokafka.errors import KafkaError
from faust.streams import Stream
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer
from faust.types import TP
from mode.utils.queues import ThrowableQueue

from pipeline.lanes import Lanes
from pipeline.metrics import Metrics
from pipeline.watchdog import Progress

# Of services of ours: they log as Faust's do, whose normal operation is not logged.
FAUST_LOG: Final = logging.getLogger("faust.dateline")

# How long the broker may hold back the answer to a fetch for which it has nothing. Faust has it wait 1.5 s. Meanwhile
# the connection takes no other request, and partitions that were assigned or resumed since are not fetched: after each
# rebalance the worker would do nothing for so long, and twice where it has a table to rebuild.
_FETCH_WAIT_MILLISECONDS = 250

# Longest wait for the broker to tell where partitions end.
_ANSWER_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWatch:
    """Who is told of a consumer group. ``on_commit`` is called when offsets were committed."""

    topics: Sequence[str]
    progress: Progress
    metrics: Metrics
    on_commit: Callable[[], None]

    def note_commit(self) -> None:
        """Offsets were committed."""
        self.progress.advance()
        self.metrics.count_commit(self.progress.group)
        self.on_commit()


class PlainStream(Stream[Any]):
    """Faust's stream without its compiled part, which acknowledges behind the consumer's back."""

    def __aiter__(self) -> AsyncIterator[Any]:
        messages: Any = self._py_aiter()
        self._active_agens.add(messages)
        return cast(AsyncIterator[Any], messages)


class _QuickFetchThread(AIOKafkaConsumerThread):
    """Faust's thread with aiokafka's consumer, whose fetches wait less long."""

    logger = FAUST_LOG

    def _create_consumer(self, loop: asyncio.AbstractEventLoop) -> Any:
        consumer: Any = super()._create_consumer(loop)
        consumer._fetch_max_wait_ms = _FETCH_WAIT_MILLISECONDS
        return consumer


class WatchedConsumer(Consumer):
    """Faust's consumer as the module says; ``watch`` is set in a class of its own for each application."""

    watch: GroupWatch
    logger = FAUST_LOG

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._done: set[tuple[TP, int]] = set()
        self._delivered = asyncio.Event()
        self._delivered.set()

    def _new_consumer_thread(self) -> AIOKafkaConsumerThread:
        return _QuickFetchThread(self, loop=self.loop, beacon=self.beacon)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Any]]:
        """Fetch messages, and know of the last whether it was delivered."""
        try:
            async for place, message in super().getmany(timeout):
                self._delivered.clear()
                yield place, message
                self._delivered.set()
        finally:
            self._delivered.set()

    async def perform_seek(self) -> None:
        """Go back to what is committed, while nothing is delivered; Faust resumes the flow when the queue is empty."""
        self.stop_flow()
        await self._delivered.wait()
        await super().perform_seek()

    async def acknowledge(self, stream: Any, event: Any) -> None:
        """Acknowledge an event of the stream that its agent is done with."""
        self._done.add((event.message.tp, event.message.offset))
        await stream.ack(event)

    def ack(self, message: Any) -> bool:
        """Acknowledge a message, where an agent is done with it."""
        place = (message.tp, message.offset)
        if place not in self._done:
            return False
        self._done.discard(place)
        return bool(super().ack(message))

    async def _commit_offsets(self, offsets: Any, start_new_transaction: bool = True) -> bool:
        done = bool(await super()._commit_offsets(offsets, start_new_transaction))
        if done:
            self.watch.note_commit()
        return done

    async def measure(self) -> None:
        """Tell the watch how much waits, in this worker and at the broker.

        A group that is being rebalanced waits as well, and so does one whose state is being rebuilt, for as long as
        that doesn't get on.
        """
        app: Any = self.app
        if app.in_recovery:
            self._measure_recovery(app.tables.recovery.active_remaining_total())
            return
        if app.rebalancing:
            self.watch.progress.report_waiting(1)
            return
        places = [place for place in self.assignment() if place.topic in self.watch.topics]
        ends = await self._find_ends(places)
        if ends is None:
            self.watch.progress.report_waiting(None)
            self.watch.metrics.show_lag(self.watch.topics, {})
            return
        lag = {(place.topic, place.partition): max(0, end - self._begin(place, end)) for place, end in ends.items()}
        self.watch.metrics.show_lag(self.watch.topics, lag)
        self.watch.progress.report_waiting(self._count_waiting(ends))

    def _measure_recovery(self, remaining: int) -> None:
        if remaining != getattr(self, "_remaining", None):
            self._remaining = remaining
            self.watch.progress.advance()
        # With nothing left to read, it still waits for the store to take it; Faust goes on where the store refuses.
        self.watch.progress.report_waiting(max(1, remaining))

    async def _find_ends(self, places: Sequence[TP]) -> dict[TP, int] | None:
        if not places:
            return {}
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                ends = dict(await self.highwaters(*places))
        except (TimeoutError, KafkaError):
            return None
        # What was fetched last may be newer than the answer, and on the embedded broker the answer may be too low.
        return {place: max(ends[place], self.highwater(place) or 0) for place in places}

    def _count_waiting(self, ends: dict[TP, int]) -> int:
        """Messages at the broker that were not fetched, at work here, or done and not committed.

        Not the lag: a producer with transactions leaves marks that no consumer sees and no worker commits.
        """
        in_hand = sum(not message.acked for message in tuple(self.unacked))
        done = sum(len(offsets) for offsets in tuple(self._acked.values()))
        return in_hand + done + sum(max(0, end - self._position(place, end)) for place, end in ends.items())

    def _position(self, place: TP, end: int) -> int:
        """The offset that is fetched next; ``end`` where the consumer has not settled on one."""
        thread: Any = self._thread
        subscription = thread._ensure_consumer()._fetcher._subscriptions.subscription
        assignment = subscription and subscription.assignment
        state = assignment and place in assignment.tps and assignment.state_value(place)
        return int(state.position) if state and state.has_valid_position else end

    def _begin(self, place: TP, end: int) -> int:
        """The offset up to which all is committed; before the first commit the one up to which all is done."""
        committed = self._committed_offset[place]
        if committed is not None:
            return int(committed)
        in_hand = [message.offset for message in tuple(self.unacked) if message.tp == place]
        return min([self._position(place, end), *in_hand])


class LanesQueue(ThrowableQueue[Any]):
    """The queue between consumer and agent. It never makes the consumer wait: a full lane pauses its partitions."""

    def __init__(self, lanes: Lanes[Any], **options: Any) -> None:
        self._lanes = lanes
        self._paused: dict[str, set[Callable[[], None]]] = {topic: set() for topic in lanes.topics}
        super().__init__(maxsize=0, **options)

    def _init(self, maxsize: int) -> None:
        self._queue = self._lanes

    def put_nowait_enhanced(
        self, value: Any, *, on_pressure_high: Callable[[], None], on_pressure_drop: Callable[[], None]
    ) -> bool:
        """Put a message; ``on_pressure_high`` is called where no more of its partition should be fetched."""
        topic = self._lanes.lane_of(value)
        self.force_put_nowait(value)
        full = self._lanes.is_full(topic) and on_pressure_drop not in self._paused[topic]
        if full:
            self._paused[topic].add(on_pressure_drop)
            on_pressure_high()
        return full

    def maybe_endorse_pressure_drop(self) -> None:
        """Go on fetching for lanes with room again; Faust calls it before it takes a message."""
        for topic, paused in self._paused.items():
            if paused and self._lanes.is_drained(topic):
                resumed = tuple(paused)
                paused.clear()
                for on_pressure_drop in resumed:
                    on_pressure_drop()


def describe_event(event: Any) -> tuple[str, int]:
    """Topic and bytes of an event of Faust's, for ``Lanes``."""
    message = event.message
    return message.topic, len(message.value or b"") + len(message.key or b"")
