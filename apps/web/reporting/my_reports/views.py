"""``/rapportera/``: the first page after log-in.

Lists the rounds that the user takes part in: what is due and when, how much is filled in, and who has the next task.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.core.swedish import build_swedish_sort_key
from apps.organisation.models import Board, Municipality
from apps.questions.selectors import count_waiting
from apps.rounds.models import Round, RoundState
from apps.web.reporting.access import find_boards_with_permission, require_login
from apps.web.reporting.links import build_round_url
from apps.web.reporting.my_reports.overview_table import FEWEST_ROUNDS, build_round_table
from apps.web.reporting.people.people_list import find_own_substitutions, format_substitution
from apps.web.reporting.progress import RoundCard, build_round_card
from apps.web.start.presenter import build_draft_link, load_latest_drafts
from apps.workflow.user_rounds import list_user_rounds

MOST_FINISHED = 12


@require_safe
@require_login
def show_my_reports(request: HttpRequest) -> HttpResponse:
    """Every round that the user has something to do with, grouped by whether it is their turn; many are one table.

    Whoever takes part in none, such as an elected member, gets links to the drafts that they may read.
    """
    user = cast(User, request.user)  # a log-in has been asked for
    statuses = list_user_rounds(user)
    waiting = count_waiting([status.round_id for status in statuses], request.user)
    views = [build_round_card(status, waiting[status.round_id]) for status in statuses]
    is_many = len(views) >= FEWEST_ROUNDS
    boards = list(find_boards_with_permission(user, Permission.ADMINISTER, Permission.REPORT))
    administered = {board.pk for board in find_boards_with_permission(user, Permission.ADMINISTER)}
    own = [board for board in boards if board.pk in administered]
    context: dict[str, Any] = {
        **({"table": build_round_table(views, request.GET)} if is_many else _group_by_turn(views)),
        "finished": list_finished(request.user),
        "boards": own,
        "plans": [board for board in boards if board.pk not in administered],
        "municipalities": _list_municipalities(request.user, own),
        "substitutes": [
            format_substitution(one, user) for one in find_own_substitutions(user) if one.substitute_id == user.pk
        ],
    }
    if not views:
        context["drafts"] = [(round_.board, build_draft_link(round_)) for round_ in load_latest_drafts(request.user)]
    return render(request, "reporting/my_reports.html", context)


def _list_municipalities(user: Any, boards: Iterable[Board]) -> list[Municipality]:
    """Those where the user looks after all boards, or several of them: they have a page for all at once."""
    counts = Counter(board.municipality for board in boards)
    own = Municipality.objects.filter(administrators__user=user)
    found = {*own, *(place for place, count in counts.items() if count > 1)}
    return sorted(found, key=lambda place: build_swedish_sort_key(place.name))


def _group_by_turn(views: list[RoundCard]) -> dict[str, list[RoundCard]]:
    """``turn``: the user acts next. ``coming``: the tertial has not ended. ``going``: somebody else acts next."""
    return {
        "turn": [view for view in views if view.status.is_own_turn],
        "coming": [view for view in views if view.status.is_upcoming],
        "going": [view for view in views if not (view.status.is_own_turn or view.status.is_upcoming)],
    }


def list_finished(user: Any) -> list[tuple[str, str]]:
    """The latest adopted reports of the user's boards, as (name, address). A correction begins on their pages."""
    rounds = Round.objects.worked_on_by(user).filter(state=RoundState.ADOPTED, correction_state="")
    latest = rounds.select_related("board__municipality").order_by("-year", "-tertial", "board__municipality__name")
    return [
        (f"{round_.board}, {round_.period.label}", build_round_url(round_, "reporting_handover"))
        for round_ in latest[:MOST_FINISHED]
    ]
