"""CAMEO codes with quad class and Goldstein value, to the finest code that type, mode, modality and context determine.

Tables: ``data/cameo.tsv``, ``data/cameo_choice.tsv`` and ``data/cameo_words.tsv``. The quad class goes by the root:
01-05 verbal cooperation, 06-08 material cooperation, 09-13 verbal conflict, 14-20 material conflict.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from pipeline.coding.tables import read_rows
from pipeline.records import CameoCode

_LAST_ROOTS: Final = ((5, 1), (8, 2), (13, 3), (20, 4))
_NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Condition:
    """Contexts of which all must be there; ``near``: the event's own sentence must tell them."""

    contexts: frozenset[str]
    near: bool


@dataclass(frozen=True, slots=True)
class _Choice:
    mode: str
    modality: str
    conditions: tuple[_Condition, ...]
    code: str

    def fits(self, mode: str | None, modality: str) -> bool:
        return self.mode in ("*", mode or "-") and self.modality in ("*", modality)

    def holds(self, contexts: frozenset[str], told: frozenset[str]) -> bool:
        return any(one.contexts <= (told if one.near else contexts) for one in self.conditions)


@cache
def _goldstein_values() -> dict[str, float]:
    return {code: float(goldstein) for code, _, _, _, goldstein in read_rows("cameo.tsv", 5) if goldstein}


def _read_conditions(text: str) -> tuple[_Condition, ...]:
    if text == "*":
        return ()
    return tuple(_Condition(frozenset(one.removesuffix("!").split("&")), one.endswith("!")) for one in text.split(","))


@cache
def _choices() -> dict[str, list[_Choice]]:
    choices: dict[str, list[_Choice]] = {}
    for event_type, mode, modality, contexts, code in read_rows("cameo_choice.tsv", 5):
        choices.setdefault(event_type, []).append(_Choice(mode, modality, _read_conditions(contexts), code))
    return choices


@cache
def _finer_codes() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    finer: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for code, beginnings, finer_code in read_rows("cameo_words.tsv", 3):
        finer.setdefault(code, []).append((tuple(beginnings.split(";")), finer_code))
    return finer


@lru_cache(maxsize=8192)
def code_cameo(
    event_type: str,
    mode: str | None,
    modality: str,
    contexts: tuple[str, ...],
    *,
    told: frozenset[str] = _NOTHING,
    trigger: str = "",
) -> CameoCode | None:
    """The code of an event as written; None for a type that the table does not have.

    ``contexts`` are the article's, ``told`` those of them that the event's own sentence tells: they come first.
    ``trigger`` are the words that tell the event; some name the finer code ("negotiated").
    """
    code = _choose(event_type, mode, modality, contexts, told)
    if code is None:
        return None
    return describe_code(_refine(code, trigger))


@cache
def describe_code(code: str) -> CameoCode:
    """``code`` with its quad class and Goldstein value; raises ``KeyError`` where the scale has none."""
    return CameoCode(code=code, quad=_find_quad(code), goldstein=_goldstein_values()[code])


def _choose(
    event_type: str, mode: str | None, modality: str, contexts: tuple[str, ...], told: frozenset[str]
) -> str | None:
    fitting = [choice for choice in _choices().get(event_type, ()) if choice.fits(mode, modality)]
    for available in (told, frozenset(contexts)):
        for choice in fitting:
            if choice.holds(available, told):
                return choice.code
            if not choice.conditions:
                break
    return next((choice.code for choice in fitting if not choice.conditions), None)


def _refine(code: str, trigger: str) -> str:
    words = trigger.lower().replace("-", " ").split() if code in _finer_codes() else ()
    for beginnings, finer in _finer_codes().get(code, ()):
        if any(word.startswith(beginnings) for word in words):
            return finer
    return code


def _find_quad(code: str) -> int:
    return next(quad for last, quad in _LAST_ROOTS if int(code[:2]) <= last)
