"""A publication's documents as bytes, the jobs that make them, and what a board's documents are made with."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.constraints import limit_to_choices
from apps.organisation.models import BoardOwned, Municipality
from apps.publishing.models import Publication

MAX_SILENCE = timedelta(minutes=5)
"""A job that has said nothing for so long has died, and may be started anew."""


class DocumentKind(models.TextChoices):
    """The kinds of documents, by the ending of their files. The label is the word on the screen."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"


class ReportDocument(BoardOwned):
    """One document of a public version, made once and never changed.

    ``report_sha256`` is that of the report's public bytes: a version that is issued anew with more of it hidden has
    other bytes, and so other documents, and those made before are never found again.
    """

    publication = models.ForeignKey(
        Publication, verbose_name="publicering", on_delete=models.PROTECT, related_name="documents"
    )
    report_sha256 = models.CharField("rapportens sha-256", max_length=64)
    kind = models.CharField("slag", max_length=4, choices=DocumentKind)
    body = models.BinaryField("innehåll")
    size = models.PositiveIntegerField("storlek i byte")
    sha256 = models.CharField("sha-256", max_length=64)
    made_at = models.DateTimeField("gjort", auto_now_add=True)

    class Meta:
        verbose_name = "dokument"
        verbose_name_plural = "dokument"
        ordering = ["publication", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "report_sha256", "kind"], name="reportdocument_unique"),
            limit_to_choices(DocumentKind, "kind", "reportdocument_kind_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="reportdocument_sha256_hex"),
            models.CheckConstraint(
                condition=Q(report_sha256__regex=r"^[0-9a-f]{64}$"), name="reportdocument_report_sha256_hex"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication}, {self.get_kind_display()}"


class DocumentJobState(models.TextChoices):
    """Where a job is."""

    WAITING = "waiting", "väntar"
    RUNNING = "running", "görs"
    DONE = "done", "klart"
    FAILED = "failed", "misslyckades"


class DocumentJob(BoardOwned):
    """The making of a public version's documents: ``done`` of ``total`` are made. One for each set of public bytes."""

    publication = models.ForeignKey(
        Publication, verbose_name="publicering", on_delete=models.PROTECT, related_name="document_jobs"
    )
    report_sha256 = models.CharField("rapportens sha-256", max_length=64)
    state = models.CharField("läge", max_length=8, choices=DocumentJobState, default=DocumentJobState.WAITING)
    done = models.PositiveIntegerField("gjort", default=0)
    total = models.PositiveIntegerField("av", default=0)
    heartbeat_at = models.DateTimeField("livstecken", default=timezone.now)

    class Meta:
        verbose_name = "dokumentjobb"
        verbose_name_plural = "dokumentjobb"
        constraints = [
            models.UniqueConstraint(fields=["publication", "report_sha256"], name="documentjob_unique"),
            limit_to_choices(DocumentJobState, "state", "documentjob_state_known"),
        ]

    @property
    def is_running(self) -> bool:
        """Is someone at work with it, or will be?"""
        at_work = self.state in (DocumentJobState.WAITING, DocumentJobState.RUNNING)
        return at_work and timezone.now() - self.heartbeat_at <= MAX_SILENCE

    @property
    def may_start_anew(self) -> bool:
        """Has it died, or failed so long ago that it is worth another try?"""
        if self.state == DocumentJobState.FAILED:
            return timezone.now() - self.heartbeat_at > MAX_SILENCE
        return not self.is_running and self.state != DocumentJobState.DONE

    def __str__(self) -> str:
        return f"{self.publication}: {self.get_state_display()}"


class DocumentTemplates(models.Model):
    """What documents are made with: a Word template, arms, the text of the decision proposal.

    Each is empty where there is none. Only what has been checked is stored.
    """

    template = models.BinaryField("Word-mall", default=b"")
    template_name = models.CharField("mallens namn", max_length=200, blank=True)
    arms = models.TextField("vapen som SVG", blank=True)
    proposal = models.TextField("förslag till beslut", blank=True)

    class Meta:
        abstract = True


class MunicipalitySettings(DocumentTemplates):
    """What the documents of a municipality's boards are made with, where a board has nothing of its own."""

    municipality = models.OneToOneField(Municipality, verbose_name="kommun", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "kommunens dokumentinställning"
        verbose_name_plural = "kommunernas dokumentinställningar"

    def __str__(self) -> str:
        return str(self.municipality)


class DocumentSettings(BoardOwned, DocumentTemplates):
    """A board's own, which go before the municipality's one by one."""

    class Meta:
        verbose_name = "dokumentinställning"
        verbose_name_plural = "dokumentinställningar"
        constraints = [models.UniqueConstraint(fields=["board"], name="documentsettings_unique")]

    def __str__(self) -> str:
        return str(self.board)
