import pytest

from models.labels import EVENT_TYPES, MODALITIES, MODES, MODES_BY_EVENT_TYPE
from pipeline.coding.cameo import code_cameo
from pipeline.coding.plover import code_plover
from pipeline.coding.tables import read_rows

ALL_MODALITIES = (*MODALITIES, "negated-future")


@pytest.mark.parametrize(
    ("kind", "mode", "modality", "coded"),
    [
        ("CONSULT", "visit", "actual", ("CONSULT", "visit", 1, 4.0)),
        ("CONSULT", "visit", "planned", ("AGREE", None, 1, 2.5)),
        ("CONSULT", None, "negated", ("REJECT", "meet", 3, -2.0)),
        ("AID", None, "planned", ("AGREE", None, 1, 2.5)),
        ("AID", None, "negated", ("SANCTION", "discontinue", 4, -6.0)),
        ("AID", None, "negated-future", ("REJECT", "assist", 3, -1.5)),
        ("RETREAT", "withdraw", "planned", ("CONCEDE", None, 1, 4.5)),
        ("RETREAT", "withdraw", "actual", ("RETREAT", "withdraw", 2, 8.0)),
        ("ASSAULT", "aerial", "actual", ("ASSAULT", "aerial", 4, -9.5)),
        ("ASSAULT", "aerial", "planned", ("THREATEN", "violence", 3, -3.5)),
        ("ASSAULT", "aerial", "negated-future", ("AGREE", None, 1, 2.5)),
        ("COERCE", "arrest", "planned", ("THREATEN", "arrest", 3, -3.5)),
        ("SANCTION", "expel", "planned", ("THREATEN", "expel", 3, -3.5)),
        ("REQUEST", "yield", "hypothetical", ("REQUEST", "yield", 3, -1.0)),
        ("CONSULT", None, "hypothetical", ("CONSULT", None, 1, 2.5)),
        ("ACCUSE", None, "actual", ("ACCUSE", None, 3, -3.0)),
        ("PROTEST", "vandalize", "actual", ("PROTEST", "vandalize", 4, -5.0)),
    ],
)
def test_plover_code(kind: str, mode: str | None, modality: str, coded: tuple[str, str | None, int, float]) -> None:
    code = code_plover(kind, mode, modality)
    assert (code.type, code.mode, code.quad, code.score) == coded


@pytest.mark.parametrize("modality", ALL_MODALITIES)
@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_every_type_mode_and_modality_has_codes(kind: str, mode: str | None, modality: str) -> None:
    code = code_plover(kind, mode, modality)
    assert code.type in EVENT_TYPES
    assert code.mode is None or code.mode in MODES_BY_EVENT_TYPE[code.type]
    assert code_cameo(kind, mode, modality, ()) is not None


def test_tables_name_only_known_types_and_modes() -> None:
    assert {name for name, _, _ in read_rows("plover_types.tsv", 3)} == set(EVENT_TYPES)
    listed = {(name, mode) for name, mode, _ in read_rows("plover_modes.tsv", 3)}
    assert listed == {(kind, mode) for kind, mode in MODES if mode is not None}
    for name, mode, modality, new_type, new_mode in read_rows("plover_modality.tsv", 5):
        assert mode == "*" or mode in MODES_BY_EVENT_TYPE[name]
        assert modality in ALL_MODALITIES
        assert not new_mode or new_mode in MODES_BY_EVENT_TYPE[new_type]


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
    types = {code: name for code, name, _, _, _ in read_rows("cameo.tsv", 5)}
    moved = {
        (name, code)
        for name, _, modality, _, code in read_rows("cameo_choice.tsv", 5)
        if modality == "*" and types[code] != name
    }
    assert moved == {("RETREAT", "0832"), ("RETREAT", "080"), ("SANCTION", "163"), ("SANCTION", "173")}
