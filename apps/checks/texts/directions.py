"""Words for more and less, and what a clause compares with."""

import re
from collections.abc import Iterable

from apps.checks.texts.lexicon import LAST_YEAR_PATTERN, MONTHS, OTHER_TIME_PATTERN

# Each word with the way it goes; quality is good or bad, and how it goes the indicator's own direction tells.
MORE_PATTERN = (
    r"(?:(?:fort|lång)?(?:satt )?(?:att )?öka(?:t|de|r|s)?|ökning(?:en)?|stigit|steg|stiger|höjts|växt|växte|växer"
    r"|uppgång(?:en)?|gått upp|gick upp|går upp|tilltagit|högre|fler|större|uppåt|(?:ligger|låg|legat) över"
    r"|fördubblats)"
)
LESS_PATTERN = (
    r"(?:(?:att )?minska(?:t|de|r|s)?|minskning(?:en)?|sjunkit|sjönk|sjunker|sänkts|nedgång(?:en)?|gått (?:ned|ner)"
    r"|gick (?:ned|ner)|går (?:ned|ner)|avtagit|lägre|färre|mindre|nedåt|neråt|halverats|(?:ligger|låg|legat) under)"
)
BETTER_PATTERN = r"(?:förbättrats|förbättrades|förbättring(?:en)?|bättre)"
WORSE_PATTERN = r"(?:försämrats|försämrades|försämring(?:en)?|sämre)"
SAME_PATTERN = r"(?:oförändrad|oförändrat|oförändrade)"
_WAYS = (("more", MORE_PATTERN), ("less", LESS_PATTERN), ("better", BETTER_PATTERN), ("worse", WORSE_PATTERN))
ANY_WAY = "|".join(f"(?P<{name}>{pattern})" for name, pattern in (*_WAYS, ("same", SAME_PATTERN)))
DIRECTION_PATTERN = re.compile(rf"\b(?:{ANY_WAY})\b")
PLAIN_WAY = rf"(?:{MORE_PATTERN}|{LESS_PATTERN}|{BETTER_PATTERN}|{WORSE_PATTERN})"

_COMPARED = r"(?:jämfört med|i jämförelse med|jmf|jfr|än|sedan|mot|i förhållande till|gentemot|från)"
COMPARED_YEAR_PATTERN = re.compile(
    rf"\b{_COMPARED}\s+(?:(?:år|under|utfallet|utfall|resultatet|nivån|för|värdet)\s+){{0,2}}"
    rf"(?:(?P<year>(?:19|20)\d\d)|(?P<last>{LAST_YEAR_PATTERN}))"
)
_BETWEEN_YEARS_PATTERN = re.compile(r"\bmellan (?P<year>(?:19|20)\d\d) och (?:(?:19|20)\d\d)")
# ”från 8,2 procent året innan”: the sign of the amount stands between.
_FROM_LAST_PATTERN = re.compile(rf"\bfrån \W*[\ue000-\ue0ff] (?:under )?{LAST_YEAR_PATTERN}")
_LAST_LEVEL_PATTERN = re.compile(rf"\b(?:över|under|på samma nivå som) {LAST_YEAR_PATTERN}")
COMPARED_TEXT = "|".join(
    re.sub(r"\(\?P<\w+>", "(?:", one.pattern)
    for one in (COMPARED_YEAR_PATTERN, _BETWEEN_YEARS_PATTERN, _LAST_LEVEL_PATTERN)
)
_COMPARED_TEXT_PATTERN = re.compile(COMPARED_TEXT)
COMPARED_FORECAST_PATTERN = re.compile(
    r"\bän (?:vad )?(?:den )?(?:som )?(?:(?:tidigare|senaste|lämnade|i) )?"
    r"(?:prognos\w*|prognostiserat|delårsprognos\w*)"
)
COMPARED_BUDGET_PATTERN = re.compile(
    r"\b(?:än|mot|jämfört med|gentemot|i förhållande till|i jämförelse med)"
    r"(?: vad som| den| årets| periodens| vad| sin| det| i)*"
    r" (?:budget\w*|planerat|planerade|budgeterat|beräknat|ram\w*|anslag\w*)"
)
_BRACKET_PATTERN = re.compile(r"\([^)]*\)")
_OTHER_TIME = re.compile(OTHER_TIME_PATTERN)
_MONTH_PATTERN = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
# ”januari–augusti”: what is told to the end of a month is of that month's report.
_FROM_JANUARY_PATTERN = re.compile(
    rf"\b(?:från )?januari ?(?:[-–]|till och med|t\.?o\.?m\.?|till) ?(?=(?:{'|'.join(MONTHS)})\b)"
)
OPPOSITES = {"more": "less", "less": "more", "better": "worse", "worse": "better"}


def find_compared_year(text: str) -> int | None:
    """The year that the words compare with, 0 for the one before the report's; None where they compare with none."""
    match = COMPARED_YEAR_PATTERN.search(text) or _BETWEEN_YEARS_PATTERN.search(text)
    if match:
        return int(match["year"] or 0)
    return 0 if _LAST_LEVEL_PATTERN.search(text) or _FROM_LAST_PATTERN.search(text) else None


def strip_comparison(text: str) -> str:
    """The text without the words that compare with another year."""
    return _COMPARED_TEXT_PATTERN.sub(" ", text)


def find_way(text: str) -> str:
    """The one way that the words go: more, less, better, worse or same; empty where there is none, or two."""
    found = {match.lastgroup or "" for match in DIRECTION_PATTERN.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def find_months(text: str) -> frozenset[int]:
    """The months that a text in lower case names, by number."""
    return frozenset(MONTHS.index(month.group()) + 1 for month in _MONTH_PATTERN.finditer(text))


def has_other_time(text: str, own_months: Iterable[int]) -> bool:
    """Do the words speak of another time than the report's own, which these months stand for?"""
    plain = _BRACKET_PATTERN.sub(" ", text)
    if _OTHER_TIME.search(plain):
        return True
    return not find_months(_FROM_JANUARY_PATTERN.sub(" ", plain)) <= frozenset(own_months)
