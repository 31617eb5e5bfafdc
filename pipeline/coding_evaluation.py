"""Coded documents against gold records, field by field.

A gold record says for each mention in a role who or what it is, for each date its value, for each place its id and for
each trigger its code. Where the scheme leaves a choice the record has every right answer; what it leaves out is not
scored. Whose spans the coder was given, the annotators' or the model's, does not matter here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from models.training.markup import AnnotatedArticle
from pipeline.records import Document, DocumentMention, Entity, Event, PloverCode, Record, RoleFiller

FIELDS: Final = (
    "actor country", "sector", "sector or secondary", "actor code", "source country", "date value", "date range",
    "place id", "place country", "place resolution", "PLOVER code", "PLOVER type", "CAMEO code", "CAMEO root",
)  # fmt: skip
INTERNATIONAL: Final = ("UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC")
NOT_FOUND: Final = "not found"
_RESAMPLES: Final = 1000
_SEED: Final = 5

Span = tuple[int, int]


class GoldActor(Record, frozen=True, kw_only=True):
    """Who a mention is. Several ``countries`` (alpha-3 or None), ``sectors`` and ``international`` codes are all right.

    ``members`` are the countries of a group's members, sorted.
    """

    name: str
    countries: tuple[str | None, ...] | None = None
    sectors: tuple[str | None, ...] | None = None
    secondary: tuple[str, ...] = ()
    international: tuple[str | None, ...] = (None,)
    code: str | None = None
    members: tuple[str, ...] = ()


class GoldPlace(Record, frozen=True, kw_only=True):
    """Which place a mention is; several ids and resolutions are all right, a facility's own and its town's among them.

    ``unlisted``: the gazetteer has no id for it, and none is right.
    """

    name: str
    geonameids: tuple[int, ...]
    resolutions: tuple[str, ...]
    countries: tuple[str, ...] | None = None
    unlisted: bool = False


class GoldDate(Record, frozen=True, kw_only=True):
    """What a date means: TIMEX3 values (the first is the best), first and last day; no ``from``: not scored."""

    values: tuple[str, ...]
    begin: str | msgspec.UnsetType | None = msgspec.field(name="from", default=msgspec.UNSET)
    end: str | msgspec.UnsetType | None = msgspec.field(name="to", default=msgspec.UNSET)


class GoldEvent(Record, frozen=True, kw_only=True):
    """The codes of a trigger, after the rewrite of modality."""

    plover: PloverCode
    cameo: str


class GoldRecord(Record, frozen=True, kw_only=True):
    """All gold values of one article, by the ids of its markup."""

    actors: dict[str, GoldActor]
    places: dict[str, GoldPlace]
    dates: dict[str, GoldDate]
    events: dict[str, GoldEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One gold value and what the coder made of it. ``spanned``: the coder was given the span."""

    article: str
    field: str
    text: str
    expected: str
    found: str
    spanned: bool
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldScore:
    """How often a field was right: of ``gold`` values ``spanned`` had a span, of which ``right`` were right.

    ``low`` and ``high`` are the 95 % interval of ``accuracy``.
    """

    field: str
    gold: int
    spanned: int
    right: int
    low: float
    high: float

    @property
    def accuracy(self) -> float:
        """Share of right values among those whose span the coder was given."""
        return self.right / self.spanned if self.spanned else 0.0

    @property
    def recall(self) -> float:
        """Share of right values among all gold values."""
        return self.right / self.gold if self.gold else 0.0


def read_records(path: Path) -> dict[str, GoldRecord]:
    """The gold records of a file by article id; raises ``msgspec.ValidationError`` where it does not fit."""
    return msgspec.json.decode(path.read_bytes(), type=dict[str, GoldRecord])


def score_document(article: AnnotatedArticle, gold: GoldRecord, document: Document) -> Iterator[Outcome]:
    """Every gold value of the article beside what the document has."""
    return _Comparison(article, gold, document).outcomes()


def score_fields(outcomes: Iterable[Outcome]) -> list[FieldScore]:
    """Accuracy of each field, with the percentile interval of 1,000 resamples of the articles from a fixed seed."""
    grouped: dict[str, dict[str, list[int]]] = {field: {} for field in FIELDS}
    articles: dict[str, None] = {}
    for outcome in outcomes:
        articles[outcome.article] = None
        counts = grouped[outcome.field].setdefault(outcome.article, [0, 0, 0])
        counts[0] += 1
        counts[1] += outcome.spanned
        counts[2] += outcome.right
    return [_score_field(field, counts, list(articles)) for field, counts in grouped.items() if counts]


def _score_field(field: str, counts: Mapping[str, list[int]], articles: Sequence[str]) -> FieldScore:
    table = np.array([counts.get(article, [0, 0, 0]) for article in articles], dtype=float)
    weights = np.random.default_rng(_SEED).multinomial(
        len(articles), np.full(len(articles), 1 / len(articles)), size=_RESAMPLES
    )
    sums = weights @ table
    shares = np.divide(sums[:, 2], sums[:, 1], out=np.zeros(_RESAMPLES), where=sums[:, 1] > 0)
    low, high = np.percentile(shares, [2.5, 97.5])
    gold, spanned, right = (int(total) for total in table.sum(axis=0))
    return FieldScore(field=field, gold=gold, spanned=spanned, right=right, low=float(low), high=float(high))


class _Comparison:
    def __init__(self, article: AnnotatedArticle, gold: GoldRecord, document: Document) -> None:
        self._article = article
        self._gold = gold
        self._spans: dict[str, Span] = {one.id: (one.start, one.end) for one in article.mentions}
        self._mentions: dict[Span, DocumentMention] = {(one.start, one.end): one for one in document.mentions}
        self._entities: dict[str, Entity] = {one.id: one for one in document.entities}
        self._events = document.events

    def outcomes(self) -> Iterator[Outcome]:
        for trigger in self._article.triggers:
            event = self._find_event((trigger.start, trigger.end))
            yield from self._score_codes(self._gold.events[trigger.id], event, (trigger.start, trigger.end))
            for role, mention in trigger.roles:
                if role in ("ACTOR", "RECIPIENT"):
                    yield from self._score_actor(self._gold.actors[mention], event, role, self._spans[mention])
                elif role == "SOURCE":
                    yield from self._score_source(self._gold.actors[mention], event, self._spans[mention])
        for name, date in self._gold.dates.items():
            yield from self._score_date(date, self._spans[name])
        for name, place in self._gold.places.items():
            yield from self._score_place(place, self._spans[name])

    def _find_event(self, span: Span) -> Event | None:
        """The event of a trigger: the one at its span, else one that overlaps it."""
        exact = [one for one in self._events if (one.trigger.start, one.trigger.end) == span]
        near = [one for one in self._events if one.trigger.start < span[1] and span[0] < one.trigger.end]
        return next(iter(exact or near), None)

    def _outcome(self, field: str, span: Span, expected: object, found: object, right: bool) -> Outcome:
        return Outcome(
            article=self._article.id,
            field=field,
            text=self._article.text[slice(*span)],
            expected=_show(expected),
            found=_show(found),
            spanned=found is not NOT_FOUND,
            right=right,
        )

    def _score_codes(self, gold: GoldEvent, event: Event | None, span: Span) -> Iterator[Outcome]:
        code = None if event is None else event.plover
        cameo = event.cameo.code if event is not None and event.cameo is not None else None
        found = NOT_FOUND if event is None else _show_plover(event.plover)
        yield self._outcome("PLOVER code", span, _show_plover(gold.plover), found, code == gold.plover)
        right = code is not None and code.type == gold.plover.type
        yield self._outcome("PLOVER type", span, gold.plover.type, NOT_FOUND if code is None else code.type, right)
        found = NOT_FOUND if event is None else cameo or "none"
        yield self._outcome("CAMEO code", span, gold.cameo, found, cameo == gold.cameo)
        yield self._outcome("CAMEO root", span, gold.cameo[:2], found, (cameo or "")[:2] == gold.cameo[:2])

    def _score_actor(self, gold: GoldActor, event: Event | None, role: str, span: Span) -> Iterator[Outcome]:
        fillers = () if event is None else event.roles
        filler = next((one for one in fillers if one.role == role and (one.start, one.end) == span), None)
        if gold.countries is not None:
            expected = "+".join(gold.members) or _show((gold.countries, gold.international))
            found = NOT_FOUND if filler is None else _show_country(filler)
            right = filler is not None and _is_right_country(gold, filler)
            yield self._outcome("actor country", span, expected, found, right)
        if gold.sectors is not None:
            sector = NOT_FOUND if filler is None else filler.sector
            right = filler is not None and filler.sector in gold.sectors
            yield self._outcome("sector", span, gold.sectors, sector, right)
            right = right or (filler is not None and filler.sector in gold.secondary)
            yield self._outcome("sector or secondary", span, (*gold.sectors, *gold.secondary), sector, right)
        if gold.code is not None:
            code = NOT_FOUND if filler is None else filler.code
            yield self._outcome("actor code", span, gold.code, code, code == gold.code)

    def _score_source(self, gold: GoldActor, event: Event | None, span: Span) -> Iterator[Outcome]:
        sources = () if event is None else event.sources
        source = next((one for one in sources if (one.start, one.end) == span), None)
        if gold.countries is not None:
            country = NOT_FOUND if source is None else source.country
            right = source is not None and source.country in gold.countries
            yield self._outcome("source country", span, gold.countries, country, right)

    def _find_entity(self, span: Span) -> Entity | None:
        mention = self._mentions.get(span)
        return None if mention is None or mention.entity is None else self._entities[mention.entity]

    def _score_date(self, gold: GoldDate, span: Span) -> Iterator[Outcome]:
        mention = self._mentions.get(span)
        time = None if mention is None else mention.time
        value = NOT_FOUND if mention is None else None if time is None else time.value
        yield self._outcome("date value", span, gold.values, value, value in gold.values)
        if gold.begin is not msgspec.UNSET:
            days = NOT_FOUND if mention is None else None if time is None else (time.begin, time.end)
            yield self._outcome("date range", span, (gold.begin, gold.end), days, days == (gold.begin, gold.end))

    def _score_place(self, gold: GoldPlace, span: Span) -> Iterator[Outcome]:
        entity = self._find_entity(span)
        event = next((one for one in self._events if one.place and (one.place.start, one.place.end) == span), None)
        place = None if event is None else event.place
        if place is None and entity is None:
            geonameid: object = NOT_FOUND
            country: object = NOT_FOUND
        else:
            known = place if place is not None else entity
            geonameid, country = (known.geonameid, known.country) if known is not None else (None, None)
        right = geonameid in gold.geonameids or (gold.unlisted and geonameid is None)
        yield self._outcome("place id", span, gold.geonameids, geonameid, right)
        if gold.countries is not None:
            yield self._outcome("place country", span, gold.countries, country, country in gold.countries)
        if place is not None and not gold.unlisted:
            right = place.resolution in gold.resolutions
            yield self._outcome("place resolution", span, gold.resolutions, place.resolution, right)


def _is_right_country(gold: GoldActor, filler: RoleFiller) -> bool:
    if gold.members:
        return tuple(sorted(one.country or "" for one in filler.members)) == gold.members
    known = next((code for code in INTERNATIONAL if (filler.code or "").startswith(code)), None)
    return filler.country in (gold.countries or ()) and known in gold.international


def _show_country(filler: RoleFiller) -> str:
    members = "+".join(sorted(one.country or "-" for one in filler.members))
    return members or f"{_show(filler.country)} {_show(filler.code)}"


def _show_plover(code: PloverCode) -> str:
    return f"{code.type}/{code.mode or '-'} {code.quad} {code.score:g}"


def _show(value: object) -> str:
    if isinstance(value, tuple):
        return "|".join(_show(one) for one in value)
    return "none" if value is None else str(value)
