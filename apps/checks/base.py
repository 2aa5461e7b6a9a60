"""What the checks share: the rows that a report states, what rounding explains, and how a finding
is built.

Money is whole kronor. A finding's size is what the report says minus what is expected of it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Protocol

from apps.budget.kronor import get_kronor_per_unit
from apps.budget.rules import compute_last_place
from apps.core.swedish import format_number, format_tkr, format_unit_suffix
from apps.core.tertials import Tertial
from apps.goals.rules import format_change_suffix
from apps.report import board_report

CONTRADICTION, ODDITY, ROUNDING = "contradiction", "oddity", "rounding"  # the kinds of findings
FINDING_KIND_LABELS = {CONTRADICTION: "säger emot sig självt", ODDITY: "ovanligt", ROUNDING: "avrundning"}
SEVERITY_LABELS = {"large": "stor", "medium": "medelstor", "small": "liten"}
COLUMN_NOUNS = {
    "budget": "budgeten",
    "period_budget": "periodbudgeten",
    "actual": "utfallet",
    "variance_so_far": "avvikelsen hittills",
    "forecast": "prognosen",
    "variance": "avvikelsen",
}
VARIANCE_COLUMNS = frozenset({"variance", "variance_so_far"})
_get_every_column = attrgetter(*COLUMN_NOUNS)
_NO_AMOUNTS = (None,) * len(COLUMN_NOUNS)
LARGE_SHARE = Decimal("0.1")  # a difference of this share of its figure or more is large
MEDIUM_SHARE = Decimal("0.01")  # and of this share or more medium
# What most findings call their two figures: the one that is expected, here computed, and the one in
# the report.
COMPUTED_LABEL, STATED_LABEL = "Vi räknar till", "I rapporten står"
SMALL_DIFFERENCE_UNITS = 5  # so few units in the last printed place are small, whatever share they are
SMALL_DIFFERENCE_STEPS = 2  # so many in the last decimal of a share or a mean may come of rounding


class EconomyReport(Protocol):
    """What the checks of the operating budget read of a report."""

    @property
    def period(self) -> Tertial: ...
    @property
    def areas(self) -> tuple[board_report.Area, ...]: ...
    @property
    def economy(self) -> board_report.Economy: ...
    @property
    def tables(self) -> tuple[board_report.SourceTableRef, ...]: ...


@dataclass(frozen=True, slots=True)
class StatedRow:
    """What one printed table states of a row in one period.

    ``table`` is empty for the board's own entry.
    """

    table: str
    area: str
    name: str
    cost_type: str
    label: str
    amounts: board_report.Amounts

    @property
    def period(self) -> Tertial:
        return self.amounts.period

    @property
    def is_corrected(self) -> bool:
        """Has the board's own figure replaced what the table prints?"""
        return bool(self.table) and not self.amounts.exact

    @property
    def unit_table(self) -> str:
        """The table whose unit the row is written in; empty for what the board itself has entered,
        in kronor.
        """
        return self.table if self.amounts.exact else ""


def format_period_key(period: Tertial) -> str:
    """The period as marks and fingerprints write it: ``2020-t3``."""
    return f"{period.year}-{period.slug}"


def format_period(period: Tertial) -> str:
    """The period in a sentence: ``bokslut 2020`` or ``T2 2023``."""
    return f"bokslut {period.year}" if period.is_final_accounts else period.label


def list_stated_rows(report: EconomyReport, *, include_earlier_tertials: bool = False) -> list[StatedRow]:
    """Every row of the operating budget that the report itself states, the figure shown first, then
    later tables'.

    That is its own period, and the earlier ones that its own tables print; what earlier reports
    said was checked with them. ``include_earlier_tertials`` adds what the earlier tertials of the
    year said.
    """
    own_tables = {table.code for table in report.tables}
    year = report.period.year if include_earlier_tertials else None
    found = [
        StatedRow(amounts.table, area.area, area.name, row.cost_type, row.cost_type_label, amounts)
        for area, row in _iter_rows(report.economy)
        for amounts in (row.now, *row.past)
        if amounts is row.now or amounts.table in own_tables or amounts.period.year == year
        if _has_amount(amounts)
    ]
    found += [
        StatedRow(other.table, other.area, other.area_name, other.cost_type, other.cost_type_label, other.amounts)
        for other in report.economy.other_statements
    ]
    return found


def _iter_rows(
    economy: board_report.Economy,
) -> Iterator[tuple[board_report.AreaEconomy, board_report.MoneyRow]]:
    """The rows of each area, net first. A net that is summed from the areas below states nothing itself.

    One that is summed from the area's own revenue and cost does.
    """
    for area in economy.areas:
        if area.net is not None and (area.cost_types or not area.net.summed):
            yield area, area.net
        yield from ((area, row) for row in area.cost_types)


def list_stated_points(report: board_report.BoardReport, indicator: board_report.Indicator) -> list[board_report.Point]:
    """The outcomes that the report itself states."""
    if report.tables:
        return list(indicator.series)
    year = report.period.year  # asked for once, as there may be thousands of points
    return [point for point in indicator.series if point.year == year]


def is_stated(report: board_report.BoardReport, point: board_report.Point) -> bool:
    """Does the report itself state the outcome?

    With printed tables it states all, else those of its own year.

    What was entered for earlier years stands in their own reports and was checked with them.
    """
    return bool(report.tables) or point.year == report.period.year


def _has_amount(amounts: board_report.Amounts) -> bool:
    return bool(_get_every_column(amounts) != _NO_AMOUNTS)


class TableRounding:
    """How finely each printed table writes its amounts, period by period: 1 000 kronor in a table
    in tkr.

    A table whose figures of a period have a decimal is read as written with that decimal.
    """

    def __init__(self, report: EconomyReport, rows: Iterable[StatedRow]) -> None:
        self.units = {table.code: get_kronor_per_unit(table.unit) for table in report.tables}
        self.units_by_period: dict[tuple[str, Tertial], int] = {}
        for row in rows:
            key = row.unit_table, row.period
            values = _get_every_column(row.amounts)
            start = self.units_by_period.get(key, self.units.get(key[0], 1_000 if row.amounts.exact else 1))
            self.units_by_period[key] = compute_last_place(values, start)

    def get_unit(self, row: StatedRow) -> int:
        """The last printed place of the row's figures, kronor."""
        return self.units_by_period.get((row.unit_table, row.period), 1)

    def compute_slack(self, *rows: StatedRow) -> Decimal:
        """How much rounding alone explains when the rows' figures are added up: half a unit each."""
        return sum((Decimal(self.get_unit(row)) / 2 for row in rows if self.get_unit(row) > 1), Decimal(0))


@dataclass(frozen=True, slots=True)
class StatedMoney:
    """The stated rows of a report's operating budget and how finely they are written; made once for
    all checks.
    """

    report: EconomyReport
    rows: list[StatedRow]
    rounding: TableRounding


def build_stated_money(report: board_report.BoardReport) -> StatedMoney:
    """What the checks of the operating budget look at."""
    rows = list_stated_rows(report)
    return StatedMoney(report, rows, TableRounding(report, rows))


def format_expected_and_found(finding: board_report.Finding) -> str:
    """The two figures of a sum that does not hold, in a sentence."""
    return f"{COMPUTED_LABEL} {finding.expected}, {STATED_LABEL[0].lower()}{STATED_LABEL[1:]} {finding.found}."


def judge_severity(difference: Decimal | int, reference: Decimal | int, small: Decimal | int = 0) -> str:
    """How large a difference is in relation to its figure.

    What is at most ``small`` is small whatever its share.
    """
    size = abs(Decimal(difference))
    if size <= small:
        return "small"
    share = size / abs(Decimal(reference)) if reference else Decimal(1)
    return "large" if share >= LARGE_SHARE else "medium" if share >= MEDIUM_SHARE else "small"


def compute_fingerprint(*parts: str) -> str:
    """An id of a contradiction that is the same in every later report.

    Of what it concerns, never of its size.

    Answers are stored by it, so its parts and their order never change.
    """
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def format_tkr_with_unit(kronor: int, *, sign: bool = False) -> str:
    """``25 177 tkr`` with the decimals that the table had."""
    return f"{format_tkr(kronor, exact=True, sign=sign)} tkr"


def build_money_finding(
    check: str,
    row: StatedRow,
    column: str,
    message: str,
    expected: int,
    found: int,
    *,
    unit: int = 1_000,
    also: tuple[str, ...] = (),
    severity: str = "",
) -> board_report.Finding:
    """A finding in the operating budget."""
    size = found - expected
    severity = severity or judge_severity(size, max(abs(expected), abs(found)), SMALL_DIFFERENCE_UNITS * unit)
    return board_report.Finding(
        check=check,
        where="area",
        key=row.area,
        name=row.name,
        message=message,
        expected=format_tkr_with_unit(expected),
        found=format_tkr_with_unit(found),
        difference=format_tkr_with_unit(size, sign=True),
        size=Decimal(size),
        severity=severity,
        severity_label=SEVERITY_LABELS[severity],
        period=format_period_key(row.period),
        column=column,
        part=row.cost_type,
        table=row.table,
        also=also,
        kind=ROUNDING if abs(size) <= SMALL_DIFFERENCE_UNITS * unit else "",
        fingerprint=compute_fingerprint(
            check, row.area, row.cost_type, row.table, format_period_key(row.period), column
        ),
    )


def build_figure_finding(
    check: str,
    indicator: board_report.Indicator,
    point: board_report.Point,
    message: str,
    expected: Decimal,
    found: Decimal,
    *,
    column: str = "value",
    also: tuple[str, ...] = (),
    severity: str = "",
    is_beyond_rounding: bool = False,
) -> board_report.Finding:
    """A finding in an indicator's series. ``is_beyond_rounding`` where the check itself has allowed for rounding."""
    size = found - expected
    is_change = column == "stated_change"
    severity = severity or judge_severity(size, max(abs(expected), abs(found)))
    period = f"{point.year}-t{point.tertial}"
    return board_report.Finding(
        check=check,
        where="indicator",
        key=indicator.code,
        name=indicator.name,
        message=message,
        expected=_format_figure(expected, indicator, is_change=is_change),
        found=_format_figure(found, indicator, is_change=is_change),
        difference=_format_figure(size, indicator, is_change=True, sign=True),
        size=size.quantize(Decimal("0.000001")).normalize() + 0,
        severity=severity,
        severity_label=SEVERITY_LABELS[severity],
        period=period,
        column=column,
        part=point.gender,
        also=also,
        kind=ROUNDING if not is_beyond_rounding and _is_within_rounding(size, found, indicator) else "",
        area=point.area,
        fingerprint=compute_fingerprint(check, indicator.code, period, point.area, point.gender, column),
    )


def _is_within_rounding(size: Decimal, found: Decimal, indicator: board_report.Indicator) -> bool:
    """May the difference come of rounding to the decimals that the figure is written with? Counts are not rounded."""
    is_rounded = bool(indicator.decimals) or indicator.unit == "%"
    decimals = max(indicator.decimals, -int(found.normalize().as_tuple().exponent))
    return is_rounded and abs(size) <= Decimal(SMALL_DIFFERENCE_STEPS).scaleb(-decimals)


def _count_decimals(number: Decimal, decimals: int) -> int:
    """The indicator's decimals, and one more where the number is no whole of them."""
    return decimals if number == round(number, decimals) else decimals + 1


def _format_figure(number: Decimal, indicator: board_report.Indicator, *, is_change: bool, sign: bool = False) -> str:
    """A value with its unit, or the difference of two (``is_change``)."""
    unit = format_change_suffix(number, indicator.unit) if is_change else format_unit_suffix(indicator.unit)
    return format_number(number, _count_decimals(number, indicator.decimals), sign=sign) + unit


def group_series(points: Iterable[board_report.Point]) -> Iterator[tuple[tuple[str, str], list[board_report.Point]]]:
    """The points with values by area and gender, in order of time."""
    grouped: dict[tuple[str, str], list[board_report.Point]] = {}
    for point in sorted(points, key=lambda one: (one.year, one.tertial)):
        if point.value is not None:
            grouped.setdefault((point.area, point.gender), []).append(point)
    yield from grouped.items()


def format_point_time(point: board_report.Point) -> str:
    """When and for whom: ``2020``, ``T1 2020``, ``2020 för kvinnor``."""
    label = str(point.year) if point.tertial == 3 else f"T{point.tertial} {point.year}"
    return label + {"K": " för kvinnor", "M": " för män"}.get(point.gender, "")
