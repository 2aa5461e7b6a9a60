"""Jobs. With a broker they run in a worker and by the clock; without one they run at once where they are asked for."""

from datetime import date
from smtplib import SMTPException

import structlog
from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.followup.reminders import Due, due_reminders
from apps.rounds.models import Round, SentReminder

log = structlog.get_logger(__name__)


@shared_task
def send_reminders(round_ids: list[int] | None = None, today: str | None = None) -> int:
    """Send what is due, of all rounds or of some, and tell how many went out. Safe to run as often as one likes."""
    day = date.fromisoformat(today) if today else timezone.localdate()
    return sum(_send(due) for due in due_reminders(day, round_ids))


def turn_has_moved(round_: Round) -> None:
    """Tell those whose turn it has become, once the step is really taken. To be called after a hand-over step."""
    round_id = round_.pk
    transaction.on_commit(lambda: send_reminders.delay([round_id]))


def _send(due: Due) -> bool:
    """Send one, and note it in the same transaction, so that two workers never send it twice."""
    try:
        with transaction.atomic():
            _, is_new = SentReminder.objects.get_or_create(round=due.round, user=due.user, occasion=due.occasion)
            if not is_new:
                return False
            send_mail(due.subject, _body(due), None, [due.user.email])
    except (OSError, SMTPException) as error:
        log.warning("reminder_not_sent", round=due.round.pk, occasion=due.occasion, error=type(error).__name__)
        return False
    return True


def _body(due: Due) -> str:
    place = due.round.board
    address = reverse(
        "reporting_round",
        kwargs={
            "municipality": place.municipality.slug,
            "board": place.slug,
            "year": due.round.year,
            "tertial": due.round.tertial,
        },
    )
    lines = [due.text, "", f"{settings.SITE_URL}{address}", "", "Du stänger av påminnelser i Nämndkollen."]
    return "\n".join(lines)
