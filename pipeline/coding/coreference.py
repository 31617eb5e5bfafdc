"""Which mentions mean the same: the model's COREF links first, then rules over the whole article.

Rules, in this order: a person and the office that they hold; equal names; surnames and full names; acronyms and short
forms; "the minister" for who holds that office; pronouns (``pronouns``); groups and their members (``groups``).
"""

from collections import defaultdict
from functools import lru_cache

from pipeline.coding.chains import ENTITY_TYPES, ChainBuilder, Chains
from pipeline.coding.groups import find_members, is_pair
from pipeline.coding.names import (
    find_head,
    is_acronym,
    is_proper,
    is_short_for,
    may_be_acronym,
    split_body,
    split_name,
    writes_surname_first,
)
from pipeline.coding.organisations import normalise_name
from pipeline.coding.pronouns import resolve_pronouns
from pipeline.coding.reading import Reading

_PLACES = frozenset(("GPE", "LOC", "FAC"))
_OFFICE = 0.95
_SAME_NAME = 0.98
_SURNAME = 0.9
_SHORT_FORM = 0.85
_DEFINITE = 0.75
_KIND_SECTORS = frozenset(("REB", "BUS", "PTY", "LAB", "PRM", "JRN"))
_FARTHEST_KIND = 4
_FARTHEST_BODY = 200
_DEFINITE_STARTS = ("the ", "this ", "that ", "its ", "his ", "her ", "their ")


def resolve_coreference(reading: Reading, countries: tuple[str | None, ...], sectors: tuple[str | None, ...]) -> Chains:
    """The chains of ``reading``; ``countries`` and ``sectors`` are what each mention tells by itself."""
    chains = ChainBuilder(reading, countries, sectors)
    _join_links(chains)
    _join_offices(chains)
    _join_equal_names(chains)
    _join_persons(chains)
    _join_bodies(chains)
    _join_kinds(chains)
    _join_definite_titles(chains)
    resolve_pronouns(chains)
    find_members(chains)
    return chains.freeze()


def _join_links(chains: ChainBuilder) -> None:
    """Links of the model to one earlier mention; a mention with several is a group and left to ``groups``."""
    single = [(number, *tails[0]) for number, tails in chains.reading.links.items() if len(tails) == 1]
    for number, tail, confidence in sorted(single, key=lambda one: (-one[2], one[0])):
        one_of_pair = is_pair(chains.reading.texts[number]) and chains.reading.mentions[tail].type not in ("GRP", "PRO")
        if not one_of_pair:
            chains.join(number, tail, confidence)


def _join_offices(chains: ChainBuilder) -> None:
    for title, person in sorted(chains.reading.holders.items()):
        chains.join(max(title, person), min(title, person), _OFFICE)


def _join_equal_names(chains: ChainBuilder) -> None:
    seen: dict[tuple[str, str], int] = {}
    reading = chains.reading
    for number, mention in enumerate(reading.mentions):
        if mention.type not in ENTITY_TYPES or mention.type in ("PRO", "TITLE", "GRP"):
            continue
        if mention.type in ("ORG", "FAC", "LOC", "GPE") and not is_proper(reading.texts[number]):
            continue
        kind = "place" if mention.type in _PLACES else mention.type
        key = (kind, normalise_name(reading.texts[number]))
        if key in seen:
            chains.join(number, seen[key], _SAME_NAME)
        else:
            seen[key] = number


def _join_persons(chains: ChainBuilder) -> None:
    """Short names to the nearest full name before, or to the first after where none comes before."""
    reading = chains.reading
    persons = [number for number, mention in enumerate(reading.mentions) if mention.type == "PER"]
    by_part: dict[str, list[int]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    for number in persons:
        parts = split_name(reading.texts[number])
        if len(parts) > 1 and parts not in seen:
            seen.add(parts)
            for part in parts:
                by_part[part].append(number)
    for number in persons:
        short = reading.texts[number]
        country = chains.country(number)
        parts = split_name(short)
        longer = sorted({one for part in (parts[0], parts[-1]) for one in by_part[part]}) if parts else []
        fitting = [
            one
            for one in longer
            if len(split_name(reading.texts[one])) > len(parts)
            and is_short_for(
                short, reading.texts[one], surname_first=writes_surname_first(chains.country(one) or country)
            )
            and not (country and chains.country(one) and chains.country(one) != country)
        ]
        before = [one for one in fitting if one < number]
        for one in (*reversed(before), *(one for one in fitting if one > number)):
            if chains.join(number, one, _SURNAME):
                break


def _join_bodies(chains: ChainBuilder) -> None:
    """Acronyms, names in brackets, short forms ("the Foreign Ministry"), "the ministry" to an earlier organisation."""
    reading = chains.reading
    bodies = [number for number, mention in enumerate(reading.mentions) if mention.type == "ORG"]
    for position, number in enumerate(bodies):
        own = chains.find(number)
        for earlier in reversed(bodies[max(0, position - _FARTHEST_BODY) : position]):
            if chains.find(earlier) == own:
                if is_proper(reading.texts[earlier]):
                    break
                continue
            confidence = _compare_bodies(chains, number, earlier)
            if confidence and chains.join(number, earlier, confidence):
                break


def _compare_bodies(chains: ChainBuilder, later: int, earlier: int) -> float:
    reading = chains.reading
    text, before = reading.texts[later], reading.texts[earlier]
    if later - earlier <= 3 and reading.gap(earlier, later).strip() == "(" and is_proper(text):
        return _SAME_NAME
    if _is_abbreviated(text, before):
        return _SURNAME
    confidence = _compare_forms(text, before)
    if not confidence:
        return 0.0
    country, other = chains.country(later), chains.country(earlier)
    if country and other and country != other:
        return 0.0
    sector, other_sector = chains.sector(later), chains.sector(earlier)
    if not is_proper(text) and sector and other_sector and sector != other_sector:
        return 0.0
    return confidence


@lru_cache(maxsize=16384)
def _is_abbreviated(text: str, before: str) -> bool:
    return (may_be_acronym(text) and is_acronym(text, before)) or (may_be_acronym(before) and is_acronym(before, text))


@lru_cache(maxsize=16384)
def _compare_forms(text: str, before: str) -> float:
    """How surely a name, or "the ministry", is a form of the name before it, by the words alone."""
    words, others = split_body(text), split_body(before)
    if is_proper(text):
        longer, shorter = (others, words) if len(others) >= len(words) else (words, others)
        same = len(shorter) > 1 and longer[-len(shorter) :] == shorter and is_proper(before)
        return _SHORT_FORM if same or (words == others and words) else 0.0
    definite = len(words) < 2 and text.lower().startswith(_DEFINITE_STARTS)
    return _DEFINITE if definite and find_head(text) == find_head(before) else 0.0


def _join_kinds(chains: ChainBuilder) -> None:
    """Join "the rebels", "the company", "the party" to the last named organisation before, where it is one of these."""
    reading = chains.reading
    last: dict[str, int] = {}
    for number, mention in enumerate(reading.mentions):
        if mention.type not in ("ORG", "GRP"):
            continue
        text, sector = reading.texts[number], chains.sector(number)
        if sector not in _KIND_SECTORS:
            continue
        if is_proper(text) and mention.type == "ORG":
            last[sector] = number
        elif sector in last and text.lower().startswith("the ") and len(text.split()) == 2 and chains.is_alone(number):
            near = reading.sentence_of[number] - reading.sentence_of[last[sector]] <= _FARTHEST_KIND
            if near and number not in reading.owners:
                chains.join(number, last[sector], _DEFINITE)


def _join_definite_titles(chains: ChainBuilder) -> None:
    """Join "the minister" to the last person or office before with that noun."""
    reading = chains.reading
    titles = [number for number, mention in enumerate(reading.mentions) if mention.type == "TITLE"]
    for position, number in enumerate(titles):
        if number in reading.holders or not chains.is_alone(number):
            continue
        start = reading.mentions[number].start
        if not reading.text[max(0, start - 5) : start].lower().endswith(("the ", "this ", "that ")):
            continue
        head, country = find_head(reading.texts[number]), chains.countries[number]
        for earlier in reversed(titles[max(0, position - _FARTHEST_BODY) : position]):
            other = chains.country(earlier)
            same_head = find_head(reading.texts[earlier]) == head
            if same_head and not (country and other and country != other) and chains.join(number, earlier, _DEFINITE):
                break
