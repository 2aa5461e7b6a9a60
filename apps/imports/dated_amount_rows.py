"""Budget changes and forecasts between tertials of a report on their way into the tables."""

from collections.abc import Mapping, Sequence

from apps.accounts.models import User
from apps.budget import services as budget
from apps.budget.models import BudgetChange, BudgetChangeKind
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.records import ParsedRecord
from apps.organisation.models import Board


def save_budget_changes(
    *, by: User | None, board: Board, records: Sequence[ParsedRecord], areas: Mapping[str, int]
) -> None:
    """Save the changes. ``ReportErrors`` where another report of the year has a row already that they repeat.

    ``areas`` are the ids of the board's service areas by code.
    """
    rows = [
        budget.BudgetChangeRow(
            service_area_id=areas[record["area"]],
            amount=record["kronor"]["amount"],
            **{key: record[key] for key in ("year", "tertial", "date", "kind", "decision", "note")},
        )
        for record in records
    ]
    _refuse_repeated_rows(board, records, rows)
    budget.save_budget_changes(by=by, board=board, rows=rows)


def save_interim_forecasts(
    *, by: User | None, board: Board, records: Sequence[ParsedRecord], areas: Mapping[str, int]
) -> None:
    """Save the forecasts between tertials; ``areas`` as above."""
    rows = [
        budget.InterimForecastRow(
            service_area_id=areas[record["area"]],
            date=record["date"],
            forecast=record["kronor"]["forecast"],
            note=record["note"],
        )
        for record in records
    ]
    budget.save_interim_forecasts(by=by, board=board, rows=rows)


def _refuse_repeated_rows(
    board: Board, records: Sequence[ParsedRecord], rows: Sequence[budget.BudgetChangeRow]
) -> None:
    """A step that stands in another report's tertial would move from there; a second original budget is none."""
    log = ErrorLog()
    stored = list(BudgetChange.objects.filter(board=board, year__in={row.year for row in rows}))
    by_key = {tuple(getattr(one, name) for name in budget.BUDGET_CHANGES.key): one for one in stored}
    originals = {(one.service_area_id, one.year): one for one in stored if one.kind == BudgetChangeKind.ORIGINAL}
    for record, row in zip(records, rows, strict=True):
        same = by_key.get(tuple(getattr(row, name) for name in budget.BUDGET_CHANGES.key))
        original = originals.get((row.service_area_id, row.year)) if row.kind == BudgetChangeKind.ORIGINAL else None
        if same and same.tertial != row.tertial:
            message = f"Ändringen står redan i rapporten för T{same.tertial} {same.year}. Ta bort raden ur filen."
            log.add(record.error("tertial", message))
        elif original and original is not same:
            message = (
                f"Verksamheten har redan en ursprunglig budget för {row.year}, från {original.date.isoformat()}."
                " Ändra den under Budgetändringar, eller skriv samma datum och beslut i filen."
            )
            log.add(record.error("kind", message))
    log.stop_if_any()
