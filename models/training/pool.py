"""Corpora beside the annotated news → news-like texts to read with the teacher, with the few labels that fit ours."""

import csv
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from models.training.marked_text import MarkedSpan, MarkedText, join_tokens
from models.training.markup import AnnotatedArticle

_SENTENCES_TOGETHER: Final = 4
_SHORTEST_CHARACTERS: Final = 40
_KEY_CHARACTERS: Final = 40
# Event types of GENEVA (FrameNet frames) that are one of ours wherever they occur; the others are left open.
_GENEVA_TYPES: Final = {
    "Attack": "ASSAULT", "Terrorism": "ASSAULT", "Killing": "ASSAULT", "Bodily_harm": "ASSAULT",
    "Arrest": "COERCE", "Protest": "PROTEST", "Sign_agreement": "AGREE",
}  # fmt: skip
# PLOVER's gold standard records use the type names of 2016.
_PLOVER_TYPES: Final = {"FIGHT": "ASSAULT", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "DEMAND": "REQUEST"}
_PLOVER_MARK: Final = re.compile(r"\((EVT|SRC|TAR|LOC|SRC/TAR|TAR/SRC):([^()]*)\)")


def read_pool(folder: Path) -> Iterator[MarkedText]:
    """The texts of GUM, MEANTIME, re3d, QA-SRL, GENEVA, SW100 and PLOVER's records below ``folder``."""
    yield from _group(_read_gum(folder / "gum" / "dep"))
    yield from _group(_read_meantime(folder / "meantime" / "intra_cross-doc_annotation"))
    yield from _group(_read_qasrl(folder / "qasrl_gs" / "data" / "sentences"))
    for file in sorted((folder / "re3d").glob("*/documents.json")):
        for line in file.read_text(encoding="utf-8-sig").splitlines():
            yield from _group(part.strip() for part in json.loads(line)["text"].split("\n"))
    for file in sorted((folder / "sw100_events" / "SW100").glob("*/*.txt")):
        yield from _group(part.strip() for part in file.read_text(encoding="utf-8").split("\n"))
    yield from _read_geneva(folder / "geneva" / "data")
    yield from _read_plover(folder / "plover_gsr" / "gold_standard_records" / "PLOVER_GSR_CAMEO.txt")


def drop_known(texts: Iterable[MarkedText], articles: Iterable[AnnotatedArticle]) -> Iterator[MarkedText]:
    """The texts that share no stretch of words with ``articles``, so that what is scored is not trained on."""
    known = {stretch for article in articles for stretch in _stretches(article.text)}
    for text in texts:
        if known.isdisjoint(_stretches(text.text)):
            yield text


def _stretches(text: str) -> Iterator[str]:
    folded = _fold(text)
    return (folded[start : start + _KEY_CHARACTERS] for start in range(len(folded) - _KEY_CHARACTERS + 1))


def _fold(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _group(sentences: Iterable[str]) -> Iterator[MarkedText]:
    filled = (sentence for sentence in sentences if sentence)
    while together := list(itertools.islice(filled, _SENTENCES_TOGETHER)):
        text = " ".join(together)
        if len(text) >= _SHORTEST_CHARACTERS:
            yield MarkedText(text=text)


def _read_gum(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.conllu")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("# text = "):
                yield line.removeprefix("# text = ").strip()


def _read_meantime(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*/*.xml")):
        tokens = ElementTree.parse(file).getroot().iter("token")
        for _, sentence in itertools.groupby(tokens, key=lambda token: token.get("sentence")):
            yield join_tokens([token.text or "" for token in sentence])[0]


def _read_qasrl(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                yield join_tokens(row["tokens"].split())[0]


def _read_geneva(folder: Path) -> Iterator[MarkedText]:
    for name in ("reconstructed_train", "val", "test"):
        for line in (folder / f"{name}.json").read_text(encoding="utf-8").splitlines():
            sentence = json.loads(line)
            text, places = join_tokens(sentence["tokens"])
            spans = [
                MarkedSpan(
                    start=places[event["trigger"]["start"]][0],
                    end=places[event["trigger"]["end"] - 1][1],
                    types=(_GENEVA_TYPES[event["event_type"]],),
                )
                for event in sentence["event_mentions"]
                if event["event_type"] in _GENEVA_TYPES
            ]
            yield MarkedText(text=text, spans=tuple(spans))


def _read_plover(file: Path) -> Iterator[MarkedText]:
    for record in json.loads(file.read_text(encoding="utf-8")):
        if isinstance(record.get("textInfo"), dict):
            yield mark_plover(record["textInfo"]["markup"], record["event"])


def mark_plover(markup: str, event_type: str) -> MarkedText:
    """A record's text; its first event word, where it is one word, is a trigger of the record's type."""
    text = ""
    spans: list[MarkedSpan] = []
    done = 0
    first_event = True
    for mark in _PLOVER_MARK.finditer(markup):
        text += markup[done : mark.start()]
        inside = mark.group(2).strip()
        if mark.group(1) == "EVT" and first_event and " " not in inside:
            kind = _PLOVER_TYPES.get(event_type, event_type)
            spans.append(MarkedSpan(start=len(text), end=len(text) + len(inside), types=(kind,)))
        first_event &= mark.group(1) != "EVT"
        text += inside
        done = mark.end()
    return MarkedText(text=text + markup[done:], spans=tuple(spans))
