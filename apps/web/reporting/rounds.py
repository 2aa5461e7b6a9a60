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
from apps.followup.access import access_of
from apps.followup.entry.progress import my_rounds, progress
from apps.followup.entry.shapes import AreaProgress, RoundStatus
from apps.followup.selectors import may_report
from apps.rounds.models import Round, RoundState
from apps.web.links import Place
from apps.web.reporting.frame import frame_of
from apps.web.reporting.links import round_url
from apps.web.reporting.moments import day_text, days_left_text, moment_text
from apps.web.reporting.scope import boards_with, private, round_page
from apps.web.start import draft_link, latest_drafts

MOST_FINISHED = 12


@dataclass(frozen=True, slots=True)
class Meter:
    """So many of so many, and the share as whole percent for the drawn bar."""

    done: int
    of: int

    @property
    def percent(self) -> int:
        """Rounded down, so that only what is whole looks whole."""
        return 100 * self.done // self.of if self.of else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A round in the list."""

    url: str
    status: RoundStatus
    meter: Meter
    deadline: str
    left: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaView:
    """How far one service area has come."""

    area: AreaProgress
    meter: Meter
    submitted_when: str


@require_safe
@private
def mine(request: HttpRequest) -> HttpResponse:
    """Every round that the user has something to do with: their turn first."""
    views = [round_view(status) for status in my_rounds(request.user)]
    turn = [view for view in views if view.status.mine]
    coming = [view for view in views if view.status.coming]
    going = [view for view in views if not (view.status.mine or view.status.coming)]
    boards = boards_with(request.user, Permission.ADMINISTER)
    context = {"turn": turn, "going": going, "coming": coming, "finished": finished(request.user), "boards": boards}
    if not views:
        context["drafts"] = [(round_.board, draft_link(round_)) for round_ in latest_drafts(request.user)]
    return render(request, "reporting/mine.html", context)


def finished(user: Any) -> list[tuple[str, str]]:
    """The latest adopted reports of the user's boards, by name and address: that is where a correction begins."""
    rounds = Round.objects.worked_on_by(user).filter(state=RoundState.ADOPTED, correction_state="")
    latest = rounds.select_related("board__municipality").order_by("-year", "-tertial", "board__municipality__name")
    return [
        (f"{round_.board}, {round_.period.label}", round_url(round_, "reporting_handover"))
        for round_ in latest[:MOST_FINISHED]
    ]


@require_safe
@round_page
def overview(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """How far each service area has come, and what is left to do."""
    areas = area_views(progress(round_))
    context = {
        "frame": frame_of(round_, "reporting_round"),
        "areas": areas,
        "board_page": replace(Place.of_round(round_), draft=round_.stage != RoundState.ADOPTED).url(),
        "fill_url": round_url(round_, "reporting_outcomes"),
        "may_fill": access_of(round_, user).lock(None) is None,
        "files_url": round_url(round_, "uploads") if may_report(user, round_) else "",
    }
    return render(request, "reporting/round.html", context)


def round_view(status: RoundStatus) -> RoundView:
    """A round as it stands in the list."""
    where = {"municipality": status.municipality, "board": status.board, "year": status.year}
    return RoundView(
        url=reverse("reporting_round", kwargs={**where, "tertial": status.tertial}),
        status=status,
        meter=Meter(status.reported, status.expected),
        deadline=day_text(status.deadline) if status.deadline else "",
        left=days_left_text(status.days_left),
        late=status.days_left is not None and status.days_left < 0,
    )


def area_views(areas: Iterable[AreaProgress]) -> list[AreaView]:
    """Each service area with its meter."""
    return [
        AreaView(
            area=area,
            meter=Meter(area.reported, area.expected),
            submitted_when=moment_text(area.submitted_at) if area.submitted_at else "",
        )
        for area in areas
    ]
