"""A chart to take along: the addresses of its drawing and its figures, and the files that are there."""

from dataclasses import dataclass

from django.http import Http404

from apps.charts.chart import Chart
from apps.charts.figure_table import list_chart_rows
from apps.charts.svg import draw_file
from apps.documents.report_files import build_csv
from apps.report.board_report import BoardReport
from apps.web.links import ReportAddress
from apps.web.page_cache import FileContent


@dataclass(frozen=True, slots=True)
class ChartFiles:
    """Where the drawing and the figures are, and what they are called when they are saved, without ending."""

    svg: str
    csv: str
    name: str


def build_chart_files(report: BoardReport, chart: Chart | None, page: str, **codes: str) -> ChartFiles | None:
    """The files of a chart of the page with that URL name; None where there is no chart."""
    if chart is None:
        return None
    place = ReportAddress.for_report(report)
    svg, csv = (place.url(f"{page}_chart", key=chart.key, kind=kind, **codes) for kind in ("svg", "csv"))
    parts = [place.municipality, place.board, place.period.label.lower().replace(" ", "-"), *codes.values(), chart.key]
    return ChartFiles(svg, csv, "-".join(parts))


def draw_chart_file(chart: Chart | None, key: str, kind: str) -> FileContent:
    """The file at an address; 404 where the report has no such chart, or there is no such kind of file."""
    if chart is None or chart.key != key:
        raise Http404
    if kind == "svg":
        return FileContent(draw_file(chart).encode())
    if kind == "csv":
        return FileContent(build_csv(list_chart_rows(chart)))
    raise Http404
