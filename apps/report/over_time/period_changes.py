"""What has changed since an earlier report of the board: lights that turned, forecasts that moved, new deficits.

Made from the report alone: ``BoardReport.history`` has what was published then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.core.choices import MissingReason
from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report.attention import explain_goal
from apps.report.board_report import BoardReport, History, PastVariance
from apps.report.definition_changes import find_definition_change
from apps.report.goals import filter_counted_goals
from apps.report.measures import Goal, Indicator
from apps.report.over_time.money_comparison import is_money_comparable

_NOT_KNOWN = PastVariance()


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedLight:
    """A goal or an indicator (``kind``) whose light is another than then; ``why`` in words."""

    kind: str
    key: str
    name: str
    before: Light
    now: Light
    why: str

    @property
    def is_worse(self) -> bool:
        """Red is worse than yellow, yellow than green; what can't be judged is neither."""
        return Light.UNKNOWN not in (self.before, self.now) and self.now.severity < self.before.severity


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedVariance:
    """An area whose variance of the whole year is another than then. Kronor; plus is a surplus."""

    area: str
    name: str
    depth: int
    before: int
    now: int
    exact: bool

    @property
    def moved(self) -> int:
        """Plus is for the better."""
        return self.now - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChanges:
    """How the report differs from what was published of an earlier period.

    ``worse`` and ``better`` are lights that turned, ``judged`` those that could not be judged then and ``unjudged``
    those that no longer can. ``whole`` is the board's own variance, ``moved`` those of its areas, the largest first;
    ``deficits`` are areas that had none then. ``not_compared`` are names of indicators that measure something else.
    """

    since: Tertial
    worse: tuple[TurnedLight, ...]
    better: tuple[TurnedLight, ...]
    judged: tuple[TurnedLight, ...]
    unjudged: tuple[TurnedLight, ...]
    whole: MovedVariance | None
    moved: tuple[MovedVariance, ...]
    deficits: tuple[MovedVariance, ...]
    not_compared: tuple[str, ...]

    def list_turned(self, kind: str) -> frozenset[str]:
        """The codes of the goals or indicators (``kind``) that have another light than then, for better or worse."""
        return frozenset(one.key for one in (*self.worse, *self.better) if one.kind == kind)

    def list_judged(self, kind: str) -> frozenset[str]:
        """The codes of the goals or indicators (``kind``) that could not be judged then and can now."""
        return frozenset(one.key for one in self.judged if one.kind == kind)

    @property
    def has_any(self) -> bool:
        """Is anything another than then?"""
        return bool(self.worse or self.better or self.judged or self.unjudged or self.moved or self.whole)


def list_comparable_periods(report: BoardReport) -> tuple[Tertial, ...]:
    """The periods that the report can be held against: the latest published one, and the same of last year."""
    published = {one.period for one in report.history if one.published and (one.goals or one.indicators or one.areas)}
    earlier = sorted(period for period in published if period < report.period)
    wanted = [*earlier[-1:], report.period.same_last_year()]
    return tuple(dict.fromkeys(period for period in wanted if period in published))


def build_latest_changes(report: BoardReport) -> PeriodChanges | None:
    """What is another than in the latest published report; None where there is none."""
    latest = list_comparable_periods(report)[:1]
    return build_period_changes(report, latest[0]) if latest else None


def build_period_changes(report: BoardReport, since: Tertial) -> PeriodChanges | None:
    """What is another than in the report of ``since``; None where no published report of it is known."""
    then = next((one for one in report.history if one.period == since and one.published), None)
    if then is None:
        return None
    broken = [one for one in report.indicators if find_definition_change(one.definition_changes, since, report.period)]
    turned = [*_list_turned_goals(report, then), *_list_turned_indicators(report, then, {one.code for one in broken})]
    turned.sort(key=lambda one: (one.now.severity, one.kind == "indicator"))
    moved = _list_moved_variances(report, then)
    return PeriodChanges(
        since=since,
        worse=tuple(one for one in turned if one.is_worse),
        better=tuple(one for one in turned if Light.UNKNOWN not in (one.before, one.now) and not one.is_worse),
        judged=tuple(one for one in turned if one.before == Light.UNKNOWN),
        unjudged=tuple(one for one in turned if one.now == Light.UNKNOWN),
        whole=next((one for one in moved if one.depth == 0), None),
        moved=tuple(sorted((one for one in moved if one.depth == 1), key=lambda one: -abs(one.moved))),
        deficits=_list_new_deficits(report, moved),
        not_compared=tuple(one.name for one in broken if one.code in then.indicators),
    )


def _list_turned_goals(report: BoardReport, then: History) -> Iterable[TurnedLight]:
    by_goal: dict[str, list[Indicator]] = {}
    for indicator in report.indicators:
        if indicator.goal and indicator.verdict.light == Light.NOT_MET:
            by_goal.setdefault(indicator.goal, []).append(indicator)
    for goal in filter_counted_goals(report.goals):
        before = then.goals.get(goal.code)
        if before is not None and before != goal.verdict.light:
            yield TurnedLight(
                kind="goal",
                key=goal.code,
                name=goal.name,
                before=before,
                now=goal.verdict.light,
                why=_explain_turned_goal(goal, by_goal.get(goal.code, [])),
            )


def _explain_turned_goal(goal: Goal, missed: list[Indicator]) -> str:
    """The board's own words of a goal that is not met, else how its light came about."""
    why = explain_goal(goal, missed)[0] if goal.verdict.light == Light.NOT_MET else ""
    return why or goal.verdict.sentence


def _list_turned_indicators(report: BoardReport, then: History, broken: set[str]) -> Iterable[TurnedLight]:
    for indicator in report.indicators:
        before = then.indicators.get(indicator.code)
        is_counted = indicator.has_target and not indicator.reference_for and indicator.code not in broken
        if is_counted and not _is_not_due(indicator) and before is not None and before != indicator.verdict.light:
            yield TurnedLight(
                kind="indicator",
                key=indicator.code,
                name=indicator.name,
                before=before,
                now=indicator.verdict.light,
                why=" ".join(filter(None, (indicator.verdict.sentence, _find_target_change(indicator, report.period)))),
            )


def _is_not_due(indicator: Indicator) -> bool:
    """Is it a figure that is not due in this period, as one that is measured once a year?"""
    missing = {reading.point.missing for reading in indicator.readings}
    return indicator.verdict.light == Light.UNKNOWN and missing == {MissingReason.NOT_MEASURED.value}


def _find_target_change(indicator: Indicator, period: Tertial) -> str:
    """That the target has been changed within the year: then the light turned without a new outcome, perhaps."""
    return next((one.changed for one in indicator.targets if one.year == period.year and one.changed), "")


def _list_moved_variances(report: BoardReport, then: History) -> list[MovedVariance]:
    """The areas whose variance of the whole year is known both then and now, and is another."""
    if not is_money_comparable(report.period, then.period):
        return []
    moved = []
    for area in report.economy.areas:
        before = then.areas.get(area.area, _NOT_KNOWN).full_year
        now = area.net.now.variance if area.net else None
        if before is not None and now is not None and area.net and now != before:
            moved.append(
                MovedVariance(
                    area=area.area, name=area.name, depth=area.depth, before=before, now=now, exact=area.net.now.exact
                )
            )
    return moved


def _list_new_deficits(report: BoardReport, moved: Iterable[MovedVariance]) -> tuple[MovedVariance, ...]:
    """The areas that have a deficit now and had none then, the largest first; not those within one of them."""
    parents: Mapping[str, str | None] = {area.area: area.parent for area in report.economy.areas}
    found = {one.area: one for one in moved if one.now < 0 <= one.before and one.depth in {1, 2}}
    return tuple(sorted((one for one in found.values() if parents[one.area] not in found), key=lambda one: one.now))
