"""A folder for a worker's state that no other worker uses at the same time, and that the next one finds again."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from pipeline.errors import InvalidSettings
from pipeline.settings import NO_FOLDER

_LOCK = "lock"
_SOURCE = "source"
_STATE = "state"


@contextmanager
def claim_state_folder(base: str, *, source: str) -> Iterator[Path]:
    """The folder "state" in the first of 0, 1, … below ``base`` that no other process holds, while the context lasts.

    ``source`` names the topic that the state is a copy of, as no other topic is named: state of another is removed, as
    offsets of one tell nothing of the other. For the ``base`` "none" the folder is a temporary one, removed at the end.
    Raises ``InvalidSettings`` where ``base`` can't be written to.
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
            yield _open_state(folder_here, source)
        finally:
            os.close(lock)
        return


def _try_to_lock(folder: Path) -> int | None:
    """The open lock of ``folder``, None where another process has it. It goes with the process, however that ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(folder.parent, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _open_state(folder: Path, source: str) -> Path:
    """The state in ``folder``, emptied where it was not a copy of ``source``."""
    label, state = folder / _SOURCE, folder / _STATE
    try:
        if not label.exists() or label.read_text("utf-8") != source:
            # In this order: whoever dies between two steps leaves a folder that is emptied again.
            label.unlink(missing_ok=True)
            if state.exists():
                shutil.rmtree(state)
            label.write_text(source, "utf-8")
        state.mkdir(exist_ok=True)
    except OSError as error:
        raise _unwritable(folder.parent, error) from error
    return state


def _unwritable(base: Path, error: OSError) -> InvalidSettings:
    message = (
        f"can't write to DATELINE_STATE_FOLDER={base}: {error}; choose a folder that can be written to, or none, to "
        "rebuild the state at each start"
    )
    return InvalidSettings(message)
