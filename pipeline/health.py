"""The worker's health, and a small web server: ``/health`` (200, or 503 with a reason) and ``/metrics`` (Prometheus).

The server has its own threads, so that it answers when the event loop is busy or stuck.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from pipeline.errors import InvalidSettings
from pipeline.metrics import Metrics


class Health:
    """Whether the worker is at work as it should. ``clock`` gives seconds."""

    def __init__(self, *, stall_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._stall_seconds = stall_seconds
        self._clock = clock
        self._ready = False
        self._batch_started: float | None = None

    def mark_ready(self) -> None:
        """The broker has let the worker into its group."""
        self._ready = True

    @contextmanager
    def batch(self) -> Iterator[None]:
        """A batch at work."""
        self._batch_started = self._clock()
        try:
            yield
        finally:
            self._batch_started = None

    def is_busy(self) -> bool:
        """Whether a batch is at work."""
        return self._batch_started is not None

    def trouble(self) -> str | None:
        """What is wrong, or None when all is well."""
        if not self._ready:
            return "starting: the broker has not assigned partitions yet"
        started = self._batch_started
        seconds = 0.0 if started is None else self._clock() - started
        if seconds > self._stall_seconds:
            return f"a batch has been at work for {seconds:.0f} s, more than DATELINE_STALL_SECONDS"
        return None


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
                trouble = health.trouble()
                self._answer(
                    200 if trouble is None else 503, f"{trouble or 'ok'}\n".encode(), "text/plain; charset=utf-8"
                )
            else:
                self._answer(404, b"try /metrics or /health\n", "text/plain; charset=utf-8")

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
