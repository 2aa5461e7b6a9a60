"""What every check is made of: the figures of a table, what rounding explains, and how a finding is put together."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from apps.core.swedish import format_number, format_tkr
from apps.core.tertials import Tertial
from apps.followup import report

SEVERITIES = {"large": "stor", "medium": "medelstor", "small": "liten"}
COLUMNS = {"budget": "budgeten", "actual": "utfallet", "forecast": "prognosen", "variance": "avvikelsen"}
UNITS = {"kr": 1, "tkr": 1_000, "mnkr": 1_000_000}
LARGE_SHARE, MEDIUM_SHARE = Decimal("0.1"), Decimal("0.01")
# What the figure is held against, and where the figure itself stands; most are held against a sum of our own.
COUNTED, STATED = "Vi räknar till", "I rapporten står"
SMALL_UNITS = 5  # a difference of a few units in the last printed place is small whatever share it is


class TellsMoney(Protocol):
    """What the checks of the operating budget read of a report."""

    @property
    def period(self) -> Tertial: ...
    @property
    def areas(self) -> tuple[report.Area, ...]: ...
    @property
    def economy(self) -> report.Economy: ...
    @property
    def tables(self) -> tuple[report.SourceTableRef, ...]: ...


@dataclass(frozen=True, slots=True)
class Stated:
    """What one printed table (empty: the board's own entry) says of a row in one period."""

    table: str
    area: str
    name: str
    cost_type: str
    label: str
    amounts: report.Amounts

    @property
    def period(self) -> Tertial:
        return self.amounts.period

    @property
    def is_corrected(self) -> bool:
        """Has the board's own figure replaced what the table prints?"""
        return bool(self.table) and not self.amounts.exact

    @property
    def written_in(self) -> str:
        """The table whose way of writing amounts the row follows; empty for what the board itself has entered."""
        return self.table if self.amounts.exact else ""


def slug_of(period: Tertial) -> str:
    """The period as marks and fingerprints write it: ``2020-t3``."""
    return f"{period.year}-{period.slug}"


def when(period: Tertial) -> str:
    """The period in a sentence: ``bokslut 2020`` or ``T2 2023``."""
    return f"bokslut {period.year}" if period.is_final_accounts else period.label


def statements(view: TellsMoney, *, whole_year: bool = False) -> list[Stated]:
    """Every row of the operating budget that the report itself states, the figure shown first, then later tables'.

    That is its own period, and the earlier ones that its own tables print; what earlier reports said was checked with
    them. ``whole_year`` adds what the earlier tertials of the year said.
    """
    own = {table.code for table in view.tables}
    year = view.period.year if whole_year else None
    found = []
    for area in view.economy.areas:
        for row in [area.net, *area.cost_types]:
            if row is None or (row.summed and not area.cost_types):  # a net of the area's own revenue and cost counts
                continue
            label = row.cost_type_label
            told = [past for past in row.past if past.table in own or past.period.year == year]
            found += [
                Stated(amounts.table, area.area, area.name, row.cost_type, label, amounts)
                for amounts in (row.now, *told)
                if _says_something(amounts)
            ]
    found += [
        Stated(other.table, other.area, other.area_name, other.cost_type, other.cost_type_label, other.amounts)
        for other in view.economy.other_statements
    ]
    return found


def figures(view: report.BoardReport, indicator: report.Indicator) -> list[report.Point]:
    """The outcomes that the report itself states."""
    return [point for point in indicator.series if states(view, point)]


def states(view: report.BoardReport, point: report.Point) -> bool:
    """Does the report itself state the outcome? With printed tables it states all, else those of its own year.

    What was entered for earlier years stands in their own reports and was checked with them.
    """
    return bool(view.tables) or point.year == view.period.year


def _says_something(amounts: report.Amounts) -> bool:
    return any(getattr(amounts, column) is not None for column in COLUMNS)


class Rounding:
    """How finely each printed table writes its amounts, period by period: 1 000 kronor in a table in tkr.

    A table whose figures of a period have a decimal is read as written with that decimal.
    """

    def __init__(self, view: TellsMoney, rows: Iterable[Stated]) -> None:
        self.units = {table.code: UNITS.get(table.unit, 1_000) for table in view.tables}
        self.found: dict[tuple[str, Tertial], int] = {}
        for row in rows:
            key = row.written_in, row.period
            values = [getattr(row.amounts, column) for column in COLUMNS]
            start = self.found.get(key, self.units.get(key[0], 1_000 if row.amounts.exact else 1))
            self.found[key] = fineness(values, start)

    def unit(self, row: Stated) -> int:
        """The last printed place of the row's figures, kronor."""
        return self.found.get((row.written_in, row.period), 1)

    def slack(self, *rows: Stated) -> Decimal:
        """How much rounding alone explains when the rows' figures are added up: half a unit each."""
        return sum((Decimal(self.unit(row)) / 2 for row in rows if self.unit(row) > 1), Decimal(0))


@dataclass(frozen=True, slots=True)
class Money:
    """The stated rows of a report's operating budget and how finely they are written; made once for all checks."""

    view: TellsMoney
    rows: list[Stated]
    rounding: Rounding


def money_of(view: report.BoardReport) -> Money:
    """What the checks of the operating budget look at."""
    rows = statements(view)
    return Money(view, rows, Rounding(view, rows))


def fineness(values: Iterable[int | None], unit: int) -> int:
    """The largest power of ten, at most ``unit``, that every value is a multiple of."""
    for value in values:
        while value is not None and unit > 1 and value % unit:
            unit //= 10
    return unit


def in_short(finding: report.Finding) -> str:
    """The two figures of a sum that does not hold, in a sentence."""
    return f"{COUNTED} {finding.expected}, {STATED[0].lower()}{STATED[1:]} {finding.found}."


def severity_of(difference: Decimal | int, reference: Decimal | int, small: Decimal | int = 0) -> str:
    """How large a difference is beside the figure it concerns. ``small`` is what is small in any case."""
    size = abs(Decimal(difference))
    if size <= small:
        return "small"
    share = size / abs(Decimal(reference)) if reference else Decimal(1)
    return "large" if share >= LARGE_SHARE else "medium" if share >= MEDIUM_SHARE else "small"


def fingerprint(*parts: str) -> str:
    """The name of a contradiction: what it concerns, never how large it is."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def tkr(kronor: int, *, sign: bool = False) -> str:
    """``25 177 tkr`` with the decimals that the table had."""
    return f"{format_tkr(kronor, exact=True, sign=sign)} tkr"


def money_finding(
    check: str,
    row: Stated,
    column: str,
    message: str,
    expected: int,
    found: int,
    *,
    unit: int = 1_000,
    also: tuple[str, ...] = (),
) -> report.Finding:
    """A finding in the operating budget."""
    size = found - expected
    severity = severity_of(size, max(abs(expected), abs(found)), SMALL_UNITS * unit)
    return report.Finding(
        check=check,
        where="area",
        key=row.area,
        name=row.name,
        message=message,
        expected=tkr(expected),
        found=tkr(found),
        difference=tkr(size, sign=True),
        size=Decimal(size),
        severity=severity,
        severity_label=SEVERITIES[severity],
        period=slug_of(row.period),
        column=column,
        part=row.cost_type,
        table=row.table,
        also=also,
        fingerprint=fingerprint(check, row.area, row.cost_type, row.table, slug_of(row.period), column),
    )


def figure_finding(
    check: str,
    indicator: report.Indicator,
    point: report.Point,
    message: str,
    expected: Decimal,
    found: Decimal,
    *,
    column: str = "value",
    also: tuple[str, ...] = (),
    severity: str = "",
) -> report.Finding:
    """A finding in an indicator's series."""
    size = found - expected
    severity = severity or severity_of(size, max(abs(expected), abs(found)))
    period = f"{point.year}-t{point.tertial}"
    return report.Finding(
        check=check,
        where="indicator",
        key=indicator.code,
        name=indicator.name,
        message=message,
        expected=_plain(expected, indicator.decimals),
        found=_plain(found, indicator.decimals),
        difference=format_number(size, _decimals(size, indicator.decimals), sign=True),
        size=size.quantize(Decimal("0.000001")).normalize() + 0,
        severity=severity,
        severity_label=SEVERITIES[severity],
        period=period,
        column=column,
        part=point.gender,
        also=also,
        fingerprint=fingerprint(check, indicator.code, period, point.area, point.gender, column),
    )


def _decimals(number: Decimal, decimals: int) -> int:
    """The indicator's decimals, and one more where the number is no whole of them."""
    return decimals if number == round(number, decimals) else decimals + 1


def _plain(number: Decimal, decimals: int) -> str:
    return format_number(number, _decimals(number, decimals))


def series_of(points: Iterable[report.Point]) -> Iterator[tuple[tuple[str, str], list[report.Point]]]:
    """The points with values by area and gender, in order of time."""
    grouped: dict[tuple[str, str], list[report.Point]] = {}
    for point in sorted(points, key=lambda one: (one.year, one.tertial)):
        if point.value is not None:
            grouped.setdefault((point.area, point.gender), []).append(point)
    yield from grouped.items()


def at(point: report.Point) -> str:
    """When and for whom: ``2020``, ``T1 2020``, ``2020 för kvinnor``."""
    label = str(point.year) if point.tertial == 3 else f"T{point.tertial} {point.year}"
    return label + {"K": " för kvinnor", "M": " för män"}.get(point.gender, "")
