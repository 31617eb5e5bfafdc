"""Score the reading of dates on a corpus with TIMEX3 annotation (MEANTIME's XML), or list phrases it cannot read.

    evaluate_dates.py CORPUS            value accuracy and F1 over every TIMEX3 in CORPUS/**/*.xml
    evaluate_dates.py CORPUS --errors   and each mention that comes out otherwise

Every mention is read in past tense with the publication date alone, so that the score is of the grammar.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from pipeline.coding.dates import resolve_date


def read_mentions(path: Path) -> Iterator[tuple[date, str, str]]:
    """Publication date, text and value of each TIMEX3 mention of one annotated article."""
    root = ElementTree.parse(path).getroot()
    words = {token.get("t_id"): token.text or "" for token in root.iter("token")}
    times = [
        (time, " ".join(words[str(anchor.get("t_id"))] for anchor in time.iter("token_anchor")))
        for time in root.iter("TIMEX3")
    ]
    created = [(time, text) for time, text in times if time.get("functionInDocument") == "CREATION_TIME"]
    if not created:
        return
    published = date.fromisoformat(str(created[0][0].get("value"))[:10])
    for time, text in times:
        if text and time not in [entry for entry, _ in created]:
            yield published, text, str(time.get("value"))


def main(arguments: list[str]) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args(arguments)
    total = answered = right = 0
    for path in sorted(options.corpus.rglob("*.xml")):
        for published, text, value in read_mentions(path):
            found = resolve_date(text, published=published)
            total += 1
            answered += found is not None
            right += found is not None and found.value == value
            if options.errors and (found is None or found.value != value):
                print(published, value, found.value if found else "-", text, sep="\t")
    if not total:
        print(f"no TIMEX3 mention in {options.corpus}: give the folder of the corpus's XML files", file=sys.stderr)
        return 1
    precision, recall = right / max(answered, 1), right / total
    score = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"mentions {total}  answered {answered}  right {right}  accuracy {recall:.3f}  value F1 {score:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
