"""Publish one article to Dateline with kafka-python: ``python scripts/publish.py localhost:9092 article.txt``.

An article is JSON with at least a ``text``, or plain text; ``dateline publish`` does the same for many at once.
"""

import json
import sys
from pathlib import Path

from kafka import KafkaProducer


def main(broker: str, file: str) -> None:
    """Publish the text of ``file`` under its name."""
    article = {
        "id": Path(file).stem,
        "text": Path(file).read_text(encoding="utf-8"),
        "published": "2024-12-25",  # what "yesterday" and "in November" in the text are counted from
        "source": "Example Wire",
    }
    producer = KafkaProducer(bootstrap_servers=broker)
    delivery = producer.send("articles", key=article["id"].encode(), value=json.dumps(article).encode())
    print(f"published to partition {delivery.get(timeout=30).partition}")
    producer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
