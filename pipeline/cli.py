"""The command ``dateline``. Each subcommand imports what it needs when it runs, so that ``--help`` is quick."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from pipeline.errors import DatelineError
from pipeline.settings import FIELDS, Settings, read_settings

_Command = TypeVar("_Command", bound=Callable[..., Any])

_PATHS = click.Path(exists=False, path_type=Path, allow_dash=True)


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Turn the project's errors into a line on standard error and exit code 1."""
    try:
        yield
    except DatelineError as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(1)


def _with_settings(*names: str) -> Callable[[_Command], _Command]:
    """Options for the settings named; the command gets a ``settings`` made of them and the environment."""

    def decorate(command: _Command) -> _Command:
        def run(**arguments: Any) -> Any:
            options = {name: arguments.pop(name) for name in names}
            with exit_on_error():
                return command(settings=read_settings(os.environ, options), **arguments)

        run.__doc__ = command.__doc__
        run.__name__ = command.__name__
        run.__click_params__ = list(getattr(command, "__click_params__", []))  # type: ignore[attr-defined]
        for field in reversed(FIELDS):
            if field.name in names:
                text = f"{field.help} [{field.variable}; default: {field.default}; {field.rule.allowed}]"
                click.option(field.option, default=None, help=text)(run)
        return run  # type: ignore[return-value]

    return decorate


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="dateline")
def main() -> None:
    """Turn a stream of news articles into coded events."""


_WORKER_SETTINGS = tuple(field.name for field in FIELDS)
_TOPIC_SETTINGS = (
    "broker", "topic_articles", "topic_documents", "topic_events", "topic_dead", "partitions", "replication",
    "max_message_bytes", "connect_timeout_seconds",
)  # fmt: skip


@main.command()
@_with_settings(*_WORKER_SETTINGS)
def worker(settings: Settings) -> None:
    """Read articles, write documents, events and dead letters, until SIGTERM."""
    from pipeline.coding.document import code_document  # noqa: PLC0415
    from pipeline.worker import load_model, run_worker  # noqa: PLC0415

    sys.exit(run_worker(settings, load=load_model, code=code_document))
