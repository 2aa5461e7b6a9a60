"""The budget of the year, in a tertial where none has been typed.

A budget is for the whole year. Typed at an earlier tertial it holds until another is typed. It
is found anew each time and never copied, so a correction of the earlier tertial is followed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from apps.budget.rules import find_year_budget
from apps.core.tertials import Tertial
from apps.entry.keys import EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.shapes import InheritedBudget
from apps.entry.values import format_exact_amount

BUDGET_FIELDS: Mapping[EntryKind, tuple[str, ...]] = {
    EntryKind.OPERATING: ("budget",),
    EntryKind.INVESTMENT: ("original_budget", "supplementary_budget", "budget"),
}
LineKey = tuple[Any, ...]
_LINE_KEY_GETTERS = {
    kind: itemgetter(
        *(name for name in ROW_DEFINITIONS[kind].natural_key if name not in ("year", "tertial", "table_id"))
    )
    for kind in BUDGET_FIELDS
}


class YearBudget(NamedTuple):
    """An amount in whole kronor, and the tertial (1-3) where it was typed."""

    amount: int
    tertial: int

    def build_inherited(self, unit: str) -> InheritedBudget:
        """The budget as a sheet shows it, in ``unit``."""
        return InheritedBudget(format_exact_amount(self.amount, unit), f"från T{self.tertial}")


def get_line_key(kind: EntryKind, row: Mapping[str, Any]) -> LineKey:
    """What identifies a line of money apart from its period and printed table."""
    place: LineKey = _LINE_KEY_GETTERS[kind](row)
    return place


def find_year_budgets(
    kind: EntryKind, lines: Iterable[Mapping[str, Any]], period: Tertial, *, printed: bool
) -> dict[LineKey, dict[str, YearBudget]]:
    """The inherited budgets of ``period``, by line and field.

    ``lines`` are the board's, of any period. Where the report has a printed table (``printed``)
    nothing is inherited: the table is what the report says. A tertial that has only a printed line
    ends what was typed before it.
    """
    if printed or kind not in BUDGET_FIELDS:
        return {}
    own, printed_tertials = _group_earlier_lines(kind, lines, period)
    found: dict[LineKey, dict[str, YearBudget]] = {}
    for place, rows in own.items():
        printed_at = printed_tertials.get(place, set()) - rows.keys()
        for field in BUDGET_FIELDS[kind]:
            budgets = {tertial: row[field] for tertial, row in rows.items()}
            budget = find_year_budget(budgets, period.number, printed_at)
            if budget:
                found.setdefault(place, {})[field] = YearBudget(*budget)
    return found


def _group_earlier_lines(
    kind: EntryKind, lines: Iterable[Mapping[str, Any]], period: Tertial
) -> tuple[dict[LineKey, dict[int, Mapping[str, Any]]], dict[LineKey, set[int]]]:
    """The board's own lines of earlier tertials of the year, and the tertials with a printed line."""
    own: dict[LineKey, dict[int, Mapping[str, Any]]] = defaultdict(dict)
    printed_tertials: dict[LineKey, set[int]] = defaultdict(set)
    for line in lines:
        if line["year"] != period.year or line["tertial"] >= period.number:
            continue
        place = get_line_key(kind, line)
        if line["table_id"] is None:
            own[place][line["tertial"]] = line
        else:
            printed_tertials[place].add(line["tertial"])
    return own, printed_tertials
