"""A text reads the same alone and in any company, to the last bit, in int8 and in float32."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.backends import Backend, BatchInputs, BatchOutputs, PairInputs
from models.backends.choice import load_backend
from models.extractor import Extractor, load_extractor
from models.labels import EVENT_TYPES, MENTION_TYPES
from models.pairs import DISTANCE_BUCKETS
from models.sentences import split_sentences
from models.training.markup import read_markup
from models.weight_folder import DEFAULT_FOLDER, WeightFolder

ARTICLES = [article.text for article in read_markup(Path(__file__).parent / "annotated-news.txt")]
SENTENCES = [text[sentence.start : sentence.end] for text in ARTICLES[:8] for sentence in split_sentences(text)]
LONG_ARTICLE = " ".join(ARTICLES * 2)
BOUNDED = {"deadline": None, "suppress_health_check": list(HealthCheck)}

real_texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(" ".join)
odd_texts = st.sampled_from(["", " ", "Paris", "…", "\u200b", "X" * 300, "中文新闻。", "12 May"]) | st.text(max_size=60)
batches = st.lists(real_texts | odd_texts, min_size=1, max_size=6)


@pytest.fixture(scope="module", params=["openvino-int8", "openvino-float32"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """OpenVINO, where it runs several windows at once; torch on a CPU, and OpenVINO on some, get one at a time."""
    found = load_backend(WeightFolder(DEFAULT_FOLDER), backend=request.param, threads=2)
    if found.batch_pieces == 1:
        pytest.skip(f"'{found.description}' gets one window at a time on this CPU")
    return found


def _check(extractor: Extractor, texts: list[str]) -> None:
    assert extractor.extract(texts[:1]) == extractor.extract(texts)[:1]


@settings(max_examples=250, **BOUNDED)
@given(texts=batches)
def test_int8_reads_a_text_the_same_in_any_company(int8_extractor: Extractor, texts: list[str]) -> None:
    _check(int8_extractor, texts)


@settings(max_examples=150, **BOUNDED)
@given(texts=batches)
def test_float32_reads_a_text_the_same_in_any_company(float32_extractor: Extractor, texts: list[str]) -> None:
    _check(float32_extractor, texts)


@settings(max_examples=30, **BOUNDED)
@given(texts=batches)
def test_torch_reads_a_text_the_same_in_any_company(torch_extractor: Extractor, texts: list[str]) -> None:
    _check(torch_extractor, texts)


@pytest.mark.parametrize("name", ["openvino-int8", "openvino-float32"])
def test_the_number_of_threads_does_not_tell(name: str) -> None:
    one, many = (load_extractor(backend=name, threads=threads) for threads in (1, 5))

    assert one.extract(ARTICLES[:3]) == many.extract(ARTICLES[:3])


def test_an_article_of_5000_words_reads_the_same_in_any_company(int8_extractor: Extractor) -> None:
    assert len(LONG_ARTICLE.split()) > 5000
    alone = int8_extractor.extract([LONG_ARTICLE])

    assert int8_extractor.extract([*ARTICLES[:3], LONG_ARTICLE, ""])[3:4] == alone


@settings(max_examples=10, **BOUNDED)
@given(seed=st.integers(0, 2**32 - 1), windows=st.integers(2, 5), pieces=st.sampled_from([16, 48, 160]))
def test_a_window_gets_the_same_numbers_in_any_batch(backend: Backend, seed: int, windows: int, pieces: int) -> None:
    random = np.random.default_rng(seed)
    lengths = random.integers(pieces - 15, pieces + 1, windows)
    inputs = _make_windows(random, lengths, pieces)
    together = backend.read(inputs)

    for row, length in enumerate(lengths):
        words = -(-int(length) // 16) * 16
        alone = backend.read(_take_window(inputs, row, words=min(words, pieces)))
        # Spans that reach beyond the last word take what is there; decoding leaves them out.
        inside = np.arange(length)[:, None] + np.arange(alone.spans.shape[2]) < length
        assert _bits(together.spans[row, :length][inside]) == _bits(alone.spans[0, :length][inside])
        for name in ("states", "modes", "modalities"):
            assert _bits(getattr(together, name)[row, :length]) == _bits(getattr(alone, name)[0, :length]), name
        assert _bits(together.contexts[row]) == _bits(alone.contexts[0])


@settings(max_examples=10, **BOUNDED)
@given(seed=st.integers(0, 2**32 - 1), spans=st.integers(2, 90), own=st.integers(1, 40))
def test_a_pair_gets_the_same_numbers_in_any_batch(backend: Backend, seed: int, spans: int, own: int) -> None:
    random = np.random.default_rng(seed)
    states = _read_states(backend, random)
    words = len(states)
    inputs = PairInputs(
        triggers=_make_spans(random, words, len(EVENT_TYPES), 1 + spans // 3),
        mentions=_make_spans(random, words, len(MENTION_TYPES), spans),
        role_pairs=_make_pairs(random, 1 + spans // 3, spans),
        link_pairs=_make_pairs(random, spans, spans),
    )
    roles, links = backend.score_pairs(states, inputs)

    first = min(own, spans)
    own_roles = np.nonzero((inputs.role_pairs[:, 0] == 0) & (inputs.role_pairs[:, 1] < first))[0]
    own_links = np.nonzero((inputs.link_pairs[:, :2] < first).all(axis=1))[0]
    alone = PairInputs(
        triggers=inputs.triggers[:1],
        mentions=inputs.mentions[:first],
        role_pairs=inputs.role_pairs[own_roles],
        link_pairs=inputs.link_pairs[own_links],
    )
    alone_roles, alone_links = backend.score_pairs(states, alone)
    assert _bits(roles[own_roles]) == _bits(alone_roles)
    assert _bits(links[own_links]) == _bits(alone_links)


def _bits(numbers: np.ndarray) -> bytes:
    return np.ascontiguousarray(numbers).tobytes()


def _make_windows(random: np.random.Generator, lengths: np.ndarray, pieces: int) -> BatchInputs:
    shape = (len(lengths), pieces)
    mask = (np.arange(pieces) < lengths[:, None]).astype(np.int64)
    word = np.tile(np.arange(pieces), (len(lengths), 1)) * mask
    return BatchInputs(
        ids=random.integers(1000, 20_000, shape) * mask,
        case=random.integers(1, 7, shape) * mask,
        mask=mask,
        first_piece=word,
        last_piece=word,
    )


def _take_window(inputs: BatchInputs, row: int, *, words: int) -> BatchInputs:
    own = slice(row, row + 1)
    return BatchInputs(
        ids=inputs.ids[own],
        case=inputs.case[own],
        mask=inputs.mask[own],
        first_piece=inputs.first_piece[own, :words],
        last_piece=inputs.last_piece[own, :words],
    )


def _read_states(backend: Backend, random: np.random.Generator) -> np.ndarray:
    outputs: BatchOutputs = backend.read(_make_windows(random, np.array([48]), 48))
    return outputs.states[0]


def _make_spans(random: np.random.Generator, words: int, types: int, count: int) -> np.ndarray:
    first = random.integers(0, words - 3, count)
    return np.stack([first, first + random.integers(0, 3, count), random.integers(0, types, count)], axis=1)


def _make_pairs(random: np.random.Generator, heads: int, tails: int) -> np.ndarray:
    left, right = np.repeat(np.arange(heads), tails), np.tile(np.arange(tails), heads)
    return np.stack([left, right, random.integers(0, DISTANCE_BUCKETS, heads * tails)], axis=1)
