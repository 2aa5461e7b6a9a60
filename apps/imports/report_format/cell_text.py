"""How a cell is written, so that what is read back is what was meant.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` may be run as a formula when a file is opened. Text that does gets
an apostrophe in front of it, as people write it themselves. Numbers are left as they are.
"""

from decimal import Decimal

from apps.core.swedish import NotANumberError, parse_number

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
