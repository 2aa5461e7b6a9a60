"""Tables to take along as files, whatever page they are of: CSV, and a workbook that says what it is from."""

from collections.abc import Callable, Sequence

from apps.documents.blocks import DocumentBlock
from apps.documents.cover import DocumentCover, build_cover
from apps.documents.part_files import build_part_csv, build_workbook, select_tables
from apps.report.board_report import BoardReport
from apps.web.page_cache import FileContent

CSV, WORKBOOK = "csv", "xlsx"
KINDS = (CSV, WORKBOOK)


def build_table_file(
    kind: str, title: str, blocks: Sequence[DocumentBlock], make_cover: Callable[[int | None], DocumentCover]
) -> FileContent | None:
    """The tables as a file of that kind; None where there is no such kind. ``make_cover`` gets the version."""
    if kind == CSV:
        return FileContent(build_part_csv(select_tables(blocks)))
    if kind == WORKBOOK:
        return FileContent(lambda version: build_workbook(title, blocks, make_cover(version)))
    return None


def build_report_table_file(
    kind: str, title: str, blocks: Sequence[DocumentBlock], report: BoardReport, version: int | None = None
) -> FileContent | None:
    """The same of a report: of the version that is shown, or of the one that is given."""
    return build_table_file(
        kind, title, blocks, lambda shown: build_cover(report, version=shown if version is None else version)
    )
