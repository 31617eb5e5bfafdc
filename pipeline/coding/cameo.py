"""CAMEO codes with quad class and Goldstein value, to the finest code that type, mode, modality and context determine.

Tables: ``data/cameo.tsv`` and ``data/cameo_choice.tsv``. The quad class goes by the root: 01-05 verbal cooperation,
06-08 material cooperation, 09-13 verbal conflict, 14-20 material conflict.
"""

from functools import cache, lru_cache

from pipeline.coding.tables import read_rows
from pipeline.records import CameoCode

_LAST_ROOTS = ((5, 1), (8, 2), (13, 3), (20, 4))


@cache
def _goldstein_values() -> dict[str, float]:
    return {code: float(goldstein) for code, _, _, _, goldstein in read_rows("cameo.tsv", 5) if goldstein}


@cache
def _choices() -> dict[str, list[tuple[str, str, frozenset[str], str]]]:
    choices: dict[str, list[tuple[str, str, frozenset[str], str]]] = {}
    for event_type, mode, modality, contexts, code in read_rows("cameo_choice.tsv", 5):
        alternatives = frozenset() if contexts == "*" else frozenset(contexts.split(","))
        choices.setdefault(event_type, []).append((mode, modality, alternatives, code))
    return choices


@lru_cache(maxsize=4096)
def code_cameo(event_type: str, mode: str | None, modality: str, contexts: tuple[str, ...]) -> CameoCode | None:
    """The code of an event as written; None for a type that the table does not have."""
    for wanted_mode, wanted_modality, alternatives, code in _choices().get(event_type, ()):
        if wanted_mode not in ("*", mode or "-") or wanted_modality not in ("*", modality):
            continue
        if not alternatives or not alternatives.isdisjoint(contexts):
            return CameoCode(code=code, quad=_find_quad(code), goldstein=_goldstein_values()[code])
    return None


def _find_quad(code: str) -> int:
    return next(quad for last, quad in _LAST_ROOTS if int(code[:2]) <= last)
