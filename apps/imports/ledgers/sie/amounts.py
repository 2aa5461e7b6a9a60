"""Amounts as SIE writes them: a point before the decimals and nothing between thousands.

Other ways of writing are read where they can mean one thing only. A lone comma before three digits is refused.
"""

import re
from decimal import Decimal

from apps.core.number_forms import parse_digits, split_sign
from apps.core.swedish import tidy_text

_PLAIN_PATTERN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_DOUBTFUL_PATTERN = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_MAX_AMOUNT = Decimal(10) ** 15
_LONGEST = 40


class SieLineError(ValueError):
    """A line that can't be read; the message says in Swedish what is wrong with it."""


class SieAmounts:
    """Reads the amounts of one file, and knows afterwards how it writes them."""

    def __init__(self) -> None:
        self.comma_count = 0
        self.first_comma = ""
        self.has_long_decimals = False
        self.doubtful: list[tuple[int, str]] = []

    def parse(self, line: int, field: str) -> Decimal:
        """An amount. ``SieLineError`` when it is none, or none that can be read in one way only."""
        text = field
        if not _PLAIN_PATTERN.fullmatch(text):
            text = self._normalise(field)
        decimals = len(text.partition(".")[2])
        if decimals > 2:
            if _DOUBTFUL_PATTERN.fullmatch(text):
                self.doubtful.append((line, field))
            else:
                self.has_long_decimals = True
        found = Decimal(text)
        if abs(found) >= _MAX_AMOUNT:
            raise SieLineError(f"Beloppet ”{field[:_LONGEST]}” är orimligt stort.")
        return found

    def _normalise(self, field: str) -> str:
        """As SIE would write it. A comma is noted; what can be read in two ways is none of them."""
        text = tidy_text(field)
        if not text:
            raise SieLineError("Beloppet saknas.")
        is_negative, digits = split_sign(text)
        by_comma, by_point = parse_digits(digits, ","), parse_digits(digits, ".")
        amount = by_comma if by_point is None else by_point
        is_unclear = None not in (by_comma, by_point) and by_comma != by_point and "," in digits
        if amount is None or is_unclear:
            raise SieLineError(f"”{field[:_LONGEST]}” är inget belopp. Så skrivs ett: -1234.50")
        if by_point is None:
            self.comma_count += 1
            self.first_comma = self.first_comma or field
        return f"{'-' if is_negative else ''}{amount:f}"

    def list_doubtful(self) -> list[tuple[int, str]]:
        """Line and text of amounts such as ``1.234`` where nothing in the file shows that the point is for decimals."""
        return [] if self.has_long_decimals and not self.comma_count else self.doubtful
