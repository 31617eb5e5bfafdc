"""TLS and SASL as the settings have it, for kafka-python; ``credentials`` does the same for Faust."""

import ssl
from pathlib import Path
from typing import Any

from kafka.net.sasl.oauth import AbstractTokenProvider

from pipeline.errors import InvalidSettings
from pipeline.settings import NONE, PREFIX, Settings


def client_options(settings: Settings) -> dict[str, Any]:
    """The options of a kafka-python client that say where the brokers are, and how to talk to them.

    Raises ``InvalidSettings`` where a file that the settings name can't be used.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap_servers,
        "security_protocol": settings.security_protocol,
    }
    if (context := make_tls_context(settings)) is not None:
        options["ssl_context"] = context
    if settings.sasl_mechanism == "OAUTHBEARER":
        read_secret(settings, "oauth_token")
        options |= {"sasl_mechanism": settings.sasl_mechanism, "sasl_oauth_token_provider": _TokenProvider(settings)}
    elif settings.sasl_mechanism != NONE:
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": read_secret(settings, "sasl_password"),
        }
    return options


def make_tls_context(settings: Settings) -> ssl.SSLContext | None:
    """TLS 1.2 or newer, with the brokers' certificates and names checked; None where the protocol is not TLS.

    Raises ``InvalidSettings`` where a file can't be read or is none of the kind, or the key's password is wrong.
    """
    if not settings.security_protocol.endswith("SSL"):
        return None
    ca_file = None if settings.tls_ca_file == NONE else settings.tls_ca_file
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except (OSError, ValueError) as error:
        raise _unusable(settings, "tls_ca_file", error) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.tls_certificate_file != NONE:
        key_file = None if settings.tls_key_file == NONE else settings.tls_key_file
        # Never None: OpenSSL would ask for a password on the terminal.
        password = read_secret(settings, "tls_key_password")
        try:
            context.load_cert_chain(settings.tls_certificate_file, key_file, password)
        except (OSError, ValueError) as error:
            raise _unusable(settings, "tls_certificate_file", error) from error
    return context


def read_secret(settings: Settings, name: str) -> str:
    """The secret setting ``name``, from its file where the settings name one; empty where there is neither.

    A line break at the end of the file is no part of the secret. Raises ``InvalidSettings`` where it can't be read.
    """
    file = getattr(settings, f"{name}_file")
    if file == NONE:
        value = getattr(settings, name)
        return "" if value == NONE else str(value)
    try:
        return Path(file).read_text("utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise _unusable(settings, f"{name}_file", error) from None


def _unusable(settings: Settings, name: str, error: Exception) -> InvalidSettings:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    variable = f"{PREFIX}{name.upper()}={getattr(settings, name)}"
    message = f"{variable} can't be used: {reason}; see that the file is there, readable, and what the setting asks for"
    return InvalidSettings(message)


class _TokenProvider(AbstractTokenProvider):  # type: ignore[misc]
    """Reads the token anew for each connection."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def token(self) -> str:
        return read_secret(self._settings, "oauth_token")
