"""Loads a stored file into its own round: compares it with the round, writes the changes, and lists them."""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.services import is_administrator
from apps.core.plan_time import set_change_holds_from
from apps.imports.files.opened_file import OpenedFile
from apps.imports.merge.cell_decisions import (
    ApplyChoices,
    DecidedCell,
    PreviewedCells,
    find_cells_changed_since_preview,
)
from apps.imports.merge.changes import SheetChange, compare_sheets, complete_sheets
from apps.imports.merge.choice_texts import describe_choices
from apps.imports.merge.cleared_rows import delete_cleared_rows
from apps.imports.merge.manual_cells import is_system_account
from apps.imports.merge.merged_file import MergedFile, MergeTerms, merge_file
from apps.imports.merge.write_scope import PLAN_SHEETS, WritablePeriods, load_project_facts, require_unchanged_projects
from apps.imports.models import FileKind, ImportJob
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.interpretation import list_target_readings
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.records import ParsedReport
from apps.imports.report_format.round_sheets import build_round_sheets
from apps.imports.report_format.row_origins import RowOrigin, format_row_key, list_row_origins
from apps.imports.report_format.schema import PROFILE_SCHEMA, SCHEMAS_BY_NAME
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET
from apps.imports.report_loader import load_parsed, read_report
from apps.organisation.models import Board, ServiceArea
from apps.publishing.suppression.protection import ProtectionChange, change_protection
from apps.publishing.suppression.selectors import load_person_indicator_codes
from apps.rounds.models import Round
from apps.rounds.services import lock_rounds


class ChangedSincePreviewError(Exception):
    """Cells that would be written no longer hold what the preview showed. Nothing has been written."""

    def __init__(self, cells: frozenset[str]) -> None:
        self.cells = cells
        super().__init__(f"{len(cells)} cells have changed since the preview")


@dataclass(slots=True)
class LoadResult:
    """What became different, every cell that was decided, and what the preview should tell."""

    found: list[SheetChange]
    touched: list[DecidedCell] = field(default_factory=list)
    remarks: list[CellError] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)


def load_file(
    job: ImportJob,
    opened: OpenedFile,
    *,
    conflict_ids: frozenset[str],
    choices: ApplyChoices | None = None,
    seen: PreviewedCells | None = None,
) -> LoadResult:
    """Load the file into its own round, and no other, and tell what became different. In a transaction.

    While a published report is corrected, the correction's reason stands in the history of what the file changed.
    With ``seen`` the file is applied, and ``MovedError`` ends it when something has changed since the preview.
    """
    Board.objects.select_for_update(no_key=True).select_related(None).get(pk=job.board_id)
    lock_rounds(board_id=job.board_id, also=[job.round_id])
    round_ = load_round(job)
    before = build_round_sheets(round_)
    if not ServiceArea.objects.filter(board=job.board_id, parent=None).exists():
        return _load_first_report(job, opened, round_, before)
    terms = _build_terms(job, round_, opened, choices or ApplyChoices(), conflict_ids)
    incoming = merge_file(round_=round_, sheets=opened.sheets, before=before, terms=terms)
    if seen is not None:
        _require_unchanged_cells(incoming, seen, terms.choices)
    projects = load_project_facts(round_) if round_.correction_state else {}
    counting = load_person_indicator_codes(round_.board)
    _write_merged_file(job, round_, incoming)
    protection = _change_protection(job, round_.board, incoming.threshold, counting)
    after = build_round_sheets(load_round(job))
    if round_.correction_state:
        require_unchanged_projects(round_, projects)
    origins = {**_collect_row_origins(incoming), **opened.origins}
    found = compare_sheets(before, after, origins, list_target_readings(incoming.parsed))
    notes = {
        "plan": [[sheet, rows] for sheet, rows in incoming.plan.items()],
        "earlier": [[period, rows] for period, rows in sorted(incoming.earlier.items())],
        "unfilled": incoming.unfilled,
        "changes_plan": not incoming.saves.isdisjoint(PLAN_SHEETS) or bool(protection),
        "protection": protection,
        **(describe_choices(round_, incoming.touched, incoming.parsed) if seen is None else {}),
    }
    return LoadResult(found, incoming.touched, incoming.parsed.remarks, notes)


def _build_terms(
    job: ImportJob, round_: Round, opened: OpenedFile, choices: ApplyChoices, conflict_ids: frozenset[str]
) -> MergeTerms:
    """What the sender may do: only an administrator's file reads the plan, and a system gives way to people."""
    return MergeTerms(
        reads_plan=job.created_by is not None and is_administrator(job.created_by, round_.board),
        is_system=job.file.kind != FileKind.REPORT or is_system_account(job.created_by),
        template=opened.template,
        choices=choices,
        conflict_ids=conflict_ids,
    )


def _require_unchanged_cells(incoming: MergedFile, seen: PreviewedCells, choices: ApplyChoices) -> None:
    moved = find_cells_changed_since_preview(incoming.touched, seen, choices)
    if moved:
        raise ChangedSincePreviewError(moved)


def _write_merged_file(job: ImportJob, round_: Round, incoming: MergedFile) -> None:
    """Write it. What an administrator's file changes in the plan holds from the round's period."""
    try:
        with transaction.atomic(), set_change_holds_from(round_.period):
            load_parsed(
                parsed=incoming.parsed,
                by=job.created_by,
                board=round_.board,
                name=job.file.name,
                correction=round_.correction_reason,
                saves=incoming.saves,
            )
    except IntegrityError as error:
        if "senare period" not in str(error):  # as the trigger on the plan's tables says it
            raise
        log = ErrorLog()
        log.file(
            job.file.name,
            "Något som filen ändrar i planen har redan en ändring från en senare period. Ändra det under Struktur.",
        )
        log.stop_if_any()
    delete_cleared_rows(by=job.created_by, round_=round_, rows=incoming.emptied, source=job.file.name)


def _change_protection(
    job: ImportJob, board: Board, threshold: int | None, counting: frozenset[str]
) -> dict[str, Any] | None:
    """What an administrator's file changes in how small numbers are protected, and what that hides of what is public.

    ``counting`` are the indicators that counted persons before the file was written.
    """
    marked = load_person_indicator_codes(board)
    if threshold is None and marked == counting:
        return None
    before = board.small_number_threshold
    change = ProtectionChange(threshold=threshold)
    reason = f"Inläst ur filen {job.file.name}."
    plan = change_protection(by=job.created_by, board=board, change=change, reason=reason)
    return {
        "threshold": [before, threshold] if threshold is not None else None,
        "counting": sorted(marked - counting),
        "not_counting": sorted(counting - marked),
        "cells": plan.cells,
        "versions": len(plan.changes),
    }


def _load_first_report(job: ImportJob, opened: OpenedFile, round_: Round, before: list[RawSheet]) -> LoadResult:
    """A board that has nothing yet: the whole report is its own, the periods before it too."""
    parsed = read_report(complete_sheets(opened.sheets, before))
    profile = parsed.profile
    log = ErrorLog()
    if (profile["year"], profile["tertial"]) != (round_.year, round_.tertial):
        log.add(profile.error("tertial", f"Filen ska gälla {round_.period.label}."))
    log.stop_if_any()
    _refuse_begun_periods(parsed, round_, log)
    log.stop_if_any()
    # A board's settings are its administrator's: they are not changed by a file.
    profile["tolerance"] = profile["threshold"] = None
    load_parsed(
        parsed=parsed, by=job.created_by, board=round_.board, name=job.file.name, correction=round_.correction_reason
    )
    after = build_round_sheets(load_round(job))
    origins = {**list_row_origins(parsed), **opened.origins}
    return LoadResult(compare_sheets(before, after, origins, list_target_readings(parsed)), [], parsed.remarks)


_PERIOD_SHEETS = (
    "outcomes", "assessments", "operating", "investments", "budget_changes", "interim_forecasts", "results",
    "own_values",
)  # fmt: skip


def _refuse_begun_periods(parsed: ParsedReport, round_: Round, log: ErrorLog) -> None:
    periods = WritablePeriods(round_)
    for sheet in _PERIOD_SHEETS:
        for record in parsed[sheet]:
            own = periods.is_own(sheet, record) or record.values.get("table") is not None
            if not own and not periods.may_take_history(record):
                log.add(record.error("year", periods.format_refusal(record)))


def _collect_row_origins(incoming: MergedFile) -> dict[tuple[str, str], RowOrigin]:
    """Where the rows that are written stood in the file."""
    names = {schema.key: name for name, schema in SCHEMAS_BY_NAME.items()}
    found = {}
    for one in incoming.touched:
        if one.sheet in ROW_KEYS_BY_SHEET:
            found[names[one.sheet], format_row_key(one.sheet, one.record)] = RowOrigin(one.record.file, one.record.row)
        else:
            header = one.record.columns[one.cell.name].name
            row = one.record.rows.get(one.cell.name, one.record.row)
            found[PROFILE_SCHEMA.name, header] = RowOrigin(one.record.file, row)
    return found


def load_round(job: ImportJob) -> Round:
    """The job's round as it is now."""
    return Round.objects.select_related("board__municipality").get(pk=job.round_id)
