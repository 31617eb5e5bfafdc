"""When events happened: stated, inherited, dateline or not at all. All articles are of Wednesday 2024-05-15."""

import pytest
from annotated import code_block, event_at


def time_of(block: str, trigger: str) -> tuple[str | None, str | None, str] | None:
    time = event_at(code_block(f"#ID x\n#DATE 2024-05-15\n{block}"), trigger).time
    return (time.begin, time.until, time.basis) if time else None


@pytest.mark.parametrize(
    ("words", "roles", "expected"),
    [
        ("[T1:GPE|Chad] [E1:CONSULT|met] on [T2:DATE|Monday]", "", ("2024-05-13", "2024-05-13")),
        ("[T1:GPE|Chad] will [E1:CONSULT|meet] on [T2:DATE|Monday]", "MODALITY=planned", ("2024-05-20", "2024-05-20")),
        (
            "[T1:GPE|Chad] will not [E1:CONSULT|meet] on [T2:DATE|Monday]",
            "MODALITY=negated",
            ("2024-05-20", "2024-05-20"),
        ),
        (
            "[T1:GPE|Chad] did not [E1:CONSULT|meet] on [T2:DATE|Monday]",
            "MODALITY=negated",
            ("2024-05-13", "2024-05-13"),
        ),
        ("[T1:GPE|Chad] has [E1:CONSULT|met] since [T2:DATE|February]", "", ("2024-02-01", "2024-05-15")),
        (
            "[T1:GPE|Chad] will [E1:CONSULT|meet] by [T2:DATE|June 1]",
            "MODALITY=planned",
            ("2024-05-15", "2024-06-01"),
        ),
    ],
)
def test_stated(words: str, roles: str, expected: tuple[str, str]) -> None:
    block = f"{words}.\n---\nE1 ACTOR=T1 TIME=T2 {roles}"
    trigger = "met" if "|met]" in words else "meet"
    assert time_of(block, trigger) == (*expected, "stated")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("[E1:COERCE/curfew|imposed] a curfew from [T2:DATE|Friday]", ("2024-05-17", "2024-05-17")),
        ("[E1:COERCE/curfew|extended] a curfew until [T2:DATE|Friday]", ("2024-05-15", "2024-05-17")),
        ("[E1:SANCTION/expel|ordered] a diplomat to leave by [T2:DATE|Friday]", ("2024-05-15", "2024-05-17")),
        ("[E1:CONSULT|held] talks from [T2:DATE|Monday] to Tuesday", ("2024-05-13", "2024-05-13")),
        ("[E1:CONSULT|held] talks earlier in the [T2:DATE|week]", ("2024-05-13", "2024-05-15")),
        ("[E1:CONSULT|held] talks in [T2:DATE|Q1]", ("2024-01-01", "2024-03-31")),
        ("[E1:CONSULT|held] talks in the [T2:DATE|week of 8 April]", ("2024-04-08", "2024-04-14")),
    ],
)
def test_words_before_a_date_tell_its_side(words: str, expected: tuple[str, str]) -> None:
    trigger = words[words.index("|") + 1 : words.index("]")]
    assert time_of(f"[T1:GPE|Chad] {words}.\n---\nE1 ACTOR=T1 TIME=T2", trigger) == (*expected, "stated")


def test_the_second_day_of_a_range_is_of_the_first_ones_month() -> None:
    block = "[T1:GPE|Chad] [E1:CONSULT|met] from [T2:DATE|March 22] to [T3:DATE|24].\n---\nE1 ACTOR=T1 TIME=T3"
    assert time_of(block, "met") == ("2024-03-24", "2024-03-24", "stated")


def test_the_narrowest_of_several_times_is_taken() -> None:
    block = "In [T1:DATE|May], on [T2:DATE|May 3], [T3:GPE|Chad] [E1:CONSULT|met].\n---\nE1 ACTOR=T3 TIME=T1,T2"
    assert time_of(block, "met") == ("2024-05-03", "2024-05-03", "stated")


def test_a_time_of_day_leans_on_the_last_stated_day() -> None:
    block = (
        "[T1:GPE|Chad] [E1:CONSULT|met] on [T2:DATE|Monday].\nIn [T3:DATE|2019] it had left.\n"
        "[T4:DATE|Later in the day], [T5:GPE|Chad] [E2:AGREE|agreed].\n---\nE1 ACTOR=T1 TIME=T2\nE2 ACTOR=T5 TIME=T4"
    )
    assert time_of(block, "agreed") == ("2024-05-13", "2024-05-13", "stated")


def test_the_past_leans_on_no_day_to_come() -> None:
    block = (
        "Talks go on until [T1:DATE|June 3].\n[T2:GPE|Chad] [E1:CONSULT|met] before [T3:DATE|dawn].\n---\n"
        "E1 ACTOR=T2 TIME=T3"
    )
    time = time_of(block, "met")
    assert time is not None
    assert time[0] == "2024-05-15"


def test_inherited_from_the_same_sentence() -> None:
    block = (
        "[T1:GPE|Chad] [E1:CONSULT|met] rebels on [T2:DATE|Monday] and [E2:AGREE|agreed] to talk.\n---\n"
        "E1 ACTOR=T1 TIME=T2\nE2 ACTOR=T1"
    )
    assert time_of(block, "agreed") == ("2024-05-13", "2024-05-13", "inherited")


def test_not_inherited_from_the_background() -> None:
    block = (
        "[T1:GPE|Chad] [E1:AGREE|agreed], as it had [E2:REJECT|refused] in [T2:DATE|2019].\n---\n"
        "E1 ACTOR=T1\nE2 ACTOR=T1 TIME=T2"
    )
    assert time_of(block, "agreed") == ("2024-05-15", "2024-05-15", "dateline")


def test_not_inherited_from_the_deed_of_the_accused() -> None:
    block = (
        "[T1:GPE|Chad] [E1:ACCUSE|accused] [T2:GRP|rebels] of [E2:ASSAULT|killing] [T3:GRP|farmers] in [T4:DATE|April]."
        "\n---\nE1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T2 RECIPIENT=T3 TIME=T4"
    )
    assert time_of(block, "accused") == ("2024-05-15", "2024-05-15", "dateline")


def test_inherited_by_the_same_parties_in_the_next_sentence() -> None:
    block = (
        "[T1:PER|Ana Lopez] [E1:CONSULT|met] [T2:PER|Juan Perez] in [T3:DATE|April].\n"
        "[T4:GRP|The two officials] [E2:AGREE|agreed] to go on.\n---\n"
        "E1 ACTOR=T1 RECIPIENT=T2 TIME=T3\nE2 ACTOR=T4\nCOREF T4=T1+T2"
    )
    assert time_of(block, "agreed") == ("2024-04-01", "2024-04-30", "inherited")


@pytest.mark.parametrize(
    ("block", "trigger"),
    [
        ("[T1:GPE|Chad] [E1:REJECT|rejected] it.\n---\nE1 ACTOR=T1", "rejected"),
        ("[T1:GPE|Chad] [E1:CONSULT|met] rebels.\n---\nE1 ACTOR=T1", "met"),
        ("[T1:GPE|Chad] has [E1:REJECT|rejected] it.\n---\nE1 ACTOR=T1", "rejected"),
    ],
)
def test_the_day_of_publication_for_news(block: str, trigger: str) -> None:
    assert time_of(block, trigger) == ("2024-05-15", "2024-05-15", "dateline")


@pytest.mark.parametrize(
    ("block", "trigger"),
    [
        pytest.param(
            "[T1:GPE|Chad] will [E1:CONSULT|meet] them.\n---\nE1 ACTOR=T1 MODALITY=planned", "meet", id="planned"
        ),
        pytest.param("[T1:GPE|Chad] had [E1:REJECT|rejected] it.\n---\nE1 ACTOR=T1", "rejected", id="pluperfect"),
        pytest.param(
            "One.\nTwo.\nThree.\n[T1:GPE|Chad] has [E1:REJECT|rejected] it.\n---\nE1 ACTOR=T1", "rejected", id="perfect"
        ),
        pytest.param(
            "One.\nTwo.\n[T1:GPE|Chad] regrets the [E1:ASSAULT|attack].\n---\nE1 RECIPIENT=T1", "attack", id="noun"
        ),
        pytest.param(
            "Judges saw [T1:GRP|people] [E1:COERCE/arrest|jailed] over it.\n---\nE1 RECIPIENT=T1",
            "jailed",
            id="participle after its object",
        ),
    ],
)
def test_no_guess(block: str, trigger: str) -> None:
    assert time_of(block, trigger) is None


def test_a_duration_is_no_day() -> None:
    block = "[T1:GPE|Chad] [E1:COERCE/arrest|jailed] him for [T2:DATE|five years].\n---\nE1 ACTOR=T1 TIME=T2"
    assert time_of(block, "jailed") == ("2024-05-15", "2024-05-15", "dateline")


def test_what_can_t_be_resolved_is_said() -> None:
    block = "#ID x\n#DATE 2024-05-15\n[T1:GPE|Chad] [E1:CONSULT|met] in [T2:DATE|qwerty].\n---\nE1 ACTOR=T1 TIME=T2"
    assert "time: 'qwerty' has no value" in code_block(block).events[0].not_coded


def test_date_mentions_carry_their_value() -> None:
    block = "#ID x\n#DATE 2024-05-15\nIt rained in [T1:DATE|August last year].\n---"
    time = code_block(block).mentions[0].time
    assert time is not None
    assert (time.value, time.begin, time.end) == ("2023-08", "2023-08-01", "2023-08-31")


def test_what_will_not_happen_is_told_by_its_own_sentence() -> None:
    block = (
        "They will wait. [T1:GPE|Chad] did not [E1:CONSULT|meet] anyone on [T2:DATE|Monday].\n---\n"
        "E1 ACTOR=T1 TIME=T2 MODALITY=negated"
    )
    assert time_of(block, "meet") == ("2024-05-13", "2024-05-13", "stated")
