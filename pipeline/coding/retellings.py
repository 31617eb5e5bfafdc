"""Which tellings of an article are one event: same type and modality, nothing that contradicts, enough that agrees.

Wrong merges lose events, missed ones only leave two where one would do, so precision comes first. Two tellings never
are one event where anything below differs, and a group of tellings only grows while no two of them do:

- type, modality, or mode where both have one; day, place, count or amount where both tell it
- who acts, or whom it is done to, where both tell it and neither has the other's
- "another attack", "the second visit", one against several ("attacks"), background ("had met") against news

And they must agree in two of these: actor, recipient, day, place, count. Of words (promises, demands, charges …) two
in one sentence always differ, in two sentences what is said must have words in common. "The attack" without anything
of its own is the one event before that it can be; ", killing five" is what the attack before the comma did.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

BY_WORDS: Final = frozenset(("AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"))
_MUTUAL: Final = frozenset(("CONSULT", "AGREE", "COOPERATE"))
_LEAST_SUPPORT: Final = 2
_LEAST_SHARED_WORDS: Final = 2
_LEAST_SHARE: Final = 0.5
_FARTHEST_CLUSTERS: Final = 60
_ANAPHOR: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one trigger tells of an event, as far as it decides which event that is.

    ``clause`` counts the parts of its sentence that "and", "or" … set apart. ``actors`` and ``recipients`` are ids of
    entities; ``days`` is the first and last day as ordinals (``stated``: by the telling itself), ``spot`` latitude and
    longitude in degrees of a place no larger than a town, ``country`` that of its place; ``words`` what is said.
    ``marked``: the text sets it apart ("another", "second"). ``background``: told as past already ("had met", or weeks
    before). ``anaphor``: "the attack", with no more than that. ``result``: ", killing five".
    """

    number: int
    start: int
    sentence: int
    clause: int = 0
    type: str
    mode: str | None
    modality: str
    actors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    days: tuple[int, int] | None = None
    stated: bool = False
    spot: tuple[float, float] | None = None
    country: str | None = None
    counts: tuple[int | None, ...] = (None, None, None)
    amount: float | None = None
    words: frozenset[str] = frozenset()
    marked: bool = False
    plural: bool = False
    background: bool = False
    anaphor: bool = False
    result: bool = False

    @property
    def parties(self) -> frozenset[str]:
        """Who takes part, on either side."""
        return self.actors | self.recipients


_Cluster = tuple[Telling, ...]


def group_tellings(tellings: Sequence[Telling]) -> list[_Cluster]:
    """The tellings of each event, in text order; which they are does not depend on the order of ``tellings``."""
    return merge_clusters([(telling,) for telling in tellings])


def merge_clusters(clusters: Sequence[_Cluster]) -> list[_Cluster]:
    """``clusters`` with those that tell one event put together, until there are no more of these."""
    kinds: dict[tuple[str, str], list[_Cluster]] = defaultdict(list)
    for cluster in sorted(clusters, key=_position):
        kinds[cluster[0].type, cluster[0].modality].append(cluster)
    merged = [cluster for alike in kinds.values() for cluster in _merge_alike(alike)]
    return sorted(merged, key=_position)


def _position(cluster: _Cluster) -> tuple[int, int]:
    return min((telling.start, telling.number) for telling in cluster)


def _merge_alike(clusters: list[_Cluster]) -> list[_Cluster]:
    while True:
        kept: list[_Cluster] = []
        for cluster in clusters:
            best = _find_best(kept[-_FARTHEST_CLUSTERS:], cluster)
            if best is None:
                kept.append(cluster)
            else:
                joined = tuple(sorted((*best, *cluster), key=lambda one: (one.start, one.number)))
                kept[kept.index(best)] = joined
        if len(kept) == len(clusters):
            return kept
        clusters = sorted(kept, key=_position)


def _find_best(before: list[_Cluster], cluster: _Cluster) -> _Cluster | None:
    """The cluster that agrees most with ``cluster``, of equal ones the nearest; None where none agrees enough."""
    possible = [one for one in before if not any(_differ(a, b) for a, b in product(one, cluster))]
    supported = [(_support(one, cluster), position) for position, one in enumerate(possible)]
    best = max(supported, default=(0, 0))
    if best[0] >= _LEAST_SUPPORT:
        return possible[best[1]]
    if len(possible) == 1 and all(telling.anaphor for telling in cluster):
        return possible[0]
    return None


def _support(one: _Cluster, other: _Cluster) -> int:
    return max(_agree(a, b) for a, b in product(one, other))


def _differ(one: Telling, other: Telling) -> bool:
    """Whether two tellings can't be one event."""
    if (one.type, one.modality) != (other.type, other.modality):
        return True
    return (
        _differ_in_mode(one, other)
        or _differ_in_clause(one, other)
        or one.marked
        or other.marked
        or one.plural != other.plural
        or _differ_in_time(one, other)
        or _differ_in_place(one, other)
        or _differ_in_size(one, other)
        or _differ_in_parties(one, other)
        or (one.type in BY_WORDS and not _say_the_same(one, other))
    )


def _differ_in_mode(one: Telling, other: Telling) -> bool:
    """Of consultations, a visit and a meeting differ; else a telling without a mode may be any."""
    if one.type == "CONSULT" and "visit" in (one.mode, other.mode):
        return one.mode != other.mode
    return bool(one.mode and other.mode and one.mode != other.mode)


def _differ_in_clause(one: Telling, other: Telling) -> bool:
    """Whether one sentence tells them one after the other: "struck the port and bombed the town"."""
    return one.sentence == other.sentence and one.clause != other.clause and not _is_result(one, other)


def _differ_in_time(one: Telling, other: Telling) -> bool:
    if one.background != other.background and not (one.stated and other.stated):
        return True
    if one.days is None or other.days is None:
        return False
    return one.days[0] > other.days[1] or other.days[0] > one.days[1]


def _differ_in_place(one: Telling, other: Telling) -> bool:
    if one.country and other.country and one.country != other.country:
        return True
    return one.spot is not None and other.spot is not None and not _is_near(one.spot, other.spot)


def _is_near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two spots are the same to a tenth of a degree: a town and a street in it."""
    return abs(one[0] - other[0]) <= 0.1 and abs(one[1] - other[1]) <= 0.1


def _differ_in_size(one: Telling, other: Telling) -> bool:
    pairs = (*zip(one.counts, other.counts, strict=True), (one.amount, other.amount))
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _differ_in_parties(one: Telling, other: Telling) -> bool:
    if _is_result(one, other):
        return _clash(one.actors, other.actors)
    if one.type in _MUTUAL:
        both = len(one.parties) > 1 and len(other.parties) > 1
        return one.parties != other.parties if both else _clash(one.parties, other.parties)
    return _clash(one.actors, other.actors) or _clash(one.recipients, other.recipients)


def _clash(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not (one <= other or other <= one)


def _is_result(one: Telling, other: Telling) -> bool:
    first, second = sorted((one, other), key=lambda telling: (telling.start, telling.number))
    return second.result and not first.result and first.sentence == second.sentence


def _say_the_same(one: Telling, other: Telling) -> bool:
    if one.anaphor or other.anaphor:
        return True
    if one.sentence == other.sentence:
        return False
    shared = len(one.words & other.words)
    return shared >= _LEAST_SHARED_WORDS and shared >= _LEAST_SHARE * min(len(one.words), len(other.words))


def _agree(one: Telling, other: Telling) -> int:
    """In how many things two tellings agree; 0 where they share nobody."""
    if _is_result(one, other):
        return _LEAST_SUPPORT if one.actors & other.actors or not (one.actors and other.actors) else 0
    if one.type in _MUTUAL:
        shared = min(2, len(one.parties & other.parties))
    else:
        shared = bool(one.actors & other.actors) + bool(one.recipients & other.recipients)
    if not shared or one.sentence == other.sentence:
        return shared  # time and place of a sentence are those of all that it tells
    days = one.stated and other.stated and one.days == other.days
    place = one.spot is not None and other.spot is not None
    size = any(a is not None and a == b for a, b in zip(one.counts, other.counts, strict=True))
    anaphor = _ANAPHOR if one.anaphor or other.anaphor else 0
    return shared + days + place + size + anaphor
