"""Moments and days as people say them: ``i dag 10.32``, ``14 maj 2024 kl. 10.32``."""

from datetime import datetime

from django.utils import timezone

from apps.core.swedish import format_clock, format_day


def format_moment(at: datetime) -> str:
    """When something was written, by the reader's clock."""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return f"i dag {format_clock(local)}"
    return f"{format_day(local)} kl. {format_clock(local)}"


def format_days_remaining(days: int | None) -> str:
    """How long there is left, in words."""
    if days is None:
        return "ingen sista dag satt"
    if days < 0:
        late = -days
        return "en dag för sent" if late == 1 else f"{late} dagar för sent"
    return {0: "sista dagen är i dag", 1: "i morgon"}.get(days, f"{days} dagar kvar")
