from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from pipeline.errors import InvalidSettings
from pipeline.health import Health, serve_health
from pipeline.metrics import Metrics


class ManualClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


UNASSIGNED = "starting: the broker has not assigned partitions yet"
UNRECOVERED = "starting: the ledger is not in its group yet, or still rebuilds what is kept of articles"


@pytest.mark.parametrize("ledger_first", [True, False])
def test_a_worker_is_ready_once_both_its_groups_are(ledger_first: bool) -> None:
    health = Health(stall_seconds=10)
    assert health.trouble() == UNASSIGNED
    if ledger_first:
        health.mark_recovered()
        assert health.trouble() == UNASSIGNED
        health.mark_assigned()
    else:
        health.mark_assigned()
        assert health.trouble() == UNRECOVERED
        health.mark_recovered()
    assert health.trouble() is None


def test_a_worker_that_is_not_ready_is_alive() -> None:
    assert Health(stall_seconds=10).stall() is None


def test_the_longest_batch_is_remembered_until_it_is_committed() -> None:
    clock = ManualClock()
    health = Health(stall_seconds=10, clock=clock)
    with health.batch():
        clock.seconds += 7
        assert health.longest_batch_seconds() == 7
    with health.batch():
        clock.seconds += 3
    assert health.longest_batch_seconds() == 7
    health.mark_committed()
    assert health.longest_batch_seconds() == 0


def test_a_batch_that_takes_too_long_is_trouble_until_it_ends() -> None:
    clock = ManualClock()
    health = Health(stall_seconds=10, clock=clock)
    health.mark_assigned()
    health.mark_recovered()
    clock.seconds = 1000
    with health.batch():
        clock.seconds += 10
        assert health.trouble() is None
        clock.seconds += 1
        assert health.trouble() == "a batch has been at work for 11 s, more than DATELINE_STALL_SECONDS"
    assert health.trouble() is None


def test_health_and_metrics_are_served() -> None:
    health, metrics = Health(stall_seconds=10), Metrics()
    metrics.describe_model(name="small", version="1", backend="torch")
    with serve_health(metrics, health, host="127.0.0.1", port=0) as port:
        url = f"http://127.0.0.1:{port}"
        with urlopen(f"{url}/health") as answer:
            assert answer.read() == b"ok\n"
        with pytest.raises(HTTPError, match="503") as error:
            urlopen(f"{url}/ready")
        assert error.value.read().startswith(b"starting")
        error.value.close()
        health.mark_assigned()
        health.mark_recovered()
        with urlopen(f"{url}/ready?probe=1") as answer:
            assert answer.read() == b"ok\n"
        with urlopen(f"{url}/metrics") as answer:
            assert b'dateline_model{backend="torch",name="small",version="1"} 1.0' in answer.read()
        with pytest.raises(HTTPError, match="404") as error:
            urlopen(f"{url}/other")
        error.value.close()


def test_a_taken_port_is_told() -> None:
    health, metrics = Health(stall_seconds=10), Metrics()
    with (
        serve_health(metrics, health, host="127.0.0.1", port=0) as port,
        pytest.raises(InvalidSettings, match=f"DATELINE_WEB_PORT={port}"),
        serve_health(metrics, health, host="127.0.0.1", port=port),
    ):
        pass
