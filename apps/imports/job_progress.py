"""Telling how far a job is while its transaction is still open: on a connection of its own."""

from contextlib import suppress
from time import monotonic
from typing import Any

from django.db import OperationalError, connection

SECONDS_BETWEEN_REPORTS = 0.4  # seconds between two reports
JOB_STAGES = 5  # of a job: open, read, sum up, compare or load, check or note where each figure came from


class JobProgress:
    """Writes a job's progress and sign of life. Use as a context manager: it closes its connection."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self._own: Any = None
        self._last = 0.0

    def __enter__(self) -> "JobProgress":
        self._own = connection.copy()
        with self._own.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")  # the job's own transaction may hold the row
        return self

    def __exit__(self, *error: object) -> None:
        self._own.close()

    def stage(self, done: int, message: str) -> None:
        """Report that so many of the job's stages are done, and which one comes now."""
        self.tell(done, JOB_STAGES, message, always=True)

    def tell(self, done: int, total: int, message: str, *, always: bool = False) -> None:
        """Report, but not more often than a reader can see."""
        now = monotonic()
        if not always and now - self._last < SECONDS_BETWEEN_REPORTS:
            return
        self._last = now
        with suppress(OperationalError), self._own.cursor() as cursor:
            cursor.execute(
                "UPDATE imports_importjob SET done = %s, total = %s, message = %s, heartbeat_at = now() WHERE id = %s",
                [done, total, message[:300], self.job_id],
            )
