"""What is asked for over HTTP: each beside a view that does nothing, and the best single statement that fetches the
same rows or does the same write.
"""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote

import msgspec
import openpyxl
import psycopg
from django.db import connection

from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.core.prepared_queries import fetch_prepared
from apps.goals.models import Outcome
from apps.rounds.models import Round, RoundState
from apps.web.links import ReportAddress
from tests.bench import nation, statements
from tests.bench.browser import Browser, build_file_form
from tests.bench.urls import EMPTY, EMPTY_FOR_USER

PASSWORD = "bench-password"
PATIENCE = 60  # seconds for what is made after the answer
GLANCE = 0.02  # seconds between two looks at it
JSON = "application/json"
CHANGED_CELLS = 20

Act = Callable[[], object]
"""Something to measure. One that prepares something first gives its own milliseconds, as a ``float``."""

_PAGE = "SELECT body, etag FROM publishing_renderedpage WHERE address = %(address)s LIMIT 1"
_RECORDS = "SELECT document FROM publishing_publishedrecord WHERE resource = 'outcomes'"
_FIRST = f"{_RECORDS} ORDER BY place, id LIMIT 1000"
_DEEPEST = f"{_RECORDS} AND place >= %(place)s ORDER BY place, id LIMIT 1000"
_FILTERED = f"{_RECORDS} AND gender = 'T' ORDER BY place, id LIMIT 1000"
_OF_TWO = f"{_RECORDS} AND kind = 'volume' AND status = 'value' ORDER BY place, id LIMIT 1000"
_BY_KEY = f"{_RECORDS} AND key >= 'indikator-3' ORDER BY key, place, id LIMIT 1000"
_SORTED = f"{_RECORDS} AND year = %(year)s ORDER BY place, id LIMIT 1000"
_EXTENT = """
WITH known AS (
    SELECT sum(records)::int AS total FROM publishing_publishedcount WHERE resource = 'outcomes' AND cube = '')
SELECT (SELECT place FROM publishing_publishedrecord WHERE resource = 'outcomes' ORDER BY place, id
    OFFSET (SELECT total / 2 FROM known) LIMIT 1), (SELECT total FROM known)
"""
_SEARCH = """
SELECT title, text, page, code FROM publishing_searchentry
WHERE kind = 'area' AND vector @@ plainto_tsquery('swedish', 'verksamhet 12') LIMIT 20
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Something to measure: ``ours``, the ``empty`` view asked in the same way, and the best ``sql``.

    Aims: at most ``times`` the empty view, ``more`` milliseconds above it, a median of ``most``, a slowest of twenty of
    ``p95``. ``before`` is done once; ``part`` is the share of the turns that it is measured.
    """

    name: str
    ours: Act
    empty: Act
    sql: Act
    times: float | None = None
    more: float | None = None
    most: float | None = None
    p95: float | None = None
    before: Act | None = None
    part: float = 1


@dataclass(frozen=True, slots=True)
class Bench:
    """The browsers that ask, by role, and the cursor that is asked in their place."""

    anyone: Browser
    people: dict[Role, Browser]
    cursor: "psycopg.Cursor[Any]"

    def query(self, statement: str, **values: Any) -> Act:
        """The statement, prepared, with all that it finds."""
        return lambda: self.cursor.execute(statement, values, prepare=True).fetchall()

    def get(self, path: str, role: Role | None = None) -> Act:
        """The page, and nothing but it."""
        browser = self.people[role] if role else self.anyone
        return lambda: browser.get(path)

    def get_nothing(self, role: Role | None = None) -> Act:
        """The view that does nothing."""
        return self.get(f"/{EMPTY_FOR_USER if role else EMPTY}", role)


def open_bench(port: int, cursor: "psycopg.Cursor[Any]", draft: Round) -> Bench:
    """A browser for anyone, and one for each who logs in by the form: roles in the draft's board."""
    people = {}
    for role in (Role.POLITICIAN, Role.CONTROLLER, Role.REGISTRAR):
        user, _ = User.objects.get_or_create(email=f"{role.value}@bench.example")
        user.set_password(PASSWORD)
        user.save()
        Membership.objects.get_or_create(user=user, board=draft.board, role=role)
        people[role] = Browser(port)
        people[role].log_in(user.email, PASSWORD)
    return Bench(Browser(port), people, cursor)


def find_round(period: int) -> Round:
    """The first board's round of the nation's period of that number."""
    year, tertial = nation.FIRST_YEAR + period // 3, 1 + period % 3
    rounds = Round.objects.filter(year=year, tertial=tertial, municipality__gt=nation.BEFORE_FIRST)
    return rounds.select_related("board__municipality").order_by("board_id")[0]


def open_draft() -> Round:
    """The first board's last round, where its controller may write."""
    draft = find_round(nation.PERIODS - 1)
    Round.objects.filter(pk=draft.pk).update(state=RoundState.OPEN)
    return draft


def list_reading(bench: Bench) -> list[Visit]:
    """Pages for anyone, and the board's for who is logged in."""
    page = ReportAddress.for_round(find_round(nation.PERIODS - 2))
    visits = []
    for name, address, role in (
        ("Nämndens sida", page.url(), None),
        ("  inloggad politiker", page.url(), Role.POLITICIAN),
        ("En versions sida", page.url("version", version=2), None),
        ("Indikatorer, ett filter", f"{page.url('indicators')}?ljus=met", None),
    ):
        sql, aims = bench.query(_PAGE, address=address), {"more": 5.0} if role else {"times": 5.0}
        visits.append(Visit(name=name, ours=bench.get(address, role), empty=bench.get_nothing(role), sql=sql, **aims))
    address = f"/sok/?q={quote('verksamhet 12')}"
    search = bench.query(_SEARCH)
    visits.append(
        Visit(name="Sök ”verksamhet 12”", ours=bench.get(address), empty=bench.get_nothing(), sql=search, p95=100)
    )
    return visits


def list_api(bench: Bench) -> list[Visit]:
    """Lists of outcomes, a thousand at a time."""
    (record, total), *_ = fetch_prepared(_EXTENT, ())
    middle, two = (min(1000, max(1, total // rows)) for rows in (2000, 6000))
    outcomes = "/api/v1/outcomes?limit=1000"
    return [
        Visit(name=name, ours=bench.get(path), empty=bench.get_nothing(), sql=sql, most=50)
        for name, path, sql in (
            ("API: 1 000 utfall", outcomes, bench.query(_FIRST)),
            ("API: i mitten", f"{outcomes}&page={middle}", bench.query(_DEEPEST, place=record)),
            ("API: ett filter", f"{outcomes}&gender=T", bench.query(_FILTERED)),
            ("API: två filter, i mitten", f"{outcomes}&kind=volume&status=value&page={two}", bench.query(_OF_TWO)),
            ("API: sorterad på nyckel", f"{outcomes}&sort=key&page={middle}", bench.query(_BY_KEY)),
            (
                "API: sorterad, i mitten",
                f"{outcomes}&sort=-year&page={middle}",
                bench.query(_SORTED, year=nation.FIRST_YEAR + 5),
            ),
        )
    ]


def list_reporting(bench: Bench, draft: Round) -> list[Visit]:
    """A sheet, a cell saved as the sheet's script sends it, and a workbook up to its preview: the controller."""
    place, browser = f"/rapportera{ReportAddress.for_round(draft).url()}", bench.people[Role.CONTROLLER]
    rows = bench.query(statements.DRAFT, round=draft.pk, board=draft.board_id, year=draft.year, tertial=draft.tertial)
    nothing = f"/{EMPTY_FOR_USER}"
    cell = msgspec.json.encode({"cells": [{"key": "u:x:y:T", "field": "value", "raw": "1", "version": 0}]})
    book, kind = build_file_form("fil", "rapport.xlsx", _build_workbook(browser.get(f"{place}fil/mall.xlsx").plain))
    return [
        Visit(name="Blad med utfall", ours=bench.get(f"{place}indikatorer/", Role.CONTROLLER),
              empty=bench.get_nothing(Role.CONTROLLER), sql=rows),
        Visit(name="Spara en cell", before=lambda: browser.read_token(f"{place}indikatorer/"),
              ours=_build_save(browser, f"{place}spara/", draft), sql=_build_upsert(bench, draft),
              empty=lambda: browser.post(nothing, cell, JSON)),
        Visit(name="Arbetsbok till förhandsvisning", before=lambda: browser.read_token(f"{place}fil/"), part=0.15,
              ours=lambda: _send_workbook(browser, f"{place}fil/", book, kind), sql=rows,
              empty=lambda: browser.post(nothing, book, kind)),
    ]  # fmt: skip


def _list_totals(draft: Round) -> list[Outcome]:
    outcomes = Outcome.objects.filter(board=draft.board_id, year=draft.year, tertial=draft.tertial, gender="T")
    return list(outcomes.select_related("indicator", "service_area").order_by("pk")[:2])


def _build_save(browser: Browser, address: str, draft: Round) -> Act:
    """A new value each time, with the version that the answer before told."""
    _, shown = _list_totals(draft)
    key = f"u:{shown.indicator.code}:{shown.service_area.code}:T"
    values, known = count(int(shown.value or 0) + 1), {"version": shown.version}

    def save() -> None:
        cell = {"key": key, "field": "value", "raw": str(next(values)), **known}
        answer = browser.post(address, msgspec.json.encode({"cells": [cell]}), JSON)
        (found,) = msgspec.json.decode(answer.plain)["answers"]
        if found["status"] != "saved":
            raise RuntimeError(f"{key}: {found}")
        known["version"] = found["version"]

    return save


def _build_upsert(bench: Bench, draft: Round) -> Act:
    bare, _ = _list_totals(draft)
    values, same = count(1), {name: getattr(bare, name) for name in statements.OUTCOME_COLUMNS}
    return lambda: bench.cursor.execute(statements.UPSERT, same | {"value": next(values)}, prepare=True).fetchone()


def _build_workbook(template: bytes) -> bytes:
    """The report's own workbook with other outcomes in some cells."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book["utfall"]
    place = [cell.value for cell in sheet[1]].index("värde") + 1
    for row in range(2, 2 + CHANGED_CELLS):
        sheet.cell(row, place).value = 100 + row
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _send_workbook(browser: Browser, address: str, book: bytes, kind: str) -> None:
    """Send it, and look at its page until it shows what would change."""
    page = browser.post(address, book, kind, status=302).headers["Location"]
    until = time.monotonic() + PATIENCE
    while browser.get(page).headers["Refresh"]:
        if time.monotonic() > until:
            raise RuntimeError("the workbook is not read")
        time.sleep(GLANCE)


def get_cursor() -> "psycopg.Cursor[Any]":
    """A bare cursor of the bench's connection."""
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)
