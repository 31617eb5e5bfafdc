from models.training.names import mark_names


def test_tokens_become_text_with_name_spans() -> None:
    tokens = [
        ("Mrs.", "O"), ("Ada", "B-PER"), ("Obi", "I-PER"), (",", "O"), ("of", "O"), ("(", "O"), ("the", "O"),
        ("UN", "B-organisation"), (")", "O"), ("saw", "O"), ("Oslo", "I-LOC"), ("'s", "O"), ("Moon", "B-misc"),
        (".", "O"),
    ]  # fmt: skip
    named = mark_names(tokens)

    assert named.text == "Mrs. Ada Obi, of (the UN) saw Oslo's Moon."
    assert [(named.text[s.start : s.end], s.types) for s in named.spans] == [
        ("Ada Obi", ("PER",)),
        ("UN", ("ORG",)),
        ("Oslo", ("GPE", "LOC", "FAC")),
        ("Moon", ()),
    ]


def test_neighbouring_names_keep_apart() -> None:
    named = mark_names([("Lagos", "B-country"), ("Ada", "B-person"), ("Obi", "I-person"), ("Oslo", "B-person")])

    assert [named.text[s.start : s.end] for s in named.spans] == ["Lagos", "Ada Obi", "Oslo"]
