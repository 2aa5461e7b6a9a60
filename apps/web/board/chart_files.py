"""A chart to take along: its drawing and its figures as files, and a page for frames on other sites."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from apps.charts.chart import Chart
from apps.charts.svg import draw_file
from apps.documents.part_files import build_chart_table
from apps.report.board_report import BoardReport
from apps.web.links import ReportAddress
from apps.web.page_cache import FileContent, PageContent, ReportContent, View, serve_report_page
from apps.web.table_files import CSV, WORKBOOK, build_report_table_file

EMBEDDED = "html"


@dataclass(frozen=True, slots=True)
class ChartFiles:
    """Where the drawing and the figures are, and what they are called when they are saved, without ending.

    ``page`` is where the chart stands. ``embedded`` is the page for a frame, which a draft has not.
    """

    svg: str
    csv: str
    xlsx: str
    name: str
    page: str
    embedded: str = ""


def build_chart_files(report: BoardReport, chart: Chart | None, page: str, **codes: str) -> ChartFiles | None:
    """The files of a chart of the page with that URL name; None where there is no chart."""
    if chart is None:
        return None
    place = ReportAddress.for_report(report)
    svg, csv, xlsx, embedded = (
        place.url(f"{page}_chart", key=chart.key, kind=kind, **codes) for kind in ("svg", CSV, WORKBOOK, EMBEDDED)
    )
    return ChartFiles(
        svg=svg,
        csv=csv,
        xlsx=xlsx,
        name=place.build_file_name(*codes.values(), chart.key),
        page=f"{place.url(page, **codes)}#diagram-{chart.key}",
        embedded="" if place.draft else embedded,
    )


def serve_chart_files(page: str) -> Callable[[Callable[..., Chart | None]], View]:
    """The files of the charts of the page with that URL name. The view finds the chart by its key; None is a 404.

    Any site may show the page for frames: it has nothing to press, and nothing of the reader.
    """

    def decorate(find_chart: Callable[..., Chart | None]) -> View:
        @serve_report_page(f"{page}_chart")
        def draw(request: HttpRequest, report: BoardReport, key: str, kind: str, **codes: str) -> ReportContent:
            chart = find_chart(report, key=key, **codes)
            files = build_chart_files(report, chart, page, **codes)
            if chart is None or files is None or chart.key != key:
                raise Http404
            return _draw_chart_file(report, chart, files, kind)

        @require_safe
        @wraps(find_chart)
        def view(request: HttpRequest, *where: Any, **more: Any) -> HttpResponseBase:
            response = draw(request, *where, **more)
            if more["kind"] == EMBEDDED and response.status_code == 200:
                vars(response).update(xframe_options_exempt=True, _csp_replace={"frame-ancestors": ["*"]})
            return response

        return view

    return decorate


def _draw_chart_file(report: BoardReport, chart: Chart, files: ChartFiles, kind: str) -> ReportContent:
    """The file of that kind; 404 where there is no such kind."""
    if kind == "svg":
        return FileContent(draw_file(chart).encode())
    if kind == EMBEDDED and files.embedded:
        return PageContent(template="board/embedded_chart.html", context={"chart": chart, "chart_files": files})
    table = build_report_table_file(kind, chart.title, [build_chart_table(chart)], report)
    if table is None:
        raise Http404
    return table
