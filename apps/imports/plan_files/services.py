"""A plan's workbook in: guarded, read to a preview, and applied as it was seen or not at all.

The preview is the reading itself, undone (docs/decisions/0009): the rows are written by the services of the plan in a
transaction, and what became different is what the plan was before and after.
"""

import hashlib
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.services import record_event
from apps.core.tertials import FIRST_YEAR, LAST_YEAR, Tertial
from apps.imports.files.file_kinds import find_file_problem, is_workbook
from apps.imports.files.personal_numbers import (
    PERSONAL_NAME_MESSAGE,
    find_personal_numbers,
    format_personal_numbers_message,
    has_personal_number,
)
from apps.imports.models import PlanFile
from apps.imports.plan_files.control_rows import write_controls, write_risks
from apps.imports.plan_files.indicator_rows import write_indicators, write_targets
from apps.imports.plan_files.money_rows import write_budgets, write_cost_types, write_projects
from apps.imports.plan_files.plan_changes import (
    compare_plans,
    compute_digest,
    convert_changes_to_json,
    is_reordered,
    load_target_readings,
)
from apps.imports.plan_files.plan_records import ParsedPlan, find_plan_sheet, is_blank, parse_plan
from apps.imports.plan_files.plan_rows import load_plan_rows
from apps.imports.plan_files.plan_writer import PlanTerms, PlanWriter
from apps.imports.plan_files.relation_rows import write_relations
from apps.imports.plan_files.setting_rows import write_chapters, write_protection, write_settings
from apps.imports.plan_files.structure_rows import write_areas, write_focus_areas, write_goals
from apps.imports.report_format.csv_files import read_csv
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.table_files.table_sheets import read_table_sheets
from apps.organisation.models import Board, ServiceArea
from apps.planning.requirements import require_administrator
from apps.rounds.services import lock_rounds

MAX_PLAN_MB = 10
MAX_PLAN_BYTES = MAX_PLAN_MB * 1_000_000
WORKBOOK_MESSAGE = (
    "Planen är en arbetsbok (.xlsx, .xls, .xlsb eller .ods), eller ett av dess blad som CSV med bladets namn. Hämta "
    "den här, fyll i den och skicka in den."
)
CHANGED_MESSAGE = "Planen har ändrats sedan du såg vad filen gör. Ingenting är inläst. Se listan igen."
NO_ROOT_MESSAGE = "Nämnden har ingen verksamhet överst än. Den som installerar lägger upp nämnden."


class PlanFileError(ValueError):
    """The file is not taken, or not now; the message says why in Swedish. Nothing has been written."""


class _UndoError(Exception):
    """Ends a dry run: everything is rolled back."""


@transaction.atomic
def store_plan_file(*, by: User, board: Board, year: int, name: str, content: bytes, terms: PlanTerms) -> PlanFile:
    """Keep a workbook, or one sheet of it as text, with what it would change. ``year`` is the plan's by default.

    ``PlanFileError`` when the file is not taken. What is wrong in its rows stands in the preview.
    """
    require_administrator(by, board)
    problem = find_file_problem(name, content)
    if not problem and not is_workbook(content) and find_plan_sheet(PurePath(name).stem) is None:
        problem = WORKBOOK_MESSAGE
    if not problem and len(content) > MAX_PLAN_BYTES:
        problem = f"Filen är för stor. En plan får vara högst {MAX_PLAN_MB} MB."
    if not problem and has_personal_number(name):
        problem = PERSONAL_NAME_MESSAGE
    if problem:
        raise PlanFileError(problem)
    sheets, log = _read_sheets(name, content)
    if not sheets:
        raise PlanFileError(next((error.expected for error in log.errors), WORKBOOK_MESSAGE))
    numbers = find_personal_numbers(line for sheet in sheets for line in sheet.lines)
    if numbers.total:
        raise PlanFileError(format_personal_numbers_message(numbers))
    file = PlanFile.objects.create(
        municipality_id=board.municipality_id,
        board=board,
        name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        year=year,
        uploaded_by=by,
        **_list_term_fields(terms),
    )
    after = {"name": file.name, "sha256": file.sha256, "size": len(content)}
    record_event(by=by, action="plan_file.uploaded", target=file, board_id=board.pk, after=after)
    preview_plan_file(by=by, file=file, terms=terms)
    return file


@transaction.atomic
def preview_plan_file(*, by: User, file: PlanFile, terms: PlanTerms) -> PlanFile:
    """Read the file on these terms, and keep what it would change. Nothing else is written."""
    require_administrator(by, file.board)
    _require_waiting(file)
    for name, value in _list_term_fields(terms).items():
        setattr(file, name, value)
    file.result, file.digest = _read_dry(by, file, terms)
    file.save(update_fields=[*_list_term_fields(terms), "result", "digest"])
    return file


def preview_again(*, by: User, file: PlanFile) -> None:
    """Look anew at what a waiting file would change, on the same terms: something else has changed meanwhile."""
    if file.applied_at is None:
        preview_plan_file(by=by, file=file, terms=get_terms(file))


def get_terms(file: PlanFile) -> PlanTerms:
    """The terms that the file was read on last."""
    holds_from = Tertial.parse(file.holds_from) if file.holds_from else None
    return PlanTerms(holds_from=holds_from, decision=file.decision, clears=file.clears)


@transaction.atomic
def apply_plan_file(*, by: User, file: PlanFile) -> dict[str, Any]:
    """Do all that the preview showed, and give it. ``PlanFileError`` when anything would become otherwise."""
    require_administrator(by, file.board)
    held = PlanFile.objects.select_for_update(of=("self",)).select_related("board__municipality").get(pk=file.pk)
    _require_waiting(held)
    result, digest = _read(by, held, get_terms(held))
    if digest != held.digest or has_errors(result):
        raise PlanFileError(CHANGED_MESSAGE)
    held.result, held.applied_at = result, timezone.now()
    held.save(update_fields=["result", "applied_at"])
    counts = {sheet["name"]: len(sheet["rows"]) + sheet["more"] for sheet in result["sheets"] if sheet["rows"]}
    after = {"name": held.name, "sha256": held.sha256, "year": result["year"], "rows": counts}
    record_event(by=by, action="plan_file.applied", target=held, board_id=held.board_id, after=after)
    return result


@transaction.atomic
def discard_plan_file(*, by: User, file: PlanFile) -> None:
    """Throw away a file that is not applied."""
    require_administrator(by, file.board)
    _require_waiting(file)
    before = {"name": file.name, "sha256": file.sha256}
    record_event(by=by, action="plan_file.discarded", target=file, board_id=file.board_id, before=before)
    file.delete()


def delete_old_plan_files(*, by: None, before: datetime) -> int:
    """Take away the files that were sent in earlier and that nobody has applied; ``by`` is the system. How many."""
    return PlanFile.objects.filter(uploaded_at__lt=before, applied_at=None).delete()[0]


def has_errors(result: dict[str, Any]) -> bool:
    """Did anything go wrong, so that nothing can be applied?"""
    return bool(result["errors"] or result["form_errors"])


def _require_waiting(file: PlanFile) -> None:
    if file.applied_at is not None:
        raise PlanFileError("Filen är redan inläst.")


def _list_term_fields(terms: PlanTerms) -> dict[str, Any]:
    label = terms.holds_from.label if terms.holds_from else ""
    return {"holds_from": label, "decision": terms.decision.strip(), "clears": terms.clears}


def _read_sheets(name: str, content: bytes) -> tuple[list[RawSheet], ErrorLog]:
    """A workbook's sheets, or the one that a text is: its name says which."""
    log = ErrorLog()
    if is_workbook(content):
        return read_table_sheets(content, name, log), log
    sheet = read_csv(content, PurePath(name).stem, name, log)
    return [sheet] if sheet and sheet.lines else [], log


def _read_dry(by: User, file: PlanFile, terms: PlanTerms) -> tuple[dict[str, Any], str]:
    try:
        with transaction.atomic():
            found = _read(by, file, terms)
            raise _UndoError
    except _UndoError:
        return found


def _read(by: User, file: PlanFile, terms: PlanTerms) -> tuple[dict[str, Any], str]:
    """Write the file's rows into the plan, and tell what became different. In a transaction."""
    board = (
        Board.objects.select_for_update(no_key=True, of=("self",)).select_related("municipality").get(pk=file.board_id)
    )
    lock_rounds(board_id=board.pk)
    sheets, log = _read_sheets(file.name, bytes(file.content))
    plan = parse_plan(sheets, file.name, log)
    year = _find_year(plan, file)
    writer = PlanWriter(by, board, year, terms, log, remarks=_list_remarks(plan, board))
    before = load_plan_rows(board, year)
    hidden = 0
    if not ServiceArea.objects.filter(board=board, parent=None).exists():
        log.file(file.name, NO_ROOT_MESSAGE)
    elif plan.given:
        hidden = _write(writer, plan, file.name)
    after = load_plan_rows(board, year)
    changes = compare_plans(before, after, writer.rows, plan.given, load_target_readings(board, year))
    if is_reordered(before, after):
        writer.remarks.append("Kapitlen i dispositionen får en annan ordning: filens.")
    result = {
        "year": year,
        "sheets": convert_changes_to_json(changes),
        "total": sum(len(one.rows) for one in changes),
        "errors": [
            {"place": error.place, "found": error.found[:200], "expected": error.expected} for error in log.errors
        ],
        "more_errors": log.more,
        "form_errors": writer.form_errors,
        "remarks": writer.remarks,
        "emptied": writer.emptied,
        "hidden": hidden,
    }
    return result, compute_digest(changes)


def _write(writer: PlanWriter, plan: ParsedPlan, name: str) -> int:
    """Every sheet, what others point at first. How many published figures become hidden."""
    write_settings(writer, plan.settings)
    write_areas(writer, plan["areas"])
    write_focus_areas(writer, plan["focus_areas"])
    write_goals(writer, plan["goals"])
    write_indicators(writer, plan["indicators"])
    write_targets(writer, plan["targets"])
    write_relations(writer, plan["relations"])
    write_cost_types(writer, plan["cost_types"])
    write_budgets(writer, plan["budgets"])
    write_projects(writer, plan["projects"])
    write_risks(writer, plan["risks"])
    write_controls(writer, plan["controls"])
    write_chapters(writer, plan["chapters"])
    return write_protection(writer, plan.settings, f"Inläst ur filen {name}.")


def _find_year(plan: ParsedPlan, file: PlanFile) -> int:
    year = plan.settings["year"]
    return year if year and FIRST_YEAR <= year <= LAST_YEAR else file.year


def _list_remarks(plan: ParsedPlan, board: Board) -> list[str]:
    name = plan.settings["board"]
    is_other = not is_blank(plan.settings, "board") and name != board.name
    other = [f"Filen är skriven för {name}. Den läses in för {board.name}, som behåller sitt namn."] if is_other else []
    return [*plan.remarks, *other]
