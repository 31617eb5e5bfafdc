"""The command ``dateline``. Each subcommand imports what it needs when it runs, so that ``--help`` is quick."""

# ruff: noqa: PLC0415

import functools
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from pipeline.dead.command import dead
from pipeline.errors import BrokerError
from pipeline.explain_command import explain
from pipeline.options import CONNECTION, READING, exit_on_error, with_settings
from pipeline.settings import FIELDS, Settings

_TOPICS = ("topic_articles", "topic_bulk", "topic_documents", "topic_events", "topic_dead")
_MODEL = (*READING, "batch_articles")
_FILES = click.Path(path_type=Path, allow_dash=True)


@contextmanager
def interrupt_on_signals() -> Iterator[None]:
    """Treat SIGTERM and SIGHUP as Ctrl-C, so that everything that was started is stopped."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signals = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [signal.signal(number, interrupt) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="dateline")
def main() -> None:
    """Turn a stream of news articles into coded events: who did what to whom, where and when."""


@main.command()
@click.option("--samples", type=click.Path(path_type=Path), default=None, help="Articles to read [default: samples/].")
@with_settings(*_MODEL)
def demo(settings: Settings, samples: Path | None) -> None:
    """Run the whole path on sample articles, and print their events.

    Starts a broker and a worker, and stops all that it started.
    """
    from pipeline.demo import find_samples, run_demo

    try:
        with interrupt_on_signals():
            report = run_demo(find_samples(samples), settings, say=click.echo)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
        sys.exit(130)
    click.echo(f"\n{report.summary()}")


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Loopback port; 0: a free one.")
def broker(port: int) -> None:
    """Run a broker in memory, for trying things out.

    Prints its address, and runs until SIGTERM or Ctrl-C.
    """
    from pipeline.broker import run_broker

    try:
        with exit_on_error(), interrupt_on_signals(), run_broker(port=port) as running:
            click.echo(running.address)
            code = running.process.wait()
            message = f"the broker ended by itself with exit code {code}"
            raise BrokerError(message)
    except KeyboardInterrupt:
        sys.exit(0)


@main.command()
@with_settings(*(field.name for field in FIELDS))
def worker(settings: Settings) -> None:
    """Read articles, write documents, events and dead letters.

    Runs until SIGTERM or Ctrl-C.
    """
    from pipeline.coding.document import code_document
    from pipeline.metrics import Metrics
    from pipeline.worker import load_model, run_worker

    metrics = Metrics()
    load = functools.partial(load_model, observer=metrics)
    code = functools.partial(code_document, merge=settings.merges_events)
    sys.exit(run_worker(settings, load=load, code=code, metrics=metrics))


@main.command()
@with_settings(*CONNECTION, *_TOPICS, "group", "partitions", "replication", "max_message_bytes")
def topics(settings: Settings) -> None:
    """Create the topics that are missing."""
    from pipeline.topics import create_topics

    for topic, created in create_topics(settings).items():
        click.echo(f"{topic}: {'created' if created else 'exists'}")


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option("--bulk", is_flag=True, help="To the topic of articles that wait while there are others.")
@with_settings(*CONNECTION, *_TOPICS[:2], "max_article_bytes", "max_message_bytes", "producer_timeout_seconds")
def publish(settings: Settings, files: tuple[Path, ...], *, bulk: bool) -> None:
    """Publish articles.

    FILES are files or directories of JSON, JSON lines or text; - for standard input.
    """
    from pipeline.publish import connect_producer, find_articles, publish_articles

    topic = settings.topic_bulk if bulk else settings.topic_articles
    with closing(connect_producer(settings)) as producer:
        report = publish_articles(find_articles(files, sys.stdin.buffer), producer, settings, topic=topic)
    for line in (*report.doubtful, *report.failed):
        click.echo(line, err=True)
    click.echo(f"{report.published} articles published, {len(report.failed)} failed")
    sys.exit(1 if report.failed or not report.published else 0)


@main.command()
@click.option("--documents", "kind", flag_value="documents", help="Documents in place of events.")
@click.option("--dead", "kind", flag_value="dead", help="Dead letters in place of events.")
@click.option("--jsonl", is_flag=True, help="JSON, one message a line.")
@click.option("--from-beginning", is_flag=True, help="Also what is in the topic already.")
@click.option("--max-events", type=click.IntRange(1), default=None, help="End after as many messages.")
@click.option("--idle-seconds", type=click.FloatRange(0), default=None, help="End when nothing came for so long.")
@with_settings(*CONNECTION, *_TOPICS[2:], "max_message_bytes")
def consume(
    *,
    settings: Settings,
    kind: str | None,
    jsonl: bool,
    from_beginning: bool,
    max_events: int | None,
    idle_seconds: float | None,
) -> None:
    """Print events as they arrive, until Ctrl-C."""
    from pipeline.consume import FORMATS, connect_consumer, iterate_messages

    view = FORMATS[kind or "events"]
    try:
        with closing(connect_consumer(settings, [view.topic(settings)], from_beginning=from_beginning)) as consumer:
            if view.header and not jsonl:
                click.echo(view.header)
            for record in iterate_messages(consumer, max_messages=max_events, idle_seconds=idle_seconds):
                withdrawal = view.withdrawal(record)
                click.echo(withdrawal or view.show(record, as_json=jsonl), err=withdrawal is not None)
    except KeyboardInterrupt:
        sys.exit(0)


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILES)
@with_settings(*_MODEL)
def extract(settings: Settings, files: tuple[Path, ...]) -> None:
    """Extract without Kafka: one document as JSON a line.

    FILES are files or directories of articles in JSON, JSON lines or text; - for standard input. An article that states
    no date counts as published now.
    """
    from pipeline.coding.document import code_document
    from pipeline.extract_files import extract_files
    from pipeline.logs import set_up_logging
    from pipeline.publish import find_articles
    from pipeline.reading import ArticleReader, utc_now
    from pipeline.worker import load_model

    set_up_logging(settings.log_level, form=settings.log_format)
    reader = ArticleReader(
        load_model(settings),
        code=functools.partial(code_document, merge=settings.merges_events),
        attempts=settings.attempts,
        now=utc_now,
        min_confidence=settings.min_confidence,
    )
    read = failed = 0
    for line in extract_files(find_articles(files, sys.stdin.buffer), reader, settings):
        read += 1
        failed += isinstance(line, str)
        click.echo(line, err=isinstance(line, str))
    if not read:
        click.echo(f"no article in {', '.join(map(str, files))}", err=True)
    sys.exit(1 if failed or not read else 0)


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option(
    "--format",
    "name",
    required=True,
    type=click.Choice(["polecat", "gdelt", "plover-json", "csv", "parquet", "duckdb"]),
    help="What to write: docs/export.md describes each.",
)
@click.option("--output", type=_FILES, default=None, help="File to write [default: standard output].")
@click.option("--skip-damaged", is_flag=True, help="Tell of damaged lines and go on, in place of ending.")
def export(files: tuple[Path, ...], *, name: str, output: Path | None, skip_damaged: bool) -> None:
    """Write the events of documents as a table.

    FILES hold lines of documents, as extract and consume --documents --jsonl write them; - for standard input.
    """
    from pipeline.errors import ExportError
    from pipeline.export.formats import export_documents
    from pipeline.export.lines import read_documents

    def tell(error: ExportError) -> None:
        click.echo(f"dateline: {error}", err=True)

    with exit_on_error():
        documents = read_documents(files, sys.stdin.buffer, skip=tell if skip_damaged else None)
        tally = export_documents(documents, name, output=output, standard_output=sys.stdout.buffer)
    click.echo(tally.summary(), err=True)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--only-real", is_flag=True, help="Leave out articles whose ID begins with author-.")
@click.option("--errors", type=click.Path(path_type=Path), default=None, help="Write each error in its sentence here.")
@with_settings("weights", "backend", "threads")
def evaluate(settings: Settings, files: tuple[Path, ...], *, only_real: bool, errors: Path | None) -> None:
    """Score the model on labelled news.

    FILES are in bracket markup. Exact spans count, by task, type and source.
    """
    from models.training.error_page import render_errors
    from models.training.report import format_report, read_labelled
    from pipeline.worker import load_model

    articles = read_labelled(files, only_real=only_real)
    if not articles:
        message = f"no labelled articles in {', '.join(map(str, files))}"
        raise click.ClickException(message)
    extractor = load_model(settings)
    extractions = extractor.extract([article.text for article in articles])
    click.echo(f"{extractor.name} {extractor.version}, {extractor.backend}, {len(articles)} articles")
    click.echo(format_report(articles, extractions))
    if errors:
        errors.write_text(render_errors(articles, extractions), encoding="utf-8")


@main.command()
@click.option("--data", multiple=True, type=_FILES, help="Files or directories of articles to read [default: drawn].")
@click.option("--only", default=None, metavar="PARTS", help="Some of engine,transformers,spacy,stream [default: all].")
@click.option("--quick", is_flag=True, help="A few articles each: to see that it runs, not for its figures.")
@click.option("--articles", type=click.IntRange(2), default=None, help="Articles to draw [default: 600].")
@click.option("--sample", type=click.IntRange(2), default=None, help="Articles that the slow ones read [default: 96].")
@click.option("--long", type=click.IntRange(0), default=None, help="Also one long run of so many articles.")
@click.option("--spacy", "spacy_pipeline", default=None, help="The spaCy pipeline [default: en_core_web_sm].")
@click.option("--output", type=click.Path(path_type=Path), default=Path("docs/benchmarks"), help="Folder to write to.")
@with_settings("weights", "backend", "threads", "batch_articles")
def benchmark(settings: Settings, output: Path, **choices: object) -> None:
    """Measure engine, stream and other software, side by side.

    Writes benchmark.json and benchmark.svg.
    """
    from pipeline.benchmark.command import run_command

    run_command(settings, output, choices, arguments=sys.argv[1:], say=click.echo)


@main.command(name="settings")
def show_settings() -> None:
    """Print every setting: its variable, default and meaning.

    Options of the commands have the same names.
    """
    for field in FIELDS:
        click.echo(f"{field.variable}={field.default}\n    {field.help} Allowed: {field.rule.allowed}.")


main.add_command(dead)
main.add_command(explain)

if __name__ == "__main__":
    main()
