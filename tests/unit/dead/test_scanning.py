import pytest
from dead_letter_fakes import MemoryConsumer, MemoryRecord
from kafka.errors import KafkaConnectionError

from pipeline.dead.scanning import scan_letters
from pipeline.errors import BrokerError


def scan(consumer: MemoryConsumer) -> list[str]:
    letters = scan_letters(consumer, "dead", patience_seconds=5, clock=consumer.clock)
    return [str(letter.position) for letter in letters]


def records(*positions: tuple[int, int]) -> list[MemoryRecord]:
    return [MemoryRecord(partition, offset) for partition, offset in positions]


def test_reads_every_partition_to_its_end_across_empty_polls() -> None:
    consumer = MemoryConsumer([records((0, 0), (0, 1)), [], [], records((1, 0))], ends={0: 2, 1: 1})
    assert scan(consumer) == ["0/0", "0/1", "1/0"]


def test_can_be_repeated() -> None:
    consumer = MemoryConsumer([records((0, 0))], ends={0: 1})
    assert scan(consumer) == scan(consumer) == ["0/0"]


def test_reads_on_past_an_end_that_is_too_low() -> None:
    consumer = MemoryConsumer([records((0, 0)), records((0, 1)), records((0, 2))], ends={0: 1})
    assert scan(consumer) == ["0/0", "0/1", "0/2"]


def test_an_empty_topic_has_no_letters() -> None:
    assert scan(MemoryConsumer([], ends={0: 0, 1: 0})) == []


def test_a_broker_that_gives_no_more_is_told_in_the_end() -> None:
    consumer = MemoryConsumer([records((0, 0))], ends={0: 5})
    with pytest.raises(BrokerError, match="gives no more of dead, though there is more, for 5 s"):
        scan(consumer)
    assert consumer.seconds == 6


def test_a_topic_that_is_missing_is_told() -> None:
    with pytest.raises(BrokerError, match=r"no topic dead \(DATELINE_TOPIC_DEAD\): 'dateline topics' creates it"):
        scan(MemoryConsumer([], ends={}))


def test_an_error_of_the_client_is_told() -> None:
    with pytest.raises(BrokerError, match="can't be read to its end"):
        scan(MemoryConsumer([], ends={0: 1}, error=KafkaConnectionError("gone")))
