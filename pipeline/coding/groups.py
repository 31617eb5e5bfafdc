"""Groups that stand for persons or countries named elsewhere: "the two leaders", "both sides", "US and Israeli forces".

The model's links to several mentions come first. Then nations named inside the group, then for nouns of pairs the two
sides of the last event before, else the persons or countries mentioned last.
"""

import re

from pipeline.coding.chains import ChainBuilder
from pipeline.coding.countries import country_of
from pipeline.coding.names import find_head

_NUMBERS = {"two": 2, "both": 2, "pair": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3, "4": 4, "six": 6}
_PERSONS = frozenset(
    (
        "leaders", "presidents", "ministers", "premiers", "diplomats", "officials", "envoys", "negotiators", "men",
        "women", "chiefs", "generals", "politicians", "counterparts", "heads", "kings", "delegates", "statesmen",
        "chancellors", "ambassadors", "lawmakers", "commanders", "people", "spokesmen", "duo", "pair", "monarchs",
        "friends", "colleagues", "candidates", "brothers", "suspects",
    )
)  # fmt: skip
_COUNTRIES = frozenset(
    (
        "countries", "nations", "governments", "sides", "neighbours", "neighbors", "parties", "states", "capitals",
        "allies", "powers", "armies", "navies", "militaries", "delegations", "teams", "republics", "rivals",
        "economies", "foes", "peoples", "parliaments", "ministries",
    )
)  # fmt: skip
_OFFICE_HOLDERS = frozenset(("leaders", "presidents", "ministers", "premiers", "diplomats", "envoys", "ambassadors"))
_HEADS_OF_STATE = re.compile(
    r"president|prime minister|premier|chancellor|king|queen|leader|chief|emir|ruler|sultan", re.IGNORECASE
)
_FARTHEST_SENTENCE = 3
_FARTHEST_OFFICE = 8
_NEAREST_SENTENCE = 1
_BOTH = frozenset(("they", "them", "their", "both", "each other", "one another"))
_DEFINITE = frozenset(
    ("the", "both", "these", "those", "all", "its", "their", "his", "her", "our", "neither", "either")
)
# "Two hundred people" are not two.
_MULTIPLES = frozenset(
    ("hundred", "thousand", "dozen", "million", "score", "scores", "hundreds", "thousands", "dozens")
)


def find_members(chains: ChainBuilder) -> None:
    """Fill in the members, or the nations, of every group of ``chains``."""
    for number, mention in enumerate(chains.reading.mentions):
        if number in chains.reading.links and len(chains.reading.links[number]) > 1:
            _take_links(chains, number)
        if number in chains.members or mention.type not in ("GRP", "PRO"):
            continue
        nations = _list_nations_inside(chains, number)
        if len(nations) > 1:
            chains.nations[number] = nations
        elif not nations and _is_first_of_group(chains, number):
            _take_pair(chains, number)


def _is_first_of_group(chains: ChainBuilder, number: int) -> bool:
    """Whether a mention is the first of a chain in which nothing has a name."""
    return number == chains.find(number) and chains.kinds(number) <= {"GRP", "PRO"}


def is_pair(text: str) -> bool:
    """Whether a phrase says itself that it is several: "the two sides", "both leaders"."""
    return (
        any(word in _NUMBERS for word in text.lower().split()) and _plural_head(text.lower()) in _COUNTRIES | _PERSONS
    )


def _take_links(chains: ChainBuilder, number: int) -> None:
    """Members where the tails are different things; one of them only, then it is the same thing."""
    tails = chains.reading.links[number]
    parts: dict[int, int] = {}
    for tail, _ in tails:
        if chains.find(tail) != chains.find(number):
            parts.setdefault(chains.find(tail), tail)
    if len(parts) > 1 and chains.reading.mentions[number].type in ("GRP", "PRO", "ORG", "NORP", "TITLE"):
        chains.members[number] = _keep_count(chains, number, sorted(parts.values()))
    elif parts:
        chains.join(number, tails[0][0], tails[0][1])


def _keep_count(chains: ChainBuilder, number: int, members: list[int]) -> list[int]:
    """As many members as the group's number says, those mentioned last: "the two leaders" are never four."""
    words = chains.reading.texts[number].lower().split()
    count = next((_NUMBERS[word] for word in words if word in _NUMBERS), len(members))
    last = sorted(members, key=lambda one: _find_last_before(chains, one, number))
    return sorted(last[-count:])


def _find_last_before(chains: ChainBuilder, member: int, group: int) -> int:
    before = [one for one in chains.chain_mentions[chains.find(member)] if one < group]
    return max(before, default=member)


def _list_nations_inside(chains: ChainBuilder, number: int) -> tuple[str, ...]:
    reading = chains.reading
    parts = [*reading.inner[number], *sorted(reading.owners.get(number, ()))]
    nations = [one for one in parts if reading.mentions[one].type in ("NORP", "GPE")]
    return tuple(dict.fromkeys(code for code in map(chains.countries.__getitem__, nations) if code))


def _take_pair(chains: ChainBuilder, number: int) -> None:
    text = chains.reading.texts[number].lower()
    words = text.split()
    noun = _plural_head(text)
    if not words or any(word in _MULTIPLES for word in words):
        return
    if words[0] not in _DEFINITE and not _names_a_pair(words, noun):
        return
    count = next((_NUMBERS[word] for word in words if word in _NUMBERS), None)
    if chains.reading.mentions[number].type == "PRO":
        if text in _BOTH:
            chains.members[number] = find_sides(chains, number, "PER", 2)
    elif noun in _COUNTRIES and (count or words[0] in ("the", "both", "neither", "their", "its")):
        _take_countries(chains, number, count or 2)
    elif noun in _PERSONS and (count or words[0] == "the"):
        chains.members[number] = find_sides(chains, number, "PER", count or 2) or (
            _find_last_persons(chains, number, count) if count else []
        )
        if count and not chains.members[number] and noun in _OFFICE_HOLDERS:
            _take_countries(chains, number, count, farthest=_NEAREST_SENTENCE)
    if not chains.members.get(number, True):
        del chains.members[number]


def _names_a_pair(words: list[str], noun: str) -> bool:
    """Whether a phrase without an article still means persons or states named before: "two leaders", "they"."""
    return noun in _OFFICE_HOLDERS | _COUNTRIES or " ".join(words) in _BOTH


def _plural_head(text: str) -> str:
    head = find_head(text)
    if head in _NUMBERS:
        return "pair"
    if head == "side":
        return "sides"
    return head


def find_sides(
    chains: ChainBuilder, number: int, kind: str | None, count: int, *, farthest: int = _FARTHEST_SENTENCE
) -> list[int]:
    """The actors and recipients of the last event before that has ``count`` of them, of type ``kind`` where given."""
    reading = chains.reading
    start, sentence = reading.mentions[number].start, reading.sentence_of[number]
    near = range(sentence, sentence - farthest - 1, -1)
    for position in (one for earlier in near for one in reversed(reading.triggers_of.get(earlier, ()))):
        trigger = reading.extraction.triggers[position]
        if trigger.start >= start:
            continue
        sides: dict[int, int] = {}
        for role in trigger.roles:
            before = reading.mentions[role.mention].end <= start
            if role.role in ("ACTOR", "RECIPIENT") and before and role.mention != number:
                sides.setdefault(chains.find(role.mention), role.mention)
        if kind is not None:
            sides = {root: one for root, one in sides.items() if "PER" in chains.kinds(root)}
        if len(sides) == count:
            return sorted(sides.values())
    return []


def _find_last_persons(chains: ChainBuilder, number: int, count: int) -> list[int]:
    reading = chains.reading
    head = find_head(reading.texts[number])
    seen: dict[int, int] = {}
    for one in range(number - 1, -1, -1):
        if reading.sentence_of[number] - reading.sentence_of[one] > _FARTHEST_OFFICE:
            break
        if reading.mentions[one].type == "PER":
            seen.setdefault(chains.find(one), one)
    wanted = _HEADS_OF_STATE if head == "leaders" else re.compile(re.escape(head.removesuffix("s")), re.IGNORECASE)
    offices = {
        root: any(wanted.search(reading.texts[title]) for title in chains.last_mentions(root) if title != one)
        for root, one in seen.items()
    }
    fitting = [one for root, one in seen.items() if offices[root]]
    near = [
        one for one in seen.values() if reading.sentence_of[number] - reading.sentence_of[one] <= _FARTHEST_SENTENCE
    ]
    chosen = fitting if len(fitting) >= count else near
    return sorted(chosen[:count]) if len(chosen) >= count else []


def _take_countries(chains: ChainBuilder, number: int, count: int, *, farthest: int = _FARTHEST_SENTENCE) -> None:
    sides = find_sides(chains, number, None, count)
    codes = tuple(dict.fromkeys(code for code in (chains.country(one) for one in sides) if code))
    if len(codes) == count:
        chains.nations[number] = codes
        return
    if sides and "side" in chains.reading.texts[number].lower():
        chains.members[number] = sides
        return
    codes = _find_last_countries(chains, number, farthest)[:count]
    if len(codes) == count:
        chains.nations[number] = codes


def _find_last_countries(chains: ChainBuilder, number: int, farthest: int) -> tuple[str, ...]:
    """Countries mentioned before, the nearest first; where there are none, those later in the same sentence."""
    reading = chains.reading
    nearest: dict[str, None] = {}
    for one in range(number - 1, -1, -1):
        mention = reading.mentions[one]
        distance = reading.sentence_of[number] - reading.sentence_of[one]
        if (distance > _FARTHEST_SENTENCE and len(nearest) > 1) or (
            distance > farthest and farthest < _FARTHEST_SENTENCE
        ):
            break
        if mention.type in ("GPE", "NORP") and (code := country_of(reading.texts[one])):
            nearest.setdefault(code)
    if not nearest:
        for one in range(number + 1, len(reading.mentions)):
            if reading.sentence_of[one] != reading.sentence_of[number]:
                break
            if reading.mentions[one].type in ("GPE", "NORP") and (code := country_of(reading.texts[one])):
                nearest.setdefault(code)
    return tuple(nearest)
