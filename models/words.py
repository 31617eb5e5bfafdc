"""Text → words with character offsets, their wordpieces and their letter case: what the windows are cut from."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
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

_KNOWN, _LOWER, _UPPER, _TITLE, _DIGIT = 1, 2, 4, 8, 16
_FLAGS: Final = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
"""What each character is; 0 until the character is first met."""

_CHARACTERS_A_CALL: Final = 1 << 18  # the tokenizer's own records are some 40 times as large as the text


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


def classify_words(text: str, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The letter case of each word ``text[start:end]``, as one of the classes of this module; no word is empty."""
    flags = _character_flags(text)
    first = flags[starts]
    lower, upper, title, digits = (
        _count_inside(flags & flag != 0, starts, ends) for flag in (_LOWER, _UPPER, _TITLE, _DIGIT)
    )
    later_lower = lower - (first & _LOWER != 0)
    later_upper = upper - (first & _UPPER != 0)
    later_title = title - (first & _TITLE != 0)
    return np.select(
        [
            digits > 0,
            (lower > 0) & (upper == 0) & (title == 0),
            (upper > 0) & (lower == 0) & (title == 0) & (ends - starts > 1),
            (upper > 0) & (lower == 0) & (title == 0),
            (first & _UPPER != 0) & (later_lower > 0) & (later_upper == 0) & (later_title == 0),
            upper > 0,
        ],
        [DIGITS, LOWER, UPPER, TITLE, TITLE, MIXED],
        default=OTHER,
    ).astype(np.int64)


def _character_flags(text: str) -> npt.NDArray[np.uint8]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    flags: npt.NDArray[np.uint8] = _FLAGS[codes]
    unknown = np.unique(codes[flags == 0])
    if len(unknown):
        for code in unknown.tolist():
            _FLAGS[code] = _describe_character(chr(code))
        flags = _FLAGS[codes]
    return flags


def _describe_character(character: str) -> int:
    flags = _KNOWN
    flags |= _LOWER if character.islower() else 0
    flags |= _UPPER if character.isupper() else 0
    flags |= _TITLE if character.istitle() and not character.isupper() else 0
    return flags | (_DIGIT if character.isdigit() else 0)


def _count_inside(
    characters: npt.NDArray[np.bool_], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    before = np.zeros(len(characters) + 1, dtype=np.int32)
    np.cumsum(characters, out=before[1:], dtype=np.int32)
    counts: npt.NDArray[np.int32] = before[ends] - before[starts]
    return counts


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
        """The words of every text, in the order of the texts. The tokenizer runs in parallel, without Python's lock."""
        sentences = [split_sentences(text) for text in texts]
        tokens = self._tokenize(
            [
                text[sentence.start : sentence.end]
                for text, of_text in zip(texts, sentences, strict=True)
                for sentence in of_text
            ]
        )
        read = []
        first = 0
        for text, of_text in zip(texts, sentences, strict=True):
            read.append(_gather_words(text, of_text, tokens, first))
            first += len(of_text)
        return read

    def _tokenize(self, sentences: list[str]) -> "_Tokens":
        counts: list[int] = []
        parts: list[npt.NDArray[np.int64]] = [np.zeros((4, 0), np.int64)]
        for group in _group_by_length(sentences):
            encodings = self._tokenizer.encode_batch(group, add_special_tokens=False)
            counts += [len(encoding) for encoding in encodings]
            total = sum(counts[-len(encodings) :])
            part = np.empty((4, total), np.int64)
            part[0] = np.fromiter(chain.from_iterable(encoding.ids for encoding in encodings), np.int64, total)
            part[1] = np.fromiter(chain.from_iterable(encoding.word_ids for encoding in encodings), np.int64, total)
            offsets = chain.from_iterable(chain.from_iterable(encoding.offsets for encoding in encodings))
            part[2:] = np.fromiter(offsets, np.int64, 2 * total).reshape(total, 2).T
            parts.append(part)
        ids, word, start, end = np.concatenate(parts, axis=1)
        begin = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return _Tokens(begin=begin, ids=ids, word=word, start=start, end=end)

    def _token_id(self, token: str) -> int:
        token_id: int | None = self._tokenizer.token_to_id(token)
        if token_id is None:
            message = f"the tokenizer has no token '{token}'"
            raise ModelError(message)
        return token_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tokens:
    """The wordpieces of many sentences: those of sentence ``i`` are ``begin[i]`` up to ``begin[i + 1]``.

    ``word``: the number of the word in its sentence; ``start``, ``end``: characters of the sentence.
    """

    begin: npt.NDArray[np.int64]
    ids: npt.NDArray[np.int64]
    word: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


def _group_by_length(sentences: list[str]) -> Iterator[list[str]]:
    group: list[str] = []
    characters = 0
    for sentence in sentences:
        group.append(sentence)
        characters += len(sentence)
        if characters >= _CHARACTERS_A_CALL:
            yield group
            group, characters = [], 0
    if group:
        yield group


def _gather_words(text: str, sentences: list[Sentence], tokens: _Tokens, first: int) -> WordSequence:
    """The words of ``text``, whose ``sentences`` are those of ``tokens`` from number ``first`` on."""
    begin = tokens.begin[first : first + len(sentences) + 1]
    own = slice(begin[0], begin[-1])
    begin = begin - begin[0]
    word = tokens.word[own]
    opens = np.ones(len(word), dtype=bool)
    opens[1:] = word[1:] != word[:-1]
    opens[begin[:-1][begin[:-1] < len(word)]] = True
    piece_begin = np.append(np.nonzero(opens)[0], len(word)).astype(np.int64)
    offset = np.repeat(np.array([sentence.start for sentence in sentences], np.int64), np.diff(begin))
    word_start = (tokens.start[own] + offset)[piece_begin[:-1]]
    word_end = (tokens.end[own] + offset)[piece_begin[1:] - 1]
    return WordSequence(
        sentences=tuple(sentences),
        sentence_begin=np.searchsorted(piece_begin[:-1], begin).astype(np.int64),
        word_start=word_start,
        word_end=word_end,
        case=classify_words(text, word_start, word_end),
        ids=tokens.ids[own],
        piece_begin=piece_begin,
    )
