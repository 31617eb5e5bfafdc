"""The country of actors named without one: where they act, what their sentence and the article are about."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from pipeline.coding.affiliation import Affiliation
from pipeline.coding.organisations import normalise_name
from pipeline.coding.reading import Reading, find_dateline

_CLEAR_MAJORITY = 0.5
_SHARE_OF_DATELINE = 0.3
_ONLY_ONE = 0.95
_SEATS = frozenset(("hague", "geneva", "brussels", "luxembourg", "strasbourg", "vienna", "davos", "new york", "doha"))
_LONGEST_SEAT = len("the Luxembourg's")
_LEAD_WEIGHTS = (3, 2)
_HEADLINE_WEIGHT = 3
_ACTING = frozenset(("ACTOR", "RECIPIENT", "SOURCE"))
_AREAS = frozenset(("LOC", "FAC"))
_PERSONS = frozenset(("PER", "TITLE"))
_SENT = frozenset(("AID", "MOBILIZE", "RETREAT"))
_OPPOSITE = {"ACTOR": "RECIPIENT", "RECIPIENT": "ACTOR"}
# A border has two sides, and its name tells the far one more often than not.
_BORDER = re.compile(r"\b(?:borders?|frontiers?|borderlands?|crossings?)\b", re.IGNORECASE)
# How much less a sentence further back tells; how far ahead one country must be; how far back to look.
_FADING = 0.6
_AHEAD = 1.5
_FARTHEST_SENTENCE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the whole article tells about countries; ``story`` is the one that it is about, if one stands out.

    ``plain`` says that it stands out by how often it is named, not only as the dateline's.

    ``only`` is the one country that it names at all; ``publisher`` that of who published it. ``places_of`` are the
    place mentions of each sentence whose country is known, ``named_in`` the (country, mention) pairs of each sentence.
    """

    reading: Reading
    affiliations: tuple[Affiliation, ...]
    place_countries: dict[int, str]
    places_of: dict[int, list[int]]
    named_in: dict[int, list[tuple[str, int]]]
    story: str | None
    plain: bool
    only: str | None
    publisher: str | None


def collect_evidence(
    reading: Reading,
    affiliations: tuple[Affiliation, ...],
    place_countries: dict[int, str],
    *,
    headline: tuple[str, ...] = (),
    publisher: str | None = None,
) -> Evidence:
    """The evidence of an article; ``headline`` are the countries that its title names."""
    places_of: dict[int, list[int]] = defaultdict(list)
    named_in: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for number, affiliation in enumerate(affiliations):
        place = place_countries.get(number)
        country = affiliation.country or place
        if not country or is_seat(reading.texts[number]) or is_border(reading, number):
            continue
        named_in[reading.sentence_of[number]].append((country, number))
        if place:
            places_of[reading.sentence_of[number]].append(number)
    weights = _weigh_countries(named_in, headline, dateline=_list_dateline(reading))
    best = weights.most_common(1)
    return Evidence(
        reading=reading,
        affiliations=affiliations,
        place_countries=place_countries,
        places_of=dict(places_of),
        named_in=dict(named_in),
        story=_find_leading(weights) or _find_dateline_country(reading, affiliations, place_countries, weights),
        plain=_find_leading(weights) is not None,
        only=best[0][0] if best and best[0][1] >= _ONLY_ONE * weights.total() else None,
        publisher=publisher,
    )


def is_seat(name: str) -> bool:
    """Whether a town stands for an international body there more often than for its country: The Hague, Geneva."""
    return len(name) <= _LONGEST_SEAT and normalise_name(name) in _SEATS


def is_border(reading: Reading, number: int) -> bool:
    """Whether a mention is a border, or a name inside one: "the Ukrainian border" does not lie in Ukraine alone."""
    outer = reading.outer[number]
    around = number if outer is None else outer
    return reading.mentions[around].type in _AREAS and _BORDER.search(reading.texts[around]) is not None


def _list_dateline(reading: Reading) -> tuple[int, ...]:
    """The town of the dateline and the country behind it: "BASRA, Iraq - Guards …"."""
    town = find_dateline(reading)
    if town is None:
        return ()
    behind = town + 1
    named = behind < len(reading.mentions) and reading.gap(town, behind) == ", "
    return (town, behind) if named else (town,)


def _weigh_countries(
    named_in: dict[int, list[tuple[str, int]]], headline: tuple[str, ...], *, dateline: tuple[int, ...]
) -> Counter[str]:
    weights: Counter[str] = Counter()
    for sentence, named in named_in.items():
        weight = _LEAD_WEIGHTS[sentence] if sentence < len(_LEAD_WEIGHTS) else 1
        for country, number in named:
            weights[country] += weight if number not in dateline else 1
    for country in headline:
        if weights[country]:
            weights[country] += _HEADLINE_WEIGHT
    return +weights


def _find_leading(weights: Counter[str]) -> str | None:
    """The country that the mentions tell most, those of the first two sentences and of the headline weighing more.

    None unless it has half of the weight and twice that of the next. Seats of international bodies and borders do not
    count.
    """
    best = weights.most_common(2)
    clear = len(best) == 1 or (len(best) > 1 and best[0][1] >= 2 * best[1][1])
    return best[0][0] if clear and best[0][1] / weights.total() >= _CLEAR_MAJORITY else None


def _find_dateline_country(
    reading: Reading,
    affiliations: tuple[Affiliation, ...],
    place_countries: dict[int, str],
    weights: Counter[str],
) -> str | None:
    """The country of the dateline ("VILNIUS - …") if it has a good share of the weight."""
    dateline = find_dateline(reading)
    if dateline is None:
        return None
    country = affiliations[dateline].country or place_countries.get(dateline)
    share = weights[country] if country else 0
    return country if share and share >= _SHARE_OF_DATELINE * weights.total() else None


def find_topic(evidence: Evidence, mentions: tuple[int, ...]) -> str | None:
    """The country that the text speaks of where an actor first comes up: "The government fell", after two on Peru.

    Each mention of a country counts, less the further back; not the other side of the actor's own events, and not
    where an office holder is from ("as Senegal's president said"). None unless one country has twice the weight of the
    next.
    """
    reading = evidence.reading
    sentence = reading.sentence_of[mentions[0]]
    own, others = set(mentions), _list_opponents(reading, mentions)
    weights: Counter[str] = Counter()
    for distance in range(_FARTHEST_SENTENCE + 1):
        for country, number in evidence.named_in.get(sentence - distance, ()):
            if number not in own and number not in others and not _tells_a_person(reading, number):
                weights[country] += _FADING**distance  # type: ignore[assignment]
    best = weights.most_common(2)
    if not best or (len(best) > 1 and best[0][1] < _AHEAD * best[1][1]):
        return None
    return best[0][0]


def _tells_a_person(reading: Reading, number: int) -> bool:
    """Whether a mention is a person, an office, or the nation of one."""
    outer = reading.outer[number]
    if reading.mentions[number].type in _PERSONS or (outer is not None and reading.mentions[outer].type in _PERSONS):
        return True
    return any(
        number in reading.owners.get(one, ())
        for one in range(number + 1, min(number + 4, len(reading.mentions)))
        if reading.mentions[one].type in _PERSONS
    )


def _list_opponents(reading: Reading, mentions: tuple[int, ...]) -> set[int]:
    """The mentions on the other side of the events of an actor, and the names inside them."""
    found: set[int] = set()
    for one in mentions:
        for trigger, role in reading.uses.get(one, ()):
            for other in reading.extraction.triggers[trigger].roles:
                if other.role == _OPPOSITE.get(role):
                    found.update((other.mention, *reading.inner[other.mention]))
    return found


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
                near = is_border(evidence.reading, other.mention)
                if other.role == "LOCATION" and other.mention in evidence.place_countries and not near:
                    return evidence.place_countries[other.mention]
    return None


def find_common_scene(evidence: Evidence) -> str | None:
    """The one country where all events happen whose place the text tells."""
    found = {
        evidence.place_countries[role.mention]
        for trigger in evidence.reading.extraction.triggers
        for role in trigger.roles
        if role.role == "LOCATION"
        and role.mention in evidence.place_countries
        and not is_border(evidence.reading, role.mention)
        and not is_seat(evidence.reading.texts[role.mention])
    }
    return found.pop() if len(found) == 1 else None


def find_sender(evidence: Evidence, mentions: tuple[int, ...]) -> str | None:
    """The country that acts with the actor where it sends, helps or withdraws: "India has sent surgeons"."""
    triggers = evidence.reading.extraction.triggers
    found = {
        evidence.affiliations[other.mention].country
        for one in mentions
        for trigger, role in evidence.reading.uses.get(one, ())
        if role == "ACTOR" and triggers[trigger].type in _SENT
        for other in triggers[trigger].roles
        if other.role == "ACTOR" and evidence.reading.mentions[other.mention].type == "GPE"
    }
    return found.pop() if len(found) == 1 else None


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
