"""What is left to answer in an area, or in the whole report, before it is handed in. It is told, and never demanded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from apps.entry.keys import EntryKey, EntryKind
from apps.entry.progress.area_progress import ENTERED_TABLES, build_expected_figures, find_draft_area
from apps.entry.progress.explained_warnings import ExplainedWarnings, count_warned_cells
from apps.entry.shapes import EntrySheet, SheetRow, TextForm
from apps.entry.sheets.money import build_investment_sheet
from apps.entry.sheets.parts import EntryReader
from apps.entry.sheets.texts import build_text_forms
from apps.report.source import load_source
from apps.report.source_types import SourceData
from apps.rounds.access import RoundAccess
from apps.rounds.models import CellDraft, Round

_EXPECTED_INVESTMENT_FIELDS = frozenset({"budget", "actual"})


class EntryPart(StrEnum):
    """A part of the report: a sheet, or a section of the texts by its code."""

    OUTCOMES = "outcomes"
    MONEY = "money"
    INVESTMENTS = "investments"
    CONTROLS = "controls"
    GOALS = "mal"
    INDICATORS = "indikatorer"
    COMMENTS = "kommentarer"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemainingRow:
    """A row or a text where something is left: ``count`` answers, or warnings.

    ``section`` and ``place`` count from 0 and tell where it stands in its part, as the same reader is shown it.
    """

    part: EntryPart
    key: str
    label: str
    area_name: str
    count: int
    section: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class RemainingWork:
    """What has neither a value nor a reason, texts where nothing is written, and warnings that nobody has explained.

    ``unread`` counts the answers of an area that were typed and could not be read; ``name`` is the area's.
    """

    missing: tuple[RemainingRow, ...]
    odd: tuple[RemainingRow, ...]
    unread: int = 0
    name: str = ""

    def __bool__(self) -> bool:
        """Is there anything at all?"""
        return bool(self.missing or self.odd or self.unread)


def find_remaining_work(round_: Round, access: RoundAccess, area: str = "") -> RemainingWork | None:
    """What is left in an area (by code) with all that lies below it: eight queries. Of the whole board, seven.

    None when there is no such area, or it is not one that the reader hands in. What could not be read in the whole
    board is told by ``handover.waits``.
    """
    rows = load_source(round_, ENTERED_TABLES)
    found_area = next((one for one in rows.frame["areas"] if one["code"] == area), None)
    if area and (found_area is None or not access.is_own(found_area["id"])):
        return None
    within = _collect_area_codes(rows, area)
    finder = _RemainingWorkFinder(rows, EntryReader(access, {}), within)
    drafts = CellDraft.objects.filter(round=round_).values_list("key", flat=True) if area else ()
    unread = sum(find_draft_area(key, rows) in within for key in drafts)
    return RemainingWork(
        tuple(finder.iter_missing()), tuple(finder.iter_odd()), unread, found_area["name"] if found_area else ""
    )


class _RemainingWorkFinder:
    """Looks through what the reader is shown of some areas."""

    def __init__(self, rows: SourceData, reader: EntryReader, within: frozenset[str]) -> None:
        self.rows, self.within = rows, within
        self.expected_figures, self.explained = build_expected_figures(rows, reader), ExplainedWarnings(rows)
        self.texts = build_text_forms(rows, reader)
        self.investments = build_investment_sheet(rows.round, reader)

    def iter_missing(self) -> Iterator[RemainingRow]:
        """Figures first, then texts."""
        for part, grid in (
            (EntryPart.OUTCOMES, self.expected_figures.outcome_grid),
            (EntryPart.MONEY, self.expected_figures.money_grid),
        ):
            for section, place, row in self._iter_rows(grid):
                expected, reported = self.expected_figures.count_expected(row)
                if reported < expected:
                    yield _build_remaining_row(part, row, expected - reported, section, place)
        for section, place, row in self._iter_rows(self.investments):
            empty = sum(
                1
                for cell in row.cells
                if cell.field in _EXPECTED_INVESTMENT_FIELDS and not (cell.stored or cell.inherited)
            )
            if empty:
                yield _build_remaining_row(EntryPart.INVESTMENTS, row, empty, section, place)
        yield from self._iter_controls()
        for part, place, form in self._iter_forms():
            if not any(cell.stored for cell in form.cells):
                yield _build_remaining_row(part, form, 1, 0, place)

    def iter_odd(self) -> Iterator[RemainingRow]:
        """Figures that look odd and that nobody has written about, and ratings without the reason they ask for."""
        for part, grid in (
            (EntryPart.OUTCOMES, self.expected_figures.outcome_grid),
            (EntryPart.MONEY, self.expected_figures.money_grid),
        ):
            for section, place, row in self._iter_rows(grid):
                if count_warned_cells(row) and not self.explained.row(row):
                    yield _build_remaining_row(part, row, count_warned_cells(row), section, place)
        for part, place, form in self._iter_forms():
            count = sum(1 for cell in form.cells if cell.warnings)
            if count:
                yield _build_remaining_row(part, form, count, 0, place)

    def _iter_rows(self, grid: EntrySheet) -> Iterator[tuple[int, int, SheetRow]]:
        for section, one in enumerate(grid.sections):
            for place, row in enumerate(one.rows):
                if row.area in self.within and not row.is_total:
                    yield section, place, row

    def _iter_forms(self) -> Iterator[tuple[EntryPart, int, TextForm]]:
        for section in self.texts.sections:
            for place, form in enumerate(section.forms):
                if form.area in self.within:
                    yield EntryPart(section.code), place, form

    def _iter_controls(self) -> Iterator[RemainingRow]:
        areas = {area["id"]: area for area in self.rows.frame["areas"]}
        for risk in self.rows.risks:
            area = areas.get(risk["service_area_id"])
            for control in risk["controls"] if area and area["code"] in self.within else ():
                results = (one for one in control["results"] if one["tertial"] == self.rows.round.tertial)
                if area and not any(one["status"] or one["verdict"] for one in results):
                    key = EntryKey(EntryKind.CONTROL, risk["code"], control["code"])
                    yield RemainingRow(
                        part=EntryPart.CONTROLS, key=key.text, label=control["name"], area_name=area["name"], count=1
                    )


def _build_remaining_row(
    part: EntryPart, one: SheetRow | TextForm, count: int, section: int, place: int
) -> RemainingRow:
    label = one.label if isinstance(one, SheetRow) else one.title
    return RemainingRow(
        part=part, key=one.key, label=label, area_name=one.area_name, count=count, section=section, place=place
    )


def _collect_area_codes(rows: SourceData, area: str) -> frozenset[str]:
    """The area and what lies below it; every area when none is named."""
    areas = rows.frame["areas"]
    if not area:
        return frozenset(one["code"] for one in areas)
    below: dict[int | None, list[Any]] = {}
    for one in areas:
        below.setdefault(one["parent_id"], []).append(one)
    return frozenset(_iter_subtree_codes((one for one in areas if one["code"] == area), below))


def _iter_subtree_codes(areas: Iterable[Any], below: dict[int | None, list[Any]]) -> Iterator[str]:
    for one in areas:
        yield one["code"]
        yield from _iter_subtree_codes(below.get(one["id"], ()), below)
