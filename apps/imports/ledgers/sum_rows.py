"""Rows with an account number that sum up other rows: ”50 Summa”, or 50 after 5010 and 5020 with their sum.

Where the words say so they are left out in the open. Where only the arithmetic does they are left out too, and a person
is to say if that is right: an account that was chosen for itself in the mapping counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from apps.core.swedish import format_list
from apps.imports.ledgers.amounts import format_amount
from apps.imports.ledgers.code_sums import find_names_place
from apps.imports.ledgers.extract import NAMED_SUM_PATTERN, SUM_ROWS, LedgerFileMapping, LedgerRow, OmittedSum
from apps.imports.ledgers.reading import FileQuestion
from apps.imports.report_format.raw_sheets import RawSheet

SUMS_BY_ARITHMETIC = "rader som är summan av raderna intill"
_MOST_NAMED = 5
_NO_AMOUNT = Decimal(0)
Amounts = tuple[Decimal, Decimal, Decimal]


@dataclass
class SeparatedRows:
    """A file's rows without its sums. ``by_arithmetic`` are the rows that only their amounts show to be sums."""

    rows: list[LedgerRow]
    by_words: list[LedgerRow] = field(default_factory=list)
    by_arithmetic: list[LedgerRow] = field(default_factory=list)

    def add_to(self, omitted: dict[str, OmittedSum]) -> None:
        """Count what is left out with what the reader left out."""
        for reason, rows in ((SUM_ROWS, self.by_words), (SUMS_BY_ARITHMETIC, self.by_arithmetic)):
            for row in rows:
                omitted.setdefault(reason, OmittedSum()).add(row.amount, row.budget, row.period_budget)


def separate_sum_rows(sheet: RawSheet, mapping: LedgerFileMapping, rows: Sequence[LedgerRow]) -> SeparatedRows:
    """The rows that count, and the sums among them."""
    named = _find_named_sums(sheet, mapping)
    by_words = [row for row in rows if row.number in named]
    others = [row for row in rows if row.number not in named] if by_words else list(rows)
    sums = {row.number for row in _find_arithmetic_sums(others) if row.account not in mapping.account_codes}
    if not sums:
        return SeparatedRows(others, by_words)
    remaining = [row for row in others if row.number not in sums]
    return SeparatedRows(remaining, by_words, [row for row in others if row.number in sums])


def _find_named_sums(sheet: RawSheet, mapping: LedgerFileMapping) -> set[int]:
    """The rows whose account is named a sum in the column of names beside it."""
    place = find_names_place(sheet, mapping, "account")
    if place is None:
        return set()
    return {line.number for line in sheet.lines[1:] if NAMED_SUM_PATTERN.match("".join(line.cells[place : place + 1]))}


def _find_arithmetic_sums(rows: Sequence[LedgerRow]) -> list[LedgerRow]:
    """Rows whose account begins those of the rows just before it, or just after, and whose amounts are their sums."""
    found: set[int] = set()
    for step in (-1, 1):
        places = range(len(rows)) if step < 0 else range(len(rows) - 1, -1, -1)
        for place in places:
            if place not in found and _is_sum(rows, place, step, found):
                found.add(place)
    return [rows[place] for place in sorted(found)]


def _is_sum(rows: Sequence[LedgerRow], place: int, step: int, found: set[int]) -> bool:
    row, other = rows[place], place + step
    if not 0 <= other < len(rows) or not _is_part(rows[other].account, row.account):
        return False
    own = _list_amounts(row)
    if not any(own):
        return False
    totals = [_NO_AMOUNT] * len(own)
    while 0 <= other < len(rows) and _is_part(rows[other].account, row.account):
        if other not in found:
            totals = [total + amount for total, amount in zip(totals, _list_amounts(rows[other]), strict=True)]
        other += step
    return own == tuple(totals)


def _is_part(account: str, whole: str) -> bool:
    return len(account) > len(whole) and account.startswith(whole)


def _list_amounts(row: LedgerRow) -> Amounts:
    return row.amount or _NO_AMOUNT, row.budget or _NO_AMOUNT, row.period_budget or _NO_AMOUNT


def iter_sum_questions(rows: Iterable[LedgerRow]) -> Iterator[FileQuestion]:
    """Is it right to leave out what only the arithmetic shows to be sums?"""
    found = list(rows)
    if not found:
        return
    named = format_list([f"rad {row.number} (konto {row.account}, {_format_row(row)})" for row in found], _MOST_NAMED)
    key = ",".join(f"{row.number}:{row.account}:{row.amount}:{row.budget}" for row in found)
    is_are = "är lika mycket" if len(found) > 1 else "är precis lika mycket"
    yield FileQuestion(
        f"sums:{key}",
        f"{named[:1].upper()}{named[1:]} {is_are} som raderna intill med konton som börjar likadant. Det räknas som"
        " summor och läses inte in. Ett ja betyder att det är rätt; annars kopplar du kontot för sig i kopplingen.",
    )


def _format_row(row: LedgerRow) -> str:
    return format_amount(row.amount or row.budget or row.period_budget or _NO_AMOUNT)
