"""A report on disk: the same files as those that are sent in, and the same answers about them."""

from pathlib import Path

from apps.imports.files.file_kinds import detect_file_kind, find_file_problem, is_workbook
from apps.imports.files.opened_file import iter_file_rows, list_workbook_sheets, read_report_sheets
from apps.imports.files.personal_numbers import find_personal_numbers, format_personal_numbers_message
from apps.imports.models import FileKind
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.schema import PROFILE_SCHEMA
from apps.imports.report_format.source_files import read_source

NEEDS_ROUND_MESSAGE = (
    "Filen är ett blad ur en rapport ({sheet}) och säger inte vilken nämnd och vilket tertial den gäller. "
    "Skriv rapportens adress med --to, till exempel --to kalmar/socialnamnden/2024/t2, och vem som läser in med --by."
)
FOREIGN_MESSAGE = (
    "Filen är ingen rapport i filformatet utan ett utdrag ur ett annat system. Skicka in den på rapportens sida Filer, "
    "där den kopplas till nämndens verksamheter."
)


def read_report_path(path: Path) -> list[RawSheet]:
    """The sheets of a whole report: a folder, or a file as it could be sent in. ``ReportErrors`` where it can't be."""
    if not path.is_file():
        return read_source(path)
    content, log = path.read_bytes(), ErrorLog()
    problem = find_file_problem(path.name, content) or _find_refusal(path.name, content)
    if problem:
        log.file(path.name, problem)
    log.stop_if_any()
    sheets = read_report_sheets(path.name, content)
    if not is_workbook(content) and sheets[0].name != PROFILE_SCHEMA.name:
        log.file(path.name, NEEDS_ROUND_MESSAGE.format(sheet=sheets[0].name))
    log.stop_if_any()
    return sheets


def _find_refusal(name: str, content: bytes) -> str:
    numbers = find_personal_numbers(iter_file_rows(content, list_workbook_sheets(name, content)))
    if numbers.total:
        return format_personal_numbers_message(numbers)
    return "" if detect_file_kind(name, content) == FileKind.REPORT else FOREIGN_MESSAGE
