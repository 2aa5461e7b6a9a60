"""The board's own cost types of a report file, as the services take them."""

from collections.abc import Collection

from apps.accounts.models import User
from apps.budget import services as budget
from apps.budget.models import OperatingLine, OwnCostType
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.records import ParsedRecord, pick_values
from apps.organisation.models import Board

_COLUMNS = ("code", "name", "belongs_to", "valid_from", "valid_to")


def save_cost_types(*, by: User | None, board: Board, records: Collection[ParsedRecord]) -> None:
    """Save them in the order of the file. ``ReportErrors`` where one would go against what the board has."""
    if records:
        _check_against_board(board, records)
        rows = [budget.CostTypeRow(**pick_values(record, _COLUMNS)) for record in records]
        budget.save_cost_types(by=by, board=board, rows=rows)


def _check_against_board(board: Board, records: Collection[ParsedRecord]) -> None:
    """What has amounts belongs where it belongs, and two are not called the same."""
    log = ErrorLog()
    known = {one.code: one for one in OwnCostType.objects.filter(board=board)}
    lines = OperatingLine.objects.filter(board=board, cost_type__in=known)
    used = set(lines.values_list("cost_type", flat=True).distinct())
    names = {one.name.casefold(): code for code, one in known.items()} | {
        record["name"].casefold(): record["code"] for record in records
    }
    for record in records:
        code = record["code"]
        if code in used and known[code].belongs_to != record["belongs_to"]:
            base = known[code].get_belongs_to_display()
            message = f"Kostnadsslaget har belopp och hör till {base}. Det ändras inte: lägg till ett nytt i stället."
            log.add(record.error("belongs_to", message))
        if names[record["name"].casefold()] != code:
            log.add(record.error("name", "Ett annat kostnadsslag heter så."))
    log.stop_if_any()
