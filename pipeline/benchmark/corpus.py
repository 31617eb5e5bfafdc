"""The articles that everything is measured on: as long as news is, and the same for whoever runs it again.

An article is joined from whole sentences of the annotated texts that the project has written itself, until it has a
length drawn from a log-normal distribution: median 450 wordpieces, 95th percentile 1,400, the mix of real news.
"""

import itertools
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import msgspec

from models.sentences import split_sentences
from models.training.corpora import OWN_TEXTS, read_events
from models.words import WordReader
from pipeline.articles import read_article
from pipeline.benchmark.results import BenchmarkFailed
from pipeline.records import Article, Record, encode_record

if TYPE_CHECKING:
    from pipeline.publish import ArticleSource  # imports Kafka's client, which would count as memory of the engine

MEDIAN_TOKENS: Final = 450
P95_TOKENS: Final = 1400
_SPREAD: Final = math.log(P95_TOKENS / MEDIAN_TOKENS) / NormalDist().inv_cdf(0.95)
# One article outside of these would weigh too much in a short run.
_LEAST_TOKENS: Final = 40
_MOST_TOKENS: Final = 4000
_NO_DATE: Final = "2024-12-25"


class CorpusArticle(Record, frozen=True, kw_only=True):
    """An article and how many wordpieces its text has, [CLS], [SEP] and padding not counted."""

    article: Article
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """A text to take sentences from; ``tokens`` counts the wordpieces of each."""

    published: str
    sentences: tuple[str, ...]
    tokens: tuple[int, ...]


_decoder = msgspec.json.Decoder(CorpusArticle)


def read_source_texts(reader: WordReader, folder: Path = OWN_TEXTS) -> list[SourceText]:
    """The texts of a folder of annotated news; raises ``MissingCorpus`` where it holds none."""
    texts = [
        (article.date or _NO_DATE, [article.text[one.start : one.end] for one in split_sentences(article.text)])
        for article in read_events(folder)
    ]
    counts = iter(_count_tokens(reader, [sentence for _, sentences in texts for sentence in sentences]))
    return [
        SourceText(published=date, sentences=tuple(sentences), tokens=tuple(next(counts) for _ in sentences))
        for date, sentences in texts
    ]


def draw_articles(sources: Sequence[SourceText], *, seed: int) -> Iterator[CorpusArticle]:
    """Articles without end, the same for the same texts and seed."""
    dice = random.Random(seed)
    for number in itertools.count():
        target = min(max(dice.lognormvariate(math.log(MEDIAN_TOKENS), _SPREAD), _LEAST_TOKENS), _MOST_TOKENS)
        yield _join_sentences(sources, f"benchmark-{number:06d}", target, dice)


def _join_sentences(sources: Sequence[SourceText], name: str, target: float, dice: random.Random) -> CorpusArticle:
    """Whole texts, a paragraph each, and of the last one as many sentences as come nearest to ``target``."""
    paragraphs: list[str] = []
    published = ""
    tokens = 0
    while tokens < target:
        source = dice.choice(sources)
        published = published or source.published
        taken = 0
        for count in source.tokens:
            if tokens and tokens + count / 2 >= target:
                break
            tokens += count
            taken += 1
        if not taken:
            break
        paragraphs.append(" ".join(source.sentences[:taken]))
    return CorpusArticle(article=Article(id=name, text="\n".join(paragraphs), published=published), tokens=tokens)


def read_article_sources(
    sources: "Iterable[ArticleSource | OSError]", reader: WordReader, *, max_bytes: int
) -> list[CorpusArticle]:
    """The user's own articles.

    Raises ``BenchmarkFailed`` for what can't be read, and ``InvalidArticle`` for what a worker would reject.
    """
    now = datetime.now(tz=UTC).timestamp()
    articles = []
    for source in sources:
        if isinstance(source, OSError):
            message = f"{source}: name files of articles that can be read"
            raise BenchmarkFailed(message) from source
        articles.append(read_article(source.data, timestamp_seconds=now, max_bytes=max_bytes))
    counts = _count_tokens(reader, [article.text for article in articles])
    return [CorpusArticle(article=article, tokens=tokens) for article, tokens in zip(articles, counts, strict=True)]


def sample_evenly(corpus: Sequence[CorpusArticle], count: int) -> list[CorpusArticle]:
    """``count`` of the articles, spread evenly over the lengths that the corpus has, in the order of the corpus."""
    by_length = sorted(range(len(corpus)), key=lambda number: corpus[number].tokens)
    count = min(count, len(corpus))
    chosen = sorted(by_length[(2 * rank + 1) * len(corpus) // (2 * count)] for rank in range(count))
    return [corpus[number] for number in chosen]


def write_corpus(path: Path, corpus: Iterable[CorpusArticle]) -> None:
    """One article a line, as JSON."""
    with path.open("wb") as file:
        for article in corpus:
            file.write(encode_record(article) + b"\n")


def iterate_corpus(path: Path) -> Iterator[CorpusArticle]:
    """The articles that ``write_corpus`` wrote, one at a time."""
    with path.open("rb") as file:
        for line in file:
            yield _decoder.decode(line)


def _count_tokens(reader: WordReader, texts: Sequence[str]) -> list[int]:
    return [len(words.ids) for words in reader.read(texts)]
