"""The sheets to fill in. Each is read as a whole; see ``entry.shapes`` for what they hold."""

from collections.abc import Callable, Mapping
from typing import Any

from apps.followup.entry.grid_controls import control_grid
from apps.followup.entry.grid_money import investment_grid, money_grid
from apps.followup.entry.grid_outcomes import outcome_grid
from apps.followup.entry.keys import BadKeyError, Kind, parse_key
from apps.followup.entry.shapes import Grid, Row
from apps.rounds.models import Round, Unit

__all__ = ["control_grid", "grid_with", "investment_grid", "money_grid", "outcome_grid", "row_of"]

_SHEETS: Mapping[Kind, Callable[[Round, Any, str], Grid]] = {
    Kind.OUTCOME: lambda round_, user, _: outcome_grid(round_, user),
    Kind.OPERATING: money_grid,
    Kind.INVESTMENT: investment_grid,
    Kind.CONTROL: lambda round_, user, _: control_grid(round_, user),
}


def grid_with(round_: Round, user: Any, key: str, unit: str = Unit.TKR) -> Grid | None:
    """The sheet that a row of that key belongs to; None for a key of no sheet."""
    try:
        make = _SHEETS.get(parse_key(key).kind)
    except BadKeyError:
        return None
    return make(round_, user, unit) if make else None


def row_of(round_: Round, user: Any, key: str, unit: str = Unit.TKR) -> tuple[str, Row] | None:
    """A row that can be written, with the kind of its grid; None when the reader is shown no such row."""
    sheet = grid_with(round_, user, key, unit)
    rows = (row for section in sheet.sections for row in section.rows) if sheet else ()
    found = next((row for row in rows if row.key == key and not row.is_total), None)
    return (sheet.kind, found) if sheet and found else None
