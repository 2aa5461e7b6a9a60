"""The answer to a save: the cell as it now stands, with its light, what looks odd and what else changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from apps.followup.economy import SUMMED
from apps.followup.entry import beside
from apps.followup.entry.context import Context, Standing
from apps.followup.entry.earlier import find_printed
from apps.followup.entry.keys import Key, Kind
from apps.followup.entry.shapes import (
    Affected,
    AnswerStatus,
    CellAnswer,
    CellInput,
    CellLight,
    Inherited,
    Theirs,
    WarnedElsewhere,
    Warning,
)
from apps.followup.entry.subjects import SUBJECTS
from apps.followup.entry.totals import Totals
from apps.followup.entry.values import settle, show
from apps.followup.entry.warnings import GENDERS
from apps.followup.entry.year_budgets import BUDGETS, Place, YearBudget, find_place

_MONEY = (Kind.OPERATING, Kind.INVESTMENT)


class Beside:
    """Answers cells of one save. What stands beside them is worked out once, and only if someone asks."""

    def __init__(
        self,
        context: Context,
        working: Mapping[Key, dict[str, Any]],
        versions: Mapping[Key, int],
        unit: str,
        *,
        rest: bool = True,
    ) -> None:
        self._context = context
        self._rest = rest
        self._unit = unit
        self._totals_told = False
        self._versions = versions
        self._now = {key: settle(key.kind, row) for key, row in working.items()}
        self._last: dict[Kind, beside.Amounts] = {}
        self._budgets: dict[Kind, dict[Place, dict[str, YearBudget]]] = {}
        self._areas = {area["id"]: area["code"] for area in context.found["areas"]}

    def answer(
        self, cell: CellInput, key: Key | None, status: AnswerStatus, message: str, theirs: Theirs | None
    ) -> CellAnswer:
        """The answer to one cell."""
        standing = self._context.rows.get(key) if key else None
        if standing is None or key is None or cell.field not in SUBJECTS[key.kind].fields:
            return CellAnswer(cell.key, cell.field, status, cell.raw, "", 0, message)
        values = self._values(standing)
        inherited = self._inherited(standing, cell.field, values)
        if status in (AnswerStatus.STALE, AnswerStatus.LOCKED, AnswerStatus.INVALID):
            warnings: list[Warning] = []
        else:
            warnings = self._warnings(standing, cell.field, values)
        return CellAnswer(
            key=cell.key,
            field=cell.field,
            status=status,
            raw=cell.raw,
            text=show(key.kind, cell.field, values, standing.about),
            version=self._versions.get(key, standing.version),
            message=message,
            warnings=tuple(warnings),
            light=self._light(standing),
            affected=tuple(self._affected(standing, cell.field, values)) if status == AnswerStatus.SAVED else (),
            elsewhere=tuple(self._elsewhere(standing, cell.field)) if status == AnswerStatus.SAVED else (),
            theirs=theirs,
            computed="" if inherited else self._computed(standing, cell.field, values),
            inherited=inherited,
        )

    def _values(self, standing: Standing) -> dict[str, Any]:
        """The row's columns as they now are; when it was taken away those that are printed, else those of no row."""
        if standing.key not in self._now:
            return standing.values
        now = self._now[standing.key]
        if now is not None:
            return now
        nothing = SUBJECTS[standing.key.kind].empty()
        printed = find_printed(self._context, standing) or nothing
        return {name: printed[name] for name in nothing}

    def _warnings(self, standing: Standing, field: str, values: Mapping[str, Any]) -> list[Warning]:
        board = self._context.round.board
        if standing.key.kind == Kind.OUTCOME and field in ("value", "forecast"):
            indicator = self._indicators[standing.key.first]
            area = self._areas[standing.area_id]
            return beside.outcome_warnings(indicator, area, standing.key.third, self._context.period, board)
        if standing.key.kind in _MONEY and field != "footnote":
            before = self._last_amounts(standing.key.kind).get(find_place(standing.key.kind, standing.natural))
            found = beside.amount_warnings(standing.key.second, field, values, before, board)
            return [*found, *self._totals.warnings(standing.key, field)] if self._has_totals(standing, field) else found
        return []

    def _has_totals(self, standing: Standing, field: str) -> bool:
        return self._rest and standing.key.kind == Kind.OPERATING and field in SUMMED

    def _computed(self, standing: Standing, field: str, values: Mapping[str, Any]) -> str:
        """What an empty sum comes to."""
        if not self._has_totals(standing, field) or values.get(field) is not None:
            return ""
        return self._totals.computed(standing.key, field)

    def _inherited(self, standing: Standing, field: str, values: Mapping[str, Any]) -> Inherited | None:
        """The budget of the year, where the row has none of its own."""
        kind = standing.key.kind
        if field not in BUDGETS.get(kind, ()) or values.get(field) is not None:
            return None
        if kind not in self._budgets:
            self._budgets[kind] = beside.year_budgets_now(self._context, kind)
        found = self._budgets[kind].get(find_place(kind, standing.natural), {}).get(field)
        return found.show(standing.about.unit) if found else None

    def _light(self, standing: Standing) -> CellLight | None:
        if standing.key.kind != Kind.OUTCOME or not self._rest:
            return None
        indicator = self._indicators[standing.key.first]
        return beside.outcome_light(indicator, self._areas[standing.area_id], standing.key.third)

    def _affected(self, standing: Standing, field: str, values: Mapping[str, Any]) -> list[Affected]:
        """The other fields of the row that changed with this one, and the totals that an amount moves."""
        key, about = standing.key, standing.about
        if not self._rest:
            return []
        found = [
            Affected(key.text, name, text)
            for name in SUBJECTS[key.kind].fields
            if name != field
            and (text := show(key.kind, name, values, about)) != show(key.kind, name, standing.values, about)
        ]
        if key.kind == Kind.OPERATING and not self._totals_told:
            self._totals_told = True  # the same for every cell of the save
            found += self._totals.affected()
        return found

    def _elsewhere(self, standing: Standing, field: str) -> Iterator[WarnedElsewhere]:
        """What the same indicator's other genders now ask, which may be another thing than before this save."""
        key = standing.key
        if key.kind != Kind.OUTCOME or field != "value" or not self._rest:
            return
        area = self._areas[standing.area_id]
        found = beside.gender_warnings(self._indicators[key.first], area, key.third, self._context.period)
        for gender, message in found.items():
            yield WarnedElsewhere(replace(key, third=gender).text, field, GENDERS, message)

    def _last_amounts(self, kind: Kind) -> beside.Amounts:
        if kind not in self._last:
            self._last[kind] = beside.last_amounts(self._context, kind)
        return self._last[kind]

    @cached_property
    def _indicators(self) -> dict[str, beside.Figures]:
        found = beside.indicators_now(self._context, self._of_kind(Kind.OUTCOME))
        return {code: beside.figures_of(indicator) for code, indicator in found.items()}

    @cached_property
    def _totals(self) -> Totals:
        return Totals(self._context, self._of_kind(Kind.OPERATING), self._unit)

    def _of_kind(self, kind: Kind) -> dict[Key, dict[str, Any] | None]:
        return {key: values for key, values in self._now.items() if key.kind == kind}
