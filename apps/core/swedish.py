"""Numbers as Swedish people write and read them.

Django's own ``sv`` parsing refuses U+2212 and U+202F, turns ``1.234`` into 1.234 and accepts US dates, so files and
forms are read here. What can be read in two ways is refused with a question, never guessed.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from apps.core.number_forms import parse_digits, split_sign
from apps.core.tertials import MONTH_NAMES

NBSP = "\u00a0"
_TIDY_SIGNS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007", " ") | dict.fromkeys("\u2212\u2013", "-"))
_UNIT_PATTERN = re.compile(
    r"(?P<number>.*?[\d)])\s*(?P<unit>%|procent|st|tim|timmar|timme|dagar|dag|dygn|kr|tkr|mnkr|personer)\.?",
    re.IGNORECASE,
)
_AMOUNT_UNIT_PATTERNS = (
    re.compile(r"(?P<number>.*?[\d)-])\s*(?P<unit>kronor|sek|kkr|mkr)\.?", re.IGNORECASE),
    re.compile(r"(?P<unit>sek|kr)\.?\s*(?P<number>[\d(+-].*)", re.IGNORECASE),
)
_OTHER_UNIT_NAMES = {"kronor": "kr", "sek": "kr", "kkr": "tkr", "mkr": "mnkr"}
_FRACTION_PATTERN = re.compile(
    r"(?P<numerator>[^/]+)/(?P<denominator>[^/%]*?\d)(?:\s*st)?(?:\s+(?P<percent>[\d ,]+?)\s*%)?\s*"
)


class NotANumberError(ValueError):
    """The text is not one number; the message says in Swedish what to write instead."""


class Quantity(NamedTuple):
    """A number and the unit that stood after it, in lower case as written; empty when none stood."""

    value: Decimal
    unit: str


class Fraction(NamedTuple):
    """Numerator and denominator as written, with the percentage if one stands beside them."""

    numerator: Decimal
    denominator: Decimal
    percent: Decimal | None


def tidy_text(text: str) -> str:
    """Plain spaces, plain minus, no space at the ends: the form every reader below works on."""
    if not text.isascii():
        text = text.translate(_TIDY_SIGNS)
    return (re.sub(r" {2,}", " ", text) if "  " in text else text).strip()


def parse_quantity(text: str, *, is_amount: bool = False) -> Quantity:
    """Read ``1 234,5``, ``−2 027,8``, ``7,5 %`` or ``12 st``: the number and its unit.

    An amount may also be written as accounts are: ``(743)`` and ``743-`` are minus 743. Raises ``NotANumberError`` on
    anything else, and on what can be read in two ways, where the author must say which is meant: ``1.234``, ``1,234``,
    a lone dash, and brackets around what is no amount.
    """
    plain = tidy_text(text)
    number, unit = _split_unit(plain, is_amount=is_amount)
    is_negative, digits = split_sign(number)
    by_comma, by_point = parse_digits(digits, ","), parse_digits(digits, ".")
    sign = "-" if is_negative else ""
    if by_comma is None:
        raise NotANumberError(_explain_refusal(text, plain, sign, by_point))
    if by_point is not None and by_point != by_comma:
        thousand, fraction = _format_both_meanings(digits, sign)
        raise NotANumberError(
            f"”{text}” kan betyda två saker: {thousand} eller {fraction}. "
            f"Skriv tusental med blanksteg (1{NBSP}234) och decimaler med komma (1,23)."
        )
    if not is_amount and number.endswith(("-", ")")):
        raise NotANumberError(
            f"”{text}” är inget tal, även om belopp kan skrivas så. Skriv {sign}{format_exact(by_comma)}, om det är vad"
            " som menas."
        )
    return Quantity(-by_comma if is_negative else by_comma, unit)


def _split_unit(plain: str, *, is_amount: bool) -> tuple[str, str]:
    """What is written of the number, and the unit after it; an amount's may stand before it, and has more names."""
    patterns = (_UNIT_PATTERN, *_AMOUNT_UNIT_PATTERNS) if is_amount else (_UNIT_PATTERN,)
    for pattern in patterns:
        found = pattern.fullmatch(plain)
        if found:
            unit = found["unit"].lower()
            return found["number"].strip(), _OTHER_UNIT_NAMES.get(unit, unit)
    return plain, ""


def _format_both_meanings(digits: str, sign: str) -> tuple[str, str]:
    """The two things that ``1.234`` may mean, as each can be written."""
    whole, decimals = re.split(r"[.,]", digits)
    shorter = decimals.rstrip("0")
    fraction = f"{whole},{decimals + '0' if len(shorter) == len(decimals) else shorter or '0'}"
    return f"{sign}{whole}{NBSP}{decimals}", sign + fraction


def _explain_refusal(text: str, plain: str, sign: str, by_point: Decimal | None) -> str:
    """Why a text is no number with a decimal comma, and what to write. ``by_point`` is what it is with a point."""
    if plain == "-":
        return f"”{text}” kan betyda noll, eller att talet saknas. Skriv 0, eller lämna cellen tom."
    if plain[:1] in {"<", ">"}:
        return f"”{text}” är inget tal utan en gräns. Skriv talet, eller varför det saknas."
    if by_point is not None:
        return f"”{text}” är inget tal med decimalkomma. Skriv {sign}{format_exact(by_point)}, om det är vad som menas."
    return f"”{text}” är inget tal. Skriv till exempel 1 234,5."


def parse_number(text: str) -> Decimal:
    """As ``parse_quantity``, when the unit does not matter."""
    return parse_quantity(text).value


def parse_fraction(text: str) -> Fraction | None:
    """Read ``162/327`` or ``162/327 50 %``; ``None`` when the text is no fraction, ``NotANumberError`` on bad parts."""
    match = _FRACTION_PATTERN.fullmatch(tidy_text(text))
    if match is None:
        return None
    percent = match["percent"]
    return Fraction(
        parse_number(match["numerator"]),
        parse_number(match["denominator"]),
        parse_number(percent) if percent else None,
    )


def round_half_up(value: Decimal, decimals: int = 0) -> Decimal:
    """The one rounding rule of the product: half away from zero, as people and SQL's numeric do."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def format_number(value: Decimal | int, decimals: int | None = None, *, sign: bool = False) -> str:
    """Write ``-2 027,8`` with no-break spaces, decimal comma and a minus that Excel reads; ``sign`` writes plus too.

    ``decimals`` rounds half up; ``None`` keeps what the number has. Zero never carries a sign.
    """
    number = Decimal(value)
    if decimals is not None:
        number = round_half_up(number, decimals)
    text = f"{abs(number):,f}".replace(",", NBSP).replace(".", ",")
    if number < 0:
        return "-" + text
    return "+" + text if sign and number > 0 else text


def format_exact(value: Decimal) -> str:
    """A number with all its decimals, so that ``parse_number`` reads it back as the same: ``1,234`` is ``1,2340``."""
    plain = value.normalize()
    text = format_number(plain)
    digits = text.removeprefix("-")
    return f"{text}0" if parse_digits(digits, ".") not in (None, parse_digits(digits, ",")) else text


def format_list(texts: Sequence[str], most: int = 20) -> str:
    """``a, b och c``; of more than ``most`` the rest are counted."""
    shown = list(texts[:most])
    rest = len(texts) - len(shown)
    if rest:
        shown.append(f"{rest} till")
    return " och ".join(filter(None, [", ".join(shown[:-1]), shown[-1] if shown else ""]))


def format_day(day: date) -> str:
    """``15 maj 2024``."""
    return f"{day.day} {MONTH_NAMES[day.month]} {day.year}"


def format_clock(at: datetime) -> str:
    """The time of day as it is written in Swedish: ``14.46``. The moment is in the reader's time zone already."""
    return f"{at:%H.%M}"


# Units that a reader needs no word for: ”3 når målvärdet mindre än 20.”
UNITS_NOT_WRITTEN = frozenset({"", "antal", "index", "placering", "plats", "medelvärde", "bedömning", "ej angiven"})


def format_unit_suffix(unit: str) -> str:
    """The unit with its no-break space, as it follows a number; nothing for those that are not written."""
    return "" if unit in UNITS_NOT_WRITTEN else f"{NBSP}{unit}"


_UNIT_NAMES = {"%": ("%", "procent"), "antal": ("antal", "antalet")}


def format_name_with_unit(name: str, unit: str) -> str:
    """``Sjukfrånvaro, %``; the name alone where it tells the unit, however spaced or cased, or there is no unit."""
    if unit in {"", "ej angiven"} or any(_has_unit(name, one) for one in _UNIT_NAMES.get(unit, (unit,))):
        return name
    return f"{name}, {unit}"


def _has_unit(name: str, unit: str) -> bool:
    """Does the unit stand in the name, as words of their own: ”kr / inv” for kr/inv, but not ”kostnad” for st?"""
    signs = re.findall(r"\w+|[^\w\s]", unit)
    pattern = r"\s*".join(rf"\b{sign}\b" if sign.isalnum() else re.escape(sign) for sign in signs)
    return re.search(pattern, name, re.IGNORECASE) is not None


def format_value(value: Decimal, decimals: int, *, sign: bool = False) -> str:
    """An indicator's value with its decimals, and one more where the number would otherwise hide."""
    shown = max(decimals, 0 if value == value.to_integral_value() else 1)
    return format_number(value, shown, sign=sign)


def format_tkr(kronor: int, *, exact: bool = False, sign: bool = False) -> str:
    """Whole kronor as thousands, ``25 177``; ``exact`` keeps the decimals that a published table had."""
    thousands = Decimal(kronor) / 1000
    decimals = 0 if not exact or kronor % 1000 == 0 else max(1, -int(thousands.normalize().as_tuple().exponent))
    return format_number(thousands, decimals, sign=sign)


def format_mnkr(kronor: int, *, sign: bool = False) -> str:
    """Whole kronor as millions with one decimal: ``25,2``."""
    return format_number(Decimal(kronor) / 1_000_000, 1, sign=sign)


def get_surplus_label(kronor: int) -> str:
    """The word beside a variance, whose plus is a surplus."""
    if kronor == 0:
        return "i balans"
    return "överskott" if kronor > 0 else "underskott"


def build_swedish_sort_key(text: str) -> str:
    """Sorts Å, Ä, Ö after Z, in that order, without any locale on the machine."""
    return text.casefold().translate(str.maketrans("åäöé", "{|}e"))
