"""Every client talks TLS to a broker that speaks nothing else."""

import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner
from proxied_broker import run_proxied_broker
from streams import FakeWorker, read_outcomes, stream_settings

from pipeline.cli import main
from pipeline.settings import NONE, Settings

pytestmark = pytest.mark.broker


@pytest.fixture
def tls_settings(tmp_path: Path) -> Iterator[Settings]:
    """Settings for a broker that asks for TLS and a certificate of the client's own."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    authority.issue_cert("worker.example").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "own.pem"))
    with run_proxied_broker(context) as proxy:
        yield replace(
            stream_settings(proxy.address, "tls"),
            security_protocol="SSL",
            tls_ca_file=str(tmp_path / "ca.pem"),
            tls_certificate_file=str(tmp_path / "own.pem"),
        )


def test_topics_publish_worker_and_consume_talk_tls(
    tls_settings: Settings, start_worker: Callable[..., FakeWorker], tmp_path: Path
) -> None:
    environment = tls_settings.environment()
    assert CliRunner().invoke(main, ["topics"], env=environment).exit_code == 0
    worker = start_worker(tls_settings)
    file = tmp_path / "articles.jsonl"
    file.write_text('{"id": "good", "text": "Ann Lee met Bob Roe."}\n{"id": "bad", "text": "Ann Lee met POISON."}\n')
    published = CliRunner().invoke(main, ["publish", str(file)], env=environment)
    assert published.output == "2 articles published, 0 failed\n"
    read_outcomes(tls_settings, {b"good", b"bad"})
    listed = CliRunner().invoke(main, ["dead", "list"], env=environment)
    assert "POISON" in listed.output
    assert worker.stop() == 0

    # A certificate of an authority that the client does not know is refused.
    stranger = replace(tls_settings, tls_ca_file=NONE, connect_timeout_seconds=2)
    command = [sys.executable, "-m", "pipeline.cli", "topics"]
    refused = subprocess.run(
        command, env=stranger.environment(), capture_output=True, text=True, check=False, timeout=60
    )
    assert refused.returncode == 1
    assert "dateline: no broker answers" in refused.stderr
