"""A nation that does not exist: municipalities, boards, plans and ten years of figures, made by SQL alone.

Every number follows from the keys, so that two runs are the same; women + men = total and areas = board, so that the
reports have something to agree on. The ids follow from each other too, and no join is needed to make a row: a board is
``municipality * 10 + n``, what it owns ``board * 100 + n``. The facts come tertial by tertial, as in life, so that a
board's rows lie scattered over the tables.
"""

import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection

from apps.core.tertials import Tertial
from apps.publishing.report_json import encode_report
from apps.report.board_report import SCHEMA, Area, BoardRef, BoardReport, MunicipalityRef
from apps.report.measures import LightCounts
from apps.report.money import AreaEconomy, Economy

MUNICIPALITIES = 290
BEFORE_FIRST = 5000  # codes that no municipality has
FIRST_YEAR, YEARS = 2015, 10
PERIODS = YEARS * 3
INDICATORS = 50
LAST_YEAR = FIRST_YEAR + YEARS - 1

_BOARDS = """
boards AS (
    SELECT m AS municipality, m * 10 + b AS board, b AS n
    FROM generate_series(%(first)s::int, %(last)s) AS m, generate_series(1, 4 + m %% 5) AS b
)
"""

_ORGANISATION = """
INSERT INTO organisation_municipality (id, code, name, slug)
SELECT m, lpad(m::text, 4, '0'), 'Kommun ' || m, 'kommun-' || m FROM generate_series(%(first)s::int, %(last)s) AS m;

WITH {boards}
INSERT INTO organisation_board
    (id, name, slug, administration, tolerance_percent, forecast_warning_percent, small_number_threshold, is_public,
     municipality_id)
SELECT board, 'Nämnd ' || n, 'namnd-' || n, 'Förvaltning ' || n, 5, 5, 5, true, municipality FROM boards;

WITH {boards}
INSERT INTO organisation_servicearea (id, code, name, kind, position, board_id, municipality_id, parent_id)
SELECT board * 100 + k, 'verksamhet-' || k, 'Verksamhet ' || k,
    CASE WHEN k = 0 THEN 'board' WHEN k < 10 THEN 'area' ELSE 'unit' END, k, board, municipality,
    CASE WHEN k = 0 THEN NULL WHEN k < 10 THEN board * 100 ELSE board * 100 + 1 + (k - 10) %% 9 END
FROM boards, generate_series(0, 29) AS k;
"""

_PLAN = """
WITH {boards}
INSERT INTO goals_focusarea (id, code, name, position, description, board_id, municipality_id)
SELECT board * 100 + f, 'fokus-' || f, 'Fokusområde ' || f, f, '', board, municipality
FROM boards, generate_series(1, 2) AS f;

WITH {boards}
INSERT INTO goals_goal (id, code, name, position, level, description, parent_id, board_id, municipality_id)
SELECT board * 100 + g, 'mal-' || g, 'Mål ' || g, g, CASE WHEN g = 0 THEN 'council' ELSE 'board' END,
    'Alla ska få det stöd de behöver.', CASE WHEN g = 0 THEN NULL ELSE board * 100 END, board, municipality
FROM boards, generate_series(0, 5) AS g;

WITH {boards}
INSERT INTO goals_goal_focus_areas (goal_id, focusarea_id)
SELECT board * 100 + g, board * 100 + 1 + g %% 2 FROM boards, generate_series(1, 5) AS g;

WITH {boards}
INSERT INTO goals_indicator
    (id, code, name, position, kind, heading, unit, decimals, direction, accumulation, by_gender, counts_persons,
     definition, source, goal_id, board_id, municipality_id)
SELECT board * 100 + i, 'indikator-' || i, 'Indikator ' || i, i, CASE WHEN i < 25 THEN '' ELSE 'volume' END, '',
    (ARRAY['antal', 'antal', '%%', 'dagar'])[1 + i %% 4], CASE WHEN i %% 4 = 3 THEN 1 ELSE 0 END,
    CASE WHEN i %% 3 = 1 THEN 'lower' ELSE 'higher' END, (ARRAY['stock', 'flow', 'rate', 'rate'])[1 + i %% 4],
    true, i %% 8 < 2, '', 'Verksamhetssystemet', CASE WHEN i < 25 THEN board * 100 + 1 + i / 5 END, board, municipality
FROM boards, generate_series(0, 49) AS i;

WITH {boards}
INSERT INTO goals_target
    (indicator_id, service_area_id, year, gender, footnote, comparator, value, text, decision, reason, board_id,
     municipality_id)
SELECT board * 100 + i, board * 100, year, 'T', '', (ARRAY['ge', 'le', 'increase_percent'])[1 + i %% 3],
    CASE WHEN i %% 3 = 2 THEN 2 ELSE 100 + (board + i) %% 150 END, 'enligt budgeten', '', '', board, municipality
FROM boards, generate_series(0, 24) AS i, generate_series(%(first_year)s::int, %(last_year)s) AS year;

WITH {boards}
INSERT INTO budget_investmentproject (id, code, name, position, board_id, municipality_id, service_area_id)
SELECT board * 100 + p, 'investering-' || p, 'Investering ' || p, p, board, municipality, board * 100 + p
FROM boards, generate_series(1, 9) AS p;

WITH {boards}
INSERT INTO risks_risk
    (id, code, year, name, process_group, process, category, owner_role, probability, consequence, position,
     board_id, municipality_id, service_area_id)
SELECT board * 100 + r, 'risk-' || r, %(last_year)s, 'Risk ' || r, 'Huvudprocesser', 'Process ' || r, 'Verksamhet',
    'enhetschef', 1 + r %% 4, 1 + board %% 4, r, board, municipality, board * 100
FROM boards, generate_series(1, 9) AS r;

WITH {boards}
INSERT INTO risks_controlactivity (id, code, name, description, position, board_id, municipality_id, risk_id)
SELECT board * 100 + r, 'kontroll-' || r, 'Kontroll ' || r, 'Stickprov varje tertial.', r, board, municipality,
    board * 100 + r
FROM boards, generate_series(1, 9) AS r;
"""

# What each tertial brings. The last round is a draft, those before it are adopted and published.
_ROUND = """
WITH {boards}
INSERT INTO rounds_round
    (id, year, tertial, state, correction_state, correction_reason, shared_with_board, source_title,
     decision_paragraph, case_number, data_version, board_id, municipality_id)
SELECT board * 100 + %(period)s, %(year)s, %(tertial)s,
    CASE WHEN %(period)s = %(last_period)s THEN 'approved' ELSE 'adopted' END, '', '', false,
    'Påhittad rapport', '', '', 1, board, municipality
FROM boards;

WITH {boards}
INSERT INTO goals_outcome
    (indicator_id, service_area_id, year, tertial, gender, value, numerator, denominator, forecast, missing,
     stated_text, preliminary, footnote, board_id, municipality_id)
SELECT board * 100 + i, board * 100 + k, %(year)s, %(tertial)s, gender,
    CASE WHEN i %% 4 <> 2 THEN persons / CASE WHEN i %% 4 = 3 THEN 10.0 ELSE 1 END END,
    CASE WHEN i %% 4 = 2 THEN persons END, CASE WHEN i %% 4 = 2 THEN persons + genders * 70 END,
    NULL, '', '', false, '', board, municipality
FROM boards, generate_series(0, 49) AS i,
    LATERAL (SELECT 0 AS k UNION ALL SELECT generate_series(1, 9) WHERE i < 5) AS areas,
    LATERAL (SELECT (20 + (board * 7 + i * 13) %% 150 + (%(period)s * 5 + i) %% 20)
        * CASE WHEN i %% 4 = 1 THEN %(tertial)s ELSE 1 END * CASE WHEN k = 0 AND i < 5 THEN 9 ELSE 1 END AS women) AS w,
    LATERAL (VALUES ('T', women * 2, 2), ('K', women, 1), ('M', women, 1)) AS g (gender, persons, genders)
WHERE k = 0 OR gender = 'T';

WITH {boards}
INSERT INTO budget_operatingline
    (service_area_id, year, tertial, cost_type, budget, actual, forecast, label, footnote, board_id, municipality_id)
SELECT board * 100 + k, %(year)s, %(tertial)s, cost_type, whole, whole * %(tertial)s / 3 + over, whole + over, '', '',
    board, municipality
FROM boards, generate_series(0, 29) AS k,
    (VALUES ('staff', 60, 1), ('premises', 10, 0), ('capital', 1, 0), ('other', 20, 0), ('cost', 91, 1),
        ('revenue', 10, 0), ('net', 81, 1)) AS c (cost_type, share, moves),
    LATERAL (SELECT CASE WHEN k = 0 THEN 9.0 WHEN k < 10 THEN 1 WHEN (k - 10) %% 9 < 2 THEN 1 / 3.0 ELSE 0.5 END
        AS size, 6000 * (100 + (board * 31 + %(year)s) %% 50) AS unit) AS u,
    LATERAL (SELECT round(size * share * unit)::bigint AS whole,
        round(size * moves * 6000 * ((board + %(period)s) %% 7 - 3))::bigint AS over) AS a
WHERE k < 10 OR (cost_type = 'net' AND %(tertial)s = 3);

WITH {boards}
INSERT INTO budget_investmentline
    (project_id, year, tertial, flow, budget, actual, forecast, footnote, board_id, municipality_id)
SELECT board * 100 + p, %(year)s, %(tertial)s, 'net', 900000, 300000 * %(tertial)s, 900000, '', board, municipality
FROM boards, generate_series(1, 9) AS p;

WITH {boards}
INSERT INTO goals_assessment
    (rating, stated_rating, override_reason, trend, summary, cause, action, gender_reflection, board_id,
     municipality_id, round_id, service_area_id, goal_id, indicator_id)
SELECT CASE WHEN a < 6 AND a %% 2 = 0 THEN 'on_track' ELSE '' END, '', '', 'up',
    'Fler har fått stöd i tid än förra året, och de flesta är nöjda.', 'Rekryteringen har gått bra.',
    'Arbetet fortsätter.', '', board, municipality, board * 100 + %(period)s, board * 100,
    CASE WHEN a < 6 THEN board * 100 + a END, CASE WHEN a >= 6 THEN board * 100 + a - 6 END
FROM boards, generate_series(1, 30) AS a;

WITH {boards}
INSERT INTO rounds_comment
    (topic, heading, text, cause, action, position, board_id, municipality_id, service_area_id, round_id)
SELECT 'operating', '', 'Kostnaderna följer budgeten i stort.', 'Vakanser.', '', k, board, municipality,
    board * 100 + k, board * 100 + %(period)s
FROM boards, generate_series(0, 9) AS k;
"""

_CONTROLS = """
WITH {boards}
INSERT INTO risks_controlresult (year, tertial, status, verdict, comment, board_id, control_id, municipality_id)
SELECT %(year)s, %(tertial)s, 'done', 'some', 'Två avvikelser.', board, board * 100 + r, municipality
FROM boards, generate_series(1, 9) AS r;
"""

_PUBLICATION = """
WITH {boards}
INSERT INTO publishing_publication
    (version, report, sha256, headline, reason, decision_paragraph, case_number, published_at, board_id,
     municipality_id, round_id)
SELECT 1, %(report)s, repeat('0', 64), jsonb_build_object(
        'overview', jsonb_build_array('Nämnden räknar med ett resultat i balans.'),
        'goal_lights', jsonb_build_object('met', 3, 'on_track', 2, 'not_met', 0, 'unknown', 0),
        'indicator_lights', jsonb_build_object('met', 20, 'on_track', 0, 'not_met', 5, 'unknown', 0),
        'amounts', jsonb_build_object('period', jsonb_build_object('year', %(year)s::int, 'number', %(tertial)s::int),
            'budget', 500000000, 'actual', 250000000, 'forecast', 500000000, 'variance', 0, 'computed_variance', 0,
            'basis', 'forecast', 'variance_percent', '0.0', 'exact', false),
        'goals', (SELECT jsonb_object_agg('mal-' || g, 'met') FROM generate_series(1, 5) AS g),
        'indicators', (SELECT jsonb_object_agg('indikator-' || i, 'met') FROM generate_series(1, 25) AS i),
        'areas', (SELECT jsonb_object_agg('omrade-' || a, jsonb_build_object(
            'so_far', -120000, 'full_year', 250000, 'exact', false)) FROM generate_series(0, 29) AS a)),
    '', '', '', now(), board, municipality, board * 100 + %(period)s
FROM boards;

WITH {boards}
INSERT INTO publishing_renderedpage (address, page, build, body, etag, publication_id, board_id, edition)
SELECT '/older/' || id, 'board', 'older', decode(repeat(md5(id::text), 20), 'hex'), md5(id::text), id, board_id, 0
FROM publishing_publication JOIN boards ON board = board_id WHERE round_id = board * 100 + %(period)s;
"""


def _encode_empty_report() -> bytes:
    """A report that says nothing, as it is stored: only the boards that are measured publish a real one."""
    nothing: dict[str, Any] = dict.fromkeys(BoardReport.__struct_fields__, ())
    report = BoardReport(
        **nothing
        | {
            "schema": SCHEMA,
            "municipality": MunicipalityRef(code="0000", name="", slug=""),
            "board": BoardRef(
                name="", slug="", administration="", tolerance_percent=Decimal(5), small_number_threshold=5
            ),
            "period": Tertial(FIRST_YEAR, 1),
            "state": "adopted",
            "state_label": "",
            "decision": None,
            "source_title": "",
            "texts_are_summaries": False,
            "summary": "",
            "areas": (Area(code="verksamhet-0", name="", kind="board", parent=None, depth=0),),
            "goal_lights": LightCounts(),
            "indicator_lights": LightCounts(),
            "economy": Economy(
                areas=(
                    AreaEconomy(
                        area="verksamhet-0", name="", kind="board", parent=None, depth=0, has_children=False,
                        net=None, cost_types=(),
                    ),
                ),
                other_statements=(),
                forecast_accuracy=(),
            ),
        }
    )  # fmt: skip
    return zlib.compress(encode_report(report))


def create_nation(first: int, last: int, tell: Callable[[str], Any]) -> None:
    """Make the municipalities numbered ``first`` to ``last`` with all that is theirs; ``tell`` hears how it goes."""
    span: dict[str, Any] = {
        "report": _encode_empty_report(),
        "first": BEFORE_FIRST + first,
        "last": BEFORE_FIRST + last,
        "first_year": FIRST_YEAR,
        "last_year": LAST_YEAR,
        "last_period": PERIODS - 1,
    }
    with connection.cursor() as cursor:
        for statement in _iter_statements(_ORGANISATION + _PLAN):
            cursor.execute(statement, span)
        for period in range(PERIODS):
            when = {"period": period, "year": FIRST_YEAR + period // 3, "tertial": 1 + period % 3}
            for statement in _iter_statements(_select_statements(period)):
                cursor.execute(statement, span | when)
            if period % 3 == 2:
                tell(f"{FIRST_YEAR + period // 3} ")


def create_unpublished(number: int, *, periods: int) -> None:
    """Make one more municipality, with all that is its boards' in so many tertials, and nothing published."""
    here = BEFORE_FIRST + number
    span = {"first": here, "last": here, "first_year": FIRST_YEAR, "last_year": FIRST_YEAR + periods // 3}
    with connection.cursor() as cursor:
        for statement in _iter_statements(_ORGANISATION + _PLAN):
            cursor.execute(statement, span)
        for period in range(periods):
            when = {"period": period, "year": FIRST_YEAR + period // 3, "tertial": 1 + period % 3}
            for statement in _iter_statements(_ROUND):
                cursor.execute(statement, {**span, **when, "last_period": periods - 1})


def create_published(first: int, last: int) -> None:
    """Make the boards of these municipalities, each with a single published report that says nothing."""
    span = {
        "first": BEFORE_FIRST + first,
        "last": BEFORE_FIRST + last,
        "report": _encode_empty_report(),
        "period": PERIODS - 2,
        "year": LAST_YEAR,
        "tertial": 2,
        "last_period": PERIODS - 1,
    }
    round_only = _ROUND.partition(";\n")[0] + ";\n"
    with connection.cursor() as cursor:
        for statement in _iter_statements(_ORGANISATION + round_only + _PUBLICATION):
            cursor.execute(statement, span)


def _select_statements(period: int) -> str:
    last_year, last = period >= PERIODS - 3, period == PERIODS - 1
    return _ROUND + (_CONTROLS if last_year else "") + ("" if last else _PUBLICATION)


def _iter_statements(text: str) -> Iterator[str]:
    """One at a time, since a statement with parameters stands alone."""
    for statement in text.format(boards=_BOARDS.strip()).split(";\n"):
        if statement.strip():
            yield statement


def count_boards(first: int, last: int) -> int:
    """How many boards these municipalities have."""
    return sum(4 + number % 5 for number in range(first, last + 1))
