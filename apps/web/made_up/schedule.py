"""Which tertials the made-up boards have reported, and on which days. Pure functions of today's date."""

from dataclasses import dataclass
from datetime import date, timedelta

from apps.core.tertials import Tertial

YEARS_BEFORE = 2
DAYS_TO_DEADLINE, DAYS_TO_MEETING = 21, 45


@dataclass(frozen=True, slots=True)
class Schedule:
    """``adopted`` are earliest first; ``open`` is the tertial that has just ended and is being reported."""

    adopted: tuple[Tertial, ...]
    open: Tertial

    @property
    def first_year(self) -> int:
        """The first of the years with reports."""
        return self.adopted[0].year

    def find_place(self, period: Tertial) -> int:
        """The number of the period, counted from the first year's T1."""
        return (period.year - self.first_year) * 3 + period.number - 1


def build_schedule(today: date) -> Schedule:
    """The latest tertial that has ended is open; all before it, from two years back, are adopted."""
    current = next(period for n in (1, 2, 3) if today <= (period := Tertial(today.year, n)).end)
    ended = current.previous()
    first = Tertial(ended.year - YEARS_BEFORE, 1)
    adopted = []
    period = first
    while period < ended:
        adopted.append(period)
        period = period.next()
    return Schedule(tuple(adopted), ended)


def find_deadline(period: Tertial) -> date:
    """The last day to report."""
    return period.end + timedelta(days=DAYS_TO_DEADLINE)


def find_meeting(period: Tertial) -> date:
    """The day when the board decides."""
    return period.end + timedelta(days=DAYS_TO_MEETING)
