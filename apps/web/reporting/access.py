"""Who may open the pages under ``/rapportera/``: those with a role at the board.

Everybody else gets 404, also where the report itself is public: nothing tells that the page exists.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse

from apps.accounts.models import HeldRole, User
from apps.accounts.roles import Permission, list_roles_with
from apps.organisation.models import Board
from apps.rounds.models import Round

View = Callable[..., HttpResponseBase]


def find_boards_with_permission(user: Any, *permissions: Permission) -> Any:
    """The boards where the user holds a role that carries one of them; all boards for a superuser."""
    if user.is_superuser:
        return Board.objects.select_related("municipality")
    roles = {role for permission in permissions for role in list_roles_with(permission)}
    mine = HeldRole.objects.filter(user=user, role__in=roles).values("board")
    return Board.objects.filter(pk__in=mine).select_related("municipality")


def require_round(view: View) -> View:
    """A page of one round: the view gets ``round_`` and ``user``, or the reader gets 404."""

    @wraps(view)
    def answer(
        request: HttpRequest, municipality: str, board: str, year: int, tertial: int, **more: Any
    ) -> HttpResponseBase:
        user = cast(User, request.user)  # ``private`` has asked for a log-in
        rounds = Round.objects.worked_on_by(user).filter(
            board__slug=board, board__municipality__slug=municipality, year=year, tertial=tertial
        )
        round_ = rounds.select_related("board__municipality").first()
        if round_ is None:
            raise Http404
        return view(request, round_=round_, user=user, **more)

    return require_login(answer)


def require_board(*permissions: Permission) -> Callable[[View], View]:
    """A page of one board for those with one of the permissions: the view gets ``board`` and ``user``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, municipality: str, board: str, **more: Any) -> HttpResponseBase:
            user = cast(User, request.user)
            found = (
                find_boards_with_permission(user, *permissions)
                .filter(slug=board, municipality__slug=municipality)
                .first()
            )
            if found is None:
                raise Http404
            return view(request, board=found, user=user, **more)

        return require_login(answer)

    return decorate


def require_login(view: View) -> View:
    """Requires a log-in, and forbids caching of the page. A script that has been logged out gets 401, not a form."""
    behind_login = login_required(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and request.headers.get("Accept") == "application/json":
            return JsonResponse({"login": reverse("account_login")}, status=401)
        response = behind_login(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer
