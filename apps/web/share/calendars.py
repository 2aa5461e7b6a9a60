"""Calendars (iCalendar): when a board decided on its published reports, and one's own last days."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from apps.accounts.models import HeldRole
from apps.organisation.models import Board
from apps.rounds.models import Round
from apps.web.links import ReportAddress
from apps.web.page_header import format_document_name
from apps.web.share.feeds import list_public_versions
from apps.workflow.user_rounds import list_active_rounds


def build_board_calendar(board: Board) -> bytes:
    """The days when the board decided on its public reports; a day that no version tells is not there."""
    versions = list_public_versions().filter(board=board, decision_date__isnull=False)
    events = (
        _build_event(
            uid=f"beslut-{one.pk}",
            day=one.decision_date,
            stamp=one.published_at,
            summary=f"{board.name} beslutade om {_format_subject(one.round, one.version)}",
            description=", ".join(
                filter(None, [f"§ {one.decision_paragraph}" if one.decision_paragraph else "", one.case_number])
            ),
            address=ReportAddress.for_round(one.round).url(),
        )
        for one in versions
        if one.decision_date
    )
    return _build_calendar(str(board), events)


def build_own_calendar(user: Any) -> bytes:
    """The last days of the reports under way on the boards where the user has a role."""
    boards = HeldRole.objects.filter(user=user).values("board")
    rounds = list_active_rounds().filter(board__in=boards, deadline__isnull=False).order_by("deadline")
    now = timezone.now()
    events = (
        _build_event(
            uid=f"sista-dag-{one.pk}",
            day=one.deadline,
            stamp=now,
            summary=f"Sista dag: {format_document_name(one.period)}, {one.board}",
            description="",
            address=ReportAddress.for_round(one).url("reporting_round"),
        )
        for one in rounds
    )
    return _build_calendar("Mina rapporter i Nämndkollen", events)


def _format_subject(round_: Round, version: int) -> str:
    document = format_document_name(round_.period)
    return f"en rättelse av {document}" if version > 1 else document


def _build_event(*, uid: str, day: date, stamp: datetime, summary: str, description: str, address: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{settings.SITE_URL.partition('://')[2]}")
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    if description:
        event.add("description", description)
    event.add("url", settings.SITE_URL + address)
    event.add("transp", "TRANSPARENT")
    return event


def _build_calendar(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Nämndkollen//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
