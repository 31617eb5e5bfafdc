"""``dateline evaluate`` on labelled news."""

from pathlib import Path

from click.testing import CliRunner

from models.training.markup import read_markup
from pipeline.cli import main

NEWS = Path(__file__).parent / "annotated-news.txt"


def test_every_task_gets_a_line() -> None:
    result = CliRunner().invoke(main, ["evaluate", str(NEWS), "--backend", "openvino"])

    assert result.exit_code == 0, result.output
    heading, columns, *lines = result.output.splitlines()
    assert heading.startswith("dateline-small ")
    assert columns.split() == ["task", "P", "R", "F1", "95", "%", "interval", "gold"]
    gold = {line[:22].strip(): line.split()[-1] for line in lines if line}
    articles = list(read_markup(NEWS))
    assert gold["mentions"] == str(sum(len(article.mentions) for article in articles))
    assert gold["triggers typed"] == str(sum(len(article.triggers) for article in articles))
    assert gold["author"] == str(len(articles))
    assert "event ASSAULT" in gold


def test_errors_are_shown_in_their_sentences(tmp_path: Path) -> None:
    page = tmp_path / "errors.html"
    result = CliRunner().invoke(main, ["evaluate", str(NEWS), "--backend", "openvino", "--errors", str(page)])

    assert result.exit_code == 0, result.output
    shown = page.read_text()
    assert shown.count("<mark class=missed>") > 10
    assert shown.count("<mark class=extra>") > 10


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_text("#ID x\n[T1:PERSON|Ada] left.\n---\n===\n")

    result = CliRunner().invoke(main, ["evaluate", str(broken), "--backend", "openvino"])
    assert result.exit_code == 1
    assert "x: T1 has the type 'PERSON'" in result.output
