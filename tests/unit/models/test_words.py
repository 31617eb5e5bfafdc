from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import models.words as words_module
from models.errors import ModelError
from models.sentences import LONGEST_SENTENCE, split_sentences
from models.words import DIGITS, LOWER, MIXED, OTHER, TITLE, UPPER, WordReader, classify_words


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("talks", LOWER), ("Paris", TITLE), ("A", TITLE), ("UN", UPPER), ("McDonald", MIXED), ("G20", DIGITS),
        (",", OTHER), ("中", OTHER), ("Ålesund", TITLE),
    ],
)  # fmt: skip
def test_letter_case(word: str, expected: int) -> None:
    assert _classify([word]) == [expected]


def _classify(words: list[str]) -> list[int]:
    ends = np.cumsum([len(word) for word in words], dtype=np.int64)
    starts = ends - np.array([len(word) for word in words], dtype=np.int64)
    return classify_words("".join(words), starts, ends).tolist()


def _letter_case(word: str) -> int:
    """The definition, one word at a time."""
    if any(character.isdigit() for character in word):
        return DIGITS
    if word.islower():
        return LOWER
    if word.isupper():
        return UPPER if len(word) > 1 else TITLE
    if word[:1].isupper() and word[1:].islower():
        return TITLE
    return MIXED if any(character.isupper() for character in word) else OTHER


@given(words=st.lists(st.text(min_size=1, max_size=6) | st.text("aBǅﬁ2²中ÅΣß’", min_size=1, max_size=4), max_size=12))
def test_letter_case_of_words_in_a_row_is_that_of_each(words: list[str]) -> None:
    assert _classify(words) == [_letter_case(word) for word in words]


def test_words_read_the_same_in_any_company(reader: WordReader, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["The talks. Paris", "", "Benghazi ended " * 20, "\u200b", "3, Paris. " * 9]
    alone = [reader.read([text])[0] for text in texts]
    monkeypatch.setattr(words_module, "_CHARACTERS_A_CALL", 16)
    for one, other in zip(alone, reader.read(texts), strict=True):
        assert one.sentences == other.sentences
        for name in ("sentence_begin", "word_start", "word_end", "case", "ids", "piece_begin"):
            assert getattr(one, name).tolist() == getattr(other, name).tolist(), name


def test_words_carry_character_offsets_and_own_their_pieces(reader: WordReader) -> None:
    text = "The talks in Benghazi ended. Paris, 3"
    (words,) = reader.read([text])

    spans = [text[start:end] for start, end in zip(words.word_start, words.word_end, strict=True)]
    assert spans == ["The", "talks", "in", "Benghazi", "ended", ".", "Paris", ",", "3"]
    assert words.sentence_begin.tolist() == [0, 6, 9]
    assert words.piece_begin.tolist() == [0, 1, 2, 3, 6, 7, 8, 9, 10, 11]
    assert words.case.tolist() == [TITLE, LOWER, LOWER, TITLE, LOWER, OTHER, TITLE, OTHER, DIGITS]


def test_texts_without_words_have_none(reader: WordReader) -> None:
    for words in reader.read(["", " \n\t "]):
        assert words.sentences == ()
        assert words.piece_begin.tolist() == [0]


@given(text=st.text(max_size=200))
def test_words_lie_in_order_inside_their_sentences(reader: WordReader, text: str) -> None:
    (words,) = reader.read([text])

    starts, ends = words.word_start.tolist(), words.word_end.tolist()
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    for sentence, begin, end in zip(words.sentences, words.sentence_begin, words.sentence_begin[1:], strict=False):
        assert all(sentence.start <= start for start in starts[begin:end])
        assert all(stop <= sentence.end for stop in ends[begin:end])


@given(text=st.text(max_size=300))
def test_sentences_cover_all_but_white_space(text: str) -> None:
    sentences = split_sentences(text)

    inside = "".join(text[sentence.start : sentence.end] for sentence in sentences)
    assert "".join(inside.split()) == "".join(text.split())
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() for s in sentences)


@pytest.mark.parametrize("between", ["\n\n\n", "\n" * 20, "\n\n\n \n\n\n", "\r\n" * 5])
def test_line_breaks_in_a_row_shift_no_sentence(between: str) -> None:
    text = f"Ann Lee left.{between}Bob Roe stayed.{between}Kim Moe came."
    assert [text[one.start : one.end] for one in split_sentences(text)] == [
        "Ann Lee left.",
        "Bob Roe stayed.",
        "Kim Moe came.",
    ]


@pytest.mark.parametrize("gap", [" ", "\n", "\n\n", "\n\n\n", ""])
def test_texts_longer_than_a_block_are_covered_all_the_same(gap: str) -> None:
    text = gap.join(f"Ann Lee said on day {number}: “It rained.”" for number in range(2000))
    sentences = split_sentences(text)
    inside = "".join(text[one.start : one.end] for one in sentences)
    assert "".join(inside.split()) == "".join(text.split())
    assert len(sentences) >= len(text) / LONGEST_SENTENCE


def test_missing_tokenizer_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no tokenizer at '.*nowhere\.json'"):
        WordReader(tmp_path / "nowhere.json")


@pytest.mark.parametrize("word", ["x", "word ", "a long word\n"])
def test_what_has_no_end_is_cut_at_white_space(word: str) -> None:
    text = word * 9000
    sentences = split_sentences(text)

    assert len(sentences) > 1
    assert all(1 <= sentence.end - sentence.start <= LONGEST_SENTENCE for sentence in sentences)
    cut = " ".join(text[sentence.start : sentence.end] for sentence in sentences)
    assert cut.split() == text.split() if word.strip() != word else cut.replace(" ", "") == text
