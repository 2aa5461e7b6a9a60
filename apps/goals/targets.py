"""Reading a target as a report writes it: ``<20``, ``minst 90 %``, ``10–12``, ``öka 10 % från 2020``, ``*``.

A number alone means at least where higher is better, at most where lower is better, and precisely otherwise. A text
that begins like a target with a number must be one to its end: half a target is refused, never kept as mere words.
How a target is read aloud is told by ``rules.target_in_words``; what that writes with a number in it is read here.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from apps.core.choices import Comparator, Direction
from apps.core.swedish import NotANumberError, parse_fraction, parse_quantity, tidy_text

NOT_SET_SIGN = "*"

_DEFAULT_COMPARATORS = {
    Direction.HIGHER: Comparator.AT_LEAST,
    Direction.LOWER: Comparator.AT_MOST,
    Direction.NEITHER: Comparator.EQUAL,
}
_SIGN_COMPARATORS: dict[str, Comparator] = {
    **dict.fromkeys((">=", "≥", "minst", "lägst"), Comparator.AT_LEAST),
    **dict.fromkeys((">", "mer än", "fler än", "över", "högre än", "större än"), Comparator.MORE_THAN),
    **dict.fromkeys(("<=", "≤", "högst", "max", "maximalt"), Comparator.AT_MOST),
    **dict.fromkeys(("<", "mindre än", "färre än", "under", "lägre än"), Comparator.LESS_THAN),
    **dict.fromkeys(("=", "precis", "exakt"), Comparator.EQUAL),
}
_CHANGE_COMPARATORS = {
    "öka": (Comparator.INCREASE, Comparator.INCREASE_BY, Comparator.INCREASE_PERCENT),
    "minska": (Comparator.DECREASE, Comparator.DECREASE_BY, Comparator.DECREASE_PERCENT),
}
_SIGN_PATTERN = "|".join(re.escape(sign) for sign in sorted(_SIGN_COMPARATORS, key=len, reverse=True))
_COMPARED_PATTERN = re.compile(rf"(?P<sign>{_SIGN_PATTERN})?\s*(?P<number>[+-]? ?\d.*)", re.IGNORECASE)
_RANGE_PATTERN = re.compile(r"(?:mellan\s+)?(?P<low>-?\d[^-]*?)\s*(?:-|\boch\b)\s*(?P<high>-?\d.*)", re.IGNORECASE)
_CHANGE_PATTERN = re.compile(
    r"(?P<way>öka|minska)(?:\s+(?:med\s+)?(?P<number>\d.*?))?(?:\s+från\s+(?P<base>\d{4}))?", re.IGNORECASE
)
_NUMBER_LIKE_PATTERN = re.compile(
    rf"(?:(?:{_SIGN_PATTERN}|öka|minska|mellan|med|till|cirka|ca)\s*)*[+-]? ?\d.*", re.IGNORECASE | re.DOTALL
)
_TARGET_HINT = "Skriv till exempel 100 %, <20, minst 90, 10–12, öka 10 % eller ett mål utan tal."


class BadTargetError(ValueError):
    """The text is no target; the message says in Swedish what to write instead."""


class ParsedTarget(NamedTuple):
    """A target without its indicator. ``value`` and ``upper`` are in ``unit``, empty when none stands.

    ``upper`` is the end of a range, ``base_year`` what an increase is counted from where the text says it, and
    ``out_of`` the denominator of a target such as ``2/18``, whose value is 2.
    """

    comparator: Comparator
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    base_year: int | None = None
    out_of: Decimal | None = None


def parse_target(text: str, direction: str) -> ParsedTarget:
    """Read a target for an indicator of the direction. ``BadTargetError`` in Swedish when it can be no target."""
    plain = tidy_text(text)
    if plain == NOT_SET_SIGN:
        return ParsedTarget(Comparator.NOT_SET)
    try:
        found = _parse_change(plain) or _parse_range(plain) or _parse_compared(plain, Direction(direction))
    except NotANumberError as error:
        raise BadTargetError(f"”{text}” går inte att läsa som målvärde. {_TARGET_HINT}") from error
    if found is not None:
        return found
    if not plain or _NUMBER_LIKE_PATTERN.fullmatch(plain):
        raise BadTargetError(f"”{text}” går inte att läsa som målvärde. {_TARGET_HINT}")
    return ParsedTarget(Comparator.QUALITATIVE)


def _parse_change(plain: str) -> ParsedTarget | None:
    match = _CHANGE_PATTERN.fullmatch(plain)
    if match is None:
        return None
    freely, by, percent = _CHANGE_COMPARATORS[match["way"].lower()]
    base_year = int(match["base"]) if match["base"] else None
    if not match["number"]:
        return ParsedTarget(freely, base_year=base_year)
    quantity = parse_quantity(match["number"])
    if is_percent(quantity.unit):
        return ParsedTarget(percent, quantity.value, unit=quantity.unit, base_year=base_year)
    return ParsedTarget(by, quantity.value, unit=quantity.unit, base_year=base_year)


def _parse_range(plain: str) -> ParsedTarget | None:
    match = _RANGE_PATTERN.fullmatch(plain)
    if match is None:
        return None
    low, high = parse_quantity(match["low"]), parse_quantity(match["high"])
    if low.unit not in ("", high.unit):
        raise BadTargetError(f"”{plain}” har två olika enheter. {_TARGET_HINT}")
    if low.value > high.value:
        raise BadTargetError(f"I ”{plain}” är det första talet större än det andra. Skriv det minsta först.")
    return ParsedTarget(Comparator.BETWEEN, low.value, high.value, high.unit)


def _parse_compared(plain: str, direction: Direction) -> ParsedTarget | None:
    match = _COMPARED_PATTERN.fullmatch(plain)
    if match is None:
        return None
    comparator = _SIGN_COMPARATORS[match["sign"].lower()] if match["sign"] else _DEFAULT_COMPARATORS[direction]
    fraction = parse_fraction(match["number"])
    if fraction is not None and fraction.percent is None:
        return ParsedTarget(comparator, fraction.numerator, out_of=fraction.denominator)
    quantity = parse_quantity(match["number"])
    return ParsedTarget(comparator, quantity.value, unit=quantity.unit)


def is_percent(unit: str) -> bool:
    """Is the unit per cent, as written in a cell or of an indicator?"""
    return unit.strip().lower() in {"%", "procent"}
