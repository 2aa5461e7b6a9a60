"""The jobs that make a publication's documents: on a worker where there is a broker, else in this process."""

import logging
import threading
from collections.abc import Sequence

from celery import shared_task
from django.conf import settings
from django.db import connections, transaction

from apps.documents.models import DocumentJob
from apps.documents.services import begin_document_job, list_undocumented_versions, make_documents, mark_failed
from apps.publishing.models import PublicVersion

logger = logging.getLogger(__name__)


@shared_task(acks_late=False, ignore_result=True)
def run_document_job(job_id: int) -> None:
    """Make the documents. Whatever goes wrong, the job says so, and a later reader's visit starts it anew."""
    try:
        make_documents(job_id)
    except Exception:
        logger.exception("documents not made", extra={"job": job_id})
        mark_failed(job_id)


def start_document_job(version: PublicVersion) -> DocumentJob:
    """See to it that a version's documents are being made, once what asks for it has been committed."""
    return _start_jobs([version])[0]


def start_document_jobs(board_id: int) -> None:
    """As ``start_document_job``, for every version of a board that has none: after a publication or a re-issue."""
    _start_jobs(list_undocumented_versions(board_id))


def _start_jobs(versions: Sequence[PublicVersion]) -> list[DocumentJob]:
    requested = [begin_document_job(version) for version in versions]
    ids = [job.pk for job, is_mine in requested if is_mine]
    if ids:
        transaction.on_commit(lambda: _run_jobs(ids))
    return [job for job, _ in requested]


def _run_jobs(ids: Sequence[int]) -> None:
    """One after the other, so that a board with many versions doesn't take the whole machine."""
    if not settings.JOBS_IN_THREADS:
        for job_id in ids:
            run_document_job.delay(job_id)
        return

    def work() -> None:
        try:
            for job_id in ids:
                run_document_job(job_id)
        finally:
            connections.close_all()

    threading.Thread(target=work, name=f"documents-{ids[0]}", daemon=True).start()
