"""What was decoded of a text's windows → one extraction with character offsets."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from models.backends import Floats
from models.decoding import DecodedSpans, Thresholds, decode_contexts
from models.extraction import Context, Extraction, Mention, Relation, Role, Trigger
from models.labels import CONTEXTS, EVENT_TYPES, MENTION_TYPES, MODALITIES, ROLES
from models.pairs import LINK_TYPES
from models.windows import Window
from models.words import WordSequence

_CONFIDENCE_DIGITS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowReading:
    """What was decoded of one window; words count from the window's first."""

    spans: DecodedSpans
    modes: list[str | None]
    modalities: Floats
    roles: list[tuple[int, int, int, float]]
    links: list[tuple[int, int, int, float]]
    contexts: Floats


def assemble(words: WordSequence, found: list[tuple[Window, WindowReading]], thresholds: Thresholds) -> Extraction:
    """The extraction of one text from the readings of its windows, which are in text order."""
    mentions: list[Mention] = []
    triggers: list[Trigger] = []
    relations: list[Relation] = []
    for window, reading in found:
        first_mention = len(mentions)
        mentions += _place_mentions(words, window, reading.spans)
        triggers += _place_triggers(words, window, reading, first_mention)
        relations += [
            Relation(
                type="COREF" if LINK_TYPES[kind] == "MEMBER" else LINK_TYPES[kind],
                head=first_mention + head,
                tail=first_mention + tail,
                confidence=round(probability, _CONFIDENCE_DIGITS),
            )
            for head, tail, kind, probability in reading.links
        ]
    logits = np.stack([reading.contexts for _, reading in found]) if found else np.zeros((0, len(CONTEXTS)))
    contexts = decode_contexts(logits.astype(np.float32), thresholds.context) if found else []
    return Extraction(
        sentences=words.sentences,
        mentions=tuple(mentions),
        triggers=tuple(triggers),
        relations=tuple(relations),
        contexts=tuple(
            Context(name=CONTEXTS[index], confidence=round(probability, _CONFIDENCE_DIGITS))
            for index, probability in contexts
        ),
    )


def _place_mentions(words: WordSequence, window: Window, spans: DecodedSpans) -> list[Mention]:
    return [
        Mention(
            type=MENTION_TYPES[kind],
            start=int(words.word_start[window.first_word + first]),
            end=int(words.word_end[window.first_word + last]),
            confidence=round(float(confidence), _CONFIDENCE_DIGITS),
        )
        for (first, last, kind), confidence in zip(spans.mentions.tolist(), spans.mention_confidence, strict=True)
    ]


def _place_triggers(words: WordSequence, window: Window, reading: WindowReading, first_mention: int) -> list[Trigger]:
    roles: dict[int, list[Role]] = {}
    for trigger, mention, role, probability in reading.roles:
        confidence = round(probability, _CONFIDENCE_DIGITS)
        roles.setdefault(trigger, []).append(
            Role(role=ROLES[role], mention=first_mention + mention, confidence=confidence)
        )
    triggers = []
    for index, (first, last, kind) in enumerate(reading.spans.triggers.tolist()):
        modality = int(reading.modalities[index].argmax())
        triggers.append(
            Trigger(
                type=EVENT_TYPES[kind],
                mode=reading.modes[index],
                modality=MODALITIES[modality],
                start=int(words.word_start[window.first_word + first]),
                end=int(words.word_end[window.first_word + last]),
                confidence=round(float(reading.spans.trigger_confidence[index]), _CONFIDENCE_DIGITS),
                modality_confidence=round(float(reading.modalities[index, modality]), _CONFIDENCE_DIGITS),
                roles=tuple(sorted(roles.get(index, []), key=lambda r: (ROLES.index(r.role), r.mention))),
            )
        )
    return triggers
