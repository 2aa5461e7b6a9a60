"""``/<municipality>/<board>/folj/``: the ways to be told when a board publishes, and the answers to our e-mail.

Programs open links in e-mail to look at them, so a link alone changes nothing: its page has a button.
"""

from functools import wraps
from smtplib import SMTPException
from typing import Any

import structlog
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.organisation.addresses import find_moved_board
from apps.organisation.models import Board
from apps.publishing.followers.services import add_follower, confirm_follower, delete_follower
from apps.web.page_cache import PRIVATE_CACHE, View, is_anonymous, set_cache_policy
from apps.web.share.feeds import load_public_board
from apps.web.share.notices import DAYS_TO_CONFIRM, build_question, find_follower

log = structlog.get_logger(__name__)
TOO_MANY = "Du har bett om det många gånger på kort tid. Vänta en stund och försök igen."
NOT_SENT = "E-posten kunde inte skickas. Försök igen om en stund."


def _serve_own_page(view: View) -> View:
    """A page that anyone may open and nobody else may be given: it has a form's secret or an address of one's own."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_anonymous(request):
            request.user = AnonymousUser()
        return set_cache_policy(view(request, *args, **kwargs), PRIVATE_CACHE)

    return answer


class FollowForm(forms.Form):
    """The address."""

    email = forms.EmailField(label="Din e-postadress", max_length=254)


@require_http_methods(["GET", "HEAD", "POST"])
@_serve_own_page
def show_follow_page(request: HttpRequest, municipality: str, board: str) -> HttpResponse:
    """The ways to follow a board; a posted address gets an e-mail. The answer is the same whether it follows or not."""
    found = _find_board(municipality, board)
    form, sent_to, status = FollowForm(request.POST or None), "", 200
    if request.method == "POST":
        if not form.is_valid():
            status = 400
        elif not ratelimit.consume(request, action="follow", key=form.cleaned_data["email"].lower()):
            form.add_error("email", TOO_MANY)
            status = 429
        elif not _send_question(found, form.cleaned_data["email"]):
            form.add_error("email", NOT_SENT)
            status = 503
        else:
            sent_to = form.cleaned_data["email"]
    context = {
        "board": found,
        "form": form,
        "sent_to": sent_to,
        "page_path": request.path,
        "calendar_address": settings.SITE_URL + reverse("board_calendar", args=[municipality, board]),
    }
    return render(request, "follow.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_serve_own_page
def confirm_following(request: HttpRequest, municipality: str, board: str, token: str) -> HttpResponse:
    """The answer to our question. A word that is too old leads back to ask again."""
    found = _find_board(municipality, board)
    follower = find_follower(found, token, DAYS_TO_CONFIRM)
    if follower and request.method == "POST":
        confirm_follower(by=None, follower=follower)
    is_done = bool(follower) and request.method == "POST"
    return _render_answer(request, found, "ja", is_known=bool(follower), is_done=is_done)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_serve_own_page
def stop_following(request: HttpRequest, municipality: str, board: str, token: str) -> HttpResponse:
    """No more e-mail. The word in the address is proof enough: an e-mail program posts to it without our form.

    It posts to the address of the board when the e-mail was sent, and follows no redirect (RFC 8058).
    """
    found = _find_board(municipality, board, has_moved=request.method == "POST")
    follower = find_follower(found, token)
    if follower and request.method == "POST":
        delete_follower(by=None, follower=follower)
    return _render_answer(request, found, "nej", is_known=bool(follower), is_done=request.method == "POST")


def _render_answer(request: HttpRequest, board: Board, answer: str, **state: bool) -> HttpResponse:
    context = {"board": board, "answer": answer, "page_path": request.path, **state}
    return render(request, "follow_answer.html", context)


def _send_question(board: Board, email: str) -> bool:
    """Send the question; False when it could not be sent."""
    follower = add_follower(by=None, board=board, email=email)
    try:
        build_question(follower, board).send()
    except (OSError, SMTPException) as error:
        log.warning("question_not_sent", follower=follower.pk, error=type(error).__name__)
        return False
    return True


def _find_board(municipality: str, board: str, *, has_moved: bool = False) -> Board:
    """The public board at an address; with ``has_moved`` also one that has left it. 404 for another."""
    try:
        return load_public_board(municipality, board)
    except Board.DoesNotExist as error:
        moved = find_moved_board(municipality, board) if has_moved else None
        if moved is None or not moved.is_public:
            raise Http404 from error
        return moved
