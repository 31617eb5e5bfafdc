"""Where a single mention belongs: country or international code, and sector, from its own words and its relations.

A mention's own name comes first, then the nations and places named inside it, then its OF relations, its office
(TITLE) and the countries among its words. What several mentions of one entity tell together is for ``actors``.
"""

from functools import cache, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from pipeline.coding.countries import countries_in, country_of
from pipeline.coding.minorities import find_host
from pipeline.coding.organisations import find_organisation, find_organisation_in, normalise_name
from pipeline.coding.reading import Reading
from pipeline.coding.sectors import UNKNOWN, Sector, find_other_sectors, find_sector, is_former
from pipeline.coding.tables import read_rows

_NATION_TYPES = frozenset(("GPE", "NORP"))
_PLACE_TYPES = frozenset(("GPE", "LOC", "FAC"))
_BREAKAWAY_TYPES = frozenset(("GPE", "NORP", "ORG", "LOC"))
_OWNER_TYPES = frozenset(("GPE", "NORP", "ORG", "LOC"))
_ELSEWHERE = (" to ", " for ", " in ", " on ", " against ", " with ", " near ", " over ", "anti-", "pro-")
_DEEPEST_OWNER = 6
BREAKAWAY = "PRE"
_NEVER_PLACES = frozenset(("BUS", "JRN", "PTY", "LAB", "SOC", "EDU", "REB", "CRM", "REL", "MED"))
# A unit or a soldier of an organisation that is no state's is what the organisation is.
_ARMED_SECTORS = frozenset(("REB", "PRM", "CRM", "UAF"))


class Affiliation(Struct, frozen=True, kw_only=True):
    """Country (alpha-3), international code and sector, each None where nothing tells; a struct for its many copies.

    ``others`` are further sectors, among them PRE for breakaway entities. ``strong`` says that the sector comes from a
    name or head noun, not from a default; ``known`` that it is a known organisation by name; ``usual`` is the country
    that a name held by several states mostly means ("the National Guard"); ``place`` is the mention of a city or region
    whose country only the gazetteer knows.
    """

    country: str | None = None
    international: str | None = None
    sector: str | None = None
    others: tuple[str, ...] = ()
    strong: bool = False
    known: bool = False
    usual: str | None = None
    place: int | None = None


NOTHING = Affiliation()


def affiliate_mentions(reading: Reading, place_countries: dict[int, str]) -> tuple[Affiliation, ...]:
    """The affiliation of every mention of ``reading``, in their order.

    ``place_countries`` is the country of each place mention in this article: a name ("Georgia") may mean several.
    """
    known: dict[int, Affiliation] = {
        number: replace(_from_words(reading.mentions[number].type, reading.texts[number]), country=country)
        for number, country in place_countries.items()
        if reading.mentions[number].type == "GPE" and country_of(reading.texts[number]) not in (None, country)
    }
    known.update(_place_minorities(reading, set(place_countries.values())))
    for number in range(len(reading.mentions)):
        _affiliate(reading, number, known, 0)
    return tuple(known[number] for number in range(len(reading.mentions)))


def _place_minorities(reading: Reading, countries: set[str]) -> dict[int, Affiliation]:
    """The country of each people named for a group without an office, where it lives as a minority."""
    found = {}
    owned: dict[int, list[int]] = {}
    for one, owners in reading.owners.items():
        for owner in owners:
            owned.setdefault(owner, []).append(one)
    for number, mention in enumerate(reading.mentions):
        if mention.type != "NORP":
            continue
        outer = reading.outer[number]
        groups = [*owned.get(number, ()), *([] if outer is None else [outer])]
        if any(not _is_unofficial_group(reading, one) for one in groups):
            continue
        host = find_host(reading.texts[number], countries)
        if host is not None:
            found[number] = replace(_from_words(mention.type, reading.texts[number]), country=host)
    return found


def _is_unofficial_group(reading: Reading, number: int) -> bool:
    return reading.mentions[number].type == "GRP" and find_sector(reading.texts[number]).code not in ("GOV", "MIL")


def _affiliate(reading: Reading, number: int, known: dict[int, Affiliation], depth: int) -> Affiliation:
    if number in known:
        return known[number]
    kind, text = reading.mentions[number].type, reading.texts[number]
    if kind in ("DATE", "NUM", "MONEY", "PRO") or depth > _DEEPEST_OWNER:
        found = NOTHING
    else:
        found = _from_words(kind, text)
        known[number] = found  # closes cycles of OF
        if found.country is None and found.international is None:
            found = _with_nation(reading, number, found, known, depth)
        if kind not in _PLACE_TYPES and not found.strong:
            found = _with_sector(reading, number, found, known, depth)
        if is_former(text) and kind == "TITLE":
            found = replace(found, sector="ELI", strong=True)
    known[number] = found
    return found


@cache
def _peoples() -> dict[str, str]:
    return {
        name.strip().lower(): country for country, names in read_rows("peoples.tsv", 2) for name in names.split(";")
    }


@cache
def _breakaways() -> dict[str, str]:
    return {
        normalise_name(name): country for country, names in read_rows("breakaways.tsv", 2) for name in names.split(";")
    }


@cache
def _blocs() -> frozenset[str]:
    return frozenset(normalise_name(name) for (names,) in read_rows("blocs.tsv", 1) for name in names.split(";"))


def is_bloc(name: str) -> bool:
    """Whether a name means many states, and so none: "the West", "Europe"."""
    return normalise_name(name) in _blocs()


@lru_cache(maxsize=16384)
def _from_words(kind: str, text: str) -> Affiliation:
    """What the words of a mention tell by themselves."""
    breakaway = _breakaways().get(normalise_name(text)) if kind in _BREAKAWAY_TYPES else None
    if breakaway is not None:
        return Affiliation(country=breakaway, others=(BREAKAWAY,))
    organisation = None if kind in ("PER", "TITLE") else find_organisation(text)
    if organisation is not None and kind in _PLACE_TYPES and organisation.sector in _NEVER_PLACES:
        organisation = None  # Santander is a city, the Amazon a river
    if organisation is not None and not (kind == "NORP" and country_of(text)):
        return Affiliation(
            country=None if organisation.shared else organisation.country,
            usual=organisation.country if organisation.shared else None,
            international=organisation.international,
            sector=organisation.sector,
            others=organisation.other_sectors,
            strong=True,
            known=True,
        )
    if kind in _PLACE_TYPES or kind == "NORP":
        country = country_of(text) or (_peoples().get(text.lower().removesuffix("s")) if kind == "NORP" else None)
        if country is None and kind != "LOC":
            country = next(iter(countries_in(text)), None)
        return Affiliation(country=country)
    if kind == "PER":
        return NOTHING
    sector, others = find_sector(text), find_other_sectors(text)
    inside = find_organisation_in(text)
    if inside is None:
        return Affiliation(country=country_of(text), sector=sector.code, others=others, strong=sector.strong)
    armed = sector.code == "MIL" and inside.sector in _ARMED_SECTORS
    if sector.code is None or armed or (not sector.strong and inside.sector is not None):
        sector = Sector(inside.sector, UNKNOWN.strong)
    return Affiliation(
        country=None if inside.shared else inside.country,
        international=inside.international,
        sector=sector.code,
        others=others,
        strong=sector.strong or armed,
    )


def _with_nation(
    reading: Reading, number: int, found: Affiliation, known: dict[int, Affiliation], depth: int
) -> Affiliation:
    for owner in _list_owners(reading, number):
        belongs = _affiliate(reading, owner, known, depth + 1)
        if belongs.country or belongs.international:
            breakaway = BREAKAWAY in belongs.others and BREAKAWAY not in found.others
            return replace(
                found,
                country=belongs.country,
                international=belongs.international,
                others=(*found.others, BREAKAWAY) if breakaway else found.others,
                place=None,
            )
        if belongs.place is not None:
            found = replace(found, place=belongs.place)
        elif reading.mentions[owner].type in _PLACE_TYPES and found.place is None:
            found = replace(found, place=owner)
    if reading.mentions[number].type in ("ORG", "GRP", "TITLE"):
        named = countries_in(reading.texts[number])
        return replace(found, country=named[0]) if named else found
    return found


def _list_owners(reading: Reading, number: int) -> list[int]:
    """Mentions that may tell a mention's country, the most telling first."""
    owners = reading.owners.get(number, ())
    if not (owners or reading.inner[number] or number in reading.titles or number in reading.holders):
        return []
    inside = [one for one in reading.inner[number] if reading.mentions[one].type in _OWNER_TYPES]
    near = [one for one in inside if not _stands_elsewhere(reading, number, one)]
    nations = [one for one in owners if reading.mentions[one].type in _NATION_TYPES]
    others = [one for one in owners if one not in nations]
    titles = reading.titles.get(number, ())
    if reading.mentions[number].type == "TITLE" and number in reading.holders:
        holder_owners = reading.owners.get(reading.holders[number], ())
    else:
        holder_owners = ()
    far = [one for one in inside if one not in near] if reading.mentions[number].type != "TITLE" else []
    return [one for one in (*near, *nations, *titles, *others, *holder_owners, *far) if one != number]


def _stands_elsewhere(reading: Reading, outer: int, inner: int) -> bool:
    """Whether the name inside a mention says where it acts, not whose it is: "ambassador to China"."""
    before = reading.text[reading.mentions[outer].start : reading.mentions[inner].start].lower()
    return before.removesuffix("the ").endswith(_ELSEWHERE)


def _with_sector(
    reading: Reading, number: int, found: Affiliation, known: dict[int, Affiliation], depth: int
) -> Affiliation:
    titles = reading.titles.get(number, ())
    for title in titles:
        office = _affiliate(reading, title, known, depth + 1)
        if office.strong:
            return replace(found, sector=office.sector, strong=True)
    owners = [*reading.owners.get(number, ()), *(one for title in titles for one in reading.owners.get(title, ()))]
    owners += [one for one in reading.inner[number] if reading.mentions[one].type == "ORG"]
    for owner in owners:
        if owner != number and reading.mentions[owner].type in ("ORG", "GRP", "TITLE", "PER"):
            body = _affiliate(reading, owner, known, depth + 1)
            if body.sector is not None:
                return replace(found, sector=body.sector, strong=body.strong)
    for title in titles:
        if found.sector is None:
            found = replace(found, sector=_affiliate(reading, title, known, depth + 1).sector)
    return found
