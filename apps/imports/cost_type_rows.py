"""The board's own cost types of a report file, as the services take them."""

from collections.abc import Iterable

from apps.accounts.models import User
from apps.budget import services as budget
from apps.imports.report_format.records import ParsedRecord
from apps.organisation.models import Board

_COLUMNS = ("code", "name", "belongs_to", "valid_from", "valid_to")


def save_cost_types(*, by: User | None, board: Board, records: Iterable[ParsedRecord]) -> None:
    """Save them in the order of the file."""
    rows = [budget.CostTypeRow(**{name: record[name] for name in _COLUMNS}) for record in records]
    if rows:
        budget.save_cost_types(by=by, board=board, rows=rows)
