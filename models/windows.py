"""Word sequences → windows of whole sentences that fit the encoder.

A sentence longer than a window is cut between words; a word longer than a window keeps its first pieces. Nothing else
is cut off: every word of every text lies in exactly one window.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.words import WordSequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Words ``first_word`` up to ``last_word`` (exclusive) of text ``text``.

    ``ids``, ``case``: (pieces,), with [CLS] and [SEP]; ``first_piece``, ``last_piece``: (words,), positions in ``ids``.
    """

    text: int
    first_word: int
    last_word: int
    ids: npt.NDArray[np.int64]
    case: npt.NDArray[np.int64]
    first_piece: npt.NDArray[np.int64]
    last_piece: npt.NDArray[np.int64]


def cut_windows(text: int, words: WordSequence, *, max_pieces: int, begin_id: int, end_id: int) -> list[Window]:
    """The windows of one text, each at most ``max_pieces`` wordpieces long with [CLS] and [SEP] counted.

    ``text`` is the number that the windows carry. Sentences are packed in order while they fit.
    """
    room = max_pieces - 2
    windows = []
    begin = 0
    count = len(words.word_start)
    while begin < count:
        end = _last_fitting_word(words, begin, room)
        windows.append(_build_window(text, words, (begin, end), room=room, special=(begin_id, end_id)))
        begin = end
    return windows


def number_sentences(words: WordSequence, window: Window) -> npt.NDArray[np.int64]:
    """The number of the sentence of each word of the window: (words,)."""
    numbers = np.arange(window.first_word, window.last_word)
    return np.searchsorted(words.sentence_begin, numbers, side="right") - 1


def _last_fitting_word(words: WordSequence, begin: int, room: int) -> int:
    """The end of the longest run of whole sentences from ``begin`` that fits; of words, where no sentence does."""
    limit = words.piece_begin[begin] + room
    end = int(np.searchsorted(words.piece_begin, limit, side="right")) - 1
    end = max(end, begin + 1)
    sentence = int(np.searchsorted(words.sentence_begin, end, side="right")) - 1
    sentence_end = int(words.sentence_begin[sentence])
    return sentence_end if sentence_end > begin else end


def _build_window(
    text: int, words: WordSequence, span: tuple[int, int], *, room: int, special: tuple[int, int]
) -> Window:
    begin, end = span
    pieces = slice(
        int(words.piece_begin[begin]), min(int(words.piece_begin[end]), int(words.piece_begin[begin]) + room)
    )
    length = pieces.stop - pieces.start
    ids = np.empty(length + 2, dtype=np.int64)
    ids[0], ids[-1] = special
    ids[1:-1] = words.ids[pieces]
    case = np.zeros(length + 2, dtype=np.int64)
    pieces_by_word = np.diff(words.piece_begin[begin : end + 1])
    case[1:-1] = np.repeat(words.case[begin:end], pieces_by_word)[:length]
    first = words.piece_begin[begin:end] - pieces.start + 1
    last = np.minimum(words.piece_begin[begin + 1 : end + 1] - pieces.start, length)
    return Window(text=text, first_word=begin, last_word=end, ids=ids, case=case, first_piece=first, last_piece=last)
