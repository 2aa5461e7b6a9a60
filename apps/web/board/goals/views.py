"""``…/mal/`` lists the board's goals with their lights; ``…/mal/<code>/`` shows all that is known of one."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.report.board_report import BoardReport
from apps.web.board.goals.presenter import build_goal_list, build_goal_page, parse_goal_filter
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("goals", find_query=lambda query: parse_goal_filter(query).query)
def show_goals(request: HttpRequest, report: BoardReport) -> PageContent:
    """The goals in groups, one for each focus area, filtered by light (``?ljus=``) and by what is new (``?visa=``)."""
    page = build_goal_list(report, parse_goal_filter(request.GET))
    return PageContent(template="board/goals.html", context={"page": page})


@require_safe
@serve_report_page("goal")
def show_goal(request: HttpRequest, report: BoardReport, code: str) -> PageContent | None:
    """One goal with its indicators, ratings and texts; 404 for an unknown code."""
    page = build_goal_page(report, code)
    if page is None:
        return None
    return PageContent(template="board/goal.html", context={"page": page}, title=page.goal.name)
