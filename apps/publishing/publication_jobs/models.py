"""The jobs that publish what a board has decided."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.constraints import limit_to_choices
from apps.organisation.models import BoardOwned
from apps.rounds.models import Round

MAX_SILENCE = timedelta(minutes=1)
"""A job that has said nothing for so long has probably died. Starting it anew is harmless: it publishes once."""


class PublicationJobState(models.TextChoices):
    """Where a job is."""

    WAITING = "waiting", "väntar"
    RUNNING = "running", "publiceras"
    DONE = "done", "klart"
    FAILED = "failed", "misslyckades"


class PublicationJob(BoardOwned):
    """A decision that is being recorded and published: the round's latest. ``message`` says why it could not be.

    ``publication`` is set in the transaction that publishes, so that whoever does the job again finds it done.
    """

    round = models.OneToOneField(Round, verbose_name="rapport", on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="begärd av", on_delete=models.PROTECT, related_name="+"
    )
    date = models.DateField("beslutsdatum")
    paragraph = models.CharField("paragraf", max_length=20)
    case_number = models.CharField("ärendenummer", max_length=60)
    state = models.CharField("läge", max_length=8, choices=PublicationJobState, default=PublicationJobState.WAITING)
    heartbeat_at = models.DateTimeField("livstecken", default=timezone.now)
    message = models.TextField("hinder", blank=True)
    publication = models.OneToOneField(
        "publishing.Publication", verbose_name="version", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "publiceringsjobb"
        verbose_name_plural = "publiceringsjobb"
        constraints = [
            limit_to_choices(PublicationJobState, "state", "publicationjob_state_known"),
            models.CheckConstraint(
                condition=Q(state="done", publication__isnull=False) | (~Q(state="done") & Q(publication__isnull=True)),
                name="publicationjob_done_with_version",
            ),
        ]

    @property
    def is_running(self) -> bool:
        """Is someone at work with it, or will be?"""
        at_work = self.state in (PublicationJobState.WAITING, PublicationJobState.RUNNING)
        return at_work and timezone.now() - self.heartbeat_at <= MAX_SILENCE

    @property
    def has_died(self) -> bool:
        """Was it begun and never ended?"""
        return not self.is_running and self.state in (PublicationJobState.WAITING, PublicationJobState.RUNNING)

    def __str__(self) -> str:
        return f"{self.round}: {self.get_state_display()}"
