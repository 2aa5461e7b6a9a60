"""Money over a reorganisation: the amounts of areas that were joined are added up, those before a split stand apart.

Whole kronor. A sum is there only where each part has the amount: missing is not zero.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from apps.budget import rules
from apps.budget.models import CostType
from apps.core.swedish import format_list
from apps.core.tertials import Tertial
from apps.report.amounts import build_amounts
from apps.report.board_report import Amounts, FormerSeries, PastVariance, Reorganisation
from apps.report.reorganised.mappings import (
    JOINED,
    REGROUPED,
    REPLACED,
    SPLIT,
    AreaMapping,
    AreaNames,
    build_group_code,
)

_SUMMED_FIELDS = (
    "budget", "actual", "forecast", "variance", "computed_variance", "period_budget", "variance_so_far",
    "computed_variance_so_far",
)  # fmt: skip
_COLUMNS = ("budget", "period_budget", "actual", "forecast")
_COST_TYPES = tuple(kind.value for kind in CostType)
PastByRow = Mapping[tuple[str, str], Mapping[Tertial, Amounts]]  # by area code and cost type


class ReorganisedMoney:
    """The earlier amounts of the areas that came out of reorganisations, by area code.

    ``past`` are those of every row that a source states, also of areas that have ended, with what the board's own
    cost types come to. ``kinds`` are the board's cost types: its own are joined as the seven are, and make no net.
    """

    def __init__(
        self, past: PastByRow, mappings: Sequence[AreaMapping], names: AreaNames, kinds: Sequence[str] = _COST_TYPES
    ) -> None:
        self._kinds = kinds
        self._past: dict[tuple[str, str], dict[Tertial, Amounts]] = {key: dict(found) for key, found in past.items()}
        self._names = names
        self._children: dict[str, list[str]] = defaultdict(list)
        for area in names.former.values():
            above = names.former.get(area.parent_id or 0)
            if above:
                self._children[above.code].append(area.code)
        self.added: dict[tuple[str, str], dict[Tertial, Amounts]] = defaultdict(dict)
        self.former: dict[str, list[FormerSeries]] = defaultdict(list)
        for mapping in mappings:
            self._apply(mapping)

    def _apply(self, mapping: AreaMapping) -> None:
        before, after = ([area.code for one in ids if (area := self._names.find(one))] for ids in _get_sides(mapping))
        if len(before) < len(mapping.before):
            return
        if mapping.kind in (SPLIT, REGROUPED):
            self._set_apart(before, after, mapping)
            return
        for code in after:
            self._join(before, code, mapping.year)
            self.former[code] += self._list_former(before)

    def _join(self, before: Sequence[str], after: str, year: int) -> None:
        for kind in self._kinds:
            if kind == CostType.NET:
                parts = [self.find_nets(code) for code in before]
            else:
                parts = [self._past.get((code, kind), {}) for code in before]
            own = self._past.setdefault((after, kind), {})
            for period in set.intersection(*(set(part) for part in parts)):
                if period.year < year and period not in own:
                    own[period] = self.added[after, kind][period] = sum_amounts([part[period] for part in parts])

    def _set_apart(self, before: Sequence[str], after: Sequence[str], mapping: AreaMapping) -> None:
        """Show the old area, or the sum of the old ones, whole at each of those that came after."""
        parts = [self.find_nets(code) for code in before]
        periods = {period for period in set.intersection(*map(set, parts)) if period.year < mapping.year}
        names = [area.name for one in mapping.before if (area := self._names.find(one))]
        series = FormerSeries(
            code=before[0] if mapping.kind == SPLIT else build_group_code(before[0]),
            name=format_list(names),
            until=mapping.year - 1,
            amounts=tuple(sum_amounts([nets[period] for nets in parts]) for period in sorted(periods, reverse=True)),
            together=mapping.kind == REGROUPED,
        )
        for code in after:
            self.former[code] += [*self._list_former(before), *([series] if periods else [])]

    def _list_former(self, codes: Sequence[str]) -> list[FormerSeries]:
        """What the areas were before they were split themselves, each once: two of them may have been one."""
        return list({one.code: one for code in codes for one in self.former.get(code, [])}.values())

    def find_nets(self, code: str) -> dict[Tertial, Amounts]:
        """An area's net by period: as stated, else of its own revenue and cost, else the sum of the areas below."""
        own = {kind: self._past[code, kind] for kind in _COST_TYPES if self._past.get((code, kind))}
        found = dict(own.pop("net", {}))
        for period in set().union(*own.values()) - found.keys():
            if all(period in rows for rows in own.values()):
                net = _compute_net({kind: rows[period] for kind, rows in own.items()}, period)
                found |= {period: net} if net else {}
        below = [self.find_nets(child) for child in self._children[code]]
        for period in (set.intersection(*(set(nets) for nets in below)) if below else set()) - found.keys():
            found[period] = sum_amounts([nets[period] for nets in below])
        return found


def sum_amounts(parts: Sequence[Amounts]) -> Amounts:
    """The amounts of one period added up; what one of the parts lacks the sum lacks too."""
    if len(parts) == 1:
        return parts[0]
    sums: dict[str, Any] = {name: rules.sum_complete([getattr(one, name) for one in parts]) for name in _SUMMED_FIELDS}
    return Amounts(
        period=parts[0].period,
        **sums,
        basis=parts[0].basis if sums["variance"] is not None else "",
        variance_percent=rules.compute_variance_percent(sums["variance"], sums["budget"]),
        exact=all(one.exact for one in parts),
    )


def _compute_net(rows: Mapping[str, Amounts], period: Tertial) -> Amounts | None:
    nets: dict[str, int | None] = {}
    for column in _COLUMNS:
        values = {kind: getattr(row, column) for kind, row in rows.items()}
        nets[column] = None if None in values.values() else rules.compute_net_of_types(values)
    if all(amount is None for amount in nets.values()):
        return None
    return build_amounts(_NetLine(nets), "net", period, exact=False, is_past=True)


class _NetLine:
    """Net amounts as a stored line has them, without a stated variance."""

    stated_variance = stated_forecast_variance = None

    def __init__(self, nets: Mapping[str, int | None]) -> None:
        self.budget, self.period_budget, self.actual, self.forecast = (nets[column] for column in _COLUMNS)


def _get_sides(mapping: AreaMapping) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return mapping.before, mapping.after


def add_joined_variances(
    areas: Mapping[str, PastVariance], period: Tertial, reorganisations: Sequence[Reorganisation]
) -> dict[str, PastVariance]:
    """What was published of each area in a period, and the sums of those that have been joined since."""
    found = dict(areas)
    for one in reorganisations:
        if one.kind not in (JOINED, REPLACED) or period >= one.period or not one.after:
            continue
        total = sum_variances([part.code for part in one.before], found)
        if total is not None:
            found.setdefault(one.after[0].code, total)
    return found


def sum_variances(codes: Sequence[str], areas: Mapping[str, PastVariance]) -> PastVariance | None:
    """The variances of the areas together; None where one of them is not known."""
    parts = [areas[code] for code in codes if code in areas]
    if not parts or len(parts) < len(codes):
        return None
    return PastVariance(
        so_far=rules.sum_complete([part.so_far for part in parts]),
        full_year=rules.sum_complete([part.full_year for part in parts]),
        exact=all(part.exact for part in parts),
    )
