"""Loads what ``BoardReport`` is built from: few queries, whatever the amount of data.

The SQL is written by hand, since Django takes longer to build such queries than PostgreSQL to
answer them. The plan and the texts (areas, goals, tables, indicators, assessments, comments, risks)
and the few steps of the year's budget come in one query, as JSON made by the database and decoded
straight into the types of ``source_types``. The figures come as plain rows, a query for each list.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

import msgspec

from apps.core.prepared_queries import fetch_prepared
from apps.report.board_report import FocusAreaRef
from apps.report.cost_types.source_rows import CostTypeSourceRow
from apps.report.frozen_source import FrozenSource, load_frozen, merge_current_facts
from apps.report.own_tables.rows import OwnTableSource, build_own_tables_query
from apps.report.plan.correction import PlanDifference, apply_chosen_rows, find_differences, load_chosen_rows
from apps.report.plan.history import load_board_for_period, needs_history, rewrite_for_period
from apps.report.reorganised.source_rows import AreaChangeSourceRow, IndicatorMergeSourceRow, ReorganisationSourceRow
from apps.report.source_types import (
    OPERATING_COLUMNS,
    OUTCOME_COLUMNS,
    TARGET_COLUMNS,
    AnswerSourceRow,
    AreaSourceRow,
    AssessmentSourceRow,
    BudgetChangeSourceRow,
    ChapterSourceRow,
    CommentSourceRow,
    DefinitionChangeSourceRow,
    GoalSourceRow,
    IndicatorSourceRow,
    InterimForecastSourceRow,
    InvestmentSourceRow,
    OperatingSourceRow,
    OutcomeSourceRow,
    RelationSourceRow,
    RiskSourceRow,
    SectionSourceRow,
    SourceData,
    TableSourceRow,
    TargetChangeSourceRow,
    TargetSourceRow,
)
from apps.rounds.models import Round, RoundState

# The lists that are read only when they are asked for; plan and texts always are.
FACT_LISTS = frozenset({"targets", "outcomes", "operating", "investments"})
YEARS_AHEAD = 3  # targets of so many coming years are read, for the lines over time

# ruff: noqa: S608
# The statements are put together from constants; every value is a parameter.
_UP_TO_PERIOD = "(year < %(year)s OR (year = %(year)s AND tertial <= %(tertial)s))"
_VALID_IN_YEAR = "coalesce(valid_from, {year}) <= {year} AND coalesce(valid_to, {year}) >= {year}"
_VALID_IN_ROUND = _VALID_IN_YEAR.format(year="here.year")
# The board's tree of service areas, for any statement: ``board`` and ``year`` are the SQL of where
# they are found.
AREA_QUERY = (
    "SELECT id, code, name, kind, parent_id, valid_from FROM organisation_servicearea "
    f"WHERE board_id = {{board}} AND {_VALID_IN_YEAR} ORDER BY position, id"
)

# Numbers come without the zeros that their columns pad with.
_NUMERIC_COLUMNS = {"value", "upper", "numerator", "denominator", "forecast", "stated_change"}
_OUTCOME_EXPRESSIONS = [f"trim_scale({column})" if column in _NUMERIC_COLUMNS else column for column in OUTCOME_COLUMNS]
_OPERATING_EXPRESSIONS = [name if name in OPERATING_COLUMNS else "NULL::bigint" for name in OperatingSourceRow._fields]
_FACT_QUERIES = {
    "targets": f"""
        SELECT {", ".join(f"t.{column}" for column in TARGET_COLUMNS)}{{board_column}}
        FROM goals_target AS t JOIN organisation_servicearea AS a ON a.id = t.service_area_id
        WHERE t.board_id {{equals_board}} AND t.year <= %(year)s + {YEARS_AHEAD}
        ORDER BY t.year, t.gender, a.position, t.id""",
    "outcomes": f"""
        SELECT {", ".join(_OUTCOME_EXPRESSIONS)}{{board_column}}
        FROM goals_outcome AS t WHERE board_id {{equals_board}} AND {_UP_TO_PERIOD}
        ORDER BY indicator_id, year, tertial, gender, service_area_id""",
    "operating": f"""
        SELECT {", ".join(_OPERATING_EXPRESSIONS)}{{board_column}}
        FROM budget_operatingline AS t WHERE board_id {{equals_board}} AND {_UP_TO_PERIOD}""",
}
_BOARD_QUERIES = {
    name: query.format(board_column="", equals_board="= %(board)s") for name, query in _FACT_QUERIES.items()
}
_BOARDS_QUERIES = {
    name: query.format(board_column=", t.board_id", equals_board="= ANY(%(boards)s)")
    for name, query in _FACT_QUERIES.items()
}
_INVESTMENT_QUERY = f"""
SELECT
    project_id, p.code, p.name, p.parent_id, p.service_area_id, year, tertial, flow, original_budget,
    supplementary_budget, budget, actual, forecast, stated_variance, stated_forecast_variance, table_id, footnote
FROM budget_investmentline AS l JOIN budget_investmentproject AS p ON p.id = l.project_id
WHERE l.board_id = %(board)s AND {_UP_TO_PERIOD}
    AND (table_id IS NULL OR table_id IN (SELECT id FROM rounds_sourcetable WHERE round_id = %(round)s))
ORDER BY p.position, project_id, year DESC, tertial DESC, flow
"""
_TARGET_CHANGE_QUERY = """
        SELECT (h.values->>'indicator_id')::bigint AS indicator_id, (h.values->>'service_area_id')::bigint AS
            service_area_id, here.year, h.values->>'gender' AS gender, h.values->>'comparator' AS comparator,
            h.values->'value' AS value, h.values->'upper' AS upper, h.values->'base_year' AS base_year,
            h.values->>'text' AS text, h.values->>'decision' AS decision, h.holds_until
        FROM followup_planhistory AS h
        WHERE h.board_id = here.board_id AND h.table_name = 'goals_target' AND h.values IS NOT NULL
            AND h.holds_until > here.year * 10 + 1 AND h.holds_until <= here.year * 10 + here.tertial
            AND (h.values->>'year')::int = here.year
        ORDER BY h.holds_until, h.id"""
# Each list is made to JSON by the database; a list within a list is one by itself.
_PLAN_QUERIES = {
    "areas": AREA_QUERY.format(board="here.board_id", year="here.year"),
    "focus_areas": """
        SELECT code, name, description FROM goals_focusarea WHERE board_id = here.board_id ORDER BY position, id""",
    "goals": f"""
        SELECT id, code, name, level, description, parent_id,
            ARRAY(SELECT f.code FROM goals_goal_focus_areas AS t JOIN goals_focusarea AS f ON f.id = t.focusarea_id
                WHERE t.goal_id = g.id ORDER BY f.position) AS focus,
            ARRAY(SELECT a.code FROM goals_goal_service_areas AS t
                JOIN organisation_servicearea AS a ON a.id = t.servicearea_id
                WHERE t.goal_id = g.id ORDER BY a.position) AS areas
        FROM goals_goal AS g WHERE board_id = here.board_id AND {_VALID_IN_ROUND} ORDER BY position, id""",
    "target_changes": _TARGET_CHANGE_QUERY,
    "definition_changes": """
        SELECT indicator_id, year, tertial, note FROM goals_definitionchange
        WHERE board_id = here.board_id AND (year, tertial) <= (here.year, here.tertial)
        ORDER BY indicator_id, year, tertial""",
    "tables": """
        SELECT id, code, title, note, unit, position, round_id FROM rounds_sourcetable
        WHERE board_id = here.board_id ORDER BY position""",
    "comments": """
        SELECT topic, service_area_id, heading, text, cause, action, text_is_rich, cause_is_rich, action_is_rich
        FROM rounds_comment
        WHERE round_id = here.id ORDER BY position, id""",
    "answers": """
        SELECT fingerprint, reason, text, size FROM followup_findinganswer
        WHERE board_id = here.board_id ORDER BY id""",
    "indicators": f"""
        SELECT {", ".join(IndicatorSourceRow.__struct_fields__[:-1])}, coalesce(own.codes, '{{}}') AS areas
        FROM goals_indicator AS g LEFT JOIN (
            SELECT t.indicator_id, array_agg(a.code ORDER BY a.position, a.id) AS codes FROM goals_indicatorarea AS t
            JOIN organisation_servicearea AS a ON a.id = t.service_area_id
            WHERE t.board_id = here.board_id GROUP BY t.indicator_id) AS own ON own.indicator_id = g.id
        WHERE board_id = here.board_id AND {_VALID_IN_ROUND} ORDER BY position, id""",
    "assessments": f"""
        SELECT {", ".join(AssessmentSourceRow.__struct_fields__)} FROM goals_assessment
        WHERE round_id = here.id ORDER BY id""",
    "risks": """
        SELECT code, name, process_group, process, category, owner_role, service_area_id, probability, consequence,
            stated_value, (
            SELECT coalesce(json_agg(c), '[]') FROM (
                SELECT code, name, description, (
                    SELECT coalesce(json_agg(r), '[]') FROM (
                        SELECT tertial, status, verdict, comment FROM risks_controlresult
                        WHERE control_id = control.id AND year = here.year AND tertial <= here.tertial
                        ORDER BY tertial) AS r) AS results
                FROM risks_controlactivity AS control WHERE risk_id = risk.id ORDER BY position, id) AS c) AS controls
        FROM risks_risk AS risk WHERE board_id = here.board_id AND year = here.year ORDER BY position, id""",
    "budget_changes": f"""
        SELECT {", ".join(BudgetChangeSourceRow.__struct_fields__)} FROM budget_budgetchange
        WHERE board_id = here.board_id AND year = here.year AND tertial <= here.tertial ORDER BY date, id""",
    "relations": """
        SELECT kind, answer, total_id, ARRAY(SELECT p.indicator_id FROM goals_relationpart AS p
            WHERE p.relation_id = r.id ORDER BY p.position) AS parts
        FROM goals_relation AS r WHERE r.board_id = here.board_id AND r.answer <> '' ORDER BY r.id""",
    "chapters": """
        SELECT code, heading, level, kind, part FROM texts_chapter AS c
        WHERE c.disposition_id = (SELECT d.id FROM texts_disposition AS d
                WHERE d.board_id = here.board_id AND d.valid_from <= here.year ORDER BY d.valid_from DESC LIMIT 1)
            AND CASE here.tertial WHEN 1 THEN in_t1 WHEN 2 THEN in_t2 ELSE in_t3 END
        ORDER BY position""",
    "sections": """
        SELECT c.code AS chapter, s.service_area_id, s.text FROM texts_section AS s
        JOIN texts_chapter AS c ON c.id = s.chapter_id WHERE s.round_id = here.id ORDER BY s.id""",
    "reorganisations": """
        SELECT year, decision, sums_persons,
            ARRAY(SELECT p.service_area_id FROM organisation_reorganisedarea AS p
                WHERE p.reorganisation_id = r.id AND p.side = 'before' ORDER BY p.id) AS before,
            ARRAY(SELECT p.service_area_id FROM organisation_reorganisedarea AS p
                WHERE p.reorganisation_id = r.id AND p.side = 'after' ORDER BY p.id) AS after
        FROM organisation_reorganisation AS r WHERE r.board_id = here.board_id AND r.year <= here.year
        ORDER BY r.year, r.id""",
    "former_areas": """
        SELECT id, code, name, kind, parent_id, valid_from FROM organisation_servicearea
        WHERE board_id = here.board_id AND valid_to < here.year
            AND EXISTS (SELECT FROM organisation_reorganisation AS r WHERE r.board_id = here.board_id)
        ORDER BY position, id""",
    "area_changes": """
        SELECT h.object_id AS area_id, h.values->>'name' AS name, (h.values->>'parent_id')::bigint AS parent_id,
            h.holds_until
        FROM followup_planhistory AS h
        WHERE h.board_id = here.board_id AND h.table_name = 'organisation_servicearea' AND h.values IS NOT NULL
            AND h.holds_until <= here.year * 10 + here.tertial
        ORDER BY h.holds_until, h.id""",
    "indicator_merges": """
        SELECT m.indicator_id, i.code, i.name, m.into_id, m.year, m.decision, m.sums_persons
        FROM goals_indicatormerge AS m JOIN goals_indicator AS i ON i.id = m.indicator_id
        WHERE m.board_id = here.board_id AND m.year <= here.year ORDER BY m.year, m.id""",
    "cost_types": """
        SELECT code, name, belongs_to, valid_from, valid_to FROM budget_owncosttype
        WHERE board_id = here.board_id ORDER BY position, id""",
    "interim_forecasts": f"""
        SELECT {", ".join(InterimForecastSourceRow.__struct_fields__)} FROM budget_interimforecast
        WHERE board_id = here.board_id AND year = here.year AND tertial <= here.tertial ORDER BY date, id""",
    "own_tables": build_own_tables_query(board="here.board_id", year="here.year", tertial="here.tertial"),
}
_PLAN_QUERY = (
    "SELECT here.id, json_build_object({})::text FROM rounds_round AS here WHERE here.id = ANY(%(rounds)s)".format(
        ", ".join(
            f"'{name}', (SELECT coalesce(json_agg(x), '[]') FROM ({query}) AS x)"
            for name, query in _PLAN_QUERIES.items()
        )
    )
)


class _PlanAndTexts(msgspec.Struct, frozen=True):
    """What ``_PLAN_QUERY`` answers for a round: the lists of ``SourceData`` that are not figures."""

    areas: list[AreaSourceRow]
    focus_areas: list[FocusAreaRef]
    goals: list[GoalSourceRow]
    tables: list[TableSourceRow]
    comments: list[CommentSourceRow]
    answers: list[AnswerSourceRow]
    indicators: list[IndicatorSourceRow]
    target_changes: list[TargetChangeSourceRow]
    definition_changes: list[DefinitionChangeSourceRow]
    assessments: list[AssessmentSourceRow]
    risks: list[RiskSourceRow]
    budget_changes: list[BudgetChangeSourceRow]
    interim_forecasts: list[InterimForecastSourceRow]
    relations: list[RelationSourceRow]
    chapters: list[ChapterSourceRow]
    sections: list[SectionSourceRow]
    reorganisations: list[ReorganisationSourceRow]
    former_areas: list[AreaSourceRow]
    area_changes: list[AreaChangeSourceRow]
    indicator_merges: list[IndicatorMergeSourceRow]
    own_tables: list[OwnTableSource]
    cost_types: list[CostTypeSourceRow]


_decode_plan = msgspec.json.Decoder(_PlanAndTexts).decode
_FIGURE_TYPES: Mapping[str, Callable[..., Any]] = {
    "targets": TargetSourceRow,
    "outcomes": OutcomeSourceRow,
    "operating": OperatingSourceRow,
    "investments": InvestmentSourceRow,
}


def load_source(round_: Round, only: Collection[str] = FACT_LISTS) -> SourceData:
    """Read the rows of the round's board up to its period: one query, and one for each list in
    ``only``.

    The plan is that of the period. An adopted report has the plan, and everything of other periods,
    that it was published with (``frozen_source``); only its own facts are read from the tables.
    """
    return load_source_with_frozen(round_, only)[0]


def load_source_with_frozen(
    round_: Round, only: Collection[str] = FACT_LISTS
) -> tuple[SourceData, FrozenSource | None]:
    """As ``load_source``, and what the round's latest publication was built from, if it is adopted."""
    current = _load_current_source(round_, only)
    frozen = load_frozen(round_) if round_.state == RoundState.ADOPTED else None
    if frozen is None:
        return current, None
    rows = merge_current_facts(frozen.rows, current)
    if chosen := load_chosen_rows(round_):
        todays = current if "targets" in only else _load_current_source(round_, {*only, "targets"})
        rows = apply_chosen_rows(rows, todays, chosen)
    unread: dict[str, Any] = {name: [] for name in FACT_LISTS if name not in only}
    return replace(rows, **unread), frozen


def find_plan_differences(round_: Round) -> list[PlanDifference]:
    """Where today's plan differs from the one that an adopted report was published with."""
    frozen = load_frozen(round_)
    if frozen is None:
        return []
    return find_differences(frozen.rows, _load_current_source(round_, {"targets"}), load_chosen_rows(round_))


def _load_current_source(round_: Round, only: Collection[str]) -> SourceData:
    """The rows as the tables have them, with the plan of the round's period."""
    period = round_.period
    parameters = {"board": round_.board_id, "round": round_.pk, "year": period.year, "tertial": period.number}
    is_past = needs_history(round_)
    figures: dict[str, Any] = {name: [] for name in _FIGURE_TYPES}
    for name, query in {**_BOARD_QUERIES, "investments": _INVESTMENT_QUERY}.items():
        if name in only:
            statement = _rewrite_for_period(query) if is_past else query
            row_type = _FIGURE_TYPES[name]
            figures[name] = [row_type(*row) for row in fetch_prepared(statement, parameters)]
    if is_past:
        round_ = copy(round_)
        round_.board = load_board_for_period(round_.board, period)
    return _build_source(round_, figures, _load_plans([round_], is_past=is_past)[round_.pk])


def _build_source(round_: Round, figures: Mapping[str, Any], plan: _PlanAndTexts) -> SourceData:
    return SourceData(round=round_, **figures, **msgspec.structs.asdict(plan))


def _rewrite_for_period(query: str) -> str:
    return rewrite_for_period(query, "%(board)s", "%(year)s * 10 + %(tertial)s")


def load_sources(rounds: Sequence[Round]) -> dict[int, SourceData]:
    """What ``load_source`` reads of each round, by its id, but for the investments: four queries,
    whatever the number.

    Rounds with a plan of their own (adopted ones, and those from before a change of the plan) are
    read one by one.
    """
    alone = {
        round_.pk: load_source(round_, FACT_LISTS - {"investments"})
        for round_ in rounds
        if round_.state == RoundState.ADOPTED or needs_history(round_)
    }
    together = [round_ for round_ in rounds if round_.pk not in alone]
    return alone | (_load_current_sources(together) if together else {})


def _load_current_sources(rounds: Sequence[Round]) -> dict[int, SourceData]:
    """The rows of several rounds as the tables have them, by the round's id, with the latest plan."""
    last = max(round_.period for round_ in rounds)
    boards = list({round_.board_id for round_ in rounds})
    parameters = {"boards": boards, "year": last.year, "tertial": last.number}
    by_board: dict[str, dict[int, list[Any]]] = {name: defaultdict(list) for name in _BOARDS_QUERIES}
    for name, query in _BOARDS_QUERIES.items():
        row_type = _FIGURE_TYPES[name]
        for *row, board in fetch_prepared(query, parameters):
            by_board[name][board].append(row_type(*row))
    plans = _load_plans(rounds)
    return {
        round_.pk: _build_source(
            round_,
            {
                "targets": [
                    row for row in by_board["targets"][round_.board_id] if row.year <= round_.year + YEARS_AHEAD
                ],
                "outcomes": _filter_until(round_, by_board["outcomes"][round_.board_id]),
                "operating": _filter_until(round_, by_board["operating"][round_.board_id]),
                "investments": [],
            },
            plans[round_.pk],
        )
        for round_ in rounds
    }


def _filter_until(round_: Round, rows: list[Any]) -> list[Any]:
    """The rows up to the round's period: an earlier round of the same board does not know of later
    ones.
    """
    last = (round_.year, round_.tertial)
    return [row for row in rows if (row.year, row.tertial) <= last]


def _load_plans(rounds: Sequence[Round], *, is_past: bool = False) -> dict[int, _PlanAndTexts]:
    """The plan and texts of each round by its id, in one query.

    With ``is_past`` the plan is that of the round's period and not the latest.
    """
    query = (
        rewrite_for_period(_PLAN_QUERY, "here.board_id", "here.year * 10 + here.tertial") if is_past else _PLAN_QUERY
    )
    rows = fetch_prepared(query, {"rounds": [round_.pk for round_ in rounds]})
    return {key: _decode_plan(text) for key, text in rows}
