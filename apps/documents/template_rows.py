"""The template's rows for what the round still waits for: an empty cell for each figure to fill in.

They are the rows that the same grids ask for on the screen, so the screen and the file ask for the same things.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from apps.accounts.models import User
from apps.budget.models import Flow, InvestmentProject
from apps.budget.services import get_period_columns
from apps.entry.keys import EntryKey, EntryKind, parse_key
from apps.entry.progress.expected_figures import ExpectedFigures, build_expected_figures
from apps.entry.shapes import EntrySheet, SheetRow, TextForm
from apps.entry.sheets.controls import load_control_sheet
from apps.entry.sheets.investments import load_investment_sheet
from apps.entry.sheets.texts import load_text_forms
from apps.imports.files.figure_sources import build_key_cells
from apps.imports.merge.write_scope import PLAN_SHEETS
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.round_sheets import build_round_sheets, build_sheet
from apps.imports.report_format.schema import SCHEMAS_BY_NAME
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET
from apps.report.source import load_source
from apps.rounds.models import Round, Topic
from apps.texts.selectors import list_section_places

ANONYMOUS_USER = User(pk=0)  # is shown the whole round, and no one's drafts
INVESTMENTS_SHEET = "investeringar"
READ_ONLY_NOTE = "(Bara för läsning. Nämndens administratör ändrar planen under Struktur.)"
CORRECTION_READ_ONLY_NOTE = "(Bara för läsning. Planen ändras inte medan rapporten rättas.)"
_EXPECTED_COLUMNS = {
    "utfall": ("värde",),
    INVESTMENTS_SHEET: ("budget", "utfall"),
    "budgetändringar": (),  # nobody knows what there is to wait for
    "prognoser": (),
    "kontrollresultat": ("status", "bedömning"),
    "tabellvärden": (),
    "bedömningar": ("samlad bedömning",),
    "kommentarer": ("text",),
    "texter": ("text",),
}
_SUMMARY = (EntryKind.COMMENT, Topic.SUMMARY)  # a field of ``rapport``
_AMOUNT_HEADERS = {"budget": "budget", "period_budget": "periodbudget", "actual": "utfall", "forecast": "prognos"}


@dataclass(slots=True)
class ReportTemplate:
    """The sheets to write. ``to_fill`` are the empty cells that the round waits for, by sheet: row from 1, and header.

    ``notes`` tell in words what a row is about, by sheet and row. ``for_reading`` are the sheets that are not filled
    in, with the reason. Where it ``is_fixed``, what a row is about can't be changed in it. ``stamp`` is its id.
    """

    sheets: list[RawSheet]
    to_fill: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    notes: dict[str, dict[int, str]] = field(default_factory=dict)
    for_reading: dict[str, str] = field(default_factory=dict)
    is_fixed: bool = False
    stamp: UUID | None = None


class TemplateRow(NamedTuple):
    """A row to fill in: its cells by the schema's keys, and what it is about; empty where nothing is waited for.

    ``holds`` are the headers of columns that are not waited for, since the year's budget holds there.
    """

    sheet: str
    cells: Mapping[str, Any]
    note: str
    holds: frozenset[str] = frozenset()


def build_template(round_: Round, *, changes_plan: bool = False) -> ReportTemplate:
    """What may be filled in: the rows of the round's own period, and one for each thing that it waits for.

    The plan stands beside, for reading; it ``changes_plan`` for the board's administrator.
    """
    found = ReportTemplate([], is_fixed=True, for_reading=_map_read_only_sheets(round_, changes_plan=changes_plan))
    expected = build_expected_figures(load_source(round_))
    blanks: dict[str, list[TemplateRow]] = {}
    columns = {**_EXPECTED_COLUMNS, "drift": tuple(_AMOUNT_HEADERS[name] for name in expected.amounts)}
    for blank in _iter_template_rows(round_, expected):
        blanks.setdefault(blank.sheet, []).append(blank)
    for sheet in build_round_sheets(round_):
        if sheet.name in columns:
            sheet = _TemplateSheet(round_, sheet).fill_up(blanks.get(sheet.name, []), columns[sheet.name], found)
        found.sheets.append(sheet)
    return found


def _map_read_only_sheets(round_: Round, *, changes_plan: bool) -> dict[str, str]:
    names = {schema.key: name for name, schema in SCHEMAS_BY_NAME.items()}
    if round_.correction_state:
        return {names[sheet]: CORRECTION_READ_ONLY_NOTE for sheet in (*PLAN_SHEETS, "tables")}
    return {} if changes_plan else {names[sheet]: READ_ONLY_NOTE for sheet in PLAN_SHEETS}


class _TemplateSheet:
    """A sheet of the template in the making."""

    def __init__(self, round_: Round, sheet: RawSheet) -> None:
        self.round, self.sheet = round_, sheet
        self.schema = SCHEMAS_BY_NAME[sheet.name]
        self.headers = sheet.lines[0].cells
        names = {column.key: column.name for column in self.schema.columns}
        keys = [key for key in ROW_KEYS_BY_SHEET[self.schema.key] if key != "table"]
        self.places = [self.headers.index(names[key]) for key in keys]

    def fill_up(self, blanks: Iterable[TemplateRow], columns: Iterable[str], found: ReportTemplate) -> RawSheet:
        """The sheet with the blank rows that say something new of what is asked."""
        rows, notes, holds = self._add_blanks(blanks)
        lines = [self.headers, *self._sort_rows(rows)]
        for number, cells in enumerate(lines[1:], start=2):
            key = self._build_key(cells)
            note = notes.get(key)
            if not note:
                continue
            found.notes.setdefault(self.sheet.name, {})[number] = note
            places = [self.headers.index(column) for column in columns if column not in holds[key]]
            empty = {(number, self.headers[place]) for place in places if not cells[place]}
            found.to_fill.setdefault(self.sheet.name, set()).update(empty)
        return RawSheet(self.sheet.name, self.sheet.file, [RawLine(n, cells) for n, cells in enumerate(lines, start=1)])

    def _add_blanks(
        self, blanks: Iterable[TemplateRow]
    ) -> tuple[list[list[str]], dict[tuple[str, ...], str], dict[tuple[str, ...], frozenset[str]]]:
        """The round's own rows and the blanks that are not among them; by key each blank's note and what it has."""
        rows = [line.cells for line in self.sheet.lines[1:] if self._is_own(line.cells)]
        known = {self._build_key(cells) for cells in rows}
        notes: dict[tuple[str, ...], str] = {}
        holds: dict[tuple[str, ...], frozenset[str]] = {}
        for blank in blanks:
            cells = build_sheet(self.sheet.name, self.schema.columns, [blank.cells]).lines[1].cells
            key = self._build_key(cells)
            notes.setdefault(key, blank.note)
            holds.setdefault(key, blank.holds)
            if key not in known:
                rows.append(cells)
                known.add(key)
        return rows, notes, holds

    def _is_own(self, cells: list[str]) -> bool:
        """Is the row of the round's own period? Other periods are other reports."""
        if self.schema.key == "interim_forecasts":
            day = date.fromisoformat(cells[self.headers.index("datum")])
            return get_period_columns(day) == {"year": self.round.year, "tertial": self.round.tertial}
        now = {"år": str(self.round.year), "tertial": str(self.round.tertial)}
        return all(cells[self.headers.index(header)] == text for header, text in now.items() if header in self.headers)

    def _build_key(self, cells: list[str]) -> tuple[str, ...]:
        return tuple(cells[place] for place in self.places)

    def _sort_rows(self, rows: list[list[str]]) -> list[list[str]]:
        """Investments keep their projects' order, since it is the order of the report."""
        if self.sheet.name != INVESTMENTS_SHEET:
            return rows
        projects = InvestmentProject.objects.filter(board=self.round.board_id)
        codes = list(projects.order_by("position", "pk").values_list("code", flat=True))
        return sorted(rows, key=lambda cells: codes.index(cells[self.headers.index("projekt")]))


def _iter_template_rows(round_: Round, expected: ExpectedFigures) -> Iterator[TemplateRow]:
    for row in expected.outcome_rows:
        if expected.is_expected(row):
            yield _build_template_row(round_, row, "value")
    for row in expected.money_rows:
        if row.is_expected:
            yield _build_template_row(round_, row, "actual")
    yield from _iter_investment_rows(round_)
    for row in _iter_sheet_rows(load_control_sheet(round_, ANONYMOUS_USER)):
        yield _build_template_row(round_, row, "status")
    yield from _iter_own_table_rows(round_)
    for section in load_text_forms(round_, ANONYMOUS_USER).sections:
        for form in section.forms:
            key = parse_key(form.key)
            if key.kind in (EntryKind.GOAL, EntryKind.COMMENT) and (key.kind, key.first) != _SUMMARY:
                yield TemplateRow(*build_key_cells(key, round_), _format_form_note(form))
    for place in list_section_places(round_):
        about = {"chapter": place.chapter.code, "area": place.area.code}
        note = f"{place.chapter.heading}, {place.area.name}. {place.chapter.instruction}"
        yield TemplateRow("texter", about, note.strip())


def _iter_sheet_rows(grid: EntrySheet) -> Iterator[SheetRow]:
    return (row for section in grid.sections for row in section.rows)


def _iter_investment_rows(round_: Round) -> Iterator[TemplateRow]:
    """A row for each project and flow that is followed, and one that only names each sum row."""
    projects = list(
        InvestmentProject.objects.filter(board=round_.board_id)
        .select_related("service_area", "parent")
        .order_by("position", "pk")
    )
    about = {
        project.code: {
            "name": project.name,
            "parent": project.parent.code if project.parent else None,
            "area": project.service_area.code,
        }
        for project in projects
    }
    followed = [(parse_key(row.key), row) for row in _iter_sheet_rows(load_investment_sheet(round_, ANONYMOUS_USER))]
    for key, row in followed:
        blank = _build_template_row(round_, row, "actual")
        yield blank._replace(cells={**blank.cells, **about[key.first]})
    sum_rows = {project.parent.code for project in projects if project.parent}
    for code in sum_rows - {key.first for key, _ in followed}:
        key = EntryKey(EntryKind.INVESTMENT, code, Flow.NET)
        yield TemplateRow(INVESTMENTS_SHEET, {**build_key_cells(key, round_)[1], **about[code]}, "")


def _iter_own_table_rows(round_: Round) -> Iterator[TemplateRow]:
    """A row for each cell of the board's own tables that is not computed: nobody knows which of them are waited for."""
    for table in load_source(round_, ()).own_tables:
        for row in table.rows:
            for column in table.columns:
                if row.relation or column.relation:
                    continue
                key = EntryKey(EntryKind.OWN_VALUE, table.code, row.code, column.code)
                note = ", ".join(filter(None, (table.name, row.heading, row.name, column.name)))
                yield TemplateRow(*build_key_cells(key, round_), f"{note}.")


def _build_template_row(round_: Round, row: SheetRow, compared: str) -> TemplateRow:
    """A blank with what a row of the screen tells beside its cells: name, unit, target, the periods before."""
    key = parse_key(row.key)
    unit = f" ({row.unit})" if row.unit and key.kind == EntryKind.OUTCOME else ""
    parts = [f"{row.label}{unit}, {row.area_name}.", row.help, row.target and f"Mål: {row.target}."]
    before = ((round_.period.previous(), row.last_tertial), (round_.period.same_last_year(), row.same_last_year))
    parts += [f"{when.label}: {text[compared]}." for when, text in before if text.get(compared)]
    inherited = [(cell, cell.inherited) for cell in row.cells if cell.inherited]
    parts += [f"{cell.label} {one.text} {one.source} gäller om inget annat skrivs." for cell, one in inherited]
    holds = frozenset(_AMOUNT_HEADERS[cell.field] for cell, _ in inherited if cell.field in _AMOUNT_HEADERS)
    return TemplateRow(*build_key_cells(key, round_), " ".join(filter(None, parts)), holds)


def _format_form_note(form: TextForm) -> str:
    light = f" Beräknat: {form.computed.label}." if form.computed else ""
    return f"{form.title}, {form.area_name}.{light}"
