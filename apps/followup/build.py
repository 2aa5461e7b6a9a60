"""Builds a ``BoardReport`` from the tables: the one place where a report comes from."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from apps.core.tertials import Tertial
from apps.followup import report
from apps.followup.attention import attention_of, overview_of
from apps.followup.checks import findings_of
from apps.followup.economy import economy_of
from apps.followup.frame import answers_of, comments_of, tables_of, tree_of
from apps.followup.goalparts import counted, goals_of
from apps.followup.indicators import count_lights, indicators_of
from apps.followup.investments import investments_of
from apps.followup.riskparts import risks_of
from apps.followup.row_types import Rows
from apps.followup.rows import fetch
from apps.rounds.models import Round

Headlines = list[tuple[Tertial, dict[str, Any]]]


def build_report(
    round_: Round, headlines: Headlines | None = None, earlier: Sequence[report.BoardReport] = ()
) -> report.BoardReport:
    """Build the report of a round as the tables stand now.

    ``headlines`` are the headline figures of the board's earlier publications, for the lines over time; the layer
    above knows them, and the ``earlier`` reports that the checks hold this one against. The round's board and
    municipality should be fetched with it.
    """
    return assemble(fetch(round_), headlines or [], earlier)


def assemble(rows: Rows, headlines: Headlines, earlier: Sequence[report.BoardReport] = ()) -> report.BoardReport:
    """Put a report together from its rows. Pure but for what ``rows`` holds."""
    round_, tree = rows.round, tree_of(rows)
    indicators = indicators_of(rows, tree)
    goals = goals_of(rows, tree, indicators)
    economy = economy_of(rows, tree)
    risks = risks_of(rows, tree)
    comments = comments_of(rows, tree)
    goal_lights = count_lights(goal.verdict.light for goal in counted(goals))
    indicator_lights = count_lights(i.verdict.light for i in indicators if i.has_target and not i.reference_for)
    view = report.BoardReport(
        schema=report.SCHEMA,
        municipality=_municipality(round_),
        board=_board(round_),
        period=round_.period,
        state=round_.state,
        state_label=round_.get_state_display(),
        decision=_decision(round_),
        source_title=round_.source_title,
        summary=round_.summary,
        overview=overview_of(round_.period, economy, goal_lights, indicator_lights),
        attention=attention_of(counted(goals), indicators, economy, risks, comments),
        tables=tables_of(rows),
        areas=tree.areas,
        focus_areas=tuple(report.FocusAreaRef(**focus) for focus in rows.frame["focus_areas"]),
        goals=goals,
        goal_lights=goal_lights,
        indicator_lights=indicator_lights,
        indicators=indicators,
        economy=economy,
        investments=investments_of(rows, tree),
        risks=risks,
        comments=comments,
        findings=(),
        history=_history(round_.period, economy, goal_lights, indicator_lights, headlines),
    )
    answers, sizes = answers_of(rows)
    return replace(view, findings=findings_of(view, earlier, answers, sizes))


def _municipality(round_: Round) -> report.MunicipalityRef:
    municipality = round_.board.municipality
    return report.MunicipalityRef(code=municipality.code, name=municipality.name, slug=municipality.slug)


def _board(round_: Round) -> report.BoardRef:
    board = round_.board
    return report.BoardRef(
        name=board.name,
        slug=board.slug,
        administration=board.administration,
        tolerance_percent=board.tolerance_percent,
        small_number_threshold=board.small_number_threshold,
    )


def _decision(round_: Round) -> report.Decision | None:
    if not (round_.decision_date or round_.decision_paragraph or round_.case_number):
        return None
    return report.Decision(
        date=round_.decision_date, paragraph=round_.decision_paragraph, case_number=round_.case_number
    )


def headline_of(view: report.BoardReport) -> dict[str, Any]:
    """The figures that lists and later reports' lines over time need, as plain JSON."""
    net = view.economy.areas[0].net
    return {
        "goal_lights": msgspec.to_builtins(view.goal_lights),
        "indicator_lights": msgspec.to_builtins(view.indicator_lights),
        "amounts": msgspec.to_builtins(net.now) if net else None,
        "overview": list(view.overview),
    }


def _history(
    period: Tertial,
    economy: report.Economy,
    goal_lights: report.LightCounts,
    indicator_lights: report.LightCounts,
    headlines: Headlines,
) -> tuple[report.History, ...]:
    """The board over time, oldest first: as published then, else as this report states it, ending with itself."""
    net = economy.areas[0].net
    points = {amounts.period: _point(amounts.period, amounts) for amounts in (net.past if net else ())}
    for when, headline in headlines:
        if when < period:
            points[when] = report.History(
                period=when,
                published=True,
                goal_lights=msgspec.convert(headline["goal_lights"], report.LightCounts),
                indicator_lights=msgspec.convert(headline["indicator_lights"], report.LightCounts),
                amounts=msgspec.convert(headline["amounts"], report.Amounts) if headline["amounts"] else None,
            )
    points[period] = report.History(
        period=period,
        published=False,
        goal_lights=goal_lights,
        indicator_lights=indicator_lights,
        amounts=net.now if net else None,
    )
    return tuple(points[when] for when in sorted(points))


def _point(when: Tertial, amounts: report.Amounts) -> report.History:
    return report.History(period=when, published=False, goal_lights=None, indicator_lights=None, amounts=amounts)
