"""An indicator's course over time, drawn by how its figures belong together.

Sums of a year are a line for each year; levels and rates stand on an axis of time.
"""

from dataclasses import replace
from typing import Any

from apps.charts.chart import Chart, dump_embedded_json
from apps.charts.series_lines import SeriesLine, list_series_lines
from apps.charts.time_axis import build_time_figure, starts_at_zero
from apps.charts.year_lines import build_year_figure, list_year_lines
from apps.core.choices import Accumulation
from apps.core.swedish import format_name_with_unit
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.course.levels import list_same_tertial
from apps.report.course.sentences import describe_course
from apps.report.definition_changes import format_definition_change
from apps.report.measures import Indicator

BROKEN_AXIS = "Axeln börjar inte vid noll."


def build_series_chart(report: BoardReport, indicator: Indicator) -> Chart | None:
    """The whole series; None where there are fewer than two periods with a number."""
    lines = list_series_lines(report, indicator)
    own = [line for line in lines if not line.comparison]
    if own and _is_summed_within_year(own):
        return _build_year_chart(own, lines, report, indicator)
    lines = [_drop_saw(line, report.period) for line in lines]
    if len({period for line in lines for period in line.values}) < 2:
        return None
    is_broken = not starts_at_zero(lines, report.period)
    return _build_chart(indicator, lines[0], build_time_figure(lines, report.period), is_broken=is_broken)


def _build_year_chart(
    own: list[SeriesLine], lines: list[SeriesLine], report: BoardReport, indicator: Indicator
) -> Chart | None:
    main = next((line for line in own if len(line.values) > 1), own[0])
    years = list_year_lines(main, report.period)
    if sum(len(line.values) for line in years) < 2:
        return None
    return _build_chart(indicator, main, build_year_figure(years, lines, report.period), is_broken=False)


def _build_chart(indicator: Indicator, main: SeriesLine, figure: Any, *, is_broken: bool) -> Chart:
    return Chart(
        key="serie",
        title=format_name_with_unit(indicator.name, indicator.unit),
        summary=_format_summary(main, is_broken=is_broken),
        figure=dump_embedded_json(figure),
    )


def _is_summed_within_year(lines: list[SeriesLine]) -> bool:
    """Are the figures sums of different tertials? Then only the same tertial of two years can be joined by a line."""
    is_flow = lines[0].source.accumulation == Accumulation.FLOW
    return is_flow and any(len({period.number for period in line.values}) > 1 for line in lines)


def _drop_saw(line: SeriesLine, now: Tertial) -> SeriesLine:
    """A sum that a level is compared with, of the same tertial of each year."""
    if not _is_summed_within_year([line]):
        return line
    same = list_same_tertial([point for _, point in sorted(line.points.items())], now)
    return replace(line, points={Tertial(point.year, point.tertial): point for point in same})


def _format_summary(line: SeriesLine, *, is_broken: bool) -> str:
    """The main line's course, what can't be compared and why, and whether the axis starts at zero."""
    course = describe_course(line.source, line.area, line.gender)
    who = "" if line.name == "Totalt" or not course else f"{line.name}: "
    changes = [format_definition_change(change) for change in line.source.definition_changes]
    untold = [text for text in changes if text not in course]
    reorganised = line.source.reorganised
    return " ".join(filter(None, [who + course, *untold, *reorganised, BROKEN_AXIS if is_broken else ""]))
