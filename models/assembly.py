"""What was decoded of a text's windows → one extraction with character offsets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.backends import Floats, Integers
from models.confidence import Calibration
from models.decoding import DecodedSpans, decode_contexts
from models.extraction import Context, Extraction, Mention, Relation, Role, Trigger
from models.labels import CONTEXTS, EVENT_TYPES, MENTION_TYPES, MODALITIES, ROLES
from models.pairs import LINK_TYPES
from models.windows import Window
from models.words import WordSequence


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowReading:
    """What was decoded of one window; words count from the window's first.

    ``mention_states``: (mentions, 2, hidden), the states of the first and the last word of each mention.
    """

    spans: DecodedSpans
    modes: list[str | None]
    modalities: Floats
    roles: list[tuple[int, int, int, float]]
    links: list[tuple[int, int, int, float]]
    contexts: Floats
    mention_states: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLink:
    """``head``, a mention of a text, stands for the earlier mention ``tail``; both count through its windows."""

    head: int
    tail: int
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembler:
    """Puts readings together; ``calibration`` turns their probabilities into confidences."""

    calibration: Calibration
    context_threshold: float

    def assemble(
        self,
        words: WordSequence,
        found: Sequence[tuple[Window, WindowReading]],
        across: Sequence[WindowLink] = (),
    ) -> Extraction:
        """The extraction of one text from the readings of its windows, which are in text order, and links across."""
        mentions: list[Mention] = []
        triggers: list[Trigger] = []
        relations: list[Relation] = []
        for window, reading in found:
            first_mention = len(mentions)
            mentions += self._place_mentions(words, window, reading.spans)
            triggers += self._place_triggers(words, window, reading, first_mention)
            relations += [
                Relation(
                    type="COREF" if LINK_TYPES[kind] == "MEMBER" else LINK_TYPES[kind],
                    head=first_mention + head,
                    tail=first_mention + tail,
                    confidence=self.calibration.relation.confidence(probability),
                )
                for head, tail, kind, probability in reading.links
            ]
        relations += [
            Relation(
                type="COREF",
                head=link.head,
                tail=link.tail,
                confidence=self.calibration.relation.confidence(link.probability),
            )
            for link in across
        ]
        return Extraction(
            sentences=words.sentences,
            mentions=tuple(mentions),
            triggers=tuple(triggers),
            relations=tuple(relations),
            contexts=self._name_contexts([reading.contexts for _, reading in found]),
        )

    def _name_contexts(self, logits: list[Floats]) -> tuple[Context, ...]:
        if not logits:
            return ()
        return tuple(
            Context(name=CONTEXTS[index], confidence=self.calibration.context.confidence(probability))
            for index, probability in decode_contexts(np.stack(logits), self.context_threshold)
        )

    def _place_mentions(self, words: WordSequence, window: Window, spans: DecodedSpans) -> list[Mention]:
        return [
            Mention(
                type=MENTION_TYPES[kind],
                start=start,
                end=end,
                confidence=self.calibration.mention.confidence(probability),
            )
            for kind, start, end, probability in zip(
                spans.mentions[:, 2].tolist(),
                *_find_characters(words, window, spans.mentions),
                spans.mention_confidence.tolist(),
                strict=True,
            )
        ]

    def _place_triggers(
        self, words: WordSequence, window: Window, reading: WindowReading, first_mention: int
    ) -> list[Trigger]:
        roles: dict[int, list[Role]] = {}
        for trigger, mention, role, probability in sorted(reading.roles, key=lambda found: (found[2], found[1])):
            confidence = self.calibration.role.confidence(probability)
            filler = Role(role=ROLES[role], mention=first_mention + mention, confidence=confidence)
            roles.setdefault(trigger, []).append(filler)
        triggers = []
        starts, ends = _find_characters(words, window, reading.spans.triggers)
        modalities = reading.modalities.argmax(axis=1).tolist()
        for index, (_, _, kind) in enumerate(reading.spans.triggers.tolist()):
            modality = modalities[index]
            triggers.append(
                Trigger(
                    type=EVENT_TYPES[kind],
                    mode=reading.modes[index],
                    modality=MODALITIES[modality],
                    start=starts[index],
                    end=ends[index],
                    confidence=self.calibration.trigger.confidence(float(reading.spans.trigger_confidence[index])),
                    modality_confidence=self.calibration.modality.confidence(
                        float(reading.modalities[index, modality])
                    ),
                    roles=tuple(roles.get(index, ())),
                )
            )
        return triggers


def _find_characters(words: WordSequence, window: Window, spans: Integers) -> tuple[list[int], list[int]]:
    """Where the spans of a window start and end in its text."""
    starts: list[int] = words.word_start[window.first_word + spans[:, 0]].tolist()
    ends: list[int] = words.word_end[window.first_word + spans[:, 1]].tolist()
    return starts, ends
