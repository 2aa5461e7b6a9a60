"""Answers to findings, the plan as it was, and what each published report was built from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.core.constraints import limit_to_choices
from apps.organisation.models import Board, BoardOwned
from apps.rounds.models import Round


class AnswerReason(models.TextChoices):
    """Why figures do not agree. The label stands on the screen."""

    ROUNDING = "rounding", "avrundning"
    REORGANISATION = "reorganisation", "omorganisation"
    CHANGED_METHOD = "changed_method", "ändrat sätt att mäta"
    OVERLAP = "overlap", "samma sak räknas på flera ställen"
    SOURCE_ERROR = "source_error", "fel i underlaget"
    CORRECT = "correct", "siffran stämmer"
    OTHER = "other", "annat"


class FindingAnswer(BoardOwned):
    """The board's answer to a finding. It stays with the finding in every later report that has it.

    ``size`` is the difference that was answered: another difference later makes the answer
    outdated.
    """

    fingerprint = models.CharField("iakttagelse", max_length=32)
    reason = models.CharField("skäl", max_length=16, choices=AnswerReason)
    text = models.TextField("kommentar", blank=True, max_length=2000)
    size = models.DecimalField("skillnad", max_digits=24, decimal_places=6, null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="svarat av", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("svarat", auto_now=True)

    class Meta:
        verbose_name = "svar på iakttagelse"
        verbose_name_plural = "svar på iakttagelser"
        constraints = [
            models.UniqueConstraint(fields=["board", "fingerprint"], name="findinganswer_unique"),
            limit_to_choices(AnswerReason, "reason", "findinganswer_reason_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.fingerprint}"


class PlanHistory(models.Model):
    """A row of the plan as it was before a change that holds from a period.

    Written by the database's own triggers.

    ``holds_until`` is the first period where the newer row holds, as
    ``core.plan_time.get_period_number``. ``values`` is the whole row of ``table_name`` as JSON,
    null where there was no such row. The table itself holds the latest.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    table_name = models.CharField(max_length=63)
    object_id = models.BigIntegerField()
    holds_until = models.PositiveIntegerField()
    values = models.JSONField(null=True)
    changed_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    class Meta:
        verbose_name = "planen som den var"
        verbose_name_plural = "planen som den var"
        constraints = [
            models.UniqueConstraint(
                fields=["board", "table_name", "object_id", "holds_until"], name="planhistory_unique"
            ),
            models.CheckConstraint(
                condition=Q(holds_until__gte=19901, holds_until__lte=21003), name="planhistory_period_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.object_id}"


class ReportSource(BoardOwned):
    """Everything that one version of a published report was built from, frozen
    (``report.frozen_source``).

    Never changed. A correction starts from it, so what has changed in the plan since does not reach
    the report. ``source`` is JSON compressed with zlib. It holds numbers that the publication
    hides: no public page reads it.
    """

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField("version")
    source = models.BinaryField("underlag")
    frozen_at = models.DateTimeField("fryst", auto_now_add=True)

    class Meta:
        verbose_name = "underlag till publicering"
        verbose_name_plural = "underlag till publiceringar"
        constraints = [models.UniqueConstraint(fields=["round", "version"], name="reportsource_unique")]

    def __str__(self) -> str:
        return f"{self.round} version {self.version}"


class CorrectedPlanRow(BoardOwned):
    """A part of today's plan that a correction takes into its report, such as a target that was
    published wrong.

    A correction leaves the plan of the report as it was but for these. They are gone when the
    correction has ended: the next version's own source then has them. ``key`` names the row in
    ``part``, see ``report.plan.correction``.
    """

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="+")
    part = models.CharField("del av planen", max_length=12)
    key = models.CharField("rad", max_length=100)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="vald av", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    chosen_at = models.DateTimeField("vald", auto_now_add=True)

    class Meta:
        verbose_name = "rättad del av planen"
        verbose_name_plural = "rättade delar av planen"
        constraints = [models.UniqueConstraint(fields=["round", "part", "key"], name="correctedplanrow_unique")]

    def __str__(self) -> str:
        return f"{self.round} {self.part} {self.key}"
