"""A report as a workbook of all its tables: a sheet for each part, sums that are live, heads that stay on the screen.

Texts are always texts: none is run as a formula or opened as a link.
"""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from apps.documents.blocks import (
    CellDifference,
    CellSum,
    DocumentBlock,
    DocumentCell,
    HeadingBlock,
    ListBlock,
    ParagraphBlock,
    TableBlock,
    TextRun,
)
from apps.documents.cover import DocumentCover
from apps.documents.parts.registry import PARTS
from apps.documents.report_files import TEXT_ONLY_OPTIONS, format_excel_text
from apps.report.board_report import BoardReport

_SHEETS = (
    "summary",
    "attention",
    "goals",
    "indicators",
    "series",
    "economy",
    "result_table",
    "cost_types",
    "budget_changes",
    "investments",
    "own_tables",
    "forecast_record",
    "risks",
    "comments",
    "actions",
    "gender_gaps",
    "over_time",
    "findings",
)
_A4_PAPER = 9
_FIRST_WIDTH, _TEXT_WIDTH, _NUMBER_WIDTH = 48, 26, 16
_TEXT_COLUMNS = 6  # so many columns a paragraph reaches over
_MAX_CELL_LENGTH = 32_000  # Excel's own limit is 32 767
_MAX_FORMULA_LENGTH = 8000  # Excel's own limit is 8 192
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def write_report_workbook(report: BoardReport, cover: DocumentCover, made_at: datetime) -> bytes:
    """The workbook's bytes. The same report made at the same moment gives the same bytes."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, TEXT_ONLY_OPTIONS) as book:
        book.set_properties({"title": cover.full_title, "author": cover.board, "created": made_at})
        writer = WorkbookWriter(book, cover)
        writer.write_cover()
        for code in _SHEETS:
            blocks = PARTS[code].build(report)
            if blocks:
                writer.write_sheet(PARTS[code].title, blocks)
    return target.getvalue()


class WorkbookWriter:
    """A workbook in the making."""

    def __init__(self, book: Any, cover: DocumentCover) -> None:
        self.book, self.cover = book, cover
        self.formats: dict[tuple[Any, ...], Any] = {}

    def find_format(self, **settings: Any) -> Any:
        """The format with these settings; each is made once."""
        key = tuple(sorted(settings.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **settings})
        return self.formats[key]

    def write_cover(self) -> None:
        """What the workbook is."""
        cover, page = self.cover, self.add_page("Om rapporten")
        lines = (cover.municipality, cover.board, cover.title, cover.period, cover.status, cover.note)
        case = f"Diarienummer {cover.case_number}" if cover.case_number else ""
        unit = "Belopp är i tusen kronor om inget annat sägs. Plus i en avvikelse är överskott."
        for place, text in enumerate(filter(None, (*lines, case, unit))):
            page.write_string(place, 0, format_excel_text(text), self.find_format(bold=place < 3, text_wrap=True))
        page.set_column(0, 0, 90)

    def add_page(self, title: str) -> Any:
        """A sheet that prints well: on A4 lying down, as wide as the paper, with its name and page number."""
        page = self.book.add_worksheet(_NOT_IN_SHEET_NAME.sub(" ", title)[:31])
        page.set_paper(_A4_PAPER)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        draft = "UTKAST " if self.cover.is_draft else ""
        header = f"{self.cover.board}, {self.cover.municipality}".replace("&", "&&")[:180]
        page.set_header(f"&L{draft}{header}&R&A")
        page.set_footer("&CSida &P av &N")
        return page

    def write_sheet(self, title: str, blocks: Sequence[DocumentBlock]) -> None:
        """A part: its blocks from the top down. A sheet of one table keeps the table's head on screen and paper."""
        page, row, width = self.add_page(title), 0, 1
        tables = [one for one in blocks if isinstance(one, TableBlock)]
        page.set_column(0, 0, _FIRST_WIDTH)
        self._set_widths(page, tables)
        for block in blocks:
            if isinstance(block, TableBlock):
                if len(tables) == 1:
                    page.freeze_panes(row + 2, 1)
                    page.repeat_rows(row + 1)
                row, width = self._write_table(page, row, block), max(width, len(block.columns))
            else:
                row = self._write_texts(page, row, block)
        if len(tables) != 1:
            page.freeze_panes(0, 1)
        if row:
            page.print_area(0, 0, row - 1, max(width, _TEXT_COLUMNS) - 1)

    def _set_widths(self, page: Any, tables: Sequence[TableBlock]) -> None:
        for place in range(1, max((len(table.columns) for table in tables), default=1)):
            columns = [table.columns[place] for table in tables if place < len(table.columns)]
            is_number = all(column.is_number for column in columns)
            page.set_column(place, place, _NUMBER_WIDTH if is_number else _TEXT_WIDTH)

    def _write_texts(self, page: Any, row: int, block: DocumentBlock) -> int:
        """A heading, a paragraph or a list, a row for each; what comes next is written at the returned row."""
        if isinstance(block, HeadingBlock):
            page.write_string(
                row + (row > 0), 0, format_excel_text(block.text), self.find_format(bold=True, font_size=13)
            )
            return row + 1 + (row > 0)
        texts = (
            [(text, False) for text in _list_items(block)]
            if isinstance(block, ListBlock)
            else [(_join_runs(block.runs), block.kind == "label")]
            if isinstance(block, ParagraphBlock)
            else []
        )
        for text, is_label in texts:
            style = self.find_format(text_wrap=True, bold=is_label)
            shown = format_excel_text(text)[:_MAX_CELL_LENGTH]
            page.merge_range(row, 0, row, _TEXT_COLUMNS - 1, "", style)
            page.write_string(row, 0, shown, style)
            page.set_row(row, 15 * (1 + len(shown) // 130))
            row += 1
        return row

    def _write_table(self, page: Any, row: int, table: TableBlock) -> int:
        page.write_string(row, 0, format_excel_text(table.title), self.find_format(bold=True, italic=True))
        for place, column in enumerate(table.columns):
            style = self.find_format(bold=True, bottom=1, text_wrap=True, align="right" if column.is_number else "left")
            page.write_string(row + 1, place, format_excel_text(column.head), style)
        first = row + 2
        for number, line in enumerate(table.rows):
            for place, cell in enumerate(line.cells):
                settings: dict[str, Any] = {"bold": True, "top": 1} if line.is_sum else {}
                if place == 0 and line.depth:
                    settings["indent"] = line.depth
                self._write_cell(page, first, number, place, cell, settings, is_number=table.columns[place].is_number)
        row = first + len(table.rows)
        for note in table.notes:
            page.write_string(row, 0, format_excel_text(note), self.find_format(italic=True))
            row += 1
        return row + 1

    def _write_cell(
        self,
        page: Any,
        first: int,
        number: int,
        place: int,
        cell: DocumentCell,
        settings: dict[str, Any],
        *,
        is_number: bool,
    ) -> None:
        row = first + number
        if cell.number is None:
            align = "right" if is_number else "left"
            style = self.find_format(**settings, text_wrap=True, align=align)
            page.write_string(row, place, format_excel_text(_format_cell(cell))[:_MAX_CELL_LENGTH], style)
            return
        style = self.find_format(**settings, num_format="#,##0" + ("." + "0" * cell.decimals if cell.decimals else ""))
        if cell.formula:
            formula = _format_formula(cell.formula, first, row, place)
            if len(formula) < _MAX_FORMULA_LENGTH:
                page.write_formula(row, place, formula, style, float(cell.number))
                return
        page.write_number(row, place, float(cell.number), style)


def _format_formula(formula: CellSum | CellDifference, first: int, row: int, column: int) -> str:
    if isinstance(formula, CellDifference):
        return f"={xl_rowcol_to_cell(row, formula.minuend)}-{xl_rowcol_to_cell(row, formula.subtrahend)}"
    places = formula.rows
    if len(places) > 1 and places == tuple(range(places[0], places[-1] + 1)):
        return f"=SUM({xl_rowcol_to_cell(first + places[0], column)}:{xl_rowcol_to_cell(first + places[-1], column)})"
    return f"=SUM({','.join(xl_rowcol_to_cell(first + place, column) for place in places)})"


def _format_cell(cell: DocumentCell) -> str:
    return f"{cell.light.shape} {cell.light.label}" if cell.light else cell.text


def _list_items(block: ListBlock, indent: str = "") -> list[str]:
    """The items of a list and of those in it, each with its sign."""
    found = []
    for number, item in enumerate(block.items, 1):
        sign = f"{number}. " if block.ordered else "– "
        for part in item.parts:
            if isinstance(part, ListBlock):
                found += _list_items(part, indent + "    ")
            else:
                found.append(f"{indent}{sign}{_join_runs(part)}")
                sign = " " * len(sign)
    return found


def _join_runs(runs: Sequence[TextRun]) -> str:
    """The words of runs; where a link leads is written after it."""
    return "".join(
        f"{run.light.shape} {run.light.label}"
        if run.light
        else f"{run.text} ({run.link})"
        if run.link and run.link != run.text
        else run.text
        for run in runs
    )
