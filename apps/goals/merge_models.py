"""Indicators that go on in others: a table of its own beside ``goals.models``, whose tables it names."""

from django.db import models
from django.db.models import F, Q

from apps.organisation.models import BoardOwned


class IndicatorMerge(BoardOwned):
    """From a year on an indicator goes on where another ended: one row for each that ended, all with the same ``into``.

    Reports of that year and later tell the series of both together, where their figures can be added up. A sum of
    persons counts those of several of the old indicators more than once, so it may be left out (``sums_persons``).
    """

    indicator = models.OneToOneField("Indicator", verbose_name="indikator", on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey("Indicator", verbose_name="går upp i", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("från år")
    decision = models.CharField("beslut", max_length=200)
    sums_persons = models.BooleanField("antal personer läggs ihop", default=True, db_default=True)

    class Meta:
        verbose_name = "sammanslagning av indikatorer"
        verbose_name_plural = "sammanslagningar av indikatorer"
        ordering = ["board", "year", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(indicator=F("into")), name="indicatormerge_into_another"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="indicatormerge_year_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} → {self.into} {self.year}"
