"""What the worker's Faust applications do otherwise than Faust's own."""

from typing import Any

import pytest
from faust.transport.drivers.aiokafka import Consumer
from faust.types import TP

from pipeline.app import create_app
from pipeline.settings import Settings


@pytest.mark.parametrize(("tracked", "acknowledged"), [(True, [7]), (False, [])])
async def test_a_message_that_no_agent_has_seen_is_not_acknowledged(
    tracked: bool, acknowledged: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def note(_consumer: Any, message: Any) -> bool:
        seen.append(message.offset)
        return True

    monkeypatch.setattr(Consumer, "ack", note)
    app = create_app("group", Settings())
    message = type("Message", (), {"tracked": tracked, "offset": 7, "tp": TP("t", 0)})()
    consumer_class: Any = app.transport.Consumer
    consumer_class.ack(object.__new__(consumer_class), message)
    assert seen == acknowledged
