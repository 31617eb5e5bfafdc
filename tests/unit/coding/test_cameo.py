from itertools import combinations

import pytest

from models.labels import CONTEXTS, MODALITIES, MODES
from pipeline.coding.cameo import code_cameo
from pipeline.coding.tables import read_rows

ALL_MODALITIES = (*MODALITIES, "negated-future")
# Modes and contexts of the source table that PLOVER 2.0 does not have, and what they are in it.
MODE_NAMES = {"return": "release", "ease": "", "ban": "restrict", "political": "restrict"}
CONTEXT_NAMES = {"humanitarian": "human_security", "democracy": "pro_democracy"}
# Where the one code of the source table for type, mode and context is not what such an event is (docs/coding.md).
NOT_TAKEN = {
    ("ACCUSE", "investigate", "legal", "094"),  # military and legal together
    ("ACCUSE", "disapprove", "legal", "116"),  # guilty verdicts are SANCTION convict
    ("AGREE", "", "executive", "0342"),  # the executive is spoken of everywhere
    ("ASSAULT", "", "legal", "196"),  # a court in the story is no violated ceasefire
    ("CONCEDE", "", "executive", "0832"),
    ("REQUEST", "change", "legal", "105"),
    ("REJECT", "assist", "intelligence", "1214"),  # 1213 and 1214 have no Goldstein value: their parent
    ("REJECT", "assist", "legal", "1213"),
    ("RETREAT", "", "", "084"),  # 084 is return, which is the mode release
    ("SANCTION", "expel", "military", "1661"),  # of peacekeepers: by the context peacekeeping
}


def list_types() -> dict[str, str]:
    return {code: name for code, name, _, _, _ in read_rows("cameo.tsv", 5)}


@pytest.mark.parametrize("modality", ALL_MODALITIES)
@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_every_type_mode_modality_and_context_has_a_code(kind: str, mode: str | None, modality: str) -> None:
    goldstein = {code: float(value) for code, _, _, _, value in read_rows("cameo.tsv", 5) if value}
    for contexts in ((), *((one,) for one in CONTEXTS), *combinations(("military", "legal", "economic", "health"), 2)):
        for told in (frozenset[str](), frozenset(contexts)):
            found = code_cameo(kind, mode, modality, contexts, told=told)
            assert found is not None
            assert found.goldstein == goldstein[found.code]
            root = int(found.code[:2])
            assert found.quad == (1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4)


def test_the_code_is_the_finest_that_type_mode_and_context_leave() -> None:
    """Read backwards, the source table has one code for many combinations: that one must be taken."""
    codes: dict[tuple[str, str, str], set[str]] = {}
    for code, kind, mode, contexts, _ in read_rows("cameo.tsv", 5):
        for context in contexts.split(";"):
            key = (kind, MODE_NAMES.get(mode, mode), CONTEXT_NAMES.get(context, context))
            codes.setdefault(key, set()).add(code)
    missed = set()
    for (kind, mode, context), leaves in codes.items():
        if len(leaves) > 1 or (kind, mode or None) not in MODES:
            continue
        contexts = (context,) if context else ()
        found = code_cameo(kind, mode or None, "actual", contexts, told=frozenset(contexts))
        if found is None or found.code not in leaves:
            missed.add((kind, mode, context, *leaves))
    assert missed == NOT_TAKEN


def test_a_context_of_the_sentence_comes_before_the_articles() -> None:
    contexts = ("military", "economic")
    anywhere = code_cameo("COOPERATE", None, "actual", contexts)
    near = code_cameo("COOPERATE", None, "actual", contexts, told=frozenset({"economic"}))
    assert (anywhere and anywhere.code, near and near.code) == ("062", "061")


def test_a_doubtful_context_counts_in_the_sentence_alone() -> None:
    anywhere = code_cameo("COERCE", "restrict", "actual", ("military",))
    near = code_cameo("COERCE", "restrict", "actual", ("military",), told=frozenset({"military"}))
    assert (anywhere and anywhere.code, near and near.code) == ("172", "191")


@pytest.mark.parametrize(
    ("kind", "mode", "trigger", "code"),
    [
        ("CONSULT", None, "negotiations", "046"),
        ("CONSULT", None, "talks", "040"),
        ("CONSULT", "third-party", "mediated", "045"),
        ("CONSULT", "third-party", "met", "044"),
        ("SUPPORT", None, "signed", "057"),
        ("SUPPORT", None, "re-signed", "057"),
        ("SUPPORT", None, "designed", "050"),
        ("REJECT", None, "vetoed", "128"),
        ("ASSAULT", "explosives", "car bomb", "1832"),
    ],
)
def test_a_trigger_that_names_the_finer_code(kind: str, mode: str | None, trigger: str, code: str) -> None:
    found = code_cameo(kind, mode, "actual", (), trigger=trigger)
    assert found is not None
    assert found.code == code


def test_words_lead_to_codes_that_exist_and_stay_in_their_type() -> None:
    types = list_types()
    moved = {(code, finer) for code, _, finer in read_rows("cameo_words.tsv", 3) if types[code] != types[finer]}
    # PLOVER concedes with words, CAMEO calls that an apology, a truce or an embargo.
    assert moved == {("080", "055"), ("080", "0871"), ("160", "163")}


@pytest.mark.parametrize(
    ("kind", "mode", "modality", "contexts", "code"),
    [
        ("CONSULT", None, "actual", ("diplomatic",), ("040", 1, 1.0)),
        ("CONSULT", "visit", "actual", (), ("042", 1, 1.9)),
        ("CONSULT", "phone", "actual", (), ("041", 1, 1.0)),
        ("CONSULT", None, "planned", (), ("036", 1, 4.0)),
        ("AID", None, "actual", ("military",), ("072", 2, 8.3)),
        ("AID", None, "planned", ("economic",), ("0331", 1, 5.2)),
        ("COERCE", "arrest", "actual", ("legal",), ("173", 4, -5.0)),
        ("SANCTION", "expel", "actual", (), ("166", 4, -7.0)),
        ("ACCUSE", "allege", "actual", ("human_rights",), ("1122", 3, -2.0)),
        ("ASSAULT", "suicide-attack", "actual", (), ("1831", 4, -10.0)),
        ("SANCTION", "convict", "actual", ("legal",), ("116", 3, -2.0)),
        ("ASSAULT", "aerial", "planned", (), ("138", 3, -7.0)),
        ("AGREE", None, "negated", (), ("120", 3, -4.0)),
    ],
)
def test_cameo_code(
    kind: str, mode: str | None, modality: str, contexts: tuple[str, ...], code: tuple[str, int, float]
) -> None:
    found = code_cameo(kind, mode, modality, contexts)
    assert found is not None
    assert (found.code, found.quad, found.goldstein) == code


def test_choices_lead_to_codes_with_a_goldstein_value() -> None:
    goldstein = {code for code, _, _, _, value in read_rows("cameo.tsv", 5) if value}
    assert {code for _, _, _, _, code in read_rows("cameo_choice.tsv", 5)} <= goldstein


def test_an_actual_event_keeps_its_plover_type_in_cameo() -> None:
    """Save where CAMEO and PLOVER 2.0 put the same act in different places."""
    types = list_types()
    moved = {
        (name, code)
        for name, _, modality, _, code in read_rows("cameo_choice.tsv", 5)
        if modality == "*" and types[code] != name
    }
    assert moved == {("RETREAT", "0832"), ("RETREAT", "080"), ("SANCTION", "163"), ("SANCTION", "116")}
