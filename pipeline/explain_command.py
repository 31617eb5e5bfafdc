"""``dateline explain``: what the events of an article rest on, in the terminal or as a page."""

# ruff: noqa: PLC0415

import functools
import os
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import ExportError
from pipeline.options import READING, exit_on_error, with_settings
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.reading import ArticleReader
    from pipeline.records import Document


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write a page to this file."
)
@with_settings(*READING)
def explain(settings: Settings, files: tuple[Path, ...], *, html: Path | None) -> None:
    """Show what each value of each event rests on.

    FILES are articles, or lines of documents that extract or consume --documents wrote, for which no model is loaded;
    - for standard input. In colour on a terminal, unless NO_COLOR is set.
    """
    from pipeline.explain_files import read_explained
    from pipeline.publish import find_articles

    outcomes = read_explained(find_articles(files, sys.stdin.buffer), lambda: _load_reader(settings), settings)
    first = list(islice(outcomes, 1)) or [f"no article in {', '.join(map(str, files))}"]
    failed: list[str] = []
    documents = _tell_failures(chain(first, outcomes), failed)
    with exit_on_error():
        _show(documents) if html is None else _write_page(documents, html)
    sys.exit(1 if failed else 0)


def _load_reader(settings: Settings) -> "ArticleReader":
    from pipeline.coding.document import code_document
    from pipeline.logs import set_up_logging
    from pipeline.reading import ArticleReader, utc_now
    from pipeline.worker import load_model

    set_up_logging(settings.log_level, form=settings.log_format)
    return ArticleReader(
        load_model(settings),
        code=functools.partial(code_document, merge=settings.merges_events),
        attempts=settings.attempts,
        now=utc_now,
        min_confidence=settings.min_confidence,
    )


def _tell_failures(outcomes: "Iterator[Document | str]", failed: list[str]) -> "Iterator[Document]":
    for outcome in outcomes:
        if isinstance(outcome, str):
            failed.append(outcome)
            click.echo(outcome, err=True)
        else:
            yield outcome


def _show(documents: "Iterator[Document]") -> None:
    from pipeline.explain_terminal import explain_in_terminal

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for number, document in enumerate(documents):
        if number:
            click.echo()
        for line in explain_in_terminal(document, colour=colour):
            click.echo(line, color=colour)


def _write_page(documents: "Iterator[Document]", path: Path) -> None:
    from pipeline.explain_html import explain_as_html

    page = "".join(explain_as_html(documents))
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        message = f"can't write {path}: {error.strerror}"
        raise ExportError(message) from error
