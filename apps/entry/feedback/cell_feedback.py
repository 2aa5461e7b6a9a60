"""The light of a cell, and what looks odd in it: from the report's own indicators and amounts.

``ChangedRows`` are the rows of a save as they have become, None for one that was deleted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from apps.budget import rules
from apps.budget.own_cost_types import BoardCostTypes
from apps.checks.indicators import list_history
from apps.checks.relations import BrokenRelation, find_broken_relations
from apps.core.choices import Gender
from apps.core.tertials import Tertial
from apps.entry.feedback.warnings import (
    GENDERS_CODE,
    OutcomeFigure,
    find_amount_warnings,
    find_forecast_warnings,
    find_gender_warning,
    find_outcome_warnings,
    find_relation_warnings,
    find_scale_warnings,
)
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.shapes import CellLight, CellWarning
from apps.entry.stored.printed_rows import has_printed_rows
from apps.entry.stored.save_context import SaveContext, build_indicator
from apps.entry.year_budgets import LineKey, YearBudget, find_year_budgets, get_line_key
from apps.goals.targets import is_percent
from apps.organisation.models import Board
from apps.report import board_report
from apps.report.area_tree import build_area_tree
from apps.report.cost_types.source_rows import CostTypeSourceRow
from apps.report.definition_changes import list_comparable_points
from apps.report.indicators import build_indicators
from apps.report.judgements import trim_decimal
from apps.report.source_types import (
    OUTCOME_COLUMNS,
    TARGET_COLUMNS,
    AreaSourceRow,
    DefinitionChangeSourceRow,
    OutcomeSourceRow,
    SourceData,
    TargetSourceRow,
)

ChangedRows = Mapping[EntryKey, Mapping[str, Any] | None]
AmountsByLine = dict[tuple[Any, ...], Mapping[str, Any]]


def build_cell_light(verdict: board_report.Verdict) -> CellLight:
    """The light that the product computed, as a page draws it: not what people chose."""
    light = verdict.computed
    return CellLight(light.value, light.label, light.shape, verdict.sentence)


def build_changed_indicators(context: SaveContext, now: ChangedRows) -> dict[str, board_report.Indicator]:
    """The indicators of the context by code, as the report would show them after the save.

    Built by ``report.indicators`` itself from the rows that the context holds; only the areas that
    are written, and those above them, are needed for a light.
    """
    area_ids = {area_id for row in context.rows.values() for area_id in context.access.iter_with_ancestors(row.area_id)}
    rows = build_source_data(
        context,
        areas=_convert_areas(area for area in context.tables["areas"] if area["id"] in area_ids),
        indicators=[build_indicator(row) for row in context.tables["indicators"]],
        outcomes=_build_outcomes(context, now, context.tables["outcomes"]),
        definition_changes=[DefinitionChangeSourceRow(**row) for row in context.tables["definition_changes"]],
        targets=[TargetSourceRow(*(row[name] for name in TARGET_COLUMNS)) for row in context.tables["targets"]],
    )
    return {indicator.code: indicator for indicator in build_indicators(rows, build_area_tree(rows))}


def _build_outcomes(context: SaveContext, now: ChangedRows, stored: Iterable[Any]) -> list[OutcomeSourceRow]:
    """The ``stored`` outcomes as they have become. Changed ones are last: no loaded period is later than theirs."""
    changed = {tuple(context.rows[key].natural_key.values()): values for key, values in now.items()}
    key_columns = ROW_DEFINITIONS[EntryKind.OUTCOME].natural_key
    unchanged = [row for row in stored if _get_outcome_key(row) not in changed]
    saved = [
        _get_outcome_columns(
            {"stated_change": None, "version": 0, **values, **dict(zip(key_columns, key, strict=True))}
        )
        for key, values in changed.items()
        if values is not None
    ]
    return [OutcomeSourceRow(*_trim_row(row[: len(OUTCOME_COLUMNS)])) for row in (*unchanged, *saved)]


def build_source_data(context: SaveContext, **given: Any) -> SourceData:
    """What was loaded for a save, as the report's functions want it; what is not given is empty."""
    lists: dict[str, Any] = {field.name: [] for field in fields(SourceData) if field.name != "round"}
    if "areas" not in given:
        lists["areas"] = _convert_areas(context.tables["areas"])
    return SourceData(round=context.round, **{**lists, **given})


def load_cost_types(context: SaveContext) -> BoardCostTypes:
    """The board's cost types, as they were loaded for a save of amounts."""
    return BoardCostTypes(msgspec.convert(context.tables["cost_types"], list[CostTypeSourceRow]))


def _convert_areas(rows: Iterable[Mapping[str, Any]]) -> list[AreaSourceRow]:
    return msgspec.convert(list(rows), list[AreaSourceRow])


_get_outcome_key = itemgetter(*map(OUTCOME_COLUMNS.index, ROW_DEFINITIONS[EntryKind.OUTCOME].natural_key))
_get_outcome_columns = itemgetter(*OUTCOME_COLUMNS)


def _trim_row(row: Iterable[Any]) -> tuple[Any, ...]:
    """The row as ``report.source`` gives it: numbers without the zeros that pad them."""
    return tuple([trim_decimal(cell) if type(cell) is Decimal else cell for cell in row])


class IndicatorFigures(NamedTuple):
    """An indicator's figures by where they are, so that no cell searches through all of them.

    A sheet may have ten thousand cells. ``periods`` are the points of an area, year and tertial by gender, ``own``
    those of an area and gender in the order of the series.
    """

    indicator: board_report.Indicator
    periods: Mapping[tuple[str, int, int], Mapping[str, board_report.Point]]
    own: Mapping[tuple[str, str], list[board_report.Point]]
    readings: Mapping[tuple[str, str], board_report.Reading]

    def map_genders(self, area: str, period: Tertial) -> Mapping[str, board_report.Point]:
        """The points of an area in one period, by gender."""
        return self.periods.get((area, period.year, period.number), {})


def group_figures(indicator: board_report.Indicator) -> IndicatorFigures:
    """The indicator's points and readings by where they are."""
    periods: dict[tuple[str, int, int], dict[str, board_report.Point]] = defaultdict(dict)
    own: dict[tuple[str, str], list[board_report.Point]] = defaultdict(list)
    for point in indicator.series:
        periods[point.area, point.year, point.tertial][point.gender] = point
        own[point.area, point.gender].append(point)
    readings = {(one.point.area, one.point.gender): one for one in indicator.readings}
    return IndicatorFigures(indicator, periods, own, readings)


def find_outcome_light(figures: IndicatorFigures, area: str, gender: str) -> CellLight | None:
    """The light of one outcome; None where there is no target to compare it with."""
    reading = figures.readings.get((area, gender))
    return build_cell_light(reading.verdict) if reading and reading.target else None


def collect_outcome_warnings(
    figures: IndicatorFigures,
    area: str,
    gender: str,
    period: Tertial,
    board: Board,
    broken: Iterable[BrokenRelation] = (),
) -> list[CellWarning]:
    """What looks odd in an outcome, compared with the indicator's other values, and with those of confirmed relations.

    ``broken`` are the relations of the period that do not hold.
    """
    now = figures.map_genders(area, period)
    point = now.get(gender)
    if point is None:
        return []
    last = figures.map_genders(area, period.previous()).get(gender)
    last_forecast = last.forecast if last else None
    found = find_forecast_warnings(point.forecast, last_forecast, board.forecast_warning_percent)
    if point.value is None:
        return found
    earlier = [
        p
        for p in list_comparable_points(figures.indicator, figures.own.get((area, gender), ()))
        if (p.year, p.tertial) < (period.year, period.number)
    ]
    reading = figures.readings.get((area, gender))
    target = reading.target.value if reading and reading.target else None
    figure = _build_outcome_figure(figures.indicator, point, earlier, now, target)
    return [
        *find_outcome_warnings(figure),
        *find_relation_warnings(broken, figures.indicator.code, area, gender),
        *found,
    ]


def find_broken_after(context: SaveContext, now: ChangedRows) -> list[BrokenRelation]:
    """The confirmed relations of the typed indicators that do not hold in the period after the save."""
    if not context.tables["relations"]:
        return []
    rows = build_source_data(
        context,
        indicators=[build_indicator(row) for row in context.tables["related_indicators"]],
        outcomes=_build_outcomes(context, now, context.tables["related_outcomes"]),
    )
    relations = [
        board_report.Relation(kind=row["kind"], total=row["total"], parts=tuple(row["parts"]))
        for row in context.tables["relations"]
    ]
    tree = build_area_tree(rows)
    return find_broken_now(relations, build_indicators(rows, tree), tree.root.code, context.period)


def find_broken_now(
    relations: Iterable[board_report.Relation],
    indicators: Iterable[board_report.Indicator],
    root: str,
    period: Tertial,
) -> list[BrokenRelation]:
    """The confirmed relations that do not hold in the period. ``root`` is the code of the whole board."""
    by_code = {one.code: one for one in indicators}
    return [
        one
        for one in find_broken_relations(relations, by_code, root)
        if (one.point.year, one.point.tertial) == (period.year, period.number)
    ]


def collect_gender_warnings(
    figures: IndicatorFigures, area: str, gender: str, period: Tertial
) -> dict[str, CellWarning]:
    """By gender, what looks odd in the other genders' values now that this one has changed.

    Women, men and total should agree (``warnings.find_gender_warning``). The text is empty where
    nothing is odd, which takes back what an earlier save said.
    """
    now = figures.map_genders(area, period)
    others = [point for point in now.values() if point.gender != gender and point.value is not None]
    found_warnings = {
        point.gender: find_gender_warning(_build_outcome_figure(figures.indicator, point, [], now)) for point in others
    }
    return {other: found or CellWarning(GENDERS_CODE, "") for other, found in found_warnings.items()}


def _build_outcome_figure(
    indicator: board_report.Indicator,
    point: board_report.Point,
    own: list[board_report.Point],
    now: Mapping[str, board_report.Point],
    target: Decimal | None = None,
) -> OutcomeFigure:
    """An outcome with the values that it is compared with; ``own`` are its earlier points."""
    this_year = [p.value for p in own if p.value is not None and p.year == point.year]
    by_gender = {gender: other.value for gender, other in now.items()}
    stated = point.value if is_percent(indicator.unit) else None
    total = now.get(Gender.TOTAL)
    assert point.value is not None
    return OutcomeFigure(
        value=point.value,
        accumulation=indicator.accumulation,
        unit=indicator.unit,
        numerator=point.numerator,
        denominator=point.denominator,
        stated_percent=stated,
        earlier_values=list_history(indicator, point, own),
        earlier_this_year=this_year[-1] if this_year else None,
        women=by_gender.get("K"),
        men=by_gender.get("M"),
        total=by_gender.get("T"),
        target=target,
        decimals=indicator.decimals,
        counts_persons=indicator.counts_persons,
        is_total=point.gender == Gender.TOTAL,
        total_footnote=total.footnote if total else "",
    )


def collect_amount_warnings(
    kind: str,
    field: str,
    values: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    board: Board,
    *,
    period: Tertial,
    year_ago: Mapping[str, Any] | None = None,
) -> list[CellWarning]:
    """What looks odd in an amount, in kronor, compared with last tertial's of the same year
    (``before``) and, of the operating budget, that of the same tertial a year ago.

    ``kind`` is a cost type or an investment's flow. A budget that ``values`` leaves out is last tertial's.
    """
    value = values.get(field)
    last_value = before.get(field) if before else None
    budget = values.get("budget")
    if budget is None and before:
        budget = before.get("budget")
    is_revenue = kind == "income" or rules.is_revenue(kind)
    found = find_amount_warnings(field, value, last_value, is_revenue=is_revenue, budget=budget)
    if field == "forecast":
        found += find_forecast_warnings(value, last_value, Decimal(board.forecast_warning_percent))
    if year_ago is not None:
        found += find_scale_warnings(field, period, {**values, "budget": budget}, before or {}, year_ago)
    return found


def map_year_ago_amounts(context: SaveContext) -> AmountsByLine:
    """The operating budget's lines of the same tertial a year ago, the board's own before print."""
    found: AmountsByLine = {}
    for line in context.tables["year_ago"]:
        found.setdefault(get_line_key(EntryKind.OPERATING, line), line)
    return found


def find_last_amounts(context: SaveContext, kind: EntryKind) -> AmountsByLine:
    """Last tertial's lines by ``get_line_key``; none in the first tertial.

    Amounts accumulate from January, so those of another year say nothing about this one's.
    """
    last = context.period.previous()
    if last.year != context.period.year:
        return {}
    found: AmountsByLine = {}
    for line in context.tables["operating" if kind == EntryKind.OPERATING else "investments"]:
        if line["tertial"] == last.number:
            found.setdefault(get_line_key(kind, line), line)
    return found


def find_current_year_budgets(context: SaveContext, kind: EntryKind) -> dict[LineKey, dict[str, YearBudget]]:
    """The budgets that hold in the round where a row has none of its own."""
    lines = context.tables["operating" if kind == EntryKind.OPERATING else "investments"]
    return find_year_budgets(kind, lines, context.period, printed=has_printed_rows(context, kind))
