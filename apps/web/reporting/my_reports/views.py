"""My rounds: what is due, by when, how far it has come, who has the ball. And one round's place in that."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.entry.progress.area_progress import list_user_rounds, load_area_progress
from apps.entry.shapes import AreaProgress, RoundStatus
from apps.followup.access import access_of
from apps.followup.selectors import may_report
from apps.rounds.models import Round, RoundState
from apps.web.links import ReportAddress
from apps.web.reporting.access import find_boards_with_permission, require_login, require_round
from apps.web.reporting.dates import format_day, format_days_remaining, format_moment
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.web.start.presenter import build_draft_link, load_latest_drafts

MOST_FINISHED = 12


@dataclass(frozen=True, slots=True)
class ProgressMeter:
    """So many of so many, and the share as whole percent for the drawn bar."""

    done: int
    of: int

    @property
    def percent(self) -> int:
        """Rounded down, so that only what is whole looks whole."""
        return 100 * self.done // self.of if self.of else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCard:
    """A round in the list."""

    url: str
    status: RoundStatus
    meter: ProgressMeter
    deadline: str
    left: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaProgressView:
    """How far one service area has come."""

    area: AreaProgress
    meter: ProgressMeter
    submitted_when: str


@require_safe
@require_login
def show_my_reports(request: HttpRequest) -> HttpResponse:
    """Every round that the user has something to do with: their turn first."""
    views = [build_round_card(status) for status in list_user_rounds(request.user)]
    turn = [view for view in views if view.status.mine]
    coming = [view for view in views if view.status.coming]
    going = [view for view in views if not (view.status.mine or view.status.coming)]
    boards = find_boards_with_permission(request.user, Permission.ADMINISTER)
    context = {
        "turn": turn,
        "going": going,
        "coming": coming,
        "finished": list_finished(request.user),
        "boards": boards,
    }
    if not views:
        context["drafts"] = [(round_.board, build_draft_link(round_)) for round_ in load_latest_drafts(request.user)]
    return render(request, "reporting/my_reports.html", context)


def list_finished(user: Any) -> list[tuple[str, str]]:
    """The latest adopted reports of the user's boards, by name and address: that is where a correction begins."""
    rounds = Round.objects.worked_on_by(user).filter(state=RoundState.ADOPTED, correction_state="")
    latest = rounds.select_related("board__municipality").order_by("-year", "-tertial", "board__municipality__name")
    return [
        (f"{round_.board}, {round_.period.label}", build_round_url(round_, "reporting_handover"))
        for round_ in latest[:MOST_FINISHED]
    ]


@require_safe
@require_round
def show_overview(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """How far each service area has come, and what is left to do."""
    areas = build_area_progress_views(load_area_progress(round_))
    context = {
        "frame": build_round_header(round_, "reporting_round"),
        "areas": areas,
        "board_page": replace(ReportAddress.of_round(round_), draft=round_.stage != RoundState.ADOPTED).url(),
        "fill_url": build_round_url(round_, "reporting_outcomes"),
        "may_fill": access_of(round_, user).lock(None) is None,
        "files_url": build_round_url(round_, "uploads") if may_report(user, round_) else "",
    }
    return render(request, "reporting/overview.html", context)


def build_round_card(status: RoundStatus) -> RoundCard:
    """A round as it stands in the list."""
    where = {"municipality": status.municipality, "board": status.board, "year": status.year}
    return RoundCard(
        url=reverse("reporting_round", kwargs={**where, "tertial": status.tertial}),
        status=status,
        meter=ProgressMeter(status.reported, status.expected),
        deadline=format_day(status.deadline) if status.deadline else "",
        left=format_days_remaining(status.days_left),
        late=status.days_left is not None and status.days_left < 0,
    )


def build_area_progress_views(areas: Iterable[AreaProgress]) -> list[AreaProgressView]:
    """Each service area with its meter."""
    return [
        AreaProgressView(
            area=area,
            meter=ProgressMeter(area.reported, area.expected),
            submitted_when=format_moment(area.submitted_at) if area.submitted_at else "",
        )
        for area in areas
    ]
