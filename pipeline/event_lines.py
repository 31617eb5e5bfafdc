"""Events, documents and dead letters as a line each for people, free of control characters of the article."""

from typing import Final

from pipeline.dead_letters import Rejection
from pipeline.records import Document, Event, EventTime, Place, RoleFiller

HEADER: Final = (
    "DATE        ACTOR → RECIPIENT                                  WHAT                     MODALITY      CONF  WHERE"
)

_DAY_WIDTH = len("2024-12-25")
_PARTIES_WIDTH = 50
_WHAT_WIDTH = 24
_MODALITY_WIDTH = 13
_FILLERS_SHOWN = 2


def format_event(event: Event) -> str:
    """Date, actor → recipient, type and mode, modality, confidence, place; "–" for what the article does not tell."""
    actors = _parties([filler for filler in event.roles if filler.role == "ACTOR"])
    recipients = _parties([filler for filler in event.roles if filler.role == "RECIPIENT"])
    what = event.type if event.mode is None else f"{event.type}/{event.mode}"
    parties = _fit(f"{actors} → {recipients}", _PARTIES_WIDTH)
    return (
        f"{_fit(_when(event.time), _DAY_WIDTH)}  {parties} {_fit(what, _WHAT_WIDTH)} "
        f"{_fit(event.modality, _MODALITY_WIDTH)} {event.confidence:.2f}  {_printable(_where(event.place))}"
    )


def format_document(document: Document) -> str:
    """Publication, number of mentions, entities and events, and title or beginning of the text."""
    article = document.article
    title = _printable(article.title or article.text)[:60]
    return (
        f"{article.published[:_DAY_WIDTH]}  {len(document.mentions):4d} mentions {len(document.entities):4d} entities "
        f"{len(document.events):3d} events  {title}"
    )


def format_dead_letter(key: bytes | None, rejection: Rejection) -> str:
    """Key, stage and reason of a dead letter."""
    name = _printable((key or b"").decode("utf-8", "replace"))[:40] or "–"
    return f"dead letter {name}: {rejection.stage}, {rejection.reason}: {_printable(rejection.message)}"


def _when(time: EventTime | None) -> str:
    """A day, a month (2024-11), a year, or a first and a last day."""
    if time is None or time.begin is None:
        return "–"
    if time.granularity == "month":
        return time.begin[:7]
    if time.granularity == "year":
        return time.begin[:4]
    return time.begin


def _where(place: Place | None) -> str:
    if place is None:
        return "–"
    if place.country is None or place.resolution == "country":
        return place.name
    return f"{place.name}, {place.country}"


def _parties(fillers: list[RoleFiller]) -> str:
    if not fillers:
        return "–"
    shown = ", ".join(_party(filler) for filler in fillers[:_FILLERS_SHOWN])
    hidden = len(fillers) - _FILLERS_SHOWN
    return shown if hidden <= 0 else f"{shown} +{hidden}"


def _party(filler: RoleFiller) -> str:
    return filler.name if filler.code is None else f"{filler.name} [{filler.code}]"


def _fit(text: str, width: int) -> str:
    text = _printable(text)
    return text.ljust(width) if len(text) <= width else text[: width - 1] + "…"


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in " ".join(text.split()))
