"""The project's errors.

    DatelineError                 root of everything raised on purpose
    ├── ModelError                the model or its files can't be used (models.errors)
    ├── InvalidSettings           a setting is outside its range; the message names variable, value, range, remedy
    ├── InvalidArticle            bytes that are no article: they become a dead letter, with ``reason``
    ├── BrokerError               the broker can't be started or reached
    └── ExportError               documents can't be read or written in the format asked for

Anything else is unexpected and stops the worker.
"""

from models.errors import DatelineError, ModelError

__all__ = [
    "BrokerError",
    "DatelineError",
    "ExportError",
    "InvalidArticle",
    "InvalidSettings",
    "ModelError",
    "broker_unreachable",
]


class InvalidSettings(DatelineError):
    """A setting is missing or outside its range."""


class InvalidArticle(DatelineError):
    """Bytes that can't be read as an article.

    ``reason`` is one of a fixed set of short words (``articles.Reason``) for headers and metrics; the message
    is for people.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class BrokerError(DatelineError):
    """The broker can't be started or reached."""


class ExportError(DatelineError):
    """Documents can't be read or written: a damaged line, a missing library, a file that can't be made."""


def broker_unreachable(address: str, seconds: float, cause: Exception) -> BrokerError:
    """The error for a broker that does not answer at ``address`` (DATELINE_BROKER) within ``seconds``."""
    message = (
        f"no broker answers at DATELINE_BROKER={address} within {seconds:g} s ({cause!r}): "
        "start one ('dateline broker'), or correct the address"
    )
    return BrokerError(message)
