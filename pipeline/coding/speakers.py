"""Who is quoted or cited for events whose source the model left open.

- Quotation marks: the speaker beside the quote ("…," said Wang), or the one of the quote just before where it runs on.
- Reports: "…, police said", "Police said …", "according to the ministry".

Nobody else: where no one is named, the article itself tells it.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from pipeline.coding.reading import Reading

_SPEAKERS: Final = frozenset(("PER", "ORG", "GPE", "NORP", "TITLE", "GRP", "PRO"))
_VERBS: Final = (
    r"(?:said|says|say|saying|told|tells|added|adds|wrote|writes|tweeted|posted|stated|states|noted|explained|reported"
    r"|reports|announced|claimed|claims|insisted|recalled|replied|declared|testified|conceded|acknowledged|admitted"
    r"|confirmed|warned|argued|remarked|commented|predicted|estimated|alleged|disclosed|revealed|believes?|estimates?)"
)
_QUOTE: Final = re.compile(r"“[^”“]{1,2000}(?:”|$|(?=\n\s{0,20}“))|\"[^\"\n]{1,2000}(?:\"|$|(?=\n))")
_SHORTEST_QUOTE: Final = 4  # words: shorter ones are terms in quotation marks, unless someone says them
_ADVERB: Final = r"(?:(?:also|later|then|further|previously|\w+ly|has|had|have)\s+)?"
_ASIDE: Final = r"(?:\s*[,(][^.;:“”\"]{1,100}?[,)])?"
_VERB_AFTER: Final = re.compile(rf"{_ASIDE}\s+{_ADVERB}{_VERBS}\b")
_VERB_BEFORE: Final = re.compile(rf"[\s,]*{_ADVERB}{_VERBS}\s+(?:the\s+|a\s+|an\s+)?$")
_NAME_AFTER: Final = re.compile(r"[\s,]*(?:but\s+|and\s+)?(?:the\s+|a\s+|an\s+)?$", re.IGNORECASE)
_INTRODUCED: Final = re.compile(rf"{_ASIDE}\s+{_ADVERB}{_VERBS}(?:\s[^.;“”\"]{{0,80}})?[,:]?\s*$")
_RUNS_ON: Final = re.compile(r"[^.!?\n]{0,80}[.!?,]?[\s”\"]*$")
_FARTHEST: Final = 120
_LONGEST_ATTRIBUTION: Final = 200
_INVERTED: Final = re.compile(
    r",\s+(?:said|says|added|adds|wrote|reported|announced|reports|claimed|warned|explained|estimated)"
    r"\s+(?:the\s+|a\s+|an\s+)?$"
)
_ACCORDING: Final = re.compile(r"\baccording to ", re.IGNORECASE)
_ORDER: Final = re.compile(r"[^.;,]{0,80}?\b(?:not )?to\b")
_REPORT_END: Final = re.compile(
    r"(?:[.,;]|$|\s+(?:on|in|at|by|late|early|earlier|after|during|yesterday|today|this|last|from|through|via)\b[^,;]*[.,;]?\s*$)"
)
_THAT: Final = re.compile(r"(?:\s+[^.;,\s][^.;,]{0,59})?\s+that\b")
_COMMA_BEFORE: Final = re.compile(r",\s+(?:the\s+|a\s+|an\s+)?$")
_SURE_VERBS: Final = ("said", "says", "say", "saying", "added", "adds", "insisted", "argued", "believes", "believe")
_CONFIDENCE: Final = {"quote": 0.9, "reported": 0.78}  # precision on the annotated news


class Attribution(Struct, frozen=True, kw_only=True):
    """A source found for an event: the mention that names it, and how (quote, reported)."""

    mention: int
    basis: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Quote:
    start: int
    end: int


def find_speakers(reading: Reading) -> dict[int, Attribution]:
    """The source of each trigger that has no SOURCE and is quoted or reported, by the trigger's number."""
    open_triggers = [
        number
        for number, trigger in enumerate(reading.extraction.triggers)
        if not any(role.role == "SOURCE" for role in trigger.roles)
    ]
    if not open_triggers:
        return {}
    finder = _Finder(reading)
    found = {}
    for number in open_triggers:
        attribution = finder.find(number)
        if attribution is not None:
            found[number] = attribution
    return found


class _Finder:
    """The quotes and reports of an article, each looked up once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self._starts = [mention.start for mention in reading.mentions]
        self._quotes = [_Quote(match.start(), match.end()) for match in _QUOTE.finditer(reading.text)]
        self._quote_starts = [quote.start for quote in self._quotes]
        self._speakers: dict[int, tuple[int, int] | None] = {}
        self._reports: dict[int, list[tuple[int, int, int]]] = {}

    def find(self, number: int) -> Attribution | None:
        """The source of trigger ``number``."""
        trigger = self.reading.extraction.triggers[number]
        quote = bisect_right(self._quote_starts, trigger.start) - 1
        if quote >= 0 and trigger.end <= self._quotes[quote].end:
            speaker = self._speaker(quote)
            if speaker is not None:
                return Attribution(mention=speaker[0], basis="quote", confidence=_CONFIDENCE["quote"])
            if self._is_speech(quote):
                return None
        sentence = self.reading.trigger_sentence_of[number]
        own = {role.mention for role in trigger.roles}
        for mention, begin, end in self._list_reports(sentence):
            if begin <= trigger.start and trigger.end <= end and mention not in own:
                return Attribution(mention=mention, basis="reported", confidence=_CONFIDENCE["reported"])
        return None

    def _is_speech(self, quote: int) -> bool:
        one = self._quotes[quote]
        return len(self.text[one.start : one.end].split()) >= _SHORTEST_QUOTE

    def _near(self, start: int, end: int) -> list[int]:
        numbers = range(bisect_left(self._starts, start), bisect_right(self._starts, end))
        return [one for one in numbers if self.reading.mentions[one].type in _SPEAKERS]

    def _begin(self, number: int) -> int:
        """Where a mention begins, with the office before it: "Prime Minister" in "Prime Minister Obi said"."""
        start = self.reading.mentions[number].start
        for title in self.reading.titles.get(number, ()):
            if self.reading.mentions[title].end == start - 1:
                return self.reading.mentions[title].start
        return start

    def _speaker(self, quote: int) -> tuple[int, int] | None:
        """The mention that speaks a quote and where its attribution ends."""
        if quote not in self._speakers:
            self._speakers[quote] = None
            self._speakers[quote] = self._find_after(quote) or self._find_before(quote) or self._run_on(quote)
        return self._speakers[quote]

    def _find_after(self, quote: int) -> tuple[int, int] | None:
        end = self._quotes[quote].end
        for one in self._near(end, end + _FARTHEST):
            mention = self.reading.mentions[one]
            gap = self.text[end : max(end, self._begin(one))]
            if _VERB_BEFORE.fullmatch(gap):
                return self.reading.holders.get(one, one), mention.end
            verb = _VERB_AFTER.match(self.text, mention.end, mention.end + _LONGEST_ATTRIBUTION)
            if verb and _NAME_AFTER.fullmatch(gap):
                return one, verb.end()
        return None

    def _find_before(self, quote: int) -> tuple[int, int] | None:
        one = self._quotes[quote]
        floor = self._quotes[quote - 1].end if quote else 0
        for number in reversed(self._near(max(floor, one.start - _FARTHEST), one.start)):
            mention = self.reading.mentions[number]
            if mention.end <= one.start and _INTRODUCED.fullmatch(self.text, mention.end, one.start):
                return number, one.end
        return None

    def _run_on(self, quote: int) -> tuple[int, int] | None:
        """The speaker of the quote before, where nothing but the end of its sentence stands between."""
        if quote == 0 or not self._is_speech(quote):
            return None
        before = self._speaker(quote - 1)
        if before is None:
            return None
        end = max(before[1], self._quotes[quote - 1].end)
        start = self._quotes[quote].start
        return (before[0], end) if end <= start and _RUNS_ON.fullmatch(self.text, end, start) else None

    def _list_reports(self, sentence: int) -> list[tuple[int, int, int]]:
        """(source, begin, end) of the parts of a sentence that someone reports, the surest first."""
        if sentence not in self._reports:
            span = self.reading.sentences[sentence]
            reports = self._find_according(span.start, span.end)
            for one in self._near(span.start, span.end):
                reports += self._find_report(one, span.start, span.end)
            self._reports[sentence] = reports
        return self._reports[sentence]

    def _find_according(self, start: int, end: int) -> list[tuple[int, int, int]]:
        found = []
        for match in _ACCORDING.finditer(self.text, start, end):
            begin, close = self._clause(match.start(), start, end)
            opens = not self.text[begin : match.start()].strip()
            part = (match.end(), close) if opens else (begin, match.start())
            near = self._near(match.end(), match.end() + len("the "))
            found += [(one, *part) for one in near[:1]]
        return found

    def _clause(self, at: int, start: int, end: int) -> tuple[int, int]:
        """The part of a sentence between semicolons that ``at`` is in."""
        begin = self.text.rfind(";", start, at) + 1
        close = self.text.find(";", at, end)
        return (begin or start), (end if close < 0 else close)

    def _find_report(self, number: int, start: int, end: int) -> list[tuple[int, int, int]]:
        mention = self.reading.mentions[number]
        start, end = self._clause(mention.start, start, end)
        first = self._begin(number)
        verb = _VERB_AFTER.match(self.text, mention.end, end)
        if verb is None:
            before = self.text[max(start, first - _FARTHEST) : first]
            return [(self.reading.holders.get(number, number), start, first)] if _INVERTED.search(before) else []
        if verb.group().endswith("told") and _ORDER.match(self.text, verb.end(), end):
            return []
        if _REPORT_END.match(self.text, verb.end(), end) and _COMMA_BEFORE.search(self.text[start:first]):
            return [(number, start, first)]
        if verb.group().endswith(_SURE_VERBS) or _THAT.match(self.text, verb.end(), end):
            return [(number, verb.end(), end)]
        return []
