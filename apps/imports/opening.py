"""From a kept file to the sheets of a report, whatever kind of file it is."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from apps.imports.errors import ErrorLog
from apps.imports.kinds import csv_sheet
from apps.imports.ledger_sheets import ledger_sheets
from apps.imports.models import FileKind, ImportJob
from apps.imports.preview import Origin
from apps.imports.progress import Progress
from apps.imports.sheets import Sheet
from apps.imports.sources import open_upload, read_csv
from apps.imports.stamps import find_template


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's sheets, what the template that it is was made from, and what the preview should tell of the file.

    ``origins`` tell where rows stood that were added up from many.
    """

    sheets: list[Sheet]
    template: list[Sheet] | None = None
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


def open_file(job: ImportJob, progress: Progress) -> Opened:
    """Read a job's file. ``ReportErrors`` when it can't be."""
    progress.stage(0, "Öppnar filen")
    if job.file.kind != FileKind.REPORT:
        found = ledger_sheets(job, progress)
        return Opened(found.sheets, None, found.origins, found.told)
    content = bytes(job.file.content)
    sheets = _report_sheets(job.file.name, content)
    progress.stage(2, "Läser bladen")
    is_workbook = PurePath(job.file.name).suffix.lower() == ".xlsx"
    return Opened(sheets, find_template(job.round, content) if is_workbook else None)


def _report_sheets(name: str, content: bytes) -> list[Sheet]:
    """A whole workbook, or one of its sheets as a CSV file."""
    if PurePath(name).suffix.lower() != ".csv":
        return open_upload(io.BytesIO(content), name)
    log = ErrorLog()
    sheet = read_csv(content, csv_sheet(name, content), name, log)
    log.stop_if_any()
    return [sheet] if sheet else []
