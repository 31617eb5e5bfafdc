"""What the commands share: options that are settings, and errors as a line on standard error."""

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from pipeline.errors import DatelineError
from pipeline.settings import FIELDS, read_settings

CONNECTION: Final = (
    "broker",
    "connect_timeout_seconds",
    "security_protocol",
    "tls_ca_file",
    "tls_certificate_file",
    "tls_key_file",
    "tls_key_password_file",
    "sasl_mechanism",
    "sasl_username",
    "sasl_password_file",
    "oauth_token_file",
)
READING: Final = (
    "weights",
    "backend",
    "threads",
    "min_confidence",
    "merge_events",
    "attempts",
    "max_article_bytes",
    "log_level",
    "log_format",
)
"""What a command takes that reads articles with the model."""


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Turn the project's errors into a line on standard error and exit code 1."""
    try:
        yield
    except DatelineError as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(1)


def with_settings(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of the settings named; it is called with ``settings``, of them and the environment.

    Secrets have no option: what a command line says, every process of the machine can read.
    """
    fields = [field for field in FIELDS if field.name in names and not field.secret]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(**arguments: Any) -> None:
            options = {field.name: arguments.pop(field.name) for field in fields}
            with exit_on_error():
                command(settings=read_settings(os.environ, options), **arguments)

        for field in reversed(fields):
            text = f"{field.help} [{field.variable}; default: {field.default}]"
            metavar = "|".join(field.rule.choices) or "VALUE"
            run = click.option(field.option, default=None, metavar=metavar, help=text)(run)
        return run

    return decorate
