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


def test_a_worker_is_well_once_it_is_in_its_group() -> None:
    health = Health(stall_seconds=10)
    assert health.trouble() == "starting: the broker has not assigned partitions yet"
    health.mark_ready()
    assert health.trouble() is None


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
    health.mark_ready()
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
        health.mark_ready()
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
