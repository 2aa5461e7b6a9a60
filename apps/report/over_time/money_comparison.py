"""The money of a report held against an earlier period of the board: the variances then and now, area by area.

What was published then comes first (``BoardReport.history``), then what the report itself states of that period.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, PastVariance
from apps.report.money import AreaEconomy, MoneyRow
from apps.report.over_time.earlier_nets import EarlierNets

_NOTHING = PastVariance()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedAmount:
    """An amount now and then, whole kronor. None where it is not known, which is not zero."""

    now: int | None = None
    before: int | None = None

    @property
    def change(self) -> int | None:
        """Now - then. None where one of them is not known."""
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaComparison:
    """One area's net cost now and then. A variance's plus is a surplus, and a change's plus is for the better.

    ``full_year`` and ``so_far`` are variances, ``actual`` is known of the same tertial of another year only.
    ``exact`` as in ``Amounts``.
    """

    area: str
    full_year: ComparedAmount
    so_far: ComparedAmount
    actual: ComparedAmount
    exact: bool

    @property
    def is_known(self) -> bool:
        """Is anything known of the area then?"""
        return any(one.before is not None for one in (self.full_year, self.so_far, self.actual))


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyComparison:
    """The areas in tree order, the whole board first. ``is_published`` tells whether the report of then is here."""

    since: Tertial
    is_published: bool
    areas: tuple[AreaComparison, ...]


def is_money_comparable(period: Tertial, since: Tertial) -> bool:
    """Is money of ``since`` held against ``period``: earlier in the year, or the same tertial of an earlier year?

    The forecast of one year says nothing of another year at another time.
    """
    return since < period and (since.year == period.year or since.number == period.number)


def build_money_comparison(report: BoardReport, since: Tertial) -> MoneyComparison | None:
    """The report's money against that of ``since``; None where they are not comparable or nothing is known of then."""
    if not is_money_comparable(report.period, since):
        return None
    published = next((one for one in report.history if one.period == since and one.published), None)
    variances = published.areas if published else {}
    actuals = _map_earlier_actuals(report.economy.areas, since) if since.number == report.period.number else {}
    areas = tuple(
        _compare_area(area.net, since, variances.get(area.area, _NOTHING), actuals.get(area.area))
        for area in report.economy.areas
        if area.net
    )
    if not any(area.is_known for area in areas):
        return None
    return MoneyComparison(since=since, is_published=published is not None, areas=areas)


def _map_earlier_actuals(areas: Sequence[AreaEconomy], since: Tertial) -> dict[str, int]:
    """The net actuals of then by area code, where they are known."""
    children: dict[str | None, list[AreaEconomy]] = defaultdict(list)
    earlier = EarlierNets([since], ["actual"])
    for area in reversed(areas):  # children before parents
        earlier.add(area, children[area.area])
        if area.net or area.cost_types:
            children[area.parent].append(area)
    return {area.area: amount for area in areas for _, amount in earlier.list_known(area.area, "actual")}


def _compare_area(net: MoneyRow, since: Tertial, published: PastVariance, actual: int | None) -> AreaComparison:
    """The area's net now and then; ``published`` is what was published then, ``actual`` None where it is not known."""
    now, stated = net.now, next((one for one in net.past if one.period == since), None)
    return AreaComparison(
        area=net.area,
        full_year=ComparedAmount(
            now=now.variance, before=_choose_first(published.full_year, stated.variance if stated else None)
        ),
        so_far=ComparedAmount(
            now=now.variance_so_far, before=_choose_first(published.so_far, stated.variance_so_far if stated else None)
        ),
        actual=ComparedAmount(now=now.actual if since.number == now.period.number else None, before=actual),
        exact=now.exact or published.exact or bool(stated and stated.exact),
    )


def _choose_first(published: int | None, stated: int | None) -> int | None:
    """What was published then, else what the report states of it."""
    return stated if published is None else published
