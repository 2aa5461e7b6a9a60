"""What ``BoardReport`` is built from: few queries, whatever the amount of data.

In SQL by hand, since Django builds such queries slower than PostgreSQL answers them. The frame (organisation, plan,
tables, assessments, comments, risks) comes in one query as JSON made by the database; the facts come as plain tuples.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from apps.core.prepared import from_json, prepared_rows
from apps.followup.corrected_plan import PlanDifference, find_differences, load_chosen, take_plan_rows
from apps.followup.frozen_source import FrozenSource, load_frozen, take_own_facts
from apps.followup.plan_history import board_at, needs_history, rewrite_for_period
from apps.followup.row_types import (
    OPERATING_COLUMNS,
    OUTCOME_COLUMNS,
    TARGET_COLUMNS,
    InvestmentRow,
    Rows,
    build_models,
)
from apps.goals.models import Assessment, Indicator
from apps.rounds.models import Round, RoundState

# The lists that are read only when they are asked for; the frame is always there.
FACTS = frozenset({"targets", "outcomes", "operating", "investments"})
YEARS_AHEAD = 3

# ruff: noqa: S608
# The statements are put together from constants; every value is a parameter.
_UP_TO_NOW = "(year < %(year)s OR (year = %(year)s AND tertial <= %(tertial)s))"
_IN = "coalesce(valid_from, {year}) <= {year} AND coalesce(valid_to, {year}) >= {year}"
_VALID = _IN.format(year="here.year")
# The board's tree of service areas, in any statement that tells where the board and the year stand.
AREAS = (
    "SELECT id, code, name, kind, parent_id, valid_from FROM organisation_servicearea "
    f"WHERE board_id = {{board}} AND {_IN} ORDER BY position, id"
)

# Numbers come without the zeros that their columns pad with.
_NUMBERS = {"value", "upper", "numerator", "denominator", "forecast", "stated_change"}
_PLAIN = [f"trim_scale({column})" if column in _NUMBERS else column for column in OUTCOME_COLUMNS]
_FACTS = {
    "targets": f"""
        SELECT {", ".join(f"t.{column}" for column in TARGET_COLUMNS)}{{whose}}
        FROM goals_target AS t JOIN organisation_servicearea AS a ON a.id = t.service_area_id
        WHERE t.board_id {{of}} AND t.year <= %(year)s + {YEARS_AHEAD}
        ORDER BY t.year, t.gender, a.position, t.id""",
    "outcomes": f"""
        SELECT {", ".join(_PLAIN)}{{whose}} FROM goals_outcome AS t WHERE board_id {{of}} AND {_UP_TO_NOW}
        ORDER BY indicator_id, year, tertial, gender, service_area_id""",
    "operating": f"""
        SELECT {", ".join(OPERATING_COLUMNS)}{{whose}}
        FROM budget_operatingline AS t WHERE board_id {{of}} AND {_UP_TO_NOW}""",
}
_OF_ONE = {name: query.format(whose="", of="= %(board)s") for name, query in _FACTS.items()}
_OF_MANY = {name: query.format(whose=", t.board_id", of="= ANY(%(boards)s)") for name, query in _FACTS.items()}
_INVESTMENTS = f"""
SELECT
    project_id, p.code, p.name, p.parent_id, p.service_area_id, year, tertial, flow, original_budget,
    supplementary_budget, budget, actual, forecast, stated_variance, stated_forecast_variance, table_id, footnote
FROM budget_investmentline AS l JOIN budget_investmentproject AS p ON p.id = l.project_id
WHERE l.board_id = %(board)s AND {_UP_TO_NOW}
    AND (table_id IS NULL OR table_id IN (SELECT id FROM rounds_sourcetable WHERE round_id = %(round)s))
ORDER BY p.position, project_id, year DESC, tertial DESC, flow
"""
# Each list is made to JSON by the database; a list within a list is one by itself.
_FRAME = {
    "areas": AREAS.format(board="here.board_id", year="here.year"),
    "focus_areas": """
        SELECT code, name, description FROM goals_focusarea WHERE board_id = here.board_id ORDER BY position, id""",
    "goals": f"""
        SELECT id, code, name, level, description, parent_id,
            ARRAY(SELECT f.code FROM goals_goal_focus_areas AS t JOIN goals_focusarea AS f ON f.id = t.focusarea_id
                WHERE t.goal_id = g.id ORDER BY f.position) AS focus,
            ARRAY(SELECT a.code FROM goals_goal_service_areas AS t
                JOIN organisation_servicearea AS a ON a.id = t.servicearea_id
                WHERE t.goal_id = g.id ORDER BY a.position) AS areas
        FROM goals_goal AS g WHERE board_id = here.board_id AND {_VALID} ORDER BY position, id""",
    "tables": """
        SELECT id, code, title, note, unit, position, round_id FROM rounds_sourcetable
        WHERE board_id = here.board_id ORDER BY position""",
    "comments": """
        SELECT topic, service_area_id, heading, text, cause, action FROM rounds_comment
        WHERE round_id = here.id ORDER BY position, id""",
    "answers": """
        SELECT fingerprint, reason, text, size FROM followup_findinganswer
        WHERE board_id = here.board_id ORDER BY id""",
    "indicators": f"""
        SELECT i.* FROM goals_indicator AS i WHERE board_id = here.board_id AND {_VALID} ORDER BY position, id""",
    "assessments": """
        SELECT a.* FROM goals_assessment AS a WHERE round_id = here.id ORDER BY id""",
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
}
_FRAMED = (
    "SELECT here.id, json_build_object({})::text FROM rounds_round AS here WHERE here.id = ANY(%(rounds)s)".format(
        ", ".join(
            f"'{name}', (SELECT coalesce(json_agg(x), '[]') FROM ({query}) AS x)" for name, query in _FRAME.items()
        )
    )
)


def fetch(round_: Round, only: Collection[str] = FACTS) -> Rows:
    """Read the rows of the round's board up to its period: one query, and one for each list in ``only``.

    The plan is that of the period. An adopted report has the plan, and everything of other periods, that it was
    published with (``frozen_source``); only its own facts are read from the tables.
    """
    return fetch_with_source(round_, only)[0]


def fetch_with_source(round_: Round, only: Collection[str] = FACTS) -> tuple[Rows, FrozenSource | None]:
    """As ``fetch``, and what the round's latest publication was built from, if it is adopted."""
    now = _fetch_now(round_, only)
    frozen = load_frozen(round_) if round_.state == RoundState.ADOPTED else None
    if frozen is None:
        return now, None
    unread: dict[str, Any] = {name: [] for name in FACTS if name not in only}
    rows = take_own_facts(frozen.rows, now)
    if chosen := load_chosen(round_):
        rows = take_plan_rows(rows, now if "targets" in only else _fetch_now(round_, {*only, "targets"}), chosen)
    return replace(rows, **unread), frozen


def find_plan_differences(round_: Round) -> list[PlanDifference]:
    """Where today's plan differs from the one that an adopted report was published with."""
    frozen = load_frozen(round_)
    return find_differences(frozen.rows, _fetch_now(round_, {"targets"}), load_chosen(round_)) if frozen else []


def _fetch_now(round_: Round, only: Collection[str]) -> Rows:
    """The rows as the tables have them, with the plan of the round's period."""
    period = round_.period
    here = {"board": round_.board_id, "round": round_.pk, "year": period.year, "tertial": period.number}
    past = needs_history(round_)
    facts: dict[str, Any] = {
        name: prepared_rows(_at_period(query) if past else query, here) if name in only else []
        for name, query in _OF_ONE.items()
    }
    investments = _at_period(_INVESTMENTS) if past else _INVESTMENTS
    facts["investments"] = (
        [InvestmentRow(*row) for row in prepared_rows(investments, here)] if "investments" in only else []
    )
    if past:
        round_ = copy(round_)
        round_.board = board_at(round_.board, period)
    return Rows(round=round_, **facts, **_frames([round_], past=past)[round_.pk])


def _at_period(query: str) -> str:
    return rewrite_for_period(query, "%(board)s", "%(year)s * 10 + %(tertial)s")


def fetch_each(rounds: Sequence[Round]) -> dict[int, Rows]:
    """What ``fetch`` reads of each round, by its id, but for the investments: four queries, however many they are.

    Rounds with a plan of their own (adopted ones, and those from before a change of the plan) are read one by one.
    """
    alone = {
        r.pk: fetch(r, FACTS - {"investments"}) for r in rounds if r.state == RoundState.ADOPTED or needs_history(r)
    }
    rounds = [round_ for round_ in rounds if round_.pk not in alone]
    if not rounds:
        return alone
    last = max(round_.period for round_ in rounds)
    boards = list({round_.board_id for round_ in rounds})
    here = {"boards": boards, "year": last.year, "tertial": last.number}
    found: dict[str, dict[int, list[tuple[Any, ...]]]] = {name: defaultdict(list) for name in _OF_MANY}
    for name, query in _OF_MANY.items():
        for row in prepared_rows(query, here):
            found[name][row[-1]].append(row[:-1])
    frames = _frames(rounds)
    return alone | {
        round_.pk: Rows(
            round=round_,
            targets=[row for row in found["targets"][round_.board_id] if row[2] <= round_.year + YEARS_AHEAD],
            outcomes=_until(round_, found["outcomes"][round_.board_id], OUTCOME_COLUMNS),
            operating=_until(round_, found["operating"][round_.board_id], OPERATING_COLUMNS),
            investments=[],
            **frames[round_.pk],
        )
        for round_ in rounds
    }


def _until(round_: Round, rows: list[tuple[Any, ...]], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """What an earlier round of the same board is not yet to know is left out."""
    year = columns.index("year")  # and the tertial after it
    return [row for row in rows if row[year : year + 2] <= (round_.year, round_.tertial)]


def _frames(rounds: Sequence[Round], *, past: bool = False) -> dict[int, dict[str, Any]]:
    """The frame, indicators, assessments and risks of each round by its id, in one query.

    With ``past`` the plan is that of the round's period and not the latest.
    """
    found = {}
    query = rewrite_for_period(_FRAMED, "here.board_id", "here.year * 10 + here.tertial") if past else _FRAMED
    for key, text in prepared_rows(query, {"rounds": [round_.pk for round_ in rounds]}):
        frame = from_json(text)
        found[key] = {
            "indicators": build_models(Indicator, frame.pop("indicators")),
            "assessments": build_models(Assessment, frame.pop("assessments")),
            "risks": frame.pop("risks"),
            "frame": frame,
        }
    return found
