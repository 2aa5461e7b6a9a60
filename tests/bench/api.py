"""How far the API is from PostgreSQL producing the same JSON and CSV itself, as ratios in one run.

Works on the made-up nation of ``make bench``: its outcomes are made into published records by SQL. The contenders take
turns, so that what disturbs one disturbs them all; medians are kept.
"""

import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from time import perf_counter
from typing import Any

import msgspec
import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import include, path

from apps.api import not_modified
from apps.publishing.records.record_rows import COUNT_QUERY
from apps.publishing.records.report_versions import FIND_VERSION_QUERY
from tests.bench.aims import mark

EXPORTED = 100_000
PAGE = "/api/v1/outcomes?municipality={}&year=2018&limit=1000"
NATION = "/api/v1/outcomes?limit=1000"
FILTERED = f"{NATION}&gender=T"
SORTED = f"{NATION}&sort=-year"
COUNTED = f"{FILTERED}&status=value"  # of what is not summed beforehand
WARM_UP = 3

# What a row holds, from the tables of facts: the same fields in the same order.
_ROWS = """
SELECT lower(concat(i.code, '~', o.year, '-t', o.tertial, '~', a.code, '~', o.gender)) AS key,
    m.code AS municipality_code, m.slug AS municipality, m.name AS municipality_name, b.slug AS board,
    b.name AS board_name, o.year, o.tertial, i.code AS indicator, i.name AS indicator_name, i.kind AS indicator_kind,
    i.kolada_id, i.unit, a.code AS service_area, a.name AS service_area_name, o.gender,
    CASE WHEN o.missing = '' THEN 'value' ELSE 'missing' END AS status,
    trim_scale(coalesce(o.value, round(100 * o.numerator / o.denominator, 1))) AS value,
    trim_scale(o.numerator) AS numerator, trim_scale(o.denominator) AS denominator, o.forecast, o.missing,
    '' AS missing_label, o.stated_text, o.stated_change, o.preliminary, o.footnote, NULL::text AS target,
    NULL::text AS light, NULL::text AS computed_light, '' AS sentence, o.year AS report_year,
    o.tertial AS report_tertial, 1 AS report_version, p.published_at AS changed_at
FROM goals_outcome AS o
JOIN goals_indicator AS i ON i.id = o.indicator_id
JOIN organisation_servicearea AS a ON a.id = o.service_area_id
JOIN organisation_board AS b ON b.id = o.board_id
JOIN organisation_municipality AS m ON m.id = b.municipality_id
JOIN rounds_round AS r ON r.board_id = o.board_id AND r.year = o.year AND r.tertial = o.tertial
JOIN publishing_publication AS p ON p.round_id = r.id AND p.version = 1
WHERE b.is_public AND r.state = 'adopted'
"""
_FILL = f"""
INSERT INTO publishing_publishedrecord
    (resource, key, publication_id, year, tertial, area, areas, goal, indicator, kolada, kind, status, gender, light,
     changed_at, place, document, line, board_id, municipality_id)
SELECT 'outcomes', x.key, x.publication_id, x.year, x.tertial, x.service_area, ARRAY[x.service_area], '', x.indicator,
    '', x.indicator_kind, x.status, x.gender, '', x.changed_at,
    concat(x.municipality_code, '/', x.board, '/', x.key), x.document,
    substr(x.line, 2, length(x.line) - 2) || E'\\r\\n',
    x.board_id, x.municipality_id
FROM (SELECT y.*, row_to_json(y)::text AS document, y::text AS line, p.id AS publication_id, bb.id AS board_id,
        bb.municipality_id
    FROM ({_ROWS}) AS y
    JOIN organisation_municipality AS mm ON mm.code = y.municipality_code
    JOIN organisation_board AS bb ON bb.slug = y.board AND bb.municipality_id = mm.id
    JOIN rounds_round AS rr ON rr.board_id = bb.id AND rr.year = y.year AND rr.tertial = y.tertial
    JOIN publishing_publication AS p ON p.round_id = rr.id AND p.version = 1) AS x
ON CONFLICT DO NOTHING
"""
_PAGE = f"""
SELECT string_agg(row_to_json(x)::text, ',') FROM ({_ROWS}
    AND m.code = %(code)s AND o.year = 2018 ORDER BY m.code, b.slug, key LIMIT 1000) AS x
"""
_NATION = f"""
SELECT string_agg(row_to_json(x)::text, ',') FROM ({_ROWS} ORDER BY o.id LIMIT 1000) AS x
"""
_EXPORT = f"COPY ({_ROWS} LIMIT {EXPORTED}) TO STDOUT (FORMAT csv)"
_LINES = f"COPY (SELECT row_to_json(x) FROM ({_ROWS} LIMIT {EXPORTED}) AS x) TO STDOUT"

Contender = Callable[[], object]


def show_nothing(request: HttpRequest) -> HttpResponse:
    """A view that does nothing."""
    return HttpResponse(b"")


urlpatterns = [path("api/v1/empty", show_nothing), path("", include("apps.config.urls"))]


@dataclass(frozen=True, slots=True)
class ApiTimes:
    """Medians in milliseconds, and the most memory while streaming in megabytes."""

    times: dict[str, float]
    memory: tuple[float, float]

    def ratio(self, ours: str, theirs: str) -> float:
        """How many times as long."""
        return self.times[ours] / self.times[theirs]


def fill_records() -> int:
    """Published records for part of the nation."""
    with connection.cursor() as cursor:
        cursor.execute(_FILL)
        cursor.execute("DELETE FROM publishing_publishedcount")  # of the reports that were published while measuring
        cursor.execute(COUNT_QUERY.format(""))
        cursor.execute("SELECT count(*) FROM publishing_publishedrecord")
        count = int(cursor.fetchone()[0])
        cursor.execute("ANALYZE publishing_publishedrecord")
    return count


def measure(repeats: int) -> ApiTimes:
    """Everything, in turns."""
    handler = WSGIHandler()
    connection.ensure_connection()
    rates = dict.fromkeys(("anonymous", "token", "write"), 10**9)
    with override_settings(ROOT_URLCONF=__name__, API_RATES=rates), psycopg.Cursor(connection.connection) as cursor:
        parameters, code = _find_corrected_report(), _find_municipality()
        report = "/api/v1/boards/{municipality}/{board}/reports/{year}-t{tertial}".format(**parameters)
        page = PAGE.format(code)
        etag = _call(handler, report)[1]["ETag"]
        first = msgspec.json.decode(_call(handler, NATION)[0])
        after = f"{NATION}&cursor={first['next_cursor']}"
        year = f"{NATION}&year=2018"
        last = f"{year}&page={min(1000, -(-msgspec.json.decode(_call(handler, year)[0])['total'] // 1000))}"
        deepest = f"{NATION}&page={min(1000, first['total'] // 2000)}"
        deep = min(1000, max(1, first["total"] // 6000))
        pages: dict[str, Contender] = {
            "page": lambda: _call(handler, page),
            "page sql": lambda: cursor.execute(_PAGE, {"code": code}, prepare=True).fetchone(),
        }
        far: dict[str, Contender] = {
            "first": lambda: _call(handler, NATION),
            "first sql": lambda: cursor.execute(_NATION, prepare=True).fetchone(),
            "last": lambda: _call(handler, last),
            "deepest": lambda: _call(handler, deepest),
            "cursor": lambda: _call(handler, after),
            "filtered": lambda: _call(handler, FILTERED),
            "filtered deep": lambda: _call(handler, f"{FILTERED}&page={deep}"),
            "counted": lambda: _call(handler, COUNTED),
            "sorted": lambda: _call(handler, SORTED),
            "sorted deep": lambda: _call(handler, f"{SORTED}&page={deepest.rpartition('=')[2]}"),
            "series": lambda: _call(handler, "/api/v1/series/indikator-3?limit=1000"),
        }
        unchanged: dict[str, Contender] = {
            "304": lambda: _call(handler, report, HTTP_IF_NONE_MATCH=etag),
            "304 read": lambda: _call_without_memory(handler, report, etag),
            "empty": lambda: _call(handler, "/api/v1/empty"),
            "row": lambda: cursor.execute(FIND_VERSION_QUERY, parameters, prepare=True).fetchone(),
        }
        exports: dict[str, Contender] = {
            "csv": lambda: _read_export(handler, "csv"),
            "csv sql": lambda: _run_copy(cursor, _EXPORT),
            "jsonl": lambda: _read_export(handler, "jsonl"),
            "jsonl sql": lambda: _run_copy(cursor, _LINES),
        }
        times = {
            **_measure_medians(pages, repeats * 3),
            **_measure_medians(far, repeats),
            **_measure_medians(unchanged, repeats * 20),
            **_measure_medians(exports, repeats),
        }
        memory = (_measure_peak_memory(handler, EXPORTED // 10), _measure_peak_memory(handler, EXPORTED))
    times["empty and row"] = times["empty"] + times["row"]
    return ApiTimes(times, memory)


def _find_corrected_report() -> dict[str, Any]:
    """What names a report that has been corrected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.slug, b.slug, r.year, r.tertial FROM publishing_publication AS p"
            " JOIN rounds_round AS r ON r.id = p.round_id JOIN organisation_board AS b ON b.id = r.board_id"
            " JOIN organisation_municipality AS m ON m.id = b.municipality_id WHERE p.version > 1 LIMIT 1"
        )
        named = zip(("municipality", "board", "year", "tertial"), cursor.fetchone(), strict=True)
    return {**dict(named), "version": None, "boards": []}


def _find_municipality() -> str:
    """One that has enough to fill a page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.code FROM publishing_publishedrecord AS r JOIN organisation_municipality AS m"
            " ON m.id = r.municipality_id WHERE r.resource = 'outcomes' AND r.year = 2018"
            " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        )
        return str(cursor.fetchone()[0])


def _measure_medians(contenders: dict[str, Contender], repeats: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(WARM_UP + repeats):
        for name in contenders if turn % 2 else reversed(list(contenders)):
            started = perf_counter()
            contenders[name]()
            if turn >= WARM_UP:
                times[name].append(perf_counter() - started)
    return {name: median(each) * 1000 for name, each in times.items()}


def _read_export(handler: WSGIHandler, form: str, most: int = EXPORTED) -> int:
    """Reads the list as a file, to the row that is wanted last."""
    size = rows = 0
    response = _respond(handler, f"/api/v1/outcomes?format={form}")[0]
    for chunk in response:
        size += len(chunk)
        rows += chunk.count(b"\n")
        if rows >= most:
            break
    response.close()  # type: ignore[attr-defined]
    return size


def _run_copy(cursor: psycopg.Cursor[Any], statement: str) -> int:
    with cursor.copy(statement) as copy:
        return sum(len(chunk) for chunk in copy)


def _measure_peak_memory(handler: WSGIHandler, rows: int) -> float:
    tracemalloc.start()
    _read_export(handler, "csv", rows)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def _call(handler: WSGIHandler, address: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    response, answer_headers = _respond(handler, address, **headers)
    body = b"".join(response)
    response.close()  # type: ignore[attr-defined]
    return body, answer_headers


def _call_without_memory(handler: WSGIHandler, address: str, etag: str) -> None:
    not_modified._answer_cache.clear()
    _call(handler, address, HTTP_IF_NONE_MATCH=etag)


def _respond(handler: WSGIHandler, address: str, **headers: str) -> tuple[Iterable[bytes], dict[str, str]]:
    """Ask as a web server would, through every middleware. ``RuntimeError`` on a fault."""
    answer_headers: dict[str, str] = {}
    answers: list[str] = []

    def start_response(status: str, found: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
        answers.append(status)
        answer_headers.update(found)
        return lambda _: None

    environ = {**RequestFactory().get(address, secure=True, headers={"host": "localhost"}).environ, **headers}
    environ |= {"HTTP_X_FORWARDED_PROTO": "https", "wsgi.input": BytesIO()}
    response = handler(environ, start_response)
    if answers[0][0] not in "23":
        raise RuntimeError(f"{address}: {answers[0]}")
    return response, answer_headers


def format_table(result: ApiTimes) -> str:
    """The result as text. Ratios count; milliseconds are only of this machine, today."""
    rows: list[tuple[str, str, str, float | None]] = [
        ("En kommuns sida, 1 000 utfall", "page", "page sql", 2.5),
        ("Hela landets första sida", "first", "first sql", 2.5),
        ("Ett års sista sida", "last", "first", 1.3),
        ("Den djupaste sidan", "deepest", "first", None),
        ("Fortsättning med cursor", "cursor", "first", 1),
        ("Första sidan, ett filter", "filtered", "first", None),
        ("Filtrets djupaste sida", "filtered deep", "first", None),
        ("Första sidan, två filter som räknas", "counted", "first", None),
        ("Första sidan, sorterad på år", "sorted", "first", None),
        ("Den djupaste sorterade sidan", "sorted deep", "first", None),
        ("En indikator i hela landet", "series", "first", None),
        ("Export av 100 000 rader CSV", "csv", "csv sql", 2),
        ("Export av 100 000 rader JSON Lines", "jsonl", "jsonl sql", 2),
        ("304, nyss sagt; mot en tom vy", "304", "empty", 1.5),
        ("304, ur databasen; mot tom vy och rad", "304 read", "empty and row", 1.5),
    ]
    lines = [
        f"{name:<40}{result.times[ours]:>10.2f} ms {result.times[theirs]:>10.2f} ms "
        f"{result.ratio(ours, theirs):>7.2f}   {mark(result.ratio(ours, theirs), most) if most else ''}".rstrip()
        for name, ours, theirs, most in rows
    ]
    head = f"{'API':<40}{'vi':>13}{'jämfört med':>14}{'kvot':>7}   mål"
    small, large = result.memory
    memory = f"Mest minne vid export: {small:.1f} MB för 10 000 rader, {large:.1f} MB för 100 000"
    return "\n".join([head, *lines, memory]).replace(".", ",") + "\n"
