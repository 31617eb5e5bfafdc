"""What the words make certain though the model left it open: two roles and one modality.

- Whoever is arrested or deported in a named country, by nobody who is named, is so by its authorities: "Japanese
  nationals detained in China" has the actor China.
- Ships, aircraft and troops that go into "Japanese waters" or "Iran's airspace" do so to that country.
- What somebody "is to" or "was to" do is planned: "Iwaya was to attend a dialogue".
"""

import re
from dataclasses import replace
from typing import Final

from models.extraction import Extraction, Role, Sentence, Trigger
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


def complete_extraction(text: str, extraction: Extraction) -> Extraction:
    """``extraction`` of ``text`` with the implied roles and modalities; the same object where there are none."""
    triggers = tuple(_complete(text, extraction, trigger) for trigger in extraction.triggers)
    return extraction if triggers == extraction.triggers else replace(extraction, triggers=triggers)


def _complete(text: str, extraction: Extraction, trigger: Trigger) -> Trigger:
    filled = {role.role for role in trigger.roles}
    if (trigger.type, trigger.mode) in _BY_AUTHORITIES and "RECIPIENT" in filled and "ACTOR" not in filled:
        trigger = _add(trigger, "ACTOR", _find_country(text, extraction, trigger))
    elif trigger.type == "MOBILIZE" and "RECIPIENT" not in filled:
        trigger = _add(trigger, "RECIPIENT", _find_waters(text, extraction, trigger))
    before = text[max(0, trigger.start - _LONGEST_BE_TO) : trigger.start]
    if trigger.modality == "actual" and _BE_TO.search(before):
        trigger = replace(trigger, modality="planned")
    return trigger


def _add(trigger: Trigger, role: str, mention: int | None) -> Trigger:
    if mention is None:
        return trigger
    roles = (*trigger.roles, Role(role=role, mention=mention, confidence=_CONFIDENCE))
    return replace(trigger, roles=tuple(sorted(roles, key=lambda one: (ROLES.index(one.role), one.mention))))


def _find_country(text: str, extraction: Extraction, trigger: Trigger) -> int | None:
    """The country where it happens: a LOCATION, or what follows the trigger as "in China"."""
    places = [role.mention for role in trigger.roles if role.role == "LOCATION"]
    places += [
        number
        for number, mention in enumerate(extraction.mentions)
        if mention.type == "GPE" and text[trigger.end : mention.start] in (" in ", " in the ")
    ]
    for number in places:
        mention = extraction.mentions[number]
        if mention.type == "GPE" and country_of(text[mention.start : mention.end]):
            return number
    return None


def _find_waters(text: str, extraction: Extraction, trigger: Trigger) -> int | None:
    sentence = next(
        (one for one in extraction.sentences if one.start <= trigger.start < one.end),
        Sentence(start=0, end=len(text)),
    )
    actors = {role.mention for role in trigger.roles if role.role == "ACTOR"}
    for number, mention in enumerate(extraction.mentions):
        near = trigger.end <= mention.start <= min(trigger.end + _FARTHEST_WATERS, sentence.end)
        if near and mention.type in ("NORP", "GPE") and number not in actors and _OWN_WATERS.match(text, mention.end):
            return number
    return None
