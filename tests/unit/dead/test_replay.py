from collections.abc import Sequence

from dead_letter_fakes import MemoryProducer, make_letter
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dead.letters import DeadLetter, Selection
from pipeline.dead.replay import ReplayReport, plan_replay, replay_letters
from pipeline.settings import Settings


def replay(
    letters: Sequence[DeadLetter], producer: MemoryProducer | None, selection: Selection | None = None
) -> ReplayReport:
    report = ReplayReport()
    plan = plan_replay(letters, selection or Selection())
    replay_letters(letters, plan, producer=producer, settings=Settings(), report=report)
    return report


def test_sends_bytes_key_and_foreign_headers_to_the_source_and_marks_them() -> None:
    producer = MemoryProducer()
    report = replay([make_letter(headers=(("trace", b"\x00"),))], producer)
    expected = {"trace": b"\x00", "dateline.replays": b"1", "dateline.timestamp": b"1.5"}
    assert producer.sent == [("articles", b"k", b"\xff", expected)]
    assert producer.delivered == [b"\xff"]
    assert report == ReplayReport(found=1, repeated=0, replayed=1)


def test_counts_on_from_the_last_replay() -> None:
    producer = MemoryProducer()
    replay([make_letter(headers=(("dateline.replays", b"2"),))], producer)
    assert producer.sent[0][3]["dateline.replays"] == b"3"


def test_sends_an_article_once_however_many_letters_it_has() -> None:
    producer = MemoryProducer()
    letters = [make_letter(0, headers=(("dateline.replays", b"1"),)), make_letter(1), make_letter(2, key=b"other")]
    report = replay(letters, producer)
    assert [(key, headers["dateline.replays"]) for _, key, _, headers in producer.sent] == [
        (b"k", b"2"),
        (b"other", b"1"),
    ]
    assert (report.found, report.repeated, report.replayed) == (3, 1, 2)


def test_sends_only_what_is_selected_and_was_there_at_the_plan() -> None:
    producer = MemoryProducer()
    letters = [make_letter(0, value=b"a", reason="empty"), make_letter(1, value=b"b")]
    plan = plan_replay(letters, Selection(reasons=frozenset({"empty"})))
    later = [*letters, make_letter(2, value=b"c", reason="empty")]
    replay_letters(later, plan, producer=producer, settings=Settings(), report=ReplayReport())
    assert producer.delivered == [b"a"]


def test_a_dry_run_counts_and_sends_nothing() -> None:
    report = replay([make_letter(0), make_letter(1, value=b"x" * 100_000, max_bytes=66_000)], None)
    assert (report.replayed, len(report.failed)) == (1, 1)
    assert report.summary(dry_run=True) == (
        "2 dead letters found, 0 of them repeat another: 1 would be replayed, 1 failed"
    )


def test_what_cannot_be_sent_is_told_and_the_rest_is_sent() -> None:
    letters = [make_letter(number, value=b"%d" % number) for number in range(200)]
    producer = MemoryProducer(refused=frozenset({b"3"}), lost=frozenset({b"70"}))
    report = replay(letters, producer)
    assert [line.split(":")[0] for line in report.failed] == ["0/3", "0/70"]
    assert report.replayed == len(producer.delivered) == 198


def test_letters_that_lost_their_origin_or_their_end_are_not_sent() -> None:
    stranger = DeadLetter(position=make_letter(7).position, died=make_letter().died, key=b"k", value=b"v", headers=())
    forged = make_letter(8)
    headers = tuple((name, b"events" if name == "dateline.topic" else value) for name, value in forged.headers)
    forged = DeadLetter(position=forged.position, died=forged.died, key=b"k", value=b"w", headers=headers)
    producer = MemoryProducer()
    report = replay([stranger, forged, make_letter(9, value=b"x" * 100_000, max_bytes=66_000)], producer)
    assert producer.sent == []
    assert [line.split(": ")[0] for line in report.failed] == ["0/7", "0/8", "0/9"]


@given(st.lists(st.tuples(st.sampled_from([b"a", b"b", b"c"]), st.sampled_from([b"1", b"2"])), max_size=12))
def test_each_article_is_sent_exactly_once(articles: list[tuple[bytes, bytes]]) -> None:
    producer = MemoryProducer()
    letters = [make_letter(offset, key=key, value=value) for offset, (key, value) in enumerate(articles)]
    replay(letters, producer)
    sent = [(key, value) for _, key, value, _ in producer.sent]
    assert len(sent) == len(set(sent))
    assert set(sent) == set(articles)
