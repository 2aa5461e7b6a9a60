"""How a cell is written, so that what is read back is what was meant.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` may be run as a formula when a file is opened. Text that does gets
an apostrophe in front of it, as people write it themselves. Numbers are left as they are.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from apps.core.swedish import NotANumberError, parse_number

EXCEL_DIGITS = 15  # what Excel keeps and shows of a number; the rest is how a binary fraction is written
_EXCEL_CONTEXT = Context(prec=EXCEL_DIGITS, rounding=ROUND_HALF_UP)
_NOT_SHOWN_PATTERN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ZEROS_PATTERN = re.compile(r"0{2,}")
_THOUSANDS_PATTERN = re.compile(r"[0#?],+(?![0#?,])")
_ERROR_PATTERN = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA|FIELD!)|Err:\d{3}")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guard_text(text: str) -> str:
    """The text as it is safe to write in a cell."""
    if not text.startswith(_FORMULA_STARTS) or not text.strip():
        return text
    try:
        parse_number(text)
    except NotANumberError:
        return "'" + text
    return text


def unguard_text(text: str) -> str:
    """The text of a guarded cell, without its guard."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA_STARTS) else text


def format_plain_number(value: Decimal) -> str:
    """A number in Swedish without spaces; three decimals get a fourth, since ``1,234`` could be a thousand."""
    whole, _, decimals = f"{value:f}".partition(".")
    decimals = decimals.rstrip("0")
    decimals += "0" if len(decimals) == 3 else ""
    return f"{whole},{decimals}" if decimals else whole


def is_error_text(cell: str) -> bool:
    """Is the cell one of the errors that a spreadsheet shows, as ``#DIV/0!``?"""
    return cell[:1] in ("#", "E") and _ERROR_PATTERN.fullmatch(cell.strip()) is not None


def round_as_excel(value: Decimal) -> Decimal:
    """The number with the digits that Excel has: 5.8000000000000007 is 5.8. A whole number keeps all of its own."""
    return value if value == value.to_integral_value() else _EXCEL_CONTEXT.plus(value).normalize(_EXCEL_CONTEXT)


def format_excel_number(value: Decimal | float, number_format: str) -> str:
    """A number from a spreadsheet in Swedish: 1234.5 is ``1234,5``, 0.5 shown as per cent is ``50 %``.

    A number shown with leading zeros keeps them: 880 shown as 0000 is ``0880``.
    """
    shown = _NOT_SHOWN_PATTERN.sub("", number_format)
    number = round_as_excel(value if isinstance(value, Decimal) else Decimal(repr(value)))
    if number >= 0 and _ZEROS_PATTERN.fullmatch(shown) and number == number.to_integral_value():
        return f"{number:f}".partition(".")[0].zfill(len(shown))
    return f"{format_plain_number(number.scaleb(2))} %" if "%" in shown else format_plain_number(number)


def is_shown_in_thousands(number_format: str) -> bool:
    """Does the format leave out the last three digits, as ``# ##0,`` does?"""
    return _THOUSANDS_PATTERN.search(_NOT_SHOWN_PATTERN.sub("", number_format)) is not None


def format_excel_date(value: object) -> str:
    """A date or a time as ``2022-03-01``."""
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def format_excel_serial(days: Decimal, epoch: Any = WINDOWS_EPOCH) -> str:
    """A date stored as its number of days, as Excel does: 44256 is ``2021-03-01``."""
    try:
        whole, part = divmod(days, 1)
        return format_excel_date(from_excel(int(whole), epoch) + timedelta(seconds=round(part * 86_400)))
    except (ArithmeticError, ValueError, TypeError):
        return "#VALUE!"
