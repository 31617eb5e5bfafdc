"""Every setting, read once from the environment (``DATELINE_…``) and the command's options, and checked on the way.

``FIELDS`` is the table of all settings; the command's options, ``dateline settings`` and the documentation follow it.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import models
from pipeline.errors import InvalidSettings

PREFIX: Final = "DATELINE_"
MEBIBYTE: Final = 1024 * 1024
NONE: Final = "none"
NO_FOLDER: Final = NONE

# What the headers, key and framing of a dead letter may add to the bytes of the article that it carries.
ENVELOPE_BYTES: Final = 64 * 1024

# How the settings of the way to the broker begin.
_SECURITY = ("security_", "tls_", "sasl_", "oauth_")

_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")
_ADDRESS = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})")
_HOST = re.compile(r"[A-Za-z0-9._:-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a setting is read from text: ``parse`` raises ValueError outside the range that ``allowed`` tells people."""

    allowed: str
    parse: Callable[[str], object]
    choices: tuple[str, ...] = ()


def _whole(low: int, high: int) -> Rule:
    def parse(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return Rule(allowed=f"a whole number from {low} to {high}", parse=parse)


def _number(low: float, high: float) -> Rule:
    def parse(text: str) -> float:
        number = float(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return Rule(allowed=f"a number from {low:g} to {high:g}", parse=parse)


def _choice(*choices: str) -> Rule:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return Rule(allowed=f"one of {', '.join(choices)}", parse=parse, choices=choices)


def _matching(pattern: re.Pattern[str], allowed: str) -> Rule:
    def parse(text: str) -> str:
        if not pattern.fullmatch(text) or text in {".", ".."}:
            raise ValueError(text)
        return text

    return Rule(allowed=allowed, parse=parse)


def _addresses() -> Rule:
    def parse(text: str) -> str:
        addresses = [address.strip() for address in text.split(",")]
        for address in addresses:
            match = _ADDRESS.fullmatch(address)
            if match is None or not 1 <= int(match[1]) <= 65535:
                raise ValueError(address)
        return ",".join(addresses)

    return Rule(allowed="host:port, several separated by commas", parse=parse)


def _topic() -> Rule:
    return _matching(_TOPIC, "a topic name: up to 249 letters, digits, '.', '_' and '-'")


def _file() -> Rule:
    return _matching(re.compile(r"[^\0]+"), "a file, or none")


def _setting(default: object, rule: Rule, text: str, *, secret: bool = False) -> Any:
    metadata = {"rule": rule, "help": text, "secret": secret}
    return dataclasses.field(default=default, metadata=metadata, repr=not secret)


def _secret(text: str) -> Any:
    return _setting(NONE, Rule(allowed="any text, or none; in the environment alone", parse=str), text, secret=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. Raises ``InvalidSettings`` at construction where one is outside its range."""

    broker: str = _setting("localhost:9092", _addresses(), "Kafka brokers to start from.")
    topic_articles: str = _setting("articles", _topic(), "Topic that articles are read from.")
    topic_bulk: str = _setting(
        "articles.bulk", _topic(), "Topic of articles that wait while there are others, such as an archive."
    )
    topic_documents: str = _setting(
        "documents", _topic(), "Topic of all that was read in an article, one message each."
    )
    topic_events: str = _setting("events", _topic(), "Topic of the coded events, one message each.")
    topic_dead: str = _setting("articles.dead", _topic(), "Topic of articles that could not be processed.")
    partitions: int = _setting(
        4, _whole(1, 10_000), "Partitions of a topic that is created; bounds the workers at work."
    )
    workers: int = _setting(
        1, _whole(1, 10_000), "Workers that are meant to run in the group; checked at start against the partitions."
    )
    machine_workers: int = _setting(
        0, _whole(0, 10_000), "How many of them share the CPUs of one machine, or container; 0: all."
    )
    replication: int = _setting(1, _whole(1, 16), "Replicas of a topic that is created.")
    group: str = _setting("dateline", _topic(), "Consumer group of the workers.")
    weights: str = _setting(
        "dateline-small",
        _matching(re.compile(r"[^\0]+"), "a name below models/weights or a folder"),
        "Weights of the model: a name below models/weights, or a folder (with a '/').",
    )
    backend: str = _setting(
        "auto",
        _choice("auto", "openvino", "openvino-int8", "openvino-float32", "torch"),
        "Library that runs the model, and at which precision; auto: the fastest.",
    )
    threads: int = _setting(0, _whole(0, 1024), "Threads of the model; 0: what the backend finds best.")
    min_confidence: float = _setting(0.0, _number(0, 1), "Events of less confidence are left out.")
    merge_events: str = _setting(
        "on", _choice("on", "off"), "Whether an event that an article tells several times is one event."
    )
    batch_articles: int = _setting(16, _whole(1, 4096), "Most articles in a batch.")
    batch_wait_seconds: float = _setting(0.1, _number(0.01, 60), "Longest wait for a batch to fill.")
    batch_bytes: int = _setting(
        MEBIBYTE, _whole(1024, 512 * MEBIBYTE), "Most bytes of a batch, but for an article that is larger by itself."
    )
    buffer_articles: int = _setting(256, _whole(1, 100_000), "Most articles fetched ahead of the batch at work.")
    buffer_bytes: int = _setting(
        32 * MEBIBYTE, _whole(1024, 64 * 1024 * MEBIBYTE), "Bytes at which no more is fetched ahead."
    )
    attempts: int = _setting(2, _whole(1, 10), "Tries of an article alone, before it becomes a dead letter.")
    max_article_bytes: int = _setting(
        MEBIBYTE, _whole(1024, 64 * MEBIBYTE), "Largest article; a larger one becomes a dead letter."
    )
    max_message_bytes: int = _setting(
        16 * MEBIBYTE, _whole(128 * 1024, 512 * MEBIBYTE), "Largest message of the topics that are created or written."
    )
    state_folder: str = _setting(
        NO_FOLDER,
        _matching(re.compile(r"[^\0]+"), "a folder, or none"),
        "Folder of what workers know of articles; none: rebuilt from the broker at each start.",
    )
    state_store: str = _setting(
        "rocksdb", _choice("rocksdb", "memory"), "What holds it: RocksDB in that folder, or the worker's memory."
    )
    session_timeout_seconds: float = _setting(
        30.0, _number(1, 1800), "Silence after which the broker gives a worker's partitions to another."
    )
    commit_interval_seconds: float = _setting(
        2.0, _number(0.05, 60), "Time between commits of the offsets that are done."
    )
    producer_timeout_seconds: float = _setting(
        60.0, _number(1, 3600), "Longest wait for the broker to take a message; then the worker stops."
    )
    connect_timeout_seconds: float = _setting(10.0, _number(0.5, 600), "Longest wait for the broker at start.")
    stall_seconds: float = _setting(
        600.0, _number(1, 86_400), "A batch at work for longer makes the health check fail, and ends the worker."
    )
    watchdog_seconds: float = _setting(
        300.0, _number(0, 86_400), "Input that waits for so long, with nothing committed, ends the worker; 0: never."
    )
    web_host: str = _setting(
        "127.0.0.1", _matching(_HOST, "a host name or address"), "Address that /metrics is served at."
    )
    web_port: int = _setting(0, _whole(0, 65535), "Port of /health, /ready and /metrics; 0: not served.")
    security_protocol: str = _setting(
        "PLAINTEXT",
        _choice("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
        "How to talk to the brokers: SSL encrypts, SASL names who asks.",
    )
    tls_ca_file: str = _setting(NONE, _file(), "Certificates (PEM) to trust the brokers by; none: the system's.")
    tls_certificate_file: str = _setting(NONE, _file(), "Certificate (PEM) to show to the brokers.")
    tls_key_file: str = _setting(NONE, _file(), "Key (PEM) of that certificate; none: it is in the same file.")
    tls_key_password: str = _secret("Password of that key.")
    tls_key_password_file: str = _setting(NONE, _file(), "File that holds the password of that key.")
    sasl_mechanism: str = _setting(
        NONE,
        _choice(NONE, "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"),
        "How to say who asks, with SASL_PLAINTEXT and SASL_SSL.",
    )
    sasl_username: str = _setting(
        NONE, _matching(re.compile(r"[^\0]+"), "a name, or none"), "Name for PLAIN and SCRAM."
    )
    sasl_password: str = _secret("Password for PLAIN and SCRAM.")
    sasl_password_file: str = _setting(NONE, _file(), "File that holds the password for PLAIN and SCRAM.")
    oauth_token: str = _secret("Token for OAUTHBEARER.")
    oauth_token_file: str = _setting(
        NONE, _file(), "File that holds the token for OAUTHBEARER; read again for each connection, as tokens expire."
    )
    log_level: str = _setting("INFO", _choice("DEBUG", "INFO", "WARNING", "ERROR"), "Least severity that is logged.")
    log_format: str = _setting("text", _choice("text", "json"), "Lines for people, or a JSON object a line.")

    def __post_init__(self) -> None:
        for field in FIELDS:
            field.check(getattr(self, field.name))
        if self.max_message_bytes < self.max_article_bytes + ENVELOPE_BYTES:
            message = (
                f"{PREFIX}MAX_MESSAGE_BYTES={self.max_message_bytes} can't carry an article of "
                f"{PREFIX}MAX_ARTICLE_BYTES={self.max_article_bytes} as a dead letter: "
                f"set it to {self.max_article_bytes + ENVELOPE_BYTES} or more"
            )
            raise InvalidSettings(message)
        topics = (*self.topics, self.topic_revisions)
        if len(set(topics)) < len(topics):
            message = f"topics must differ, but are {', '.join(topics)}: change one of {PREFIX}TOPIC_… or {PREFIX}GROUP"
            raise InvalidSettings(message)
        self._check_security()

    def _check_security(self) -> None:
        """Every part of the way to the broker is there, and none that would go unused without a word."""
        sasl, tls = self.security_protocol.startswith("SASL"), self.security_protocol.endswith("SSL")
        named = self.sasl_mechanism == "PLAIN" or self.sasl_mechanism.startswith("SCRAM")
        bearer = self.sasl_mechanism == "OAUTHBEARER"
        uses = {
            "sasl_mechanism": (sasl, sasl),
            "sasl_username": (named, named),
            "sasl_password": (named, named),
            "oauth_token": (bearer, bearer),
            "tls_ca_file": (tls, False),
            "tls_certificate_file": (tls, False),
            "tls_key_file": (self.tls_certificate_file != NONE, False),
            "tls_key_password": (self.tls_certificate_file != NONE, False),
        }
        for name, (used, needed) in uses.items():
            given = [each for each in (name, f"{name}_file") if getattr(self, each, NONE) != NONE]
            variable = PREFIX + name.upper()
            if len(given) > 1:
                message = f"{variable} and {variable}_FILE are both set: set one of them"
                raise InvalidSettings(message)
            if (given and not used) or (needed and not given):
                what = "is missing" if needed else "is set, but not used"
                message = (
                    f"{variable} {what} with {PREFIX}SECURITY_PROTOCOL={self.security_protocol}, "
                    f"{PREFIX}SASL_MECHANISM={self.sasl_mechanism}: {'set it' if needed else 'leave it out'}, "
                    "or change one of these"
                )
                raise InvalidSettings(message)

    @property
    def topics(self) -> tuple[str, ...]:
        """The five topics: articles, those that may wait, documents, events, dead letters."""
        return (self.topic_articles, self.topic_bulk, self.topic_documents, self.topic_events, self.topic_dead)

    @property
    def topic_revisions(self) -> str:
        """The topic, and the consumer group, of what is kept of each article's newest revision."""
        return f"{self.group}.revisions"

    @property
    def bootstrap_servers(self) -> list[str]:
        """The brokers as a list of host:port."""
        return self.broker.split(",")

    @property
    def weights_folder(self) -> Path:
        """The folder of the weights; a bare name is one below ``models/weights``."""
        if "/" in self.weights:
            return Path(self.weights)
        return Path(models.__file__).parent / "weights" / self.weights

    @property
    def merges_events(self) -> bool:
        """Whether tellings of one event become one event."""
        return self.merge_events == "on"

    def environment(self) -> dict[str, str]:
        """These settings as environment variables, secrets among them, for a process started with them."""
        return {field.variable: str(getattr(self, field.name)) for field in FIELDS}

    def for_embedded_broker(self, address: str) -> "Settings":
        """These settings for a broker that asks for neither TLS nor SASL, and whose topics end with the command."""
        plain: dict[str, Any] = {field.name: field.default for field in FIELDS if field.name.startswith(_SECURITY)}
        return dataclasses.replace(self, **plain, broker=address, state_folder=NO_FOLDER)

    def describe(self) -> dict[str, str]:
        """Name → value of every setting, to be printed or logged: secrets only say whether they are set."""
        return {field.name: field.conceal(getattr(self, field.name)) for field in FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One row of the table of settings."""

    name: str
    default: object
    help: str
    rule: Rule
    secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.name.upper()

    @property
    def option(self) -> str:
        """The option of the command that sets it."""
        return "--" + self.name.replace("_", "-")

    def conceal(self, value: object) -> str:
        """The value as text to show, or of a secret only whether it is set."""
        return "set" if self.secret and value != NONE else str(value)

    def check(self, value: object) -> object:
        """The value, read from its text; raises ``InvalidSettings`` where it is outside the range."""
        try:
            return self.rule.parse(str(value))
        except ValueError:
            message = f"{self.variable}={value!r} is not {self.rule.allowed}: set {self.variable} or {self.option}"
            raise InvalidSettings(message) from None


FIELDS: Final = tuple(
    Field(name=field.name, default=field.default, **field.metadata) for field in dataclasses.fields(Settings)
)


def read_settings(environment: Mapping[str, str], options: Mapping[str, object] | None = None) -> Settings:
    """The settings of ``environment``, overridden by ``options`` (by field name; None: not given).

    Raises ``InvalidSettings`` for a value outside its range and for a ``DATELINE_`` variable that does not exist.
    """
    known = {field.variable for field in FIELDS}
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        message = f"{', '.join(unknown)} is no setting: see 'dateline settings' for the names"
        raise InvalidSettings(message)
    values: dict[str, Any] = {}
    for field in FIELDS:
        given = (options or {}).get(field.name)
        text = environment.get(field.variable) if given is None else given
        if text is not None:
            values[field.name] = field.check(text)
    return Settings(**values)
