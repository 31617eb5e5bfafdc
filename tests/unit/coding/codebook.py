"""The worked examples of docs/coding.md: markup in a block, and below it what the coding makes of it."""

import re
from pathlib import Path
from typing import Final

from annotated import code_block

from pipeline.explain_values import Reason, explain_event
from pipeline.records import Event

FILE: Final = Path(__file__).parents[3] / "docs/coding.md"
_HEADING: Final = "\n## Worked examples\n"
_EXAMPLE: Final = re.compile(r"^### ([^\n]+)\n\n```\n(.+?)```\n\n```\n(.+?)```$", re.M | re.S)
_LEFT_OUT: Final = frozenset(("confidence", "coordinates", "resolution", "voice"))


def find_examples(text: str) -> list[tuple[str, str, str]]:
    """Title, markup and outcome of each example."""
    return _EXAMPLE.findall(text.split(_HEADING)[1])


def code_example(markup: str) -> str:
    """The outcome as it should be: each value, the words that it rests on, the rule; an empty line between events."""
    return "\n".join(_outline(event) for event in code_block(markup).events)


def rewrite_examples(text: str) -> str:
    """The page with the outcomes as they should be."""
    before, examples = text.split(_HEADING)
    return before + _HEADING + _EXAMPLE.sub(_rewrite, examples)


def _rewrite(match: re.Match[str]) -> str:
    return f"### {match[1]}\n\n```\n{match[2]}```\n\n```\n{code_example(match[2])}```"


def _outline(event: Event) -> str:
    return "".join(f"{_write(reason)}\n" for reason in explain_event(event) if reason.field not in _LEFT_OUT)


def _write(reason: Reason) -> str:
    words = f' "{reason.words}"' if reason.words else ""
    rule = f" ({reason.rule})" if reason.rule else ""
    return f"{'  ' * reason.depth}{reason.field}: {reason.value}{words}{rule}"
