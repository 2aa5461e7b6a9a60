"""What ``…/over-tid/`` shows: lights, variances and forecasts tertial by tertial, from what was published then."""

from dataclasses import dataclass

from apps.charts.chart import Chart
from apps.charts.variance_over_time import build_forecast_chart, build_variance_charts
from apps.core.swedish import format_list
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.over_time.forecast_history import build_year_forecasts, format_forecast_way
from apps.report.over_time.light_matrix import (
    format_goals_met,
    format_indicators_met,
    format_unpublished,
    list_unpublished,
)
from apps.report.over_time.variance_history import VarianceHistory, build_variance_history, format_variance_change
from apps.report.reorganised.mappings import list_area_sentences
from apps.web.board.over_time.light_tables import LightTable, build_goal_table, build_indicator_tables
from apps.web.board.over_time.money_tables import (
    ForecastTable,
    RecordRow,
    VarianceTable,
    build_forecast_tables,
    build_record_rows,
    build_variance_table,
)

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTimePage:
    """Everything on the page. ``next_period`` is the report that comes next, ``is_alone`` that none is before it."""

    is_alone: bool
    next_period: Tertial
    unpublished: str
    goals_met: str
    goals: LightTable | None
    indicators_met: str
    indicators: tuple[LightTable, ...]
    variance_change: str
    variances: VarianceTable | None
    variance_charts: tuple[Chart, ...]
    variance_notes: tuple[str, ...]
    reorganised: tuple[str, ...]
    forecast_way: str
    record: tuple[RecordRow, ...]
    forecasts: tuple[ForecastTable, ...]
    forecast_chart: Chart | None


def build_over_time_page(report: BoardReport) -> OverTimePage:
    """The board over time, as far as it is known."""
    variances, years = build_variance_history(report), build_year_forecasts(report)
    return OverTimePage(
        is_alone=not any(one.published for one in report.history if one.period != report.period),
        next_period=report.period.next(),
        unpublished=format_unpublished(list_unpublished(report)),
        goals_met=format_goals_met(report),
        goals=build_goal_table(report),
        indicators_met=format_indicators_met(report),
        indicators=build_indicator_tables(report),
        variance_change=format_variance_change(report, variances),
        variances=build_variance_table(report, variances),
        variance_charts=build_variance_charts(variances),
        variance_notes=_list_variance_notes(variances),
        reorganised=list_area_sentences(report),
        forecast_way=format_forecast_way(report, years),
        record=build_record_rows(report.period, years),
        forecasts=build_forecast_tables(years),
        forecast_chart=build_forecast_chart(years),
    )


def _list_variance_notes(history: VarianceHistory) -> tuple[str, ...]:
    """Which amounts are this report's own of earlier periods, and which areas are known in one period alone."""
    notes = []
    if history.restated:
        names = format_list([period.label for period in history.restated])
        notes.append(f"Beloppen för {names} är de som den här rapporten anger.")
    if history.areas and history.without:
        few = len(history.without) <= _MOST_NAMED
        names = format_list(history.without) if few else f"{len(history.without)} verksamheter"
        notes.append(f"För {names} är bara en period känd. De visas när det finns en till.")
    return tuple(notes)
