from threading import Event

from pipeline.exit_deadline import ExitDeadline

LONG_SECONDS = 30.0


def test_the_process_is_ended_when_it_does_not_end() -> None:
    ended = Event()
    deadline = ExitDeadline(seconds=0.01, is_busy=lambda: False, end=ended.set)
    deadline.start()
    assert ended.wait(LONG_SECONDS)


def test_a_batch_at_work_is_waited_for() -> None:
    polls = iter([True, True, True])
    ended = Event()
    deadline = ExitDeadline(seconds=0.01, is_busy=lambda: next(polls, False), end=ended.set)
    deadline.start()
    assert ended.wait(LONG_SECONDS)
    assert next(polls, None) is None


def test_nothing_is_ended_before_the_start() -> None:
    ended = Event()
    ExitDeadline(seconds=0.0, is_busy=lambda: False, end=ended.set)
    assert not ended.is_set()


def test_it_starts_once() -> None:
    ends = []
    ended = Event()

    def end() -> None:
        ends.append(1)
        ended.set()

    deadline = ExitDeadline(seconds=0.01, is_busy=lambda: False, end=end)
    for _ in range(3):
        deadline.start()
    assert ended.wait(LONG_SECONDS)
    assert ends == [1]
