"""Print Dateline's events with kafka-python: ``python scripts/consume.py localhost:9092``, until Ctrl-C."""

import json
import sys

from kafka import KafkaConsumer


def main(broker: str) -> None:
    """Print who did what to whom of each event, once each."""
    # Reads from the beginning; with a group_id of yours it goes on where the group has stopped.
    consumer = KafkaConsumer("events", bootstrap_servers=broker, auto_offset_reset="earliest")
    seen = {}  # the same event comes again, with the same id, where delivery is repeated or its article is corrected
    for message in consumer:
        event = json.loads(message.value)
        if event.get("retracted"):  # its article no longer tells it
            print("retracted:", event["event_id"], flush=True)
            seen.pop(event["event_id"], None)
            continue
        if seen.get(event["event_id"]) == message.value:
            continue
        seen[event["event_id"]] = message.value
        names = {role: [] for role in ("ACTOR", "RECIPIENT")}
        for filler in event["roles"]:
            names.setdefault(filler["role"], []).append(filler["name"])
        when = (event["time"] or {}).get("from")
        print(
            when, ", ".join(names["ACTOR"]), event["type"], ", ".join(names["RECIPIENT"]), event["modality"], flush=True
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} BROKER")
    main(*sys.argv[1:])
