"""Figures of before a reorganisation, where numbers are hidden: a sum over what was joined may tell a part of it.

What is carried over a reorganisation is made of the figures of that time, and shown again it tells nothing new as long
as nothing of them is hidden. Where anything of the indicator and year is, none of it is shown.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from apps.publishing.suppression.headcounts import POINT_PART, list_person_numbers, map_points
from apps.publishing.suppression.secondary_suppression import SuppressionUnit
from apps.report.board_report import BoardReport, Indicator
from apps.report.reorganised.mappings import INDICATOR, JOINED, REPLACED


def find_carried_units(views: Sequence[BoardReport], hidden: Collection[SuppressionUnit]) -> set[SuppressionUnit]:
    """The figures that the reports carry over a reorganisation and that are to be hidden with those ``hidden``."""
    if not hidden or not any(view.reorganisations for view in views):
        return set()
    years = {(unit.cell.indicator, unit.cell.year) for unit in hidden}
    return {unit for view in views if view.reorganisations for unit in _iter_units(view, years)}


def _iter_units(view: BoardReport, years: set[tuple[str, int]]) -> Iterator[SuppressionUnit]:
    begins = {
        part.code: one.period.year
        for one in view.reorganisations
        if one.kind in (JOINED, REPLACED)
        for part in one.after
    }
    known = {area.code for area in view.areas}
    for indicator in view.indicators:
        merged, since = _find_merged(view, indicator)
        secret = {year for code, year in years if code in {indicator.code, *merged}}
        for cell, point in map_points(indicator).items() if secret else ():
            is_carried = cell.area not in known or cell.year < max(begins.get(cell.area, 0), since)
            if is_carried and cell.year in secret:
                numbers = list_person_numbers(point, indicator.unit)
                yield SuppressionUnit(cell._replace(indicator=indicator.code), POINT_PART, numbers)


def _find_merged(view: BoardReport, indicator: Indicator) -> tuple[Iterable[str], int]:
    """The indicators that went into this one, and from which year."""
    found = [
        one
        for one in view.reorganisations
        if one.subject == INDICATOR and indicator.code in {part.code for part in one.after}
    ]
    codes = [part.code for one in found for part in one.before]
    return codes, max((one.period.year for one in found), default=0)
