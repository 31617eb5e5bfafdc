"""Which messages were being read when a worker ended, so that none ends worker after worker for ever.

An exception tells which article it is about. A process that is gone, as the model's library crashed, memory ran out or
a watchdog lost patience, tells nothing, and the broker hands the same messages to the next one. So what is read is
written down before, and crossed out after.
"""

import json
import logging
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.messages import IncomingMessage
from pipeline.reading import ArticleReader, Failure
from pipeline.records import Article, Document
from pipeline.settings import NO_FOLDER, Settings

log = logging.getLogger(__name__)

WORKER_ENDED: Final = "worker-ended"

_FOLDER = "being-read"
_ENTRIES = re.compile(r"\{(?:\"\d+\": \d+(?:, )?)*\}")

Counts = dict[int, int]


class WorkerEnded(Exception):
    """Workers ended while they read an article."""


class Journal:
    """How often each message was being read when a worker ended, by partition and offset, in files of a folder.

    Workers may share the folder: a partition is one worker's at a time. With the folder None nothing is known.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def open_batch(self, messages: Sequence[IncomingMessage]) -> list[int]:
        """For each message of a batch, how many workers ended while they read it; forgets what lies before."""
        counts: dict[Path, Counts] = {}
        for file, offsets in self._group(messages).items():
            known = _read(file)
            counts[file] = {offset: count for offset, count in known.items() if offset >= min(offsets)}
            if counts[file] != known:
                _write(file, counts[file])
        return [counts[self._file(one)].get(one.offset, 0) if counts else 0 for one in messages]

    @contextmanager
    def reading(self, messages: Sequence[IncomingMessage]) -> Iterator[None]:
        """The messages are being read; left with an exception, they still are, as that ends the worker."""
        groups = self._group(messages)
        for file, offsets in groups.items():
            counts = _read(file)
            _write(file, counts | {offset: counts.get(offset, 0) + 1 for offset in offsets})
        yield
        for file, offsets in groups.items():
            _write(file, {offset: count for offset, count in _read(file).items() if offset not in offsets})

    def _group(self, messages: Sequence[IncomingMessage]) -> dict[Path, set[int]]:
        groups: dict[Path, set[int]] = defaultdict(set)
        for message in messages if self._folder is not None else ():
            groups[self._file(message)].add(message.offset)
        return groups

    def _file(self, message: IncomingMessage) -> Path:
        assert self._folder is not None
        return self._folder / f"{message.topic}-{message.partition}.json"


def open_journal(settings: Settings) -> Journal:
    """The journal in ``state_folder``, shared by all workers that have the folder; without a folder there is none."""
    if settings.state_folder == NO_FOLDER:
        return Journal(None)
    return Journal(Path(settings.state_folder) / _FOLDER / settings.group)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarefulReader:
    """Reads what no worker has ended with as a batch, and anything else alone, at most ``attempts`` times."""

    reader: ArticleReader
    journal: Journal
    attempts: int

    def read(self, messages: Sequence[IncomingMessage], articles: Sequence[Article]) -> list[Document | Failure]:
        """A document or a failure for each article, in order; each comes from the message at its place.

        What a worker has ended with is read first, alone, each after a plain probe sentence: where that ends the worker
        as well, no article is blamed. Raises ``ModelError`` as ``ArticleReader.read`` does.
        """
        ends = self.journal.open_batch(messages)
        outcomes: dict[int, Document | Failure] = {}
        for place, count in enumerate(ends):
            if count:
                outcomes[place] = self._read_suspect(messages[place], articles[place], count)
        others = [place for place, count in enumerate(ends) if not count]
        with self.journal.reading([messages[place] for place in others]):
            found = self.reader.read([articles[place] for place in others])
        outcomes.update(zip(others, found, strict=True))
        return [outcomes[place] for place in range(len(articles))]

    def _read_suspect(self, message: IncomingMessage, article: Article, ends: int) -> Document | Failure:
        # The first time it was in company.
        if ends > self.attempts:
            trouble = f"{ends} workers ended while they read the article, the last {ends - 1} this article alone"
            return Failure(stage="extract", reason=WORKER_ENDED, error=WorkerEnded(trouble), attempts=ends)
        log.warning(
            "a worker ended while it read a message, reading it alone: topic=%s partition=%d offset=%d ends=%d",
            message.topic, message.partition, message.offset, ends,
        )  # fmt: skip
        self.reader.read_probe()
        with self.journal.reading([message]):
            return self.reader.read([article])[0]


def _read(file: Path) -> Counts:
    try:
        text = file.read_text("ascii", errors="replace")
    except FileNotFoundError:
        return {}
    if not _ENTRIES.fullmatch(text):  # the machine went down while it was written
        log.warning("what was being read is not known, as %s is damaged", file)
        return {}
    return {int(offset): count for offset, count in json.loads(text).items()}


def _write(file: Path, counts: Counts) -> None:
    """Writes all or nothing, however the process ends."""
    if not counts:
        file.unlink(missing_ok=True)
        return
    written = file.with_suffix(".new")
    written.write_text(json.dumps(counts), "ascii")
    os.replace(written, file)
