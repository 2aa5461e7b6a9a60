"""Background jobs: e-mail to those who report and who follow, and the night's cleaning. Files: ``imports.tasks``.

With a message broker they run in a worker and on a schedule; without one they run at once, where they are called.
"""

import threading
from datetime import date, timedelta
from smtplib import SMTPException

import structlog
from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts.adapter import build_password_path
from apps.accounts.models import User
from apps.accounts.services import delete_old_attempts, forget_departed
from apps.documents.tasks import start_document_jobs
from apps.imports.docx_files.services import delete_old_docx_files
from apps.imports.files.issued_templates import delete_old_templates
from apps.imports.files.services import clear_old_files
from apps.imports.plan_files.services import delete_old_plan_files
from apps.publishing.followers.selectors import list_notices
from apps.publishing.followers.services import delete_unconfirmed, note_notice
from apps.publishing.models import Follower, PublicationJob, PublicVersion
from apps.publishing.publication_jobs.services import mark_publication_failed, publish_requested
from apps.rounds.models import Round
from apps.rounds.services import note_reminder
from apps.texts.services import delete_unused_pictures
from apps.web.reporting.links import build_round_url
from apps.web.share.notices import build_notice
from apps.web.stored_pages import render_board_pages
from apps.workflow.reminders import DueReminder, list_due_reminders

KEEP_TEMPLATES_DAYS = 365
KEEP_UNAPPLIED_FILES_DAYS = 7
KEEP_UNUSED_PICTURES_DAYS = 30
KEEP_UNCONFIRMED_DAYS = 7
log = structlog.get_logger(__name__)


@shared_task
def send_reminders(round_ids: list[int] | None = None, today: str | None = None) -> int:
    """Send what is due, of all rounds or of some, and tell how many went out. Safe to run as often as one likes."""
    day = date.fromisoformat(today) if today else timezone.localdate()
    return sum(_send_reminder(due) for due in list_due_reminders(day, round_ids))


def send_reminders_on_commit(round_: Round) -> None:
    """Tell those whose turn it has become, once the step is really taken. To be called after a hand-over step."""
    round_id = round_.pk
    transaction.on_commit(lambda: send_reminders.delay([round_id]))


@shared_task
def send_notices(board_id: int | None = None) -> int:
    """Tell the followers of a board, or of all, of what has been published; how many e-mails. Safe to run often."""
    return sum(_send_notice(follower, version) for follower, version in list_notices(board_id))


def send_notices_on_commit(round_: Round) -> None:
    """Tell the board's followers once it is really published. To be called after a hand-over step."""
    board_id = round_.board_id
    transaction.on_commit(lambda: send_notices.delay(board_id))


@shared_task(acks_late=False, ignore_result=True)
def render_pages(board_id: int) -> None:
    """Store the board's pages, so that no reader waits for them. What fails is rendered when a reader comes."""
    try:
        render_board_pages(board_id)
    except Exception:
        log.exception("pages_not_rendered", board=board_id)


@shared_task(acks_late=False, ignore_result=True)
def publish_decision(job_id: int) -> None:
    """Publish what a board has decided, and then what follows from it. Whatever goes wrong, the job says so.

    The report can be read at once. What is made ahead of its readers is made after that, its documents last: without a
    broker one thing at a time, so that the first readers don't share this process with all of it.
    """
    try:
        publication = publish_requested(job_id)
    except Exception:
        log.exception("not_published", job=job_id)
        mark_publication_failed(job_id)
        return
    if publication is None:
        return
    round_ = publication.round
    with transaction.atomic():
        send_reminders_on_commit(round_)
        send_notices_on_commit(round_)
    if settings.JOBS_IN_THREADS:
        render_pages(round_.board_id)
    else:
        render_pages.delay(round_.board_id)
    with transaction.atomic():
        start_document_jobs(round_.board_id)


def publish_decision_on_commit(job: PublicationJob) -> None:
    """Publish once the request for it is stored: on a worker where there is a broker, else in this process."""
    job_id = job.pk

    def work() -> None:
        try:
            publish_decision(job_id)
        finally:
            connections.close_all()

    def start() -> None:
        if settings.JOBS_IN_THREADS:
            threading.Thread(target=work, name=f"publication-{job_id}", daemon=True).start()
        else:
            publish_decision.delay(job_id)

    transaction.on_commit(start)


@shared_task
def tidy() -> int:
    """What is not to be kept: sessions and log-in attempts that have ended, files that nobody applied, pictures that
    came into no text, old names, and addresses that have not said yes.

    How many names.
    """
    call_command("clearsessions")
    delete_old_attempts(before=timezone.now())
    delete_old_templates(before=timezone.now() - timedelta(days=KEEP_TEMPLATES_DAYS))
    delete_unconfirmed(before=timezone.now() - timedelta(days=KEEP_UNCONFIRMED_DAYS))
    clear_old_files(by=None, before=timezone.now() - timedelta(days=KEEP_UNAPPLIED_FILES_DAYS))
    delete_unused_pictures(before=timezone.now() - timedelta(days=KEEP_UNUSED_PICTURES_DAYS))
    delete_old_docx_files(by=None, before=timezone.now() - timedelta(days=KEEP_UNAPPLIED_FILES_DAYS))
    delete_old_plan_files(by=None, before=timezone.now() - timedelta(days=KEEP_UNAPPLIED_FILES_DAYS))
    if not settings.KEEP_NAMES_DAYS:
        return 0
    return forget_departed(before=timezone.now() - timedelta(days=settings.KEEP_NAMES_DAYS))


@shared_task
def send_invitation(user_id: int, role: str) -> bool:
    """Tell someone of a new role, in words with its place, and where a password is chosen if the account has none.

    Was it sent?
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return False
    try:
        send_mail(f"Du är {role}", _format_invitation(user, role), None, [user.email])
    except (OSError, SMTPException) as error:
        log.warning("invitation_not_sent", user=user_id, error=type(error).__name__)
        return False
    return True


def send_invitation_on_commit(user: User, role: str) -> None:
    """Send the invitation once the role is really given."""
    user_id = user.pk
    transaction.on_commit(lambda: send_invitation.delay(user_id, role))


def _format_invitation(user: User, role: str) -> str:
    lines = ["Hej!", "", f"Du är nu {role}.", ""]
    if user.has_usable_password():
        lines += ["Här är dina rapporter:", _build_url("reporting")]
    else:
        lines += [
            "Välj ett lösenord här. Länken gäller i tre dagar:",
            f"{settings.SITE_URL}{build_password_path(user)}",
            "",
            "Har de gått? Skriv din e-post här, så får du en ny länk:",
            _build_url("account_reset_password"),
        ]
    return "\n".join(lines)


def _send_reminder(due: DueReminder) -> bool:
    """Send one, and note it in the same transaction, so that two workers never send it twice."""
    try:
        with transaction.atomic():
            if not note_reminder(round_=due.round, user=due.user, occasion=due.occasion):
                return False
            send_mail(due.subject, _format_reminder(due), None, [due.user.email])
    except (OSError, SMTPException) as error:
        log.warning("reminder_not_sent", round=due.round.pk, occasion=due.occasion, error=type(error).__name__)
        return False
    return True


def _send_notice(follower: Follower, version: PublicVersion) -> bool:
    """Send one, and note it in the same transaction, so that two workers never send it twice."""
    message = build_notice(follower, version)
    try:
        with transaction.atomic():
            if not note_notice(follower=follower, publication_id=version.pk):
                return False
            message.send()
    except (OSError, SMTPException) as error:
        log.warning("notice_not_sent", follower=follower.pk, version=version.pk, error=type(error).__name__)
        return False
    return True


def _format_reminder(due: DueReminder) -> str:
    lines = [
        "Hej!",
        "",
        f"Det gäller rapporten för {due.round.period.label} i {due.round.board}.",
        due.text,
        "",
        "Öppna rapporten:",
        f"{settings.SITE_URL}{build_round_url(due.round)}",
        "",
        "Du får det här för att du arbetar med rapporten. Välj vad du vill bli påmind om:",
        _build_url("reporting_settings"),
    ]
    return "\n".join(lines)


def _build_url(name: str) -> str:
    return f"{settings.SITE_URL}{reverse(name)}"
