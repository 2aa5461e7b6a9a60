"""From a stored file of an HR or case system to the sheet ``utfall``, by the job's mapping."""

from dataclasses import dataclass
from typing import Any

from apps.core.tertials import Tertial
from apps.imports.job_progress import JobProgress
from apps.imports.models import ImportJob
from apps.imports.outcome_files.followed_indicators import load_followed_plan
from apps.imports.outcome_files.mapping import OutcomeFileMapping
from apps.imports.outcome_files.reading import read_outcomes
from apps.imports.outcome_files.results import NOT_UNDERSTOOD, READ_IN, OutcomeReading, ReadOutcome
from apps.imports.outcome_files.tables import choose_outcome_table, list_lines_above, list_outcome_sheets
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.round_sheets import build_sheet
from apps.imports.report_format.row_origins import RowOrigin
from apps.imports.report_format.schema import SCHEMAS_BY_NAME
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET

OUTCOME_SHEET = "utfall"
MAX_UNKNOWN = 50


@dataclass(frozen=True, slots=True)
class OutcomeSheets:
    """The sheet that the file gives, where its rows came from, and notes for the preview."""

    sheets: list[RawSheet]
    origins: dict[tuple[str, str], RowOrigin]
    notes: dict[str, Any]


def read_outcome_sheets(job: ImportJob, progress: JobProgress) -> OutcomeSheets:
    """Read a job's file by its mapping. ``ReportErrors`` when it can't be."""
    log = ErrorLog()
    mapping = OutcomeFileMapping.read(job.mapping)
    problem = mapping.find_problem()
    if problem:
        log.file(job.file.name, problem)
        log.stop_if_any()
    sheets = list_outcome_sheets(job.file.read_content(), job.file.name, log)
    log.stop_if_any()
    table = choose_outcome_table(sheets, mapping)
    if max(mapping.columns.values()) >= len(table.lines[0].cells):
        log.file(job.file.name, "Filen har färre kolumner än kopplingen. Se över kopplingen.")
        log.stop_if_any()
    progress.stage(1, "Läser raderna")
    period = Tertial(job.round.year, job.round.tertial)
    above = list_lines_above(sheets, mapping, table)
    found = read_outcomes(table, mapping, load_followed_plan(job.round), period, log, lines_above=above)
    log.stop_if_any()
    if not found.outcomes:
        _refuse_without_outcomes(job, found, log)
    if sum(found.piles.values()) != found.total:
        log.file(job.file.name, "Det som läses in och det som utelämnas ger inte hela filen. Skicka filen till oss.")
        log.stop_if_any()
    return _build_outcome_sheets(job, table, found)


def _refuse_without_outcomes(job: ImportJob, found: OutcomeReading, log: ErrorLog) -> None:
    log.file(job.file.name, "Ingen uppgift i filen hör till rapporten. Se över kopplingen och perioden.")
    for label, count in found.list_piles():
        if label != READ_IN:
            log.file(
                job.file.name, f"{label[:1].upper()}{label[1:]}: {count} {'uppgift' if count == 1 else 'uppgifter'}."
            )
    log.stop_if_any()


def _build_outcome_sheets(job: ImportJob, table: RawSheet, found: OutcomeReading) -> OutcomeSheets:
    """The sheet has the rows' numbers in the file, so that what is found wrong later is shown there."""
    keys = (*ROW_KEYS_BY_SHEET["outcomes"], "value", "missing")
    columns = [column for column in SCHEMAS_BY_NAME[OUTCOME_SHEET].columns if column.key in keys]
    sheet = build_sheet(OUTCOME_SHEET, columns, (_build_row(job, one) for one in found.outcomes))
    rows = [line.cells for line in sheet.lines]
    lines = [RawLine(table.lines[0].number or 1, rows[0])]
    lines += [RawLine(one.row, cells) for one, cells in zip(found.outcomes, rows[1:], strict=True)]
    origins = {
        (OUTCOME_SHEET, _format_key(job, one)): RowOrigin(table.file, one.row, one.rows) for one in found.outcomes
    }
    notes = {
        "outcomes": {
            "balance": [{"label": label, "figures": count} for label, count in found.list_piles()],
            "total": found.total,
            "unknown_count": len(found.names) + len(found.areas),
            "unknown": _list_unknown(found),
            "remarks": [*table.remarks, *found.remarks],
            "not_understood": sum(found.piles[label] for label in NOT_UNDERSTOOD),
        },
        "questions": [one.as_json() for one in found.questions],
    }
    return OutcomeSheets([RawSheet(OUTCOME_SHEET, table.file, lines)], origins, notes)


def _list_unknown(found: OutcomeReading) -> list[dict[str, Any]]:
    """The names and areas without a mapping, those with most figures first."""
    both = (("namn", found.list_unknown_names()), ("verksamhet", found.list_unknown_areas()))
    return [
        {"what": what, "code": one.shown[:200], "rows": one.figures, "amount": "; ".join(one.samples)}
        for what, unknown in both
        for _, one in unknown[:MAX_UNKNOWN]
    ]


def _build_row(job: ImportJob, one: ReadOutcome) -> dict[str, Any]:
    place = one.place
    return {
        "indicator": place.indicator,
        "year": job.round.year,
        "tertial": job.round.tertial,
        "gender": place.gender,
        "area": place.area,
        "value": one.value or "*",
        "missing": one.missing,
    }


def _format_key(job: ImportJob, one: ReadOutcome) -> str:
    cells = _build_row(job, one)
    return " · ".join(str(cells[key]) for key in ROW_KEYS_BY_SHEET["outcomes"])
