from models.training.label_table import format_counts
from models.training.markup import parse_markup


def test_every_label_is_counted() -> None:
    article = parse_markup(
        "#ID a\n[T1:PER|Ada] [E1:CONSULT/visit|met] [T2:PER|Ben].\n[T3:PRO|She] will [E2:AID|help].\n---\n"
        "E1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T3 MODALITY=planned\nCOREF T3=T1"
    )
    lines = format_counts({"one": [article], "two": [article, article]}).splitlines()

    assert "| one | 1 | 2 | 3 | 2 |" in lines
    assert "| all | 3 | 6 | 9 | 6 |" in lines
    assert "| CONSULT | 3 | visit 3, third-party 0, multilateral 0, phone 0 |" in lines
    assert "| AID | 3 | – |" in lines
    assert "| planned | 3 |" in lines
    assert "| ACTOR | 6 |" in lines
    assert "| PRO | 3 |" in lines
    assert "| COREF chains | 3 |" in lines
