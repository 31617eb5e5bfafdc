"""Sending dead letters back to where they came from: their own bytes, key and headers.

A replay goes twice through the topic: first to find which letters are meant, then to send them, so that it holds one
letter at a time, and never meets those that its own articles lead to.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kafka.errors import KafkaError

from pipeline.dead.letters import DeadLetter, Position, Selection
from pipeline.dead_letters import make_replay
from pipeline.messages import OutgoingMessage
from pipeline.settings import Settings

# Letters that are on their way to the broker at a time.
_CHUNK = 64

# The client gives up by itself after DATELINE_PRODUCER_TIMEOUT_SECONDS; waiting longer hears its reason.
_PATIENCE = 2


@dataclass(slots=True, kw_only=True)
class ReplayPlan:
    """Which letters to send, and how often their articles will then have been replayed."""

    letters: dict[Position, int] = field(default_factory=dict)
    found: int = 0

    @property
    def repeated(self) -> int:
        """Letters of an article that another letter stands for already."""
        return self.found - len(self.letters)


@dataclass(slots=True, kw_only=True)
class ReplayReport:
    """What became of the letters; ``failed`` holds a line each for people."""

    found: int = 0
    repeated: int = 0
    replayed: int = 0
    failed: list[str] = field(default_factory=list)

    def summary(self, *, dry_run: bool) -> str:
        """The counts in a line."""
        done = "would be replayed" if dry_run else "replayed"
        return (
            f"{self.found} dead letters found, {self.repeated} of them repeat another: "
            f"{self.replayed} {done}, {len(self.failed)} failed"
        )


def plan_replay(letters: Iterable[DeadLetter], selection: Selection) -> ReplayPlan:
    """The letters to send: of all that are one article in one wording the latest, so that it is sent once."""
    plan = ReplayPlan()
    chosen: dict[bytes, tuple[Position, int]] = {}
    for letter in letters:
        if selection.fits(letter):
            plan.found += 1
            _, replays = chosen.pop(letter.identity, (None, 0))
            chosen[letter.identity] = (letter.position, max(replays, letter.replays + 1))
    plan.letters.update(chosen.values())
    return plan


def replay_letters(
    letters: Iterable[DeadLetter],
    plan: ReplayPlan,
    *,
    producer: Any | None,
    settings: Settings,
    report: ReplayReport,
) -> None:
    """Send the planned of ``letters`` and wait for the broker to have each, counting in ``report`` on the way.

    Without a ``producer`` nothing is sent: what would be is counted.
    """
    report.found, report.repeated = plan.found, plan.repeated
    chunk: list[tuple[Position, OutgoingMessage]] = []
    for letter in letters:
        replays = plan.letters.get(letter.position)
        if replays is None:
            continue
        trouble = _trouble_with(letter, settings)
        if trouble is not None:
            report.failed.append(f"{letter.position}: {trouble}")
        elif producer is None:
            report.replayed += 1
        else:
            chunk.append((letter.position, _make_message(letter, replays)))
            if len(chunk) == _CHUNK:
                _send(chunk, producer, settings, report)
                chunk = []
    if producer is not None:
        _send(chunk, producer, settings, report)


def _trouble_with(letter: DeadLetter, settings: Settings) -> str | None:
    if letter.is_cut:
        return "only its beginning was kept, as no message could hold the article: publish it from its source"
    if letter.source_topic is None:
        return "no header dateline.topic tells where it came from"
    if letter.source_topic in {settings.topic_documents, settings.topic_events, settings.topic_dead}:
        return f"it says that it came from {letter.source_topic}, which holds no articles"
    return None


def _make_message(letter: DeadLetter, replays: int) -> OutgoingMessage:
    return make_replay(
        topic=letter.source_topic or "", key=letter.key, value=letter.value, headers=letter.headers, replays=replays
    )


def _send(
    chunk: list[tuple[Position, OutgoingMessage]], producer: Any, settings: Settings, report: ReplayReport
) -> None:
    deliveries = []
    for position, message in chunk:
        try:
            delivery = producer.send(message.topic, key=message.key, value=message.value, headers=list(message.headers))
        except KafkaError as error:
            report.failed.append(f"{position}: {error!r}")
        else:
            deliveries.append((position, delivery))
    for position, delivery in deliveries:
        try:
            delivery.get(timeout=_PATIENCE * settings.producer_timeout_seconds)
        except KafkaError as error:
            report.failed.append(f"{position}: {error!r}")
        else:
            report.replayed += 1
