"""``…/fragor/``: the questions between controller and unit, of the round or of one place, and what is written there.

``?cell=<key>`` is a row or a text (``&falt=`` one of its fields), ``?kapitel=<code>&omrade=<code>`` a section. The
sheets fetch the part of one place. Whoever neither asks nor replies gets 404: nothing tells that there are questions.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError
from apps.questions.places import QuestionPlace, find_row_place, find_section_place
from apps.questions.rules import may_ask_in, may_see_questions
from apps.questions.selectors import find_question
from apps.questions.services import QuestionError, add_question, add_reply, close_question
from apps.rounds.access import load_access
from apps.rounds.models import Round
from apps.web.reporting.access import require_round
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.web.reporting.questions.presenter import (
    NOTHING_REFUSED,
    RefusedQuestion,
    build_groups,
    build_panel,
)

UNPROCESSABLE = 422
MAX_DIGITS = 18
ASK, REPLY, CLOSE = "fraga", "svara", "avsluta"
DONE = {ASK: "Frågan är ställd.", REPLY: "Svaret är sparat.", CLOSE: "Frågan är avslutad."}


@require_http_methods(["GET", "HEAD", "POST"])
@require_round
def show_questions(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """The questions, or a question, a reply or an end to one."""
    named = request.POST if request.method == "POST" else request.GET
    place = _find_place(round_, user, named)
    if request.method != "POST":
        return _render(request, round_, user, place)
    act, text = request.POST.get("gor", ""), request.POST.get("text", "")
    number = _parse_number(request.POST.get("fraga", ""))
    try:
        _take_act(round_, user, place, act, number, text, request.POST.get("falt", ""))
    except (QuestionError, NotAllowedError) as error:
        return _render(request, round_, user, place, RefusedQuestion(number, text, str(error)))
    messages.success(request, DONE[act])
    back = request.POST.get("tillbaka", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = build_round_url(round_, "reporting_questions")
    return HttpResponseRedirect(back)


def _find_place(round_: Round, user: User, named: QueryDict) -> QuestionPlace | None:
    """The place that is named, if the reader may see its questions; None where none is named."""
    if key := named.get("cell", ""):
        place = find_row_place(round_, user, key)
    elif chapter := named.get("kapitel", ""):
        place = find_section_place(round_, user, chapter, named.get("omrade", ""))
    elif may_ask_in(load_access(round_, user)):
        return None
    else:
        raise Http404
    if place is None or not may_see_questions(place.access, place.area_id):
        raise Http404
    return place


def _take_act(
    round_: Round, user: User, place: QuestionPlace | None, act: str, number: int, text: str, field: str
) -> None:
    if act == ASK and place:
        add_question(by=user, round_=round_, place=place, text=text, field=field)
        return
    seen = find_question(round_, user, number) if act in (REPLY, CLOSE) else None
    if seen is None:
        raise Http404
    if act == REPLY:
        add_reply(by=user, question=seen.question, text=text)
    else:
        close_question(by=user, question=seen.question)


def _parse_number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= MAX_DIGITS else 0


def _render(
    request: HttpRequest,
    round_: Round,
    user: User,
    place: QuestionPlace | None,
    refused: RefusedQuestion = NOTHING_REFUSED,
) -> HttpResponse:
    url = build_round_url(round_, "reporting_questions")
    named = {name: value for name in ("cell", "kapitel", "omrade") if (value := request.GET.get(name, ""))}
    back = request.POST.get("tillbaka", "") or build_round_url(round_, "reporting_questions", **named)
    field = request.POST.get("falt", "") or request.GET.get("falt", "")
    context = {
        "header": build_round_header(round_, "reporting_questions", "Frågor och svar"),
        "questions_url": url,
        "panel": build_panel(round_, user, place, back=back, field=field, refused=refused) if place else None,
        "groups": [] if place else build_groups(round_, user, refused),
    }
    status = UNPROCESSABLE if refused.error else 200
    return render(request, "reporting/questions.html", context, status=status)
