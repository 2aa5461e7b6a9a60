"""A search over the whole nation, by words that many have, few have, and none has."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from statistics import quantiles

from django.db import connection

from apps.core.swedish import format_number
from apps.publishing.search.queries import search_published
from apps.web.search.presenter import MOST_OF_EACH
from tests.bench import nation
from tests.bench.aims import mark
from tests.bench.stopwatch import measure_milliseconds

TURNS = 40
MOST_P95 = 100  # milliseconds
QUESTIONS = ("socialnämnd", "verksamhet 12", "indikator", "kostnaderna", "ovanligt", "verksmahet", "mål 3")

_ENTRIES = """
INSERT INTO publishing_searchentry (municipality_id, board_id, kind, key, period, of_period, title, text, page, code)
SELECT b.municipality_id, b.id, k.kind, 'x-' || n, %(latest)s, 0, k.name || ' ' || n, '', k.kind, 'x-' || n
FROM organisation_board AS b,
    (VALUES ('indicator', 'Indikator', 50), ('area', 'Verksamhet', 29), ('goal', 'Mål', 6)) AS k (kind, name, many),
    generate_series(1, k.many) AS n
WHERE b.municipality_id > %(first)s;
INSERT INTO publishing_searchentry (municipality_id, board_id, kind, key, period, of_period, title, text, page, code)
SELECT b.municipality_id, b.id, 'text', 'text-' || n, year * 10 + tertial, year * 10 + tertial, 'Verksamhet ' || n,
    CASE WHEN (b.id + n + year) %% 500 = 0 THEN 'Det var ett ovanligt år.'
        ELSE 'Kostnaderna följer budgeten i stort, och de flesta har fått stöd i tid.' END, 'economy', ''
FROM organisation_board AS b, generate_series(%(first_year)s, %(last_year)s) AS year, generate_series(1, 3) AS tertial,
    generate_series(1, 10) AS n
WHERE b.municipality_id > %(first)s;
INSERT INTO publishing_searchspelling (spelling, forms)
VALUES ('verksamhet', ARRAY['verksamhet', 'verksmhet', 'verkamhet', 'verksahet', 'verksamet', 'verksamht'])
ON CONFLICT DO NOTHING
"""


def fill_search() -> int:
    """What a nation has to search in: names, and ten texts for each report. Gives the number of entries."""
    values = {
        "first": nation.BEFORE_FIRST,
        "latest": nation.LAST_YEAR * 10 + 2,
        "first_year": nation.FIRST_YEAR,
        "last_year": nation.LAST_YEAR,
    }
    with connection.cursor() as cursor:
        for statement in _ENTRIES.split(";\n"):
            cursor.execute(statement, values if "%(" in statement else None)
        cursor.execute("ANALYZE publishing_searchentry")
        cursor.execute("SELECT count(*) FROM publishing_searchentry")
        return int(cursor.fetchone()[0])


def measure() -> dict[str, list[float]]:
    """Milliseconds of each turn, by what is measured."""
    return {
        f"Sök ”{question}”": _measure_turns(partial(search_published, question, limit=MOST_OF_EACH + 1), TURNS)
        for question in QUESTIONS
    }


def _measure_turns(act: Callable[[], object], turns: int) -> list[float]:
    act()
    return [measure_milliseconds(act) for _ in range(turns)]


def format_table(times: dict[str, list[float]]) -> str:
    """Median and the slowest of twenty, in milliseconds of this machine, today."""
    lines = [f"{'Sökning':<42}{'median':>13}{'p95':>13}   mål"]
    for name, found in times.items():
        cuts = quantiles(found, n=20)
        shown = (f"{format_number(Decimal(one), 1)} ms" for one in (cuts[9], cuts[18]))
        aim = mark(cuts[18], MOST_P95, " ms p95")
        lines.append(f"{name:<42}{''.join(f'{one:>13}' for one in shown)}   {aim}")
    return "\n".join(lines) + "\n"
