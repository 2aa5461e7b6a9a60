"""The public pages: load what the reader may see, hand it to a presenter, draw."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.charts.series import series_chart
from apps.charts.variance import variance_chart
from apps.followup import selectors
from apps.followup.report import BoardReport
from apps.web import site
from apps.web.kept import Page, public_page, report_page
from apps.web.links import Place
from apps.web.presenters_board import board_page
from apps.web.presenters_economy import economy_page
from apps.web.presenters_goals import goal_groups, goal_page
from apps.web.presenters_indicators import indicator_list, indicator_page, read_filter
from apps.web.presenters_risks import risk_page
from apps.web.start import start_page


@require_safe
@public_page
def start(request: HttpRequest) -> HttpResponse:
    """Find a municipality and a board."""
    return render(request, "start.html", {"page": start_page(request.user, request.GET.get("q", ""))})


@require_safe
@public_page
def board_latest(request: HttpRequest, municipality: str, board: str) -> HttpResponse:
    """The board's latest report that the reader may see."""
    round_ = selectors.latest_round(request.user, municipality, board)
    if round_ is None:
        raise Http404
    return HttpResponseRedirect(Place(municipality, board, round_.period).url())


@require_safe
@report_page("board")
def board(request: HttpRequest, report: BoardReport) -> Page:
    """One board at one tertial."""
    return Page(template="board/board.html", context={"page": board_page(report), "chart": variance_chart(report)})


@require_safe
@report_page("goals")
def goals(request: HttpRequest, report: BoardReport) -> Page:
    """All goals."""
    return Page(template="board/goals.html", context={"groups": goal_groups(report)})


@require_safe
@report_page("goal")
def goal(request: HttpRequest, report: BoardReport, code: str) -> Page | None:
    """One goal."""
    page = goal_page(report, code)
    if page is None:
        return None
    return Page(template="board/goal.html", context={"page": page}, title=page.goal.name)


@require_safe
@report_page("indicators", answers_to=frozenset({"q", "ljus", "del"}))
def indicators(request: HttpRequest, report: BoardReport) -> Page:
    """All indicators and key figures, with a filter."""
    page = indicator_list(report, read_filter(request.GET))
    return Page(template="board/indicators.html", context={"page": page})


@require_safe
@report_page("indicator")
def indicator(request: HttpRequest, report: BoardReport, code: str) -> Page | None:
    """One indicator with its whole series."""
    page = indicator_page(report, code)
    if page is None:
        return None
    chart = series_chart(report, page.indicator)
    return Page(template="board/indicator.html", context={"page": page, "chart": chart}, title=page.indicator.name)


@require_safe
@report_page("economy")
def economy(request: HttpRequest, report: BoardReport) -> Page:
    """The money."""
    return Page(template="board/economy.html", context={"page": economy_page(report), "chart": variance_chart(report)})


@require_safe
@report_page("internal_control")
def internal_control(request: HttpRequest, report: BoardReport) -> Page:
    """Risks and controls."""
    return Page(template="board/internal_control.html", context={"page": risk_page(report)})


@require_safe
@public_page
def about(request: HttpRequest) -> HttpResponse:
    """What this is, how lights and variances are to be read, the open data."""
    return render(request, "about.html", {"site": site.facts()})


@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """Tillgänglighetsredogörelse."""
    return render(request, "accessibility.html", {"site": site.facts()})
