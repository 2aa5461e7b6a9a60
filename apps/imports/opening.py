"""From a kept file to a report that can be loaded, whatever kind of file it is."""

import io
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from apps.imports.errors import ErrorLog
from apps.imports.export import round_sheets
from apps.imports.kinds import csv_sheet
from apps.imports.ledger_sheets import ledger_sheets
from apps.imports.load import read_report
from apps.imports.models import FileKind, ImportJob
from apps.imports.parse import Parsed
from apps.imports.preview import Origin, completed, origins, unfilled
from apps.imports.progress import Progress
from apps.imports.sheets import Sheet
from apps.imports.sources import open_upload, read_csv


@dataclass(frozen=True, slots=True)
class Opened:
    """A report read and checked, where its rows stood, and what the preview should tell of the file."""

    parsed: Parsed
    origins: dict[tuple[str, str], Origin]
    told: dict[str, Any] = field(default_factory=dict)


def open_file(job: ImportJob, progress: Progress) -> Opened:
    """Read a job's file. ``ReportErrors`` with all that is wrong."""
    progress.stage(0, "Öppnar filen")
    known = round_sheets(job.round)
    if job.file.kind == FileKind.REPORT:
        sheets = _report_sheets(job.file.name, bytes(job.file.content))
        progress.stage(2, "Läser bladen")
        parsed = read_report(completed(sheets, known))
        return Opened(parsed, origins(parsed), {"unfilled": unfilled(sheets)})
    found = ledger_sheets(job, known, progress)
    parsed = read_report(completed(found.sheets, known))
    return Opened(parsed, {**origins(parsed), **found.origins}, found.told)


def _report_sheets(name: str, content: bytes) -> list[Sheet]:
    """A whole workbook, or one of its sheets as a CSV file."""
    if PurePath(name).suffix.lower() != ".csv":
        return open_upload(io.BytesIO(content), name)
    log = ErrorLog()
    sheet = read_csv(content, csv_sheet(name, content), name, log)
    log.stop_if_any()
    return [sheet] if sheet else []
