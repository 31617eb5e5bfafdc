"""Publish one article to Dateline with kafka-python: ``python scripts/publish.py localhost:9092 article.txt``.

The file is plain text; ``dateline publish`` takes JSON as well, and many files at once.
"""

import json
import re
import sys
from pathlib import Path

from kafka import KafkaProducer


def read_article(file: Path) -> dict[str, str]:
    """The text of ``file`` under its name, with the date that it may open with, as the samples do."""
    text = file.read_text(encoding="utf-8")
    article = {"id": file.stem, "text": text, "source": "Example Wire"}
    if dated := re.match(r"date (\d{4}-\d\d-\d\d) ", text):
        # What "yesterday" and "in November" are counted from; without it, the time of the message.
        article |= {"published": dated[1], "text": text[dated.end() :]}
    return article


def main(broker: str, file: str) -> None:
    """Publish the article in ``file``."""
    article = read_article(Path(file))
    producer = KafkaProducer(bootstrap_servers=broker)
    delivery = producer.send("articles", key=article["id"].encode(), value=json.dumps(article).encode())
    print(f"published to partition {delivery.get(timeout=30).partition}")
    producer.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} BROKER FILE")
    main(*sys.argv[1:])
