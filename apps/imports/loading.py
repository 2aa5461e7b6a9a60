"""A kept file into its own round: compared with what stands, written, and told what became different."""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.services import is_administrator
from apps.core.plan_time import set_change_holds_from
from apps.imports.allowed import PLAN, Periods, projects_of, refuse_new_projects
from apps.imports.choosing import describe_choices
from apps.imports.deciding import Choices, Seen, Touched, find_moved
from apps.imports.emptying import delete_emptied_rows
from apps.imports.errors import CellError, ErrorLog
from apps.imports.export import round_sheets
from apps.imports.incoming import Incoming, Terms, build_incoming
from apps.imports.load import load_parsed, read_report
from apps.imports.models import FileKind, ImportJob
from apps.imports.opening import Opened
from apps.imports.parse import Parsed
from apps.imports.preview import Origin, SheetChange, changes, completed, origins, row_text
from apps.imports.schema import BY_NAME, PROFILE
from apps.imports.sheets import Sheet
from apps.imports.typed import is_system
from apps.imports.validate import KEYS
from apps.organisation.models import Board, ServiceArea
from apps.publishing.suppression.protection import ProtectionChange, change_protection
from apps.publishing.suppression.selectors import load_person_indicator_codes
from apps.rounds.models import Round
from apps.rounds.services import lock_rounds


class MovedError(Exception):
    """Cells that would be written no longer hold what the preview showed. Nothing has been written."""

    def __init__(self, cells: frozenset[str]) -> None:
        self.cells = cells
        super().__init__(f"{len(cells)} cells have changed since the preview")


@dataclass(slots=True)
class Loaded:
    """What became different, every cell that was decided, and what the preview should tell."""

    found: list[SheetChange]
    touched: list[Touched] = field(default_factory=list)
    remarks: list[CellError] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)


def load_file(
    job: ImportJob,
    opened: Opened,
    *,
    asked: frozenset[str],
    choices: Choices | None = None,
    seen: Seen | None = None,
) -> Loaded:
    """Load the file into its own round, and no other, and tell what became different. In a transaction.

    While a published report is corrected, the correction's reason stands in the history of what the file changed.
    With ``seen`` the file is applied, and ``MovedError`` ends it when something has changed since the preview.
    """
    Board.objects.select_for_update(no_key=True).select_related(None).get(pk=job.board_id)
    lock_rounds(board_id=job.board_id, also=[job.round_id])
    round_ = read_round(job)
    before = round_sheets(round_)
    if not ServiceArea.objects.filter(board=job.board_id, parent=None).exists():
        return _load_first_report(job, opened, round_, before)
    terms = Terms(
        reads_plan=job.created_by is not None and is_administrator(job.created_by, round_.board),
        is_system=job.file.kind != FileKind.REPORT or is_system(job.created_by),
        template=opened.template,
        choices=choices or Choices(),
        asked=asked,
    )
    incoming = build_incoming(round_=round_, sheets=opened.sheets, before=before, terms=terms)
    if seen is not None:
        moved = find_moved(incoming.touched, seen, terms.choices)
        if moved:
            raise MovedError(moved)
    projects = projects_of(round_) if round_.correction_state else {}
    counting = load_person_indicator_codes(round_.board)
    _write(job, round_, incoming)
    protection = _protect(job, round_.board, incoming.threshold, counting)
    after = round_sheets(read_round(job))
    if round_.correction_state:
        refuse_new_projects(round_, projects)
    found = changes(before, after, {**_origins(incoming), **opened.origins})
    told = {
        "plan": [[sheet, rows] for sheet, rows in incoming.plan.items()],
        "earlier": [[period, rows] for period, rows in sorted(incoming.earlier.items())],
        "unfilled": incoming.unfilled,
        "changes_plan": not incoming.saves.isdisjoint(PLAN) or bool(protection),
        "protection": protection,
        **(describe_choices(round_, incoming.touched, incoming.parsed) if seen is None else {}),
    }
    return Loaded(found, incoming.touched, incoming.parsed.remarks, told)


def _write(job: ImportJob, round_: Round, incoming: Incoming) -> None:
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
    delete_emptied_rows(by=job.created_by, round_=round_, rows=incoming.emptied, source=job.file.name)


def _protect(job: ImportJob, board: Board, threshold: int | None, counting: frozenset[str]) -> dict[str, Any] | None:
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


def _load_first_report(job: ImportJob, opened: Opened, round_: Round, before: list[Sheet]) -> Loaded:
    """A board that has nothing yet: the whole report is its own, the periods before it too."""
    parsed = read_report(completed(opened.sheets, before))
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
    after = round_sheets(read_round(job))
    return Loaded(changes(before, after, {**origins(parsed), **opened.origins}), [], parsed.remarks)


def _refuse_begun_periods(parsed: Parsed, round_: Round, log: ErrorLog) -> None:
    periods = Periods(round_)
    for sheet in ("outcomes", "assessments", "operating", "investments", "results"):
        for record in parsed[sheet]:
            own = periods.is_own(sheet, record) or record.values.get("table") is not None
            if not own and not periods.takes_history(record):
                log.add(record.error("year", periods.refusal(record)))


def _origins(incoming: Incoming) -> dict[tuple[str, str], Origin]:
    """Where the rows that are written stood in the file."""
    names = {schema.key: name for name, schema in BY_NAME.items()}
    found = {}
    for one in incoming.touched:
        if one.sheet in KEYS:
            found[names[one.sheet], row_text(one.sheet, one.record)] = Origin(one.record.file, one.record.row)
        else:
            header = one.record.columns[one.cell.name].name
            row = one.record.rows.get(one.cell.name, one.record.row)
            found[PROFILE.name, header] = Origin(one.record.file, row)
    return found


def read_round(job: ImportJob) -> Round:
    """The job's round as it stands now."""
    return Round.objects.select_related("board__municipality").get(pk=job.round_id)
