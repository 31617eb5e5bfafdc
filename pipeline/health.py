"""The worker's health, and a small web server: ``/health`` (is it alive), ``/ready`` (is it at work), ``/metrics``.

The first two answer 200, or 503 with a reason. The server has its own threads, so that it answers when the event loop
is busy or stuck.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from pipeline.errors import InvalidSettings
from pipeline.metrics import Metrics

_TEXT = "text/plain; charset=utf-8"


class Health:
    """Whether the worker is at work as it should. ``clock`` gives seconds."""

    def __init__(self, *, stall_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._stall_seconds = stall_seconds
        self._clock = clock
        self._assigned = False
        self._recovered = False
        self._batch_started: float | None = None
        self._longest_seconds = 0.0

    def mark_assigned(self) -> None:
        """The broker has let the worker into the group that reads articles."""
        self._assigned = True

    def mark_recovered(self) -> None:
        """The ledger is in its group as well, and knows what is kept of its articles."""
        self._recovered = True

    @contextmanager
    def batch(self) -> Iterator[None]:
        """A batch at work."""
        self._batch_started = self._clock()
        try:
            yield
        finally:
            self._longest_seconds = max(self._longest_seconds, self._batch_seconds())
            self._batch_started = None

    def mark_committed(self) -> None:
        """Offsets of batches were committed."""
        self._longest_seconds = 0.0

    def is_busy(self) -> bool:
        """Whether a batch is at work."""
        return self._batch_started is not None

    def longest_batch_seconds(self) -> float:
        """How long the longest batch since the last commit took, that at work among them."""
        return max(self._longest_seconds, self._batch_seconds())

    def stall(self) -> str | None:
        """What is wrong with the batch at work, or None."""
        seconds = self._batch_seconds()
        if seconds > self._stall_seconds:
            return f"a batch has been at work for {seconds:.0f} s, more than DATELINE_STALL_SECONDS"
        return None

    def trouble(self) -> str | None:
        """Why the worker does not work, or None when all is well."""
        if not self._assigned:
            return "starting: the broker has not assigned partitions yet"
        if not self._recovered:
            return "starting: the ledger is not in its group yet, or still rebuilds what is kept of articles"
        return self.stall()

    def _batch_seconds(self) -> float:
        started = self._batch_started
        return 0.0 if started is None else self._clock() - started


@contextmanager
def serve_health(metrics: Metrics, health: Health, *, host: str, port: int) -> Iterator[int]:
    """Serve while the context lasts; gives the port.

    Raises ``InvalidSettings`` where the address can't be listened on.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/metrics":
                self._answer(200, generate_latest(metrics.registry), CONTENT_TYPE_LATEST)
            elif path == "/health":
                self._tell(health.stall())
            elif path == "/ready":
                self._tell(health.trouble())
            else:
                self._answer(404, b"try /health, /ready or /metrics\n", _TEXT)

        def _tell(self, trouble: str | None) -> None:
            self._answer(200 if trouble is None else 503, f"{trouble or 'ok'}\n".encode(), _TEXT)

        def _answer(self, status: int, body: bytes, content_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: a request is normal operation."""

    try:
        server = ThreadingHTTPServer((host, port), Handler)
    except OSError as error:
        message = (
            f"can't listen on DATELINE_WEB_HOST={host} DATELINE_WEB_PORT={port}: {error}; choose another, or port 0"
        )
        raise InvalidSettings(message) from error
    thread = Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
