"""Pronouns that the model left alone → the nearest compatible mention before: by type, number, gender, then nearness.

A mention that acts, or opens its sentence, is preferred. "I" and "we" mean who is quoted. Confidence is low on purpose.
"""

from functools import lru_cache

from pipeline.coding.chains import ChainBuilder
from pipeline.coding.groups import find_sides
from pipeline.coding.names import find_head

_HE = frozenset(("he", "him", "his", "himself"))
_SHE = frozenset(("she", "her", "hers", "herself"))
_IT = frozenset(("it", "its", "itself"))
_THEY = frozenset(("they", "them", "their", "theirs", "themselves", "both", "each other", "one another"))
_SPEAKER = frozenset(("i", "me", "my", "mine", "we", "us", "our", "ours", "myself", "ourselves"))
_FEMALE_ENDINGS = ("woman", "queen", "princess", "mother", "wife", "daughter", "sister", "girl", "lady", "widow", "nun")
_MALE_ENDINGS = (
    "man",
    "king",
    "prince",
    "father",
    "husband",
    "son",
    "brother",
    "boy",
    "sheikh",
    "pope",
    "monk",
    "imam",
)
_FARTHEST_SENTENCE = 2
_LOWEST_SCORE = -4.0
_CONFIDENCE = 0.6

_KINDS = {
    "he": {"PER": 1.0, "TITLE": 0.6, "GRP": 0.0},
    "it": {"ORG": 1.0, "GPE": 1.0, "GRP": 0.2, "LOC": -0.5, "FAC": -0.5},
    "they": {"GRP": 1.0, "NORP": 0.3, "ORG": 0.2},
}


def resolve_pronouns(chains: ChainBuilder) -> None:
    """Join every pronoun without a chain to its likeliest antecedent, from left to right."""
    for number, mention in enumerate(chains.reading.mentions):
        if mention.type == "PRO" and number not in chains.reading.links and chains.is_alone(number):
            antecedent = _find_antecedent(chains, number)
            pair = _find_pair(chains, number, antecedent)
            if pair:
                chains.members[number] = pair
            elif antecedent is not None:
                chains.join(number, antecedent, _CONFIDENCE)


def _find_pair(chains: ChainBuilder, number: int, antecedent: int | None) -> list[int]:
    """The two persons of the last event that "they" means, unless a plural group stands nearer."""
    if chains.reading.texts[number].lower() not in _THEY:
        return []
    pair = find_sides(chains, number, "PER", 2, farthest=1)
    if not pair or (antecedent is not None and antecedent > max(pair) and is_plural(chains.reading.texts[antecedent])):
        return []
    return pair


def _find_antecedent(chains: ChainBuilder, number: int) -> int | None:
    word = chains.reading.texts[number].lower()
    if word in _SPEAKER:
        return _find_speaker(chains, number)
    kind = "he" if word in _HE or word in _SHE else "it" if word in _IT else "they" if word in _THEY else None
    if kind is None:
        return None
    best, best_score = None, _LOWEST_SCORE
    for candidate in range(number - 1, -1, -1):
        distance = chains.reading.sentence_of[number] - chains.reading.sentence_of[candidate]
        if distance > _FARTHEST_SENTENCE:
            break
        score = _score(chains, number, candidate, kind)
        if score is not None and score > best_score and not _acts_on(chains, number, candidate):
            best, best_score = candidate, score
    return best


def _find_speaker(chains: ChainBuilder, number: int) -> int | None:
    """Who is quoted: the source of the event that the pronoun is in, of its sentence, or of the sentence before."""
    reading = chains.reading
    triggers = reading.extraction.triggers
    near = [trigger for trigger, _ in reading.uses.get(number, ())]
    for distance in (0, 1):
        near += reading.triggers_of.get(reading.sentence_of[number] - distance, ())
    for trigger in near:
        for role in triggers[trigger].roles:
            if role.role == "SOURCE" and reading.mentions[role.mention].type != "PRO":
                return role.mention
    return None


def _score(chains: ChainBuilder, number: int, candidate: int, kind: str) -> float | None:
    reading = chains.reading
    fitting = [_KINDS[kind][one] for one in chains.kinds(candidate) if one in _KINDS[kind]]
    if not fitting or reading.mentions[candidate].type == "NORP" or reading.outer[candidate] is not None:
        return None
    if not _agrees(chains, reading.texts[number].lower(), candidate, kind):
        return None
    distance = reading.sentence_of[number] - reading.sentence_of[candidate]
    between = (reading.mentions[number].start - reading.mentions[candidate].end) / 100
    acts = any(role == "ACTOR" for _, role in reading.uses.get(candidate, ()))
    opens = reading.mentions[candidate].start - reading.sentences[reading.sentence_of[candidate]].start < 12
    return max(fitting) + 1.2 * acts + 0.8 * opens - 1.2 * distance - min(between, 2.0)


def _agrees(chains: ChainBuilder, word: str, candidate: int, kind: str) -> bool:
    texts = [chains.reading.texts[one] for one in chains.last_mentions(candidate)]
    if kind == "they":
        return True
    if chains.reading.mentions[candidate].type == "GRP" and is_plural(texts[0]):
        return False
    if kind == "it":
        return True
    genders = {_tell_gender(text) for text in texts} - {None}
    return ("she" if word in _SHE else "he") in genders or not genders


@lru_cache(maxsize=16384)
def _tell_gender(text: str) -> str | None:
    word = text.lower()
    if word in _SHE:
        return "she"
    if word in _HE:
        return "he"
    head = find_head(text)
    if head.endswith(_FEMALE_ENDINGS):
        return "she"
    return "he" if head.endswith(_MALE_ENDINGS) and text[:1].islower() else None


@lru_cache(maxsize=16384)
def is_plural(text: str) -> bool:
    """Whether the head of a phrase is a plural."""
    head = find_head(text)
    return head.endswith(("s", "men", "people", "children", "police", "women")) and not head.endswith("ss")


def _acts_on(chains: ChainBuilder, number: int, candidate: int) -> bool:
    """Whether pronoun and candidate are the two sides of one event ("Iwaya told him"): then they are not the same."""
    sides = ("ACTOR", "RECIPIENT")
    own = {trigger: role for trigger, role in chains.reading.uses.get(number, ()) if role in sides}
    for one in chains.last_mentions(candidate):
        for trigger, role in chains.reading.uses.get(one, ()):
            if role in sides and own.get(trigger) not in (None, role):
                return True
    return False
