"""What stands beside a figure: its light, and what looks odd. From the report's own parts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from apps.core.choices import Accumulation
from apps.core.tertials import Tertial
from apps.entry.feedback import warnings as odd
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
from apps.report.indicators import build_indicators
from apps.report.judgements import trim_decimal
from apps.report.source_types import OUTCOME_COLUMNS, TARGET_COLUMNS, SourceData

ChangedRows = Mapping[EntryKey, Mapping[str, Any] | None]
AmountsByLine = dict[tuple[Any, ...], Mapping[str, Any]]


def build_cell_light(verdict: board_report.Verdict) -> CellLight:
    """The computed light, as a page draws it."""
    light = verdict.computed
    return CellLight(light.value, light.label, light.shape, verdict.sentence)


def build_changed_indicators(context: SaveContext, now: ChangedRows) -> dict[str, board_report.Indicator]:
    """The indicators of the context as the report would tell them, with the rows in ``now`` as they have become."""
    changed = {tuple(context.rows[key].natural.values()): values for key, values in now.items()}
    natural = ROW_DEFINITIONS[EntryKind.OUTCOME].key
    stored = [row for row in context.found["outcomes"] if _get_outcome_key(row) not in changed]
    fresh = [
        _get_outcome_columns({"stated_change": None, "version": 0, **values, **dict(zip(natural, key, strict=True))})
        for key, values in changed.items()
        if values is not None
    ]
    near = {here for row in context.rows.values() for here in context.access.with_ancestors(row.area_id)}
    rows = build_source_data(
        context,
        frame=build_reference_lists(context, areas=[area for area in context.found["areas"] if area["id"] in near]),
        indicators=[build_indicator(row) for row in context.found["indicators"]],
        outcomes=[_trim_row(row[: len(OUTCOME_COLUMNS)]) for row in (*stored, *fresh)],  # none is later than now
        targets=[tuple(row[name] for name in TARGET_COLUMNS) for row in context.found["targets"]],
    )
    return {indicator.code: indicator for indicator in build_indicators(rows, build_area_tree(rows))}


def build_source_data(context: SaveContext, **given: Any) -> SourceData:
    """What has been read for a save, as the report's own parts want it; what is not given is empty."""
    lists = ("indicators", "targets", "outcomes", "assessments", "operating", "investments", "risks")
    empty: dict[str, Any] = {name: [] for name in lists}
    return SourceData(round=context.round, **{**empty, **given})


def build_reference_lists(context: SaveContext, **given: Any) -> dict[str, list[dict[str, Any]]]:
    """The frame of ``rows_of``."""
    lists = ("goals", "tables", "focus_areas", "comments")
    return {"areas": context.found["areas"], **{name: [] for name in lists}, **given}


_get_outcome_key = itemgetter(*map(OUTCOME_COLUMNS.index, ROW_DEFINITIONS[EntryKind.OUTCOME].key))
_get_outcome_columns = itemgetter(*OUTCOME_COLUMNS)


def _trim_row(row: Iterable[Any]) -> tuple[Any, ...]:
    """The row as ``rows.fetch`` gives it: numbers without the zeros that the database pads with."""
    return tuple([trim_decimal(cell) if type(cell) is Decimal else cell for cell in row])


class IndicatorFigures(NamedTuple):
    """An indicator's figures by where they stand, so that ten thousand cells don't each search through them all."""

    indicator: board_report.Indicator
    points: Mapping[str, list[board_report.Point]]
    readings: Mapping[tuple[str, str], board_report.Reading]


def group_figures(indicator: board_report.Indicator) -> IndicatorFigures:
    """The indicator's points by area, and its readings by area and gender."""
    points: dict[str, list[board_report.Point]] = defaultdict(list)
    for point in indicator.series:
        points[point.area].append(point)
    return IndicatorFigures(indicator, points, {(r.point.area, r.point.gender): r for r in indicator.readings})


def find_outcome_light(figures: IndicatorFigures, area: str, gender: str) -> CellLight | None:
    """The light of one outcome; None where there is no target to hold it against."""
    reading = figures.readings.get((area, gender))
    return build_cell_light(reading.verdict) if reading and reading.target else None


def collect_outcome_warnings(
    figures: IndicatorFigures, area: str, gender: str, period: Tertial, board: Board
) -> list[CellWarning]:
    """What looks odd in an outcome among the indicator's other values."""
    points = figures.points.get(area, [])
    now = {p.gender: p for p in points if (p.year, p.tertial) == (period.year, period.number)}
    point = now.get(gender)
    if point is None:
        return []
    own = [p for p in points if p.gender == gender and (p.year, p.tertial) < (period.year, period.number)]
    last = period.previous()
    before = next((p for p in own if (p.year, p.tertial) == (last.year, last.number)), None)
    found = odd.find_forecast_warnings(
        point.forecast, before.forecast if before else None, board.forecast_warning_percent
    )
    return (
        [*odd.find_outcome_warnings(_build_outcome_figure(figures.indicator, point, own, now)), *found]
        if point.value is not None
        else found
    )


def collect_gender_warnings(figures: IndicatorFigures, area: str, gender: str, period: Tertial) -> dict[str, str]:
    """What the other genders' values now ask of women, men and total together; empty where they ask nothing."""
    points = figures.points.get(area, [])
    now = {p.gender: p for p in points if (p.year, p.tertial) == (period.year, period.number)}
    others = [point for point in now.values() if point.gender != gender and point.value is not None]
    found_warnings = {
        point.gender: odd.find_gender_warning(_build_outcome_figure(figures.indicator, point, [], now))
        for point in others
    }
    return {other: found.message if found else "" for other, found in found_warnings.items()}


def _build_outcome_figure(
    indicator: board_report.Indicator,
    point: board_report.Point,
    own: list[board_report.Point],
    now: Mapping[str, board_report.Point],
) -> odd.OutcomeFigure:
    grows = indicator.accumulation == Accumulation.FLOW
    comparable = [p.value for p in own if p.value is not None and (not grows or p.tertial == point.tertial)]
    this_year = [p.value for p in own if p.value is not None and p.year == point.year]
    adds_up = indicator.counts_persons or indicator.unit.strip().lower() in odd.COUNT_UNITS
    by_gender = {g: p.value for g, p in now.items()} if adds_up or is_percent(indicator.unit) else {}
    stated = point.value if is_percent(indicator.unit) else None
    assert point.value is not None
    return odd.OutcomeFigure(
        value=point.value,
        accumulation=indicator.accumulation,
        unit=indicator.unit,
        numerator=point.numerator,
        denominator=point.denominator,
        stated_percent=stated,
        before=comparable,
        earlier_this_year=this_year[-1] if this_year else None,
        women=by_gender.get("K"),
        men=by_gender.get("M"),
        total=by_gender.get("T"),
        adds_up=adds_up and not is_percent(indicator.unit),
    )


def collect_amount_warnings(
    kind: str, field: str, values: Mapping[str, Any], before: Mapping[str, Any] | None, board: Board
) -> list[CellWarning]:
    """What looks odd in an amount of a cost type or flow beside last tertial's of the same year (``before``)."""
    now = values.get(field)
    then = before.get(field) if before else None
    found = odd.find_amount_warnings(field, now, then, is_revenue=kind in ("revenue", "income"))
    if field == "forecast":
        found += odd.find_forecast_warnings(now, then, Decimal(board.forecast_warning_percent))
    return found


def find_last_amounts(context: SaveContext, kind: EntryKind) -> AmountsByLine:
    """Last tertial's lines by ``place_of_amounts``, if it was in the same year: amounts accumulate from January."""
    last = context.period.previous()
    if last.year != context.period.year:
        return {}
    found: AmountsByLine = {}
    for line in context.found["operating" if kind == EntryKind.OPERATING else "investments"]:
        if line["tertial"] == last.number:
            found.setdefault(get_line_key(kind, line), line)
    return found


def find_current_year_budgets(context: SaveContext, kind: EntryKind) -> dict[LineKey, dict[str, YearBudget]]:
    """The budgets of the year that stand in the round where a row has none of its own."""
    lines = context.found["operating" if kind == EntryKind.OPERATING else "investments"]
    return find_year_budgets(kind, lines, context.period, printed=has_printed_rows(context, kind))
