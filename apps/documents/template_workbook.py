"""The import format's workbook for people: dropdowns, notes on the headers, and headers that can't be changed.

Opens in Excel and LibreOffice. Numbers are written as numbers where they come back from there exactly as they were, so
that they can be summed; all else as text, so that nothing is recalculated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from apps.core.cell_numbers import UnreadableError, parse_cell_amount
from apps.core.swedish import Quantity
from apps.documents.report_files import MAX_COLUMN_WIDTH, TEXT_ONLY_OPTIONS, format_excel_text, join_sheet_parts
from apps.documents.template_rows import ReportTemplate
from apps.imports.files.issued_templates import TEMPLATE_ID_PROPERTY
from apps.imports.merge.cell_values import PROJECT_KEYS
from apps.imports.merge.write_scope import PLAN_SHEETS, ROUND_FIELDS
from apps.imports.report_format.cell_text import format_excel_number, unguard_text
from apps.imports.report_format.columns import ChoiceReader, ColumnSchema, CostTypeReader, parse_text
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.schema import PROFILE_FIELDS, PROFILE_SCHEMA, SCHEMAS_BY_NAME, SheetSchema
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET

A4_PAPER = 9
MIN_WIDTH, MIN_TEXT_WIDTH = 12, 40
LAST_VALIDATED_ROW = 2000
MAX_NOTE_LENGTH = 500
MAX_LIST_LENGTH = 255  # Excel's own limit for a list written in the cell's rule
CODE_SHEETS = {
    "area": "verksamheter",
    "table": "tabeller",
    "indicator": "indikatorer",
    "reference_for": "indikatorer",
    "goal": "mål",
    "risk": "risker",
    "control": "kontroller",
    "project": "",
    "chapter": "disposition",
    "own_table": "nämndtabeller",
}
PARENT_SHEETS = {"areas": "verksamheter", "goals": "mål"}
# Beside a code stands its name, under a heading that the reader passes over.
NAME_HEADERS = {
    "area": "(verksamhetens namn)",
    "indicator": "(indikatorns namn)",
    "goal": "(målets namn)",
    "risk": "(riskens namn)",
    "control": "(kontrollens namn)",
}
NOT_READ_NOTE = "Till för den som fyller i. Läses inte in."
_ROUND_FIELD_NAMES = frozenset(column.name for column in PROFILE_FIELDS if column.key in ROUND_FIELDS)
MAX_EXCEL_DIGITS = 15  # more than these Excel doesn't keep
COLUMN_NOTES = {
    "value": "Talet i indikatorns enhet: 7,3 eller 162/327. Skriv * om värdet saknas, och varför i kolumnen saknas.",
    "missing": "Varför värdet saknas. Fylls bara i när värde är * eller tomt.",
    "budget": "Helår. I den enhet och med de tecken som bladet rapport (eller tabellen) säger.",
    "period_budget": "Budgeten från januari till och med perioden. Tom vid årets slut, då den är årets.",
    "actual": "Ackumulerat från januari.",
    "forecast": "Helårsprognos.",
    "targets.text": "Målvärdet som det står: minst 90, <20, öka 10 %. * betyder att det inte är satt.",
    "texts.text": "Kapitlets text med en tom rad mellan stycken: # rubrik, - punkt, **fet**, | tabell |.",
    "piece": "Bara för en text som är längre än en cell: 1, 2, 3. Tomt betyder 1.",
    "tertials": "De tertial som kapitlet är med i: 2, 3. Tomt betyder alla.",
    "tertial": "1, 2 eller 3. Tomt betyder 3, hela året.",
    "gender": "T totalt, K kvinnor, M män. Tomt betyder T.",
    "amount": "Plus är mer pengar till verksamheten, minus är mindre. I den enhet som bladet rapport säger.",
    "own_values.amount": "Belopp i den enhet som bladet rapport säger. Bara i en kolumn som är i belopp.",
    "own_values.number": "Antal eller procent, i en kolumn med den enheten.",
    "own_values.text": "Text, i en kolumn med text.",
    "own_values.missing": "Varför uppgiften saknas.",
    "parts": "Koder ur samma tabell, med komma mellan. Vid skillnad är den första det som resten dras ifrån.",
    "years_ahead": "1 är året efter rapportens, -1 året före. Tomt: rapportens år, eller det som gäller år säger.",
    "date": "År-månad-dag: 2024-05-21.",
    "area": "Kod ur bladet verksamheter. Tomt betyder hela nämnden.",
    "table": "Kod ur bladet tabeller. Tomt betyder nämndens egen uppgift.",
    "code": "Gemener a–z, siffror och bindestreck. Koden är en adress och ändras inte.",
}


def write_template(template: ReportTemplate, target: Path | IO[bytes]) -> None:
    """Write a workbook to fill in, with the format's sheets without rows too. Cells that are waited for are tinted."""
    with xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), TEXT_ONLY_OPTIONS) as book:
        book.set_properties({"title": "Nämndkollen: en rapport att fylla i"})
        if template.stamp:
            book.set_custom_property(TEMPLATE_ID_PROPERTY, str(template.stamp))
        styles, names = _TemplateStyles(book), _map_names(template)
        for sheet in join_sheet_parts(template.sheets):
            page = book.add_worksheet(sheet.name)
            places = _list_columns(SCHEMAS_BY_NAME[sheet.name], sheet.lines[0].cells, names)
            _write_page(page, sheet, places, styles, template)
            _mark_expected_cells(page, sheet, template, places, styles)


@dataclass(frozen=True, slots=True)
class _TemplateColumn:
    """A column of the page: where its cells stand in the sheet's lines, and for a column of names, what codes mean."""

    header: str
    source: int
    column: ColumnSchema
    names: Mapping[str, str] | None = None


def _map_names(template: ReportTemplate) -> dict[str, dict[str, str]]:
    """The names by code, by the key of the columns that such codes stand in."""
    sheets = {sheet.name: sheet for sheet in template.sheets}
    found = {}
    for key in NAME_HEADERS:
        headers, *lines = [line.cells for line in sheets[CODE_SHEETS[key]].lines]
        code, name = headers.index("kod"), headers.index("namn")
        found[key] = {cells[code]: cells[name] for cells in lines}
    return found


def _list_columns(
    schema: SheetSchema, headers: Sequence[str], names: Mapping[str, Mapping[str, str]]
) -> list[_TemplateColumn]:
    """The columns of a page: those of the sheet, and beside each code what it stands for."""
    columns = {column.name: column for column in schema.columns}
    found = []
    for source, header in enumerate(headers):
        column = columns[header]
        found.append(_TemplateColumn(header, source, column))
        if column.key in NAME_HEADERS:
            found.append(_TemplateColumn(NAME_HEADERS[column.key], source, column, names.get(column.key, {})))
    return found


class _TemplateStyles:
    """Amounts may be typed as numbers. All other cells to fill in hold text: else 3/12 becomes the third of December,
    and 10-12 the tenth. What stands there already is a number where it is one."""

    def __init__(self, book: Any) -> None:
        head = {"bold": True, "text_wrap": True, "locked": 1}
        self._book, self._made = book, dict[tuple[str, bool, bool], Any]()
        self.head = book.add_format({**head, "bottom": 1, "bg_color": "#e8ece9"})
        self.must = book.add_format({**head, "bottom": 2, "bg_color": "#d6e4df"})
        aside = {**_CELL_FORMAT, "font_color": "#5a625e", "italic": True}
        self.name, self.locked_name = book.add_format(aside), book.add_format({**aside, **_LOCKED_FORMAT})

    def of(self, column: ColumnSchema, *, fill: bool = False, locked: bool = False) -> Any:
        """The style of an empty cell of a column, or of one with text."""
        return self.get_format("" if column.read is parse_cell_amount else "@", fill=fill, locked=locked)

    def get_format(self, number_format: str, *, fill: bool = False, locked: bool = False) -> Any:
        """The style of a cell with that number format, which is Excel's own when empty."""
        made = self._made.get((number_format, fill, locked))
        if made is None:
            properties = {**_CELL_FORMAT, **(_FILL_FORMAT if fill else {}), **(_LOCKED_FORMAT if locked else {})}
            properties |= {"num_format": number_format} if number_format else {}
            made = self._made[number_format, fill, locked] = self._book.add_format(properties)
        return made


_CELL_FORMAT = {"text_wrap": True, "valign": "top", "locked": 0}
_LOCKED_FORMAT = {"locked": 1, "bg_color": "#eceeed", "font_color": "#454c49"}
_FILL_FORMAT = {"bg_color": "#fff6d6", "border": 4, "border_color": "#8a7430"}


def _write_page(
    page: Any, sheet: RawSheet, places: Sequence[_TemplateColumn], styles: _TemplateStyles, template: ReportTemplate
) -> None:
    schema = SCHEMAS_BY_NAME[sheet.name]
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(A4_PAPER)
    page.fit_to_pages(1, 0)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for_reading = template.for_reading.get(sheet.name, "")
    for at, place in enumerate(places):
        _write_column(page, at, place, sheet, styles, template)
        if place.names is None and not for_reading:
            _add_dropdown(page, at, place.column, schema)
    if for_reading:
        page.set_column(len(places), len(places), MIN_TEXT_WIDTH, styles.locked_name)
        page.write_string(0, len(places), for_reading, styles.head)
    allowed = ["format_columns", "format_rows", "autofilter"]
    # Rows can be moved and taken away where nothing in them is locked.
    allowed += [] if template.is_fixed else ["insert_rows", "delete_rows", "sort"]
    page.protect("", dict.fromkeys(allowed, True))


def _write_column(
    page: Any, at: int, place: _TemplateColumn, sheet: RawSheet, styles: _TemplateStyles, template: ReportTemplate
) -> None:
    cells = [line.cells[place.source] for line in sheet.lines[1:]]
    if place.names is None:
        _write_value_column(page, at, place, cells, sheet, styles, template)
        return
    names = [place.names.get(cell, "") for cell in cells]
    own = styles.locked_name if sheet.name in template.for_reading else styles.name
    page.set_column(at, at, _compute_column_width(place, names), own)
    page.write_string(0, at, place.header, styles.head)
    _write_note(page, at, NOT_READ_NOTE)
    is_locked = template.is_fixed and sheet.name not in _list_editable_sheets(template)
    for row, name in enumerate(names, start=1):
        page.write_string(row, at, format_excel_text(name), styles.locked_name if is_locked else own)


def _write_value_column(
    page: Any,
    at: int,
    place: _TemplateColumn,
    cells: Sequence[str],
    sheet: RawSheet,
    styles: _TemplateStyles,
    template: ReportTemplate,
) -> None:
    column = place.column
    own = styles.of(column, locked=sheet.name in template.for_reading)
    page.set_column(at, at, _compute_column_width(place, cells), own)
    page.write_string(0, at, place.header, styles.must if column.required else styles.head)
    _write_note(page, at, _format_column_note(column, SCHEMAS_BY_NAME[sheet.name]))
    for row, cell in enumerate(cells, start=1):
        if cell or sheet.name != PROFILE_SCHEMA.name:
            _write_cell(page, row, at, cell, column, styles, locked=_is_locked(template, sheet, place, row))


def _write_note(page: Any, at: int, note: str) -> None:
    if note:
        page.write_comment(0, at, note, {"x_scale": 2, "author": "Nämndkollen"})


def _compute_column_width(place: _TemplateColumn, texts: Sequence[str]) -> int:
    """In characters: as wide as the longest text, within limits that differ for text and figures."""
    free = place.names is not None or (place.column.read is parse_text and place.column.key != "value")
    widest = max(len(place.header), *map(len, texts), 0) + 3
    return min(max(widest, MIN_TEXT_WIDTH if free else MIN_WIDTH), MAX_COLUMN_WIDTH)


def _list_editable_sheets(template: ReportTemplate) -> set[str]:
    """The sheets of the plan that the template's reader may change."""
    if not template.is_fixed:
        return set(SCHEMAS_BY_NAME)
    names = [name for name, schema in SCHEMAS_BY_NAME.items() if schema.key in (*PLAN_SHEETS, "tables")]
    return set(names) - template.for_reading.keys()


def _is_locked(template: ReportTemplate, sheet: RawSheet, place: _TemplateColumn, row: int) -> bool:
    """Is the cell there to be read only: a sheet that is, or what a row of the template is about?"""
    if sheet.name in template.for_reading:
        return True
    if sheet.name in _list_editable_sheets(template):
        return False
    cells, schema = sheet.lines[row].cells, SCHEMAS_BY_NAME[sheet.name]
    if schema is PROFILE_SCHEMA:
        return place.column.key == "field" or cells[0] not in _ROUND_FIELD_NAMES
    about = (*ROW_KEYS_BY_SHEET[schema.key], *(PROJECT_KEYS if schema.key == "investments" else ()))
    return place.column.key in about and bool(cells[place.source])


def _mark_expected_cells(
    page: Any, sheet: RawSheet, template: ReportTemplate, places: Sequence[_TemplateColumn], styles: _TemplateStyles
) -> None:
    """Tint the cells to fill in, and tell beside each row's code what it is about."""
    by_header = {place.header: (at, place.column) for at, place in enumerate(places)}
    for row, header in sorted(template.to_fill.get(sheet.name, ())):
        at, column = by_header[header]
        page.write_blank(row - 1, at, None, styles.of(column, fill=True))
    for row, note in template.notes.get(sheet.name, {}).items():
        page.write_comment(row - 1, 0, note[:MAX_NOTE_LENGTH], {"x_scale": 2, "author": "Nämndkollen"})


def _write_cell(
    page: Any, row: int, at: int, cell: str, column: ColumnSchema, styles: _TemplateStyles, *, locked: bool
) -> None:
    found = _find_excel_number(cell, column)
    if found is not None:
        page.write_number(row, at, found, styles.get_format(_choose_number_format(column, found), locked=locked))
    elif unguard_text(cell):
        page.write_string(row, at, format_excel_text(cell), styles.of(column, locked=locked))
    else:
        page.write_blank(row, at, None, styles.of(column, locked=locked))


def _find_excel_number(cell: str, column: ColumnSchema) -> Decimal | None:
    """The cell as a number for Excel, if it is one and comes back from there as the same text, to the last figure."""
    try:
        found = (parse_cell_amount if column.key == "value" else column.read)(cell)
    except UnreadableError:
        return None
    if isinstance(found, Quantity) and not found.unit:
        found = found.value
    if isinstance(found, bool) or not isinstance(found, int | Decimal):
        return None
    exact = Decimal(found)
    if len(exact.as_tuple().digits) > MAX_EXCEL_DIGITS:
        return None
    comes_back = format_excel_number(int(exact) if exact == exact.to_integral_value() else float(exact), "")
    return exact if comes_back == cell else None


def _choose_number_format(column: ColumnSchema, found: Decimal) -> str:
    """Amounts with spaces and their own decimals, years without; an outcome as Excel shows it, since a fraction typed
    over another format would become a day's number."""
    if column.read is not parse_cell_amount:
        return "" if column.key in ("value", "forecast", "stated_change") else "0"
    decimals = max(0, -int(found.as_tuple().exponent))
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _format_column_note(column: ColumnSchema, schema: SheetSchema) -> str:
    parts = ["Måste fyllas i."] if column.required else []
    note = COLUMN_NOTES.get(f"{schema.key}.{column.key}") or COLUMN_NOTES.get(column.key)
    if note:
        parts.append(note)
    if isinstance(column.read, ChoiceReader):
        parts.append(f"Välj bland: {', '.join(column.read.names)}.")
    if isinstance(column.read, CostTypeReader):
        parts.append("Eller skriv koden för ett av nämndens egna, i bladet kostnadsslag.")
    return " ".join(parts)


def _add_dropdown(page: Any, place: int, column: ColumnSchema, schema: SheetSchema) -> None:
    """A dropdown of the words, or of the codes in the sheet where they are made."""
    if isinstance(column.read, ChoiceReader):
        choices = list(column.read.names)
        if len(",".join(choices)) <= MAX_LIST_LENGTH:
            rule: dict[str, Any] = {"validate": "list", "source": choices}
            rule |= {"error_title": "Okänt ord", "error_message": "Välj ett av orden i listan."}
            rule |= {"error_type": "information"} if isinstance(column.read, CostTypeReader) else {}
            page.data_validation(1, place, LAST_VALIDATED_ROW, place, rule)
        return
    where = PARENT_SHEETS.get(schema.key, "") if column.key == "parent" else CODE_SHEETS.get(column.key, "")
    if (where and where != schema.name) or (column.key == "parent" and where):
        rule = {
            "validate": "list",
            "source": f"='{where}'!${_find_code_column(where)}$2:${_find_code_column(where)}$2001",
        }
        rule |= {"error_type": "warning", "error_title": "Okänd kod", "error_message": f"Koden finns inte i {where}."}
        page.data_validation(1, place, LAST_VALIDATED_ROW, place, rule)


def _find_code_column(name: str) -> str:
    """The letter of the column that holds a sheet's codes."""
    schema = SCHEMAS_BY_NAME[name]
    places = _list_columns(schema, [column.name for column in schema.columns], {})
    return "ABCDEFGH"[next(at for at, place in enumerate(places) if place.column.key == "code")]
