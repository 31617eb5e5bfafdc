"""Events, documents and dead letters as a line each for people, free of control characters of the article."""

from typing import Final

from pipeline.dead_letters import Rejection
from pipeline.records import Document, Event, EventTime, Place, Retraction, RoleFiller

_DATE_LENGTH = {"year": len("2024"), "month": len("2024-12"), "day": len("2024-12-25"), "time": len("2024-12-25")}
_DATE_WIDTH = len("2024-12-25…")
_PARTIES_WIDTH = 52
_WHAT_WIDTH = 22
_WHERE_WIDTH = 24
_MODALITY_WIDTH = len("hypothetical")

_ARROW = " → "
_FILLERS_SHOWN = 2


def fit(text: str, width: int) -> str:
    """The text in a column of ``width`` characters, cut or filled up."""
    text = printable(text)
    return text.ljust(width) if len(text) <= width else text[: width - 1] + "…"


def printable(text: str) -> str:
    """The text in one line, with a space in place of what is no character to print."""
    return "".join(character if character.isprintable() else " " for character in " ".join(text.split()))


def _columns(date: str, parties: str, what: str, where: str, modality: str) -> str:
    texts = (date, parties, what, where, modality)
    widths = (_DATE_WIDTH, _PARTIES_WIDTH, _WHAT_WIDTH, _WHERE_WIDTH, _MODALITY_WIDTH)
    return "  ".join(fit(text, width) for text, width in zip(texts, widths, strict=True))


HEADER: Final = _columns("DATE", "ACTOR → RECIPIENT", "WHAT", "WHERE", "MODALITY") + "  CONFIDENCE"


def format_event(event: Event) -> str:
    """Date, actor → recipient, type and mode, place, modality, confidence; "–" for what the article does not tell."""
    actors = _parties([filler for filler in event.roles if filler.role == "ACTOR"])
    recipients = _parties([filler for filler in event.roles if filler.role == "RECIPIENT"])
    what = event.type if event.mode is None else f"{event.type}/{event.mode}"
    parties = _between(actors, recipients)
    columns = _columns(_when(event.time), parties, what, _where(event.place), event.modality)
    return f"{columns}  {event.confidence:.2f}"


def format_retraction(retraction: Retraction) -> str:
    """Publication and id of the revision that has the event no more, and the event's id."""
    article = retraction.article
    day = article.published[: _DATE_LENGTH["day"]]
    return f"{fit(day, _DATE_WIDTH)}  retracted: {retraction.event_id} of {printable(article.id)[:80]}"


def format_document(document: Document) -> str:
    """Publication, number of mentions, entities and events, and title or beginning of the text."""
    article = document.article
    day = article.published[: _DATE_LENGTH["day"]]
    counts = (
        f"{len(document.mentions):4d} mentions {len(document.entities):4d} entities {len(document.events):3d} events"
    )
    return f"{day}  {counts}  {printable(article.title or article.text)[:60]}"


def format_withdrawal(key: bytes | None) -> str:
    """Key of a message without a value, which withdraws what had the key."""
    return f"withdrawn: {_name(key)}"


def format_dead_letter(key: bytes | None, rejection: Rejection) -> str:
    """Key, stage and reason of a dead letter."""
    return f"dead letter {_name(key)}: {rejection.stage}, {rejection.reason}: {printable(rejection.message)}"


def _name(key: bytes | None) -> str:
    return printable((key or b"").decode("utf-8", "replace"))[:40] or "–"


def _when(time: EventTime | None) -> str:
    """A day, a month (2024-11), a year, or the first day of a longer time with "…"."""
    if time is None or time.begin is None:
        return "–"
    if time.granularity in _DATE_LENGTH:
        return time.begin[: _DATE_LENGTH[time.granularity]]
    return time.begin if time.begin == time.until else f"{time.begin}…"


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


def _between(actors: str, recipients: str) -> str:
    """Both sides of the arrow in the width of the column; the longer side gives way first."""
    room = _PARTIES_WIDTH - len(_ARROW)
    left = min(len(actors), max(room // 2, room - len(recipients)))
    right = min(len(recipients), room - left)
    return fit(actors, left) + _ARROW + fit(recipients, right)


def _party(filler: RoleFiller) -> str:
    """Code and name; the code comes first, so that a long name does not push it out of the column.

    A group whose members differ has their codes.
    """
    codes = dict.fromkeys(member.code for member in filler.members if member.code)
    code = filler.code or "+".join(codes)
    return f"{code} {filler.name}" if code else filler.name
