"""The import format's workbook for people: dropdowns, notes on the headers, and headers that can't be changed.

Opens in Excel and LibreOffice. Cells are written as text, so that nothing is recalculated; what is typed into the
empty ones may be numbers.
"""

from pathlib import Path
from typing import IO, Any

import xlsxwriter

from apps.imports.blanks import Template
from apps.imports.cells import unguard
from apps.imports.columns import Choice, Column, number, text
from apps.imports.schema import BY_NAME, PROFILE, SheetSchema
from apps.imports.sheets import Sheet
from apps.imports.write import TEXT_ONLY, WIDEST, for_excel, whole_sheets

A4 = 9
NARROWEST, NARROWEST_TEXT = 12, 40
ROWS_TO_FILL = 2000
LONGEST_NOTE = 500
LONGEST_LIST = 255  # Excel's own limit for a list written in the cell's rule
CODES_IN = {
    "area": "verksamheter",
    "table": "tabeller",
    "indicator": "indikatorer",
    "reference_for": "indikatorer",
    "goal": "mål",
    "risk": "risker",
    "control": "kontroller",
    "project": "",
}
PARENTS_IN = {"areas": "verksamheter", "goals": "mål"}
NOTES = {
    "value": "Talet i indikatorns enhet: 7,3 eller 162/327. Skriv * om värdet saknas, och varför i kolumnen saknas.",
    "missing": "Varför värdet saknas. Fylls bara i när värde är * eller tomt.",
    "budget": "Helår. I den enhet och med de tecken som bladet rapport (eller tabellen) säger.",
    "actual": "Ackumulerat från januari.",
    "forecast": "Helårsprognos.",
    "text": "Målvärdet som det står: minst 90, <20, öka 10 %. * betyder att det inte är satt.",
    "tertial": "1, 2 eller 3. Tomt betyder 3, hela året.",
    "gender": "T totalt, K kvinnor, M män. Tomt betyder T.",
    "area": "Kod ur bladet verksamheter. Tomt betyder hela nämnden.",
    "table": "Kod ur bladet tabeller. Tomt betyder nämndens egen uppgift.",
    "code": "Gemener a–z, siffror och bindestreck. Koden är en adress och ändras inte.",
}


def write_template(template: Template, target: Path | IO[bytes]) -> None:
    """Write a workbook to fill in, with the format's sheets without rows too. Cells that are waited for are tinted."""
    with xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), TEXT_ONLY) as book:
        book.set_properties({"title": "Nämndkollen: en rapport att fylla i"})
        styles = _styles(book)
        for sheet in whole_sheets(template.sheets):
            page = book.add_worksheet(sheet.name)
            _write_page(page, sheet, BY_NAME[sheet.name], styles)
            _ask(page, sheet, template, styles)


def _styles(book: Any) -> dict[str, Any]:
    """Amounts may be typed as numbers. All other cells hold text: else 3/12 becomes the third of December, and 10-12
    the tenth."""
    head = {"bold": True, "text_wrap": True, "locked": 1}
    cell = {"text_wrap": True, "valign": "top", "locked": 0}
    fill = {"bg_color": "#fff6d6", "border": 4, "border_color": "#8a7430"}
    return {
        "head": book.add_format({**head, "bottom": 1, "bg_color": "#e8ece9"}),
        "must": book.add_format({**head, "bottom": 2, "bg_color": "#d6e4df"}),
        "amount": book.add_format(cell),
        "text": book.add_format({**cell, "num_format": "@"}),
        "fill amount": book.add_format({**cell, **fill}),
        "fill text": book.add_format({**cell, **fill, "num_format": "@"}),
    }


def _style_of(column: Column) -> str:
    return "amount" if column.read is number else "text"


def _write_page(page: Any, sheet: Sheet, schema: SheetSchema, styles: dict[str, Any]) -> None:
    columns = {column.name: column for column in schema.columns}
    headers = sheet.lines[0].cells
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for place, header in enumerate(headers):
        column = columns[header]
        longest = max(len(line.cells[place]) for line in sheet.lines)
        free = column.read is text and column.key != "value"
        widest = max(longest + 3, NARROWEST_TEXT if free else NARROWEST)
        page.set_column(place, place, min(widest, WIDEST), styles[_style_of(column)])
        page.write_string(0, place, header, styles["must" if column.required else "head"])
        note = _note(column)
        if note:
            page.write_comment(0, place, note, {"x_scale": 2, "author": "Nämndkollen"})
        _add_list(page, place, column, schema)
    for row, line in enumerate(sheet.lines[1:], start=1):
        for place, cell in enumerate(line.cells):
            if cell or schema is not PROFILE:
                _write_cell(page, row, place, cell, styles[_style_of(columns[headers[place]])])
    allowed = ["insert_rows", "delete_rows", "format_columns", "format_rows", "sort", "autofilter"]
    page.protect("", dict.fromkeys(allowed, True))


def _ask(page: Any, sheet: Sheet, template: Template, styles: dict[str, Any]) -> None:
    """Tint the cells to fill in, and tell beside each row's code what it is about."""
    headers = sheet.lines[0].cells
    columns = {column.name: column for column in BY_NAME[sheet.name].columns}
    for row, header in sorted(template.to_fill.get(sheet.name, ())):
        page.write_blank(row - 1, headers.index(header), None, styles[f"fill {_style_of(columns[header])}"])
    for row, note in template.notes.get(sheet.name, {}).items():
        page.write_comment(row - 1, 0, note[:LONGEST_NOTE], {"x_scale": 2, "author": "Nämndkollen"})


def _write_cell(page: Any, row: int, place: int, cell: str, style: Any) -> None:
    if unguard(cell):
        page.write_string(row, place, for_excel(cell), style)
    else:
        page.write_blank(row, place, None, style)


def _note(column: Column) -> str:
    parts = ["Måste fyllas i."] if column.required else []
    if column.key in NOTES:
        parts.append(NOTES[column.key])
    if isinstance(column.read, Choice):
        parts.append(f"Välj bland: {', '.join(column.read.words)}.")
    return " ".join(parts)


def _add_list(page: Any, place: int, column: Column, schema: SheetSchema) -> None:
    """A dropdown of the words, or of the codes in the sheet where they are made."""
    if isinstance(column.read, Choice):
        words = list(column.read.words)
        if len(",".join(words)) <= LONGEST_LIST:
            rule: dict[str, Any] = {"validate": "list", "source": words}
            rule |= {"error_title": "Okänt ord", "error_message": "Välj ett av orden i listan."}
            page.data_validation(1, place, ROWS_TO_FILL, place, rule)
        return
    where = PARENTS_IN.get(schema.key, "") if column.key == "parent" else CODES_IN.get(column.key, "")
    if (where and where != schema.name) or (column.key == "parent" and where):
        rule = {"validate": "list", "source": f"='{where}'!${_code_column(where)}$2:${_code_column(where)}$2001"}
        rule |= {"error_type": "warning", "error_title": "Okänd kod", "error_message": f"Koden finns inte i {where}."}
        page.data_validation(1, place, ROWS_TO_FILL, place, rule)


def _code_column(name: str) -> str:
    """The letter of the column that holds a sheet's codes."""
    keys = [column.key for column in BY_NAME[name].columns]
    return "ABCDEFGH"[keys.index("code")]
