"""Who does what to whom in CAMEO: every actor to every recipient, and back where both do it.

PLOVER has one event with all who take part, CAMEO one code from a source to a target. Meetings, calls, negotiations,
signatures, material cooperation and fights are coded both ways, a visit as made (042) and hosted (043); where several
meet, agree or fight with no recipient named, each with each. ``data/cameo_mutual.tsv`` says which.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import permutations, product
from typing import Final

from pipeline.coding.cameo import describe_code
from pipeline.coding.tables import read_rows
from pipeline.records import CameoCode, CameoDyad, DyadSide, RoleFiller

_MOST_DYADS: Final = 24


@cache
def _mutual_codes() -> tuple[tuple[str, bool, tuple[str, ...], str], ...]:
    return tuple(
        (code, scope == "both", () if words == "*" else tuple(words.split(";")), back)
        for code, scope, words, back in read_rows("cameo_mutual.tsv", 4)
    )


def pair_sides(
    roles: tuple[RoleFiller, ...], cameo: CameoCode | None, trigger: str
) -> tuple[tuple[CameoDyad, ...], tuple[str, ...]]:
    """The dyads of an event with that code, and why some are left out; ``trigger`` are the words that tell it."""
    if cameo is None:
        return (), ()
    actors, recipients = list(_list_sides(roles, "ACTOR")), list(_list_sides(roles, "RECIPIENT"))
    pairs = list(_list_pairs(actors, recipients, cameo, _find_mutual(cameo.code, trigger)))
    left_out = len(pairs) - _MOST_DYADS
    problems = (f"dyads: {left_out} of {len(pairs)} left out",) if left_out > 0 else ()
    dyads = tuple(
        CameoDyad(code=code.code, quad=code.quad, goldstein=code.goldstein, source=source, target=target)
        for code, source, target in pairs[:_MOST_DYADS]
    )
    return dyads, problems


@lru_cache(maxsize=4096)
def _find_mutual(code: str, trigger: str) -> tuple[bool, str] | None:
    """Whether it is done both ways with recipients too, and the code back; None for what is done one way."""
    words = trigger.lower().replace("-", " ").split()
    for beginning, both, beginnings, back in _mutual_codes():
        if code.startswith(beginning) and (not beginnings or any(word.startswith(beginnings) for word in words)):
            return both, back or code
    return None


def _list_sides(roles: tuple[RoleFiller, ...], name: str) -> Iterator[DyadSide]:
    """Who fills a role, groups by their members, each once."""
    seen: set[tuple[str, str | None]] = set()
    for number, filler in enumerate(roles):
        if filler.role != name:
            continue
        for member, one in enumerate(filler.members) if filler.members else ((None, filler),):
            if (one.name, one.code) not in seen:
                seen.add((one.name, one.code))
                yield DyadSide(name=one.name, code=one.code, role=number, member=member)


def _is_same(one: DyadSide, other: DyadSide) -> bool:
    """Whether both sides are one: the same actor, or the part of a group that is the actor's own state."""
    in_group = one.member is not None or other.member is not None
    return one.code == other.code and (one.name == other.name or (in_group and one.code is not None))


def _list_pairs(
    actors: list[DyadSide], recipients: list[DyadSide], cameo: CameoCode, mutual: tuple[bool, str] | None
) -> Iterator[tuple[CameoCode, DyadSide, DyadSide | None]]:
    if recipients:
        for actor, recipient in product(actors, recipients):
            if not _is_same(actor, recipient):
                yield cameo, actor, recipient
                if mutual is not None and mutual[0]:
                    yield describe_code(mutual[1]), recipient, actor
    elif mutual is not None and mutual[1] == cameo.code and len(actors) > 1:
        for source, target in permutations(actors, 2):
            yield cameo, source, target
    else:
        for actor in actors:
            yield cameo, actor, None
