"""What the model found in one text: frozen records whose spans are half-open character offsets into that text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence as the windows cut it: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A typed span (``labels.MENTION_TYPES``); mentions nest but never cross."""

    type: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A filler of a trigger's role (``labels.ROLES``); ``mention`` indexes ``Extraction.mentions``."""

    role: str
    mention: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """The word or words that express an event, with its roles sorted by role, then by mention."""

    type: str
    mode: str | None
    modality: str
    start: int
    end: int
    confidence: float
    modality_confidence: float
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation between two mentions (indices into ``Extraction.mentions``).

    TITLE person > office; OF member > nation, place or organisation; IN place > containing place; COREF links a
    mention to an earlier one that is the same thing, or a group to each of its members (a group has several).
    """

    type: str
    head: int
    tail: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A PLOVER context (``labels.CONTEXTS``) that the text as a whole is about."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that the model says of one text; sentences, mentions and triggers are in text order."""

    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    relations: tuple[Relation, ...]
    contexts: tuple[Context, ...]
