"""The programs to copy from, as far as they need no broker."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("date 2025-04-24 SEOUL -- Ann met Bob.\n", {"text": "SEOUL -- Ann met Bob.\n", "published": "2025-04-24"}),
        ("Ann met Bob.\n", {"text": "Ann met Bob.\n"}),
    ],
)
def test_an_article_has_the_date_that_its_file_opens_with(text: str, expected: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a1.txt").write_text(text, encoding="utf-8")
    article = runpy.run_path(str(SCRIPTS / "publish.py"))["read_article"](tmp_path / "a1.txt")
    assert article == {"id": "a1", "source": "Example Wire", **expected}


@pytest.mark.parametrize(("script", "arguments"), [("publish.py", "BROKER FILE"), ("consume.py", "BROKER")])
def test_without_arguments_a_script_says_what_it_needs(script: str, arguments: str) -> None:
    result = subprocess.run([sys.executable, str(SCRIPTS / script)], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == f"usage: {SCRIPTS / script} {arguments}\n"
