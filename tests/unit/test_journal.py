"""What ends worker after worker is not read for ever, and nothing else is blamed."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fakes import FakeExtractor, fake_code

from models.extraction import Extraction
from pipeline.errors import ModelError
from pipeline.journal import WORKER_ENDED, CarefulReader, Journal, open_journal
from pipeline.messages import IncomingMessage
from pipeline.reading import ArticleReader, Failure
from pipeline.records import Article
from pipeline.settings import Settings


class EndOfProcess(BaseException):
    """Stands for a process that is gone: nothing catches it."""


class DeadlyExtractor(FakeExtractor):
    """Ends the process on a text with DEADLY, or on any."""

    def __init__(self, *, always: bool = False) -> None:
        super().__init__()
        self.always = always

    def extract(self, texts: Sequence[str]) -> list[Extraction]:
        self.batches.append(list(texts))
        if self.always or any("DEADLY" in text for text in texts):
            raise EndOfProcess
        return [self._extract_one(text, alone=len(texts) == 1) for text in texts]


Start = Callable[..., CarefulReader]
TEXTS = ["Ann Lee met Bob Roe.", "DEADLY", "Eve Fox met Gil Hay.", "POISON"]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts the next worker, which finds what the one before wrote down."""

    def make(extractor: FakeExtractor | None = None, *, attempts: int = 2) -> CarefulReader:
        reader = ArticleReader(extractor or DeadlyExtractor(), code=fake_code, attempts=attempts, now=str)
        return CarefulReader(reader=reader, journal=Journal(tmp_path), attempts=attempts)

    return make


def batch_of(*texts: str, first: int = 0, partition: int = 0) -> tuple[list[IncomingMessage], list[Article]]:
    offsets = range(first, first + len(texts))
    messages = [
        IncomingMessage(topic="a", partition=partition, offset=at, key=None, value=b"", timestamp_seconds=None)
        for at in offsets
    ]
    return messages, [
        Article(id=str(at), text=text, published="2024-12-25") for at, text in zip(offsets, texts, strict=True)
    ]


def reasons(outcomes: Sequence[object]) -> list[str]:
    return [outcome.reason if isinstance(outcome, Failure) else "read" for outcome in outcomes]


@pytest.mark.parametrize("attempts", [1, 3])
def test_what_ends_workers_in_company_and_then_alone_is_given_up(start: Start, attempts: int) -> None:
    for _ in range(1 + attempts):
        with pytest.raises(EndOfProcess):
            start(attempts=attempts).read(*batch_of(*TEXTS))
    # Killed before anything was published: the next one knows as well.
    for _ in range(2):
        outcomes = start(attempts=attempts).read(*batch_of(*TEXTS))
        assert reasons(outcomes) == ["read", WORKER_ENDED, "read", "error"]
        failure = outcomes[1]
        assert isinstance(failure, Failure)
        assert (failure.stage, failure.attempts) == ("extract", 1 + attempts)


def test_neighbours_are_read_alone_once_and_together_again(start: Start) -> None:
    with pytest.raises(EndOfProcess):
        start().read(*batch_of("DEADLY", *TEXTS[:1] * 3))
    suspicious = DeadlyExtractor()
    with pytest.raises(EndOfProcess):
        start(suspicious).read(*batch_of("DEADLY", *TEXTS[:1] * 3))
    assert suspicious.batches[-1] == ["DEADLY"]
    alone = DeadlyExtractor()
    start(alone).read(*batch_of(*TEXTS[:1] * 3, first=1))
    assert alone.batches.count(TEXTS[:1]) == 3
    together = DeadlyExtractor()
    start(together).read(*batch_of(*TEXTS[:1] * 3, first=1))
    assert together.batches == [TEXTS[:1] * 3]


def test_where_a_plain_sentence_ends_workers_too_no_article_is_blamed(start: Start) -> None:
    for _ in range(10):
        with pytest.raises(EndOfProcess):
            start(DeadlyExtractor(always=True)).read(*batch_of("Ann Lee met Bob Roe."))
    assert reasons(start().read(*batch_of("Ann Lee met Bob Roe."))) == ["read"]


def test_a_model_that_fails_on_anything_blames_no_article(start: Start) -> None:
    for _ in range(10):
        extractor = FakeExtractor()
        extractor.broken = True
        with pytest.raises(ModelError):
            start(extractor).read(*batch_of("Ann Lee met Bob Roe."))
    assert reasons(start().read(*batch_of("Ann Lee met Bob Roe."))) == ["read"]


def test_partitions_are_told_apart_and_what_is_done_is_forgotten(start: Start, tmp_path: Path) -> None:
    for partition in (0, 1):
        with pytest.raises(EndOfProcess):
            start().read(*batch_of("DEADLY", partition=partition))
    assert {file.name for file in tmp_path.iterdir()} == {"a-0.json", "a-1.json"}
    start().read(*batch_of("Nothing here.", first=1))
    assert {file.name for file in tmp_path.iterdir()} == {"a-1.json"}


@pytest.mark.parametrize("text", ["", '{"0": 9', "\xff", "[1]", '{"0": "x"}'])
def test_what_a_machine_wrote_as_it_went_down_is_not_believed(
    start: Start, tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a-0.json").write_bytes(text.encode("latin-1"))
    assert reasons(start().read(*batch_of("Nothing here."))) == ["read"]
    assert "is damaged" in caplog.text


def test_without_a_folder_nothing_is_written_and_nothing_known() -> None:
    journal = open_journal(Settings())
    messages, _ = batch_of("Nothing here.")
    with journal.reading(messages):
        assert journal.open_batch(messages) == [0]
