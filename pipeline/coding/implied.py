"""What the words make certain though the model left it open: some roles and one modality.

- Whoever is arrested or deported in a named country, by nobody who is named, is so by its authorities: "Japanese
  nationals detained in China" has the actor China.
- Ships, aircraft and troops that go into "Japanese waters" or "Iran's airspace" do so to that country.
- Who is named with "and" before an actor that stands before the trigger acts too: "Ishiba and President Xi held".
- Who makes, pays or holds the event that a noun names is its actor: "the last visit was made by Hayashi in April".
- Of a clause "that China would relax …" China alone is the actor, whoever agreed on it.
- What somebody "is to" or "was to" do is planned: "Iwaya was to attend a dialogue".
- Who is asked, urged … "to" do something is the recipient of the request.
- Who hosts, receives or welcomes a visitor is the host: PLOVER's recipient, though the subject of the sentence.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from models.extraction import Extraction, Relation, Role, Sentence, Trigger
from models.labels import ROLES
from pipeline.coding.countries import country_of

_CONFIDENCE: Final = 0.6
_BY_AUTHORITIES: Final = frozenset((("COERCE", "arrest"), ("COERCE", "deport")))
_OWN_WATERS: Final = re.compile(
    r"(?:['’]s?)? (?:(?:territorial|coastal|sovereign|exclusive|economic|air defen[cs]e|identification) ){0,3}"
    r"(?:waters|airspace|air space|territory|soil|zone|side of the border)\b"
)
_FARTHEST_WATERS: Final = 40
_BE_TO: Final = re.compile(
    r"\b(?:is|are|was|were|['’]s|['’]re) (?:(?:also|now|then|later|due|set|scheduled) ){0,2}to (?:be )?$", re.IGNORECASE
)
_LONGEST_BE_TO: Final = 40
_AGENT: Final = re.compile(
    r"[^.;:?!]{0,80}?\b(?:was|were|been|is|are) (?:made|paid|held|carried out|conducted|led|launched|staged|mounted"
    r"|committed|issued|delivered) by (?:the )?$"
)
_LONGEST_AGENT: Final = 110
_LONGEST_NAME: Final = 120
_BEFORE_DATE: Final = frozenset((" in ", " on ", " "))
_MODAL: Final = re.compile(r" (?:would|will|could|may|might|must|should|shall)(?: not)?(?: \w{1,20}ly)? $")
_THAT: Final = re.compile(r"\bthat (?:the )?$")
_ASKED: Final = re.compile(r" (?:(?:up)?on )?(?:the )?")
_TO_DO: Final = re.compile(r"(?:['’]s [\w -]{1,30})? (?:not )?to \w")
_FARTHEST_ASKED: Final = 8
_ASKED_TYPES: Final = frozenset(("PER", "GPE", "ORG", "NORP", "GRP", "TITLE", "PRO"))
_HOSTS: Final = re.compile(r"(?:host(?:ed|s|ing)?|receiv(?:ed|es|ing)|welcom(?:ed|es|ing))", re.IGNORECASE)
_PASSIVE: Final = re.compile(r"\b(?:was|were|is|are|been|being|be)\s+(?:\w{1,20}ly\s+)?$", re.IGNORECASE)
_LONGEST_PASSIVE: Final = 40
_JOINED: Final = frozenset(("PER", "GPE", "ORG", "NORP", "GRP"))


def complete_extraction(text: str, extraction: Extraction) -> Extraction:
    """``extraction`` of ``text`` with what the words imply; the same object where that is nothing."""
    words = _Words(text, extraction)
    completed = [_complete(words, trigger) for trigger in extraction.triggers]
    triggers = tuple(trigger for trigger, _ in completed)
    titles = tuple(title for _, title in completed if title is not None)
    if triggers == extraction.triggers and not titles:
        return extraction
    return replace(extraction, triggers=triggers, relations=(*extraction.relations, *titles))


class _Words:
    """A text with its extraction; what stands near a place is found without going through the whole article."""

    def __init__(self, text: str, extraction: Extraction) -> None:
        self.text = text
        self.mentions = extraction.mentions
        self.sentences = extraction.sentences
        self._mention_starts = [mention.start for mention in extraction.mentions]
        self._triggers = extraction.triggers
        self._trigger_starts = [trigger.start for trigger in extraction.triggers]

    def between(self, start: int, end: int) -> range:
        """The mentions that begin from ``start`` up to ``end`` (inclusive)."""
        return range(bisect_left(self._mention_starts, start), bisect_right(self._mention_starts, end))

    def triggers_between(self, start: int, end: int) -> Sequence[Trigger]:
        """The triggers that begin from ``start`` up to ``end`` (exclusive)."""
        return self._triggers[bisect_left(self._trigger_starts, start) : bisect_left(self._trigger_starts, end)]

    def gap(self, start: int, mention: int) -> str:
        """The text from ``start`` to the mention."""
        return self.text[start : self.mentions[mention].start]

    def sentence_end(self, trigger: Trigger) -> int:
        """Where the trigger's sentence ends."""
        number = bisect_right(self.sentences, trigger.start, key=_start_of) - 1
        return self.sentences[number].end if number >= 0 else len(self.text)


def _start_of(sentence: Sentence) -> int:
    return sentence.start


def _complete(words: _Words, trigger: Trigger) -> tuple[Trigger, Relation | None]:
    """The trigger with what its words imply, and the office of an agent who is named beside it."""
    filled = {role.role for role in trigger.roles}
    if (trigger.type, trigger.mode) in _BY_AUTHORITIES and "RECIPIENT" in filled and "ACTOR" not in filled:
        trigger = _add(trigger, "ACTOR", _find_country(words, trigger))
    elif trigger.type == "MOBILIZE" and "RECIPIENT" not in filled:
        trigger = _add(trigger, "RECIPIENT", _find_waters(words, trigger))
    elif trigger.type == "REQUEST" and "RECIPIENT" not in filled:
        trigger = _add(trigger, "RECIPIENT", _find_asked(words, trigger))
    elif (trigger.type, trigger.mode) == ("CONSULT", "visit"):
        trigger = _turn_host(words, trigger)
    trigger = _keep_subject(words, trigger)
    for partner in _find_partners(words, trigger):
        trigger = _add(trigger, "ACTOR", partner)
    title = None
    agent = _find_agent(words, trigger)
    if agent is not None:
        title = _find_office(words, trigger, agent)
        if title is not None:  # a filler is the person where there is one, not the office
            roles = tuple(one for one in trigger.roles if one.role != "ACTOR" or one.mention != title.tail)
            trigger = replace(trigger, roles=roles)
        trigger = _add(trigger, "ACTOR", agent)
        if "TIME" not in filled:
            trigger = _add(trigger, "TIME", _find_date_after(words, agent))
    if trigger.modality == "actual" and _BE_TO.search(
        words.text, max(0, trigger.start - _LONGEST_BE_TO), trigger.start
    ):
        trigger = replace(trigger, modality="planned")
    return trigger, title


def _add(trigger: Trigger, role: str, mention: int | None) -> Trigger:
    if mention is None or any(one.role == role and one.mention == mention for one in trigger.roles):
        return trigger
    roles = (*trigger.roles, Role(role=role, mention=mention, confidence=_CONFIDENCE))
    return replace(trigger, roles=tuple(sorted(roles, key=lambda one: (ROLES.index(one.role), one.mention))))


def _list_actors(trigger: Trigger) -> list[int]:
    return [role.mention for role in trigger.roles if role.role == "ACTOR"]


def _find_country(words: _Words, trigger: Trigger) -> int | None:
    """The country where it happens: a LOCATION, or what follows the trigger as "in China"."""
    places = [role.mention for role in trigger.roles if role.role == "LOCATION"]
    places += [
        one
        for one in words.between(trigger.end, trigger.end + 8)
        if words.gap(trigger.end, one) in (" in ", " in the ")
    ]
    for one in places:
        mention = words.mentions[one]
        if mention.type == "GPE" and country_of(words.text[mention.start : mention.end]):
            return one
    return None


def _find_waters(words: _Words, trigger: Trigger) -> int | None:
    actors = _list_actors(trigger)
    for one in words.between(trigger.end, min(trigger.end + _FARTHEST_WATERS, words.sentence_end(trigger))):
        mention = words.mentions[one]
        if mention.type in ("NORP", "GPE") and one not in actors and _OWN_WATERS.match(words.text, mention.end):
            return one
    return None


def _find_asked(words: _Words, trigger: Trigger) -> int | None:
    """Who stands between a request and its "to": "urged Peru to wait"."""
    used = {role.mention for role in trigger.roles if role.role != "SOURCE"}
    for one in words.between(trigger.end + 1, min(trigger.end + _FARTHEST_ASKED, words.sentence_end(trigger))):
        mention = words.mentions[one]
        fits = mention.type in _ASKED_TYPES and one not in used
        if fits and _ASKED.fullmatch(words.gap(trigger.end, one)) and _TO_DO.match(words.text, mention.end):
            return one
    return None


def _turn_host(words: _Words, trigger: Trigger) -> Trigger:
    """Make the subject of "hosted" the recipient and its object the actor, where the model has it the other way."""
    sides = {name: [role.mention for role in trigger.roles if role.role == name] for name in ("ACTOR", "RECIPIENT")}
    if not (sides["ACTOR"] and sides["RECIPIENT"]) or not _HOSTS.fullmatch(words.text, trigger.start, trigger.end):
        return trigger
    before = all(words.mentions[one].end <= trigger.start for one in sides["ACTOR"])
    after = all(words.mentions[one].start >= trigger.end for one in sides["RECIPIENT"])
    passive = _PASSIVE.search(words.text, max(0, trigger.start - _LONGEST_PASSIVE), trigger.start)
    if passive or not (before and after):
        return trigger
    turned = {"ACTOR": "RECIPIENT", "RECIPIENT": "ACTOR"}
    roles = tuple(replace(role, role=turned.get(role.role, role.role)) for role in trigger.roles)
    return replace(trigger, roles=tuple(sorted(roles, key=lambda one: (ROLES.index(one.role), one.mention))))


def _keep_subject(words: _Words, trigger: Trigger) -> Trigger:
    actors = _list_actors(trigger)
    if len(actors) < 2:
        return trigger
    for number in actors:
        mention = words.mentions[number]
        modal = _MODAL.fullmatch(words.text, mention.end, trigger.start)
        if modal and _THAT.search(words.text, max(0, mention.start - 9), mention.start):
            before = {one for one in actors if words.mentions[one].end < mention.start}
            kept = tuple(one for one in trigger.roles if one.role != "ACTOR" or one.mention not in before)
            return replace(trigger, roles=kept)
    return trigger


def _find_partners(words: _Words, trigger: Trigger) -> list[int]:
    used = {role.mention for role in trigger.roles}
    partners = []
    for actor in _list_actors(trigger):
        second = words.mentions[actor]
        if second.end > trigger.start or second.type not in _JOINED:
            continue
        nearby = words.between(second.start - _LONGEST_NAME, second.start)
        titles = [words.mentions[one] for one in nearby if words.mentions[one].type == "TITLE"]
        start = next((one.start for one in titles if one.end == second.start - 1), second.start)
        partners += [
            one
            for one in nearby
            if words.mentions[one].type == second.type
            and one not in used
            and words.text[words.mentions[one].end : start] == " and "
            and not _serves_before(words, one)
        ]
    return partners


def _serves_before(words: _Words, number: int) -> bool:
    """Whether the mention fills a role of a trigger just before it: "met Wang" in "met Wang and Li left"."""
    start = words.mentions[number].start
    return any(
        role.mention == number
        for trigger in words.triggers_between(start - _LONGEST_NAME, start)
        for role in trigger.roles
    )


def _find_agent(words: _Words, trigger: Trigger) -> int | None:
    if words.text.find(" by ", trigger.end, trigger.end + _LONGEST_AGENT) < 0:
        return None
    for one in words.between(trigger.end + 1, trigger.end + _LONGEST_AGENT):
        mention = words.mentions[one]
        if words.triggers_between(trigger.end, mention.start):
            return None
        if mention.type in ("PER", "GPE", "ORG", "GRP") and _AGENT.fullmatch(words.text, trigger.end, mention.start):
            return one
    return None


def _find_office(words: _Words, trigger: Trigger, agent: int) -> Relation | None:
    """An office that acts beside a named agent is the agent's: "a visit by a minister was made by Hayashi"."""
    offices = [one for one in _list_actors(trigger) if words.mentions[one].type == "TITLE"]
    if len(offices) != 1 or words.mentions[agent].type != "PER":
        return None
    return Relation(type="TITLE", head=agent, tail=offices[0], confidence=_CONFIDENCE)


def _find_date_after(words: _Words, number: int) -> int | None:
    end = words.mentions[number].end
    for one in words.between(end, end + 4):
        if words.mentions[one].type == "DATE" and words.gap(end, one) in _BEFORE_DATE:
            return one
    return None
