"""The result of a save: the cell as it is now, with its light, what looks odd and what else
changed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from apps.checks.relations import BrokenRelation
from apps.entry.feedback import cell_feedback
from apps.entry.feedback.changed_totals import ChangedTotals
from apps.entry.feedback.own_table_feedback import ChangedOwnTables
from apps.entry.filled_cells.source_values import build_row_fill
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
    """Builds the results of one save. Lights and sums are worked out once, and only when needed.

    ``with_feedback`` off leaves them out.
    """

    def __init__(
        self,
        context: SaveContext,
        working: Mapping[EntryKey, dict[str, Any]],
        versions: Mapping[EntryKey, int],
        unit: str,
        *,
        with_feedback: bool = True,
        confirmed_fills: Collection[int] = (),
        followed: Collection[EntryKey] = (),
    ) -> None:
        self._context = context
        self._with_feedback = with_feedback
        self._unit = unit
        self._totals_sent = self._own_tables_sent = self._followed_sent = False
        self._followed = followed
        self._versions = versions
        self._now = {key: normalize_row(key.kind, row) for key, row in working.items()}
        self._last: dict[EntryKind, cell_feedback.AmountsByLine] = {}
        self._budgets: dict[EntryKind, dict[LineKey, dict[str, YearBudget]]] = {}
        self._fills = {
            cell: note._replace(is_confirmed=True) if note.id in confirmed_fills else note
            for cell, note in context.fills.items()
        }
        self._areas = {area["id"]: area["code"] for area in context.tables["areas"]}

    def build(
        self, cell: CellInput, key: EntryKey | None, status: SaveStatus, message: str, conflict: CellConflict | None
    ) -> SaveResult:
        """The result for one cell."""
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
            text=format_cell_input(key.kind, cell.field, values, stored_row.unit),
            version=self._versions.get(key, stored_row.version),
            message=message,
            warnings=tuple(warnings),
            light=self._find_light(stored_row),
            affected=tuple(self._find_affected(stored_row, cell.field, values)) if status == SaveStatus.SAVED else (),
            related_warnings=tuple(self._find_related_warnings(stored_row, cell.field))
            if status == SaveStatus.SAVED
            else (),
            conflict=conflict,
            computed="" if inherited else self._find_computed(stored_row, cell.field, values),
            inherited=inherited,
            fill=build_row_fill(key, self._fills, values, stored_row.unit) if self._fills else None,
        )

    def _find_values(self, stored_row: StoredRow) -> dict[str, Any]:
        """The row's columns as they are now. Of a deleted row of money: what is printed, else
        nothing.
        """
        if stored_row.key not in self._now:
            return stored_row.values
        now = self._now[stored_row.key]
        if now is not None:
            return now
        empty_row = ROW_DEFINITIONS[stored_row.key.kind].build_empty_row()
        printed = find_printed_row(self._context, stored_row) or empty_row
        return {name: printed[name] for name in empty_row}

    def _find_warnings(self, stored_row: StoredRow, field: str, values: Mapping[str, Any]) -> list[CellWarning]:
        board = self._context.round.board
        if stored_row.key.kind == EntryKind.OUTCOME and field in ("value", "forecast"):
            indicator = self._indicators[stored_row.key.first]
            area = self._areas[stored_row.area_id]
            return cell_feedback.collect_outcome_warnings(
                indicator, area, stored_row.key.third, self._context.period, board, self._broken
            )
        if stored_row.key.kind in _MONEY_KINDS and field != "footnote":
            before = self._find_last_amounts(stored_row.key.kind).get(
                get_line_key(stored_row.key.kind, stored_row.natural_key)
            )
            found = cell_feedback.collect_amount_warnings(
                stored_row.key.second,
                field,
                values,
                before,
                board,
                period=self._context.period,
                year_ago=self._find_year_ago_amounts(stored_row),
            )
            return (
                [*found, *self._totals.get_warnings(stored_row.key, field)]
                if self._has_totals(stored_row, field)
                else found
            )
        if self._is_own_value(stored_row, field):
            return list(
                self._own_tables.get(stored_row.key.first).get_warnings(stored_row.key.second, stored_row.key.third)
            )
        return []

    def _is_own_value(self, stored_row: StoredRow, field: str) -> bool:
        return self._with_feedback and stored_row.key.kind == EntryKind.OWN_VALUE and field == "value"

    def _has_totals(self, stored_row: StoredRow, field: str) -> bool:
        return self._with_feedback and stored_row.key.kind == EntryKind.OPERATING and field in SUMMED_COLUMNS

    def _find_computed(self, stored_row: StoredRow, field: str, values: Mapping[str, Any]) -> str:
        """What an empty sum comes to."""
        if self._is_own_value(stored_row, field) and not format_cell_input(stored_row.key.kind, field, values, ""):
            return self._own_tables.get(stored_row.key.first).format_computed(
                stored_row.key.second, stored_row.key.third
            )
        if not self._has_totals(stored_row, field) or values.get(field) is not None:
            return ""
        return self._totals.format_computed_sum(stored_row.key, field)

    def _find_inherited(self, stored_row: StoredRow, field: str, values: Mapping[str, Any]) -> InheritedBudget | None:
        """The budget of the year, where the row has none of its own."""
        kind = stored_row.key.kind
        if field not in BUDGET_FIELDS.get(kind, ()) or values.get(field) is not None:
            return None
        if kind not in self._budgets:
            self._budgets[kind] = cell_feedback.find_current_year_budgets(self._context, kind)
        found = self._budgets[kind].get(get_line_key(kind, stored_row.natural_key), {}).get(field)
        return found.build_inherited(stored_row.unit) if found else None

    def _find_light(self, stored_row: StoredRow) -> CellLight | None:
        if stored_row.key.kind != EntryKind.OUTCOME or not self._with_feedback:
            return None
        indicator = self._indicators[stored_row.key.first]
        return cell_feedback.find_outcome_light(indicator, self._areas[stored_row.area_id], stored_row.key.third)

    def _find_affected(self, stored_row: StoredRow, field: str, values: Mapping[str, Any]) -> list[AffectedCell]:
        """The other fields of the row that changed with this one, and the sums that an amount
        changes.
        """
        key, unit = stored_row.key, stored_row.unit
        if not self._with_feedback:
            return []
        found = [
            AffectedCell(key.text, name, text)
            for name in ROW_DEFINITIONS[key.kind].fields
            if name != field
            and (text := format_cell_input(key.kind, name, values, unit))
            != format_cell_input(key.kind, name, stored_row.values, unit)
        ]
        if key.kind == EntryKind.OPERATING and not self._totals_sent:
            self._totals_sent = True  # the same for every cell of the save
            found += self._totals.iter_affected()
        if key.kind == EntryKind.OUTCOME and field == "footnote":
            found.append(self._build_value(stored_row))
        if key.kind == EntryKind.OWN_VALUE and not self._own_tables_sent:
            self._own_tables_sent = True
            found += self._own_tables.iter_affected()
        if not self._followed_sent:
            self._followed_sent = True
            found += self._iter_followed()
        return found

    def _iter_followed(self) -> Iterator[AffectedCell]:
        """The totals that were written because their parts were typed."""
        for key in self._followed:
            stored_row = self._context.rows[key]
            version = self._versions.get(key, stored_row.version)
            yield replace(self._build_value(stored_row), version=version, light=self._find_light(stored_row))

    def _build_value(self, stored_row: StoredRow) -> AffectedCell:
        """An outcome's value with what looks odd in it now."""
        key, values = stored_row.key, self._find_values(stored_row)
        text = format_cell_input(key.kind, "value", values, stored_row.unit)
        return AffectedCell(key.text, "value", text, "", tuple(self._find_warnings(stored_row, "value", values)))

    def _find_related_warnings(self, stored_row: StoredRow, field: str) -> Iterator[RelatedWarning]:
        """What looks odd in the other genders' values of the same indicator, which the save may
        change.
        """
        key = stored_row.key
        if key.kind != EntryKind.OUTCOME or field not in ("value", "footnote") or not self._with_feedback:
            return
        area = self._areas[stored_row.area_id]
        found = cell_feedback.collect_gender_warnings(
            self._indicators[key.first], area, key.third, self._context.period
        )
        for gender, one in found.items():
            yield RelatedWarning(replace(key, third=gender).text, "value", one.code, one.message, one.is_explained)

    def _find_year_ago_amounts(self, stored_row: StoredRow) -> Mapping[str, Any] | None:
        """The row's amounts a year ago, empty where it had none; None for an investment."""
        if stored_row.key.kind != EntryKind.OPERATING:
            return None
        return self._year_ago.get(get_line_key(EntryKind.OPERATING, stored_row.natural_key), {})

    @cached_property
    def _year_ago(self) -> cell_feedback.AmountsByLine:
        return cell_feedback.map_year_ago_amounts(self._context)

    def _find_last_amounts(self, kind: EntryKind) -> cell_feedback.AmountsByLine:
        if kind not in self._last:
            self._last[kind] = cell_feedback.find_last_amounts(self._context, kind)
        return self._last[kind]

    @cached_property
    def _indicators(self) -> dict[str, cell_feedback.IndicatorFigures]:
        found = cell_feedback.build_changed_indicators(self._context, self._filter_kind(EntryKind.OUTCOME))
        return {code: cell_feedback.group_figures(indicator) for code, indicator in found.items()}

    @cached_property
    def _broken(self) -> list[BrokenRelation]:
        return cell_feedback.find_broken_after(self._context, self._filter_kind(EntryKind.OUTCOME))

    @cached_property
    def _totals(self) -> ChangedTotals:
        return ChangedTotals(self._context, self._filter_kind(EntryKind.OPERATING), self._unit)

    @cached_property
    def _own_tables(self) -> ChangedOwnTables:
        return ChangedOwnTables(self._context, self._filter_kind(EntryKind.OWN_VALUE), self._unit)

    def _filter_kind(self, kind: EntryKind) -> dict[EntryKey, dict[str, Any] | None]:
        return {key: values for key, values in self._now.items() if key.kind == kind}
