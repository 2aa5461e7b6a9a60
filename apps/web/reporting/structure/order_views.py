"""``…/struktur/ordning/``: in which order areas, goals, indicators and focus areas stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.goals.models import KeyFigureKind
from apps.organisation.models import Board
from apps.planning import PlanningError, move_in_order
from apps.risks.models import Risk
from apps.web.reporting.access import require_board
from apps.web.reporting.links import build_structure_url
from apps.web.reporting.structure.fields import find_areas, find_goals, find_indicators
from apps.web.reporting.structure.goal_forms import find_focus_areas
from apps.web.reporting.structure.project_forms import find_projects

MOVES = {"upp": -1, "ned": 1, "forst": -1_000_000, "sist": 1_000_000}
BUTTONS = (("upp", "↑", "Upp:"), ("ned", "↓", "Ned:"), ("forst", "⤒", "Först:"), ("sist", "⤓", "Sist:"))
MOST_YEARS = 2
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class OrderedRow:
    """A thing in its place, ``depth`` levels in. It can go up or down among those that it stands with."""

    item: Any
    depth: int
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class OrderedGroup:
    """Things that stand together, under a heading."""

    title: str
    rows: Sequence[OrderedRow]


def _list_tree(rows: Sequence[Any]) -> list[OrderedRow]:
    below: dict[int | None, list[Any]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    listed: list[OrderedRow] = []

    def walk(parent: int | None, depth: int) -> None:
        group = below.get(parent, [])
        for place, row in enumerate(group):
            listed.append(OrderedRow(row, depth, place == 0, place == len(group) - 1))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return listed


def _list_flat(rows: Sequence[Any]) -> list[OrderedRow]:
    return [OrderedRow(row, 0, place == 0, place == len(rows) - 1) for place, row in enumerate(rows)]


def _group_risks(board: Board) -> list[OrderedGroup]:
    """Those of the latest years that have any, the latest first."""
    groups: dict[int, list[Any]] = {}
    for one in find_all_risks(board):
        groups.setdefault(one.year, []).append(one)
    latest = sorted(groups, reverse=True)[:MOST_YEARS]
    return [OrderedGroup(f"Risker {year}", _list_flat(groups[year])) for year in latest]


def find_all_risks(board: Board) -> Any:
    """The board's own risks of every year."""
    return Risk.objects.filter(board=board)


def _group_indicators(board: Board) -> list[OrderedGroup]:
    groups: dict[str, list[Any]] = {}
    for one in find_indicators(board).select_related("goal"):
        title = one.goal.name if one.goal else f"Nyckeltal: {KeyFigureKind(one.kind).label}"
        groups.setdefault(title, []).append(one)
    return [OrderedGroup(title, _list_flat(rows)) for title, rows in groups.items()]


# What is ordered, by its word in the address: heading, rows of a board, and how they stand together.
KINDS: dict[str, tuple[str, Callable[[Board], Any], Callable[[Board], list[OrderedGroup]]]] = {
    "verksamheter": (
        "Verksamheter",
        find_areas,
        lambda board: [OrderedGroup("Verksamheter", _list_tree(find_areas(board)))],
    ),
    "mal": ("Mål", find_goals, lambda board: [OrderedGroup("Mål", _list_tree(find_goals(board)))]),
    "indikatorer": ("Indikatorer", find_indicators, _group_indicators),
    "fokus": (
        "Fokusområden",
        find_focus_areas,
        lambda board: [OrderedGroup("Fokusområden", _list_flat(find_focus_areas(board)))],
    ),
    "investeringar": (
        "Investeringar",
        find_projects,
        lambda board: [OrderedGroup("Investeringar", _list_tree(find_projects(board)))],
    ),
    "risker": ("Risker", find_all_risks, _group_risks),
}


@require_safe
@require_board(Permission.ADMINISTER)
def show_order(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """What ``?vad=`` names, in its order. ``?fokus=`` and ``?hall=`` put the focus on the button pressed last."""
    return _render(request, board, request.GET.get("vad", "verksamheter"))


@require_POST
@require_board(Permission.ADMINISTER)
def change_order(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """Move one thing: ``upp``, ``ned``, ``forst`` or ``sist``, with its key."""
    kind = request.POST.get("vad", "")
    move = next((name for name in MOVES if name in request.POST), "")
    if kind not in KINDS or not move:
        raise Http404
    key = request.POST[move]
    item = KINDS[kind][1](board).filter(pk=int(key)).select_related("board").first() if _is_key(key) else None
    if item is None:
        raise Http404
    try:
        move_in_order(by=user, item=item, steps=MOVES[move])
    except PlanningError as error:
        return _render(request, board, kind, error=str(error))
    return HttpResponseRedirect(f"{_build_url(board)}?vad={kind}&fokus={key}&hall={move}#rad-{key}")


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _build_url(board: Board) -> str:
    return reverse("reporting_structure_order", kwargs={"municipality": board.municipality.slug, "board": board.slug})


def _render(request: HttpRequest, board: Board, kind: str, *, error: str = "") -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    focused = request.GET.get("fokus", "")
    context = {
        "board": board,
        "url": build_structure_url(board),
        "page_url": _build_url(board),
        "kind": kind,
        "kinds": [(code, title) for code, (title, _, _) in KINDS.items()],
        "groups": KINDS[kind][2](board),
        "focused": int(focused) if _is_key(focused) else None,
        "moves": BUTTONS,
        "pressed": request.GET.get("hall", ""),
        "error": error,
    }
    return render(request, "reporting/structure_order.html", context, status=UNPROCESSABLE if error else 200)
