"""Work that runs on threads, a few pieces ahead of whoever takes the results."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Work = TypeVar("Work")
Result = TypeVar("Result")


def run_ahead(
    run: Callable[[Work], Result], work: Iterable[Work], *, threads: int, ahead: int
) -> Iterator[tuple[Work, Result]]:
    """Each piece of work with its result, in order; ``run`` is called on up to ``threads`` threads at once.

    ``work`` is drawn on the caller's thread while earlier pieces run, and no further than ``ahead`` pieces before the
    result that the caller waits for. What ``run`` raises is raised here; pieces that haven't begun are then dropped.
    """
    waiting: deque[tuple[Work, Future[Result]]] = deque()
    with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="batch") as pool:
        try:
            for piece in work:
                waiting.append((piece, pool.submit(run, piece)))
                if len(waiting) >= ahead:
                    done, future = waiting.popleft()
                    yield done, future.result()
            while waiting:
                done, future = waiting.popleft()
                yield done, future.result()
        finally:
            for _, future in waiting:
                future.cancel()
