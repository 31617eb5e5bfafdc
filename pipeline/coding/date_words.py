"""The words of a date phrase in one spelling: lower case, numbers as digits, one name for each unit and modifier.

``normalize_phrase("at least two-and-a-half weeks'")`` is ``"2.5 week"``. Units are singular; a plural without a
number gets an ``x`` (``"weeks"`` → ``"x week"``), so that "weeks" and "a week" stay apart.
"""

import re
from functools import lru_cache
from typing import Final

from pipeline.coding.countries import fold_accents

LONGEST_PHRASE_CHARACTERS: Final = 200

MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
         "november", "december"),
        start=1,
    )
}  # fmt: skip
WEEKDAYS: Final = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
UNITS: Final = (
    "second", "minute", "hour", "business day", "day", "night", "week", "month", "quarter", "year", "decade",
    "century", "generation", "season",
)  # fmt: skip

_SPELLINGS: Final[dict[str, str]] = {
    "jan": "january", "feb": "february", "febr": "february", "mar": "march", "apr": "april", "jun": "june",
    "jul": "july", "aug": "august", "sept": "september", "sep": "september", "oct": "october", "nov": "november",
    "dec": "december", "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday",
    "thu": "thursday", "thur": "thursday", "thurs": "thursday", "fri": "friday", "sat": "saturday",
    "sun": "sunday", "fall": "autumn", "fortnight": "2 week", "fortnights": "x week", "prior": "previous",
    "preceding": "previous", "upcoming": "coming", "forthcoming": "coming", "noontime": "noon", "midday": "noon",
    "daybreak": "dawn", "sunrise": "dawn", "sunset": "dusk", "nightfall": "dusk", "twilight": "dusk",
    "working": "business", "daytime": "day", "nighttime": "night", "midmorning": "mid morning",
    "midafternoon": "afternoon", "beginning": "start", "outset": "start", "middle": "mid", "close": "end",
    "presently": "now",
    "today's": "today", "dozen": "12", "couple": "2", "several": "x", "few": "x", "many": "x", "hundreds": "x",
    "dozens": "x", "numerous": "x", "midweek": "mid this week", "midyear": "mid this year",
    "midmonth": "mid this month",
    "millennia": "millennium", "centuries": "century", "yr": "year", "yrs": "years", "hr": "hour", "hrs": "hours",
    "min": "minute", "mins": "minutes", "wk": "week", "wks": "weeks", "workday": "business day",
    "weekdays": "weekday", "noon's": "noon", "yearly": "annual", "annually": "annual", "nightly": "every night",
    "each": "every", "thru": "through", "till": "until", "lunchtime": "noon",
}  # fmt: skip
_CARDINALS: Final = {
    word: str(number)
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
    )
}  # fmt: skip
_TENS: Final = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_ORDINALS: Final = {
    word: f"{number}th"
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
         "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
         "nineteenth", "twentieth"),
        start=1,
    )
}  # fmt: skip
_IGNORED_TEXT: Final = """
    about around approximately roughly nearly almost at least most more less than over under up just only barely
    some further another exactly very full straight consecutive whole running entire successive additional extra
    mere matter estimated o'clock local exact scheduled even trading its their his her our plus"""
_IGNORED: Final = frozenset(_IGNORED_TEXT.split())
_LEADING_TEXT: Final = (
    "on in at by since until till during for within throughout as of from before after shortly between to into"
)
_LEADING: Final = frozenset(_LEADING_TEXT.split())
_PLURALS: Final = {
    "seconds": "second", "minutes": "minute", "hours": "hour", "days": "day", "nights": "night", "weeks": "week",
    "months": "month", "quarters": "quarter", "years": "year", "decades": "decade", "century": "century",
    "generations": "generation", "seasons": "season", "weekends": "weekend",
}  # fmt: skip

_MERIDIEM: Final = re.compile(r"(?<=[\d ])([ap])\.? ?m\b\.?")
_WORD: Final = re.compile(r"\d+(?:[.:/-]\d+)+[a-z]*|\d+(?:st|nd|rd|th)\b|\d+s\b|\d+|[a-z']+|-+")
_ISO: Final = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?|x")
_AND_A_HALF: Final = re.compile(r"\b(\d+) (?:and )?(?:(?:a|1) )?half\b(?= )")
_NUMBER_OF: Final = re.compile(rf"\b(\d+|x) of (?={'|'.join(UNITS)})")
_SHORT_YEAR: Final = re.compile(r"'(\d\d)\b")
_HALF: Final = re.compile(r"\bhalf (?:a|an|1|of a)\b")
_THE_UNIT: Final = re.compile(
    r"\bthe (week|month|year|quarter|decade|century|season)\b(?! (?:before|after|earlier|later|to|until|ended|ending))"
)
_THE_DAY: Final = re.compile(r"\bthe day\b(?! (?:before|after|earlier|later|of))")
_A_UNIT: Final = re.compile(rf"\b(?:an?) (?={'|'.join(UNITS[1:])})")
_MID_UNIT: Final = re.compile(r"\bmid (week|month|year)\b")
_POSSESSIVE_END: Final = re.compile(r"\b(year|month|week|quarter|decade|century|day)(?:'s)? end\b")


def _range_or_split(token: str, before: str, after: str) -> str:
    """What a run of hyphens between two words means: "to" in 3-9 July, nothing in two-week and mid-2022."""
    if before[:1].isdigit() and (after[:1].isdigit() or after in MONTHS or after in WEEKDAYS):
        return "to"
    if before in WEEKDAYS and after in WEEKDAYS:
        return "to"
    return "to" if before in MONTHS and after in MONTHS else ""


def _split_compound(token: str) -> list[str]:
    """A token of digits with signs: ISO dates, clock times and numeric dates stay, 2019-20 becomes a range."""
    digits = token.rstrip("abcdefghijklmnopqrstuvwxyz")
    suffix = token[len(digits) :]
    if "-" in digits and not (_ISO.fullmatch(digits) and _is_iso_month(digits)) and digits.count("-") == 1:
        first, last = digits.split("-")
        return [first, "to", last + suffix]
    if suffix in ("st", "nd", "rd", "th", "s", ""):
        return [token]
    return [digits, suffix]


def _is_iso_month(digits: str) -> bool:
    return 1 <= int(digits[5:7]) <= 12


def _spell_numbers(words: list[str]) -> list[str]:
    spelled: list[str] = []
    for word in words:
        last = spelled[-1] if spelled else ""
        if word in _TENS:
            spelled.append(str(_TENS[word]))
        elif word in _CARDINALS:
            unit = _CARDINALS[word]
            if last in ("20", "30", "40", "50", "60", "70", "80", "90") and len(unit) == 1 and unit != "0":
                spelled[-1] = str(int(last) + int(unit))
            else:
                spelled.append(unit)
        elif word == "hundred":
            spelled.append(str(int(spelled.pop()) * 100) if last.isdigit() else "100")
        elif word in _ORDINALS:
            spelled.append(_ORDINALS[word])
        else:
            spelled.append(word)
    return spelled


def _singularize(words: list[str]) -> list[str]:
    singular: list[str] = []
    for word in words:
        unit = _PLURALS.get(word.rstrip("'"))
        last = singular[-1] if singular else ""
        if unit is None or last in WEEKDAYS or unit in ("century", "weekend"):
            singular.append(word if unit is None or word == "weekends" or last in WEEKDAYS else unit)
            continue
        if last in ("small", "early", "wee", "late", "daylight", "predawn"):
            singular.append(unit)
            continue
        if not _NUMBER.fullmatch(last) and not (last == "business" and len(singular) > 1):
            singular.append("x")
        singular.append(unit)
    return singular


def _words(text: str) -> list[str]:
    raw = _WORD.findall(text)
    words: list[str] = []
    for index, token in enumerate(raw):
        if token[0] == "-":
            before = words[-1] if words else ""
            after = raw[index + 1] if index + 1 < len(raw) else ""
            words.append(_range_or_split(token, before, _SPELLINGS.get(after, after)))
        elif token[0].isdigit() and not token.isdigit():
            words.extend(_split_compound(token))
        else:
            words.extend(_SPELLINGS.get(token, token).split())
    return [word for word in words if word]


def _expand_year(match: re.Match[str]) -> str:
    return f"{'19' if match[1] >= '30' else '20'}{match[1]}"


@lru_cache(maxsize=16384)
def normalize_phrase(text: str) -> str:
    """The phrase in one spelling (see the module); the empty string where it is too long or has no word."""
    if len(text) > LONGEST_PHRASE_CHARACTERS:
        return ""
    folded = fold_accents(text.lower().replace("’", "'").replace("‘", "'").replace("–", "-").replace("—", "-"))
    folded = folded.replace("close to ", " ")
    if "'" in folded:
        folded = _SHORT_YEAR.sub(_expand_year, folded)
    phrase = " ".join(_words(_MERIDIEM.sub(r" \1m", folded)))
    if "the " in phrase:
        phrase = _THE_DAY.sub("that day", _THE_UNIT.sub(r"this \1", phrase))
    if "half" in phrase:
        phrase = _HALF.sub("0.5", phrase)
    phrase = _A_UNIT.sub("1 ", phrase)
    words = [w for w in _spell_numbers(phrase.split()) if w not in _IGNORED and w not in ("the", "a", "an")]
    phrase = " ".join(words)
    if "half" in phrase:
        phrase = _AND_A_HALF.sub(r"\1.5", phrase)
    if " of " in phrase:
        phrase = _NUMBER_OF.sub(r"\1 ", phrase)
    phrase = " ".join(_singularize(phrase.split()))
    if "mid " in phrase:
        phrase = _MID_UNIT.sub(r"mid this \1", phrase)
    if " end" in phrase:
        phrase = _POSSESSIVE_END.sub(r"end of this \1", phrase)
    phrase = phrase.replace(" 's ", " ")
    words = phrase.split()
    while len(words) > 1 and words[0] in _LEADING:
        words.pop(0)
    return " ".join(words)
