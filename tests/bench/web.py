"""Timing: the contenders take turns, board by board, so that what disturbs one disturbs them all; medians are kept."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from statistics import median
from time import perf_counter
from typing import Any, cast

import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import reverse

from apps.accounts.models import User
from apps.entry.services import save_cell
from apps.goals.models import Outcome
from apps.publishing.models import RenderedPage
from apps.publishing.services import build_draft_report, publish
from apps.rounds.models import Round, RoundState
from tests.bench import nation, statements, urls

WARM_UP = 3  # turns that are not counted
BOARDS = 6
Contender = Callable[[], object]


@dataclass(frozen=True, slots=True)
class WebTimes:
    """Medians in milliseconds. ``sql`` and ``row`` are the limits, ``empty`` is Django with a view of nothing."""

    sql: float
    draft: float
    row: float
    empty: float
    page: float
    upsert: float
    save: float

    @property
    def save_ratio(self) -> float:
        """A cell saved, with its permissions, versions, light and warnings, to the bare upsert with its history row."""
        return self.save / self.upsert

    @property
    def draft_ratio(self) -> float:
        """The draft to the statement that fetches the same content."""
        return self.draft / self.sql

    @property
    def page_ratio(self) -> float:
        """The published page to its one row and an empty view."""
        return self.page / (self.row + self.empty)


def measure(repeats: int) -> WebTimes:
    """Measure drafts and published pages of a few boards among the first ones."""
    rounds = _load_sample(nation.PERIODS - 1)
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor, override_settings(ROOT_URLCONF=urls.__name__):
        drafts = _measure_medians([_build_draft_contenders(cursor, round_) for round_ in rounds], repeats)
        handler = WSGIHandler()
        published = [_publish_and_render(round_, handler) for round_ in _load_sample(nation.PERIODS - 2)]
        pages = _measure_medians([_build_page_contenders(cursor, handler, *page) for page in published], repeats * 5)
        saves = _measure_medians([_build_save_contenders(cursor, round_) for round_ in rounds], repeats * 5)
    return WebTimes(**drafts, **pages, **saves)


def _load_sample(period: int) -> list[Round]:
    """The same boards at every size: the first ones."""
    year, tertial = nation.FIRST_YEAR + period // 3, 1 + period % 3
    rounds = Round.objects.filter(year=year, tertial=tertial, municipality__gt=nation.BEFORE_FIRST)
    return list(rounds.select_related("board__municipality").order_by("board_id")[:BOARDS])


def _measure_medians(boards: list[dict[str, Contender]], repeats: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in boards[0]}
    warm_up = min(WARM_UP, repeats)
    for turn in range(warm_up + repeats):
        for contenders in boards:
            names = list(contenders) if turn % 2 else list(reversed(contenders))
            for name in names:
                started = perf_counter()
                contenders[name]()
                if turn >= warm_up:
                    times[name].append(perf_counter() - started)
    return {name: median(each) * 1000 for name, each in times.items()}


def _build_draft_contenders(cursor: psycopg.Cursor[Any], round_: Round) -> dict[str, Contender]:
    parameters = {"round": round_.pk, "board": round_.board_id, "year": round_.year, "tertial": round_.tertial}
    return {
        "sql": lambda: cursor.execute(statements.DRAFT, parameters, prepare=True).fetchone(),
        "draft": lambda: build_draft_report(round_),
    }


def _build_save_contenders(cursor: psycopg.Cursor[Any], round_: Round) -> dict[str, Contender]:
    """Two outcomes of the round, each given a new value every time: in bare SQL, and as the sheet saves a cell."""
    by, _ = User.objects.get_or_create(email="matning@bench.example", defaults={"is_superuser": True})
    Round.objects.filter(pk=round_.pk).update(state=RoundState.OPEN)
    round_.state = RoundState.OPEN
    outcomes = Outcome.objects.filter(board=round_.board_id, year=round_.year, tertial=round_.tertial, gender="T")
    bare, shown = outcomes.select_related("indicator", "service_area").order_by("pk")[:2]
    key = f"u:{shown.indicator.code}:{shown.service_area.code}:T"
    values, known = count(1), {"version": shown.version}
    same = {name: getattr(bare, name) for name in statements.OUTCOME_COLUMNS}

    def save() -> None:
        raw = str(next(values))
        answer = save_cell(round_=round_, key=key, field="value", raw=raw, version=known["version"], by=by)
        if answer.status != "saved":
            raise RuntimeError(f"{key}: {answer.message}")
        known["version"] = answer.version

    return {
        "upsert": lambda: cursor.execute(statements.UPSERT, same | {"value": next(values)}, prepare=True).fetchone(),
        "save": save,
    }


def _publish_and_render(round_: Round, handler: WSGIHandler) -> tuple[str, int]:
    """Publish the round if that is not done, let the server keep its page; gives the address and the kept row."""
    pages = RenderedPage.objects.filter(publication__round=round_, publication__version__gt=1, page="board")
    board = round_.board
    where = {"municipality": board.municipality.slug, "board": board.slug}
    address = reverse("board", kwargs={**where, "year": round_.year, "tertial": round_.tertial})
    if not pages.exists():
        approved = {"correction_state": RoundState.APPROVED, "correction_reason": "Mätning"}
        Round.objects.filter(pk=round_.pk).update(**approved)
        publish(round_=round_, by=None)
    _serve(handler, address)
    return address, pages.values_list("pk", flat=True).order_by("-pk")[0]


def _build_page_contenders(
    cursor: psycopg.Cursor[Any], handler: WSGIHandler, address: str, row: int
) -> dict[str, Contender]:
    return {
        "row": lambda: cursor.execute(statements.PAGE, {"id": row}, prepare=True).fetchone(),
        "empty": lambda: _serve(handler, f"/{urls.EMPTY}"),
        "page": lambda: _serve(handler, address),
    }


def _serve(handler: WSGIHandler, address: str) -> bytes:
    """Ask as a web server would, through every middleware. ``RuntimeError`` on any answer but 200."""
    answers: list[str] = []

    def start_response(status: str, headers: Any, exc_info: Any = None, /) -> Callable[[bytes], object]:
        answers.append(status)
        return lambda _: None

    response = handler(_get_environ(address) | {"wsgi.input": BytesIO()}, start_response)
    body = b"".join(response)
    cast(HttpResponse, response).close()
    if not answers[0].startswith("200"):
        raise RuntimeError(f"{address}: {answers[0]}")
    return body


_ENVIRONS: dict[str, dict[str, Any]] = {}


def _get_environ(address: str) -> dict[str, Any]:
    """What the web server tells of the request; made once, as that is the web server's work."""
    if address not in _ENVIRONS:
        request = RequestFactory().get(address, secure=True, headers={"host": "localhost", "accept-encoding": "gzip"})
        _ENVIRONS[address] = {**request.environ, "HTTP_X_FORWARDED_PROTO": "https"}
    return _ENVIRONS[address]
