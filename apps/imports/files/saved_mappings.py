"""How a foreign file was last read, or the board's last one of its kind."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from apps.core.tertials import Tertial
from apps.imports.ledgers.extract import LedgerFileMapping, fit_mapping_to_file, list_ledger_sheets
from apps.imports.ledgers.mapping_checks import guess_file_mapping
from apps.imports.models import FileKind, ImportJob, LedgerMapping, OutcomeMapping
from apps.imports.outcome_files.mapping import OutcomeFileMapping
from apps.imports.outcome_files.tables import choose_fitting, choose_moved, list_outcome_sheets
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.table_files.text_tables import extract_first_lines
from apps.organisation.models import ServiceArea

SheetReader = Callable[[str], Sequence[RawSheet]]


def find_saved_mapping(job: ImportJob) -> LedgerFileMapping | OutcomeFileMapping | None:
    """How this file was last read, else how the board's last one was, fitted to this; None when none has been."""
    return find_saved_outcome_mapping(job) if job.file.kind == FileKind.OUTCOMES else find_saved_ledger_mapping(job)


def find_saved_outcome_mapping(job: ImportJob, sheets: Sequence[RawSheet] = ()) -> OutcomeFileMapping | None:
    """As ``find_saved_mapping``, of outcomes: only a mapping whose headings the file has is one for it."""
    if job.mapping:
        return OutcomeFileMapping.read(job.mapping)
    return _choose_outcome_mapping(job, sheets, choose_fitting)


def find_moved_outcome_mapping(job: ImportJob, sheets: Sequence[RawSheet] = ()) -> OutcomeFileMapping | None:
    """The mapping of the board's file for another period, with the same headings but for that: to propose."""
    return _choose_outcome_mapping(job, sheets, choose_moved)


def _choose_outcome_mapping(
    job: ImportJob,
    sheets: Sequence[RawSheet],
    choose: Callable[[list[OutcomeFileMapping], Sequence[RawSheet], Tertial], OutcomeFileMapping | None],
) -> OutcomeFileMapping | None:
    stored = OutcomeMapping.objects.filter(board=job.board_id).values_list("settings", flat=True)
    saved = [OutcomeFileMapping.read(settings) for settings in stored]
    if not saved:
        return None
    sheets = sheets or list_outcome_sheets(job.file.read_content(), job.file.name, ErrorLog())
    return choose(saved, sheets, Tertial(job.round.year, job.round.tertial)) if sheets else None


def find_saved_ledger_mapping(job: ImportJob, read: SheetReader | None = None) -> LedgerFileMapping | None:
    """As ``find_saved_mapping``, of an extract.

    ``read`` gives the file's sheets by a delimiter, where they are read already. A delimiter of the board's that this
    file does not have is left to be guessed.
    """
    if job.mapping:
        return LedgerFileMapping.of(job.mapping)
    stored = LedgerMapping.objects.filter(board=job.board_id).values_list("settings", flat=True).first()
    if stored is None:
        return None
    mapping = LedgerFileMapping.of(stored)
    if job.file.kind == FileKind.SIE:
        return mapping
    read = read or (
        lambda sign: list_ledger_sheets(extract_first_lines(job.file.read_content()), job.file.name, ErrorLog(), sign)
    )
    sheets = read(mapping.delimiter)
    if mapping.delimiter and not any(len(line.cells) > 1 for sheet in sheets for line in sheet.lines):
        mapping = replace(mapping, delimiter="")
        sheets = read("")
    return fit_mapping_to_file(mapping, sheets, Tertial(job.round.year, job.round.tertial)) if sheets else mapping


def suggest_mapping(job: ImportJob) -> LedgerFileMapping:
    """How the file is read, or would be: as it was, as the board's last one, or as it looks."""
    saved = find_saved_ledger_mapping(job)
    if saved is not None or job.file.kind == FileKind.SIE:
        return saved or LedgerFileMapping()
    sheets = list_ledger_sheets(job.file.read_content(), job.file.name, ErrorLog())
    if not sheets:
        return LedgerFileMapping()
    return guess_file_mapping(sheets, count_area_leaves(job.board_id), job.board.amount_sign)


def count_area_leaves(board_id: int) -> int:
    """How many of a board's areas have no areas under them: those that a file's codes tell apart."""
    areas = ServiceArea.objects.filter(board=board_id)
    return areas.exclude(pk__in=areas.exclude(parent=None).values("parent")).count()
