"""What a row of money showed before the board typed anything: a printed figure, or the year's
budget.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.budget.rules import find_year_budget
from apps.entry.keys import EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.stored.events import DELETED, list_money_events
from apps.entry.stored.save_context import SaveContext, StoredRow
from apps.entry.year_budgets import BUDGET_FIELDS, YearBudget, get_line_key

RowColumns = Mapping[str, Any]
_LINES_BY_KIND = {EntryKind.OPERATING: "operating", EntryKind.INVESTMENT: "investments"}


def find_printed_row(context: SaveContext, stored_row: StoredRow) -> RowColumns | None:
    """The row's line in the first of the report's printed tables.

    None where no table has it, or the row is not of money.
    """
    kind = stored_row.key.kind
    if kind not in _LINES_BY_KIND:
        return None
    lines = context.tables[_LINES_BY_KIND[kind]]
    place = get_line_key(kind, stored_row.natural_key)
    printed = [
        line
        for line in lines
        if line["table_id"] is not None
        and line["tertial"] == context.period.number
        and get_line_key(kind, line) == place
    ]
    return min(printed, key=lambda line: line["table_position"], default=None)


def has_printed_rows(context: SaveContext, kind: EntryKind) -> bool:
    """Do the report's printed tables have such rows of its own period?"""
    lines = context.tables[_LINES_BY_KIND[kind]]
    return any(line["tertial"] == context.period.number and line["table_id"] is not None for line in lines)


class DisplayedRow(dict[str, Any]):
    """The columns of a row as it was shown, and which budgets of the year it had inherited."""

    budgets: dict[str, YearBudget]


def iter_money_changes(
    context: SaveContext, stored_row: StoredRow
) -> Iterator[tuple[DisplayedRow, DisplayedRow, dict[str, Any]]]:
    """Each event of the board's own row with the row as shown before and after it, oldest first.

    One query.
    """
    kind = stored_row.key.kind
    printed = find_printed_row(context, stored_row)
    events = list_money_events(stored_row, [printed["table_id"]] if printed else [])
    columns = ("pgh_created_at", "pgh_label", "pgh_context", "tertial", "table_id", *ROW_DEFINITIONS[kind].columns)
    replay = _Replay(stored_row, may_inherit=not has_printed_rows(context, kind))
    for event in events.values(*columns):
        before = replay.build_row()
        replay.apply_event(event)
        if replay.is_own(event):
            yield before, replay.build_row(), event


class _Replay:
    """A row of money taken through its events: what is printed, and what the board typed, by
    tertial.
    """

    def __init__(self, stored_row: StoredRow, *, may_inherit: bool) -> None:
        self._kind, self._tertial, self._may_inherit = (
            stored_row.key.kind,
            stored_row.natural_key["tertial"],
            may_inherit,
        )
        self._own: dict[int, RowColumns] = {}
        self._printed: RowColumns | None = None

    def is_own(self, event: RowColumns) -> bool:
        return event["table_id"] is None and event["tertial"] == self._tertial

    def apply_event(self, event: RowColumns) -> None:
        is_there = event["pgh_label"] != DELETED
        if event["table_id"] is not None:
            self._printed = event if is_there else None
        elif is_there:
            self._own[event["tertial"]] = event
        else:
            self._own.pop(event["tertial"], None)

    def build_row(self) -> DisplayedRow:
        definition = ROW_DEFINITIONS[self._kind]
        row = self._own.get(self._tertial) or self._printed or definition.build_empty_row()
        shown = DisplayedRow({name: row[name] for name in definition.columns})
        shown.budgets = {}
        for name in BUDGET_FIELDS[self._kind] if self._may_inherit else ():
            found = find_year_budget({when: line[name] for when, line in self._own.items()}, self._tertial)
            if shown[name] is None and found:
                shown.budgets[name] = YearBudget(*found)
        return shown
