"""What ``BoardReport`` is built from: few queries, whatever the amount of data.

In SQL by hand, since Django builds such queries slower than PostgreSQL answers them. The frame (organisation, plan,
tables, assessments, comments, risks) comes in one query as JSON made by the database; the facts come as plain tuples.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from apps.core.prepared import read
from apps.goals.models import Assessment, Indicator
from apps.rounds.models import Round


class InvestmentRow(NamedTuple):
    """An investment's money in one period, with its project. Kronor; see ``budget.models``."""

    project_id: int
    code: str
    name: str
    parent_id: int | None
    service_area_id: int | None
    year: int
    tertial: int
    flow: str
    original_budget: int | None
    supplementary_budget: int | None
    budget: int | None
    actual: int | None
    forecast: int | None
    stated_variance: int | None
    stated_forecast_variance: int | None
    table_id: int | None
    footnote: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything the database knows that a report needs."""

    round: Round
    frame: dict[str, list[dict[str, Any]]]
    indicators: list[Indicator]
    targets: list[tuple[Any, ...]]
    outcomes: list[tuple[Any, ...]]
    assessments: list[Assessment]
    operating: list[tuple[Any, ...]]
    investments: list[InvestmentRow]
    risks: list[dict[str, Any]]


TARGET_COLUMNS = (
    "indicator_id", "service_area_id", "year", "gender", "comparator", "value", "upper", "base_year", "text",
    "decision", "footnote",
)  # fmt: skip
OUTCOME_COLUMNS = (
    "indicator_id", "service_area_id", "year", "tertial", "gender", "value", "numerator", "denominator", "forecast",
    "missing", "stated_text", "stated_change", "preliminary", "footnote",
)  # fmt: skip
OPERATING_COLUMNS = (
    "service_area_id", "year", "tertial", "cost_type", "budget", "actual", "forecast", "stated_variance",
    "stated_forecast_variance", "table_id", "label", "footnote",
)  # fmt: skip

# ruff: noqa: S608
# The statements are put together from constants; every value is a parameter.
_UNTIL = "(year < %(year)s OR (year = %(year)s AND tertial <= %(tertial)s))"
_VALID = "coalesce(valid_from, %(year)s) <= %(year)s AND coalesce(valid_to, %(year)s) >= %(year)s"

_TARGETS = f"""
SELECT {", ".join(f"t.{column}" for column in TARGET_COLUMNS)}
FROM goals_target AS t JOIN organisation_servicearea AS a ON a.id = t.service_area_id
WHERE t.board_id = %(board)s AND t.year <= %(year)s + 3
ORDER BY t.year, t.gender, a.position, t.id
"""
# Numbers come without the zeros that their columns pad with.
_NUMBERS = {"value", "upper", "numerator", "denominator", "forecast", "stated_change"}
_PLAIN = [f"trim_scale({column})" if column in _NUMBERS else column for column in OUTCOME_COLUMNS]
_OUTCOMES = f"""
SELECT {", ".join(_PLAIN)} FROM goals_outcome WHERE board_id = %(board)s AND {_UNTIL}
ORDER BY indicator_id, year, tertial, gender, service_area_id
"""
_OPERATING = f"SELECT {', '.join(OPERATING_COLUMNS)} FROM budget_operatingline WHERE board_id = %(board)s AND {_UNTIL}"
_INVESTMENTS = f"""
SELECT
    project_id, p.code, p.name, p.parent_id, p.service_area_id, year, tertial, flow, original_budget,
    supplementary_budget, budget, actual, forecast, stated_variance, stated_forecast_variance, table_id, footnote
FROM budget_investmentline AS l JOIN budget_investmentproject AS p ON p.id = l.project_id
WHERE l.board_id = %(board)s AND {_UNTIL}
    AND (table_id IS NULL OR table_id IN (SELECT id FROM rounds_sourcetable WHERE round_id = %(round)s))
ORDER BY p.position, project_id, year DESC, tertial DESC, flow
"""

# Each list is made to JSON by the database; a list within a list is one by itself.
_FRAME = {
    "areas": f"""
        SELECT id, code, name, kind, parent_id FROM organisation_servicearea
        WHERE board_id = %(board)s AND {_VALID} ORDER BY position, id""",
    "focus_areas": """
        SELECT code, name, description FROM goals_focusarea WHERE board_id = %(board)s ORDER BY position, id""",
    "goals": f"""
        SELECT id, code, name, level, description, parent_id,
            ARRAY(SELECT f.code FROM goals_goal_focus_areas AS t JOIN goals_focusarea AS f ON f.id = t.focusarea_id
                WHERE t.goal_id = g.id ORDER BY f.position) AS focus,
            ARRAY(SELECT a.code FROM goals_goal_service_areas AS t
                JOIN organisation_servicearea AS a ON a.id = t.servicearea_id
                WHERE t.goal_id = g.id ORDER BY a.position) AS areas
        FROM goals_goal AS g WHERE board_id = %(board)s AND {_VALID} ORDER BY position, id""",
    "tables": """
        SELECT id, code, title, note, unit, position, round_id FROM rounds_sourcetable
        WHERE board_id = %(board)s ORDER BY position""",
    "comments": """
        SELECT topic, service_area_id, heading, text, cause, action FROM rounds_comment
        WHERE round_id = %(round)s ORDER BY position, id""",
    "answers": """
        SELECT fingerprint, reason, text, size FROM followup_findinganswer WHERE board_id = %(board)s ORDER BY id""",
    "indicators": f"""
        SELECT i.* FROM goals_indicator AS i WHERE board_id = %(board)s AND {_VALID} ORDER BY position, id""",
    "assessments": """
        SELECT a.* FROM goals_assessment AS a WHERE round_id = %(round)s ORDER BY id""",
    "risks": """
        SELECT code, name, process_group, process, category, owner_role, service_area_id, probability, consequence,
            stated_value, (
            SELECT coalesce(json_agg(c), '[]') FROM (
                SELECT code, name, description, (
                    SELECT coalesce(json_agg(r), '[]') FROM (
                        SELECT tertial, status, verdict, comment FROM risks_controlresult
                        WHERE control_id = control.id AND year = %(year)s AND tertial <= %(tertial)s
                        ORDER BY tertial) AS r) AS results
                FROM risks_controlactivity AS control WHERE risk_id = risk.id ORDER BY position, id) AS c) AS controls
        FROM risks_risk AS risk WHERE board_id = %(board)s AND year = %(year)s ORDER BY position, id""",
}
_FRAMED = "SELECT json_build_object({})::text".format(
    ", ".join(f"'{name}', (SELECT coalesce(json_agg(x), '[]') FROM ({query}) AS x)" for name, query in _FRAME.items())
)


def fetch(round_: Round) -> Rows:
    """Read all rows of the round's board up to its period: five queries."""
    board, period = round_.board_id, round_.period
    here = {"board": board, "round": round_.pk, "year": period.year, "tertial": period.number}
    frame = json.loads(read(_FRAMED, here)[0][0], parse_float=Decimal)
    facts = {name: read(statement, here) for name, statement in _FACTS.items()}
    return Rows(
        round=round_,
        risks=frame.pop("risks"),
        frame=frame,
        indicators=[Indicator(**row) for row in frame.pop("indicators")],
        assessments=[Assessment(**row) for row in frame.pop("assessments")],
        investments=[InvestmentRow(*row) for row in read(_INVESTMENTS, here)],
        **facts,
    )


_FACTS = {"targets": _TARGETS, "outcomes": _OUTCOMES, "operating": _OPERATING}
