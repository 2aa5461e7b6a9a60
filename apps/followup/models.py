"""What people answer to the findings of the consistency checks."""

from django.conf import settings
from django.db import models

from apps.core.constraints import one_of
from apps.organisation.models import BoardOwned


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

    ``size`` is the difference that was answered: another difference later makes the answer outdated.
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
            one_of(AnswerReason, "reason", "findinganswer_reason_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.fingerprint}"
