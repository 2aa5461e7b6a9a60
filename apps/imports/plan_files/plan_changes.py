"""What a file does to a plan, row by row: the plan before and after it was read, compared cell by cell."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.goals.models import Target
from apps.goals.relation_sentences import format_relation
from apps.goals.target_readings import format_reading
from apps.goals.targets import is_plan
from apps.imports.plan_files.plan_rows import PlanRow, index_cells
from apps.imports.plan_files.plan_sheets import (
    CHAPTERS,
    PLAN_SHEETS,
    RELATIONS,
    SETTING_FIELDS,
    SETTINGS,
    TARGETS,
    PlanSheet,
)
from apps.imports.report_format.records import ParsedRecord
from apps.organisation.models import Board

MAX_LISTED_ROWS = 300  # of a sheet; all are counted
NEW, CHANGED, ENDED, REMOVED = "ny", "ändras", "avslutas", "tas bort"
Rows = Mapping[str, Sequence[PlanRow]]
RowKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanRowChange:
    """A row that becomes another. ``where`` is its row in the file, empty for one that follows from another."""

    what: str
    label: str
    where: str
    cells: tuple[tuple[str, str, str], ...]
    reading: str = ""


@dataclass(slots=True)
class PlanSheetChange:
    """What happens to a sheet; ``missing`` are rows of the plan that the file lacks, and that stay as they are."""

    sheet: PlanSheet
    unchanged: int = 0
    rows: list[PlanRowChange] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def count(self, what: str) -> int:
        """How many rows of that kind."""
        return sum(row.what == what for row in self.rows)


def compare_plans(
    before: Rows,
    after: Rows,
    records: Mapping[tuple[str, RowKey], ParsedRecord],
    given: Collection[str],
    readings: Mapping[RowKey, str],
) -> list[PlanSheetChange]:
    """The changes of every sheet, in the order of the workbook. ``given`` are the keys of the sheets in the file."""
    names = _collect_names(before, after)
    return [
        _SheetComparison(sheet, before, after, records, names, readings).compare(is_given=sheet.key in given)
        for sheet in PLAN_SHEETS
    ]


class _SheetComparison:
    """One sheet before and after."""

    def __init__(
        self,
        sheet: PlanSheet,
        before: Rows,
        after: Rows,
        records: Mapping[tuple[str, RowKey], ParsedRecord],
        names: Mapping[str, Mapping[str, str]],
        readings: Mapping[RowKey, str],
    ) -> None:
        self.sheet, self.records, self.names, self.readings = sheet, records, names, readings
        self.old, self.new = index_cells(sheet, before[sheet.key]), index_cells(sheet, after[sheet.key])

    def compare(self, *, is_given: bool) -> PlanSheetChange:
        """What is new, changed, ended and taken away, and what the file doesn't mention."""
        change = PlanSheetChange(self.sheet)
        for key, cells in self.new.items():
            row = self._compare_row(key, self.old.get(key), cells)
            if row:
                change.rows.append(row)
            else:
                change.unchanged += 1
        for key, cells in self.old.items():
            if key not in self.new:
                change.rows.append(self._build_row(REMOVED, key, cells, _list_cells(self.sheet, cells, {})))
            elif is_given and self.sheet is not SETTINGS and (self.sheet.key, key) not in self.records:
                change.missing.append(self._format_label(key, cells))
        return change

    def _compare_row(self, key: RowKey, old: Mapping[str, str] | None, new: Mapping[str, str]) -> PlanRowChange | None:
        cells = _list_cells(self.sheet, old or {}, new)
        if old is None:
            return self._build_row(NEW, key, new, cells)
        if not cells:
            return None
        is_ended = new.get("valid_to", "") not in ("", old.get("valid_to", ""))
        return self._build_row(ENDED if is_ended else CHANGED, key, new, cells)

    def _build_row(
        self, what: str, key: RowKey, cells: Mapping[str, str], changed: tuple[tuple[str, str, str], ...]
    ) -> PlanRowChange:
        record = self.records.get((self.sheet.key, key))
        row = record.rows.get(_find_setting_key(key), record.row) if record else None
        where = f"rad {row}" if row else ""
        reading = self.readings.get(key, "") if self.sheet is TARGETS and what != REMOVED else ""
        return PlanRowChange(what, self._format_label(key, cells), where, changed, reading)

    def _format_label(self, key: RowKey, cells: Mapping[str, str]) -> str:
        """What the row is called: its name, or those of what it is about."""
        if self.sheet is SETTINGS:
            return key[0]
        if "name" in cells or self.sheet is CHAPTERS:
            return cells.get("name") or cells["heading"]
        if self.sheet is RELATIONS:
            return self._format_relation(*key)
        columns = self.sheet.by_key
        named = zip(self.sheet.row_key, key, strict=True)
        parts = [self.names.get(columns[at].points_at, {}).get(text, text) for at, text in named]
        return ", ".join(part for part in parts if part and part != "T")

    def _format_relation(self, kind: str, total: str, parts: str) -> str:
        names = self.names["indicators"]
        named = [names.get(code, code) for code in (total, *filter(None, parts.split(", ")))]
        return format_relation(RELATIONS.by_key["kind"].read(kind), named[0], named[1:])


def _find_setting_key(key: RowKey) -> str:
    return next((one.key for one in SETTING_FIELDS if one.name == key[0]), "")


def _list_cells(sheet: PlanSheet, old: Mapping[str, str], new: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """The cells that differ, by heading; those that name the row are no changes of their own."""
    return tuple(
        (column.name, old.get(column.key, ""), new.get(column.key, ""))
        for column in sheet.columns
        if column.key not in sheet.row_key and old.get(column.key, "") != new.get(column.key, "")
    )


def _collect_names(*plans: Rows) -> dict[str, dict[str, str]]:
    """The names by code of what rows can be about, by the key of its sheet."""
    keys = ("areas", "indicators", "risks")
    return {key: {row["code"]: row["name"] for plan in plans for row in plan[key]} for key in keys}


def load_target_readings(board: Board, year: int) -> dict[RowKey, str]:
    """How each target of the year is understood, in a sentence, by what names its row."""
    found = Target.objects.filter(board=board, year=year).select_related("indicator", "service_area")
    return {(one.indicator.code, one.service_area.code, one.gender): _format_reading(one) for one in found}


def _format_reading(target: Target) -> str:
    indicator = target.indicator
    return format_reading(
        comparator=target.comparator,
        value=target.value,
        upper=target.upper,
        base_year=target.base_year,
        year=target.year,
        unit=indicator.unit,
        is_plan=is_plan(target.text, target.comparator, indicator.direction),
    )


def is_reordered(before: Rows, after: Rows) -> bool:
    """Do the chapters come in another order?"""
    old = [row["code"] for row in before[CHAPTERS.key]]
    new = [row["code"] for row in after[CHAPTERS.key]]
    return [code for code in old if code in new] != [code for code in new if code in old]


def compute_digest(changes: Iterable[PlanSheetChange]) -> str:
    """What a preview showed, so that nothing else is done than what was seen."""
    facts = [[one.sheet.key, row.what, row.label, row.cells] for one in changes for row in one.rows]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def convert_changes_to_json(changes: Iterable[PlanSheetChange]) -> list[dict[str, Any]]:
    """The changes for the page: counts of all, rows up to a limit."""
    return list(_iter_json(changes))


def _iter_json(changes: Iterable[PlanSheetChange]) -> Iterator[dict[str, Any]]:
    for one in changes:
        if not (one.rows or one.unchanged):
            continue
        yield {
            "name": one.sheet.name,
            "new": one.count(NEW),
            "changed": one.count(CHANGED),
            "ended": one.count(ENDED) + one.count(REMOVED),
            "unchanged": one.unchanged,
            "missing": len(one.missing),
            "missing_names": one.missing[:5],
            "more": max(0, len(one.rows) - MAX_LISTED_ROWS),
            "rows": [
                {"what": row.what, "label": row.label, "where": row.where, "reading": row.reading, "cells": row.cells}
                for row in one.rows[:MAX_LISTED_ROWS]
            ],
        }
