"""One extraction with the indexes that the coding asks for again and again: texts, sentences, nesting, relations.

Adds the relations that grammar makes certain where the model gave none: "Prime Minister Ishiba" and "Alaoui, Morocco's
foreign minister," (TITLE), "China's foreign minister", "Japanese officials", "a spokesman for Hamas" (OF).
"""

import datetime
import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

from models.extraction import Extraction, Mention, Sentence, Trigger
from pipeline.records import Article

_APPOSITION = re.compile(r",\s+(?:(?:the|an?|its|his|her|their|[\w.’' -]{2,30}[’']s)\s+)?(?:former\s+)?")
_WILL = re.compile(r"\b(?:will|would|shall|wo|would)(?:n['’]t)?\b|\b(?:not|never) (?:to|be)\b", re.IGNORECASE)
_POSSESSIVE = frozenset(("'s ", "’s ", "' ", "’ "))
_OF_GAPS = frozenset((" of ", " of the ", " for ", " for the ", " at ", " at the ", " with ", " with the ", " from "))
_AFTER_DATELINE = re.compile(r"(?:,[^.\n]{0,60}?)?\s*(?:\([^)]{1,40}\)\s*)?(?:[-–—]{1,2}|:)\s")
_LONGEST_DATELINE_END = 150
_OWNERS = frozenset(("GPE", "NORP", "ORG"))
_OWNED = frozenset(("TITLE", "ORG", "GRP", "PER", "FAC"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article's text with the model's findings, indexed by mention (position in ``mentions``).

    ``inner`` and ``outer`` are nesting, ``titles`` person → offices, ``holders`` office → person, ``owners`` the
    tails of OF, ``containers`` the tails of IN, ``links`` the tails of COREF with their confidence, ``uses`` the
    (trigger, role) pairs that a mention fills, ``triggers_of`` the triggers of each sentence that has some.
    """

    text: str
    published: datetime.date
    mentions: tuple[Mention, ...]
    extraction: Extraction
    texts: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    sentence_of: tuple[int, ...]
    trigger_sentence_of: tuple[int, ...]
    triggers_of: dict[int, list[int]]
    inner: tuple[tuple[int, ...], ...]
    outer: tuple[int | None, ...]
    titles: dict[int, list[int]]
    holders: dict[int, int]
    owners: dict[int, list[int]]
    containers: dict[int, list[int]]
    links: dict[int, list[tuple[int, float]]]
    uses: dict[int, list[tuple[int, str]]]

    def detail_modality(self, trigger: Trigger) -> str:
        """The trigger's modality, with ``negated-future`` for what will not happen ("will not attend")."""
        if trigger.modality != "negated":
            return trigger.modality
        before = self.text[max(0, trigger.start - 40) : trigger.start].rpartition(". ")[2]
        return "negated-future" if _WILL.search(before) else "negated"

    def gap(self, left: int, right: int) -> str:
        """The text between two mentions, empty where they touch or overlap."""
        return self.text[self.mentions[left].end : self.mentions[right].start]


def read_extraction(article: Article, extraction: Extraction) -> Reading:
    """Index ``extraction`` of ``article``."""
    sentences = extraction.sentences or (Sentence(start=0, end=len(article.text)),)
    starts = [sentence.start for sentence in sentences]
    mentions = extraction.mentions
    relations = _group_relations(extraction)
    uses: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for number, trigger in enumerate(extraction.triggers):
        for role in trigger.roles:
            uses[role.mention].append((number, role.role))
    inner, outer = _nest(mentions)
    trigger_sentence_of = tuple(max(0, bisect_right(starts, one.start) - 1) for one in extraction.triggers)
    triggers_of: dict[int, list[int]] = defaultdict(list)
    for number, sentence in enumerate(trigger_sentence_of):
        triggers_of[sentence].append(number)
    reading = Reading(
        text=article.text,
        published=datetime.date.fromisoformat(article.published[:10]),
        mentions=mentions,
        extraction=extraction,
        texts=tuple(article.text[mention.start : mention.end] for mention in mentions),
        sentences=sentences,
        sentence_of=tuple(max(0, bisect_right(starts, mention.start) - 1) for mention in mentions),
        trigger_sentence_of=trigger_sentence_of,
        triggers_of=dict(triggers_of),
        inner=inner,
        outer=outer,
        titles=relations.titles,
        holders=relations.holders,
        owners=relations.owners,
        containers=relations.containers,
        links=relations.links,
        uses=dict(uses),
    )
    _add_certain_relations(reading)
    return reading


def find_dateline(reading: Reading) -> int | None:
    """The place that an article begins with: "BASRA, Iraq - Guards …", "VILNIUS, March 3 (Agency) - …"."""
    for number, mention in enumerate(reading.mentions[:3]):
        if (
            mention.type == "GPE"
            and mention.start < 3
            and _AFTER_DATELINE.match(reading.text, mention.end, mention.end + _LONGEST_DATELINE_END)
        ):
            return number
    return None


@dataclass(frozen=True, slots=True)
class _Relations:
    titles: dict[int, list[int]]
    holders: dict[int, int]
    owners: dict[int, list[int]]
    containers: dict[int, list[int]]
    links: dict[int, list[tuple[int, float]]]


def _group_relations(extraction: Extraction) -> _Relations:
    found = _Relations({}, {}, {}, {}, {})
    for relation in sorted(extraction.relations, key=lambda one: -one.confidence):
        head, tail = relation.head, relation.tail
        if head == tail:
            continue
        if relation.type == "TITLE":
            found.titles.setdefault(head, []).append(tail)
            found.holders.setdefault(tail, head)
        elif relation.type == "OF":
            found.owners.setdefault(head, []).append(tail)
        elif relation.type == "IN":
            found.containers.setdefault(head, []).append(tail)
        else:
            found.links.setdefault(head, []).append((tail, relation.confidence))
    return found


def _nest(mentions: tuple[Mention, ...]) -> tuple[tuple[tuple[int, ...], ...], tuple[int | None, ...]]:
    inner: list[list[int]] = [[] for _ in mentions]
    outer: list[int | None] = [None] * len(mentions)
    around: list[int] = []
    for number, mention in enumerate(mentions):
        while around and mentions[around[-1]].end < mention.end:
            around.pop()
        if around and mentions[around[-1]].end <= mention.start:
            around = [one for one in around if mentions[one].end > mention.start]
        for one in around:
            if mentions[one].start <= mention.start and mention.end <= mentions[one].end:
                inner[one].append(number)
                outer[number] = one
        around.append(number)
    return tuple(map(tuple, inner)), tuple(outer)


def _add_certain_relations(reading: Reading) -> None:
    mentions = reading.mentions
    for left, mention in enumerate(mentions):
        for right in range(left + 1, min(left + 6, len(mentions))):
            if mentions[right].start < mention.end:
                continue
            gap = reading.text[mention.end : mentions[right].start]
            if len(gap) > 40 or "." in gap:
                break
            _relate(reading, left, right, gap)


def _relate(reading: Reading, left: int, right: int, gap: str) -> None:
    first, second = reading.mentions[left].type, reading.mentions[right].type
    if first == "TITLE" and second == "PER" and (gap == " " or (gap == ", " and _closes(reading, left, right))):
        _give_title(reading, right, left)
    elif first == "PER" and second == "TITLE" and _APPOSITION.fullmatch(gap):
        _give_title(reading, left, right)
    elif (first == "PER" and second == "GRP" and gap in _POSSESSIVE) or (
        first in _OWNERS and second in _OWNED and (gap in _POSSESSIVE or (gap == " " and first != "GPE"))
    ):
        _give_owner(reading, right, left)
    elif first in ("TITLE", "GRP") and second in _OWNERS and gap in _OF_GAPS:
        _give_owner(reading, left, right)


def _closes(reading: Reading, title: int, person: int) -> bool:
    """Whether a name set off by commas explains an office: "Spain's ambassador, Luis Gil, said"."""
    end, start = reading.mentions[person].end, reading.mentions[title].start
    before = reading.text[max(0, start - 4) : start].lower()
    return reading.text[end : end + 1] in (",", ".") and before.endswith(("the ", "'s ", "’s ", "its "))


def _give_title(reading: Reading, person: int, title: int) -> None:
    if title not in reading.holders and person not in reading.titles:
        reading.holders[title] = person
        reading.titles[person] = [title]


def _give_owner(reading: Reading, owned: int, owner: int) -> None:
    if owned not in reading.owners:
        reading.owners[owned] = [owner]
