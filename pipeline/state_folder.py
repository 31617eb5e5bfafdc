"""A folder for a worker's state that no other worker uses at the same time, and that the next one finds again."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from pipeline.errors import InvalidSettings
from pipeline.settings import NO_FOLDER

_LOCK = "lock"


@contextmanager
def claim_state_folder(base: str) -> Iterator[Path]:
    """The first folder 0, 1, … below ``base`` that no other process holds, for as long as the context lasts.

    For the ``base`` "none" it is a temporary one, removed at the end. Raises ``InvalidSettings`` where ``base`` can't
    be written to.
    """
    if base == NO_FOLDER:
        with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
            yield Path(folder)
        return
    for number in count():
        folder_here = Path(base) / str(number)
        lock = _try_to_lock(folder_here)
        if lock is None:
            continue
        try:
            yield folder_here
        finally:
            os.close(lock)
        return


def _try_to_lock(folder: Path) -> int | None:
    """The open lock of ``folder``, None where another process has it. It goes with the process, however that ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = (
            f"can't write to DATELINE_STATE_FOLDER={folder.parent}: {error}; choose a folder that can be written to, "
            "or none, to rebuild the state at each start"
        )
        raise InvalidSettings(message) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock
