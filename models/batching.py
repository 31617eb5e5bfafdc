"""Windows → batches: which windows run together, and how far each batch is padded.

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
    largest buffers are taken at the beginning; ties keep the order of the windows.
    """
    by_length: dict[int, list[int]] = {}
    for index, (pieces, _) in enumerate(sizes):
        by_length.setdefault(padded_length(pieces, multiple=multiple, maximum=longest), []).append(index)
    batches = []
    for pieces, windows in sorted(by_length.items(), reverse=True):
        count = max(1, max_pieces // pieces)
        for at in range(0, len(windows), count):
            together = tuple(windows[at : at + count])
            most_words = max(sizes[index][1] for index in together)
            words = padded_length(most_words, multiple=multiple, maximum=longest)
            batches.append(Batch(windows=together, pieces=pieces, words=words))
    return batches
