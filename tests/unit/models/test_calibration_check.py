import random

from models.training.calibration import Findings
from models.training.calibration_check import check_calibration


def draw_texts(power: float, *, texts: int) -> list[Findings]:
    """Texts of ten findings; what is told is the chance to the ``power``: 1 is honest on every text."""
    chance = random.Random(7)
    truths = [[chance.uniform(0.3, 0.95) for _ in range(10)] for _ in range(texts)]
    return [[(truth**power, chance.random() < truth) for truth in text] for text in truths]


def test_of_few_findings_chance_alone_puts_confidences_off() -> None:
    few = check_calibration(draw_texts(1.0, texts=30))
    many = check_calibration(draw_texts(1.0, texts=600))

    assert 0.03 < few.by_chance < few.by_chance_at_most < 0.11
    assert few.error < 2 * few.by_chance
    assert many.by_chance < few.by_chance / 3
    assert many.error < 0.03


def test_what_no_scaling_of_the_others_puts_right_is_told() -> None:
    honest, turned = draw_texts(1.0, texts=200), draw_texts(1.0, texts=200)
    # Every fifth text is wrong throughout, which the other four fifths don't show.
    turned[::5] = [[(confidence, False) for confidence, _ in findings] for findings in turned[::5]]

    check = check_calibration(turned)

    assert check.error > 0.1 > check.by_chance_at_most
    assert check_calibration(honest).error < 0.04


def test_confidences_that_were_scaled_may_be_checked_as_well_as_probabilities() -> None:
    honest = check_calibration(draw_texts(1.0, texts=400)).error
    too_sure = check_calibration(draw_texts(0.25, texts=400)).error

    assert abs(honest - too_sure) < 0.03
