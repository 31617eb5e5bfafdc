"""Annotated news in bracket markup → articles with character offsets.

A block is a head of ``#KEY value`` lines, one sentence a line with ``[ID:TYPE|text]`` spans that may nest, a line
``---``, then one line an event (``E1 ROLE=T1,T2 MODALITY=planned``) and lines of relations (``TITLE T3>T1``,
``COREF T3=T9 T7=T3+T4``). A line ``===`` ends the block.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import DatelineError
from models.labels import FILLER_TYPES_BY_ROLE, MENTION_TYPES, MODALITIES, MODES, RELATION_TYPES

_SPAN_EDGE = re.compile(r"\[([TE]\d+):([A-Za-z/\-]+)\||\]")
_HEAD_LINE = re.compile(r"#([A-Z]+)\s*(.*)")


class InvalidMarkup(DatelineError):
    """A block of annotated news that breaks the scheme; the message names block and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedMention:
    """A gold mention."""

    id: str
    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedTrigger:
    """A gold trigger; ``roles`` are (role, mention id)."""

    id: str
    type: str
    mode: str | None
    start: int
    end: int
    modality: str = "actual"
    roles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedArticle:
    """A gold article. ``relations`` are (type, head id, tail id) of TITLE, OF and IN.

    ``chains`` are COREF lists; each member of a chain is a tuple of mention ids, of several where a group is meant.
    """

    id: str
    date: str
    title: str
    text: str
    contexts: tuple[str, ...]
    mentions: tuple[AnnotatedMention, ...]
    triggers: tuple[AnnotatedTrigger, ...]
    relations: tuple[tuple[str, str, str], ...]
    chains: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(slots=True, kw_only=True)
class _Block:
    where: str
    head: dict[str, str] = field(default_factory=dict)
    text: str = ""
    mentions: dict[str, AnnotatedMention] = field(default_factory=dict)
    triggers: dict[str, AnnotatedTrigger] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    chains: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)


def read_markup(path: Path) -> Iterator[AnnotatedArticle]:
    """Every article of the file.

    Raises InvalidMarkup where it is not UTF-8, and at the first block that breaks the scheme.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 from byte {error.start} on: name files of annotated news"
        raise InvalidMarkup(message) from error
    for number, block in enumerate(re.split(r"(?m)^===\s*$", text)):
        if block.strip():
            yield parse_markup(block, where=f"{path.name}, block {number + 1}")


def parse_markup(markup: str, *, where: str = "markup") -> AnnotatedArticle:
    """The article of one block; ``where`` names it in messages. Raises InvalidMarkup."""
    block = _Block(where=where)
    in_body = True
    for line in filter(None, map(str.strip, markup.splitlines())):
        head = _HEAD_LINE.fullmatch(line)
        if line == "---":
            in_body = False
        elif not in_body:
            _read_annotation(block, line)
        elif head:
            block.head[head[1]] = head[2]
        else:
            _read_sentence(block, line)
    return AnnotatedArticle(
        id=block.head.get("ID", where),
        date=block.head.get("DATE", ""),
        title=block.head.get("TITLE", ""),
        text=block.text,
        contexts=tuple(
            name.strip() for name in block.head.get("CTX", "").split(",") if name.strip() not in ("", "none")
        ),
        mentions=tuple(block.mentions.values()),
        triggers=tuple(block.triggers.values()),
        relations=tuple(block.relations),
        chains=tuple(block.chains),
    )


def _read_sentence(block: _Block, line: str) -> None:
    text = block.text + " " if block.text else ""
    stack: list[tuple[str, str, int]] = []
    at = 0
    for edge in _SPAN_EDGE.finditer(line):
        text += line[at : edge.start()]
        at = edge.end()
        if edge.group() != "]":
            stack.append((edge[1], edge[2], len(text)))
        elif stack:
            _add_span(block, stack.pop(), len(text))
        else:
            raise _broken(block, f"']' without '[' in '{line}'")
    if stack:
        raise _broken(block, f"'[{stack[-1][0]}' is left open")
    block.text = text + line[at:]


def _add_span(block: _Block, opened: tuple[str, str, int], end: int) -> None:
    name, label, start = opened
    if name in block.mentions or name in block.triggers:
        raise _broken(block, f"{name} is marked twice")
    if name[0] == "T":
        if label not in MENTION_TYPES:
            raise _broken(block, f"{name} has the type '{label}', none of {', '.join(MENTION_TYPES)}")
        block.mentions[name] = AnnotatedMention(id=name, type=label, start=start, end=end)
        return
    kind, _, mode = label.partition("/")
    if (kind, mode or None) not in MODES:
        raise _broken(block, f"{name} has the event type or mode '{label}', which the scheme does not have")
    block.triggers[name] = AnnotatedTrigger(id=name, type=kind, mode=mode or None, start=start, end=end)


def _read_annotation(block: _Block, line: str) -> None:
    name, *items = line.split()
    if name in block.triggers:
        block.triggers[name] = _read_roles(block, block.triggers[name], items)
    elif name == "COREF":
        for item in items:
            chain = tuple(tuple(member.split("+")) for member in item.split("="))
            _check_mentions(block, [mention for member in chain for mention in member])
            block.chains.append(chain)
    elif name in RELATION_TYPES:
        for item in items:
            head, _, tail = item.partition(">")
            _check_mentions(block, [head, tail])
            block.relations.append((name, head, tail))
    else:
        raise _broken(block, f"'{name}' is neither an event nor a relation")


def _read_roles(block: _Block, trigger: AnnotatedTrigger, items: list[str]) -> AnnotatedTrigger:
    roles: list[tuple[str, str]] = []
    modality = "actual"
    for item in items:
        role, _, values = item.partition("=")
        if role == "MODALITY":
            modality = values
        elif role in FILLER_TYPES_BY_ROLE:
            _check_mentions(block, values.split(","))
            roles += [(role, value) for value in values.split(",")]
        else:
            raise _broken(block, f"{trigger.id} has the role '{role}', which the scheme does not have")
    if modality not in MODALITIES:
        raise _broken(block, f"{trigger.id} has the modality '{modality}', none of {', '.join(MODALITIES)}")
    return AnnotatedTrigger(
        id=trigger.id,
        type=trigger.type,
        mode=trigger.mode,
        start=trigger.start,
        end=trigger.end,
        modality=modality,
        roles=tuple(roles),
    )


def _check_mentions(block: _Block, names: list[str]) -> None:
    for name in names:
        if name not in block.mentions:
            raise _broken(block, f"'{name}' is named after --- but not marked in the text")


def _broken(block: _Block, problem: str) -> InvalidMarkup:
    return InvalidMarkup(f"{block.head.get('ID', block.where)}: {problem}")
