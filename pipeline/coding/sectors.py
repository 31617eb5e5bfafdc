"""The PLOVER sector that a noun phrase tells: "police chiefs" COP, "spokesman for the rebels" REB, "minister" GOV.

The noun at the head decides; one that says little ("spokesman", "leader", "official") leaves it to the noun beside it.
Tables: ``data/sectors.tsv`` first, then ``data/petrarch_agents.tsv``.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.coding.tables import read_rows

_FORMER = re.compile(
    r"\b(?:former|ex|late|retired|ousted|deposed|ex-\w+|then|toppled|onetime|one-time|outgone|overthrown)\b[\s-]"
    r"|\bexiled (?:president|prime minister|premier|king|queen|monarch|shah|emperor|ruler|dictator|minister)\b",
    re.IGNORECASE,
)
_PREPOSITION = frozenset(("of", "for", "to", "in", "at", "from", "on", "with", "who", "against", "under", "near", "by"))
_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*\.?")
_MOST_CHARACTERS = 200  # no title or name is longer
_QUANTITIES = frozenset(
    (
        "thousands", "hundreds", "dozens", "scores", "tens", "group", "groups", "crowd", "crowds", "number",
        "handful", "pair", "trio", "families", "family", "relatives", "bodies", "majority", "lot", "lots", "some",
        "many", "most", "one", "two", "three", "all", "none", "half", "millions", "team", "teams", "convoy", "convoys",
        "wave", "band", "bands", "column", "columns", "squad", "contingent", "couple", "members", "member", "coalition",
        "each", "quarter", "third", "thirds", "dozen", "percent", "pct", "million", "thousand", "hundred", "busload",
        "boatload", "busloads", "boatloads", "minority", "rest", "remainder", "throng", "throngs", "mob", "several",
    )
)  # fmt: skip
_ADJECTIVES = frozenset(
    (
        "local", "national", "public", "private", "major", "general", "one", "some", "many", "state", "others", "dead",
        "wounded", "injured", "those", "people", "person", "man", "woman", "men", "women", "displaced", "royal",
        "native", "retired", "intellectual", "daily", "weekly", "baby", "child", "children", "family", "home", "mine",
    )
)  # fmt: skip
_LONGEST_PHRASE = 6
# PETRARCH takes these from the adjective ("muslim doctor", "student protester"); here the noun at the head decides.
_OF_ADJECTIVES = frozenset(("OPP", "REL"))


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector, or None where the words tell none; ``strong`` where the head noun itself decides."""

    code: str | None
    strong: bool


UNKNOWN = Sector(None, False)


@cache
def _phrases() -> dict[str, Sector]:
    table: dict[str, Sector] = {}
    for name in ("sectors.tsv", "petrarch_agents.tsv"):
        ours = dict(table)
        for code, strength, phrases in read_rows(name, 3):
            sector = Sector(None if code == "-" else code, strength == "strong")
            for phrase in map(str.strip, phrases.split(";")):
                words, last = phrase.rsplit(" ", 1) if " " in phrase else ("", phrase)
                if any(f"{words} {singular}".strip() in table for singular in _to_singular(last)):
                    continue
                if words and code in _OF_ADJECTIVES and any(_is_strong(ours.get(one)) for one in _forms(last)):
                    continue
                table.setdefault(phrase, sector)
    return table


def _is_strong(sector: Sector | None) -> bool:
    return sector is not None and sector.strong


def _forms(word: str) -> tuple[str, ...]:
    return (word, *_to_singular(word))


@lru_cache(maxsize=16384)
def find_sector(phrase: str) -> Sector:
    """The sector of the office, body or group that ``phrase`` names; code None where no word of it is known."""
    words = _split_words(phrase)
    for position, word in enumerate(words):
        if word in _PREPOSITION and position:
            return _find_around(words, position)
    return _find_at_end(words)


@lru_cache(maxsize=16384)
def find_other_sectors(phrase: str) -> tuple[str, ...]:
    """What ``phrase`` tells beside its sector: "police union" COP, "student protesters" EDU, "opposition MPs" OPP.

    Only nouns that stand before the head count; that somebody is of the government says nothing further.
    """
    words = _split_words(phrase)
    before = next((at for at, word in enumerate(words) if word in _PREPOSITION and at), len(words))
    found: dict[str, None] = {}
    end = before
    while end > 0:
        for start in range(max(0, end - _LONGEST_PHRASE) if _may_end(words[end - 1]) else end, end):
            part = words[start:end]
            sector = _look_up(part)
            if sector is not None and sector.strong and not (len(part) == 1 and part[0] in _ADJECTIVES):
                found.setdefault(sector.code or "")
                if part[0] == "opposition":
                    found.setdefault("OPP")
                    found.setdefault(_find_at_end(part[1:]).code or "")
                end = start
                break
        else:
            end -= 1
    return tuple(code for code in found if code not in ("", "GOV", find_sector(phrase).code))


@lru_cache(maxsize=16384)
def is_former(phrase: str) -> bool:
    """Whether ``phrase`` speaks of an office that its holder has left ("former president", "ex-minister")."""
    words = phrase.lower()
    return bool(_FORMER.match(phrase + " ")) or " former " in f" {words} " or words.endswith(" emeritus")


def _split_words(phrase: str) -> tuple[str, ...]:
    # The look-up of runs of words grows with the cube of their number.
    found: list[str] = _WORD.findall(phrase[:_MOST_CHARACTERS].lower())
    words = (word.rstrip(".") if word.count(".") == 1 else word for word in found)
    return tuple(word.removesuffix("'s").removesuffix("’s") for word in words)


def _find_around(words: tuple[str, ...], preposition: int) -> Sector:
    ends = [end for end in range(len(words), preposition + 1, -1) if _may_end(words[end - 1])]
    for start in range(preposition):
        for end in ends:
            found = _look_up(words[start:end])
            if found is not None and found.strong:
                return found
    if words[preposition] == "of" and words[preposition - 1] in _QUANTITIES:
        rest = find_sector(" ".join(words[preposition + 1 :]))
        if rest.code is not None:
            return rest
    head = _find_at_end(words[:preposition])
    if head.strong:
        return head
    complement = _find_inside(words[preposition + 1 :])
    return Sector(complement.code, False) if complement.code else head


def _find_at_end(words: tuple[str, ...]) -> Sector:
    longest = min(len(words), _LONGEST_PHRASE) if words and _may_end(words[-1]) else 0
    for length in range(longest, 0, -1):
        found = _look_up(words[-length:])
        if found is None:
            continue
        if found.strong:
            return found
        beside = _find_inside(words[:-length])
        return Sector(beside.code, False) if beside.code else found
    return Sector(_find_inside(words[:-1]).code, False)


def _find_inside(words: tuple[str, ...]) -> Sector:
    """The rightmost phrase with a sector of its own anywhere in ``words``."""
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - _LONGEST_PHRASE) if _may_end(words[end - 1]) else end, end):
            found = _look_up(words[start:end])
            if found is not None and found.strong and not (end - start == 1 and words[start] in _ADJECTIVES):
                return found
    return UNKNOWN


@cache
def _last_words() -> frozenset[str]:
    return frozenset(phrase.rpartition(" ")[2] for phrase in _phrases())


@lru_cache(maxsize=16384)
def _may_end(word: str) -> bool:
    """Whether a phrase of the table, or a plural of one, may end with a word."""
    return "-" in word or not _last_words().isdisjoint(_forms(word))


def _look_up(words: tuple[str, ...]) -> Sector | None:
    table = _phrases()
    found = table.get(" ".join(words))
    if found is None and words:
        for singular in _to_singular(words[-1]):
            found = found or table.get(" ".join((*words[:-1], singular)))
        if found is None and len(words) == 1 and "-" in words[0]:
            return _look_up((words[0].rpartition("-")[2],))  # counter-demonstrators, vice-premier
    return found


def _to_singular(word: str) -> tuple[str, ...]:
    """The singulars that a plural may have: "gunmen" gunman, "armies" army, "attaches" attach or attache."""
    if word.endswith("men"):
        return (word[:-3] + "man",)
    if word.endswith("ies") and len(word) > 4:
        return (word[:-3] + "y",)
    if word.endswith(("ches", "shes", "sses", "xes")):
        return (word[:-2], word[:-1])
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return (word[:-1],)
    return ()
