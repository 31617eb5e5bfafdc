from datetime import UTC, datetime, timedelta

import pytest
from dead_letter_fakes import DIED, make_letter

from pipeline.dead.letters import Position, Selection, parse_moment, parse_position

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("selection", "fits"),
    [
        (Selection(), True),
        (Selection(reasons=frozenset({"not-utf8", "empty"})), True),
        (Selection(reasons=frozenset({"empty"})), False),
        (Selection(stages=frozenset({"decode"})), True),
        (Selection(stages=frozenset({"code"})), False),
        (Selection(keys=frozenset({b"k"})), True),
        (Selection(keys=frozenset({b"other"})), False),
        (Selection(positions=frozenset({Position(partition=0, offset=5)})), True),
        (Selection(positions=frozenset({Position(partition=1, offset=5)})), False),
        (Selection(begin=DIED), True),
        (Selection(begin=DIED + HOUR), False),
        (Selection(until=DIED + HOUR), True),
        (Selection(until=DIED), False),
        (Selection(stages=frozenset({"decode"}), reasons=frozenset({"empty"})), False),
    ],
    ids=repr,
)
def test_selection_joins_its_fields_by_and(selection: Selection, fits: bool) -> None:
    assert selection.fits(make_letter(5)) == fits


def test_identity_tells_articles_and_wordings_apart() -> None:
    letters = [
        make_letter(0),
        make_letter(1, key=b"other"),
        make_letter(2, key=None),
        make_letter(3, key=b"", value=b"k"),
        make_letter(4, key=b"k", value=b""),
        make_letter(5, value=None),
    ]
    assert len({letter.identity for letter in letters}) == len(letters)
    assert make_letter(9, reason="empty", headers=(("dateline.replays", b"1"),)).identity == letters[0].identity


def test_a_letter_tells_source_replays_and_cut() -> None:
    letter = make_letter(headers=(("dateline.replays", b"2"),))
    assert (letter.source_topic, letter.replays, letter.is_cut) == ("articles", 2, False)
    assert make_letter(value=b"x" * 100_000, max_bytes=66_000).is_cut


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("2024-12-25", False, datetime(2024, 12, 25, tzinfo=UTC)),
        ("2024-12-25", True, datetime(2024, 12, 26, tzinfo=UTC)),
        ("2024-12-25T08:30:00", True, DIED),
        ("2024-12-25T09:30:00+01:00", False, DIED),
    ],
)
def test_moments(text: str, end: bool, expected: datetime) -> None:
    assert parse_moment(text, end=end) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01"])
def test_what_is_no_moment_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is no ISO 8601 date"):
        parse_moment(text)


def test_positions() -> None:
    assert parse_position("3/17") == Position(partition=3, offset=17)
    assert str(Position(partition=3, offset=17)) == "3/17"
    for text in ("", "3", "3/", "/3", "3/-1", "3/1/2", "²/3"):
        with pytest.raises(ValueError, match="is no letter"):
            parse_position(text)
