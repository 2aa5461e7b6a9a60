"""``…/over-tid/``: the board over tertials, from what was published then."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.charts.chart import Chart
from apps.report.board_report import BoardReport
from apps.web.board.chart_files import build_chart_files, serve_chart_files
from apps.web.board.over_time.presenter import build_over_time_page
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("over_time")
def show_over_time(request: HttpRequest, report: BoardReport) -> PageContent:
    """Lights, variances and forecasts, tertial by tertial."""
    page = build_over_time_page(report)
    charts = [(chart, build_chart_files(report, chart, "over_time")) for chart in page.variance_charts]
    forecast_files = build_chart_files(report, page.forecast_chart, "over_time")
    context = {"page": page, "variance_charts": charts, "forecast_files": forecast_files}
    return PageContent(template="board/over_time.html", context=context)


@serve_chart_files("over_time")
def show_over_time_chart(report: BoardReport, key: str) -> Chart | None:
    """One of the charts as a file; 404 for an unknown key."""
    page = build_over_time_page(report)
    charts = (*page.variance_charts, *([page.forecast_chart] if page.forecast_chart else []))
    return next((chart for chart in charts if chart.key == key), None)
