import pytest

from models.labels import EVENT_TYPES, MODALITIES, MODES, MODES_BY_EVENT_TYPE
from pipeline.coding.cameo import code_cameo
from pipeline.coding.plover import code_plain, code_plover
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


@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_the_plain_code_is_that_of_the_words(kind: str, mode: str | None) -> None:
    plain = code_plain(kind, mode)
    assert (plain.type, plain.mode) == (kind, mode)
    assert plain == code_plover(kind, mode, "actual")
