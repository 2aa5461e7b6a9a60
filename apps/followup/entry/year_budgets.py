"""The budget of the year in a row that has none of its own: laid in at an earlier tertial, it holds until another is.

It is read anew each time and never copied, so that it follows when the earlier tertial is corrected.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from apps.budget.rules import budget_of_year
from apps.core.tertials import Tertial
from apps.followup.entry.keys import Kind
from apps.followup.entry.shapes import Inherited
from apps.followup.entry.subjects import SUBJECTS
from apps.followup.entry.values import money

BUDGETS: Mapping[Kind, tuple[str, ...]] = {
    Kind.OPERATING: ("budget",),
    Kind.INVESTMENT: ("original_budget", "supplementary_budget", "budget"),
}
Place = tuple[Any, ...]
_PLACES = {
    kind: itemgetter(*(name for name in SUBJECTS[kind].key if name not in ("year", "tertial", "table_id")))
    for kind in BUDGETS
}


class YearBudget(NamedTuple):
    """An amount in whole kronor, and the tertial where it was laid in."""

    amount: int
    tertial: int

    def show(self, unit: str) -> Inherited:
        """As a sheet shows it."""
        return Inherited(money(self.amount, unit), f"från T{self.tertial}")


def find_place(kind: Kind, row: Mapping[str, Any]) -> Place:
    """What names a line whichever tertial and table it stands in."""
    place: Place = _PLACES[kind](row)
    return place


def find_year_budgets(
    kind: Kind, lines: Iterable[Mapping[str, Any]], period: Tertial, *, printed: bool
) -> dict[Place, dict[str, YearBudget]]:
    """The budgets that stand where the period's own row has none, by place and field.

    ``lines`` are the board's, of any period. Nothing stands so in a period that is ``printed``.
    """
    if printed or kind not in BUDGETS:
        return {}
    own: dict[Place, dict[int, Mapping[str, Any]]] = defaultdict(dict)
    others: dict[Place, set[int]] = defaultdict(set)
    for line in lines:
        if line["year"] == period.year and line["tertial"] < period.number:
            place = find_place(kind, line)
            if line["table_id"] is None:
                own[place][line["tertial"]] = line
            else:
                others[place].add(line["tertial"])
    found: dict[Place, dict[str, YearBudget]] = {}
    for place, rows in own.items():
        printed_at = others.get(place, set()) - rows.keys()
        for field in BUDGETS[kind]:
            budgets = {tertial: row[field] for tertial, row in rows.items()}
            budget = budget_of_year(budgets, period.number, printed_at)
            if budget:
                found.setdefault(place, {})[field] = YearBudget(*budget)
    return found
