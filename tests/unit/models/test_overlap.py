import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.overlap import run_ahead

DEADLINE_SECONDS = 60


@given(work=st.lists(st.integers(), max_size=20), threads=st.integers(1, 3), ahead=st.integers(1, 5))
def test_results_come_in_the_order_of_the_work(work: list[int], threads: int, ahead: int) -> None:
    found = list(run_ahead(lambda number: number * 2, work, threads=threads, ahead=ahead))

    assert found == [(number, number * 2) for number in work]


def test_work_is_drawn_while_earlier_work_runs_but_no_further_than_ahead() -> None:
    drawn: list[int] = []
    third_is_drawn = threading.Event()

    def draw() -> Iterator[int]:
        for number in range(10):
            drawn.append(number)
            if number == 2:
                third_is_drawn.set()
            yield number

    def run(number: int) -> bool:
        return third_is_drawn.wait(DEADLINE_SECONDS)

    results = run_ahead(run, draw(), threads=1, ahead=3)
    assert next(results) == (0, True)
    assert drawn == [0, 1, 2]
    assert [number for number, _ in results] == list(range(1, 10))


def test_pieces_run_at_the_same_time() -> None:
    meeting = threading.Barrier(2)
    found = list(run_ahead(lambda _: meeting.wait(DEADLINE_SECONDS), range(2), threads=2, ahead=2))

    assert sorted(place for _, place in found) == [0, 1]


def test_a_failure_is_raised_and_no_more_work_is_drawn() -> None:
    drawn: list[int] = []

    def draw() -> Iterator[int]:
        for number in range(10):
            drawn.append(number)
            yield number

    def run(number: int) -> None:
        message = f"number {number}"
        raise ValueError(message)

    with pytest.raises(ValueError, match="number 0"):
        list(run_ahead(run, draw(), threads=2, ahead=3))
    assert drawn == [0, 1, 2]
