from hypothesis import given
from hypothesis import strategies as st

from models.batching import padded_length, plan_batches, plan_rounds

SIZES = st.lists(
    st.integers(min_value=3, max_value=512).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n - 2))), max_size=60
)


@given(sizes=SIZES, max_pieces=st.integers(min_value=16, max_value=4096), multiple=st.sampled_from([1, 8, 16]))
def test_every_window_runs_once_in_a_batch_that_holds_it(
    sizes: list[tuple[int, int]], max_pieces: int, multiple: int
) -> None:
    plan = plan_batches(sizes, max_pieces=max_pieces, multiple=multiple, longest=512)

    assert sorted(index for batch in plan for index in batch.windows) == list(range(len(sizes)))
    for batch in plan:
        assert all(sizes[index][0] <= batch.pieces and sizes[index][1] <= batch.words for index in batch.windows)
        assert len(batch.windows) == 1 or len(batch.windows) * batch.pieces <= max_pieces
        assert len(batch.windows).bit_count() == 1
    assert [batch.pieces for batch in plan] == sorted((batch.pieces for batch in plan), reverse=True)


@given(sizes=SIZES, other=SIZES)
def test_padding_of_a_window_does_not_depend_on_its_neighbours(
    sizes: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    plan = plan_batches([*sizes, *other], max_pieces=2048, multiple=16, longest=512)

    for batch in plan:
        for index in batch.windows:
            pieces = [*sizes, *other][index][0]
            assert batch.pieces == padded_length(pieces, multiple=16, maximum=512)


def test_padded_length_stays_within_the_longest() -> None:
    assert [padded_length(n, multiple=16, maximum=40) for n in (1, 16, 17, 33, 40)] == [16, 16, 32, 40, 40]


@given(lengths=st.lists(st.integers(0, 50), max_size=40), most=st.integers(1, 120))
def test_rounds_are_runs_of_texts_as_long_as_they_may_be(lengths: list[int], most: int) -> None:
    rounds = plan_rounds(lengths, most=most)

    assert [index for run in rounds for index in run] == list(range(len(lengths)))
    totals = [sum(lengths[index] for index in run) for run in rounds]
    assert all(run and (len(run) == 1 or total <= most) for run, total in zip(rounds, totals, strict=True))
    for total, after in zip(totals, rounds[1:], strict=False):
        assert total + lengths[after[0]] > most
