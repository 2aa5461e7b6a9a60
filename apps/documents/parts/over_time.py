"""The board over time as tables, and the charts as drawings with their summary in words."""

from apps.charts.chart import Chart
from apps.charts.series import build_series_chart
from apps.charts.svg import draw_document_figure
from apps.charts.variance import build_variance_chart
from apps.charts.variance_over_time import build_forecast_chart, build_variance_charts
from apps.documents.blocks import (
    DocumentBlock,
    DocumentCell,
    DocumentColumn,
    DocumentRow,
    DrawingBlock,
    TableBlock,
    build_paragraphs,
)
from apps.documents.cells import build_light_cell, build_text_cell, build_tkr_cell
from apps.report.board_report import BoardReport
from apps.report.over_time.forecast_history import build_year_forecasts
from apps.report.over_time.light_matrix import (
    LightCell,
    LightMatrix,
    build_goal_matrix,
    build_indicator_matrix,
    format_goals_met,
    format_indicators_met,
)
from apps.report.over_time.variance_history import AreaVariances, build_variance_history, format_variance_change
from apps.report.reorganised.mappings import list_area_sentences


def build_over_time(report: BoardReport) -> list[DocumentBlock]:
    """Lights period by period, then variances; a table with a single period is left out, as it says nothing more."""
    return [
        *build_paragraphs(format_goals_met(report)),
        *build_goal_lights(report),
        *build_paragraphs(format_indicators_met(report)),
        *build_indicator_lights(report),
        *build_paragraphs(format_variance_change(report, build_variance_history(report))),
        *build_variances(report),
        *build_paragraphs(" ".join(list_area_sentences(report))),
    ]


def build_goal_lights(report: BoardReport) -> list[DocumentBlock]:
    """The goals' lights period by period."""
    return _build_light_table("Målens lägen period för period", "Mål", build_goal_matrix(report))


def build_indicator_lights(report: BoardReport) -> list[DocumentBlock]:
    """The indicators' lights period by period."""
    return _build_light_table("Indikatorernas lägen period för period", "Indikator", build_indicator_matrix(report))


def build_variances(report: BoardReport) -> list[DocumentBlock]:
    """The variances of the board and the areas right under it period by period."""
    history = build_variance_history(report)
    if len(history.periods) < 2:
        return []
    periods = [DocumentColumn(label=one.label, unit="tkr", is_number=True, weight=2) for one in history.periods]
    return [
        TableBlock(
            title="Avvikelse mot årets budget, period för period",
            columns=(DocumentColumn(label="Verksamhet", weight=4), *periods),
            rows=tuple(_build_variance_row(area) for area in history.areas),
        )
    ]


def _build_light_table(title: str, head: str, matrix: LightMatrix) -> list[DocumentBlock]:
    if len(matrix.periods) < 2 or not matrix.rows:
        return []
    periods = [DocumentColumn(label=one.period.label, weight=2) for one in matrix.periods]
    rows = [
        DocumentRow(cells=(build_text_cell(row.name), *(_build_matrix_cell(cell) for cell in row.cells)))
        for row in matrix.rows
    ]
    return [TableBlock(title=title, columns=(DocumentColumn(label=head, weight=4), *periods), rows=tuple(rows))]


def _build_matrix_cell(cell: LightCell) -> DocumentCell:
    return build_light_cell(cell.light) if cell.light else build_text_cell(cell.text)


def _build_variance_row(area: AreaVariances) -> DocumentRow:
    cells = (build_tkr_cell(one.full_year, exact=one.exact, sign=True) for one in area.variances)
    name = build_text_cell(area.name if area.depth else "Hela nämnden")
    return DocumentRow(cells=(name, *cells), is_sum=not area.depth)


def build_charts(report: BoardReport) -> list[DocumentBlock]:
    """The charts of money, then the course of each indicator that has a target."""
    found: list[Chart | None] = [build_variance_chart(report)]
    found += build_variance_charts(build_variance_history(report))
    found.append(build_forecast_chart(build_year_forecasts(report)))
    found += [build_series_chart(report, one) for one in report.indicators if one.has_target]
    return [build_drawing(one, is_wide=place == 0) for place, one in enumerate(found) if one]


def build_drawing(chart: Chart, *, is_wide: bool) -> DrawingBlock:
    """A chart as a drawing that stands alone, drawn of the same figure as the page's."""
    alt = chart.summary or chart.title
    return DrawingBlock(svg=draw_document_figure(chart), title=chart.title, alt=alt, is_wide=is_wide)
