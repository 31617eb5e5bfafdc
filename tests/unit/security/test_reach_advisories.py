import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pipeline.broker import find_free_port

ROOT = Path(__file__).parents[3]


@contextmanager
def answering(status: int) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def reach(url: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "scripts" / "reach_advisories.py"), "--url", url]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(("status", "code", "told"), [(200, 0, ""), (403, 1, "can't be read (HTTP 403)")])
def test_what_answers_is_reached_and_what_refuses_is_told(status: int, code: int, told: str) -> None:
    with answering(status) as url:
        result = reach(url)
    assert result.returncode == code
    assert told in result.stdout


def test_what_does_not_answer_is_told() -> None:
    result = reach(f"http://127.0.0.1:{find_free_port()}/")
    assert result.returncode == 1
    assert "can't be reached" in result.stdout


def test_make_says_that_the_audit_was_skipped_and_why() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert 'else echo "audit of dependencies skipped: $$reason"' in makefile
