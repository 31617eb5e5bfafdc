"""PLOVER 2.0 codes: type, mode, quad class and score, after the published rewrite of modality.

Tables: ``data/plover_types.tsv``, ``data/plover_modes.tsv``, ``data/plover_modality.tsv`` (PLOVER, Open Event Data
Alliance, CC BY-SA 4.0). Decisions where the sources disagree are in docs/coding.md.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.coding.tables import read_rows
from pipeline.records import PloverCode


@dataclass(frozen=True, slots=True)
class _Type:
    quad: int
    score: float


@cache
def _types() -> dict[str, _Type]:
    return {name: _Type(int(quad), float(score)) for name, quad, score in read_rows("plover_types.tsv", 3)}


@cache
def _mode_scores() -> dict[tuple[str, str], float]:
    return {(name, mode): float(score) for name, mode, score in read_rows("plover_modes.tsv", 3) if score}


@cache
def _rewrites() -> dict[tuple[str, str, str], tuple[str, str]]:
    return {
        (name, mode, modality): (new_type, new_mode)
        for name, mode, modality, new_type, new_mode in read_rows("plover_modality.tsv", 5)
    }


@lru_cache(maxsize=1024)
def code_plover(event_type: str, mode: str | None, modality: str) -> PloverCode:
    """The code of an event as written: a planned CONSULT is AGREE, a negated AID is SANCTION discontinue.

    ``modality`` is one of ``models.labels.MODALITIES`` or ``negated-future``; ``hypothetical`` leaves the type as
    written. Raises ``KeyError`` for a type that PLOVER 2.0 does not have.
    """
    new_type, new_mode = event_type, mode or ""
    rewrites = _rewrites()
    for key in ((event_type, mode or "", modality), (event_type, "*", modality)):
        if key in rewrites:
            new_type, new_mode = rewrites[key]
            break
    return code_plain(new_type, new_mode or None)


@lru_cache(maxsize=256)
def code_plain(event_type: str, mode: str | None) -> PloverCode:
    """The code of an event whatever its modality: what the text speaks of, not what it says of it.

    Raises ``KeyError`` for a type that PLOVER 2.0 does not have.
    """
    kind = _types()[event_type]
    score = _mode_scores().get((event_type, mode or ""), kind.score)
    return PloverCode(type=event_type, mode=mode, quad=kind.quad, score=score)
