import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles import Reason, read_article
from pipeline.errors import InvalidArticle
from pipeline.records import Article, encode_record

MAX_BYTES = 2**20
CHRISTMAS = 1735128000.0  # 2024-12-25T12:00:00Z


def read(data: bytes | None, timestamp_seconds: float | None = CHRISTMAS) -> Article:
    return read_article(data, timestamp_seconds=timestamp_seconds, max_bytes=MAX_BYTES)


def as_json(**fields: object) -> bytes:
    return json.dumps({"text": "Ann met Bob."} | fields).encode()


def test_json_article_keeps_its_fields() -> None:
    fields = {
        "id": "a1", "text": " Ann met Bob.\n", "title": "Talks", "published": "2024-12-25", "source": "Wire",
        "url": "https://example.org/1", "language": "en", "revision": 3,
    }  # fmt: skip
    assert read(json.dumps(fields | {"other": [1, {}]}).encode()) == Article(**fields)  # type: ignore[arg-type]


def test_null_and_empty_fields_count_as_missing() -> None:
    article = read(as_json(id=None, title=None, published=None, source="", url="", language="", revision=None))
    assert article == Article(
        id=hashlib.sha256(b"Ann met Bob.").hexdigest(), text="Ann met Bob.", published="2024-12-25T12:00:00+00:00"
    )


@pytest.mark.parametrize(
    ("data", "text", "published"),
    [
        ("Ann met Bob.", "Ann met Bob.", "2024-12-25T12:00:00+00:00"),
        ("date 2024-02-29 Ann met Bob.", "Ann met Bob.", "2024-02-29"),
        ("date 2024-02-29\nAnn met\nBob.", "Ann met\nBob.", "2024-02-29"),
        ("date 2024-02-29\r\nAnn met Bob.", "Ann met Bob.", "2024-02-29"),
        ("\ufeffdate 2024-02-29 Ann met Bob.", "Ann met Bob.", "2024-02-29"),
        ("date of the talks is open.", "date of the talks is open.", "2024-12-25T12:00:00+00:00"),
        ("date 25 is open.", "date 25 is open.", "2024-12-25T12:00:00+00:00"),
        ('"We met," Ann said.', '"We met," Ann said.', "2024-12-25T12:00:00+00:00"),
        ("[Updates] Ann met Bob.", "[Updates] Ann met Bob.", "2024-12-25T12:00:00+00:00"),
        ("12 people met.", "12 people met.", "2024-12-25T12:00:00+00:00"),
        ("first\n\ndate 2024-02-29 Ann", "first\n\ndate 2024-02-29 Ann", "2024-12-25T12:00:00+00:00"),
    ],
)
def test_plain_text_may_begin_with_its_date(data: str, text: str, published: str) -> None:
    article = read(data.encode())
    assert (article.text, article.published, article.title) == (text, published, None)


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        ("2024-12-25", "2024-12-25"),
        (" 2024-12-25 ", "2024-12-25"),
        ("2024-12-25T08:30:00Z", "2024-12-25T08:30:00+00:00"),
        ("2024-12-25 08:30", "2024-12-25T08:30:00"),
        ("2024-12-25T08:30:00.5+09:00", "2024-12-25T08:30:00.500000+09:00"),
    ],
)
def test_dates_are_kept_in_one_spelling(published: str, kept: str) -> None:
    assert read(as_json(published=published)).published == kept


@pytest.mark.parametrize("language", ["en", "EN", "en-GB", "en_us", "eng", "English"])
def test_english_is_read(language: str) -> None:
    assert read(as_json(language=language)).language == language


DEEP = b'{"text": "Ann", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
BAD = [
    (None, Reason.EMPTY),
    (b"", Reason.EMPTY),
    (b"x" * (MAX_BYTES + 1), Reason.TOO_LARGE),
    (b"caf\xe9", Reason.NOT_UTF8),
    (b'{"text": "Ann", "x": "\xff"}', Reason.NOT_UTF8),
    (b'{"text": "\xed\xa0\x80"}', Reason.NOT_UTF8),
    ("Ann".encode("utf-16"), Reason.NOT_UTF8),
    (b'{"text": "Ann', Reason.BAD_JSON),
    (b"{'text': 'Ann'}", Reason.BAD_JSON),
    (b'{"text": "Ann"} {"text": "Bob"}', Reason.BAD_JSON),
    (b'{"text": "a\x01b"}', Reason.BAD_JSON),
    (b'{"text": "\\ud800"}', Reason.BAD_JSON),
    (b'{"text": "\\udc00 and more"}', Reason.BAD_JSON),
    (DEEP, Reason.BAD_JSON),
    (b"{", Reason.BAD_JSON),
    (b"[]", Reason.NOT_AN_OBJECT),
    (b'[{"text": "Ann"}]', Reason.NOT_AN_OBJECT),
    (b'"Ann met Bob."', Reason.NOT_AN_OBJECT),
    (b" 42 ", Reason.NOT_AN_OBJECT),
    (b'[{"text": "Ann"', Reason.NOT_AN_OBJECT),
    (b"null", Reason.NOT_AN_OBJECT),
    (as_json(text=1), Reason.WRONG_TYPE),
    (as_json(text={"a": "b"}), Reason.WRONG_TYPE),
    (as_json(id=17), Reason.WRONG_TYPE),
    (as_json(id=""), Reason.WRONG_TYPE),
    (as_json(id="x" * 513), Reason.WRONG_TYPE),
    (as_json(title=["Talks"]), Reason.WRONG_TYPE),
    (as_json(published=20241225), Reason.WRONG_TYPE),
    (as_json(revision="3"), Reason.WRONG_TYPE),
    (as_json(revision=-1), Reason.WRONG_TYPE),
    (as_json(revision=10**30), Reason.WRONG_TYPE),
    (b"{}", Reason.NO_TEXT),
    (b'{"text": null}', Reason.NO_TEXT),
    (b'{"text": " \\n\\u00a0 "}', Reason.NO_TEXT),
    (b" \r\n", Reason.NO_TEXT),
    (b"\xef\xbb\xbf", Reason.NO_TEXT),
    (b"date 2024-12-25 ", Reason.NO_TEXT),
    (b"date 2024-12-25", Reason.NO_TEXT),
    (b"date 2024-13-01 Ann met Bob.", Reason.BAD_DATE),
    (b"date 25.12.2024 Ann met Bob.", Reason.BAD_DATE),
    (as_json(published="yesterday"), Reason.BAD_DATE),
    (as_json(published="2023-02-29"), Reason.BAD_DATE),
    (as_json(published="20241225"), Reason.BAD_DATE),
    (as_json(published="2024-12"), Reason.BAD_DATE),
    (as_json(published="2024-12-25T25:00"), Reason.BAD_DATE),
    (as_json(published="0001-01-01"), Reason.BAD_DATE),
    (as_json(published="9999-12-31"), Reason.BAD_DATE),
    (as_json(language="fr"), Reason.NOT_ENGLISH),
    (as_json(language="enm"), Reason.NOT_ENGLISH),
    (as_json(text="Ann\0"), Reason.NUL_CHARACTER),
    (as_json(title="Talks\0"), Reason.NUL_CHARACTER),
    (b"Ann met\0 Bob.", Reason.NUL_CHARACTER),
]


@pytest.mark.parametrize(("data", "reason"), BAD, ids=lambda value: repr(value)[:40])
def test_what_is_no_article_is_told_apart(data: bytes | None, reason: Reason) -> None:
    with pytest.raises(InvalidArticle) as error:
        read(data)
    assert error.value.reason == reason
    assert str(error.value)


@pytest.mark.parametrize("timestamp_seconds", [None, -0.001, 1e300, float("inf"), float("nan"), 10.0**11])
def test_without_any_date_there_is_no_article(timestamp_seconds: float | None) -> None:
    with pytest.raises(InvalidArticle) as error:
        read(b"Ann met Bob.", timestamp_seconds)
    assert error.value.reason == Reason.BAD_DATE


def test_of_a_duplicate_key_the_last_counts() -> None:
    assert read(b'{"text": "Ann", "text": "Bob"}').text == "Bob"


def test_control_characters_and_long_lines_are_kept() -> None:
    text = "Ann\x07\x1b[31m\x7f\x85 " + "x" * 1_000_000
    assert read(as_json(text=text)).text == text
    assert read(text.encode()).text == text


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=8,
)
NAMES = st.sampled_from(["id", "text", "title", "published", "source", "url", "language", "revision"])


@given(
    data=st.one_of(
        st.binary(),
        st.text().map(str.encode),
        st.dictionaries(NAMES, JSON_VALUES).map(lambda fields: json.dumps(fields).encode("utf-8", "surrogatepass")),
        st.text().map(lambda text: f"date {text}".encode()),
        st.text().map(lambda text: json.dumps({"text": text, "published": text}).encode()),
        st.binary().map(lambda data: b'{"text": "' + data + b'"}'),
    ),
    timestamp_seconds=st.none() | st.floats(),
)
def test_any_bytes_give_an_article_that_can_be_written_or_a_known_reason(
    data: bytes, timestamp_seconds: float | None
) -> None:
    try:
        article = read(data, timestamp_seconds)
    except InvalidArticle as error:
        assert error.reason in set(Reason)
        str(error).encode()
    else:
        assert article.text.strip()
        assert encode_record(article)


@given(st.text(min_size=1).filter(str.strip).filter(lambda text: "\0" not in text))
def test_text_in_json_is_kept_to_the_character(text: str) -> None:
    assert read(json.dumps({"text": text}).encode()).text == text
