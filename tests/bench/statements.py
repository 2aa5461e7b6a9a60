"""The limits that the product is held against: single SQL statements that fetch the same content, as fast as we can.

The rows of a draft come as one text, each as PostgreSQL writes a row: faster than JSON, and than twelve answers.
"""

# Everything that ``report.source.load_source`` and the headlines before it read, of one round.
DRAFT = """
WITH this AS (SELECT id, board_id, year, tertial FROM rounds_round WHERE id = %(round)s)
SELECT
    (SELECT string_agg(ROW(
            indicator_id, service_area_id, year, tertial, gender, value, numerator, denominator, forecast, missing,
            stated_text, stated_change, preliminary, footnote, version)::text, E'\n' ORDER BY year, tertial, gender)
        FROM goals_outcome
        WHERE board_id = %(board)s AND (year < %(year)s OR (year = %(year)s AND tertial <= %(tertial)s))),
    (SELECT string_agg(ROW(
            service_area_id, year, tertial, cost_type, budget, actual, forecast, stated_variance,
            stated_forecast_variance, table_id, label, footnote, version, period_budget)::text, E'\n')
        FROM budget_operatingline
        WHERE board_id = %(board)s AND (year < %(year)s OR (year = %(year)s AND tertial <= %(tertial)s))),
    (SELECT string_agg(ROW(
            indicator_id, service_area_id, year, gender, comparator, value, upper, base_year, text, decision,
            footnote, reason)::text, E'\n' ORDER BY year, gender)
        FROM goals_target WHERE board_id = %(board)s AND year <= %(year)s + 3),
    (SELECT string_agg(h::text, E'\n' ORDER BY holds_until, id) FROM followup_planhistory AS h
        WHERE board_id = %(board)s AND table_name = 'goals_target' AND (values->>'year')::int = %(year)s
            AND holds_until > %(year)s * 10 + 1 AND holds_until <= %(year)s * 10 + %(tertial)s),
    (SELECT string_agg(d::text, E'\n' ORDER BY indicator_id, year, tertial) FROM goals_definitionchange AS d
        WHERE board_id = %(board)s AND (year, tertial) <= (%(year)s, %(tertial)s)),
    (SELECT string_agg(i::text, E'\n' ORDER BY position, id) FROM goals_indicator AS i WHERE board_id = %(board)s),
    (SELECT string_agg(a::text, E'\n' ORDER BY id) FROM goals_assessment AS a WHERE round_id = %(round)s),
    (SELECT string_agg(ROW(l, p)::text, E'\n' ORDER BY p.position, l.year, l.tertial)
        FROM budget_investmentline AS l JOIN budget_investmentproject AS p ON p.id = l.project_id
        WHERE l.board_id = %(board)s AND (l.year < %(year)s OR (l.year = %(year)s AND l.tertial <= %(tertial)s))),
    (SELECT string_agg(b::text, E'\n' ORDER BY date, id) FROM budget_budgetchange AS b
        WHERE board_id = %(board)s AND year = %(year)s AND tertial <= %(tertial)s),
    (SELECT string_agg(f::text, E'\n' ORDER BY date, id) FROM budget_interimforecast AS f
        WHERE board_id = %(board)s AND year = %(year)s AND tertial <= %(tertial)s),
    (SELECT string_agg(ROW(r, c, s)::text, E'\n' ORDER BY r.position, c.position, s.tertial)
        FROM risks_risk AS r
        LEFT JOIN risks_controlactivity AS c ON c.risk_id = r.id
        LEFT JOIN risks_controlresult AS s ON s.control_id = c.id AND s.year = %(year)s AND s.tertial <= %(tertial)s
        WHERE r.board_id = %(board)s AND r.year = %(year)s),
    (SELECT string_agg(a::text, E'\n' ORDER BY position, id) FROM organisation_servicearea AS a
        WHERE board_id = %(board)s),
    (SELECT string_agg(ROW(g, f.focusarea_id)::text, E'\n' ORDER BY position, g.id)
        FROM goals_goal AS g LEFT JOIN goals_goal_focus_areas AS f ON f.goal_id = g.id WHERE board_id = %(board)s),
    (SELECT string_agg(f::text, E'\n' ORDER BY position, id) FROM goals_focusarea AS f WHERE board_id = %(board)s),
    (SELECT string_agg(t::text, E'\n' ORDER BY position) FROM rounds_sourcetable AS t WHERE board_id = %(board)s),
    (SELECT string_agg(c::text, E'\n' ORDER BY position, id) FROM rounds_comment AS c WHERE round_id = %(round)s),
    (SELECT string_agg(a::text, E'\n' ORDER BY id) FROM followup_findinganswer AS a WHERE board_id = %(board)s),
    (SELECT string_agg(ROW(r.year, r.tertial, p.headline, p.sha256,
            CASE WHEN r.year = %(year)s - 1 OR (r.year = %(year)s AND r.tertial < %(tertial)s) THEN p.report END
        )::text, E'\n')
        FROM rounds_round AS r JOIN publishing_publication AS p ON p.round_id = r.id
        WHERE r.board_id = %(board)s AND r.state = 'adopted' AND r.id <> %(round)s)
"""

# A published page where its row is known.
PAGE = "SELECT body, etag FROM publishing_renderedpage WHERE id = %(id)s"

# One cell, where everything about it is known; the database's own trigger writes the history row.
OUTCOME_COLUMNS = (
    "municipality_id", "board_id", "indicator_id", "service_area_id", "year", "tertial", "gender", "footnote",
    "stated_text", "preliminary",
)  # fmt: skip
UPSERT = f"""
INSERT INTO goals_outcome ({", ".join(OUTCOME_COLUMNS)}, value, missing)
VALUES ({", ".join(f"%({name})s" for name in OUTCOME_COLUMNS)}, %(value)s, '')
ON CONFLICT (indicator_id, year, tertial, service_area_id, gender)
DO UPDATE SET value = EXCLUDED.value, missing = '', numerator = NULL, denominator = NULL
RETURNING version
"""
