"""How likely it is that a name means one place rather than another, as weights and as a confidence.

A weight is in powers of ten of population. Countries, capitals and cities that every reader knows weigh more; what
lies in a country that the article is about, or in a place that the text says it lies in, weighs much more.
"""

import math
from typing import Final

from pipeline.coding.gazetteer import NameMatch, PlaceEntry

LEAST_CONFIDENCE: Final = 0.5
COUNTRY_WEIGHT: Final = 8.0
REGION_WEIGHT: Final = 6.8
GEONAMES_REGION_WEIGHT: Final = 5.0
FACILITY_WEIGHT: Final = 7.0
CAPITAL_WEIGHT: Final = 2.0
CONTAINER_WEIGHT: Final = 6.0
# A LOC mention is rather a sea, an island or a range than a city or a province.
NATURE_WEIGHT: Final = 2.5
# What a country's standing in the article is worth; less for those that every article may name, and there less for
# small towns, of which they have many.
COUNTRY_IN_ARTICLE_WEIGHT: Final = 3.2
COMMON_COUNTRY_WEIGHTS: Final = {"USA": 2.0, "GBR": 2.4, "CHN": 2.8, "RUS": 2.8, "FRA": 2.8}
STANDING_LOST_PER_RANK: Final = 0.35
# A paper need not say in which country a town of its own lies; it also writes of others.
PUBLISHER_WEIGHT: Final = 1.2
# How many times likelier the better of two candidates is for one power of ten between their weights.
SHARPNESS: Final = 6.0
SMALL_TOWN_PEOPLE: Final = 50_000
SMALL_TOWN_FACTOR: Final = 0.75
# For a city by a name that is not GeoNames' first, or a small one, in no country that the article speaks of.
STRANGE_NAME_FACTOR: Final = 0.6
STRANGE_CITY_FACTOR: Final = 0.85
STRANGE_CITY_PEOPLE: Final = 300_000
# A province and its city of the same name: the city is meant unless it is smaller than this part of the province.
LEAST_CITY_SHARE: Final = 0.07


def weigh_kind(entry: PlaceEntry, *, nature: bool) -> float:
    """The weight of a place before anything is known of the article; ``nature``: the mention is a LOC."""
    if entry.kind == "country":
        return COUNTRY_WEIGHT
    if entry.kind == "facility":
        return FACILITY_WEIGHT
    if entry.kind == "region":
        known = REGION_WEIGHT if entry.listed else GEONAMES_REGION_WEIGHT
        return known + (NATURE_WEIGHT if nature and entry.listed else 0.0)
    people = math.log10(max(entry.population, 1000))
    if entry.kind == "city":
        return people + (CAPITAL_WEIGHT if entry.capital else 0.0)
    return people - (0.5 if entry.kind == "admin1" else 2.0)


def weigh_standing(entry: PlaceEntry, countries: tuple[str, ...]) -> float:
    """What it is worth that a place lies in a country of the article: less for each weightier country of it."""
    ranks = [countries.index(code) for code in entry.countries if code in countries]
    if not ranks:
        return 0.0
    code = countries[min(ranks)]
    full = COMMON_COUNTRY_WEIGHTS.get(code, COUNTRY_IN_ARTICLE_WEIGHT)
    if code in COMMON_COUNTRY_WEIGHTS and entry.kind == "city":
        full *= min(max(math.log10(max(entry.population, 1)) - 3.3, 0.0) / 2, 1.0)
    return full / (1 + STANDING_LOST_PER_RANK * min(ranks))


def is_same_place(one: PlaceEntry, other: PlaceEntry) -> bool:
    """Whether two candidates are no rivals: a country and its parts, a province and its city, two entries of one."""
    if one is other or (one.kind == "country" and one.countries == other.countries):
        return True
    near = abs(one.lat - other.lat) < 3 and abs(one.lon - other.lon) < 4
    return near and one.countries == other.countries and (one.kind != "city" or other.kind != "city")


def choose_place(
    weighed: list[tuple[float, NameMatch]], *, countries: tuple[str, ...], contained: bool, area: bool
) -> tuple[PlaceEntry, float] | None:
    """The heaviest candidate with its share of all as confidence; None below ``LEAST_CONFIDENCE``.

    ``contained``: the text says what it lies in; ``area``: its name says that a province is meant.
    """
    best_weight, best = max(weighed, key=lambda pair: pair[0])
    entry = best.entry
    rivals = [weight for weight, match in weighed if not is_same_place(entry, match.entry)]
    share = 1 / (1 + sum(SHARPNESS ** (weight - best_weight) for weight in rivals))
    if entry.kind == "admin1" and not area:
        entry = find_city_of(best, [match for _, match in weighed]) or entry
    share *= rate_city(best, countries, contained=contained)
    return None if share < LEAST_CONFIDENCE or (contained and best_weight < 0) else (entry, share)


def find_city_of(province: NameMatch, matches: list[NameMatch]) -> PlaceEntry | None:
    """The city of the same name in the province, where it is no small town of it and the name not the province's."""
    for match in matches:
        city = match.entry
        large = city.population >= LEAST_CITY_SHARE * province.entry.population
        named = match.weight >= province.weight or province.weight <= 0
        if city.kind == "city" and large and named and is_same_place(province.entry, city):
            return city
    return None


def rate_city(match: NameMatch, countries: tuple[str, ...], *, contained: bool) -> float:
    """What part of confidence is left because a city is small, or strange to the article."""
    entry = match.entry
    at_home = bool(set(entry.countries) & set(countries))
    if entry.kind != "city" or contained or (at_home and match.weight >= 0):
        return 1.0
    factor = 0.95 if match.weight < 0 else 1.0
    if at_home or entry.capital or match.weight > 0:
        return factor
    if entry.population < SMALL_TOWN_PEOPLE:
        factor *= SMALL_TOWN_FACTOR
    if countries and entry.population < STRANGE_CITY_PEOPLE:
        factor *= STRANGE_CITY_FACTOR
    if countries and match.weight < 0:
        factor *= STRANGE_NAME_FACTOR
    return factor
