"""How a foreign file was last read, or the board's last one of its kind."""

from collections.abc import Sequence

from apps.imports.ledgers.extract import LedgerFileMapping, fit_mapping_to_file, list_ledger_sheets
from apps.imports.models import FileKind, ImportJob, LedgerMapping, OutcomeMapping
from apps.imports.outcome_files.mapping import OutcomeFileMapping
from apps.imports.outcome_files.tables import choose_fitting, list_outcome_sheets
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet


def find_saved_mapping(
    job: ImportJob, sheets: Sequence[RawSheet] = ()
) -> LedgerFileMapping | OutcomeFileMapping | None:
    """How this file was last read, else how the board's last one was, fitted to this; None when none has been."""
    find = find_saved_outcome_mapping if job.file.kind == FileKind.OUTCOMES else find_saved_ledger_mapping
    return find(job, sheets)


def find_saved_outcome_mapping(job: ImportJob, sheets: Sequence[RawSheet] = ()) -> OutcomeFileMapping | None:
    """As ``find_saved_mapping``, of outcomes: only a mapping whose headings the file has is one for it."""
    if job.mapping:
        return OutcomeFileMapping.read(job.mapping)
    stored = OutcomeMapping.objects.filter(board=job.board_id).values_list("settings", flat=True)
    saved = [OutcomeFileMapping.read(settings) for settings in stored]
    if not saved:
        return None
    sheets = sheets or list_outcome_sheets(bytes(job.file.content), job.file.name, ErrorLog())
    return choose_fitting(saved, sheets) if sheets else None


def find_saved_ledger_mapping(job: ImportJob, sheets: Sequence[RawSheet] = ()) -> LedgerFileMapping | None:
    """As ``find_saved_mapping``, of an extract. ``sheets`` are the file's, where it has been read already."""
    if job.mapping:
        return LedgerFileMapping.of(job.mapping)
    stored = LedgerMapping.objects.filter(board=job.board_id).values_list("settings", flat=True).first()
    if stored is None:
        return None
    mapping = LedgerFileMapping.of(stored)
    if job.file.kind == FileKind.SIE:
        return mapping
    sheets = sheets or list_ledger_sheets(bytes(job.file.content), job.file.name, ErrorLog())
    return fit_mapping_to_file(mapping, sheets) if sheets else mapping
