"""Which tellings are one event. Wrong merges lose events, so most of this is about what must stay apart."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.coding.retellings import Telling, group_tellings, merge_clusters

BASE = Telling(
    number=0,
    start=0,
    sentence=0,
    type="ASSAULT",
    mode="aerial",
    modality="actual",
    actors=frozenset({"e1"}),
    recipients=frozenset({"e2"}),
    days=(10, 10),
    stated=True,
    spot=(50.4, 30.5),
    country="UKR",
    counts=(3, None, None),
)
LATER = replace(BASE, number=1, start=100, sentence=1)
NAMES = st.frozensets(st.sampled_from(["e1", "e2", "e3"]), max_size=2)
DAY = st.integers(1, 4)


many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def telling_lists(draw: st.DrawFn) -> list[Telling]:
    count = draw(st.integers(0, 8))
    tellings = []
    for number in range(count):
        days = draw(st.none() | st.tuples(DAY, DAY).map(lambda pair: (min(pair), max(pair))))
        tellings.append(
            Telling(
                number=number,
                start=draw(st.integers(0, 50)),
                sentence=draw(st.integers(0, 3)),
                clause=draw(st.integers(0, 1)),
                type=draw(st.sampled_from(["ASSAULT", "CONSULT", "AGREE"])),
                mode=draw(st.sampled_from([None, "visit", "aerial"])),
                modality=draw(st.sampled_from(["actual", "planned"])),
                actors=draw(NAMES),
                recipients=draw(NAMES),
                days=days,
                stated=draw(st.booleans()) and days is not None,
                spot=draw(st.sampled_from([None, (50.4, 30.5), (50.41, 30.52), (48.5, 35.0)])),
                country=draw(st.sampled_from([None, "UKR", "RUS"])),
                counts=(draw(st.sampled_from([None, 3, 12])), None, None),
                words=draw(st.frozensets(st.sampled_from(["release", "prison", "trade"]))),
                marked=draw(st.sampled_from([False, False, False, True])),
                anaphor=draw(st.sampled_from([False, False, True])),
                result=draw(st.sampled_from([False, False, True])),
            )
        )
    return tellings


def numbers(tellings: list[Telling]) -> list[list[int]]:
    return sorted(sorted(one.number for one in cluster) for cluster in group_tellings(tellings))


@many
@given(telling_lists(), st.randoms(use_true_random=False))
def test_the_order_of_tellings_does_not_matter(tellings: list[Telling], random: object) -> None:
    shuffled = sorted(tellings, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert numbers(shuffled) == numbers(tellings)


@many
@given(telling_lists())
def test_what_is_merged_stays_so_and_nothing_more_is(tellings: list[Telling]) -> None:
    clusters = group_tellings(tellings)
    assert merge_clusters(clusters) == clusters
    assert sorted(one.number for cluster in clusters for one in cluster) == list(range(len(tellings)))


@many
@given(telling_lists())
def test_nothing_that_contradicts_is_merged(tellings: list[Telling]) -> None:
    for cluster in group_tellings(tellings):
        for one, other in combinations(cluster, 2):
            assert (one.type, one.modality) == (other.type, other.modality)
            assert not (one.mode and other.mode and one.mode != other.mode)
            assert not (one.marked or other.marked)
            assert not (one.country and other.country and one.country != other.country)
            if one.days and other.days:
                assert one.days[0] <= other.days[1]
                assert other.days[0] <= one.days[1]
            if one.spot and other.spot:
                assert abs(one.spot[0] - other.spot[0]) < 0.2
            if one.counts[0] and other.counts[0]:
                assert one.counts[0] == other.counts[0]
            if one.actors and other.actors and one.type == "ASSAULT":
                assert one.actors & other.actors


def test_the_same_told_again_is_one() -> None:
    assert numbers([BASE, LATER]) == [[0, 1]]


@pytest.mark.parametrize(
    "other",
    [
        replace(LATER, type="COERCE", mode=None),
        replace(LATER, modality="planned"),
        replace(LATER, mode="firearms"),
        replace(LATER, actors=frozenset({"e9"})),
        replace(LATER, recipients=frozenset({"e9"})),
        replace(LATER, days=(11, 11)),
        replace(LATER, spot=(48.5, 35.0)),
        replace(LATER, country="RUS"),
        replace(LATER, counts=(12, None, None)),
        replace(LATER, counts=(None, None, None), amount=5.0, marked=True),
        replace(LATER, plural=True),
        replace(LATER, days=None, stated=False, background=True),
        replace(LATER, stated=False, background=True),
        replace(LATER, sentence=0, clause=1),
        replace(LATER, actors=frozenset(), recipients=frozenset()),
        replace(LATER, recipients=frozenset(), days=None, spot=None, counts=(None, None, None)),
    ],
)
def test_what_differs_in_one_thing_or_agrees_in_too_few_is_two(other: Telling) -> None:
    assert numbers([BASE, other]) == [[0], [1]]
    assert numbers([other, BASE]) == [[0], [1]]


def test_a_telling_without_a_day_does_not_join_two_days() -> None:
    middle = replace(LATER, days=None, stated=False)
    last = replace(BASE, number=2, start=200, sentence=2, days=(12, 12))
    assert numbers([BASE, middle, last]) == [[0, 1], [2]]


@pytest.mark.parametrize(
    ("words", "others", "groups"),
    [
        (frozenset({"release", "prison"}), frozenset({"release", "prison", "soon"}), [[0, 1]]),
        (frozenset({"release", "prison"}), frozenset({"trade", "tariff"}), [[0], [1]]),
        (frozenset(), frozenset(), [[0], [1]]),
    ],
)
def test_words_are_the_same_only_with_the_same_content(
    words: frozenset[str], others: frozenset[str], groups: list[list[int]]
) -> None:
    one = replace(BASE, type="REQUEST", mode=None, words=words)
    other = replace(LATER, type="REQUEST", mode=None, words=others)
    assert numbers([one, other]) == groups


def test_a_visit_and_a_meeting_are_two() -> None:
    visit = replace(BASE, type="CONSULT", mode="visit")
    meeting = replace(LATER, type="CONSULT", mode=None)
    assert numbers([visit, meeting]) == [[0], [1]]


def test_a_meeting_of_two_is_not_one_of_three() -> None:
    two = replace(BASE, type="CONSULT", mode=None)
    three = replace(LATER, type="CONSULT", mode=None, recipients=frozenset({"e2", "e3"}))
    assert numbers([two, three]) == [[0], [1]]


def test_a_meeting_is_the_same_from_either_side() -> None:
    one = replace(BASE, type="CONSULT", mode=None)
    other = replace(LATER, type="CONSULT", mode=None, actors=BASE.recipients, recipients=BASE.actors)
    assert numbers([one, other]) == [[0, 1]]


BARE = replace(
    LATER,
    actors=frozenset(),
    recipients=frozenset(),
    mode=None,
    days=None,
    stated=False,
    spot=None,
    country=None,
    counts=(None, None, None),
    anaphor=True,
)


def test_the_attack_is_the_only_one_before() -> None:
    other = replace(BASE, number=2, start=50, recipients=frozenset({"e3"}), counts=(12, None, None))
    assert numbers([BASE, BARE]) == [[0, 1]]
    assert numbers([BASE, other, BARE]) == [[0], [1], [2]]
    assert numbers([replace(BASE, start=300), BARE]) == [[0], [1]]


def test_a_result_belongs_to_the_deed_before_it() -> None:
    killing = replace(LATER, sentence=0, recipients=frozenset({"e7"}), result=True)
    assert numbers([BASE, killing]) == [[0, 1]]
    assert numbers([BASE, replace(killing, sentence=1)]) == [[0], [1]]
    assert numbers([BASE, replace(killing, actors=frozenset({"e8"}))]) == [[0], [1]]
