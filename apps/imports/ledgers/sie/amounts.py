"""Amounts as SIE writes them: a point before the decimals and nothing between thousands.

A comma is never passed over: before one or two decimals it is read as the decimal sign, anything else is refused.
"""

import re
from decimal import Decimal

from apps.core.swedish import tidy_text

_PLAIN_PATTERN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_COMMA_PATTERN = re.compile(r"[+-]?\d+,\d{1,2}", re.ASCII)
_SPACED_PATTERN = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?", re.ASCII)
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
        text = tidy_text(field)
        if not text:
            raise SieLineError("Beloppet saknas.")
        if text.endswith("-") and text[:1].isdigit():
            text = f"-{text[:-1]}"
        if _SPACED_PATTERN.fullmatch(text):
            text = text.replace(" ", "")
        if _COMMA_PATTERN.fullmatch(text):
            self.comma_count += 1
            self.first_comma = self.first_comma or field
            return text.replace(",", ".")
        if not _PLAIN_PATTERN.fullmatch(text):
            raise SieLineError(f"”{field[:_LONGEST]}” är inget belopp. Så skrivs ett: -1234.50")
        return text

    def list_doubtful(self) -> list[tuple[int, str]]:
        """Line and text of amounts such as ``1.234`` where nothing in the file shows that the point is for decimals."""
        return [] if self.has_long_decimals and not self.comma_count else self.doubtful
