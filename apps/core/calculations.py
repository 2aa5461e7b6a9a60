"""A small calculation typed in a cell, as in a spreadsheet: ``=1 200+350``, ``=(12,5-3)*2``. Pure functions.

Numbers are written as in any other cell, so ``1.234`` is asked about here too.
"""

import re
from decimal import Decimal, InvalidOperation

from apps.core.cell_numbers import MAX_DECIMALS, UnreadableError, check_fits, parse_cell_quantity
from apps.core.swedish import tidy_text

_MAX_LENGTH = 150  # also the most brackets, each a few calls deep
_TOKEN_PATTERN = re.compile(r" *(?:(?P<number>\d(?:[\d .,'’]*\d)?)|(?P<sign>[-+*/×÷()]))")
_SIGNS = {"×": "*", "÷": "/"}
_HELP = "Skriv till exempel =1200+350. Räknesätten är +, -, * och /, och parenteser går bra."


def is_calculation(text: str) -> bool:
    """Does the text ask to be calculated?"""
    return text.lstrip().startswith("=")


def compute_calculation(text: str) -> Decimal:
    """What a calculation comes to, with at most six decimals. ``UnreadableError``, in Swedish, where it can't be."""
    plain = tidy_text(text).removeprefix("=").strip()
    if not plain or len(plain) > _MAX_LENGTH:
        raise UnreadableError(f"Uträkningen är tom eller för lång. {_HELP}")
    try:
        found = _Parser(_split(plain)).parse()
        check_fits(found.quantize(Decimal(1)))  # before it is rounded, so that no digit is lost in a number too large
        rounded = round(found, MAX_DECIMALS)
    except (InvalidOperation, ArithmeticError) as error:
        raise UnreadableError(f"Uträkningen blir för stor, eller delar med noll. {_HELP}") from error
    check_fits(rounded)
    return rounded


def _split(text: str) -> list[str | Decimal]:
    """Numbers and signs, in order."""
    found: list[str | Decimal] = []
    place = 0
    while place < len(text):
        token = _TOKEN_PATTERN.match(text, place)
        if token is None:
            raise UnreadableError(f"”{text[place : place + 20]}” går inte att räkna med. {_HELP}")
        number = token["number"]
        found.append(parse_cell_quantity(number).value if number else _SIGNS.get(token["sign"], token["sign"]))
        place = token.end()
    return found


class _Parser:
    """Reads a sum of products of numbers and brackets, from left to right."""

    def __init__(self, tokens: list[str | Decimal]) -> None:
        self._tokens = tokens[::-1]

    def parse(self) -> Decimal:
        found = self._parse_sum()
        if self._tokens:
            raise UnreadableError(f"Uträkningen hänger inte ihop. {_HELP}")
        return found

    def _next_is(self, *signs: str) -> bool:
        return bool(self._tokens) and self._tokens[-1] in signs

    def _parse_sum(self) -> Decimal:
        found = self._parse_product()
        while self._next_is("+", "-"):
            found = found + self._parse_product() if self._tokens.pop() == "+" else found - self._parse_product()
        return found

    def _parse_product(self) -> Decimal:
        found = self._parse_factor()
        while self._next_is("*", "/"):
            found = found * self._parse_factor() if self._tokens.pop() == "*" else found / self._parse_factor()
        return found

    def _parse_factor(self) -> Decimal:
        part = self._tokens.pop() if self._tokens else ""
        if isinstance(part, Decimal):
            return part
        if part in ("-", "+"):
            found = self._parse_factor()
            return -found if part == "-" else found
        if part == "(":
            found = self._parse_sum()
            if self._next_is(")"):
                self._tokens.pop()
                return found
        raise UnreadableError(f"Uträkningen hänger inte ihop. {_HELP}")
