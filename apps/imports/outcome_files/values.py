"""One cell of an outcome file: a number in the indicator's unit, a way of saying that there is none, or an error."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from apps.core.cell_numbers import MAX_DECIMALS, UnreadableError
from apps.core.choices import MissingReason
from apps.core.swedish import format_exact, tidy_text
from apps.goals.measured_values import MeasuredValue, is_known_unit, parse_measured_value
from apps.goals.targets import is_percent
from apps.imports.ledgers.amounts import parse_ledger_amount
from apps.imports.outcome_files.mapping import SHARE
from apps.imports.report_format.cell_text import format_plain_number, is_error_text

_REASONS = {
    str(reason.label).casefold(): reason.value for reason in MissingReason if reason != MissingReason.NOT_A_NUMBER
}
_NO_VALUE_SIGNS = (
    "-",
    "--",
    "---",
    "—",
    "..",
    "...",
    "…",
    ".",
    "*",
    "**",
    "x",
    "xx",
    ":",
    "?",
    "n/a",
    "na",
    "n.a.",
    "nan",
)
_NO_VALUE_TEXTS = (
    *("null", "none", "saknas", "uppgift saknas", "uppgifter saknas", "data saknas", "värde saknas", "ingen uppgift"),
    *("inga uppgifter", "inget värde", "inga data", "ej tillgänglig", "ej tillgängligt", "ej angivet", "ej aktuellt"),
    *("ej svar", "för få", "för få svar", "för få svarande", "ej ett tal", "maskerad", "maskerat", "sekretessbelagd"),
    *("sekretessbelagt", "okänt", "ej mätbart", "inte mätt", "inte rapporterat", "för få för att visas"),
)
_NO_VALUES = frozenset((*_NO_VALUE_SIGNS, *_NO_VALUE_TEXTS))
_LIMIT_PATTERN = re.compile(r"(?:[<≤]|färre än|mindre än|under)\s*\d+", re.IGNORECASE)
_NUMBER_PATTERN = re.compile(r"(?P<sign>[+-]?) ?(?P<body>[\d.,][\d.,'’ ]*)(?P<rest>(?:[^\d.,'’(].*)?)")
_DATE_PATTERN = re.compile(r"\d{4}-\d\d-\d\d")
_OTHER_SIGN = {",": ".", ".": ","}
_SIGN_NAMES = {",": "komma", ".": "punkt"}
_STEP = Decimal(1).scaleb(-MAX_DECIMALS)


class ValueReading(NamedTuple):
    """What a cell says: ``text`` as the format's ``värde``, or ``missing`` as its ``saknas``; neither is no value.

    ``number`` is the value in the indicator's unit, None for a fraction; ``is_bare`` one without a unit of its own.
    """

    text: str = ""
    missing: str = ""
    number: Decimal | None = None
    is_bare: bool = False
    is_rounded: bool = False


def is_without_value(cell: str) -> bool:
    """Does a cell say that there is no value, or that it is too small a number to be shown?"""
    text = tidy_text(cell).casefold()
    return text in _NO_VALUES or _LIMIT_PATTERN.fullmatch(text) is not None


def find_number_body(cell: str) -> str:
    """The digits and signs of a cell that begins as a number; empty for any other."""
    found = _NUMBER_PATTERN.fullmatch(tidy_text(cell))
    body = found["body"].strip() if found else ""
    return body if any(sign.isdigit() for sign in body) else ""


def read_value(cell: str, *, unit: str, decimal: str, percent: str, row_unit: str = "") -> ValueReading:
    """Read a cell for an indicator with ``unit``. ``UnreadableError`` in Swedish.

    ``row_unit`` is what a column of units says of the row, ``percent`` how a bare number in per cent is meant.
    """
    text = tidy_text(cell)
    if text.casefold() in _REASONS:
        return ValueReading(missing=_REASONS[text.casefold()])
    if not text or is_without_value(text):
        return ValueReading()
    if is_error_text(text):
        raise UnreadableError("Cellen visar ett fel i Excel. Skriv värdet i stället.")
    if _DATE_PATTERN.fullmatch(text):
        raise UnreadableError("Cellen är ett datum. Visa kolumnen som tal, och spara filen på nytt.")
    if "/" in text and text[:1].isdigit():
        measured = parse_measured_value(text, unit)
        return ValueReading(_format_measured(measured), number=measured.value)
    plain, rest = _convert_number(text, decimal)
    written = rest or (row_unit.strip() if is_known_unit(row_unit) else "")
    is_bare = not written or not is_percent(unit)
    measured = parse_measured_value(f"{format_plain_number(round_value(plain))} {written}".strip(), unit)
    number = measured.value if measured.value is not None else plain
    if not written and percent == SHARE and is_percent(unit):
        plain = plain * 100
        number = round_value(plain)
    return ValueReading(format_plain_number(number), number=number, is_bare=is_bare, is_rounded=number != plain)


def read_fraction(numerator: str, denominator: str, value: ValueReading, *, unit: str, decimal: str) -> ValueReading:
    """A numerator and a denominator in columns of their own, with the value that stood beside them if one did.

    ``UnreadableError`` in Swedish. A fraction is kept where the indicator is in per cent; else the value alone is.
    """
    if is_without_value(numerator) or is_without_value(denominator) or not (numerator.strip() and denominator.strip()):
        return value
    parts = [_convert_number(tidy_text(cell), decimal) for cell in (numerator, denominator)]
    if any(rest for _, rest in parts):
        raise UnreadableError("Skriv täljare och nämnare som tal utan enhet.")
    text = "/".join(format_plain_number(number) for number, _ in parts)
    if not is_percent(unit):
        return value if value.text else ValueReading(_format_measured(parse_measured_value(text, unit)))
    stated = f" {format_plain_number(value.number)} %" if value.number is not None else ""
    parse_measured_value(text + stated, unit)
    return value._replace(text=text + stated)


def round_value(number: Decimal) -> Decimal:
    """The number with as many decimals as can be kept."""
    if -int(number.normalize().as_tuple().exponent) <= MAX_DECIMALS:
        return number
    return number.quantize(_STEP, rounding=ROUND_HALF_UP)


def _convert_number(text: str, decimal: str) -> tuple[Decimal, str]:
    """The number, by the decimal sign, and the unit after it."""
    found = _NUMBER_PATTERN.fullmatch(text)
    body = found["body"].strip() if found else ""
    number = _parse_body(body, decimal) if body else None
    if found is None or number is None:
        other = _parse_body(body, _OTHER_SIGN[decimal]) if body else None
        if other is not None:
            raise UnreadableError(
                f"”{text[:40]}” är inget tal när decimaltecknet är {_SIGN_NAMES[decimal]}. Skriv {format_exact(other)},"
                f" eller välj {_SIGN_NAMES[_OTHER_SIGN[decimal]]} som decimaltecken i kopplingen."
            )
        raise UnreadableError(f"”{text[:40]}” är inget tal. Skriv till exempel 7,3, eller töm cellen.")
    return (-number if found["sign"] == "-" else number), found["rest"].strip()


def _parse_body(body: str, decimal: str) -> Decimal | None:
    try:
        return parse_ledger_amount(body, decimal)
    except ValueError:
        return None


def _format_measured(measured: MeasuredValue) -> str:
    if measured.numerator is None or measured.denominator is None:
        return "" if measured.value is None else format_plain_number(measured.value)
    text = f"{format_plain_number(measured.numerator)}/{format_plain_number(measured.denominator)}"
    has_percent = measured.value is not None and measured.value != measured.numerator
    return f"{text} {format_plain_number(measured.value)} %" if has_percent and measured.value is not None else text
