"""What a round expects to be filled in, and how much of it is: the rows of its sheets, read one by one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from apps.core.choices import Accumulation
from apps.entry.keys import EntryKind, parse_key
from apps.entry.shapes import EntrySheet, SheetRow
from apps.entry.sheets.explained_warnings import iter_unexplained_ratings
from apps.entry.sheets.money import AMOUNT_FIELDS, build_money_sheet
from apps.entry.sheets.outcomes import build_outcome_sheet
from apps.entry.sheets.parts import EntryReader
from apps.report.own_tables.tables import list_awaited_cells, list_empty_cells
from apps.report.source_types import SourceData
from apps.rounds.access import build_access
from apps.rounds.models import RoundState

ENTERED_TABLES = ("targets", "outcomes", "operating")
_NO_READER = EntryReader(build_access(RoundState.OPEN, [], [], {}), {})
_YEARLY_OR_RARER = (Accumulation.YEARLY, Accumulation.BIENNIAL)


@dataclass(slots=True)
class EntryCount:
    """Of an area: the cells that are expected, reported, could not be saved or confirmed by nobody, and what is odd."""

    expected: int = 0
    reported: int = 0
    warned: int = 0
    unread: int = 0
    unconfirmed: int = 0

    def add(self, other: "EntryCount") -> None:
        self.expected += other.expected
        self.reported += other.reported
        self.warned += other.warned
        self.unread += other.unread
        self.unconfirmed += other.unconfirmed


@dataclass(frozen=True, slots=True)
class ExpectedFigures:
    """What a round expects to be filled in: its rows of outcomes and of money.

    ``amounts`` are the fields of money that are expected; ``yearly_indicators`` the indicators that
    are not expected now, since they are measured once a year or more seldom.
    """

    outcome_sheet: EntrySheet
    money_sheet: EntrySheet
    amounts: tuple[str, ...]
    yearly_indicators: frozenset[str]

    @property
    def outcome_rows(self) -> tuple[SheetRow, ...]:
        """The rows of outcomes."""
        return tuple(_iter_rows(self.outcome_sheet))

    @property
    def money_rows(self) -> tuple[SheetRow, ...]:
        """The rows of money that are typed."""
        return tuple(row for row in _iter_rows(self.money_sheet) if not row.is_total)

    def is_expected(self, row: SheetRow) -> bool:
        """Is the row of outcomes expected in this round? One that is reported anyway counts as
        expected.
        """
        return is_outcome_reported(row) or parse_key(row.key).first not in self.yearly_indicators

    def count_expected(self, row: SheetRow) -> tuple[int, int]:
        """How many values a row expects, and how many of them are reported."""
        if parse_key(row.key).kind == EntryKind.OUTCOME:
            return int(self.is_expected(row)), int(is_outcome_reported(row))
        if not row.is_expected:
            return 0, 0
        reported = sum(cell.has_content for cell in row.cells if cell.field in self.amounts)
        return len(self.amounts), reported


def is_outcome_reported(row: SheetRow) -> bool:
    """Does a row of outcomes hold a value, or the reason that there is none?"""
    return any(cell.text for cell in row.cells if cell.field in ("value", "missing"))


def build_expected_figures(rows: SourceData, reader: EntryReader = _NO_READER) -> ExpectedFigures:
    """What a round expects, of what the reader may see.

    A forecast is not expected in the final accounts of the year (T3), which are the outcome itself;
    there the indicators that are measured once a year are expected too.
    """
    final = rows.round.period.is_final_accounts
    money_sheet = build_money_sheet(rows, reader)
    not_expected = {"forecast", "period_budget"} if final else set()
    if not _has_period_budgets(money_sheet):
        not_expected.add("period_budget")
    return ExpectedFigures(
        outcome_sheet=build_outcome_sheet(rows, reader),
        money_sheet=money_sheet,
        amounts=tuple(name for name in AMOUNT_FIELDS if name not in not_expected),
        yearly_indicators=frozenset(
            i.code for i in rows.indicators if i.accumulation in _YEARLY_OR_RARER and not final
        ),
    )


def _has_period_budgets(sheet: EntrySheet) -> bool:
    """Does the board follow period budgets: is there one now, last tertial or last year? Many boards have none."""
    name = "period_budget"
    return any(
        row.last_tertial.get(name)
        or row.same_last_year.get(name)
        or any(cell.field == name and cell.text and not row.is_total for cell in row.cells)
        for row in _iter_rows(sheet)
    )


def _iter_rows(sheet: EntrySheet) -> Iterable[SheetRow]:
    return (row for section in sheet.sections for row in section.rows)


def count_by_area(rows: SourceData) -> dict[str, EntryCount]:
    """The counts of each area by code, without areas below it: what the figures and texts of the round themselves say.

    A board's own tables are among them.

    Both sheets are built for it; ``stored_counts`` keeps what it gives.
    """
    expected_figures = build_expected_figures(rows)
    counts: dict[str, EntryCount] = defaultdict(EntryCount)
    for row in (*expected_figures.outcome_rows, *expected_figures.money_rows):
        expected, reported = expected_figures.count_expected(row)
        counts[row.area].add(EntryCount(expected, reported, int(row.is_unexplained)))
    codes = {area.id: area.code for area in rows.areas}
    for table in (one for one in rows.own_tables if one.service_area_id in codes):
        awaited = len(list_awaited_cells(table))
        counts[codes[table.service_area_id]].add(EntryCount(awaited, awaited - len(list_empty_cells(table))))
    for area in iter_unexplained_ratings(rows):
        counts[area].warned += 1
    return counts
