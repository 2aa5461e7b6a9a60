"""Amounts as economy systems write them: one strict reader, and which decimal sign the cells of a file prove.

A thousands sign stands before exactly three digits, or the cell is no amount: 43.5 never becomes 435.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from apps.core.number_forms import parse_digits, split_sign
from apps.core.swedish import format_number, tidy_text

_MAX_AMOUNT = Decimal(10) ** 15
_CURRENCY_PATTERN = re.compile(r"(?:kronor|kr|sek)(?![a-z])\.?", re.IGNORECASE)
_FOREIGN_UNIT_PATTERN = re.compile(r"\d\s*(?P<unit>tkr|kkr|mkr|mnkr|%|procent)\.?\s*\)?-?$", re.IGNORECASE)
_SCIENTIFIC_PATTERN = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
_QUICK_PATTERN = re.compile(r"-?(?:[1-9]\d{0,2}(?:[ \u00a0]\d{3})+|\d{1,15})(?:(?P<sign>[.,])\d{1,2})?", re.ASCII)
"""How nearly all amounts of a large file are written, and what only one decimal sign can read."""
_NAMES = {",": "komma", ".": "punkt"}
_ARTICLES = {",": "ett komma", ".": "en punkt"}
_OTHER_SIGN = {",": ".", ".": ","}


def parse_ledger_amount(cell: str, decimal: str, scale: str = "kr") -> Decimal | None:
    """``1 234,50``, ``(1 234)``, ``1,234.50-``, ``-1 234 kr``: a number by the decimal sign. ``ValueError`` in Swedish.

    None is an empty cell. A lone dash is how systems print zero. Where the file is in another unit than kronor, as
    ``scale`` says, a cell in kronor is refused.
    """
    quick = _QUICK_PATTERN.fullmatch(cell)
    if quick and quick["sign"] in (None, decimal):
        return Decimal(cell.replace(" ", "").replace("\u00a0", "").replace(",", "."))
    text = tidy_text(cell)
    if not text:
        return None
    if not text.strip("- "):
        return Decimal(0)
    is_negative, body = _split_amount(text)
    found = parse_digits(body, decimal)
    if scale != "kr" and _CURRENCY_PATTERN.search(text):
        raise ValueError(f"”{cell[:40]}” är i kronor, men filen i {scale}. Skriv beloppet utan enhet.")
    if found is None:
        raise ValueError(_explain_refusal(cell, text, decimal))
    if found >= _MAX_AMOUNT:
        raise ValueError(f"Beloppet ”{cell[:40]}” är orimligt stort.")
    return -found if is_negative else found


def format_amount(amount: Decimal) -> str:
    """An amount of a file without unit, with öre where it has any."""
    return format_number(amount, 0 if amount == amount.to_integral_value() else 2)


def format_kronor(amount: Decimal) -> str:
    """An amount in kronor, with öre where it has any."""
    return f"{format_amount(amount)} kr"


def _split_amount(text: str) -> tuple[bool, str]:
    """As ``split_sign``, without the name of the currency."""
    if text[-1:].isalpha() or text[:1].isalpha() or text.endswith("."):
        text = _CURRENCY_PATTERN.sub("", text).strip()
    return split_sign(text)


def _explain_refusal(cell: str, text: str, decimal: str) -> str:
    quote, other = f"”{cell[:40]}”", _OTHER_SIGN[decimal]
    unit = _FOREIGN_UNIT_PATTERN.search(text)
    if unit:
        return f"{quote} har enheten {unit['unit']}. Skriv beloppet utan enhet, och välj enhet för hela filen."
    if _SCIENTIFIC_PATTERN.fullmatch(text):
        return f"{quote} är skrivet med exponent. Visa kolumnen som tal med alla siffror, och spara filen på nytt."
    is_negative, body = _split_amount(text)
    meant = parse_digits(body, other)
    if meant is not None:
        meant = -meant if is_negative else meant
        written = format_number(meant) if decimal == "," else f"{meant:,f}".replace(",", " ")
        return (
            f"{quote} är inget belopp när decimaltecknet är {_NAMES[decimal]}: {_ARTICLES[other]} står bara före tre"
            f" siffror. Skriv {written}, eller välj {_NAMES[other]} som decimaltecken för hela filen."
        )
    return f"{quote} är inget belopp. Skriv till exempel {'1 234,50' if decimal == ',' else '1 234.50'}."


@dataclass
class DecimalEvidence:
    """What the cells of a file say of its decimal sign. Feed it every amount."""

    comma: int = 0
    point: int = 0
    proven: frozenset[tuple[str, str]] = frozenset()
    unclear: tuple[tuple[str, int, str], ...] = ()
    """The first cell of each sign that can be read in two ways: the sign, its row, the cell."""
    unclear_count: int = 0

    def add(self, cell: str, row: int = 0) -> None:
        """One more cell: does it prove a sign, or can it be read by both?"""
        if "," not in cell and "." not in cell:
            return
        quick = _QUICK_PATTERN.fullmatch(cell)
        if quick:
            self._add_proof(quick["sign"], {quick["sign"]})
            return
        text = tidy_text(cell)
        if not text:
            return
        _, body = _split_amount(text)
        by_comma, by_point = parse_digits(body, ","), parse_digits(body, ".")
        if by_comma == by_point:  # neither can read it, or both read the same
            return
        signs = {sign for sign in ".," if sign in body}
        if by_point is None or by_comma is None:
            decimal = "," if by_point is None else "."
            self._add_proof(decimal, signs)
            return
        self.unclear_count += 1
        sign = signs.pop()
        if all(sign != known for known, _, _ in self.unclear):
            self.unclear = (*self.unclear, (sign, row, text))

    def _add_proof(self, decimal: str, signs: set[str]) -> None:
        self.comma += decimal == ","
        self.point += decimal == "."
        if any((decimal, sign) not in self.proven for sign in signs):
            self.proven |= {(decimal, sign) for sign in signs}

    @property
    def decimal(self) -> str:
        """The decimal sign that most of the cells prove; comma where none does."""
        return "." if self.point > self.comma else ","

    def list_unclear(self, decimal: str) -> list[tuple[int, str, Decimal]]:
        """The first cells whose sign no other cell explains, by the decimal sign chosen: row, cell, amount."""
        return [
            (row, cell, amount)
            for sign, row, cell in self.unclear
            if (decimal, sign) not in self.proven and (amount := parse_ledger_amount(cell, decimal)) is not None
        ]


def collect_evidence(cells: Iterable[str]) -> DecimalEvidence:
    """What some cells say together."""
    found = DecimalEvidence()
    for cell in cells:
        found.add(cell)
    return found
