"""``…/indikator/`` lists indicators and key figures, with a filter; ``…/indikator/<code>/`` shows all of one."""

from django.http import HttpRequest, QueryDict
from django.views.decorators.http import require_safe

from apps.charts.chart import Chart
from apps.charts.series import build_series_chart
from apps.report.board_report import BoardReport
from apps.web.board.chart_files import build_chart_files, serve_chart_files
from apps.web.board.findings.presenter import list_findings_about
from apps.web.board.indicators.presenter import build_indicator_list, build_indicator_page, parse_filter
from apps.web.page_cache import PageContent, serve_report_page


def find_stored_query(query: QueryDict) -> str | None:
    """Lists with one filter are stored; what is written freely, and filters together, are not."""
    chosen = parse_filter(query)
    return chosen.query if chosen.is_one_of_few else None


@require_safe
@serve_report_page("indicators", find_query=find_stored_query)
def show_indicators(request: HttpRequest, report: BoardReport) -> PageContent:
    """The list, filtered by text (``?q=``), light (``?ljus=``), kind (``?del=``) and mark (``?visa=``)."""
    page = build_indicator_list(report, parse_filter(request.GET))
    return PageContent(template="board/indicators.html", context={"page": page})


@require_safe
@serve_report_page("indicator")
def show_indicator(request: HttpRequest, report: BoardReport, code: str) -> PageContent | None:
    """One indicator with its series as table and chart; 404 for an unknown code."""
    page = build_indicator_page(report, code)
    if page is None:
        return None
    chart = build_series_chart(report, page.indicator)
    about = list_findings_about(report, "indicator", code)
    files = build_chart_files(report, chart, "indicator", code=code)
    context = {"page": page, "chart": chart, "chart_files": files, "findings": about}
    return PageContent(template="board/indicator.html", context=context, title=page.indicator.name)


@serve_chart_files("indicator")
def show_indicator_chart(report: BoardReport, code: str, key: str) -> Chart | None:
    """The chart of a series as a file; 404 for an unknown code."""
    indicator = next((one for one in report.indicators if one.code == code), None)
    return build_series_chart(report, indicator) if indicator else None
