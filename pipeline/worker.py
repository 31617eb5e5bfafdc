"""``dateline worker``: the model, the application and its metrics, from start to a clean stop.

Ends with 0 after SIGTERM or SIGINT, with the batch at work done and committed, and with 1 when it can't go on.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import cast

import faust

from models.observation import Observer
from pipeline.app import build_app
from pipeline.consumer import FAUST_LOG, GroupWatch
from pipeline.exit_deadline import ExitDeadline
from pipeline.extract import BatchProcessor
from pipeline.health import Health, serve_health
from pipeline.journal import CarefulReader, open_journal
from pipeline.ledger import Ledger
from pipeline.ledger_app import LedgerService, build_ledger_app
from pipeline.logs import set_up_logging
from pipeline.metrics import Metrics
from pipeline.reading import ArticleReader, Code, Extractor, utc_now
from pipeline.settings import Settings
from pipeline.sizing import SizeCheck, count_cpus
from pipeline.state_folder import claim_state_folder
from pipeline.topics import create_topics, identify_topic
from pipeline.watchdog import Progress, Watchdog

log = logging.getLogger(__name__)

# What an orderly end of both applications may take beyond the wait for the broker.
_STOP_SECONDS = 10.0


class _Worker(faust.Worker):
    """Faust's worker, with a deadline for its end."""

    logger = FAUST_LOG

    def __init__(self, app: faust.App, ledger: LedgerService, deadline: ExitDeadline) -> None:
        super().__init__(app, ledger, quiet=True, override_logging=False, redirect_stdouts=False)
        self.spinner = None
        self._deadline = deadline

    def _on_sigint(self) -> None:
        self._deadline.start()
        super()._on_sigint()

    def _on_sigterm(self) -> None:
        self._deadline.start()
        super()._on_sigterm()


def run_worker(
    settings: Settings, *, load: Callable[[Settings], Extractor], code: Code, metrics: Metrics | None = None
) -> int:
    """Read articles until a signal or an error ends it; gives the exit code.

    ``metrics`` are those that the model tells of its work, if it does. Raises ``DatelineError`` where it can't start:
    no model, no broker.
    """
    set_up_logging(settings.log_level, form=settings.log_format)
    metrics = metrics or Metrics()
    extractor = load(settings)
    create_topics(settings)
    health = Health(stall_seconds=settings.stall_seconds)
    metrics.describe_model(name=extractor.name, version=extractor.version, backend=extractor.backend)
    reader = ArticleReader(
        extractor,
        code=code,
        attempts=settings.attempts,
        now=utc_now,
        min_confidence=settings.min_confidence,
        time_step=metrics.time_step,
    )
    with ExitStack() as stack:
        executor = stack.enter_context(ThreadPoolExecutor(max_workers=1, thread_name_prefix="model"))
        if settings.web_port:
            stack.enter_context(serve_health(metrics, health, host=settings.web_host, port=settings.web_port))
        source = identify_topic(settings, settings.topic_revisions)
        folder = stack.enter_context(claim_state_folder(settings.state_folder, source=source))
        careful = CarefulReader(reader=reader, journal=open_journal(settings), attempts=settings.attempts)
        processor = BatchProcessor(reader=careful, executor=executor, settings=settings, metrics=metrics, health=health)
        deadline = ExitDeadline(seconds=settings.producer_timeout_seconds + _STOP_SECONDS, is_busy=health.is_busy)
        articles, documents = _watch_groups(settings, metrics, health)
        app = build_app(
            settings,
            processor,
            watch=articles,
            data_folder=folder,
            on_crash=deadline.start,
            on_partitions=SizeCheck(settings, cpus=count_cpus()).tell,
        )
        ledger = Ledger(settings=settings, metrics=metrics, now=utc_now)
        ledger_app = build_ledger_app(
            settings,
            ledger,
            watch=documents,
            data_folder=folder,
            on_crash=deadline.start,
            on_recovered=health.mark_recovered,
        )
        log_start(settings, extractor)
        watchdog = Watchdog(
            seconds=settings.watchdog_seconds, health=health, groups=(articles.progress, documents.progress)
        )
        stack.enter_context(watchdog.watch())
        worker = _Worker(app, LedgerService(ledger_app), deadline)
        try:
            worker.execute_from_commandline()
        except SystemExit as end:
            return cast(int, end.code or 0)


def _watch_groups(settings: Settings, metrics: Metrics, health: Health) -> tuple[GroupWatch, GroupWatch]:
    """Of the group that reads articles, and of the ledger's."""
    articles = GroupWatch(
        topics=(settings.topic_articles, settings.topic_bulk),
        progress=Progress(settings.group),
        metrics=metrics,
        on_commit=health.mark_committed,
    )
    documents = GroupWatch(
        topics=(settings.topic_documents,),
        progress=Progress(settings.topic_revisions),
        metrics=metrics,
        on_commit=_do_nothing,
    )
    return articles, documents


def _do_nothing() -> None:
    """Nobody else wants to know."""


def load_model(settings: Settings, observer: Observer | None = None) -> Extractor:
    """The model that the settings name, which tells ``observer`` of its work.

    Raises ``ModelError`` where it can't be used.
    """
    from models.extractor import load_extractor  # noqa: PLC0415 - imports the model's libraries

    return load_extractor(
        settings.weights_folder, backend=settings.backend, threads=settings.threads or None, observer=observer
    )


def log_start(settings: Settings, extractor: Extractor) -> None:
    """One line with the model and all settings; of secrets only whether they are set."""
    described = settings.describe()
    log.info(
        "worker starts: model=%s version=%s runs=%s %s",
        extractor.name,
        extractor.version,
        extractor.backend,
        " ".join(f"{name}={value}" for name, value in described.items()),
        extra={"settings": described},
    )
