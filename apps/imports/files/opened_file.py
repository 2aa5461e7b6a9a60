"""From a kept file to the sheets of a report, whatever kind of file it is."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.imports.files.file_kinds import find_csv_sheet, is_workbook
from apps.imports.files.issued_templates import find_template
from apps.imports.files.personal_numbers import LIKELY_PATTERN
from apps.imports.job_progress import JobProgress
from apps.imports.ledgers.extract import MAX_LEDGER_ROWS
from apps.imports.ledgers.operating_sheet import read_ledger_sheets
from apps.imports.models import FileKind, ImportJob
from apps.imports.outcome_files.headings import MAX_LINES_ABOVE_HEADINGS
from apps.imports.outcome_files.outcome_sheet import read_outcome_sheets
from apps.imports.report_format.csv_files import read_csv
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.row_origins import RowOrigin
from apps.imports.report_format.source_files import read_upload
from apps.imports.table_files.table_sheets import read_table_sheets
from apps.imports.table_files.text_encodings import decode_text_file

_SEPARATOR_PATTERN = re.compile(r"[;\t,|]")


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file's sheets, what the template that it is was made from, and what the preview should tell of the file.

    ``origins`` tell where rows stood that were added up from many.
    """

    sheets: list[RawSheet]
    template: list[RawSheet] | None = None
    origins: Mapping[tuple[str, str], RowOrigin] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """What a person should know of how each sheet was read: its name in the file, and a sentence."""
        return [(sheet.file, text) for sheet in self.sheets for text in sheet.remarks]


def open_file(job: ImportJob, progress: JobProgress) -> OpenedFile:
    """Read a job's file. ``ReportErrors`` when it can't be."""
    progress.stage(0, "Öppnar filen")
    if job.file.kind == FileKind.OUTCOMES:
        outcomes = read_outcome_sheets(job, progress)
        return OpenedFile(outcomes.sheets, None, outcomes.origins, outcomes.notes)
    if job.file.kind != FileKind.REPORT:
        found = read_ledger_sheets(job, progress)
        return OpenedFile(found.sheets, None, found.origins, found.notes)
    content = job.file.read_content()
    sheets = read_report_sheets(job.file.name, content)
    progress.stage(2, "Läser bladen")
    return OpenedFile(sheets, find_template(job.round, content) if is_workbook(content) else None)


def read_report_sheets(name: str, content: bytes) -> list[RawSheet]:
    """A whole workbook, or one of its sheets as a CSV file. ``ReportErrors`` when it can't be read."""
    if is_workbook(content):
        return read_upload(io.BytesIO(content), name)
    log = ErrorLog()
    sheet = read_csv(content, find_csv_sheet(name, content), name, log)
    log.stop_if_any()
    return [sheet] if sheet else []


def list_workbook_sheets(name: str, content: bytes) -> list[RawSheet] | None:
    """The sheets of a workbook just sent in, none where it can't be read; None of another file."""
    return read_table_sheets(content, name, ErrorLog(), MAX_LEDGER_ROWS) if is_workbook(content) else None


def iter_file_rows(content: bytes, sheets: Sequence[RawSheet] | None) -> Iterator[tuple[int, Sequence[str]]]:
    """The cells of a file just sent in, row by row, whatever it is: to be looked through before it is kept.

    ``sheets`` are those of ``list_workbook_sheets``. Of a text only the first lines and those that may hold a personal
    number.
    """
    if sheets is not None:
        for sheet in sheets:
            yield from sheet.lines
        return
    for number, line in enumerate(decode_text_file(content).text.splitlines(), start=1):
        # A large file has few lines that need to be divided for this; its first ones also show what it is.
        if number <= MAX_LINES_ABOVE_HEADINGS or LIKELY_PATTERN.search(line):
            yield number, [cell.strip(' "') for cell in _SEPARATOR_PATTERN.split(line)]
