"""How far rounds and service areas have come, as cards and meters: for ``/rapportera/`` and a round's first page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from apps.core.swedish import format_day
from apps.entry.shapes import AreaProgress
from apps.web.reporting.dates import format_days_remaining, format_moment
from apps.workflow.user_rounds import RoundStatus


@dataclass(frozen=True, slots=True)
class ProgressMeter:
    """A count out of a total (``done`` of ``of``), and the percentage that the meter is drawn with."""

    done: int
    of: int

    @property
    def percent(self) -> int:
        """Whole percent, rounded down: the meter is full only when nothing is left."""
        return 100 * self.done // self.of if self.of else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCard:
    """A round in the list of the user's rounds. ``late``: its deadline has passed."""

    url: str
    status: RoundStatus
    meter: ProgressMeter
    deadline: str
    days_remaining: str
    late: bool
    waiting_questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaProgressView:
    """How far one service area has come."""

    area: AreaProgress
    meter: ProgressMeter
    submitted_when: str


def build_round_card(status: RoundStatus, waiting_questions: int = 0) -> RoundCard:
    """A round as a card in the list, with how many questions wait for the reader's reply."""
    where = {"municipality": status.municipality, "board": status.board, "year": status.year}
    return RoundCard(
        url=reverse("reporting_round", kwargs={**where, "tertial": status.tertial}),
        status=status,
        meter=ProgressMeter(status.reported, status.expected),
        deadline=format_day(status.deadline) if status.deadline else "",
        days_remaining=format_days_remaining(status.days_remaining),
        late=status.days_remaining is not None and status.days_remaining < 0,
        waiting_questions=waiting_questions,
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
