"""What is left to answer in an area, or in the whole report, before it is handed in. It is told, and never demanded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from apps.followup.access import Access
from apps.followup.entry.explained import Explained, odd_cells
from apps.followup.entry.grid_money import investment_grid_of
from apps.followup.entry.gridparts import Reader
from apps.followup.entry.keys import Key, Kind
from apps.followup.entry.progress import ENTERED, area_of_draft, asked_of
from apps.followup.entry.shapes import Grid, Row, TextForm
from apps.followup.entry.texts import texts_of
from apps.followup.rows import Rows, fetch
from apps.rounds.models import CellDraft, Round

_OF_INVESTMENTS = frozenset({"budget", "actual"})


class Part(StrEnum):
    """A part of the report: a sheet, or a section of the texts by its code."""

    OUTCOMES = "outcomes"
    MONEY = "money"
    INVESTMENTS = "investments"
    CONTROLS = "controls"
    GOALS = "mal"
    INDICATORS = "indikatorer"
    COMMENTS = "kommentarer"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftRow:
    """A row or a text where something is left: ``count`` answers, or warnings.

    ``section`` and ``place`` count from 0 and tell where it stands in its part, as the same reader is shown it.
    """

    part: Part
    key: str
    label: str
    area_name: str
    count: int
    section: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    """What has neither a value nor a reason, texts where nothing is written, and warnings that nobody has explained.

    ``unread`` counts the answers of an area that were typed and could not be read; ``name`` is the area's.
    """

    missing: tuple[LeftRow, ...]
    odd: tuple[LeftRow, ...]
    unread: int = 0
    name: str = ""

    def __bool__(self) -> bool:
        """Is there anything at all?"""
        return bool(self.missing or self.odd or self.unread)


def left_of(round_: Round, access: Access, area: str = "") -> Left | None:
    """What is left in an area (by code) with all that lies below it: eight queries. Of the whole board, seven.

    None when there is no such area, or it is not one that the reader hands in. What could not be read in the whole
    board is told by ``handover.waits``.
    """
    rows = fetch(round_, ENTERED)
    asked = next((one for one in rows.frame["areas"] if one["code"] == area), None)
    if area and (asked is None or not access.is_own(asked["id"])):
        return None
    within = _codes_within(rows, area)
    finder = _Finder(rows, Reader(access, {}), within)
    drafts = CellDraft.objects.filter(round=round_).values_list("key", flat=True) if area else ()
    unread = sum(area_of_draft(key, rows) in within for key in drafts)
    return Left(tuple(finder.missing()), tuple(finder.odd()), unread, asked["name"] if asked else "")


class _Finder:
    """Looks through what the reader is shown of some areas."""

    def __init__(self, rows: Rows, reader: Reader, within: frozenset[str]) -> None:
        self.rows, self.within = rows, within
        self.asked, self.explained = asked_of(rows, reader), Explained(rows)
        self.texts = texts_of(rows, reader)
        self.investments = investment_grid_of(rows.round, reader)

    def missing(self) -> Iterator[LeftRow]:
        """Figures first, then texts."""
        for part, grid in ((Part.OUTCOMES, self.asked.outcome_grid), (Part.MONEY, self.asked.money_grid)):
            for section, place, row in self._placed(grid):
                expected, reported = self.asked.counted(row)
                if reported < expected:
                    yield _left_row(part, row, expected - reported, section, place)
        for section, place, row in self._placed(self.investments):
            empty = sum(
                1 for cell in row.cells if cell.field in _OF_INVESTMENTS and not (cell.stored or cell.inherited)
            )
            if empty:
                yield _left_row(Part.INVESTMENTS, row, empty, section, place)
        yield from self._controls()
        for part, place, form in self._forms():
            if not any(cell.stored for cell in form.cells):
                yield _left_row(part, form, 1, 0, place)

    def odd(self) -> Iterator[LeftRow]:
        """Figures that look odd and that nobody has written about, and ratings without the reason they ask for."""
        for part, grid in ((Part.OUTCOMES, self.asked.outcome_grid), (Part.MONEY, self.asked.money_grid)):
            for section, place, row in self._placed(grid):
                if odd_cells(row) and not self.explained.row(row):
                    yield _left_row(part, row, odd_cells(row), section, place)
        for part, place, form in self._forms():
            count = sum(1 for cell in form.cells if cell.warnings)
            if count:
                yield _left_row(part, form, count, 0, place)

    def _placed(self, grid: Grid) -> Iterator[tuple[int, int, Row]]:
        for section, one in enumerate(grid.sections):
            for place, row in enumerate(one.rows):
                if row.area in self.within and not row.is_total:
                    yield section, place, row

    def _forms(self) -> Iterator[tuple[Part, int, TextForm]]:
        for section in self.texts.sections:
            for place, form in enumerate(section.forms):
                if form.area in self.within:
                    yield Part(section.code), place, form

    def _controls(self) -> Iterator[LeftRow]:
        areas = {area["id"]: area for area in self.rows.frame["areas"]}
        for risk in self.rows.risks:
            area = areas.get(risk["service_area_id"])
            for control in risk["controls"] if area and area["code"] in self.within else ():
                told = (one for one in control["results"] if one["tertial"] == self.rows.round.tertial)
                if area and not any(one["status"] or one["verdict"] for one in told):
                    key = Key(Kind.CONTROL, risk["code"], control["code"])
                    yield LeftRow(
                        part=Part.CONTROLS, key=key.text, label=control["name"], area_name=area["name"], count=1
                    )


def _left_row(part: Part, one: Row | TextForm, count: int, section: int, place: int) -> LeftRow:
    label = one.label if isinstance(one, Row) else one.title
    return LeftRow(
        part=part, key=one.key, label=label, area_name=one.area_name, count=count, section=section, place=place
    )


def _codes_within(rows: Rows, area: str) -> frozenset[str]:
    """The area and what lies below it; every area when none is named."""
    areas = rows.frame["areas"]
    if not area:
        return frozenset(one["code"] for one in areas)
    below: dict[int | None, list[Any]] = {}
    for one in areas:
        below.setdefault(one["parent_id"], []).append(one)
    return frozenset(_with_below((one for one in areas if one["code"] == area), below))


def _with_below(areas: Iterable[Any], below: dict[int | None, list[Any]]) -> Iterator[str]:
    for one in areas:
        yield one["code"]
        yield from _with_below(below.get(one["id"], ()), below)
