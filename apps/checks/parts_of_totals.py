"""Indicators that are parts of another one: known by their names, or by sums that hold in most
years.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from apps.checks.base import build_figure_finding, format_point_time, is_stated
from apps.report import board_report

PointPlace = tuple[int, int, str, str]
COUNTABLE_UNITS = frozenset({"antal", "tkr", "kr", "timmar", "dygn", "dagar", "mnkr"})
LEAST_MATCHING_TIMES = 2  # a sum must hold this often before another year can be said to break it
MOST_PARTS = 8  # of a total: with each more a sum that holds by chance is likelier, and the search longer


def _map_values(indicator: board_report.Indicator) -> dict[PointPlace, board_report.Point]:
    return {
        (point.year, point.tertial, point.area, point.gender): point
        for point in indicator.series
        if point.value is not None
    }


def check_of_which(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """”X, varav y” is no more than ”X”."""
    by_name = {_normalise_name(indicator.name): indicator for indicator in report.indicators}
    for part in report.indicators:
        name, separator, _ = _normalise_name(part.name).partition(" varav ")
        total = by_name.get(name.strip()) if separator else None
        if total is not None and total.unit == part.unit and total.unit in COUNTABLE_UNITS:
            yield from _compare_part_with_total(report, part, total)


def _compare_part_with_total(
    report: board_report.BoardReport, part: board_report.Indicator, total: board_report.Indicator
) -> Iterator[board_report.Finding]:
    totals = _map_values(total)
    for place, point in _map_values(part).items():
        if place not in totals or not is_stated(report, point):
            continue
        expected, found = totals[place].value or Decimal(0), point.value or Decimal(0)
        if found > expected:
            message = f"Delen är större än ”{total.name}” {point.year}."
            yield build_figure_finding("of_which", part, point, message, expected, found, also=(total.code,))


def _normalise_name(name: str) -> str:
    return " ".join(name.casefold().replace(",", " ").split())


def check_totals(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """Where the figures of a heading have summed to one of them in most years, they do so in every
    year.

    The total stands first or last of its parts, as tables have it, or its name ends theirs
    (sjukfrånvaro, kort- and långtidssjukfrånvaro). Nothing is assumed: the relation must hold in at
    least two moments and in more than it fails.
    """
    groups: dict[tuple[str, str, str], list[board_report.Indicator]] = defaultdict(list)
    for indicator in report.indicators:
        if indicator.heading and not indicator.reference_for:
            groups[indicator.heading, indicator.unit, indicator.goal or indicator.kind].append(indicator)
    for group in groups.values():
        values = [_map_values(indicator) for indicator in group]
        for total_index, parts in _iter_candidates(group):
            for point, total in _find_broken_sums(group, values, total_index, parts):
                if is_stated(report, point):
                    yield _build_finding(group, total_index, parts, point, total)


def _iter_candidates(group: Sequence[board_report.Indicator]) -> Iterator[tuple[int, Sequence[int]]]:
    """A total and its possible parts: by their names, or the run of two or more right after or
    right before it.
    """
    names = [_normalise_name(indicator.name) for indicator in group]
    for total_index, name in enumerate(names):
        parts = [place for place, other in enumerate(names) if other != name and other.endswith(name)]
        if 2 <= len(parts) <= MOST_PARTS:
            yield total_index, parts
    if group[0].unit not in COUNTABLE_UNITS:
        return
    for total_index in range(len(group)):
        for length in range(2, min(len(group), MOST_PARTS + 1)):
            if total_index + length < len(group):
                yield total_index, range(total_index + 1, total_index + 1 + length)
            if total_index - length >= 0:
                yield total_index, range(total_index - length, total_index)


def _find_broken_sums(
    group: Sequence[board_report.Indicator],
    values: Sequence[dict[PointPlace, board_report.Point]],
    total_index: int,
    parts: Sequence[int],
) -> list[tuple[board_report.Point, Decimal]]:
    """Where the parts, which make the total elsewhere, do not; each with the sum that they make."""
    wrong: list[tuple[board_report.Point, Decimal]] = []
    right = 0
    decimals = group[total_index].decimals
    slack = _compute_slack(decimals, parts) if decimals else Decimal(0)
    for moment, point in values[total_index].items():
        amounts = [values[part][moment].value for part in parts if moment in values[part]]
        known = [amount for amount in amounts if amount is not None]
        if len(known) < len(parts) or sum(amount != 0 for amount in known) < 2:
            continue
        total = sum(known, Decimal(0))
        if abs(total - (point.value or Decimal(0))) <= slack:
            right += 1
        else:
            wrong.append((point, total))
    return wrong if right >= LEAST_MATCHING_TIMES and right > len(wrong) else []


def _build_finding(
    group: Sequence[board_report.Indicator],
    total_index: int,
    parts: Sequence[int],
    point: board_report.Point,
    total: Decimal,
) -> board_report.Finding:
    names = ", ".join(group[part].name for part in parts)
    found = point.value or Decimal(0)
    also = tuple(group[part].code for part in parts)
    message = f"Delarna ger inte totalen {format_point_time(point)}, fast de gör det andra år: {names}."
    return build_figure_finding(
        "totals",
        group[total_index],
        point,
        message,
        total,
        found,
        also=also,
        is_beyond_rounding=abs(total - found) > _compute_slack(group[total_index].decimals, parts),
    )


def _compute_slack(decimals: int, parts: Sequence[int]) -> Decimal:
    """How much rounding alone explains when the parts are added up: half a step for each, and for the total."""
    return Decimal(1).scaleb(-decimals) * (len(parts) + 1) / 2
