"""TLS and SASL as the settings have it, for Faust."""

import asyncio
from typing import Any

from aiokafka.abc import AbstractTokenProvider
from faust.auth import OAuthCredentials, SASLCredentials, SSLCredentials

from pipeline.security import make_tls_context, read_secret
from pipeline.settings import NONE, Settings


def make_credentials(settings: Settings) -> Any:
    """What Faust calls ``broker_credentials``; None for PLAINTEXT.

    Raises ``InvalidSettings`` where a file that the settings name can't be used.
    """
    context = make_tls_context(settings)
    if settings.sasl_mechanism == "OAUTHBEARER":
        read_secret(settings, "oauth_token")
        return OAuthCredentials(oauth_cb=_TokenProvider(settings), ssl_context=context)
    if settings.sasl_mechanism != NONE:
        return SASLCredentials(
            username=settings.sasl_username,
            password=read_secret(settings, "sasl_password"),
            mechanism=settings.sasl_mechanism,
            ssl_context=context,
        )
    return None if context is None else SSLCredentials(context)


class _TokenProvider(AbstractTokenProvider):  # type: ignore[misc]
    """Reads the token anew for each connection, off the event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def token(self) -> str:
        return await asyncio.get_running_loop().run_in_executor(None, read_secret, self._settings, "oauth_token")
