"""``…/tabell/<part>.csv`` and ``.xlsx``: the tables of a part of the report, to take along."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.documents.cover import build_cover
from apps.documents.part_files import build_part_csv, build_part_workbook, list_part_tables
from apps.report.board_report import BoardReport
from apps.web.page_cache import FileContent, serve_report_page


@require_safe
@serve_report_page("part_table")
def show_part_table(request: HttpRequest, report: BoardReport, part: str, kind: str) -> FileContent | None:
    """The part as a file; 404 where it has no table, or there is no such kind of file."""
    tables = list_part_tables(report, part)
    if tables and kind == "csv":
        return FileContent(build_part_csv(tables))
    if tables and kind == "xlsx":
        return FileContent(lambda version: build_part_workbook(report, part, build_cover(report, version=version)))
    return None
