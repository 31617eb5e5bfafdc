"""Named-entity corpora in CoNLL columns → texts with name spans in this project's types.

These corpora mark names only: what they leave unmarked may still be a title, a group, a date or a trigger of ours, so
``NamedText`` says for each marked span which of our types it may have, and the loss leaves the rest open.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

_PLACES: Final = ("GPE", "LOC", "FAC")
_UNKNOWN: Final[tuple[str, ...]] = ()
_TYPES_BY_LABEL: Final[dict[str, tuple[str, ...]]] = {
    "PER": ("PER",), "person": ("PER",), "politician": ("PER",), "scientist": ("PER",), "writer": ("PER",),
    "musicalartist": ("PER",), "researcher": ("PER",),
    "ORG": ("ORG",), "organisation": ("ORG",), "politicalparty": ("ORG",), "university": ("ORG",), "band": ("ORG",),
    "LOC": _PLACES, "location": _PLACES, "country": ("GPE",),
}  # fmt: skip
_SENTENCES_TOGETHER: Final = 3
_NO_BLANK_BEFORE: Final = frozenset([".", ",", ";", ":", ")", "]", "%", "?", "!", "'s", "'", "n't", "''"])
_NO_BLANK_AFTER: Final = frozenset(["(", "[", "$", "``", "#"])


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSpan:
    """A marked span and the types of ours that it may have; none where the corpus's label says nothing of ours."""

    start: int
    end: int
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedText:
    """A few sentences with their names."""

    text: str
    spans: tuple[NamedSpan, ...]


def read_names(folder: Path) -> Iterator[NamedText]:
    """The texts of WikiGold, UNER English-EWT and CrossNER politics and science below ``folder``."""
    columns = [
        (folder / "wikigold/CONLL-format/data/wikigold.conll.txt", " ", 0, 1),
        (folder / "uner_ewt/en_ewt-ud-dev.iob2", "\t", 1, 2),
        (folder / "uner_ewt/en_ewt-ud-test.iob2", "\t", 1, 2),
    ]
    columns += [
        (folder / f"crossner/ner_data/{domain}/{part}.txt", "\t", 0, 1)
        for domain in ("politics", "science")
        for part in ("train", "dev", "test")
    ]
    for path, separator, word, label in columns:
        sentences = _read_columns(path, separator, word, label)
        while together := list(islice(sentences, _SENTENCES_TOGETHER)):
            yield join_tokens([token for sentence in together for token in sentence])


def _read_columns(path: Path, separator: str, word: int, label: int) -> Iterator[list[tuple[str, str]]]:
    sentence: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split(separator)
        if line.startswith("# ") or not line.strip() or len(cells) <= label:
            if sentence and not line.startswith("#"):
                yield sentence
                sentence = []
        elif not cells[word].startswith("-DOCSTART"):
            sentence.append((cells[word], cells[label].strip()))
    if sentence:
        yield sentence


def join_tokens(tokens: Sequence[tuple[str, str]]) -> NamedText:
    """Text of (token, IOB label) pairs, blanks set as in print, and its spans."""
    text = ""
    spans: list[tuple[int, int, str]] = []
    open_label = ""
    for position, (token, label) in enumerate(tokens):
        before = tokens[position - 1][0] if position else ""
        if text and token not in _NO_BLANK_BEFORE and before not in _NO_BLANK_AFTER:
            text += " "
        kind = label[2:] if label[:2] in ("B-", "I-") else ""
        if kind and kind == open_label and label[0] == "I":
            spans[-1] = (spans[-1][0], len(text) + len(token), kind)
        elif kind:
            spans.append((len(text), len(text) + len(token), kind))
        open_label = kind
        text += token
    return NamedText(
        text=text,
        spans=tuple(
            NamedSpan(start=start, end=end, types=_TYPES_BY_LABEL.get(kind, _UNKNOWN)) for start, end, kind in spans
        ),
    )
