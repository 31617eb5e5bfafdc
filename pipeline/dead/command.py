"""``dateline dead``: list, show and replay what could not be processed."""

# ruff: noqa: PLC0415

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from typing import Any

import click

from pipeline.dead.letters import DeadLetter, Selection, parse_moment, parse_position
from pipeline.dead_letters import STAGES
from pipeline.options import CONNECTION, with_settings
from pipeline.settings import Settings

_READING = (*CONNECTION, "topic_dead", "max_message_bytes", "producer_timeout_seconds")


def with_selection(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that select letters; it is called with ``selection``."""

    @click.argument("letters", nargs=-1, metavar="[PARTITION/OFFSET]...")
    @click.option("--reason", "reasons", multiple=True, help="Only of this reason (not-utf8); may be repeated.")
    @click.option("--stage", "stages", multiple=True, type=click.Choice(STAGES), help="Only of this stage.")
    @click.option("--key", "keys", multiple=True, help="Only of the article with this key; may be repeated.")
    @click.option("--from", "begin", default=None, metavar="TIME", help="Only what died then or later (ISO 8601, UTC).")
    @click.option("--to", "until", default=None, metavar="TIME", help="Only what died before; a date counts in full.")
    @functools.wraps(command)
    def run(
        *,
        letters: tuple[str, ...],
        reasons: tuple[str, ...],
        stages: tuple[str, ...],
        keys: tuple[str, ...],
        begin: str | None,
        until: str | None,
        **arguments: Any,
    ) -> None:
        try:
            selection = Selection(
                positions=frozenset(map(parse_position, letters)),
                reasons=frozenset(reasons),
                stages=frozenset(stages),
                keys=frozenset(key.encode() for key in keys),
                begin=parse_moment(begin) if begin else None,
                until=parse_moment(until, end=True) if until else None,
            )
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        command(selection=selection, **arguments)

    return run


def _scan(consumer: Any, settings: Settings) -> Iterator[DeadLetter]:
    from pipeline.dead.scanning import scan_letters

    return scan_letters(consumer, settings.topic_dead, patience_seconds=settings.producer_timeout_seconds)


def _select(settings: Settings, selection: Selection) -> Iterator[DeadLetter]:
    from pipeline.consume import connect_consumer

    with closing(connect_consumer(settings, (), from_beginning=True)) as consumer:
        yield from filter(selection.fits, _scan(consumer, settings))


def _echo(letters: Iterator[DeadLetter], render: Callable[[DeadLetter], str]) -> None:
    count = 0
    for letter in letters:
        count += 1
        click.echo(render(letter))
    click.echo(f"{count} dead letters", err=True)


@click.group()
def dead() -> None:
    """See articles that could not be processed, and send them again.

    A letter is named by partition and offset (0/17), as 'list' prints them. Options that select are joined by "and".
    """


@dead.command(name="list")
@with_selection
@click.option("--jsonl", is_flag=True, help="JSON, one letter a line, with headers and bytes (base64).")
@with_settings(*_READING)
def list_letters(settings: Settings, selection: Selection, *, jsonl: bool) -> None:
    """List dead letters, one a line."""
    from pipeline.dead.display import HEADER, format_json, format_line

    if not jsonl:
        click.echo(HEADER)
    _echo(_select(settings, selection), format_json if jsonl else format_line)


@dead.command(name="show")
@with_selection
@click.option("--raw", is_flag=True, help="The bytes of one letter as they are, and nothing else.")
@with_settings(*_READING)
def show_letters(settings: Settings, selection: Selection, *, raw: bool) -> None:
    """Show dead letters in full, control characters escaped."""
    from pipeline.dead.display import format_letter

    if raw:
        letters = list(_select(settings, selection))
        if len(letters) != 1:
            message = f"--raw writes one letter, but {len(letters)} fit: name it by partition and offset"
            raise click.ClickException(message)
        sys.stdout.buffer.write(letters[0].value or b"")
        sys.stdout.buffer.flush()
        return
    _echo(_select(settings, selection), format_letter)


@dead.command(name="replay")
@with_selection
@click.option("--dry-run", is_flag=True, help="Count what would be sent, and send nothing.")
@with_settings(*_READING, "topic_documents", "topic_events")
def replay(settings: Settings, selection: Selection, *, dry_run: bool) -> None:
    """Send dead letters back to the topic that they came from.

    Each article once; all of them unless options select.
    """
    from pipeline.consume import connect_consumer
    from pipeline.dead.replay import ReplayReport, plan_replay, replay_letters
    from pipeline.publish import connect_producer

    report = ReplayReport()
    interrupted = False
    with closing(connect_consumer(settings, (), from_beginning=True)) as consumer:
        plan = plan_replay(_scan(consumer, settings), selection)
        with nullcontext() if dry_run else closing(connect_producer(settings)) as producer:
            try:
                replay_letters(_scan(consumer, settings), plan, producer=producer, settings=settings, report=report)
            except KeyboardInterrupt:
                interrupted = True
    for line in report.failed:
        click.echo(line, err=True)
    click.echo(report.summary(dry_run=dry_run))
    if interrupted:
        click.echo("stopped before the end", err=True)
        sys.exit(130)
    sys.exit(1 if report.failed else 0)
