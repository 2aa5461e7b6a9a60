"""``…/iakttagelser/<fingerprint>/``: the form where the board says why figures in the report don't agree.

A finding is told apart by its ``fingerprint``, which stays the same as long as the same figures disagree.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport, Finding
from apps.report.models import AnswerReason
from apps.report.services import FindingAnswerError, answer_finding, withdraw_answer
from apps.rounds import selectors
from apps.rounds.models import Round, RoundState
from apps.web.board.findings.presenter import build_finding_items, format_anchor
from apps.web.links import ReportAddress
from apps.web.page_header import build_report_header


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_finding_answer(
    request: HttpRequest, municipality: str, board: str, year: int, tertial: int, fingerprint: str
) -> HttpResponse:
    """Write, change or withdraw the board's answer. 404 unless the round is open and still has the finding."""
    round_ = selectors.find_round_to_fill(request.user, municipality, board, year, tertial)
    if round_ is None or round_.state != RoundState.OPEN:
        raise Http404
    report = build_draft_report(round_)
    finding = _get_finding(report, fingerprint)
    context: dict[str, Any] = {"error": "", "reason": "", "text": ""}
    if finding.answer:
        context |= {"reason": finding.answer.reason, "text": finding.answer.text}
    if request.method == "POST":
        context |= {"reason": request.POST.get("reason", ""), "text": request.POST.get("text", "")}
        try:
            _save_answer(request, round_, finding)
            return HttpResponseRedirect(f"{ReportAddress.for_report(report).url('findings')}#{format_anchor(finding)}")
        except FindingAnswerError as error:
            context["error"] = str(error)
    context |= {
        "shell": build_report_header(report, page="findings", title="Svara"),
        "report": report,
        "one": build_finding_items(report, [finding])[0],
        "reasons": AnswerReason.choices,
    }
    return render(request, "reporting/findings.html", context, status=422 if context["error"] else 200)


def _get_finding(report: BoardReport, fingerprint: str) -> Finding:
    finding = next((one for one in report.findings if one.fingerprint == fingerprint), None)
    if finding is None:
        raise Http404
    return finding


def _save_answer(request: HttpRequest, round_: Round, finding: Finding) -> None:
    """Save or withdraw the answer. The difference it answers is saved too: another difference later outdates it."""
    if request.POST.get("act") == "withdraw":
        withdraw_answer(by=request.user, round_=round_, fingerprint=finding.fingerprint)
    else:
        answer_finding(
            by=request.user,
            round_=round_,
            fingerprint=finding.fingerprint,
            reason=request.POST.get("reason", ""),
            text=request.POST.get("text", ""),
            size=finding.size,
        )
