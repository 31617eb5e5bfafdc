"""Named-entity corpora in CoNLL columns → texts with name spans in this project's types.

These corpora mark names only: what they leave unmarked may still be a title, a group, a date or a trigger of ours.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from models.training.marked_text import MarkedSpan, MarkedText, join_tokens

_PLACES: Final = ("GPE", "LOC", "FAC")
_UNKNOWN: Final[tuple[str, ...]] = ()
_TYPES_BY_LABEL: Final[dict[str, tuple[str, ...]]] = {
    "PER": ("PER",), "person": ("PER",), "politician": ("PER",), "scientist": ("PER",), "writer": ("PER",),
    "musicalartist": ("PER",), "researcher": ("PER",),
    "ORG": ("ORG",), "organisation": ("ORG",), "politicalparty": ("ORG",), "university": ("ORG",), "band": ("ORG",),
    "LOC": _PLACES, "location": _PLACES, "country": ("GPE",),
}  # fmt: skip
_COMPLETE: Final = frozenset(["PER", "ORG", "GPE", "LOC", "FAC"])
_SENTENCES_TOGETHER: Final = 3


def read_names(folder: Path) -> Iterator[MarkedText]:
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
            yield mark_names([token for sentence in together for token in sentence])


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


def mark_names(tokens: Sequence[tuple[str, str]]) -> MarkedText:
    """The text of (token, IOB label) pairs with its names."""
    text, places = join_tokens([token for token, _ in tokens])
    spans: list[tuple[int, int, str]] = []
    open_label = ""
    for (start, end), (_, label) in zip(places, tokens, strict=True):
        kind = label[2:] if label[:2] in ("B-", "I-") else ""
        if kind and kind == open_label and label[0] == "I":
            spans[-1] = (spans[-1][0], end, kind)
        elif kind:
            spans.append((start, end, kind))
        open_label = kind
    marked = (MarkedSpan(start=a, end=b, types=_TYPES_BY_LABEL.get(kind, _UNKNOWN)) for a, b, kind in spans)
    return MarkedText(text=text, spans=tuple(marked), complete=_COMPLETE)
