"""Reading document lines, choosing a format, making the file."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from full_documents import make_document
from msgspec.structs import replace

from pipeline.cli import main
from pipeline.errors import ExportError
from pipeline.export import lines
from pipeline.export.formats import FORMATS, export_documents
from pipeline.export.lines import read_documents
from pipeline.records import Document, encode_record

LINE = encode_record(make_document()) + b"\n"


def run(*arguments: str, **options: object) -> Result:
    return CliRunner().invoke(main, ["export", *arguments], **options)  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "documents.jsonl"
    path.write_bytes(LINE + b"\n" + LINE)
    return path


def test_the_command_offers_every_format() -> None:
    [option] = [option for option in main.commands["export"].params if option.name == "name"]
    assert list(option.type.choices) == list(FORMATS)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["polecat", "gdelt", "plover-json", "csv"])
def test_text_formats_need_no_further_library(name: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("pandas", "pyarrow", "duckdb"):
        monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, FORMATS[name].module, raising=False)
    result = run("--format", name, str(file))
    assert result.exit_code == 0
    assert "2 documents, 6 events" in result.stderr
    assert result.stdout


@pytest.mark.parametrize(("name", "library"), [("parquet", "pyarrow"), ("duckdb", "duckdb")])
def test_a_missing_library_is_told_with_its_extra(
    name: str, library: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, FORMATS[name].module, raising=False)
    result = run("--format", name, "--output", str(tmp_path / "out"), str(file))
    assert result.exit_code == 1
    assert result.stderr == (
        f"dateline: format {name} needs {library}, which is not installed: pip install 'dateline[export]'\n"
    )


@pytest.mark.parametrize("name", ["parquet", "duckdb"])
def test_binary_formats_need_a_file(name: str, file: Path) -> None:
    result = run("--format", name, str(file))
    assert result.exit_code == 1
    assert "name a file with --output FILE" in result.stderr


def test_standard_input_is_read() -> None:
    result = run("--format", "plover-json", "-", input=LINE)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["e-visit", "e-plan", "e-maybe"]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (b'{"schema": "dateline.document/1"', "not a document"),
        (b"\xff\xfe\n", "not a document"),
        (b"[" * 100_000, "not a document"),
        (b'{"schema": "dateline.document/2"}\n', "dateline.document/2"),
        (encode_record(make_document().events[0]), "an event, not a document"),
        (LINE[:-40], "not a document"),
        (LINE.replace(b'"2024-12-26T10:00:00+02:00"', b'"now"'), "Invalid isoformat string: 'now'"),
        (LINE.replace(b'"from":"2024-12-25"', b'"from":"2024-12"'), "2024-12"),
        (LINE.replace(b'"quad":1,"score"', b'"quad":5,"score"'), "quad class 5 of event e-visit is not 1 to 4"),
    ],
    ids=["cut", "not UTF-8", "deep", "schema", "an event", "cut document", "time", "day", "quad"],
)
def test_a_damaged_line_is_told_with_its_number(damage: bytes, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_bytes(LINE + b"\n" + damage)
    output = tmp_path / "out.csv"
    output.write_text("as it was")
    result = run("--format", "csv", "--output", str(output), str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"dateline: {file}:3: ")
    assert reason in result.stderr
    assert output.read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents.jsonl", "out.csv"]


def test_damaged_lines_may_be_left_out(tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_bytes(LINE + b"{\n" + LINE)
    result = run("--format", "csv", "--skip-damaged", str(file))
    assert result.exit_code == 0
    assert f"{file}:2: " in result.stderr
    assert "2 documents, 6 events, 6 rows" in result.stderr


def test_an_endless_line_ends_in_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_bytes(LINE + b" " * 5000 + LINE)
    monkeypatch.setattr(lines, "LONGEST_LINE_BYTES", len(LINE) + 100)
    documents = read_documents([file], io.BytesIO())
    assert next(documents) == make_document()
    with pytest.raises(ExportError, match=":2: the line is longer than"):
        next(documents)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_left_of_an_export_that_fails(name: str, tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_bytes(LINE + LINE[:-40])
    result = run("--format", name, "--output", str(tmp_path / "out"), str(file))
    assert result.exit_code == 1
    assert f"{file}:2: not a document" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["documents.jsonl"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_cannot_be_made_is_told(name: str, file: Path, tmp_path: Path) -> None:
    result = run("--format", name, "--output", str(tmp_path / "no" / "out"), str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"dateline: can't write {tmp_path}/no/out")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    missing = run("--format", "csv", str(tmp_path / "none.jsonl"))
    assert (missing.exit_code, missing.stdout, missing.stderr) == (
        1,
        "",
        f"dateline: can't read {tmp_path}/none.jsonl: No such file or directory\n",
    )


@pytest.mark.parametrize("data", [b"date 2024-12-25 Ann met Bob.\n", b'{"text": "Ann met Bob."}\n'])
def test_an_article_in_place_of_a_document_is_told_what_to_do(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "article").write_bytes(data)
    result = run("--format", "csv", str(tmp_path / "article"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "article:1: not a document of dateline.document/1" in result.stderr
    assert "give what 'dateline extract' or 'dateline consume --documents --jsonl' writes" in result.stderr


@pytest.mark.parametrize("name", ["polecat", "gdelt", "plover-json", "csv"])
def test_documents_are_read_one_by_one(name: str) -> None:
    """A row is written before the next document is asked for, so memory does not grow with the file."""
    written: list[int] = []
    target = io.BytesIO()

    def documents() -> Iterator[Document]:
        for number in range(3):
            written.append(target.tell())
            yield replace(make_document(), article=replace(make_document().article, id=f"a{number}"))

    export_documents(documents(), name, output=None, standard_output=target)
    assert written[0] < written[1] < written[2] < target.tell()


@pytest.mark.parametrize("name", ["polecat", "gdelt", "plover-json", "csv", "parquet"])
def test_the_same_documents_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    files = [tmp_path / "one", tmp_path / "two"]
    for path in files:
        export_documents([make_document()] * 3, name, output=path, standard_output=io.BytesIO())
    assert files[0].read_bytes() == files[1].read_bytes()
