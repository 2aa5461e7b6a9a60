"""What a row of money was before the board's own entry: as a table of the report prints it, or the year's budget."""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.budget.rules import budget_of_year
from apps.followup.entry.context import Context, Standing
from apps.followup.entry.events import DELETED, of_figure
from apps.followup.entry.keys import Kind
from apps.followup.entry.subjects import SUBJECTS
from apps.followup.entry.year_budgets import BUDGETS, YearBudget, find_place

Columns = Mapping[str, Any]
_LINES = {Kind.OPERATING: "operating", Kind.INVESTMENT: "investments"}


def find_printed(context: Context, standing: Standing) -> Columns | None:
    """What the first of the report's tables prints in the row; None where none does, or the row is not of money."""
    kind = standing.key.kind
    if kind not in _LINES:
        return None
    lines = context.found[_LINES[kind]]
    place = find_place(kind, standing.natural)
    printed = [
        line
        for line in lines
        if line["table_id"] is not None and line["tertial"] == context.period.number and find_place(kind, line) == place
    ]
    return min(printed, key=lambda line: line["table_position"], default=None)


def is_round_printed(context: Context, kind: Kind) -> bool:
    """Do tables of the report print such rows of its period?"""
    lines = context.found[_LINES[kind]]
    return any(line["tertial"] == context.period.number and line["table_id"] is not None for line in lines)


class Shown(dict[str, Any]):
    """The columns of a row as it was shown, and which budgets of the year stood in it."""

    budgets: dict[str, YearBudget]


def find_changes(context: Context, standing: Standing) -> Iterator[tuple[Shown, Shown, dict[str, Any]]]:
    """Each event of the board's own row with what was shown before and after it, oldest first: one query."""
    kind = standing.key.kind
    printed = find_printed(context, standing)
    events = of_figure(standing, [printed["table_id"]] if printed else [])
    columns = ("pgh_created_at", "pgh_label", "pgh_context", "tertial", "table_id", *SUBJECTS[kind].columns)
    replay = _Replay(standing, may_inherit=not is_round_printed(context, kind))
    for event in events.values(*columns):
        before = replay.show()
        replay.take(event)
        if replay.is_own(event):
            yield before, replay.show(), event


class _Replay:
    """The row as it was, event by event: what is printed, what the board has entered, at this tertial and before."""

    def __init__(self, standing: Standing, *, may_inherit: bool) -> None:
        self._kind, self._tertial, self._may_inherit = standing.key.kind, standing.natural["tertial"], may_inherit
        self._own: dict[int, Columns] = {}
        self._printed: Columns | None = None

    def is_own(self, event: Columns) -> bool:
        return event["table_id"] is None and event["tertial"] == self._tertial

    def take(self, event: Columns) -> None:
        is_there = event["pgh_label"] != DELETED
        if event["table_id"] is not None:
            self._printed = event if is_there else None
        elif is_there:
            self._own[event["tertial"]] = event
        else:
            self._own.pop(event["tertial"], None)

    def show(self) -> Shown:
        subject = SUBJECTS[self._kind]
        row = self._own.get(self._tertial) or self._printed or subject.empty()
        shown = Shown({name: row[name] for name in subject.columns})
        shown.budgets = {}
        for name in BUDGETS[self._kind] if self._may_inherit else ():
            found = budget_of_year({when: line[name] for when, line in self._own.items()}, self._tertial)
            if shown[name] is None and found:
                shown.budgets[name] = YearBudget(*found)
        return shown
