"""Text → words with character offsets, their wordpieces and their letter case: what the windows are cut from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from models.errors import ModelError
from models.extraction import Sentence
from models.sentences import split_sentences

NO_CASE: Final = 0  # [CLS], [SEP], padding
LOWER: Final = 1
TITLE: Final = 2
UPPER: Final = 3
MIXED: Final = 4
DIGITS: Final = 5
OTHER: Final = 6
CASE_CLASSES: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSequence:
    """The words of one text.

    ``word_start``, ``word_end``: characters (words,); ``piece_begin`` (words + 1,): word ``i`` owns the wordpieces
    ``ids[piece_begin[i]:piece_begin[i + 1]]``; ``case`` (words,); ``sentence_begin`` (sentences + 1,): in words.
    """

    sentences: tuple[Sentence, ...]
    sentence_begin: npt.NDArray[np.int64]
    word_start: npt.NDArray[np.int64]
    word_end: npt.NDArray[np.int64]
    case: npt.NDArray[np.int64]
    ids: npt.NDArray[np.int64]
    piece_begin: npt.NDArray[np.int64]


def case_class(word: str) -> int:
    """The letter case of a word, as one of the classes of this module."""
    if any(character.isdigit() for character in word):
        return DIGITS
    if word.islower():
        return LOWER
    if word.isupper():
        return UPPER if len(word) > 1 else TITLE
    if word[:1].isupper() and word[1:].islower():
        return TITLE
    return MIXED if any(character.isupper() for character in word) else OTHER


class WordReader:
    """Splits texts into words and wordpieces with the tokenizer of the weights."""

    def __init__(self, tokenizer_file: Path) -> None:
        """Load the tokenizer; raises ModelError where the file is missing."""
        if not tokenizer_file.is_file():
            message = f"no tokenizer at '{tokenizer_file}': name a folder of weights that holds tokenizer.json"
            raise ModelError(message)
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.begin_id = self._token_id("[CLS]")
        self.end_id = self._token_id("[SEP]")
        self.padding_id = self._token_id("[PAD]")
        self.mask_id = self._token_id("[MASK]")

    def read(self, texts: Sequence[str]) -> list[WordSequence]:
        """The words of every text, in the order of the texts; one parallel call of the tokenizer for all of them."""
        sentences = [split_sentences(text) for text in texts]
        pieces = [
            text[sentence.start : sentence.end]
            for text, of_text in zip(texts, sentences, strict=True)
            for sentence in of_text
        ]
        encodings = iter(self._tokenizer.encode_batch(pieces, add_special_tokens=False))
        return [
            _join_sentences(text, of_text, [next(encodings) for _ in of_text])
            for text, of_text in zip(texts, sentences, strict=True)
        ]

    def _token_id(self, token: str) -> int:
        token_id: int | None = self._tokenizer.token_to_id(token)
        if token_id is None:
            message = f"the tokenizer has no token '{token}'"
            raise ModelError(message)
        return token_id


def _join_sentences(text: str, sentences: list[Sentence], encodings: list[object]) -> WordSequence:
    starts: list[int] = []
    ends: list[int] = []
    piece_begin: list[int] = []
    ids: list[int] = []
    sentence_begin: list[int] = []
    for sentence, encoding in zip(sentences, encodings, strict=True):
        sentence_begin.append(len(starts))
        previous = None
        offset = sentence.start
        for word, token_id, (start, end) in zip(encoding.word_ids, encoding.ids, encoding.offsets, strict=True):  # type: ignore[attr-defined]
            if word != previous:
                previous = word
                starts.append(offset + start)
                ends.append(offset + end)
                piece_begin.append(len(ids))
            else:
                ends[-1] = offset + end
            ids.append(token_id)
    sentence_begin.append(len(starts))
    piece_begin.append(len(ids))
    case = [case_class(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    return WordSequence(
        sentences=tuple(sentences),
        sentence_begin=np.array(sentence_begin, dtype=np.int64),
        word_start=np.array(starts, dtype=np.int64),
        word_end=np.array(ends, dtype=np.int64),
        case=np.array(case, dtype=np.int64),
        ids=np.array(ids, dtype=np.int64),
        piece_begin=np.array(piece_begin, dtype=np.int64),
    )
