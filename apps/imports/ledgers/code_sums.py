"""What a file tells of each of its codes: the name where it has one, how many rows and how much money."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from apps.core.choices import SignConvention
from apps.core.swedish import tidy_text
from apps.core.tertials import Tertial
from apps.imports.ledgers.code_rules import BY_PAIR, get_row_code
from apps.imports.ledgers.extract import LedgerFileMapping, LedgerRow
from apps.imports.report_format.raw_sheets import RawSheet

_NAME_TERMS = ("namn", "benämning", "beskrivning", "text", "name", "description")
_REVENUE_CLASS, _COST_CLASSES = "3", ("4", "5", "6", "7")


@dataclass(slots=True)
class CodeSum:
    """The rows of one code, or of one class of accounts. Amounts are in the file's unit and sign."""

    code: str
    rows: int = 0
    actual: Decimal = Decimal(0)
    budget: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        """The actual of the period; the budget where there is none."""
        return self.actual or self.budget

    def add(self, row: LedgerRow, period: Tertial) -> None:
        """One row more: its actual counts up to the period's end, its budget in the whole year."""
        self.rows += 1
        if row.year not in (None, period.year):
            return
        if row.month is None or row.month <= period.end.month:
            self.actual += row.amount or Decimal(0)
        self.budget += row.budget or Decimal(0)


def sum_codes(rows: Iterable[LedgerRow], key: str, period: Tertial) -> list[CodeSum]:
    """The file's accounts, units, activities or pairs, as ``key`` says, the one with most money first."""
    found: dict[str, CodeSum] = {}
    for row in rows:
        code = get_row_code(row, key)
        found.setdefault(code, CodeSum(code)).add(row, period)
    return sorted(found.values(), key=lambda one: (-abs(one.amount), one.code))


def sum_account_classes(rows: Iterable[LedgerRow], period: Tertial) -> list[CodeSum]:
    """The accounts by their first digit, in order."""
    found: dict[str, CodeSum] = {}
    for row in rows:
        found.setdefault(row.account[:1], CodeSum(row.account[:1])).add(row, period)
    return sorted(found.values(), key=lambda one: one.code)


def guess_sign(rows: Iterable[LedgerRow]) -> str:
    """The sign convention that revenue's and costs' accounts show; the usual one where they show none."""
    totals = dict.fromkeys(("revenue", "cost"), Decimal(0))
    for row in rows:
        amount = row.amount or row.budget or Decimal(0)
        if row.account.startswith(_REVENUE_CLASS):
            totals["revenue"] += amount
        elif row.account.startswith(_COST_CLASSES):
            totals["cost"] += amount
    if totals["cost"] < 0:
        return "cost_negative"
    return "both_positive" if totals["revenue"] > 0 and totals["cost"] > 0 else "cost_positive"


LEDGER_SIGNS: dict[str, str] = {
    SignConvention.REVENUE_NEGATIVE: "cost_positive",
    SignConvention.COST_NEGATIVE: "cost_negative",
    SignConvention.BOTH_POSITIVE: "both_positive",
}
"""What a board's sign rule is called in a mapping."""


def propose_sign(rows: Iterable[LedgerRow], rule: str) -> str:
    """The sign convention to begin with: the board's rule, else what the accounts show."""
    return LEDGER_SIGNS[rule] if rule else guess_sign(rows)


def find_code_names(sheet: RawSheet, mapping: LedgerFileMapping, key: str) -> dict[str, str]:
    """What a table calls the codes of a column: after the code in its cell, or in a column of names."""
    place = mapping.columns.get(key)
    if place is None:
        return {}
    names_place = find_names_place(sheet, mapping, key)
    names: dict[str, str] = {}
    for line in sheet.lines[1:]:
        cell = tidy_text(line.cells[place]) if place < len(line.cells) else ""
        code, _, name = cell.partition(" ") if key == "account" else (cell, "", "")
        if names_place is not None and names_place < len(line.cells):
            name = tidy_text(line.cells[names_place]) or name
        if name:
            names.setdefault(code, name)
    return names


def find_names_place(sheet: RawSheet, mapping: LedgerFileMapping, key: str) -> int | None:
    """The column of a column's names: its heading says so and begins as the codes', or it is the next one."""
    headers, place = [tidy_text(cell).casefold() for cell in sheet.lines[0].cells], mapping.columns.get(key)
    if place is None or place >= len(headers):
        return None
    free = [
        other
        for other, header in enumerate(headers)
        if other not in mapping.columns.values() and any(text in header for text in _NAME_TERMS)
    ]
    own = [other for other in free if headers[place] and headers[other].startswith(headers[place][:4])]
    return next(iter([*own, *(other for other in free if other == place + 1)]), None)


def guess_area_code(rows: Iterable[LedgerRow], areas: int) -> str:
    """What a board's ``areas`` are most likely told apart by: cost centre, activity, or both where each is too few."""
    found = {(row.unit, row.activity) for row in rows}
    units, activities = ({codes[place] for codes in found} - {""} for place in (0, 1))
    if not activities or len(units) >= areas:
        return "unit"
    if not units or len(activities) >= areas:
        return "activity"
    if len(found) > max(len(units), len(activities)):
        return BY_PAIR
    return "unit" if len(units) >= len(activities) else "activity"
