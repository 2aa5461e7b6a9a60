"""``…/tabell/<part>.csv`` and ``.xlsx``: tables of the report, to take along.

``…/tabell/<part>/<code>.csv`` are those of one area, goal or indicator.
"""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.report.board_report import BoardReport
from apps.web.board.part_tables.page_tables import find_page_tables
from apps.web.page_cache import FileContent, serve_report_page
from apps.web.table_files import build_report_table_file


@require_safe
@serve_report_page("part_table")
def show_part_table(request: HttpRequest, report: BoardReport, part: str, kind: str) -> FileContent | None:
    """The part as a file; 404 where it has no table, or there is no such kind of file."""
    return _build_file(report, part, kind)


@require_safe
@serve_report_page("thing_table")
def show_thing_table(request: HttpRequest, report: BoardReport, part: str, code: str, kind: str) -> FileContent | None:
    """The tables of an area, a goal or an indicator as a file; 404 as above."""
    return _build_file(report, part, kind, code)


def _build_file(report: BoardReport, part: str, kind: str, code: str = "") -> FileContent | None:
    found = find_page_tables(report, part, code)
    return build_report_table_file(kind, found.title, found.blocks, report) if found else None
