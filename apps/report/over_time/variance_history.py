"""The variances of the board and the areas right under it, period by period, as they were published then.

Kronor; plus is a surplus. A period that no published report told of is as this report states it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.swedish import NBSP, format_tkr, get_surplus_label
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, History, PastVariance
from apps.report.money import AreaEconomy
from apps.report.over_time.light_matrix import MOST_PERIODS
from apps.report.over_time.period_changes import MovedVariance
from apps.report.reorganised.mappings import REGROUPED, SPLIT, build_group_code, format_group
from apps.report.reorganised.money import sum_variances

_NOT_KNOWN = PastVariance()


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaVariances:
    """An area's variances, one for each period of the history. ``depth`` 0 is the whole board."""

    area: str
    name: str
    depth: int
    variances: tuple[PastVariance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceHistory:
    """The periods, the earliest first, and the areas that have a variance in at least two of them.

    ``restated`` are the periods whose amounts are those of this report, since none was published then. ``without``
    are the names of areas that are known in a single period.
    """

    periods: tuple[Tertial, ...]
    areas: tuple[AreaVariances, ...]
    restated: tuple[Tertial, ...]
    without: tuple[str, ...]


def build_variance_history(report: BoardReport) -> VarianceHistory:
    """The whole board and the areas right under it, at most the latest nine periods in which any of them is known.

    Last come areas that have been split since, as they were before.
    """
    areas = [area for area in report.economy.areas if area.depth <= 1]
    history = {one.period: one for one in report.history}
    stated = {one.period for area in areas if area.net for one in area.net.past}
    candidates = sorted(when for when in {*history, *stated, report.period} if when <= report.period)
    found = {area.area: {when: find_variance(report, area, when) for when in candidates} for area in areas}
    known = {code: {when for when, one in row.items() if one != _NOT_KNOWN} for code, row in found.items()}
    shown = [area for area in areas if len(known[area.area]) > 1]
    periods = sorted(set().union(*(known[area.area] for area in shown)))[-MOST_PERIODS:]
    return VarianceHistory(
        periods=tuple(periods),
        areas=tuple(
            AreaVariances(
                area=area.area,
                name=area.name,
                depth=area.depth,
                variances=tuple(found[area.area][when] for when in periods),
            )
            for area in shown
        )
        + _list_split_areas(report, periods),
        restated=tuple(when for when in periods if when != report.period and not _is_published(history.get(when))),
        without=tuple(area.name for area in areas if len(known[area.area]) == 1),
    )


def _list_split_areas(report: BoardReport, periods: Sequence[Tertial]) -> tuple[AreaVariances, ...]:
    """Areas right under the board that others came after, as they were: whose part it would have been nobody knows."""
    top = {area.code for area in report.areas if area.depth == 1}
    found = []
    for one in report.reorganisations:
        if one.kind not in (SPLIT, REGROUPED) or not top.intersection(part.code for part in one.after):
            continue
        codes, names = [part.code for part in one.before], [part.name for part in one.before]
        sums = {then.period: sum_variances(codes, then.areas) for then in report.history if then.period < one.period}
        variances = tuple(sums.get(when) or _NOT_KNOWN for when in periods)
        if any(variance != _NOT_KNOWN for variance in variances):
            is_split = one.kind == SPLIT
            name = f"{names[0]} (före delningen)" if is_split else format_group(names, one.period.year)
            code = codes[0] if is_split else build_group_code(codes[0])
            found.append(AreaVariances(area=code, name=name, depth=1, variances=variances))
    return tuple(found)


def _is_published(one: History | None) -> bool:
    return one is not None and one.published


def find_variance(report: BoardReport, area: AreaEconomy, period: Tertial) -> PastVariance:
    """The area's variances in a period: as published then, else as this report states them."""
    if period == report.period:
        amounts = area.net.now if area.net else None
    else:
        then = next((one for one in report.history if one.period == period), None)
        if then is not None and then.areas:
            return _drop_exactness(then.areas.get(area.area, _NOT_KNOWN))
        stated = next((one for one in area.net.past if one.period == period), None) if area.net else None
        amounts = then.amounts if then is not None and then.amounts and not area.depth else stated
    if amounts is None:
        return _NOT_KNOWN
    return _drop_exactness(
        PastVariance(so_far=amounts.variance_so_far, full_year=amounts.variance, exact=amounts.exact)
    )


def _drop_exactness(variance: PastVariance) -> PastVariance:
    """One that is not known is the same whether a printed table left it out or no table had it."""
    return _NOT_KNOWN if variance.so_far is None and variance.full_year is None else variance


# In words


def list_moved_variances(report: BoardReport, history: VarianceHistory) -> tuple[MovedVariance, ...]:
    """The areas whose variance of the whole year is known now and in the same period last year."""
    before = report.period.same_last_year()
    if before not in history.periods or history.periods[-1] != report.period:
        return ()
    place = history.periods.index(before)
    return tuple(
        MovedVariance(
            area=row.area,
            name=row.name,
            depth=row.depth,
            before=then.full_year,
            now=now.full_year,
            exact=then.exact or now.exact,
        )
        for row in history.areas
        if (then := row.variances[place]).full_year is not None and (now := row.variances[-1]).full_year is not None
    )


def format_variance_change(report: BoardReport, history: VarianceHistory) -> str:
    """The whole board, and the areas that improved and worsened most, against the same period last year."""
    before = report.period.same_last_year()
    moved = list_moved_variances(report, history)
    if not moved:
        unknown = f"Avvikelserna i {before.label} är inte kända här, så det går inte att jämföra med dem."
        return f"{_format_state_now(report)}{unknown}"
    areas = [one for one in moved if one.depth]
    best = max(areas, key=lambda one: one.moved, default=None)
    worst = min(areas, key=lambda one: one.moved, default=None)
    sentences = [_format_whole(one, before) for one in moved if not one.depth]
    if best and best.moved > 0:
        sentences.append(f"Störst förbättring mot {before.label}: {_format_area(best)}.")
    if worst and worst.moved < 0:
        sentences.append(f"Störst försämring mot {before.label}: {_format_area(worst)}.")
    return " ".join(sentences)


def _format_state_now(report: BoardReport) -> str:
    """The whole board's variance of the year; empty where it is not known."""
    net = report.economy.areas[0].net if report.economy.areas else None
    if net is None or net.now.variance is None:
        return ""
    return f"{format_state(net.now.variance, exact=net.now.exact).capitalize()} för hela nämnden. "


def _format_whole(one: MovedVariance, before: Tertial) -> str:
    state = format_state(one.now, exact=one.exact).capitalize()
    if not one.moved:
        return f"{state} för hela nämnden, lika mycket som i {before.label}."
    amount = format_tkr(abs(one.moved), exact=one.exact)
    return f"{state} för hela nämnden, {amount}{NBSP}tkr {'bättre' if one.moved > 0 else 'sämre'} än i {before.label}."


def _format_area(one: MovedVariance) -> str:
    amount = format_tkr(abs(one.moved), exact=one.exact)
    before, now = (format_tkr(kronor, exact=one.exact, sign=True) for kronor in (one.before, one.now))
    return f"{one.name}, {amount}{NBSP}tkr {'bättre' if one.moved > 0 else 'sämre'}, från {before} till {now}{NBSP}tkr"


def format_state(kronor: int, *, exact: bool = False) -> str:
    """”underskott 4 749 tkr”, or ”i balans”."""
    return f"{get_surplus_label(kronor)} {format_tkr(abs(kronor), exact=exact)}{NBSP}tkr" if kronor else "i balans"


def format_area_summary(history: VarianceHistory, row: AreaVariances) -> str:
    """An area's variance of the whole year in the last period that is known, and a year before or else in the first."""
    known = {
        when: format_state(one.full_year, exact=one.exact)
        for when, one in zip(history.periods, row.variances, strict=True)
        if one.full_year is not None
    }
    if len(known) < 2:
        return ""
    last = max(known)
    before = last.same_last_year() if last.same_last_year() in known else min(known)
    return f"{known[last].capitalize()} i {last.label}, {known[before]} i {before.label}."
