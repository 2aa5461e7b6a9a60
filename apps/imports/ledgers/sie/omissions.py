"""The lines of an SIE file that are not counted, by reason. With those that are, they are every line that was read.

A total is told in two parts: what the chosen dimension repeats, and what no object of it has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from apps.imports.ledgers.reading import OmittedRows
from apps.imports.ledgers.sie.book import ADDED_ROW, BALANCE, BUDGET, RESULT, STRUCK_ROW, VOUCHER_ROW, SieEntry
from apps.imports.ledgers.sie.dimensions import WHOLE_FILE, DimensionChoice, ObjectFinder, format_dimension
from apps.imports.ledgers.sie.years import SieYear

_NOTHING = Decimal(0)
_OTHER_WAYS = {
    BALANCE: "månadssaldon (#PSALDO): samma pengar som verifikaten",
    VOUCHER_ROW: "verifikat: samma pengar som månadssaldona",
    RESULT: "årets resultat (#RES): samma pengar som månad för månad",
}
_NEVER = {STRUCK_ROW: "strukna rader (#BTRANS)", ADDED_ROW: "tillagda rader (#RTRANS) som också står som #TRANS"}


@dataclass
class _Omissions:
    found: dict[str, OmittedRows] = field(default_factory=dict)

    def add(self, reason: str, rows: int, label: str, amount: Decimal) -> None:
        if not rows and not amount:
            return
        before = self.found.get(reason, OmittedRows(reason, 0))
        actual, budget = (_NOTHING, amount) if label == BUDGET else (amount, _NOTHING)
        self.found[reason] = OmittedRows(reason, before.rows + rows, before.actual + actual, before.budget + budget)

    def add_entries(self, reason: str, entries: Iterable[SieEntry]) -> None:
        for entry in entries:
            self.add(reason, 1, entry.label, entry.amount)


def list_omissions(year: SieYear, choice: DimensionChoice, label: str) -> list[OmittedRows]:
    """What is not counted, and why. ``label`` is that of the lines that tell the actual."""
    omissions = _Omissions()
    _add_outside_year(omissions, year)
    for each, reason in _OTHER_WAYS.items():
        if each != label:
            omissions.add_entries(reason, year.entries.get(each, ()))
    for each, reason in _NEVER.items():
        omissions.add_entries(reason, year.entries.get(each, ()))
    for each in (label, BUDGET):
        _add_unplaced(omissions, year, choice, each)
    return list(omissions.found.values())


def _add_outside_year(omissions: _Omissions, year: SieYear) -> None:
    """Lines on accounts of the balance, of other years, and what a year begins with."""
    book = year.book
    is_balance = {account: book.is_balance_account(account) for account in {entry.account for entry in book.entries}}
    for entry in book.entries:
        if is_balance[entry.account]:
            omissions.add("balanskonton", 1, entry.label, entry.amount)
        elif entry.year not in (year.year, None):
            omissions.add(f"andra år än {year.year}", 1, entry.label, entry.amount)
        elif entry.month == 0:
            omissions.add("ingående saldon (period 00)", 1, entry.label, entry.amount)


def _add_unplaced(omissions: _Omissions, year: SieYear, choice: DimensionChoice, label: str) -> None:
    codes = year.place(label, choice).codes
    finder = ObjectFinder(year.book, choice.dimension)
    outside = year.sum_without_object(label, choice)
    whole = {place for place in outside if (*place, ()) in year.get_sums(label)}
    others = [entry for entry in year.entries.get(label, ()) if (entry.account, entry.month, entry.dims) not in codes]
    rows = sum(_is_outside(entry, finder, outside, whole) for entry in others)
    amount = sum(outside.values(), _NOTHING)
    repeated = sum((entry.amount for entry in others), _NOTHING) - amount
    omissions.add(f"rader utan {format_dimension(year.book, choice.dimension)}", rows, label, amount)
    is_whole = choice.dimension == WHOLE_FILE
    reason = "rader per objekt" if is_whole else "totaler och andra nivåer"
    omissions.add(f"{reason}: samma pengar en gång till", len(others) - rows, label, repeated)


def _is_outside(
    entry: SieEntry,
    finder: ObjectFinder,
    outside: Mapping[tuple[str, int | None], Decimal],
    whole: set[tuple[str, int | None]],
) -> bool:
    """Does the line tell money that has no object: itself no object, where something remains, and the total if any?"""
    place = entry.account, entry.month
    return finder.find(entry.dims) is None and bool(outside.get(place)) and (place not in whole or not entry.dims)
