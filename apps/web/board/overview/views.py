"""The public pages: load what the reader may see, hand it to a presenter, draw."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.charts.series import series_chart
from apps.charts.variance import variance_chart
from apps.followup import selectors
from apps.followup.report import BoardReport
from apps.web.about import site_owner
from apps.web.board.economy.presenter import build_economy_page
from apps.web.board.findings.presenter import build_finding_marks, build_findings_page, list_findings_about
from apps.web.board.goals.presenter import build_goal_page, group_goals
from apps.web.board.indicators.presenter import build_indicator_list, build_indicator_page, parse_filter
from apps.web.board.internal_control.presenter import build_risk_page
from apps.web.board.overview.presenter import build_overview_page
from apps.web.links import ReportAddress
from apps.web.page_cache import PageContent, serve_public_page, serve_report_page
from apps.web.start.presenter import build_start_page


@require_safe
@serve_public_page
def show_start(request: HttpRequest) -> HttpResponse:
    """Find a municipality and a board."""
    return render(request, "start.html", {"page": build_start_page(request.user, request.GET.get("q", ""))})


@require_safe
@serve_public_page
def redirect_to_latest_report(request: HttpRequest, municipality: str, board: str) -> HttpResponse:
    """The board's latest report that the reader may see."""
    round_ = selectors.latest_round(request.user, municipality, board)
    if round_ is None:
        raise Http404
    return HttpResponseRedirect(ReportAddress(municipality, board, round_.period).url())


@require_safe
@serve_report_page("board")
def show_board(request: HttpRequest, report: BoardReport) -> PageContent:
    """One board at one tertial."""
    return PageContent(
        template="board/overview.html", context={"page": build_overview_page(report), "chart": variance_chart(report)}
    )


@require_safe
@serve_report_page("goals")
def show_goals(request: HttpRequest, report: BoardReport) -> PageContent:
    """All goals."""
    return PageContent(template="board/goals.html", context={"groups": group_goals(report)})


@require_safe
@serve_report_page("goal")
def show_goal(request: HttpRequest, report: BoardReport, code: str) -> PageContent | None:
    """One goal."""
    page = build_goal_page(report, code)
    if page is None:
        return None
    return PageContent(template="board/goal.html", context={"page": page}, title=page.goal.name)


@require_safe
@serve_report_page("indicators", answers_to=frozenset({"q", "ljus", "del"}))
def show_indicators(request: HttpRequest, report: BoardReport) -> PageContent:
    """All indicators and key figures, with a filter."""
    page = build_indicator_list(report, parse_filter(request.GET))
    return PageContent(template="board/indicators.html", context={"page": page})


@require_safe
@serve_report_page("indicator")
def show_indicator(request: HttpRequest, report: BoardReport, code: str) -> PageContent | None:
    """One indicator with its whole series."""
    page = build_indicator_page(report, code)
    if page is None:
        return None
    chart = series_chart(report, page.indicator)
    about = list_findings_about(report, "indicator", code)
    context = {"page": page, "chart": chart, "findings": about}
    return PageContent(template="board/indicator.html", context=context, title=page.indicator.name)


@require_safe
@serve_report_page("economy")
def show_economy(request: HttpRequest, report: BoardReport) -> PageContent:
    """The money."""
    return PageContent(
        template="board/economy.html",
        context={
            "page": build_economy_page(report),
            "chart": variance_chart(report),
            "marks": build_finding_marks(report),
        },
    )


@require_safe
@serve_report_page("internal_control")
def show_internal_control(request: HttpRequest, report: BoardReport) -> PageContent:
    """Risks and controls."""
    return PageContent(template="board/internal_control.html", context={"page": build_risk_page(report)})


@require_safe
@serve_report_page("findings")
def show_findings(request: HttpRequest, report: BoardReport) -> PageContent:
    """Where the report does not agree with itself, and what the board has answered."""
    return PageContent(template="board/findings.html", context={"page": build_findings_page(report)})


@require_safe
@serve_public_page
def show_about(request: HttpRequest) -> HttpResponse:
    """What this is, how lights and variances are to be read, the open data."""
    return render(request, "about.html", {"site": site_owner.get_site_owner()})


@require_safe
@serve_public_page
def show_accessibility(request: HttpRequest) -> HttpResponse:
    """Tillgänglighetsredogörelse."""
    return render(request, "accessibility.html", {"site": site_owner.get_site_owner()})
