"""What remains to be filled in or explained in an area, or in the whole report, before it is handed
in.

It is shown and never demanded: an area may be handed in with gaps, for whoever is responsible
knows best whether there is anything to wait for.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from apps.core.written_texts import has_body_text
from apps.entry.filled_cells.selectors import load_fill_notes
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.progress.area_progress import find_draft_area
from apps.entry.progress.expected_figures import ENTERED_TABLES, build_expected_figures
from apps.entry.shapes import EntrySheet, SheetRow, TextForm
from apps.entry.sheets.explained_warnings import is_anything_written
from apps.entry.sheets.investments import build_investment_sheet
from apps.entry.sheets.own_tables import find_row_places
from apps.entry.sheets.parts import EntryReader
from apps.entry.sheets.texts import build_text_forms
from apps.report.own_tables.tables import list_empty_cells
from apps.report.source import load_source
from apps.report.source_types import AreaSourceRow, ControlSourceRow, SourceData
from apps.rounds.access import RoundAccess
from apps.rounds.models import CellDraft, Round

_EXPECTED_INVESTMENT_FIELDS = frozenset({"budget", "actual"})


class EntryPart(StrEnum):
    """A part of the report: a sheet, or a section of the texts by its code."""

    OUTCOMES = "outcomes"
    MONEY = "money"
    INVESTMENTS = "investments"
    CONTROLS = "controls"
    OWN_TABLES = "own-tables"
    GOALS = "mal"
    INDICATORS = "indikatorer"
    COMMENTS = "kommentarer"
    SUMMARY = "sammanfattning"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemainingRow:
    """A row or a text where something remains: ``count`` empty cells; one for what is to
    be explained.

    ``section_index`` and ``row_index`` count from 0: where the row is in its part of the report, as
    the same reader is shown it, so that a page can link to it.
    """

    part: EntryPart
    key: str
    label: str
    area_name: str
    count: int
    section_index: int = 0
    row_index: int = 0


@dataclass(frozen=True, slots=True)
class RemainingWork:
    """What has neither a value nor a reason, what is not written, and warnings that nobody
    explained.

    ``unread`` counts the area's cells with drafts that could not be saved. ``unconfirmed`` are rows
    that a file or a system filled in and nobody has looked at. ``area_name`` is empty for the whole
    report.
    """

    missing: tuple[RemainingRow, ...]
    warned: tuple[RemainingRow, ...]
    unread: int = 0
    area_name: str = ""
    unconfirmed: tuple[RemainingRow, ...] = ()

    def __bool__(self) -> bool:
        """Does anything remain?"""
        return bool(self.missing or self.warned or self.unread or self.unconfirmed)


def find_remaining_work(round_: Round, access: RoundAccess, area: str = "") -> RemainingWork | None:
    """What remains in an area (by code) and every area below it: nine queries. For the board:
    eight.

    None when there is no such area, or the reader doesn't hand it in. Drafts of the whole board are
    told by ``workflow.handover.list_unready`` instead.
    """
    rows = load_source(round_, ENTERED_TABLES)
    found_area = next((one for one in rows.areas if one.code == area), None)
    if area and (found_area is None or not access.is_own(found_area.id)):
        return None
    within = _collect_area_codes(rows, area)
    finder = _RemainingWorkFinder(rows, EntryReader(access, {}, fills=load_fill_notes(round_)), within)
    drafts = CellDraft.objects.filter(round=round_).values_list("key", flat=True) if area else ()
    root = next((one.code for one in rows.areas if one.parent_id is None), "")
    unread = sum(find_draft_area(key, root) in within for key in drafts)
    return RemainingWork(
        tuple(finder.iter_missing()),
        tuple(finder.iter_warned()),
        unread,
        found_area.name if found_area else "",
        tuple(finder.iter_unconfirmed()),
    )


class _RemainingWorkFinder:
    """Looks through what the reader is shown of the areas in ``within``."""

    def __init__(self, rows: SourceData, reader: EntryReader, within: frozenset[str]) -> None:
        self.rows, self.within = rows, within
        self.expected_figures = build_expected_figures(rows, reader)
        self.texts = build_text_forms(rows, reader)
        self.investments = build_investment_sheet(rows.round, reader)

    def iter_missing(self) -> Iterator[RemainingRow]:
        """Empty cells and texts: figures first, in the order of the sheets."""
        for part, sheet in self._list_sheets():
            for section, index, row in self._iter_rows(sheet):
                expected, reported = self.expected_figures.count_expected(row)
                if reported < expected:
                    yield _build_remaining_row(part, row, expected - reported, section, index)
        for section, index, row in self._iter_rows(self.investments):
            empty = _count_empty_amounts(row)
            if empty:
                yield _build_remaining_row(EntryPart.INVESTMENTS, row, empty, section, index)
        yield from self._iter_controls()
        yield from self._iter_own_tables()
        codes = {area.id: area.code for area in self.rows.areas}
        # What a file wrote under a heading of its own has no form, but it is written.
        commented = {
            EntryKey(EntryKind.COMMENT, one.topic, codes[one.service_area_id]).text
            for one in self.rows.comments
            if is_anything_written(one)
        }
        for part, index, form in self._iter_forms():
            is_written = form.key in commented or any(has_body_text(cell.stored) for cell in form.cells)
            if form.is_expected and not is_written:
                yield _build_remaining_row(part, form, 1, 0, index)

    def iter_warned(self) -> Iterator[RemainingRow]:
        """Odd figures that nobody has written about, and ratings without their reason."""
        for part, sheet in self._list_sheets():
            for section, index, row in self._iter_rows(sheet):
                if row.is_unexplained:
                    yield _build_remaining_row(part, row, 1, section, index)
        for part, index, form in self._iter_forms():
            if any(cell.warnings for cell in form.cells):
                yield _build_remaining_row(part, form, 1, 0, index)

    def iter_unconfirmed(self) -> Iterator[RemainingRow]:
        """Rows with figures from a file or a system that nobody has looked at."""
        for part, sheet in (*self._list_sheets(), (EntryPart.INVESTMENTS, self.investments)):
            for section, index, row in self._iter_rows(sheet):
                if row.fill and row.fill.unconfirmed:
                    yield _build_remaining_row(part, row, len(row.fill.unconfirmed), section, index)

    def _list_sheets(self) -> list[tuple[EntryPart, EntrySheet]]:
        figures = self.expected_figures
        return [(EntryPart.OUTCOMES, figures.outcome_sheet), (EntryPart.MONEY, figures.money_sheet)]

    def _iter_rows(self, sheet: EntrySheet) -> Iterator[tuple[int, int, SheetRow]]:
        """The areas' rows that are typed, each with the index of its section and its own."""
        for section_index, section in enumerate(sheet.sections):
            for row_index, row in enumerate(section.rows):
                if row.area in self.within and not row.is_total:
                    yield section_index, row_index, row

    def _iter_forms(self) -> Iterator[tuple[EntryPart, int, TextForm]]:
        for section in self.texts.sections:
            for index, form in enumerate(section.forms):
                if form.area in self.within:
                    yield EntryPart(section.code), index, form

    def _iter_controls(self) -> Iterator[RemainingRow]:
        """The controls without a result this tertial."""
        areas = {area.id: area for area in self.rows.areas}
        for risk in self.rows.risks:
            area = areas.get(risk.service_area_id)
            if area is None or area.code not in self.within:
                continue
            for control in risk.controls:
                if not _has_result(control, self.rows.round.tertial):
                    key = EntryKey(EntryKind.CONTROL, risk.code, control.code)
                    yield RemainingRow(
                        part=EntryPart.CONTROLS, key=key.text, label=control.name, area_name=area.name, count=1
                    )

    def _iter_own_tables(self) -> Iterator[RemainingRow]:
        """The rows of the board's own tables with empty numbers, by what each is called in its table."""
        areas = {area.id: area for area in self.rows.areas}
        for table in self.rows.own_tables:
            area = areas.get(table.service_area_id)
            if area is None or area.code not in self.within:
                continue
            counts = Counter(row.code for row, _ in list_empty_cells(table))
            places = find_row_places(table)
            for row in (one for one in table.rows if one.code in counts):
                key = EntryKey(EntryKind.OWN_VALUE, table.code, row.code, table.columns[0].code)
                section, index = places[row.code]
                yield RemainingRow(
                    part=EntryPart.OWN_TABLES,
                    key=key.text,
                    label=f"{table.name}: {row.name}",
                    area_name=area.name,
                    count=counts[row.code],
                    section_index=section,
                    row_index=index,
                )


def _count_empty_amounts(row: SheetRow) -> int:
    """How many of an investment's expected amounts are neither typed nor inherited."""
    cells = [cell for cell in row.cells if cell.field in _EXPECTED_INVESTMENT_FIELDS]
    return sum(1 for cell in cells if not (cell.stored or cell.inherited))


def _has_result(control: ControlSourceRow, tertial: int) -> bool:
    """Is anything reported of the control in the tertial?"""
    return any(one.status or one.verdict for one in control.results if one.tertial == tertial)


def _build_remaining_row(
    part: EntryPart, one: SheetRow | TextForm, count: int, section_index: int, row_index: int
) -> RemainingRow:
    label = one.label if isinstance(one, SheetRow) else one.title
    return RemainingRow(
        part=part,
        key=one.key,
        label=label,
        area_name=one.area_name,
        count=count,
        section_index=section_index,
        row_index=row_index,
    )


def _collect_area_codes(rows: SourceData, area: str) -> frozenset[str]:
    """The codes of the area and every area below it; of all areas when ``area`` is empty."""
    areas = rows.areas
    if not area:
        return frozenset(one.code for one in areas)
    below: dict[int | None, list[AreaSourceRow]] = {}
    for one in areas:
        below.setdefault(one.parent_id, []).append(one)
    return frozenset(_iter_subtree_codes((one for one in areas if one.code == area), below))


def _iter_subtree_codes(areas: Iterable[AreaSourceRow], below: dict[int | None, list[AreaSourceRow]]) -> Iterator[str]:
    for one in areas:
        yield one.code
        yield from _iter_subtree_codes(below.get(one.id, ()), below)
