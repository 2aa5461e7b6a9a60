"""The lights of goals and indicators period by period, as they were published then, and how many were met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.core.lights import Light
from apps.core.swedish import format_list
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.definition_changes import format_definition_change
from apps.report.indicators import count_lights
from apps.report.measures import LightCounts
from apps.report.over_time.headlines import map_goal_lights, map_indicator_lights
from apps.report.over_time.period_changes import list_comparable_periods

MOST_PERIODS = 9
NOT_THERE = "fanns inte"
NOT_JUDGED = "bedömdes inte"
NOT_STORED = "ingen uppgift"
GONE = "finns inte"
HAS_SUBGOALS = "bedöms genom delmålen"
HAS_NO_TARGET = "saknar målvärde"
NAMED_ELSEWHERE = "Finns inte i den här rapporten. Namnet står på sidorna som lägena leder till."
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixPeriod:
    """A column: a published report, or the one that is shown. ``counts`` are of all goals, or of all indicators."""

    period: Tertial
    lights: dict[str, Light]
    counts: LightCounts


@dataclass(frozen=True, slots=True)
class LightCell:
    """The light in one period; without one ``text`` says why there is none."""

    light: Light | None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LightRow:
    """A goal or an indicator with a cell for each period. ``name`` is its code where the report no longer has it."""

    key: str
    name: str
    cells: tuple[LightCell, ...]
    is_current: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LightMatrix:
    """The lights of ``kind`` (``goal`` or ``indicator``), the earliest period first."""

    kind: str
    periods: tuple[MatrixPeriod, ...]
    rows: tuple[LightRow, ...]


def build_goal_matrix(report: BoardReport) -> LightMatrix:
    """The goals in the report's order, then those that it no longer has."""
    own = MatrixPeriod(period=report.period, lights=map_goal_lights(report.goals), counts=report.goal_lights)
    earlier = [(one.period, one.goals, one.goal_lights) for one in report.history if one.published]
    names = {goal.code: (goal.name, "") for goal in report.goals}
    return _build_matrix("goal", names, [*_build_columns(earlier), own], (NOT_THERE, HAS_SUBGOALS))


def build_indicator_matrix(report: BoardReport) -> LightMatrix:
    """The indicators that have or have had a target, in the report's order, then those that it no longer has."""
    lights = map_indicator_lights(report.indicators)
    own = MatrixPeriod(period=report.period, lights=lights, counts=report.indicator_lights)
    earlier = [(one.period, one.indicators, one.indicator_lights) for one in report.history if one.published]
    names = {
        one.code: (one.name, " ".join(format_definition_change(change) for change in one.definition_changes))
        for one in report.indicators
    }
    return _build_matrix("indicator", names, [*_build_columns(earlier), own], (NOT_JUDGED, HAS_NO_TARGET))


def _build_columns(
    earlier: Iterable[tuple[Tertial, dict[str, Light], LightCounts | None]],
) -> list[MatrixPeriod]:
    return [
        MatrixPeriod(period=period, lights=lights, counts=counts or LightCounts())
        for period, lights, counts in sorted(earlier, key=lambda one: one[0])
    ]


def _build_matrix(
    kind: str, names: dict[str, tuple[str, str]], columns: list[MatrixPeriod], absences: tuple[str, str]
) -> LightMatrix:
    """``names`` are name and note of what the report has, ``absences`` why one has no light then, and now."""
    shown = columns[-MOST_PERIODS:]
    judged = {code for column in shown for code in column.lights}
    codes = [code for code in names if code in judged] + sorted(judged - names.keys())
    return LightMatrix(
        kind=kind,
        periods=tuple(shown),
        rows=tuple(_build_row(code, names.get(code), shown, absences) for code in codes),
    )


def _build_row(
    code: str, named: tuple[str, str] | None, columns: list[MatrixPeriod], absences: tuple[str, str]
) -> LightRow:
    """``named`` is None for what the report no longer has."""
    then, now = absences
    name, note = named or (code, NAMED_ELSEWHERE)
    cells = [_build_cell(column, code, then) for column in columns[:-1]]
    return LightRow(
        key=code,
        name=name,
        note=note,
        is_current=named is not None,
        cells=(*cells, _build_cell(columns[-1], code, now if named else GONE)),
    )


def _build_cell(column: MatrixPeriod, code: str, absence: str) -> LightCell:
    """An early publication stored how many there were of each light, and not which."""
    if code in column.lights:
        return LightCell(column.lights[code])
    return LightCell(None, NOT_STORED if column.counts.total and not column.lights else absence)


def count_by_period(rows: Sequence[LightRow]) -> tuple[LightCounts, ...]:
    """How many of each light some of the rows have, period by period."""
    columns = zip(*(row.cells for row in rows), strict=True)
    return tuple(count_lights(cell.light for cell in column if cell.light) for column in columns)


def list_unpublished(report: BoardReport) -> tuple[Tertial, ...]:
    """The periods without a published report: those that this report tells of, and those between published ones.

    Not those before the earliest of the periods that are shown.
    """
    published = {one.period for one in report.history if one.published}
    shown = sorted({*published, report.period})[-MOST_PERIODS:]
    is_cut = len(published) >= MOST_PERIODS
    found = {one.period for one in report.history if not is_cut or one.period > shown[0]}
    period = shown[0]
    while period < report.period:
        found.add(period)
        period = period.next()
    return tuple(sorted(found - published - {report.period}))


def format_unpublished(periods: Sequence[Tertial]) -> str:
    """”T1 2023 är inte publicerad här.” Empty for none."""
    if not periods:
        return ""
    names = format_list([period.label for period in periods], _MOST_NAMED)
    return f"{names} är inte {'publicerad' if len(periods) == 1 else 'publicerade'} här."


# How many are met, in words


def format_goals_met(report: BoardReport) -> str:
    """How many goals are met, and whether they are more or fewer than before."""
    counts = report.goal_lights
    if not counts.total:
        return "Rapporten har inga mål för den här perioden."
    if not counts.judged:
        return f"Inget av {counts.total} mål kan bedömas."
    met = f"{counts.met} av {counts.total} mål är {'uppnått' if counts.met == 1 else 'uppnådda'}"
    return _format_met(report, met, counts, {one.period: one.goal_lights for one in report.history})


def format_indicators_met(report: BoardReport) -> str:
    """How many indicators reach their target, and whether they are more or fewer than before."""
    counts = report.indicator_lights
    if not counts.total:
        return "Rapporten har inga indikatorer med målvärde för den här perioden."
    if not counts.judged:
        return f"Ingen av {counts.total} indikatorer kan bedömas."
    met = f"{counts.met} av {counts.total} indikator{'er' if counts.total > 1 else ''} når målvärdet"
    met += f" ({counts.met_note})" if counts.met_note else ""
    return _format_met(report, met, counts, {one.period: one.indicator_lights for one in report.history})


def _format_met(report: BoardReport, met: str, now: LightCounts, earlier: dict[Tertial, LightCounts | None]) -> str:
    compared, unknown = [], f" {now.unknown} kan inte bedömas." if now.unknown else ""
    for period in list_comparable_periods(report):
        then = earlier[period]
        if then and then.judged:
            compared.append(_format_difference(period, now, then))
    return f"{', '.join([met, *filter(None, [format_list(compared)])])}.{unknown}"


def _format_difference(period: Tertial, now: LightCounts, then: LightCounts) -> str:
    """”1 fler än i T1 2026”; with how many there were then, where that is another number."""
    more = now.met - then.met
    amount = "lika många som" if not more else f"{abs(more)} {'fler' if more > 0 else 'färre'} än"
    of_how_many = f" (då {then.met} av {then.total})" if then.total != now.total else ""
    return f"{amount} i {period.label}{of_how_many}"
