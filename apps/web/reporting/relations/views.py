"""``…/struktur/samband/``: relations between the board's indicators, proposed; a person says yes or no with one key."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.accounts.services import is_administrator
from apps.organisation.models import Board
from apps.planning import PlanningError, confirm_relation, refuse_relation, withdraw_relation
from apps.web.reporting.access import require_board
from apps.web.reporting.links import build_relations_url, build_structure_url
from apps.web.reporting.relations.presenter import load_relation_lists, parse_code

UNPROCESSABLE = 422
ACTIONS = {
    "ja": (confirm_relation, "Sambandet kontrolleras från och med nu i alla perioder."),
    "nej": (refuse_relation, "Sambandet föreslås inte igen."),
    "angra": (withdraw_relation, "Svaret är borttaget."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@require_board(Permission.REPORT, Permission.ADMINISTER)
def edit_relations(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The proposals with their figures, and what has been answered. A form answers one of them."""
    if request.method != "POST":
        return _render_relations(request, board, user)
    relation = parse_code(request.POST.get("relation", ""))
    action = ACTIONS.get(request.POST.get("answer", ""))
    if relation is None or action is None:
        raise Http404
    act, message = action
    try:
        act(by=user, board=board, relation=relation)
    except PlanningError as error:
        return _render_relations(request, board, user, error=str(error), status=UNPROCESSABLE)
    messages.success(request, message)
    return HttpResponseRedirect(build_relations_url(board))


def _render_relations(
    request: HttpRequest, board: Board, user: User, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "board": board,
        "url": build_relations_url(board),
        "structure_url": build_structure_url(board) if is_administrator(user, board) else "",
        "lists": load_relation_lists(board),
        "error": error,
    }
    return render(request, "reporting/relations.html", context, status=status)
