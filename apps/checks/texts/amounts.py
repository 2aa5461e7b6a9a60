"""Amounts, shares and counts in a sentence, with their unit, their sign and how exactly they are meant.

Money is kronor. ``low`` and ``high`` bound what the words can mean: half a unit in the last printed place either way,
more where a hedge (”drygt”, ”cirka”) says so.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.checks.texts.lexicon import HEDGES, KRONOR_BY_UNIT, MONTHS, NAME_PREFIXES, NUMBER_TERMS

_MONEY_UNITS = "|".join(re.escape(unit) for unit in sorted(KRONOR_BY_UNIT, key=len, reverse=True))
_HEDGE_TERMS = "|".join(re.escape(term) for term in sorted(HEDGES, key=len, reverse=True))
_NUMBER_TERMS = "|".join(NUMBER_TERMS)
_AMOUNT_PATTERN = re.compile(
    rf"(?:(?<!\w)(?P<hedge>{_HEDGE_TERMS})\s+)?(?:(?<!\w)(?P<before>mnkr|mkr|tkr)\s+)?"
    rf"(?P<sign>(?<![\w.,])[+-]\s?(?=\d)|(?<!\w)(?:minus|plus)\s+(?=\d))?"
    rf"(?<![\w.,:§/])(?P<number>\d{{1,3}}(?: \d{{3}})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?|(?:{_NUMBER_TERMS}|en|ett)(?!\w))"
    rf"(?P<after>(?:\s?(?P<unit>procentenheter|procentenhet|procent|%-enheter|%|promille|{_MONEY_UNITS})(?![\w]))?"
    rf"(?P<rate>\s?(?:/\s?\w+|per\s+\w+|om dagen|i månaden))?)",
    re.IGNORECASE,
)
# What a text with an amount has; most sentences have none, which is quickly seen.
_NUMBER_PATTERN = re.compile(rf"\d|\b(?:{_NUMBER_TERMS})\b|\b(?:en|ett) (?:{_MONEY_UNITS})\b", re.IGNORECASE)
_YEAR_PATTERN = re.compile(r"(?:19|20)\d\d")
_SHARED_UNIT_PATTERN = re.compile(r"(?:,| och| respektive| till| samt| resp| av| mot| eller)\s*", re.IGNORECASE)
MONEY, PERCENT, POINTS, COUNT = "money", "percent", "points", "count"


@dataclass(frozen=True, slots=True)
class TextAmount:
    """A number as a sentence writes it. ``start`` and ``end`` are its place, its hedge, sign and unit included.

    ``kind`` is money, percent, points (procentenheter) or count; ``unit`` as written. ``step`` is one unit in the last
    printed place. ``sign`` is -1 or 1 where one is written, else 0, and ``value`` is without it. ``rate`` tells that it
    is so much per something.
    """

    start: int
    end: int
    value: Decimal
    step: Decimal
    low: Decimal
    high: Decimal
    kind: str
    unit: str
    sign: int
    hedge: str
    rate: bool
    noun: str = ""

    @property
    def signed(self) -> Decimal:
        return -self.value if self.sign < 0 else self.value

    def may_be(self, figure: Decimal, grain: Decimal = Decimal(0)) -> bool:
        """Can the words mean the figure (without sign), that is itself rounded to ``grain``?

        ”25,1” may be 25,177 that is cut off, but not 25,0.
        """
        slack = grain / 2
        if self.low - slack <= figure <= self.high + slack:
            return True
        return not self.hedge and self.value <= figure < self.value + self.step


def find_amounts(text: str) -> list[TextAmount]:
    """The amounts of a text with plain signs, in order. Years, dates, ranges and names are none."""
    if not _NUMBER_PATTERN.search(text):
        return []
    found = [one for match in _AMOUNT_PATTERN.finditer(text) if (one := _read_amount(text, match))]
    return _share_units(text, found)


def find_years(text: str) -> list[tuple[int, int]]:
    """The years that a text names, each with its place. A range, ”2016-2019”, is two years."""
    return [
        (int(match.group()), match.start())
        for match in _YEAR_PATTERN.finditer(text)
        if not text[match.start() - 1 : match.start()].isdigit()
        and not re.match(r"\d|,\d| \d{3}\b|\s?(?:tkr|mnkr|kr\b|%|personer|timmar)", text[match.end() :])
    ]


def _read_amount(text: str, match: re.Match[str]) -> TextAmount | None:
    number, unit = match["number"], (match["unit"] or match["before"] or "").lower()
    if number.lower() in {"en", "ett"} and unit not in KRONOR_BY_UNIT:
        return None
    if _is_no_amount(text, match, unit):
        return None
    value = _parse_value(number)
    scale = Decimal(KRONOR_BY_UNIT.get(unit, 1))
    decimals = len(number.partition(",")[2])
    step = scale.scaleb(-decimals)
    if number[0].isalpha():
        step = scale
    value *= scale
    hedge = (match["hedge"] or "").lower()
    below, above = (Decimal(share) for share in HEDGES.get(hedge, ("0", "0")))
    if hedge and not match["unit"] and hedge in {"under", "över"}:  # ”under 2 år”, ”över 65”
        hedge, below, above = "", Decimal(0), Decimal(0)
    start = match.start() if hedge or not match["hedge"] else match.start("number")
    return TextAmount(
        start=start,
        end=match.end("after"),
        value=value,
        step=step,
        low=value - max(value * below, step / 2),
        high=value + max(value * above, step / 2),
        kind=_find_kind(unit),
        unit=unit,
        sign=_parse_sign(match["sign"]),
        hedge=hedge,
        rate=bool(match["rate"]),
        noun=_read_noun(text, match.end("after")) if not unit else "",
    )


def _parse_value(number: str) -> Decimal:
    plain = number.lower()
    if plain in NUMBER_TERMS:
        return Decimal(NUMBER_TERMS[plain])
    return Decimal(1) if plain in {"en", "ett"} else Decimal(plain.replace(" ", "").replace(",", "."))


def _parse_sign(sign: str | None) -> int:
    if not sign:
        return 0
    return -1 if sign.strip().lower() in {"-", "minus"} else 1


def _find_kind(unit: str) -> str:
    if unit in KRONOR_BY_UNIT:
        return MONEY
    if unit in {"%", "procent"}:
        return PERCENT
    return POINTS if unit.startswith(("procentenhet", "%-enhet")) else COUNT


def _is_no_amount(text: str, match: re.Match[str], unit: str) -> bool:
    """A year, a date, a range, a paragraph, a number of a name, or one that can be read in two ways."""
    number, end = match["number"], match.end("number")
    following, before = text[end : end + 12], text[: match.start("number")]
    if re.match(r"[.:]\d|-\d|\s?-\s?\d|-\w|:\w", following) or re.search(r"\d\s?-\s?$|\d[./]$", before):
        return True
    if unit or number[0].isalpha():
        return False
    if _YEAR_PATTERN.fullmatch(number):
        return True
    last = before.split()[-1].lower().strip("(”") if before.split() else ""
    first = following.split()[0].lower().strip(".,)") if following.split() else ""
    return last in NAME_PREFIXES or first in MONTHS or first in {"kap", "§", "års", "årsåldern"} or last == "t"


def _read_noun(text: str, end: int) -> str:
    match = re.match(r"\s(?:av\s)?([a-zåäöé]+)", text[end : end + 40], re.IGNORECASE)
    return match[1].lower() if match else ""


def _share_units(text: str, amounts: list[TextAmount]) -> list[TextAmount]:
    """”från 9,5 till 10,1 procent”, ”6, 3 och 2 mnkr”: a bare number before one with a unit has that unit."""
    found = list(amounts)
    for place in range(len(found) - 2, -1, -1):
        one, following = found[place], found[place + 1]
        between = text[one.end : following.start]
        if not one.unit and following.unit and not following.rate and _SHARED_UNIT_PATTERN.fullmatch(between):
            scale = Decimal(KRONOR_BY_UNIT.get(following.unit, 1))
            if between.strip() == "av" and following.kind == PERCENT:
                continue
            found[place] = replace(
                one,
                value=one.value * scale,
                step=one.step * scale,
                low=one.low * scale,
                high=one.high * scale,
                kind=following.kind,
                unit=following.unit,
                noun="",
            )
    return found
