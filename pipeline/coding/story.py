"""The country of actors named without one: where they act, what their sentence and the article are about."""

from collections import Counter
from dataclasses import dataclass

from pipeline.coding.affiliation import Affiliation
from pipeline.coding.organisations import normalise_name
from pipeline.coding.reading import Reading, find_dateline

_CLEAR_MAJORITY = 0.5
_SHARE_OF_DATELINE = 0.3
_SEATS = frozenset(("hague", "geneva", "brussels", "luxembourg", "strasbourg", "vienna", "davos", "new york", "doha"))
_LEAD_WEIGHTS = (3, 2)
_ACTING = frozenset(("ACTOR", "RECIPIENT", "SOURCE"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the whole article tells about countries; ``story`` is the one that it is about, if one stands out.

    ``places_of`` are the place mentions of each sentence whose country is known.
    """

    reading: Reading
    affiliations: tuple[Affiliation, ...]
    place_countries: dict[int, str]
    places_of: dict[int, list[int]]
    story: str | None


def is_seat(name: str) -> bool:
    """Whether a town stands for an international body there more often than for its country: The Hague, Geneva."""
    return normalise_name(name) in _SEATS


def find_story_country(
    reading: Reading, affiliations: tuple[Affiliation, ...], place_countries: dict[int, str]
) -> str | None:
    """The country that the mentions tell most, those of the first two sentences weighing more.

    Where no country has half of the weight and twice that of the next, that of the dateline ("VILNIUS - …") if it has
    a good share. Seats of international bodies do not count.
    """
    weights: Counter[str] = Counter()
    for number, affiliation in enumerate(affiliations):
        country = affiliation.country or place_countries.get(number)
        if country and not is_seat(reading.texts[number]):
            sentence = reading.sentence_of[number]
            weights[country] += _LEAD_WEIGHTS[sentence] if sentence < len(_LEAD_WEIGHTS) else 1
    best = weights.most_common(2)
    clear = len(best) == 1 or (len(best) > 1 and best[0][1] >= 2 * best[1][1])
    if clear and best[0][1] / weights.total() >= _CLEAR_MAJORITY:
        return best[0][0]
    dateline = find_dateline(reading)
    if dateline is None:
        return None
    country = affiliations[dateline].country or place_countries.get(dateline)
    share = weights[country] if country else 0
    return country if share and share >= _SHARE_OF_DATELINE * weights.total() else None


def find_place_country(evidence: Evidence, mentions: tuple[int, ...]) -> str | None:
    """The country of the city or region that an actor is or belongs to."""
    for one in mentions:
        place = evidence.affiliations[one].place
        country = evidence.place_countries.get(one) or evidence.place_countries.get(one if place is None else place)
        if country:
            return country
    return None


def find_scene(evidence: Evidence, mentions: tuple[int, ...]) -> str | None:
    """The country of the place where the actor takes part in an event."""
    triggers = evidence.reading.extraction.triggers
    for one in mentions:
        for trigger, role in evidence.reading.uses.get(one, ()):
            if role not in ("ACTOR", "RECIPIENT"):
                continue
            for other in triggers[trigger].roles:
                if other.role == "LOCATION" and other.mention in evidence.place_countries:
                    return evidence.place_countries[other.mention]
    return None


def find_setting(evidence: Evidence, mentions: tuple[int, ...]) -> str | None:
    """The one country whose places the actor's sentence names, apart from those that act in it."""
    reading = evidence.reading
    sentences = {reading.sentence_of[one] for one in mentions if reading.mentions[one].type != "PRO"}
    found = {
        evidence.place_countries[place]
        for sentence in sentences
        for place in evidence.places_of.get(sentence, ())
        if not (
            reading.mentions[place].type == "GPE" and any(role in _ACTING for _, role in reading.uses.get(place, ()))
        )
    }
    return found.pop() if len(found) == 1 else None
