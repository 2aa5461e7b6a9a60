"""Over HTTP, as in production: gunicorn with the bench's database, asked by a browser's requests one at a time.

Each is held against a view that does nothing, and against the best single statement that fetches the same rows.
"""

import gzip
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from urllib.parse import quote

import msgspec
import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client

from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.core.prepared_queries import fetch_prepared
from apps.goals.models import Outcome
from apps.rounds.models import Round, RoundState
from apps.web.links import ReportAddress
from tests.bench import nation, statements
from tests.bench.slow_readers import format_findings
from tests.bench.slow_readers import measure as measure_slow_readers
from tests.bench.urls import EMPTY, EMPTY_FOR_USER

REPO = Path(__file__).resolve().parent.parent.parent
PORT = 8797
WARM_UP = 3
TOKEN = "b" * 32
ANYONE = {"X-Forwarded-Proto": "https", "Accept-Encoding": "gzip", "Host": "localhost"}

_STORED_PAGE = "SELECT body, etag FROM publishing_renderedpage WHERE address = %(address)s LIMIT 1"
_STORED_LIST = "SELECT body, etag FROM publishing_renderedlist WHERE address = '/' LIMIT 1"
_RECORDS = "SELECT document FROM publishing_publishedrecord WHERE resource = 'outcomes'"
_FIRST = f"{_RECORDS} ORDER BY place, id LIMIT 1000"
_DEEPEST = f"{_RECORDS} AND place >= %(place)s ORDER BY place, id LIMIT 1000"
_FILTERED = f"{_RECORDS} AND gender = 'T' ORDER BY place, id LIMIT 1000"
_SORTED = f"{_RECORDS} AND year = %(year)s ORDER BY place, id LIMIT 1000"
_EXTENT = """
WITH known AS (
    SELECT sum(records)::int AS total FROM publishing_publishedcount WHERE resource = 'outcomes' AND facet = '')
SELECT (SELECT place FROM publishing_publishedrecord WHERE resource = 'outcomes' ORDER BY place, id
    OFFSET (SELECT total / 2 FROM known) LIMIT 1), (SELECT total FROM known)
"""
_SEARCH = """
SELECT title, text, page, code FROM publishing_searchentry
WHERE kind = 'area' AND vector @@ plainto_tsquery('swedish', 'verksamhet 12') LIMIT 20
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request. ``sql`` is the best statement; ``aim`` how many times the empty view, or None for none."""

    name: str
    path: str
    sql: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    user: Role | None = None
    aim: float | None = None
    body: Callable[[], bytes] | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """Milliseconds of the visit, of the empty view and of the statement (0 without one), all medians; and the p95."""

    visit: Visit
    ours: float
    p95: float
    empty: float
    sql: float


@contextmanager
def serve() -> Iterator[str]:
    """Gunicorn as in production, 2 x 4 threads. Gives its address."""
    environment = {**os.environ, "BENCH_DATABASE": str(connection.settings_dict["NAME"])}
    options = ["--config", "python:apps.config.gunicorn_settings", "--bind", f"127.0.0.1:{PORT}"]
    command = [sys.executable, "-m", "gunicorn", "tests.bench.wsgi", *options, "--workers", "2", "--threads", "4"]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=REPO, env=environment, stdout=output, stderr=output)
        try:
            _check_open(process)
            yield f"http://127.0.0.1:{PORT}"
        finally:
            process.terminate()
            process.wait()


def _check_open(process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        try:
            connected = HTTPConnection("127.0.0.1", PORT, timeout=10)
            connected.request("GET", f"/{EMPTY}", headers=ANYONE)
            connected.getresponse().read()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("gunicorn did not start") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn does not answer")


def list_visits() -> tuple[list[Visit], dict[Role, str]]:
    """What is asked for, and the cookies of those who ask."""
    published = _find_round(nation.PERIODS - 2)
    draft = _find_round(nation.PERIODS - 1)
    Round.objects.filter(pk=draft.pk).update(state=RoundState.OPEN)
    page, report = ReportAddress.for_round(published), {"round": draft.pk, "board": draft.board_id}
    board, version = page.url(), page.url("version", version=2)
    sheet = f"/rapportera{ReportAddress.for_round(draft).url()}"
    (record, total), *_ = fetch_prepared(_EXTENT, ())
    middle = min(1000, max(1, total // 2000))
    period = {"year": draft.year, "tertial": draft.tertial}
    outcomes = "/api/v1/outcomes?limit=1000"
    visits = [
        Visit(name="Startsidan", path="/", sql=_STORED_LIST, aim=5),
        Visit(name="Nämndens sida", path=board, sql=_STORED_PAGE, values={"address": board}, aim=5),
        Visit(name="  inloggad politiker", path=board, sql=_STORED_PAGE, values={"address": board},
              user=Role.POLITICIAN, aim=5),
        Visit(name="En versions sida", path=version, sql=_STORED_PAGE, values={"address": version}, aim=5),
        Visit(name="Indikatorer, ett filter", path=f"{page.url('indicators')}?ljus=met", sql=_STORED_PAGE,
              values={"address": f"{page.url('indicators')}?ljus=met"}, aim=5),
        Visit(name="Sök ”verksamhet 12”", path=f"/sok/?q={quote('verksamhet 12')}", sql=_SEARCH),
        Visit(name="Blad med utfall", path=f"{sheet}indikatorer/", sql=statements.DRAFT, values=report | period,
              user=Role.CONTROLLER),
        Visit(name="Spara en cell", path=f"{sheet}spara/", user=Role.CONTROLLER, body=_build_saves(draft)),
        Visit(name="API: 1 000 utfall", path=outcomes, sql=_FIRST),
        Visit(name="API: i mitten", path=f"{outcomes}&page={middle}", sql=_DEEPEST, values={"place": record}),
        Visit(name="API: ett filter", path=f"{outcomes}&gender=T", sql=_FILTERED),
        Visit(name="API: sorterad, i mitten", path=f"{outcomes}&sort=-year&page={middle}", sql=_SORTED,
              values={"year": nation.FIRST_YEAR + 5}),
    ]  # fmt: skip
    return visits, {role: _log_in(role, draft) for role in (Role.POLITICIAN, Role.CONTROLLER)}


def _find_round(period: int) -> Round:
    year, tertial = nation.FIRST_YEAR + period // 3, 1 + period % 3
    rounds = Round.objects.filter(year=year, tertial=tertial, municipality__gt=nation.BEFORE_FIRST)
    return rounds.select_related("board__municipality").order_by("board_id")[0]


def _log_in(role: Role, round_: Round) -> str:
    """The cookie of someone with the role in the round's board."""
    user, _ = User.objects.get_or_create(email=f"{role.value}@bench.example")
    Membership.objects.get_or_create(user=user, board=round_.board, role=role)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _build_saves(draft: Round) -> Callable[[], bytes]:
    """Bodies as the sheet's script sends them, each with a new value."""
    outcomes = Outcome.objects.filter(board=draft.board_id, year=draft.year, tertial=draft.tertial, gender="T")
    shown = outcomes.select_related("indicator", "service_area").order_by("pk")[0]
    key = f"u:{shown.indicator.code}:{shown.service_area.code}:T"
    values, versions = count(int(shown.value or 0) + 1), count(shown.version)

    def build() -> bytes:
        cell = {"key": key, "field": "value", "raw": str(next(values)), "version": next(versions)}
        return msgspec.json.encode({"cells": [cell]})

    return build


def measure(turns: int) -> tuple[list[Served], str]:
    """Everything in turns, then the slow readers of a long list beside many of the board's page."""
    visits, cookies = list_visits()
    with serve() as site:
        client = HTTPConnection("127.0.0.1", PORT, timeout=60)
        connection.ensure_connection()
        with psycopg.Cursor(connection.connection) as cursor:
            served = [_measure_visit(client, cursor, visit, cookies, turns) for visit in visits]
        slow = format_findings(measure_slow_readers(site, visits[1].path, "/api/v1/outcomes?format=csv", seconds=15))
    return served, slow


def _measure_visit(
    client: HTTPConnection, cursor: "psycopg.Cursor[Any]", visit: Visit, cookies: Mapping[Role, str], turns: int
) -> Served:
    empty = Visit(name="", path=f"/{EMPTY_FOR_USER if visit.user else EMPTY}", user=visit.user)
    times: dict[str, list[float]] = {"ours": [], "empty": [], "sql": []}
    contenders: dict[str, Callable[[], object]] = {
        "ours": lambda: _send_visit(client, visit, cookies),
        "empty": lambda: _send_visit(client, empty, cookies),
    }
    if visit.sql:
        contenders["sql"] = lambda: cursor.execute(visit.sql, visit.values, prepare=True).fetchall()
    for turn in range(WARM_UP + turns):
        for name in contenders if turn % 2 else reversed(list(contenders)):
            started = perf_counter()
            contenders[name]()
            if turn >= WARM_UP:
                times[name].append((perf_counter() - started) * 1000)
    ours = times["ours"]
    p95 = quantiles(ours, n=20)[18] if len(ours) > 1 else ours[0]
    return Served(visit, median(ours), p95, median(times["empty"]), median(times["sql"]) if visit.sql else 0)


def _send_visit(client: HTTPConnection, visit: Visit, cookies: Mapping[Role, str]) -> bytes:
    headers, body = dict(ANYONE), visit.body() if visit.body else None
    if visit.user:
        headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={cookies[visit.user]}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    if body:
        headers |= {"Content-Type": "application/json", "X-CSRFToken": TOKEN, "Referer": "https://localhost/"}
    client.request("POST" if body else "GET", visit.path, body, headers)
    answer = client.getresponse()
    found = answer.read()
    if body and answer.headers.get("Content-Encoding") == "gzip":
        found = gzip.decompress(found)
    if answer.status != 200 or found == b"nobody" or (body and b'"saved"' not in found):
        raise RuntimeError(f"{visit.path}: {answer.status} {found[:200]!r}")
    return found


def format_table(served: list[Served]) -> str:
    """The result as text. Ratios count; milliseconds are only of this machine, today."""
    lines = [f"{'Över HTTP':<28}{'median':>11}{'p95':>11}{'tom vy':>9}{'gånger':>8}{'SQL':>10}{'gånger':>8}   mål"]
    for one in served:
        ratio = one.ours / one.empty
        sql = f"{one.sql:>7.2f} ms{one.ours / one.sql:>8.1f}" if one.sql else " " * 18
        aim = one.visit.aim
        aim_text = f"högst {aim:g} tomma" + ("" if ratio <= aim else ": NÅS INTE") if aim else ""
        times = f"{one.ours:>8.2f} ms{one.p95:>8.1f} ms{one.empty:>6.2f} ms{ratio:>8.1f}"
        lines.append(f"{one.visit.name:<28}{times}{sql}   {aim_text}".rstrip())
    return "\n".join(lines).replace(".", ",") + "\n"
