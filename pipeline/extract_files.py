"""``dateline extract``: articles of files → documents as JSON lines, without Kafka."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from pipeline.articles import read_article
from pipeline.errors import InvalidArticle
from pipeline.publish import ArticleSource
from pipeline.reading import ArticleReader
from pipeline.records import Article, Document, encode_record
from pipeline.settings import Settings


def extract_files(
    sources: Iterable[ArticleSource | OSError], reader: ArticleReader, settings: Settings
) -> Iterator[bytes | str]:
    """A line of JSON for each article that could be read, and a line of text for people for each that could not."""
    decoded = (_decode(source, settings) for source in sources)
    while batch := list(islice(decoded, settings.batch_articles)):
        outcomes = iter(reader.read([item for _, item in batch if isinstance(item, Article)]))
        for origin, item in batch:
            outcome = next(outcomes) if isinstance(item, Article) else item
            if isinstance(outcome, Document):
                yield encode_record(outcome)
            elif isinstance(outcome, str):
                yield outcome
            else:
                yield f"{origin}: {outcome.stage} failed {outcome.attempts} times: {outcome.error!r}"


def _decode(source: ArticleSource | OSError, settings: Settings) -> tuple[str, Article | str]:
    if isinstance(source, OSError):
        return "", str(source)
    now = datetime.now(tz=UTC).timestamp()
    try:
        article = read_article(source.data, timestamp_seconds=now, max_bytes=settings.max_article_bytes)
    except InvalidArticle as error:
        return source.origin, f"{source.origin}: {error.reason}: {error}"
    return source.origin, article
