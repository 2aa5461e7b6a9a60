"""Internal control: risks, the controls that hold them, and each tertial's result."""

from django.db import models
from django.db.models import Q

from apps.audit.history import Versioned, track_history
from apps.core.constraints import limit_to_valid_tertial
from apps.organisation.models import BoardOwned, ServiceArea, slug_validator
from apps.rounds.models import SourceTable


class Risk(BoardOwned):
    """A risk in the year's internal control plan: probability 1-4 x consequence 1-4 = risk value."""

    code = models.SlugField("kod", max_length=100, validators=[slug_validator])
    year = models.PositiveSmallIntegerField("år")
    name = models.CharField("risk", max_length=500)
    process_group = models.CharField("processgrupp", max_length=150, blank=True)
    process = models.CharField("process", max_length=250, blank=True)
    category = models.CharField("kategori", max_length=100, blank=True)
    owner_role = models.CharField("ansvarig roll", max_length=150, blank=True)
    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    probability = models.PositiveSmallIntegerField("sannolikhet")
    consequence = models.PositiveSmallIntegerField("konsekvens")
    stated_value = models.PositiveSmallIntegerField("riskvärde enligt rapporten", null=True, blank=True)
    position = models.PositiveIntegerField("ordning", default=0)
    table = models.ForeignKey(
        SourceTable, verbose_name="tabell", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "risk"
        verbose_name_plural = "risker"
        ordering = ["board", "year", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "code", "year"], name="risk_code_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="risk_with_board"),
            models.CheckConstraint(condition=Q(probability__gte=1, probability__lte=4), name="risk_probability_range"),
            models.CheckConstraint(condition=Q(consequence__gte=1, consequence__lte=4), name="risk_consequence_range"),
        ]

    def __str__(self) -> str:
        return self.name


class ControlActivity(BoardOwned):
    """Kontrollmoment: what is done to hold a risk."""

    risk = models.ForeignKey(Risk, verbose_name="risk", on_delete=models.CASCADE, related_name="controls")
    code = models.SlugField("kod", max_length=100, validators=[slug_validator])
    name = models.CharField("kontrollmoment", max_length=250)
    description = models.TextField("beskrivning", blank=True)
    position = models.PositiveIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "kontrollmoment"
        verbose_name_plural = "kontrollmoment"
        ordering = ["risk", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["risk", "code"], name="controlactivity_code_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="controlactivity_with_board"),
        ]

    def __str__(self) -> str:
        return self.name


class ControlStatus(models.TextChoices):
    """Was the control carried out?"""

    DONE = "done", "utförd"
    ONGOING = "ongoing", "pågår"
    NOT_DONE = "not_done", "ej utförd"


class ControlVerdict(models.TextChoices):
    """What the control found."""

    CLEAN = "clean", "utan anmärkning"
    SOME = "some", "viss brist"
    DEFICIENT = "deficient", "brist"


@track_history("control", "year", "tertial")
class ControlResult(Versioned, BoardOwned):
    """A control's result in one tertial."""

    control = models.ForeignKey(
        ControlActivity, verbose_name="kontrollmoment", on_delete=models.CASCADE, related_name="results"
    )
    year = models.PositiveSmallIntegerField("år")
    tertial = models.PositiveSmallIntegerField("tertial")
    status = models.CharField("status", max_length=10, choices=ControlStatus, blank=True)
    verdict = models.CharField("bedömning", max_length=10, choices=ControlVerdict, blank=True)
    comment = models.TextField("kommentar", blank=True)
    table = models.ForeignKey(
        SourceTable, verbose_name="tabell", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "kontrollresultat"
        verbose_name_plural = "kontrollresultat"
        ordering = ["control", "year", "tertial"]
        constraints = [
            models.UniqueConstraint(fields=["control", "year", "tertial"], name="controlresult_unique"),
            models.CheckConstraint(
                condition=~Q(status="") | ~Q(verdict="") | ~Q(comment=""), name="controlresult_says_something"
            ),
            limit_to_valid_tertial("controlresult_tertial_valid"),
            models.CheckConstraint(
                condition=Q(status="") | Q(status__in=ControlStatus.values), name="controlresult_status_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(verdict__in=ControlVerdict.values), name="controlresult_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.control} {self.year} T{self.tertial}"
