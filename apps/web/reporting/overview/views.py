"""``/rapportera/<municipality>/<board>/<year>/t<tertial>/``: the first page of a round.

Shows how much each service area has filled in, with links to what can be filled in.
"""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.entry.progress.area_progress import load_area_progress
from apps.planning.relations import ANSWERING_PERMISSIONS
from apps.questions.rules import may_ask_in
from apps.rounds.access import load_access
from apps.rounds.models import Round, RoundState
from apps.rounds.selectors import may_report
from apps.texts.selectors import list_section_readiness
from apps.web.links import ReportAddress
from apps.web.reporting.access import require_round
from apps.web.reporting.chapters.presenter import count_progress
from apps.web.reporting.handover.presenter import list_allowed_steps
from apps.web.reporting.links import build_relations_url, build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.web.reporting.progress import build_area_progress_views
from apps.web.reporting.questions.presenter import build_summary
from apps.web.reporting.relations.presenter import count_waiting_relations


@require_safe
@require_round
def show_overview(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """How far each service area has come, and what is left to do."""
    areas = build_area_progress_views(load_area_progress(round_))
    access = load_access(round_, user)
    answers = access.has_permission(*ANSWERING_PERMISSIONS)
    context = {
        "header": build_round_header(round_, "reporting_round"),
        "areas": areas,
        "board_page": replace(ReportAddress.for_round(round_), draft=round_.stage != RoundState.ADOPTED).url(),
        "chapter_progress": count_progress([one.is_ready for one in list_section_readiness(round_)]),
        "chapters_url": build_round_url(round_, "reporting_chapters"),
        "fill_url": build_round_url(round_, "reporting_outcomes"),
        "may_fill": access.find_lock(None) is None,
        "may_open": list_allowed_steps(round_, access)["open"],
        "changes_url": build_round_url(round_, "reporting_budget_changes"),
        "waiting_relations": count_waiting_relations(round_) if answers else 0,
        "relations_url": build_relations_url(round_.board),
        "questions": build_summary(round_, user) if may_ask_in(access) else None,
        "documents_url": build_round_url(round_, "reporting_documents"),
        "files_url": build_round_url(round_, "uploads") if may_report(user, round_) else "",
    }
    return render(request, "reporting/overview.html", context)
