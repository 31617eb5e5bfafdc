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
    assert columns.split() == ["task", "P", "R", "F1", "gold"]
    gold = {line[:16].strip(): int(line.split()[-1]) for line in lines}
    articles = list(read_markup(NEWS))
    assert gold["mentions"] == sum(len(article.mentions) for article in articles)
    assert gold["triggers typed"] == sum(len(article.triggers) for article in articles)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_text("#ID x\n[T1:PERSON|Ada] left.\n---\n===\n")

    result = CliRunner().invoke(main, ["evaluate", str(broken), "--backend", "openvino"])
    assert result.exit_code == 1
    assert "x: T1 has the type 'PERSON'" in result.output
