"""The codes of one event, plain and after the rewrite of modality, with what its modality and contexts rest on.

PLOVER's rule that a COERCE event of mode cyber or misinformation has the context of that name is applied here.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from models.extraction import Context, Trigger
from pipeline.coding.cameo import code_cameo
from pipeline.coding.context_words import ContextWords
from pipeline.coding.plover import code_plain, code_plover
from pipeline.coding.reading import Reading
from pipeline.records import CameoCode, Evidence, PloverCode

_MODES_WITH_CONTEXT: Final = frozenset(("cyber", "misinformation"))
_LONGEST_CUE: Final = 60
_CUES: Final = {
    "planned": r"will|would|shall|to|plans?|planned|due|going to|expected|scheduled|set|intends?|won['’]t",
    "hypothetical": r"if|unless|could|may|might|would|should|must|can|whether|to|threatens?|threatened|in case|were",
    "negated": r"not|never|no|nor|neither|without|\w+n['’]t|refus\w+|fail\w*|den(?:y|ies|ied)|instead of|nobody|none",
}
_CUE_PATTERNS: Final = {modality: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for modality, words in _CUES.items()}


class EventCodes(Struct, frozen=True, kw_only=True):
    """The codes of an event; ``plain`` is whatever its modality. ``evidence`` is that of modality and contexts."""

    plover: PloverCode
    plover_plain: PloverCode
    cameo: CameoCode | None
    cameo_plain: CameoCode | None
    contexts: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCoder:
    """Codes the events of one article with those ``contexts``, which ``words`` tell."""

    reading: Reading
    contexts: tuple[Context, ...]
    words: ContextWords
    _shown: dict[int, tuple[Evidence, ...]] = field(default_factory=dict)

    def code(self, number: int, *, mode: str | None) -> EventCodes:
        """The codes of trigger ``number`` with that mode."""
        trigger = self.reading.extraction.triggers[number]
        sentence = self.reading.trigger_sentence_of[number]
        names = tuple(context.name for context in self.contexts)
        told = self.words.told_in(sentence)
        shown = self._show_contexts(sentence)
        if trigger.type == "COERCE" and mode in _MODES_WITH_CONTEXT and mode not in names:
            names += (mode,)
            told |= {mode}
            span = (trigger.start, trigger.end)
            shown += (_show(self.reading, span, f"contexts.{mode}", "mode", trigger.confidence),)
        text = self.reading.text[trigger.start : trigger.end]
        modality = self.reading.detail_modality(trigger)
        return EventCodes(
            plover=code_plover(trigger.type, mode, modality),
            plover_plain=code_plain(trigger.type, mode),
            cameo=code_cameo(trigger.type, mode, modality, names, told=told, trigger=text),
            cameo_plain=code_cameo(trigger.type, mode, "actual", names, told=told, trigger=text),
            contexts=names,
            evidence=(*_show_modality(self.reading, trigger, sentence), *shown),
        )

    def _show_contexts(self, sentence: int) -> tuple[Evidence, ...]:
        if sentence not in self._shown:
            self._shown[sentence] = tuple(
                _show_context(self.reading, context, self.words, sentence) for context in self.contexts
            )
        return self._shown[sentence]


def _show_context(reading: Reading, context: Context, words: ContextWords, sentence: int) -> Evidence:
    """The word that tells a context, the nearest to the event; without a span where no word of the article does."""
    name = f"contexts.{context.name}"
    word = words.best(context.name, sentence)
    if word is None:
        return Evidence(field=name, rule="article", confidence=round(context.confidence, 4))
    rule = "sentence" if word.sentence == sentence else "word"
    return _show(reading, (word.start, word.end), name, rule, context.confidence)


def _show_modality(reading: Reading, trigger: Trigger, sentence: int) -> tuple[Evidence, ...]:
    """The word before the trigger that speaks for its modality; nothing for what happened."""
    pattern = _CUE_PATTERNS.get(trigger.modality)
    if pattern is None:
        return ()
    start = max(reading.sentences[sentence].start, trigger.start - _LONGEST_CUE)
    cues = [cue.span() for cue in pattern.finditer(reading.text, start, trigger.start)]
    span, rule = (cues[-1], "cue") if cues else ((trigger.start, trigger.end), "model")
    return (_show(reading, span, "modality", rule, trigger.modality_confidence),)


def _show(reading: Reading, span: tuple[int, int], name: str, rule: str, confidence: float) -> Evidence:
    start, end = span
    return Evidence(
        field=name,
        rule=rule,
        confidence=round(confidence, 4),
        text=reading.text[start:end],
        start=start,
        end=end,
    )
