"""Publishing as a job: asked for by the registrar, done once, whatever happens to who does it.

Everything is in one transaction, also that the job is done. One that dies leaves nothing, and may be done anew.
"""

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError
from apps.publishing.adoption import adopt_round, check_decision
from apps.publishing.models import Publication
from apps.publishing.publication_jobs.models import PublicationJob, PublicationJobState
from apps.publishing.services import Meeting
from apps.rounds.models import Round, RoundState
from apps.workflow.states import StateError

_FAILURE_MESSAGE = "Något gick fel hos oss. Ingenting har publicerats. Försök igen, eller hör av dig till supporten."


def find_publication_job(round_: Round) -> PublicationJob | None:
    """The latest job of a round that is to be adopted, or is."""
    if round_.stage not in (RoundState.APPROVED, RoundState.ADOPTED):
        return None
    return (
        PublicationJob.objects.select_related("publication").defer("publication__report").filter(round=round_).first()
    )


def begin_publication(*, round_: Round, by: User, meeting: Meeting) -> tuple[PublicationJob, bool]:
    """The job that publishes the decision, and whether the caller is to start it.

    It is not where someone is at work with it, or has just done it. Raises as ``adoption.check_decision``.
    """
    known = find_publication_job(round_)
    if known and (known.is_running or _has_published(known, by, meeting)):
        return known, False
    decision = check_decision(round_=round_, by=by, meeting=meeting)
    with transaction.atomic():
        owner = {"municipality_id": round_.board.municipality_id, "board_id": round_.board_id}
        values = {
            "requested_by": by,
            "date": decision.date,
            "paragraph": decision.paragraph,
            "case_number": decision.case_number,
            "state": PublicationJobState.WAITING,
            "heartbeat_at": timezone.now(),
            "message": "",
            "publication": None,
        }
        job, is_new = PublicationJob.objects.select_for_update().get_or_create(
            round=round_, defaults={**owner, **values}
        )
        if not is_new:
            if job.is_running:
                return job, False
            for name, value in values.items():
                setattr(job, name, value)
            job.save(update_fields=list(values))
    return job, True


def _has_published(job: PublicationJob, by: User, meeting: Meeting) -> bool:
    """Is the decision that is sent once more the one that was just published?"""
    same = (job.date, job.paragraph) == (meeting.date, meeting.paragraph.strip().removeprefix("§").strip())
    return job.round.stage == RoundState.ADOPTED and job.requested_by_id == by.pk and same


def publish_requested(job_id: int) -> Publication | None:
    """Do the job. None where it is done already, or the report can't be adopted any longer; the job then says why."""
    waiting = (PublicationJobState.WAITING, PublicationJobState.RUNNING)
    begun = PublicationJob.objects.filter(pk=job_id, state__in=waiting)
    if not begun.update(state=PublicationJobState.RUNNING, heartbeat_at=timezone.now()):
        return None
    try:
        with transaction.atomic():
            job = PublicationJob.objects.select_for_update().select_related("requested_by").get(pk=job_id)
            if job.state != PublicationJobState.RUNNING:  # another worker has done it
                return None
            round_ = Round.objects.select_related("board__municipality").get(pk=job.round_id)
            meeting = Meeting(date=job.date, paragraph=job.paragraph, case_number=job.case_number)
            job.publication = adopt_round(round_=round_, by=job.requested_by, meeting=meeting)
            job.state = PublicationJobState.DONE
            job.save(update_fields=["publication", "state"])
    except (StateError, NotAllowedError) as error:
        mark_publication_failed(job_id, str(error))
        return None
    return job.publication


def mark_publication_failed(job_id: int, message: str = _FAILURE_MESSAGE) -> None:
    """The job could not be done, and nothing is published."""
    begun = PublicationJob.objects.filter(pk=job_id).exclude(state=PublicationJobState.DONE)
    begun.update(state=PublicationJobState.FAILED, message=message, heartbeat_at=timezone.now())
