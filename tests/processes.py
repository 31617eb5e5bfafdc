"""Looking at processes from outside."""

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def wait_until(holds: Callable[[], bool], *, seconds: float = 30.0) -> None:
    """Poll until ``holds``; raises TimeoutError after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            message = f"{holds} did not hold within {seconds:g} s"
            raise TimeoutError(message)
        time.sleep(0.05)


def processes_naming(text: str) -> list[int]:
    """The processes with ``text`` in their command line or environment; zombies have neither."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if text.encode() in (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes():
                found.append(int(folder.name))
    return found


def read_lines_until(process: "subprocess.Popen[str]", part: str) -> list[str]:
    """What the process prints up to the first line with ``part``."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if part in line:
            return lines
    message = f"ended without {part!r}: {''.join(lines)}"
    raise AssertionError(message)
