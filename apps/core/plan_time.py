"""From which period a change of the plan holds. The database keeps what held before it (``report.plan.history``).

A plan is what a report is measured by: targets, goals, indicators, the tree of service areas, the board's name and
settings. A change that holds from T2 must leave T1 as it was, also while T1 is still being written.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from apps.core.tertials import Tertial

# Read by the triggers on the tables of the plan. Empty: the change holds for every period that is not yet adopted.
HOLDS_FROM_SETTING = "plan.holds_from"


def get_period_number(period: Tertial) -> int:
    """A period as one number that sorts as periods do: 20242 is T2 2024."""
    return period.year * 10 + period.number


@contextmanager
def set_change_holds_from(period: Tertial | None) -> Iterator[None]:
    """What is changed in the plan inside the block holds from the period on. Must run inside a transaction.

    With ``None`` the change also holds for earlier periods that are not yet adopted: a mistake that is mended.
    """
    _write_setting(str(get_period_number(period)) if period else "")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _write_setting("")


def _write_setting(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [HOLDS_FROM_SETTING, value])
