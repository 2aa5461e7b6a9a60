"""How a file that was not applied ends: its bytes are removed, and name, size and checksum remain."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.audit.services import record_event
from apps.imports.models import (
    MAX_HEARTBEAT_AGE,
    RUNNING_STATES,
    EmptiedReason,
    ImportJob,
    JobState,
    UploadedFile,
)


def clear_file(*, by: Any, job: ImportJob, why: EmptiedReason) -> None:
    """Remove a discarded job's bytes and what its preview showed of them. Call inside the writer's transaction."""
    file = UploadedFile.objects.filter(pk=job.file_id, emptied_at=None)
    if not file.update(content=b"", emptied_at=timezone.now(), emptied_why=why):
        return
    ImportJob.objects.filter(pk=job.pk).update(result=None, seen=None, choices=None, message="")
    after = {"name": job.file.name, "sha256": job.file.sha256, "size": job.file.size, "why": why}
    record_event(by=by, action=f"file.{why}", target=job.file, board_id=job.board_id, after=after)


def clear_old_files(*, by: None, before: datetime) -> int:
    """Empty the files that were sent in earlier and that nobody has applied; those at work are passed over. How many.

    ``by`` is the system itself.
    """
    at_work = Q(state__in=RUNNING_STATES, heartbeat_at__gt=timezone.now() - MAX_HEARTBEAT_AGE)
    jobs = ImportJob.objects.filter(file__uploaded_at__lt=before, file__emptied_at=None).exclude(state=JobState.APPLIED)
    keys = list(jobs.exclude(at_work).values_list("pk", flat=True))
    return sum(_clear_old_file(by, key) for key in keys)


@transaction.atomic
def _clear_old_file(by: None, key: int) -> bool:
    """One at a time: a job that a person has just asked to be applied is left alone."""
    jobs = ImportJob.objects.select_for_update(of=("self",)).select_related("file").defer("file__content")
    job = jobs.get(pk=key)
    is_at_work = job.state in RUNNING_STATES and not job.is_interrupted
    if job.state == JobState.APPLIED or is_at_work:
        return False
    ImportJob.objects.filter(pk=job.pk).update(state=JobState.DISCARDED)
    clear_file(by=by, job=job, why=EmptiedReason.EXPIRED)
    return True
