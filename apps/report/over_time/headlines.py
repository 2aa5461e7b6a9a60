"""The headline figures of a published report: what lists show of it, and what later reports tell of it over time.

They are stored beside the report, so that a new report reads one small row of each earlier one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, History, PastVariance, Reorganisation
from apps.report.goals import filter_counted_goals
from apps.report.measures import Goal, Indicator, LightCounts, ReportPart
from apps.report.money import Amounts, AreaEconomy, Economy
from apps.report.reorganised.money import add_joined_variances


class Headline(ReportPart, frozen=True, kw_only=True):
    """What a published report said in short, as it is stored. What has been added since the first has a default."""

    goal_lights: LightCounts
    indicator_lights: LightCounts
    amounts: Amounts | None
    overview: list[str] = []
    goals: dict[str, Light] = {}
    indicators: dict[str, Light] = {}
    areas: dict[str, PastVariance] = {}


Headlines = list[tuple[Tertial, Headline]]
decode_headline = msgspec.json.Decoder(Headline).decode


def build_headline(report: BoardReport) -> dict[str, Any]:
    """The report's headline figures as plain JSON."""
    net = report.economy.areas[0].net
    headline = Headline(
        goal_lights=report.goal_lights,
        indicator_lights=report.indicator_lights,
        amounts=net.now if net else None,
        overview=list(report.overview),
        goals=map_goal_lights(report.goals),
        indicators=map_indicator_lights(report.indicators),
        areas=map_area_variances(report.economy.areas),
    )
    plain: dict[str, Any] = msgspec.to_builtins(headline)
    return plain


def map_goal_lights(goals: tuple[Goal, ...]) -> dict[str, Light]:
    """The light of each goal that is counted, by its code."""
    return {goal.code: goal.verdict.light for goal in filter_counted_goals(goals)}


def map_indicator_lights(indicators: Iterable[Indicator]) -> dict[str, Light]:
    """The light of each indicator that is counted, by its code."""
    return {one.code: one.verdict.light for one in indicators if one.has_target and not one.reference_for}


def map_area_variances(areas: Iterable[AreaEconomy]) -> dict[str, PastVariance]:
    """The variances of net cost by area code, kronor; areas of which nothing is known are left out."""
    return {
        area.area: PastVariance(so_far=now.variance_so_far, full_year=now.variance, exact=now.exact)
        for area in areas
        if area.net and ((now := area.net.now).variance is not None or now.variance_so_far is not None)
    }


def build_history(
    period: Tertial,
    *,
    economy: Economy,
    goals: tuple[Goal, ...],
    indicators: tuple[Indicator, ...],
    goal_lights: LightCounts,
    indicator_lights: LightCounts,
    headlines: Headlines,
    reorganisations: Sequence[Reorganisation] = (),
) -> tuple[History, ...]:
    """The board over time, oldest first, ending with ``period``.

    Each is as it was published then, else as this report states it. Areas that were joined since have the sum of what
    was published of each.
    """
    net = economy.areas[0].net
    points = {
        amounts.period: History(
            period=amounts.period, published=False, goal_lights=None, indicator_lights=None, amounts=amounts
        )
        for amounts in (net.past if net else ())
    }
    points |= {
        when: _build_published_history(when, headline, reorganisations) for when, headline in headlines if when < period
    }
    points[period] = History(
        period=period,
        published=False,
        goal_lights=goal_lights,
        indicator_lights=indicator_lights,
        amounts=net.now if net else None,
        goals=map_goal_lights(goals),
        indicators=map_indicator_lights(indicators),
        areas=map_area_variances(economy.areas),
    )
    return tuple(points[when] for when in sorted(points))


def _build_published_history(when: Tertial, headline: Headline, reorganisations: Sequence[Reorganisation]) -> History:
    return History(
        period=when,
        published=True,
        goal_lights=headline.goal_lights,
        indicator_lights=headline.indicator_lights,
        amounts=headline.amounts,
        goals=headline.goals,
        indicators=headline.indicators,
        areas=add_joined_variances(headline.areas, when, reorganisations),
    )
