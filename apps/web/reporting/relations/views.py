"""``…/struktur/samband/``: relations between the board's indicators, proposed; a person says yes or no with one key."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.accounts.services import is_administrator
from apps.core.choices import RelationKind
from apps.goals.models import Indicator
from apps.organisation.models import Board
from apps.planning import PlanningError, confirm_relation, refuse_relation, withdraw_relation
from apps.web.reporting.access import require_board
from apps.web.reporting.links import build_relations_url, build_structure_url
from apps.web.reporting.relations.forms import INDICATOR_LIST, RelationForm
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
    """The proposals with their figures, and what has been answered. A form answers one of them.

    ``?nytt=total`` opens the form of another relation of that kind, for who states several one after the other.
    """
    if request.method != "POST":
        kind = request.GET.get("nytt", "")
        form = RelationForm(board=board, kind=kind) if kind in RelationKind.values else None
        if form:
            form.go_on()
        return _render_relations(request, board, user, form=form)
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


@require_POST
@require_board(Permission.REPORT, Permission.ADMINISTER)
def add_relation(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """A relation that nothing proposes, stated by names: the answer to it is yes. ``again`` goes on with another."""
    form = RelationForm(request.POST, board=board)
    error = ""
    if form.is_valid():
        try:
            relation, sentence = form.build_relation()
            confirm_relation(by=user, board=board, relation=relation)
        except PlanningError as problem:
            error = str(problem)
        else:
            messages.success(request, f"{sentence}. {ACTIONS['ja'][1]}")
            query = f"?nytt={relation.kind}" if "again" in request.POST else ""
            return HttpResponseRedirect(f"{build_relations_url(board)}{query}")
    return _render_relations(request, board, user, form=form, error=error, status=UNPROCESSABLE)


def _render_relations(
    request: HttpRequest,
    board: Board,
    user: User,
    *,
    form: RelationForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    indicators = Indicator.objects.filter(board=board)
    context = {
        "form": form or RelationForm(board=board),
        "is_opened": form is not None,
        "goes_on": form is not None and not form.is_bound,
        "indicator_list": INDICATOR_LIST,
        "indicator_names": list(indicators.order_by("name").values_list("name", flat=True)),
        "board": board,
        "url": build_relations_url(board),
        "structure_url": build_structure_url(board) if is_administrator(user, board) else "",
        "lists": load_relation_lists(board),
        "error": error,
    }
    return render(request, "reporting/relations.html", context, status=status)
