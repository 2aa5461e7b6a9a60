"""Which reports a board has not published, though it had the year before: what anyone can see, and nothing else.

The last day of a round is the administration's own, and a report that was handed in by then still waits for the board.
So neither that day nor the round is looked at; see ``docs/decisions/0068-overdue-by-what-is-public.md``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from apps.core.swedish import format_day
from apps.core.tertials import Tertial
from apps.publishing.models import PublicVersion
from apps.web.page_header import format_document_name

YEAR, PATIENCE = timedelta(days=365), timedelta(days=31)
"""A board's meetings are not on the same day each year."""
GIVEN_UP = timedelta(days=365)
"""So long after its time a report is looked for: a board may have ceased, or left."""


@dataclass(frozen=True, slots=True)
class PublishedPeriod:
    """A published report, and the day when the board decided on it, else when it was published."""

    period: Tertial
    day: date


@dataclass(frozen=True, slots=True)
class OverdueReport:
    """A report that is not there, and when the one of the year before was."""

    period: Tertial
    before: PublishedPeriod

    @property
    def sentence(self) -> str:
        """What is missing, and what that is held against."""
        name, day = format_document_name(self.period), format_day(self.before.day)
        published, done = ("publicerat", "det klart") if self.period.is_final_accounts else ("publicerad", "den klar")
        return f"{name} är inte {published} än. Året före var {done} {day}."


def list_overdue_reports(published: Iterable[PublishedPeriod], today: date) -> tuple[OverdueReport, ...]:
    """The reports that should be there by now, the earliest first; none before the latest that is there."""
    by_period = {one.period: one for one in published}
    latest = max(by_period, default=None)
    found = []
    for one in by_period.values():
        expected = Tertial(one.period.year + 1, one.period.number)
        due = one.day + YEAR + PATIENCE
        if latest is not None and expected > latest and due < today <= due + GIVEN_UP:
            found.append(OverdueReport(expected, one))
    return tuple(sorted(found, key=lambda one: one.period))


def load_overdue_reports(boards: Iterable[int], today: date) -> Mapping[int, tuple[OverdueReport, ...]]:
    """The missing reports of each public board, by its id. One query."""
    first = PublicVersion.objects.filter(board__in=list(boards), board__is_public=True, round__state="adopted")
    rows = first.order_by("round_id", "version").distinct("round_id")
    published: dict[int, list[PublishedPeriod]] = defaultdict(list)
    fields = "board_id", "round__year", "round__tertial", "decision_date", "published_at"
    for board, year, tertial, decided, at in rows.values_list(*fields):
        published[board].append(PublishedPeriod(Tertial(year, tertial), decided or localdate(at)))
    return {board: list_overdue_reports(found, today) for board, found in published.items()}
