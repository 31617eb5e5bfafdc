from hypothesis import given
from hypothesis import strategies as st

from models.batching import padded_length, plan_batches

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
