"""Statistics whose parts belong to a total, where names or the figures themselves tell that they do."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from apps.checks.base import build_figure_finding, format_point_time, is_stated
from apps.report import board_report

PointPlace = tuple[int, int, str, str]
COUNTABLE_UNITS = frozenset({"antal", "tkr", "kr", "timmar", "dygn", "dagar", "mnkr"})
LEAST_MATCHING_TIMES = 2  # a sum must hold this often before another year can be said to break it
MOST_PARTS = 8


def _map_values(indicator: board_report.Indicator) -> dict[PointPlace, board_report.Point]:
    return {
        (point.year, point.tertial, point.area, point.gender): point
        for point in indicator.series
        if point.value is not None
    }


def check_of_which(view: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """”X, varav y” is no more than ”X”."""
    by_name = {_normalise_name(indicator.name): indicator for indicator in view.indicators}
    for part in view.indicators:
        name = _normalise_name(part.name)
        if " varav " not in name:
            continue
        whole = by_name.get(name.split(" varav ")[0].strip())
        if whole is None or whole.unit != part.unit or whole.unit not in COUNTABLE_UNITS:
            continue
        totals = _map_values(whole)
        for moment, point in _map_values(part).items():
            total = totals.get(moment)
            if total is not None and is_stated(view, point) and (point.value or 0) > (total.value or 0):
                message = f"Delen är större än ”{whole.name}” {point.year}."
                also = (whole.code,)
                yield build_figure_finding(
                    "of_which", part, point, message, total.value or Decimal(0), point.value or Decimal(0), also=also
                )


def _normalise_name(name: str) -> str:
    return " ".join(name.casefold().replace(",", " ").split())


def check_totals(view: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """Where the figures of a heading have summed to one of them in most years, they do so in every year.

    The total stands first or last of its parts, as tables have it, or its name ends theirs (sjukfrånvaro, kort- and
    långtidssjukfrånvaro). Nothing is assumed: the relation must hold in at least two moments and in more than it fails.
    """
    groups: dict[tuple[str, str, str], list[board_report.Indicator]] = defaultdict(list)
    for indicator in view.indicators:
        if indicator.heading and not indicator.reference_for:
            groups[indicator.heading, indicator.unit, indicator.goal or indicator.kind].append(indicator)
    for group in groups.values():
        told = [_map_values(indicator) for indicator in group]
        for whole, parts in _iter_candidates(group):
            for point, total in _find_broken_sums(group, told, whole, parts):
                if is_stated(view, point):
                    yield _build_finding(group, whole, parts, point, total)


def _iter_candidates(group: Sequence[board_report.Indicator]) -> Iterator[tuple[int, Sequence[int]]]:
    """A total and its possible parts: by their names, or the run of two or more right after or right before it."""
    names = [_normalise_name(indicator.name) for indicator in group]
    for whole, name in enumerate(names):
        parts = [place for place, other in enumerate(names) if other != name and other.endswith(name)]
        if 2 <= len(parts) <= MOST_PARTS:
            yield whole, parts
    if group[0].unit not in COUNTABLE_UNITS:
        return
    for whole in range(len(group)):
        for length in range(2, min(len(group), MOST_PARTS + 1)):
            if whole + length < len(group):
                yield whole, range(whole + 1, whole + 1 + length)
            if whole - length >= 0:
                yield whole, range(whole - length, whole)


def _find_broken_sums(
    group: Sequence[board_report.Indicator],
    told: Sequence[dict[PointPlace, board_report.Point]],
    whole: int,
    parts: Sequence[int],
) -> list[tuple[board_report.Point, Decimal]]:
    """Where the parts, which make the total elsewhere, do not; each with the sum that they make."""
    wrong: list[tuple[board_report.Point, Decimal]] = []
    right = 0
    decimals = group[whole].decimals
    slack = Decimal(1).scaleb(-decimals) * (len(parts) + 1) / 2 if decimals else Decimal(0)
    for moment, point in told[whole].items():
        values = [told[part][moment].value for part in parts if moment in told[part]]
        known = [value for value in values if value is not None]
        if len(known) < len(parts) or sum(value != 0 for value in known) < 2:
            continue
        total = sum(known, Decimal(0))
        if abs(total - (point.value or Decimal(0))) <= slack:
            right += 1
        else:
            wrong.append((point, total))
    return wrong if right >= LEAST_MATCHING_TIMES and right > len(wrong) else []


def _build_finding(
    group: Sequence[board_report.Indicator], whole: int, parts: Sequence[int], point: board_report.Point, total: Decimal
) -> board_report.Finding:
    names = ", ".join(group[part].name for part in parts)
    also = tuple(group[part].code for part in parts)
    message = f"Delarna ger inte totalen {format_point_time(point)}, fast de gör det andra år: {names}."
    return build_figure_finding("totals", group[whole], point, message, total, point.value or Decimal(0), also=also)
