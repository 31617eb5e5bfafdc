"""TLS and SASL from settings: what is checked, what the clients are given, and that secrets stay secret."""

import logging
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from click.testing import CliRunner
from fakes import FakeExtractor
from faust.auth import OAuthCredentials, SASLCredentials, SSLCredentials

from pipeline.cli import main
from pipeline.credentials import make_credentials
from pipeline.errors import InvalidSettings
from pipeline.options import CONNECTION
from pipeline.security import client_options, make_tls_context, read_secret
from pipeline.settings import FIELDS, Settings, read_settings
from pipeline.worker import log_start

SECRET = "hunter2-correct-horse"
SECRETS = [field for field in FIELDS if field.secret]
SCRAM = {
    "DATELINE_SECURITY_PROTOCOL": "SASL_SSL",
    "DATELINE_SASL_MECHANISM": "SCRAM-SHA-512",
    "DATELINE_SASL_USERNAME": "dateline",
    "DATELINE_SASL_PASSWORD": SECRET,
}
BEARER = {
    "DATELINE_SECURITY_PROTOCOL": "SASL_SSL",
    "DATELINE_SASL_MECHANISM": "OAUTHBEARER",
    "DATELINE_OAUTH_TOKEN": SECRET,
}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
@pytest.mark.parametrize("protocol", ["SASL_PLAINTEXT", "SASL_SSL"])
def test_name_and_password_reach_both_clients(mechanism: str, protocol: str) -> None:
    changed = {"DATELINE_SASL_MECHANISM": mechanism, "DATELINE_SECURITY_PROTOCOL": protocol}
    settings = read_settings(SCRAM | changed)
    options, credentials = client_options(settings), make_credentials(settings)
    assert options["security_protocol"] == protocol
    assert options["sasl_mechanism"] == mechanism
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("dateline", SECRET)
    assert isinstance(credentials, SASLCredentials)
    assert (credentials.protocol.value, credentials.mechanism.value) == (protocol, mechanism)
    assert (credentials.username, credentials.password) == ("dateline", SECRET)
    assert ("ssl_context" in options) == (credentials.ssl_context is not None) == (protocol == "SASL_SSL")


async def test_a_token_reaches_both_clients_and_is_read_anew_for_each_connection(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("first\n")
    environment = {name: value for name, value in BEARER.items() if name != "DATELINE_OAUTH_TOKEN"}
    settings = read_settings(environment | {"DATELINE_OAUTH_TOKEN_FILE": str(file)})
    options, credentials = client_options(settings), make_credentials(settings)
    assert isinstance(credentials, OAuthCredentials)
    assert credentials.protocol.value == "SASL_SSL"
    provider = options["sasl_oauth_token_provider"]
    assert (provider.token(), await credentials.oauth_cb.token()) == ("first", "first")
    file.write_text("second")
    assert (provider.token(), await credentials.oauth_cb.token()) == ("second", "second")


def test_tls_checks_certificates_and_names(ca_file: str) -> None:
    settings = Settings(security_protocol="SSL", tls_ca_file=ca_file)
    credentials = make_credentials(settings)
    assert isinstance(credentials, SSLCredentials)
    for context in (client_options(settings)["ssl_context"], credentials.context):
        assert context.verify_mode == ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version == ssl.TLSVersion.TLSv1_2
        assert len(context.get_ca_certs()) == 1


def test_a_certificate_of_ones_own_is_shown(authority: trustme.CA, ca_file: str, tmp_path: Path) -> None:
    file = tmp_path / "own.pem"
    authority.issue_cert("worker.example").private_key_and_cert_chain_pem.write_to_path(str(file))
    assert make_tls_context(Settings(security_protocol="SSL", tls_certificate_file=str(file))) is not None


def test_plaintext_needs_nothing() -> None:
    assert make_credentials(Settings()) is None
    assert client_options(Settings()) == {
        "bootstrap_servers": ["localhost:9092"],
        "security_protocol": "PLAINTEXT",
    }


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"DATELINE_SECURITY_PROTOCOL": "SASL_SSL"}, "DATELINE_SASL_MECHANISM is missing"),
        (SCRAM | {"DATELINE_SASL_USERNAME": "none"}, "DATELINE_SASL_USERNAME is missing"),
        (SCRAM | {"DATELINE_SASL_PASSWORD": "none"}, "DATELINE_SASL_PASSWORD is missing"),
        (BEARER | {"DATELINE_OAUTH_TOKEN": "none"}, "DATELINE_OAUTH_TOKEN is missing"),
        (BEARER | {"DATELINE_SASL_PASSWORD": SECRET}, "DATELINE_SASL_PASSWORD is set, but not used"),
        (SCRAM | {"DATELINE_SECURITY_PROTOCOL": "SSL"}, "DATELINE_SASL_MECHANISM is set, but not used"),
        ({"DATELINE_TLS_CA_FILE": "ca.pem"}, "DATELINE_TLS_CA_FILE is set, but not used"),
        ({"DATELINE_TLS_KEY_PASSWORD": SECRET}, "DATELINE_TLS_KEY_PASSWORD is set, but not used"),
        (SCRAM | {"DATELINE_SASL_PASSWORD_FILE": "p"}, "DATELINE_SASL_PASSWORD and DATELINE_SASL_PASSWORD_FILE"),
    ],
)
def test_what_does_not_fit_is_told_without_the_secret(environment: dict[str, str], told: str) -> None:
    with pytest.raises(InvalidSettings, match=told) as error:
        read_settings(environment)
    assert SECRET not in str(error.value)


@pytest.mark.parametrize("name", ["tls_ca_file", "tls_certificate_file"])
@pytest.mark.parametrize("content", [None, b"\xff", b"-----BEGIN CERTIFICATE-----\n"])
def test_files_that_cannot_be_used_are_told(name: str, content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "file.pem"
    if content is not None:
        file.write_bytes(content)
    settings = Settings(security_protocol="SSL", **{name: str(file)})  # type: ignore[arg-type]
    with pytest.raises(InvalidSettings, match=f"DATELINE_{name.upper()}={file} can't be used"):
        client_options(settings)


def test_a_missing_file_of_a_secret_is_told_at_the_start(tmp_path: Path) -> None:
    environment = {name: value for name, value in SCRAM.items() if name != "DATELINE_SASL_PASSWORD"}
    settings = read_settings(environment | {"DATELINE_SASL_PASSWORD_FILE": str(tmp_path / "none")})
    for make in (client_options, make_credentials):
        with pytest.raises(InvalidSettings, match="No such file"):
            make(settings)


@pytest.mark.parametrize(("content", "secret"), [("a b\n", "a b"), ("a\r\n", "a"), (" a ", " a "), ("", "")])
def test_a_secret_is_what_its_file_holds_without_the_last_line_break(content: str, secret: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content.encode())
    environment = {name: value for name, value in SCRAM.items() if name != "DATELINE_SASL_PASSWORD"}
    settings = read_settings(environment | {"DATELINE_SASL_PASSWORD_FILE": str(file)})
    assert read_secret(settings, "sasl_password") == secret


@pytest.mark.parametrize("environment", [SCRAM, BEARER])
def test_no_secret_is_printed_or_logged(environment: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    settings = read_settings(environment)
    printed = CliRunner().invoke(main, ["settings"], env=environment)
    with caplog.at_level(logging.DEBUG):
        log_start(settings, FakeExtractor())
    assert printed.exit_code == 0
    assert "sasl_mechanism=" in caplog.text
    assert "=set" in caplog.text
    for text in (printed.output, caplog.text, repr(settings), str(settings), repr(make_credentials(settings))):
        assert SECRET not in text


def test_every_secret_can_come_from_a_file_and_none_from_the_command_line() -> None:
    names = {field.name for field in FIELDS}
    assert {field.name for field in SECRETS} == {"tls_key_password", "sasl_password", "oauth_token"}
    for command in ("worker", "publish", "consume", "topics"):
        text = CliRunner().invoke(main, [command, "--help"]).output
        for field in SECRETS:
            assert f"{field.name}_file" in names
            assert f"{field.option} " not in text
            assert f"{field.option}-file " in text


def test_the_way_to_the_broker_is_an_option_of_every_command_that_takes_it() -> None:
    assert {name for name in CONNECTION if name.startswith(("security_", "tls_", "sasl_", "oauth_"))} == {
        field.name for field in FIELDS if field.name.startswith(("security_", "tls_", "sasl_", "oauth_"))
    } - {field.name for field in SECRETS}


def test_for_an_embedded_broker_it_is_as_if_neither_security_nor_state_was_set() -> None:
    settings = read_settings(SCRAM | {"DATELINE_GROUP": "mine", "DATELINE_STATE_FOLDER": "/var/lib/dateline"})
    assert settings.for_embedded_broker("localhost:1") == Settings(broker="localhost:1", group="mine")


def test_settings_of_a_process_that_is_started_have_the_secrets() -> None:
    settings: Any = read_settings(SCRAM)
    assert read_settings(settings.environment()) == settings
