import io
from pathlib import Path
from typing import Any

import pytest
from kafka.errors import KafkaTimeoutError, MessageSizeTooLargeError

from pipeline.publish import ArticleSource, article_key, find_articles, publish_articles
from pipeline.settings import Settings

SETTINGS = Settings(max_article_bytes=1024)


def found(*paths: Path, stdin: bytes = b"") -> list[tuple[str, bytes] | str]:
    return [
        type(item).__name__ if isinstance(item, OSError) else (Path(item.origin).name, item.data)
        for item in find_articles(paths, io.BytesIO(stdin))
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.txt").write_bytes(b"date 2024-12-25 Ann\nmet Bob.\n")
    (tmp_path / "a.json").write_bytes(b'{\n "text": "Ann"\n}\n')
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.jsonl").write_bytes(b'{"text": "one"}\n\n{"text": "tw\r\n')
    (tmp_path / "README.md").write_bytes(b"not an article")
    return tmp_path


def test_a_folder_gives_its_articles_by_name(folder: Path) -> None:
    assert found(folder) == [
        ("a.json", b'{\n "text": "Ann"\n}\n'),
        ("b.txt", b"date 2024-12-25 Ann\nmet Bob.\n"),
        ("c.jsonl:1", b'{"text": "one"}'),
        ("c.jsonl:3", b'{"text": "tw'),
    ]


def test_a_named_file_is_an_article_whatever_its_suffix(folder: Path) -> None:
    assert found(folder / "README.md") == [("README.md", b"not an article")]


def test_an_array_of_json_is_an_article_each(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_bytes(b' [{"text": "one"}, 17] ')
    assert found(file) == [("all.json[1]", b'{"text": "one"}'), ("all.json[2]", b"17")]


def test_broken_json_and_empty_files_are_sent_as_they_are(tmp_path: Path) -> None:
    for name, data in {"a.json": b"[1, ", "b.json": b"", "c.json": b"[" * 100_000, "d.txt": b"\xff"}.items():
        (tmp_path / name).write_bytes(data)
    assert found(tmp_path) == [("a.json", b"[1, "), ("b.json", b""), ("c.json", b"[" * 100_000), ("d.txt", b"\xff")]


@pytest.mark.parametrize(
    ("stdin", "expected"),
    [
        (b'{"text": "one"}\n{"text": "two"}\n', [("-:1", b'{"text": "one"}'), ("-:2", b'{"text": "two"}')]),
        (b'{\n"text": "one"\n}', [("-", b'{\n"text": "one"\n}')]),
        (b'[{"text": "one"}]', [("-[1]", b'{"text": "one"}')]),
        (b"date 2024-12-25 Ann\nmet Bob.", [("-", b"date 2024-12-25 Ann\nmet Bob.")]),
        (b"\xff\xfe", [("-", b"\xff\xfe")]),
        (b"", [("-", b"")]),
    ],
)
def test_standard_input_is_lines_of_json_or_one_article(stdin: bytes, expected: list[tuple[str, bytes]]) -> None:
    assert found(Path("-"), stdin=stdin) == expected


def test_what_cannot_be_read_is_told_and_the_rest_is_read(folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert found(tmp_path / "none.txt", empty, folder / "b.txt") == [
        "FileNotFoundError",
        "FileNotFoundError",
        ("b.txt", b"date 2024-12-25 Ann\nmet Bob.\n"),
    ]
    assert [str(error) for error in find_articles([tmp_path / "none.txt", empty], io.BytesIO())] == [
        f"can't read {tmp_path}/none.txt: No such file or directory",
        f"no article in {empty}: no file of .json, .jsonl, .ndjson, .txt",
    ]


def test_the_key_is_the_id_of_the_article() -> None:
    assert article_key(ArticleSource(origin="x", data=b'{"id": "a1", "text": "Ann"}'), SETTINGS) == (b"a1", None)


def test_what_is_no_article_has_a_key_and_a_warning() -> None:
    key, warning = article_key(ArticleSource(origin="x.txt", data=b"\xff"), SETTINGS)
    assert len(key) == 64
    assert warning is not None
    assert warning.startswith("x.txt: will be a dead letter, not-utf8: ")


class MemoryProducer:
    """Takes what is sent; refuses a value with TOO BIG at once, and one with LATE when flushed."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, bytes]] = []
        self._open: list[tuple[bytes, MemoryFuture]] = []

    def send(self, topic: str, *, key: bytes, value: bytes) -> "MemoryFuture":
        assert topic == SETTINGS.topic_articles
        if b"TOO BIG" in value:
            raise MessageSizeTooLargeError
        future = MemoryFuture()
        self._open.append((value, future))
        self.sent.append((key, value))
        return future

    def flush(self) -> None:
        for value, future in self._open:
            if b"LATE" in value:
                future.errback(KafkaTimeoutError())
            else:
                future.callback(None)


class MemoryFuture:
    def add_callback(self, function: Any, *arguments: Any) -> None:
        self.callback = lambda value: function(*arguments, value)

    def add_errback(self, function: Any) -> None:
        self.errback = function


def test_failures_are_counted_and_stop_nothing() -> None:
    sources = [
        ArticleSource(origin=f"{i}.txt", data=data)
        for i, data in enumerate([b"Ann met Bob.", b"TOO BIG", b"LATE", b"\xff", b"Bob met Ann."])
    ]
    producer = MemoryProducer()
    report = publish_articles([FileNotFoundError("gone.txt"), *sources], producer, SETTINGS)
    assert report.published == 3
    assert [line.split(":")[0] for line in report.failed] == ["gone.txt", "1.txt", "2.txt"]
    assert [line.split(":")[0] for line in report.doubtful] == ["3.txt"]
    assert report.keys == {key for key, value in producer.sent if value != b"LATE"}
