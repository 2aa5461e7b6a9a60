"""What is asked for of a board's latest report besides its pages: its picture, its lists by a filter, its charts."""

from collections.abc import Iterator, Mapping
from itertools import chain

from apps.charts.chart import Chart
from apps.charts.series import build_series_chart
from apps.charts.variance import build_variance_chart
from apps.report.board_report import BoardReport
from apps.web.board.chart_files import build_chart_files
from apps.web.board.goals.presenter import GoalFilter, build_goal_list
from apps.web.board.indicators.presenter import IndicatorFilter, build_indicator_list
from apps.web.board.over_time.presenter import build_over_time_page
from apps.web.links import ReportAddress


def iter_common_addresses(report: BoardReport) -> Iterator[str]:
    """The picture that is shown where a page is shared, each filter of a list, and each chart as a file."""
    yield ReportAddress.for_report(report).url("report_picture")
    goals = build_goal_list(report, GoalFilter())
    indicators = build_indicator_list(report, IndicatorFilter())
    chips = chain(goals.lights, goals.marks, indicators.lights, indicators.parts, indicators.marks)
    yield from (chip.url for chip in chips if not chip.chosen)
    for page, chart, codes in _iter_charts(report):
        files = build_chart_files(report, chart, page, **codes)
        if files:
            yield from (files.svg, files.csv, files.embedded)


def _iter_charts(report: BoardReport) -> Iterator[tuple[str, Chart | None, Mapping[str, str]]]:
    yield "economy", build_variance_chart(report), {}
    over_time = build_over_time_page(report)
    for chart in (*over_time.variance_charts, over_time.forecast_chart):
        yield "over_time", chart, {}
    for one in report.indicators:
        yield "indicator", build_series_chart(report, one), {"code": one.code}
