"""The jobs that read files: on a worker where there is a broker, else in this process."""

import logging
import threading

from celery import shared_task
from django.conf import settings
from django.db import connections, transaction

from apps.imports.services import apply_file, read_to_preview, refuse_job

logger = logging.getLogger(__name__)
_FAILURE_MESSAGE = "Något gick fel hos oss. Ingenting har lästs in. Försök igen, eller hör av dig till supporten."


# A worker that dies leaves the job where it was: a person sees that it stopped and asks for it anew. It is not run
# again behind that person's back.
@shared_task(acks_late=False, ignore_result=True)
def run_job(job_id: int, act: str) -> None:
    """Read or apply a file. Whatever goes wrong, the job says so."""
    try:
        {"read": read_to_preview, "apply": apply_file}[act](job_id)
    except Exception:
        logger.exception("import job failed", extra={"job": job_id})
        refuse_job(job_id, _FAILURE_MESSAGE)


def start_job(job_id: int, act: str) -> None:
    """Run a job as soon as what asks for it has been committed."""
    if settings.JOBS_IN_THREADS:
        transaction.on_commit(lambda: _run_in_thread(job_id, act))
    else:
        transaction.on_commit(lambda: run_job.delay(job_id, act))


def _run_in_thread(job_id: int, act: str) -> None:
    def work() -> None:
        try:
            run_job(job_id, act)
        finally:
            connections.close_all()

    threading.Thread(target=work, name=f"import-{job_id}", daemon=True).start()
