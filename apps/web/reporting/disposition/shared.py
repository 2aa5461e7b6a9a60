"""A disposition that boards share: what the page shows of it, and what an administrator does with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from apps.accounts.models import User
from apps.organisation.models import Board
from apps.texts import shared_dispositions as services
from apps.texts.models import Disposition
from apps.texts.services import TextsError


def build_shared_context(board: Board, chosen: Disposition | None, follow: str, *, may_share: bool) -> dict[str, Any]:
    """The part of the page about sharing. ``follow`` names the disposition that somebody thinks of following."""
    if not may_share:
        return {"may_share": False}
    waiting = services.preview_spread(chosen) if chosen and chosen.is_shared else []
    offered = [] if chosen and (chosen.is_shared or chosen.follows_id) else services.list_shared_dispositions(board)
    considered = next((one for one in offered if str(one.pk) == follow), None)
    preview = services.preview_following(board, considered, chosen) if considered else None
    return {
        "may_share": True,
        "followers": waiting,
        "has_waiting": any(not one.is_up_to_date and not one.problem for one in waiting),
        "spread_fingerprint": services.build_fingerprint(waiting),
        "offered": offered,
        "considered": considered,
        "preview": preview,
        "follow_fingerprint": services.build_fingerprint([preview]) if preview else "",
    }


def change_sharing(request: HttpRequest, board: Board, user: User, chosen: Disposition | None, what: str) -> str:
    """Share, follow, leave, or bring a change to those who follow. Gives where the page is to open."""
    if what == "folj":
        return _follow(request, board, user, chosen)
    if chosen is None:
        raise Http404
    if what == "dela":
        is_shared = request.POST.get("dela") == "ja"
        services.share_disposition(by=user, disposition=chosen, is_shared=is_shared)
        text = (
            "Kommunens andra nämnder kan nu följa dispositionen." if is_shared else "Dispositionen delas inte längre."
        )
    elif what == "sprid":
        fingerprint = request.POST.get("visat", "")
        count = services.spread_disposition(by=user, shared=chosen, fingerprint=fingerprint)
        text = f"Ändringarna har nått {count} {'nämnd' if count == 1 else 'nämnder'}."
    else:
        services.leave_shared(by=user, disposition=chosen)
        text = "Kapitlen är nu nämndens egna, och kan ändras fritt."
    messages.success(request, text)
    return f"?ar={chosen.valid_from}"


def _follow(request: HttpRequest, board: Board, user: User, chosen: Disposition | None) -> str:
    key = request.POST.get("delad", "")
    if not (key.isdecimal() and len(key) < 19):
        raise TextsError("Välj vilken disposition nämnden ska följa.")
    shared = get_object_or_404(
        Disposition.objects.select_related("board"), pk=int(key), municipality=board.municipality_id, is_shared=True
    )
    written = services.follow_disposition(
        by=user, board=board, shared=shared, disposition=chosen, fingerprint=request.POST.get("visat", "")
    )
    messages.success(request, f"Nämnden följer nu dispositionen från {shared.board.name}.")
    return f"?ar={written.valid_from}"
