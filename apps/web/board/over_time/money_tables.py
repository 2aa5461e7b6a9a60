"""Tables of variances and forecasts over time: areas down, tertials or the moments of a year across."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, PastVariance
from apps.report.over_time.forecast_history import AreaForecasts, ForecastMoment, ForecastStep, YearForecasts
from apps.report.over_time.variance_history import VarianceHistory
from apps.web.board.over_time.light_tables import PeriodHead, build_period_heads

WHOLE_BOARD = "Hela nämnden"
RECORD_COLUMNS = ("T1", "T2", "Utfall")


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceTableRow:
    """An area's variances under the heads of the table."""

    area: str
    name: str
    is_whole: bool
    cells: tuple[tuple[PeriodHead, PastVariance], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceTable:
    """The variances of the whole board and the areas under it."""

    heads: tuple[PeriodHead, ...]
    rows: tuple[VarianceTableRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastTableRow:
    """An area's steps, None at a moment when it has none. ``off_by`` is what the outcome had more than foreseen."""

    area: str
    name: str
    is_whole: bool
    cells: tuple[tuple[ForecastMoment, ForecastStep | None], ...]
    off_by: int | None
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastTable:
    """One year's forecasts. ``is_closed`` tells that its outcome is known."""

    year: int
    moments: tuple[ForecastMoment, ...]
    rows: tuple[ForecastTableRow, ...]
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCell:
    """What one report of the year said; without a step ``text`` says why there is none."""

    label: str
    step: ForecastStep | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A year of the whole board: what the reports of T1 and T2 foresaw, and what it became."""

    year: int
    cells: tuple[RecordCell, ...]
    off_by: int | None
    exact: bool


def build_record_rows(now: Tertial, years: Sequence[YearForecasts]) -> tuple[RecordRow, ...]:
    """A row for each year that the whole board's forecasts are known of; ``now`` is the report's period."""
    return tuple(_build_record_row(now, year.year, year.whole) for year in years if year.whole)


def _build_record_row(now: Tertial, year: int, whole: AreaForecasts) -> RecordRow:
    by_label = {step.moment.label: step for step in whole.steps}
    return RecordRow(
        year=year,
        cells=tuple(
            RecordCell(
                label=label,
                step=by_label.get(label),
                text="inte än" if Tertial(year, number) > now else "inte känd",
            )
            for number, label in enumerate(RECORD_COLUMNS, 1)
        ),
        off_by=whole.off_by,
        exact=any(step.exact for step in whole.steps),
    )


def build_variance_table(report: BoardReport, history: VarianceHistory) -> VarianceTable | None:
    """The whole board first; None with nothing to hold against each other."""
    if not history.areas:
        return None
    heads = build_period_heads(report, history.periods)
    rows = (
        VarianceTableRow(
            area=row.area,
            name=WHOLE_BOARD if not row.depth else row.name,
            is_whole=not row.depth,
            cells=tuple(zip(heads, row.variances, strict=True)),
        )
        for row in history.areas
    )
    return VarianceTable(heads=heads, rows=tuple(rows))


def build_forecast_tables(years: Sequence[YearForecasts]) -> tuple[ForecastTable, ...]:
    """A table for each year in which an area under the board has a forecast, the latest first."""
    return tuple(
        ForecastTable(
            year=year.year,
            moments=year.moments,
            rows=tuple(_build_forecast_row(area, year.moments) for area in year.areas),
            is_closed=any(area.outcome for area in year.areas),
        )
        for year in years
        if any(area.depth for area in year.areas)
    )


def _build_forecast_row(area: AreaForecasts, moments: Sequence[ForecastMoment]) -> ForecastTableRow:
    by_moment = {step.moment: step for step in area.steps}
    return ForecastTableRow(
        area=area.area,
        name=WHOLE_BOARD if not area.depth else area.name,
        is_whole=not area.depth,
        cells=tuple((moment, by_moment.get(moment)) for moment in moments),
        off_by=area.off_by,
        exact=any(step.exact for step in area.steps),
    )
