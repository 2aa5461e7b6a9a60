"""The answer to a save: the cell as it now stands, with its light, what looks odd and what else changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from apps.entry.feedback import cell_feedback
from apps.entry.feedback.changed_totals import ChangedTotals
from apps.entry.feedback.warnings import GENDERS_CODE
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.shapes import (
    AffectedCell,
    CellConflict,
    CellInput,
    CellLight,
    CellWarning,
    InheritedBudget,
    RelatedWarning,
    SaveResult,
    SaveStatus,
)
from apps.entry.stored.printed_rows import find_printed_row
from apps.entry.stored.save_context import SaveContext, StoredRow
from apps.entry.values import format_cell_input, normalize_row
from apps.entry.year_budgets import BUDGET_FIELDS, LineKey, YearBudget, get_line_key
from apps.report.economy import SUMMED_COLUMNS

_MONEY_KINDS = (EntryKind.OPERATING, EntryKind.INVESTMENT)


class SaveResultBuilder:
    """Answers cells of one save. What stands beside them is worked out once, and only if someone asks."""

    def __init__(
        self,
        context: SaveContext,
        working: Mapping[EntryKey, dict[str, Any]],
        versions: Mapping[EntryKey, int],
        unit: str,
        *,
        rest: bool = True,
    ) -> None:
        self._context = context
        self._rest = rest
        self._unit = unit
        self._totals_sent = False
        self._versions = versions
        self._now = {key: normalize_row(key.kind, row) for key, row in working.items()}
        self._last: dict[EntryKind, cell_feedback.AmountsByLine] = {}
        self._budgets: dict[EntryKind, dict[LineKey, dict[str, YearBudget]]] = {}
        self._areas = {area["id"]: area["code"] for area in context.found["areas"]}

    def answer(
        self, cell: CellInput, key: EntryKey | None, status: SaveStatus, message: str, theirs: CellConflict | None
    ) -> SaveResult:
        """The answer to one cell."""
        stored_row = self._context.rows.get(key) if key else None
        if stored_row is None or key is None or cell.field not in ROW_DEFINITIONS[key.kind].fields:
            return SaveResult(cell.key, cell.field, status, cell.raw, "", 0, message)
        values = self._find_values(stored_row)
        inherited = self._find_inherited(stored_row, cell.field, values)
        if status in (SaveStatus.STALE, SaveStatus.LOCKED, SaveStatus.INVALID):
            warnings: list[CellWarning] = []
        else:
            warnings = self._find_warnings(stored_row, cell.field, values)
        return SaveResult(
            key=cell.key,
            field=cell.field,
            status=status,
            raw=cell.raw,
            text=format_cell_input(key.kind, cell.field, values, stored_row.about),
            version=self._versions.get(key, stored_row.version),
            message=message,
            warnings=tuple(warnings),
            light=self._find_light(stored_row),
            affected=tuple(self._find_affected(stored_row, cell.field, values)) if status == SaveStatus.SAVED else (),
            elsewhere=tuple(self._find_elsewhere(stored_row, cell.field)) if status == SaveStatus.SAVED else (),
            theirs=theirs,
            computed="" if inherited else self._find_computed(stored_row, cell.field, values),
            inherited=inherited,
        )

    def _find_values(self, stored_row: StoredRow) -> dict[str, Any]:
        """The row's columns as they now are; when it was taken away those that are printed, else those of no row."""
        if stored_row.key not in self._now:
            return stored_row.values
        now = self._now[stored_row.key]
        if now is not None:
            return now
        nothing = ROW_DEFINITIONS[stored_row.key.kind].empty()
        printed = find_printed_row(self._context, stored_row) or nothing
        return {name: printed[name] for name in nothing}

    def _find_warnings(self, stored_row: StoredRow, field: str, values: Mapping[str, Any]) -> list[CellWarning]:
        board = self._context.round.board
        if stored_row.key.kind == EntryKind.OUTCOME and field in ("value", "forecast"):
            indicator = self._indicators[stored_row.key.first]
            area = self._areas[stored_row.area_id]
            return cell_feedback.collect_outcome_warnings(
                indicator, area, stored_row.key.third, self._context.period, board
            )
        if stored_row.key.kind in _MONEY_KINDS and field != "footnote":
            before = self._find_last_amounts(stored_row.key.kind).get(
                get_line_key(stored_row.key.kind, stored_row.natural)
            )
            found = cell_feedback.collect_amount_warnings(stored_row.key.second, field, values, before, board)
            return (
                [*found, *self._totals.warnings(stored_row.key, field)]
                if self._has_totals(stored_row, field)
                else found
            )
        return []

    def _has_totals(self, stored_row: StoredRow, field: str) -> bool:
        return self._rest and stored_row.key.kind == EntryKind.OPERATING and field in SUMMED_COLUMNS

    def _find_computed(self, stored_row: StoredRow, field: str, values: Mapping[str, Any]) -> str:
        """What an empty sum comes to."""
        if not self._has_totals(stored_row, field) or values.get(field) is not None:
            return ""
        return self._totals.computed(stored_row.key, field)

    def _find_inherited(self, stored_row: StoredRow, field: str, values: Mapping[str, Any]) -> InheritedBudget | None:
        """The budget of the year, where the row has none of its own."""
        kind = stored_row.key.kind
        if field not in BUDGET_FIELDS.get(kind, ()) or values.get(field) is not None:
            return None
        if kind not in self._budgets:
            self._budgets[kind] = cell_feedback.find_current_year_budgets(self._context, kind)
        found = self._budgets[kind].get(get_line_key(kind, stored_row.natural), {}).get(field)
        return found.show(stored_row.about.unit) if found else None

    def _find_light(self, stored_row: StoredRow) -> CellLight | None:
        if stored_row.key.kind != EntryKind.OUTCOME or not self._rest:
            return None
        indicator = self._indicators[stored_row.key.first]
        return cell_feedback.find_outcome_light(indicator, self._areas[stored_row.area_id], stored_row.key.third)

    def _find_affected(self, stored_row: StoredRow, field: str, values: Mapping[str, Any]) -> list[AffectedCell]:
        """The other fields of the row that changed with this one, and the totals that an amount moves."""
        key, about = stored_row.key, stored_row.about
        if not self._rest:
            return []
        found = [
            AffectedCell(key.text, name, text)
            for name in ROW_DEFINITIONS[key.kind].fields
            if name != field
            and (text := format_cell_input(key.kind, name, values, about))
            != format_cell_input(key.kind, name, stored_row.values, about)
        ]
        if key.kind == EntryKind.OPERATING and not self._totals_sent:
            self._totals_sent = True  # the same for every cell of the save
            found += self._totals.affected()
        return found

    def _find_elsewhere(self, stored_row: StoredRow, field: str) -> Iterator[RelatedWarning]:
        """What the same indicator's other genders now ask, which may be another thing than before this save."""
        key = stored_row.key
        if key.kind != EntryKind.OUTCOME or field != "value" or not self._rest:
            return
        area = self._areas[stored_row.area_id]
        found = cell_feedback.collect_gender_warnings(
            self._indicators[key.first], area, key.third, self._context.period
        )
        for gender, message in found.items():
            yield RelatedWarning(replace(key, third=gender).text, field, GENDERS_CODE, message)

    def _find_last_amounts(self, kind: EntryKind) -> cell_feedback.AmountsByLine:
        if kind not in self._last:
            self._last[kind] = cell_feedback.find_last_amounts(self._context, kind)
        return self._last[kind]

    @cached_property
    def _indicators(self) -> dict[str, cell_feedback.IndicatorFigures]:
        found = cell_feedback.build_changed_indicators(self._context, self._filter_kind(EntryKind.OUTCOME))
        return {code: cell_feedback.group_figures(indicator) for code, indicator in found.items()}

    @cached_property
    def _totals(self) -> ChangedTotals:
        return ChangedTotals(self._context, self._filter_kind(EntryKind.OPERATING), self._unit)

    def _filter_kind(self, kind: EntryKind) -> dict[EntryKey, dict[str, Any] | None]:
        return {key: values for key, values in self._now.items() if key.kind == kind}
