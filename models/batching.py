"""Texts → rounds, windows → batches: what is in memory together, what runs together, and how far it is padded.

A window is padded to a length that depends on the window alone, and only windows of one padded length share a batch.
So the numbers that the network gives for a window can't depend on its neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The windows that run together, by index, and the pieces and words that each is padded to."""

    windows: tuple[int, ...]
    pieces: int
    words: int


def padded_length(length: int, *, multiple: int, maximum: int) -> int:
    """``length`` rounded up to ``multiple``, at most ``maximum``; ``length`` must not exceed ``maximum``."""
    return min(-(-length // multiple) * multiple, maximum)


def plan_batches(sizes: Sequence[tuple[int, int]], *, max_pieces: int, multiple: int, longest: int) -> list[Batch]:
    """Group windows of ``sizes`` (pieces, words) under a budget of ``max_pieces`` padded pieces a batch.

    Every window is in exactly one batch; a batch of one window may exceed the budget. Longest first, so that the
    largest buffers are taken at the beginning and what is at work at the end is short; ties keep the order of the
    windows. A batch has 1, 2, 4, 8, … windows: a library that prepares itself for each new shape meets few of them.
    """
    by_length: dict[int, list[int]] = {}
    for index, (pieces, _) in enumerate(sizes):
        by_length.setdefault(padded_length(pieces, multiple=multiple, maximum=longest), []).append(index)
    batches = []
    for pieces, windows in sorted(by_length.items(), reverse=True):
        at = 0
        while at < len(windows):
            count = _power_of_two(min(max(1, max_pieces // pieces), len(windows) - at))
            together = tuple(windows[at : at + count])
            at += count
            most_words = max(sizes[index][1] for index in together)
            words = padded_length(most_words, multiple=multiple, maximum=longest)
            batches.append(Batch(windows=together, pieces=pieces, words=words))
    return batches


def _power_of_two(number: int) -> int:
    """The largest that is no larger than ``number``."""
    return int(1 << (number.bit_length() - 1))


def plan_rounds(lengths: Sequence[int], *, most: int) -> list[range]:
    """Cut a row of texts of ``lengths`` into runs of at most ``most`` in all; a longer text is a run of its own."""
    rounds = []
    begin = total = 0
    for index, length in enumerate(lengths):
        if index > begin and total + length > most:
            rounds.append(range(begin, index))
            begin, total = index, 0
        total += length
    return [*rounds, range(begin, len(lengths))] if lengths else []
