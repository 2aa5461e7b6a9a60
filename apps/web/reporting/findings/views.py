"""``…/iakttagelser/`` leads through the findings of a report; ``…/iakttagelser/<fingerprint>/`` is one of them with the
form where the board says why figures don't agree, or are unusual.

A finding is told apart by its ``fingerprint``, which stays the same as long as the same figures disagree.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.checks.finding_counts import is_answered
from apps.checks.listed_findings import is_given
from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport, Finding
from apps.report.services import FindingAnswerError, answer_finding, withdraw_answer
from apps.rounds import selectors
from apps.rounds.models import Round, RoundState
from apps.web.reporting.findings.presenter import build_finding_step, build_finding_url, find_next_finding
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header

OTHER_FIGURES = "Siffrorna har ändrats sedan du öppnade sidan. Läs frågan igen och spara om svaret gäller."


@never_cache
@login_required
@require_safe
def show_next_finding(request: HttpRequest, municipality: str, board: str, year: int, tertial: int) -> HttpResponse:
    """To the first finding that is not answered; back to the hand-over when there is none."""
    round_ = _find_open_round(request, municipality, board, year, tertial)
    return _show_next(request, round_, find_next_finding(build_draft_report(round_)))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_finding_answer(
    request: HttpRequest, municipality: str, board: str, year: int, tertial: int, fingerprint: str
) -> HttpResponse:
    """Write, change or withdraw the board's answer. 404 unless the round is open and still has the finding."""
    round_ = _find_open_round(request, municipality, board, year, tertial)
    report = build_draft_report(round_)
    finding = _get_finding(report, fingerprint)
    context: dict[str, Any] = {"error": "", "reason": "", "text": ""}
    given = finding.answer if finding.answer and is_given(finding.answer) else None
    if given:
        # An answer to other figures is not chosen anew by a key pressed too fast; what was written of it stays.
        context |= {"reason": given.reason if is_answered(finding) else "", "text": given.text}
    if request.method == "POST":
        context |= {"reason": request.POST.get("reason", ""), "text": request.POST.get("text", "")}
        try:
            return _save_answer(request, round_, report, finding)
        except FindingAnswerError as error:
            context["error"] = str(error)
    step = build_finding_step(round_, report, finding)
    context |= {
        "header": build_round_header(round_, "reporting_handover", "Iakttagelser"),
        "report": report,
        "step": step,
        "one": step.item,
        "is_given": given is not None,
        "handover_url": build_round_url(round_, "reporting_handover"),
    }
    return render(request, "reporting/findings.html", context, status=422 if context["error"] else 200)


def _find_open_round(request: HttpRequest, municipality: str, board: str, year: int, tertial: int) -> Round:
    round_ = selectors.find_round_to_fill(request.user, municipality, board, year, tertial)
    if round_ is None or round_.state != RoundState.OPEN:
        raise Http404
    return round_


def _get_finding(report: BoardReport, fingerprint: str) -> Finding:
    finding = next((one for one in report.findings if one.fingerprint == fingerprint), None)
    if finding is None:
        raise Http404
    return finding


def _save_answer(request: HttpRequest, round_: Round, report: BoardReport, finding: Finding) -> HttpResponse:
    """Save the answer and go on to the next finding, or withdraw it and stay.

    The difference that is answered is saved too: another difference later outdates the answer, and one that is another
    than the page showed is not answered.
    """
    if request.POST.get("act") == "withdraw":
        withdraw_answer(by=request.user, round_=round_, fingerprint=finding.fingerprint)
        messages.success(request, "Svaret är borttaget.")
        return HttpResponseRedirect(build_finding_url(round_, finding))
    if request.POST.get("size", str(finding.size)) != str(finding.size):
        raise FindingAnswerError(OTHER_FIGURES)
    answer_finding(
        by=request.user,
        round_=round_,
        fingerprint=finding.fingerprint,
        reason=request.POST.get("reason", ""),
        text=request.POST.get("text", ""),
        size=finding.size,
    )
    following = find_next_finding(report, finding)
    if following:
        messages.success(request, f"Svaret om {finding.name} är sparat. Här är nästa iakttagelse.")
    return _show_next(request, round_, following)


def _show_next(request: HttpRequest, round_: Round, following: Finding | None) -> HttpResponse:
    """The finding to answer next; the hand-over when all are answered."""
    if following:
        return HttpResponseRedirect(build_finding_url(round_, following))
    messages.success(request, "Alla iakttagelser är besvarade.")
    return HttpResponseRedirect(build_round_url(round_, "reporting_handover"))
