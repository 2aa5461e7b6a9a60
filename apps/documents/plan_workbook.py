"""A board's plan as a workbook: a sheet for each subject with what is there, choices in lists, and how it is read.

``imports.plan_files`` reads the same sheets back. A blank one has examples, in parentheses, that are not read.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from apps.documents.report_files import MAX_COLUMN_WIDTH, TEXT_ONLY_OPTIONS, format_excel_text
from apps.imports.plan_files.plan_rows import PlanRow, load_plan_rows
from apps.imports.plan_files.plan_sheets import (
    BUDGET_UNIT,
    GUIDE_SHEET,
    PLAN_SHEETS,
    PLAN_SHEETS_BY_KEY,
    SETTING_FIELDS,
    SETTINGS,
    PlanColumn,
    PlanSheet,
)
from apps.imports.report_format.cell_text import format_plain_number
from apps.imports.report_format.columns import ChoiceReader, CostTypeReader
from apps.imports.report_format.round_sheets import format_cell
from apps.organisation.models import Board

MIN_WIDTH, MIN_TEXT_WIDTH = 12, 30
LAST_VALIDATED_ROW = 2000
MAX_LIST_LENGTH = 255  # Excel's own limit for a list written in the cell's rule
WIDE_COLUMNS = frozenset({"name", "description", "definition", "text", "heading", "instruction", "source"})
EXAMPLE_MARK = "(exempel)"
GUIDE = (
    "Så fungerar arbetsboken",
    "Varje blad är en del av planen. Ändra och lägg till rader, spara och skicka in filen på sidan Planen som "
    "arbetsbok. Du ser vad som läggs till, ändras och avslutas innan något görs. Allt görs, eller inget.",
    "Koden är radens adress och ändras aldrig. En ny rad behöver ingen kod: den görs av namnet.",
    "Där en kod står kan också namnet skrivas, om bara en heter så.",
    "En rad som saknas i filen ändras inte. Skriv sista året i kolumnen avslutas när något upphör; ja tar bort ett "
    "målvärde, en risk eller en kontroll ur årets plan, och ett samband ur kontrollerna.",
    "En tom cell ändrar inget, om du inte väljer att tomma celler tömmer när du skickar in filen.",
    "Kolumnerna får stå i vilken ordning som helst. En kolumn eller en rad som börjar med parentes läses inte.",
    f"Belopp skrivs i {BUDGET_UNIT} för hela året, intäkter och kostnader båda utan minus.",
    "För ett nytt år: ändra år i bladet inställningar och sista dagarna där. För en annan nämnd: skicka in filen där.",
)


def write_plan_workbook(board: Board, year: int, target: Path | IO[bytes], *, examples: bool = False) -> None:
    """Write the board's plan for the year; with ``examples`` also rows that show how an empty sheet is filled in."""
    rows = load_plan_rows(board, year)
    with xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), TEXT_ONLY_OPTIONS) as book:
        book.set_properties({"title": f"Plan {year}, {board.name}"})
        styles = _PlanStyles(book)
        _write_guide(book, styles, board, year)
        for sheet in PLAN_SHEETS:
            _write_sheet(book, styles, sheet, rows[sheet.key], examples=examples)


class _PlanStyles:
    """Cells to fill in hold text, so that 3/12 stays what it is; numbers are numbers where they come back the same."""

    def __init__(self, book: Any) -> None:
        cell = {"text_wrap": True, "valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.text = book.add_format({**cell, "num_format": "@"})
        self.number = book.add_format(cell)
        self.amount = book.add_format({**cell, "num_format": "#,##0.###"})
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#e8ece9"})
        self.must = book.add_format({"bold": True, "text_wrap": True, "bottom": 2, "bg_color": "#d6e4df"})
        self.example = book.add_format({**cell, "italic": True, "font_color": "#5a625e"})


def _write_guide(book: Any, styles: _PlanStyles, board: Board, year: int) -> None:
    page = book.add_worksheet(GUIDE_SHEET)
    page.set_column(0, 0, 110, styles.number)
    page.write_string(0, 0, f"Plan {year}, {board.name}, {board.municipality.name}", styles.title)
    for row, text in enumerate((*GUIDE, *_list_sheet_lines()), start=2):
        page.write_string(row, 0, text, styles.number)


def _list_sheet_lines() -> Iterable[str]:
    """What each sheet holds, by its headings."""
    for sheet in PLAN_SHEETS:
        yield f"{sheet.name}: {', '.join(column.name for column in sheet.columns)}"


def _write_sheet(book: Any, styles: _PlanStyles, sheet: PlanSheet, rows: Sequence[PlanRow], *, examples: bool) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for at, column in enumerate(sheet.columns):
        _write_column(page, at, column, styles, [row.get(column.key) for row in rows])
        _add_choices(page, at, column)
    if sheet is SETTINGS:
        _write_setting_notes(page, styles)
    elif rows:
        page.autofilter(0, 0, len(rows), len(sheet.columns) - 1)
    if examples and not rows:
        _write_examples(page, styles, sheet)


def _write_column(page: Any, at: int, column: PlanColumn, styles: _PlanStyles, values: Sequence[Any]) -> None:
    texts = [format_cell(column, value) for value in values]
    widest = max(len(column.name), *map(len, texts), 0) + 3
    least = MIN_TEXT_WIDTH if column.key in WIDE_COLUMNS else MIN_WIDTH
    page.set_column(at, at, min(max(widest, least), MAX_COLUMN_WIDTH), styles.text)
    page.write_string(0, at, column.name, styles.must if column.required else styles.head)
    note = _format_note(column)
    if note:
        page.write_comment(0, at, note, {"x_scale": 2, "author": "Nämndkollen"})
    for row, (value, text) in enumerate(zip(values, texts, strict=True), start=1):
        _write_cell(page, row, at, value, text, styles)


def _write_cell(page: Any, row: int, at: int, value: Any, text: str, styles: _PlanStyles) -> None:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if is_number and text in (str(value), format_plain_number(Decimal(value))):
        page.write_number(row, at, value, styles.amount if isinstance(value, Decimal) else styles.number)
    elif text:
        page.write_string(row, at, format_excel_text(text), styles.text)


def _format_note(column: PlanColumn) -> str:
    parts = ["Måste fyllas i."] if column.required else []
    parts += [column.note] if column.note else []
    if isinstance(column.read, ChoiceReader):
        parts.append(f"Välj bland: {', '.join(column.read.names)}.")
    if isinstance(column.read, CostTypeReader):
        parts.append("Eller skriv koden för ett av nämndens egna, i bladet kostnadsslag.")
    return " ".join(parts)


def _add_choices(page: Any, at: int, column: PlanColumn) -> None:
    """A list of the words, or of the codes and names in the sheet where they are made; those may be others too."""
    if isinstance(column.read, ChoiceReader):
        choices = list(column.read.names)
        if len(",".join(choices)) <= MAX_LIST_LENGTH:
            rule = {"error_title": "Okänt ord", "error_message": "Välj ett av orden i listan."}
            rule |= {"error_type": "information"} if isinstance(column.read, CostTypeReader) else {}
            page.data_validation(1, at, LAST_VALIDATED_ROW, at, {"validate": "list", "source": choices, **rule})
    elif column.points_at and not column.is_list:
        sheet = PLAN_SHEETS_BY_KEY[column.points_at]
        letter = _find_name_column(sheet)
        source = f"='{sheet.name}'!${letter}$2:${letter}${LAST_VALIDATED_ROW}"
        rule = {"error_type": "information", "error_title": "Står inte i bladet",
                "error_message": f"Skriv en kod eller ett namn ur bladet {sheet.name}."}  # fmt: skip
        page.data_validation(1, at, LAST_VALIDATED_ROW, at, {"validate": "list", "source": source, **rule})


def _find_name_column(sheet: PlanSheet) -> str:
    """The letter of the column that holds the names: those people know."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[list(sheet.by_key).index("name")]


def _write_setting_notes(page: Any, styles: _PlanStyles) -> None:
    page.set_column(0, 0, 38, styles.text)
    page.set_column(1, 1, 30, styles.text)
    page.set_column(2, 2, 60, styles.example)
    page.write_string(0, 2, "(förklaring)", styles.head)
    for row, field in enumerate(SETTING_FIELDS, start=1):
        page.write_string(row, 2, field.note, styles.example)


def _write_examples(page: Any, styles: _PlanStyles, sheet: PlanSheet) -> None:
    """Rows in own words that nobody reads back: their first cell is in parentheses."""
    for row, example in enumerate(sheet.examples, start=1):
        _write_example(page, row, styles, sheet, example)


def _write_example(page: Any, row: int, styles: _PlanStyles, sheet: PlanSheet, example: Mapping[str, str]) -> None:
    first = sheet.columns[0].name
    page.write_string(row, 0, f"({example[first]})" if first in example else EXAMPLE_MARK, styles.example)
    for at, column in enumerate(sheet.columns[1:], start=1):
        if column.name in example:
            page.write_string(row, at, example[column.name], styles.example)
