"""Puts a ``BoardReport`` together from its source data: the one place where a report comes from."""

from apps.report import board_report
from apps.report.area_tree import build_area_tree, build_comments, build_source_tables, read_summary
from apps.report.attention import build_attention, find_latest_published
from apps.report.chapters.chapter_list import build_chapters
from apps.report.chapters.figures import draw_figures, draw_written
from apps.report.economy import build_economy
from apps.report.goals import build_goals, filter_counted_goals
from apps.report.highlights import build_overview
from apps.report.indicators import build_indicators, build_relations, count_indicators, count_lights
from apps.report.investments import build_investments
from apps.report.over_time.headlines import Headlines, build_history
from apps.report.own_tables.tables import build_own_tables
from apps.report.reorganised.mappings import build_reorganisations
from apps.report.risks import build_risks
from apps.report.source_types import SourceData
from apps.rounds.models import Round


def assemble_report(rows: SourceData, headlines: Headlines) -> board_report.BoardReport:
    """Put a report together from its source data. Pure but for what ``rows`` holds.

    ``headlines`` are the headline figures of the board's earlier publications, for the lines over
    time. Findings are added by ``checks.checked_report``, the room above, which is what callers
    want.
    """
    round_, tree = rows.round, build_area_tree(rows)
    reorganisations = build_reorganisations(rows)
    indicators = build_indicators(rows, tree)
    goals = build_goals(rows, tree, indicators)
    economy = build_economy(rows, tree)
    risks = build_risks(rows, tree)
    comments = build_comments(rows, tree)
    goals, indicators, comments = draw_written(round_.period, tree.root.code, goals, indicators, economy, comments)
    counted_goals = filter_counted_goals(goals)
    goal_lights = count_lights(goal.verdict.light for goal in counted_goals)
    indicator_lights = count_indicators(i for i in indicators if i.has_target and not i.reference_for)
    history = build_history(
        round_.period,
        economy=economy,
        goals=goals,
        indicators=indicators,
        goal_lights=goal_lights,
        indicator_lights=indicator_lights,
        headlines=headlines,
        reorganisations=reorganisations,
    )
    report = board_report.BoardReport(
        schema=board_report.SCHEMA,
        municipality=_build_municipality(round_),
        board=_build_board(round_),
        period=round_.period,
        state=round_.state,
        state_label=round_.get_state_display(),
        decision=_build_decision(round_),
        source_title=round_.source_title,
        **read_summary(rows),
        overview=build_overview(round_.period, economy, goal_lights, indicator_lights),
        attention=build_attention(
            round_.period,
            goals=counted_goals,
            indicators=indicators,
            economy=economy,
            risks=risks,
            comments=comments,
            before=find_latest_published(history, round_.period),
        ),
        tables=build_source_tables(rows),
        areas=tree.areas,
        focus_areas=tuple(rows.focus_areas),
        goals=goals,
        goal_lights=goal_lights,
        indicator_lights=indicator_lights,
        indicators=indicators,
        economy=economy,
        investments=build_investments(rows, tree),
        risks=risks,
        comments=comments,
        findings=(),
        history=history,
        texts_are_summaries=round_.texts_are_summaries,
        relations=build_relations(rows),
        chapters=build_chapters(rows, tree),
        reorganisations=reorganisations,
        own_tables=build_own_tables(rows, tree),
    )
    return draw_figures(report)


def _build_municipality(round_: Round) -> board_report.MunicipalityRef:
    municipality = round_.board.municipality
    return board_report.MunicipalityRef(
        code=municipality.code, name=municipality.name, slug=municipality.slug, is_made_up=municipality.is_made_up
    )


def _build_board(round_: Round) -> board_report.BoardRef:
    board = round_.board
    return board_report.BoardRef(
        name=board.name,
        slug=board.slug,
        administration=board.administration,
        tolerance_percent=board.tolerance_percent,
        small_number_threshold=board.small_number_threshold,
    )


def _build_decision(round_: Round) -> board_report.Decision | None:
    if not (round_.decision_date or round_.decision_paragraph or round_.case_number):
        return None
    return board_report.Decision(
        date=round_.decision_date, paragraph=round_.decision_paragraph, case_number=round_.case_number
    )
