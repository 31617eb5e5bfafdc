"""Resident memory of processes, watched from a thread."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psutil

_SAMPLE_SECONDS = 0.25


def resident_bytes(process: int) -> int:
    """Resident memory of a process and all below it; pages that they share are counted for each."""
    total = 0
    with suppress(psutil.NoSuchProcess):  # it, or one below it, may end at any time
        watched = psutil.Process(process)
        for one in (watched, *watched.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += one.memory_info().rss
    return total


class MemoryWatch:
    """The most memory that was resident at any sample."""

    def __init__(self, processes: Sequence[int]) -> None:
        self._processes = processes
        self.peak_bytes = 0

    def sample(self) -> None:
        """Look now."""
        self.peak_bytes = max(self.peak_bytes, sum(map(resident_bytes, self._processes)))


@contextmanager
def watch_memory(processes: Sequence[int]) -> Iterator[MemoryWatch]:
    """Sample the memory of the processes, by id, for as long as the context lasts."""
    watch = MemoryWatch(processes)
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(_SAMPLE_SECONDS):
            watch.sample()

    thread = threading.Thread(target=run, name="memory", daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        ended.set()
        thread.join()
        watch.sample()
