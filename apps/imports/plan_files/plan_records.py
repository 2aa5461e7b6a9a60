"""From a file's sheets to the records of a plan: headings in own words and any order, and what is not read is told."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.core.swedish import tidy_text
from apps.imports.plan_files.plan_sheets import (
    GUIDE_SHEET,
    PLAN_SHEETS,
    SETTING_FIELDS,
    SETTINGS,
    PlanColumn,
    PlanSheet,
)
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.records import ParsedRecord

LINES_ABOVE_HEADERS = 10
NEAR_NAME = 0.8
_MARKS_PATTERN = re.compile(r"[*:]+$")


@dataclass(slots=True)
class ParsedPlan:
    """A file's records by the key of their sheet, the settings as one record, and remarks on how it was read.

    ``given`` are the keys of the sheets that the file has.
    """

    settings: ParsedRecord
    records: dict[str, list[ParsedRecord]]
    remarks: list[str] = field(default_factory=list)
    given: set[str] = field(default_factory=set)

    def __getitem__(self, key: str) -> list[ParsedRecord]:
        return self.records[key]


def parse_plan(sheets: Sequence[RawSheet], file: str, log: ErrorLog) -> ParsedPlan:
    """Read every sheet of the plan. What is not of it is passed over, and told; what nearly is, is an error."""
    plan = ParsedPlan(_build_empty_settings(file), {sheet.key: [] for sheet in PLAN_SHEETS})
    for raw in sheets:
        schema = find_plan_sheet(raw.name)
        if schema is None:
            _note_other_sheet(raw, plan, log)
            continue
        if schema.key in plan.given:
            log.file(raw.file, f"Filen har redan ett blad för {schema.many}. Flytta raderna dit.")
            continue
        plan.given.add(schema.key)
        plan.remarks += [f"{raw.file}: {text}" for text in raw.remarks]
        records = _SheetReader(raw, schema, plan, log).read()
        if schema is SETTINGS:
            _read_settings(plan.settings, records, log)
        else:
            plan.records[schema.key] = records
    if not plan.given and not log.errors:
        log.file(file, "Filen har inget av planens blad. Hämta planen som arbetsbok, fyll i den och skicka in den.")
    return plan


def find_plan_sheet(name: str) -> PlanSheet | None:
    """The sheet that is called so, by its own name or another that people use."""
    wanted = _normalise(name)
    return next((one for one in PLAN_SHEETS if wanted in (one.name, *one.also)), None)


def _note_other_sheet(raw: RawSheet, plan: ParsedPlan, log: ErrorLog) -> None:
    if _normalise(raw.name) == GUIDE_SHEET:
        return
    near = difflib.get_close_matches(_normalise(raw.name), [one.name for one in PLAN_SHEETS], n=1, cutoff=NEAR_NAME)
    if near:
        log.file(raw.file, f"Planen har inget blad som heter så. Menade du ”{near[0]}”? Döp om bladet.")
        return
    rows = len(raw.lines)
    hidden = "Det är dolt. " if raw.hidden else ""
    plan.remarks.append(f"{raw.file}: Bladet hör inte till planen och läses inte. {hidden}Det har {rows} rader.")


class _SheetReader:
    """One sheet on its way to records."""

    def __init__(self, raw: RawSheet, schema: PlanSheet, plan: ParsedPlan, log: ErrorLog) -> None:
        self.raw, self.schema, self.plan, self.log = raw, schema, plan, log
        self.known = {name: column for column in schema.columns for name in reversed((column.name, *column.also))}
        self.known |= {column.name: column for column in schema.columns}

    def read(self) -> list[ParsedRecord]:
        """The rows that say something. One whose first cell is in parentheses is an example, and not read."""
        at = self._find_header_line()
        headers = self.raw.lines[at]
        columns = [self.known.get(_normalise(cell)) for cell in headers.cells]
        self._note_headers(headers, columns)
        by_key: dict[str, Any] = self.schema.by_key
        given = frozenset(column.key for column in columns if column)
        found: list[ParsedRecord] = []
        notes = 0
        for line in self.raw.lines[at + 1 :]:
            if is_note(next((cell for cell in line.cells if cell.strip()), "()")):
                notes += 1
                continue
            record = ParsedRecord(self.raw.file, line.number, by_key, given=given)
            cells = {column.key: cell for column, cell in zip(columns, line.cells, strict=False) if column}
            for column in self.schema.columns:
                record.read(_make_optional(column), cells.get(column.key, ""), self.log)
            if any(cell.strip() for cell in cells.values()):
                found.append(record)
        if notes:
            rows = "1 rad som börjar" if notes == 1 else f"{notes} rader som börjar"
            self.plan.remarks.append(f"{self.raw.file}: {rows} med parentes läses inte.")
        return found

    def _find_header_line(self) -> int:
        """The line with the most headings: people write titles above."""
        counts = [
            sum(_normalise(cell) in self.known for cell in line.cells) for line in self.raw.lines[:LINES_ABOVE_HEADERS]
        ]
        return counts.index(max(counts))

    def _note_headers(self, headers: RawLine, columns: Sequence[PlanColumn | None]) -> None:
        names = [column.name for column in self.schema.columns]
        for place, (cell, column) in enumerate(zip(headers.cells, columns, strict=True)):
            if column and column in columns[:place]:
                message = f"Kolumnen {column.name} står två gånger."
                self.log.add(CellError(self.raw.file, headers.number, column.name, cell, message))
            elif column is None and cell.strip() and not is_note(cell):
                hint = self.log.suggest(_normalise(cell), names)
                self.plan.remarks.append(f"{self.raw.file}: Kolumnen ”{cell.strip()}” läses inte.{hint}")
        if not any(columns):
            message = f"Bladet saknar rubriker. Skriv {', '.join(names)} på första raden."
            self.log.add(CellError(self.raw.file, headers.number, None, "", message))


def is_note(cell: str) -> bool:
    """Is the cell in parentheses: there for people, and not read?"""
    text = cell.strip()
    return text.startswith("(") and text.endswith(")")


def is_blank(record: ParsedRecord, key: str) -> bool:
    """Does the row's cell hold nothing?"""
    return not record.found.get(key, "").strip()


def _make_optional(column: PlanColumn) -> PlanColumn:
    """What a new row needs is asked for where it is made: a row that is there already keeps what it has."""
    return PlanColumn(column.name, column.key, column.read, False, column.empty)


def _normalise(cell: str) -> str:
    return _MARKS_PATTERN.sub("", unicodedata.normalize("NFC", tidy_text(cell)).lower()).strip()


def _build_empty_settings(file: str) -> ParsedRecord:
    by_key: dict[str, Any] = {column.key: column for column in SETTING_FIELDS}
    return ParsedRecord(file, 1, by_key, {column.key: column.empty for column in SETTING_FIELDS})


def _read_settings(settings: ParsedRecord, records: Iterable[ParsedRecord], log: ErrorLog) -> None:
    """The rows of the sheet as one record."""
    known: Mapping[str, PlanColumn] = {name: one for one in SETTING_FIELDS for name in (one.name, *one.also)}
    for record in records:
        column = known.get(_normalise(record["field"]))
        settings.file = record.file
        if column is None:
            log.add(
                record.error(
                    "field", f"Planen har ingen inställning som heter så.{log.suggest(record['field'], known)}"
                )
            )
        elif column.key in settings.rows:
            log.add(record.error("field", f"Inställningen står redan på rad {settings.rows[column.key]}."))
        else:
            settings.rows[column.key] = record.row
            settings.read(column, record.found.get("value", ""), log)
    settings.given = frozenset(settings.rows)
