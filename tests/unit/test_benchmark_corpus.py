"""The articles of the benchmark are as long as news, and the same each time."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.training.corpora import MissingCorpus
from models.weight_folder import DEFAULT_FOLDER, TOKENIZER_FILE
from models.words import WordReader
from pipeline.benchmark.corpus import (
    MEDIAN_TOKENS,
    P95_TOKENS,
    CorpusArticle,
    SourceText,
    draw_articles,
    iterate_corpus,
    read_article_sources,
    read_source_texts,
    sample_evenly,
    write_corpus,
)
from pipeline.benchmark.results import BenchmarkFailed
from pipeline.errors import InvalidArticle
from pipeline.publish import ArticleSource
from pipeline.records import Article

MARKUP = """#ID author-1
#DATE 2020-02-03
[T1:PER|Ann Lee] [E1:CONSULT|met] [T2:PER|Bob Roe].
He left early.
---
E1 ACTOR=T1 RECIPIENT=T2
===
"""


@pytest.fixture(scope="module")
def reader() -> WordReader:
    return WordReader(DEFAULT_FOLDER / TOKENIZER_FILE)


def corpus_of(lengths: list[int]) -> list[CorpusArticle]:
    return [
        CorpusArticle(article=Article(id=str(number), text="x", published="2020-01-01"), tokens=length)
        for number, length in enumerate(lengths)
    ]


def test_the_lengths_are_those_of_news() -> None:
    sources = [
        SourceText(published="2020-01-01", sentences=("word " * 20,) * count, tokens=(20,) * count)
        for count in range(3, 14)
    ]
    tokens = [one.tokens for one in islice(draw_articles(sources, seed=1), 4000)]
    assert np.median(tokens) == pytest.approx(MEDIAN_TOKENS, rel=0.06)
    assert np.percentile(tokens, 95) == pytest.approx(P95_TOKENS, rel=0.08)


def test_source_texts_keep_dates_and_sentences_and_the_counts_are_those_of_the_joined_text(
    tmp_path: Path, reader: WordReader
) -> None:
    (tmp_path / "a.txt").write_text(MARKUP, "utf-8")
    sources = read_source_texts(reader, tmp_path)
    [source] = sources
    assert (source.published, source.sentences) == ("2020-02-03", ("Ann Lee met Bob Roe.", "He left early."))
    [drawn] = islice(draw_articles(sources, seed=1), 1)
    assert drawn.tokens == len(reader.read([drawn.article.text])[0].ids)
    assert drawn.article.published == "2020-02-03"


def test_a_folder_without_texts_is_told(tmp_path: Path, reader: WordReader) -> None:
    with pytest.raises(MissingCorpus, match=r"no \.txt files"):
        read_source_texts(reader, tmp_path)


def test_a_seed_gives_the_same_articles_each_time() -> None:
    sources = [SourceText(published="2020-01-01", sentences=(f"S{n}.",) * 4, tokens=(9,) * 4) for n in range(5)]
    first, again, other = (list(islice(draw_articles(sources, seed=seed), 20)) for seed in (1, 1, 2))
    assert first == again != other
    assert len({one.article.id for one in first}) == 20


@settings(deadline=None)
@given(st.lists(st.integers(1, 2000), min_size=1, max_size=60), st.integers(1, 70))
def test_a_sample_spreads_over_all_lengths_in_order(lengths: list[int], count: int) -> None:
    corpus = corpus_of(lengths)
    sample = sample_evenly(corpus, count)
    assert len(sample) == min(count, len(corpus))
    assert sorted(sample, key=corpus.index) == sample
    assert len({one.article.id for one in sample}) == len(sample)
    by_rank = sorted(lengths)
    size = len(corpus) / len(sample)
    for rank, tokens in enumerate(sorted(one.tokens for one in sample)):
        assert by_rank[int(rank * size)] <= tokens <= by_rank[min(len(corpus) - 1, int((rank + 1) * size))]


def test_a_corpus_is_read_as_it_was_written(tmp_path: Path) -> None:
    corpus = corpus_of([3, 1, 2])
    write_corpus(tmp_path / "corpus", corpus)
    assert list(iterate_corpus(tmp_path / "corpus")) == corpus


def test_articles_of_the_user_must_be_such_that_a_worker_takes_them(reader: WordReader) -> None:
    good = ArticleSource(origin="a", data=b'{"text": "Ann met Bob.", "id": "a"}')
    [article] = read_article_sources([good], reader, max_bytes=1000)
    assert (article.article.id, article.tokens) == ("a", 4)
    with pytest.raises(InvalidArticle):
        read_article_sources([good, ArticleSource(origin="b", data=b"\xff")], reader, max_bytes=1000)
    with pytest.raises(BenchmarkFailed, match="c: name files"):
        read_article_sources([FileNotFoundError("c")], reader, max_bytes=1000)
