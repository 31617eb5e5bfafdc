import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.coding.amounts import parse_amount, parse_count, parse_number


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12", 12),
        ("at least 12", 12),
        ("more than 1,200", 1200),
        ("one", 1),
        ("a", 1),
        ("twenty-five", 25),
        ("two dozen", 24),
        ("a dozen", 12),
        ("two hundred and twelve", 212),
        ("one thousand two hundred", 1200),
        ("1.2 million", 1_200_000),
        ("between 12 and 15", 12),
        ("half a dozen", 6),
        ("two and a half million", 2_500_000),
        ("no one", 0),
        ("about 3,000 to 4,000", 3000),
    ],
)
def test_counts(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(
    "text", ["dozens", "hundreds", "several", "scores", "several hundred", "many", "dozens more", ""]
)
def test_words_that_state_no_number(text: str) -> None:
    assert parse_count(text) is None


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$450 million", 450e6, "USD"),
        ("US$1.5 trillion", 1.5e12, "USD"),
        ("€2.5bn", 2.5e9, "EUR"),
        ("450 million yuan", 450e6, "CNY"),
        ("500 crore rupees", 5e9, "INR"),
        ("£3m", 3e6, "GBP"),
        ("10 million Egyptian pounds", 10e6, "EGP"),
        ("A$20 million", 20e6, "AUD"),
        ("30,000 euros", 30_000, "EUR"),
        ("two billion CFA francs", 2e9, "XOF"),
        ("5 trillion won", 5e12, "KRW"),
        ("millions of dollars", None, "USD"),
        ("20 million", 20e6, None),
    ],
)
def test_amounts(text: str, value: float | None, currency: str | None) -> None:
    amount = parse_amount(text)
    assert (amount.value, amount.currency, amount.text) == (value, currency, text)


@pytest.mark.parametrize(
    ("text", "country", "currency"),
    [
        ("450 million shillings", "KEN", "KES"),
        ("450 million shillings", None, None),
        ("3 million pesos", "MEX", "MXN"),
        ("5 million pounds", "EGY", "EGP"),
        ("5 million pounds", "KEN", "GBP"),
        ("10 million Swiss francs", "RWA", "CHF"),
    ],
)
def test_bare_nouns_mean_the_currency_of_the_country(text: str, country: str | None, currency: str | None) -> None:
    assert parse_amount(text, country=country).currency == currency


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0


@given(st.integers(0, 10**12))
def test_figures_are_read_as_written(number: int) -> None:
    assert parse_number(f"at least {number:,}") == number
