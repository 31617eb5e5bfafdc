"""Whether partitions, workers, threads and processors fit together."""

import logging
import math
import os
from pathlib import Path
from typing import Final

from pipeline.settings import Settings

log = logging.getLogger(__name__)

_CPU_LIMIT: Final = Path("/sys/fs/cgroup/cpu.max")


def count_cpus(limit_file: Path = _CPU_LIMIT) -> int:
    """The processors that this process may use: those of the machine, or of its container where that has fewer.

    ``limit_file`` is of cgroup v2: microseconds of processor time, or "max", for so many microseconds.
    """
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not limit_file.exists():
        return cpus
    quota, period = limit_file.read_text("ascii").split()
    return cpus if quota == "max" else min(cpus, math.ceil(int(quota) / int(period)))


def find_misfits(settings: Settings, *, partitions: int, cpus: int) -> list[str]:
    """What does not fit, a line each; ``partitions`` of the topic of articles, ``cpus`` of this machine."""
    misfits = []
    if settings.workers > partitions:
        misfits.append(
            f"DATELINE_WORKERS={settings.workers} share {partitions} partitions of {settings.topic_articles}, "
            f"{settings.workers - partitions} of them will stand idle: give the topic more partitions, or start fewer"
        )
    here = settings.machine_workers or settings.workers
    if here * settings.threads > cpus:
        misfits.append(
            f"{here} workers on this machine with DATELINE_THREADS={settings.threads} run {here * settings.threads} "
            f"threads on {cpus} CPUs, and slow each other down: lower DATELINE_THREADS, start fewer, or set "
            "DATELINE_MACHINE_WORKERS to those that share these CPUs"
        )
    return misfits


class SizeCheck:
    """Logs what does not fit, once the number of partitions is known."""

    def __init__(self, settings: Settings, *, cpus: int) -> None:
        self._settings = settings
        self._cpus = cpus
        self._told = False

    def tell(self, partitions: int | None) -> None:
        """Log it, the first time; None where the broker does not say how many partitions there are."""
        if self._told or partitions is None:
            return
        self._told = True
        for misfit in find_misfits(self._settings, partitions=partitions, cpus=self._cpus):
            log.warning("%s", misfit)
