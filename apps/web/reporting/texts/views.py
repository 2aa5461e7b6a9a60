"""``…/texter/``: ratings and comments, one section at a time (``?del=``), one form opened (``?om=``).

``…/texter/las/`` reads texts for the script's editor.
"""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.core.lights import Light
from apps.entry.sheets.texts import load_text_forms
from apps.rounds.models import Round
from apps.web.reporting.access import require_round
from apps.web.reporting.cells import form_post
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.web.reporting.questions.marks import load_row_marks
from apps.web.reporting.returns import load_open_returns
from apps.web.reporting.texts.drawn_texts import SentTexts, TextDrawer, read_texts
from apps.web.reporting.texts.presenter import build_text_page

MOST_TEXTS = 100  # more than any form has


@require_safe
@require_round
def show_texts(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Ratings and comments."""
    marks = load_row_marks(round_, user)
    page = build_text_page(
        load_text_forms(round_, user),
        part=request.GET.get("del", ""),
        about=request.GET.get("om", ""),
        questions=marks,
        returns=load_open_returns(round_),
        draw=TextDrawer(round_),
    )
    asks = marks or not page.read_only
    return render(
        request,
        "reporting/texts.html",
        {
            "header": build_round_header(round_, "reporting_texts"),
            "page": page,
            "problems": page.problems,
            "seen": form_post.format_sent_cells(page.cells),
            "save_url": build_round_url(round_, "reporting_save"),
            "paste_url": build_round_url(round_, "reporting_paste"),
            "figures_url": build_round_url(round_, "reporting_figures"),
            "figure_list_url": build_round_url(round_, "reporting_figure_list"),
            "read_url": build_round_url(round_, "reporting_read_texts"),
            "history_url": build_round_url(round_, "reporting_history"),
            "questions_url": build_round_url(round_, "reporting_questions") if asks else "",
            "lights": list(Light),
        },
    )


@require_POST
@require_round
def read_sent_texts(request: HttpRequest, *, round_: Round, **_: Any) -> HttpResponse:
    """What is sent as text, as trees for the editor. Nothing is saved."""
    try:
        sent = msgspec.json.decode(request.body, type=SentTexts)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return HttpResponseBadRequest("Det som skickades gick inte att läsa.")
    return JsonResponse({"texts": read_texts(round_, sent.texts[:MOST_TEXTS])})
