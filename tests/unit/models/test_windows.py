import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.windows import Window, cut_windows
from models.words import NO_CASE, WordReader

WORDS = st.lists(st.sampled_from(["the", "talks", "Benghazi", "Paris", "3", ",", "unknown", "ended."]), max_size=40)


def _cut(reader: WordReader, text: str, max_pieces: int) -> list[Window]:
    (words,) = reader.read([text])
    return cut_windows(0, words, max_pieces=max_pieces, begin_id=reader.begin_id, end_id=reader.end_id)


def test_whole_sentences_are_packed_while_they_fit(reader: WordReader) -> None:
    windows = _cut(reader, "The talks ended. Paris ended. The talks in Paris ended.", max_pieces=10)

    assert [(window.first_word, window.last_word) for window in windows] == [(0, 7), (7, 13)]
    assert windows[0].ids.tolist()[0] == reader.begin_id
    assert windows[0].ids.tolist()[-1] == reader.end_id
    assert windows[0].case[[0, -1]].tolist() == [NO_CASE, NO_CASE]


def test_a_sentence_longer_than_a_window_is_cut_between_words(reader: WordReader) -> None:
    windows = _cut(reader, "Benghazi Benghazi Benghazi", max_pieces=9)

    assert [(window.first_word, window.last_word) for window in windows] == [(0, 2), (2, 3)]
    assert windows[0].first_piece.tolist() == [1, 4]
    assert windows[0].last_piece.tolist() == [3, 6]


def test_a_word_longer_than_a_window_keeps_its_first_pieces(reader: WordReader) -> None:
    windows = _cut(reader, "Benghazi", max_pieces=4)

    assert [len(window.ids) for window in windows] == [4]
    assert windows[0].first_piece.tolist() == [1]
    assert windows[0].last_piece.tolist() == [2]


@given(words=WORDS, max_pieces=st.integers(min_value=5, max_value=30))
@pytest.mark.parametrize("separator", [" ", "\n\n"])
def test_every_word_lies_in_exactly_one_window_that_fits(
    reader: WordReader, separator: str, words: list[str], max_pieces: int
) -> None:
    text = separator.join(words)
    windows = _cut(reader, text, max_pieces)

    (sequence,) = reader.read([text])
    covered = [word for window in windows for word in range(window.first_word, window.last_word)]
    assert covered == list(range(len(sequence.word_start)))
    for window in windows:
        assert len(window.ids) <= max_pieces
        assert (window.first_piece >= 1).all()
        assert (window.last_piece >= window.first_piece).all()
        assert (window.last_piece <= len(window.ids) - 2).all()
