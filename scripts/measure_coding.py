"""Measure what coding costs after extraction: milliseconds of CPU for 600 words, of articles seen first and again.

    measure_coding.py             articles drawn from the project's texts with few events, and from all of them
    measure_coding.py FILE...     and articles of your own, files or directories as `dateline publish` takes them

The model reads each article once; then coding alone is timed, on one thread. "First" is an article whose names are in
no cache, in a process that has loaded the tables and coded the samples; "again" the fastest of some passes after it.
The whole is repeated in fresh processes: of each article the fastest and the median of these counts.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from models.extraction import Extraction
from models.extractor import load_extractor
from models.training.corpora import OWN_TEXTS, read_events
from models.weight_folder import DEFAULT_FOLDER, TOKENIZER_FILE, WeightFolder
from models.words import WordReader
from pipeline.articles import read_article
from pipeline.benchmark.corpus import draw_articles, read_source_texts
from pipeline.coding.document import code_document
from pipeline.publish import find_articles
from pipeline.records import Article, ModelInfo

SAMPLES: Final = Path(__file__).parents[1] / "samples"
WORDS: Final = 600
MOST_BYTES: Final = 2_000_000
FEW_EVENTS: Final = "author-reg-"
MODEL: Final = ModelInfo(name="measured", version="1")

Read = tuple[Article, Extraction]


class Seconds(NamedTuple):
    """What each article took in one process, the first time and at best after it."""

    first: list[float]
    again: list[float]


def code_articles(known: Sequence[Read], articles: Sequence[Read], passes: int) -> Seconds:
    """The CPU seconds of coding each of ``articles`` after all of ``known``, then so many times again."""
    for article, extraction in known:
        code_document(article, extraction, model=MODEL, processed="2026-01-01T00:00:00Z")
    runs = []
    for _ in range(1 + passes):
        run = []
        for article, extraction in articles:
            started = time.process_time()
            code_document(article, extraction, model=MODEL, processed="2026-01-01T00:00:00Z")
            run.append(time.process_time() - started)
        runs.append(run)
    return Seconds(runs[0], [min(each) for each in zip(*runs[1:], strict=True)])


def read_files(paths: Iterable[Path]) -> list[Article]:
    """The articles of files and directories; raises OSError and InvalidArticle."""
    articles = []
    for source in find_articles(paths, sys.stdin.buffer):
        if isinstance(source, OSError):
            raise source
        articles.append(read_article(source.data, timestamp_seconds=time.time(), max_bytes=MOST_BYTES))
    return articles


def draw_own(count: int) -> dict[str, list[Article]]:
    """``count`` articles of the texts with few events, and as many of all."""
    reader = WordReader(WeightFolder(DEFAULT_FOLDER).file(TOKENIZER_FILE))
    texts = read_source_texts(reader)
    few = [text for text, one in zip(texts, read_events(OWN_TEXTS), strict=True) if one.id.startswith(FEW_EVENTS)]
    return {
        name: [one.article for one in islice(draw_articles(chosen, seed=1), count)]
        for name, chosen in (("few events", few), ("all texts", texts))
    }


def measure(name: str, known: Sequence[Read], articles: Sequence[Read], *, passes: int, processes: int) -> str:
    """A line of the table."""
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        measured = [pool.apply(code_articles, (known, articles, passes)) for _ in range(processes)]
    words = sum(len(article.text.split()) for article, _ in articles)
    triggers = sum(len(extraction.triggers) for _, extraction in articles)
    figures = [
        WORDS * 1000 / words * sum(choose(each) for each in zip(*runs, strict=True))
        for runs in ([one.first for one in measured], [one.again for one in measured])
        for choose in (min, median)
    ]
    columns = " ".join(f"{figure:10.2f}" for figure in figures)
    return f"{name:<12} {len(articles):>8} {words:>7} {WORDS * triggers / words:>8.1f} {columns}"


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--articles", type=int, default=60, help="how many are drawn, default %(default)s")
    parser.add_argument("--passes", type=int, default=5, help="how often each is coded again, default %(default)s")
    parser.add_argument("--processes", type=int, default=3, help="how often all is repeated, default %(default)s")
    options = parser.parse_args(arguments)
    if min(options.articles, options.passes, options.processes) < 1:
        parser.error("--articles, --passes and --processes must be at least 1")
    corpora = {"samples": read_files([SAMPLES]), **draw_own(options.articles)}
    if options.files:
        corpora["files"] = read_files(options.files)
    extractor = load_extractor()
    read = {
        name: list(zip(articles, extractor.extract([one.text for one in articles]), strict=True))
        for name, articles in corpora.items()
    }
    known = read.pop("samples")
    print(
        f"{'':<12} {'articles':>8} {'words':>7} {'events':>8} {'first':>10} {'median':>10} {'again':>10} {'median':>10}"
    )
    for name, articles in read.items():
        print(measure(name, known, articles, passes=options.passes, processes=options.processes))
    print(f"events, and milliseconds of CPU, for {WORDS} words")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
