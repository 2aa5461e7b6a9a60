"""The service areas that an indicator is followed in by the board's choice."""

from django.db import models

from apps.goals.models import Indicator
from apps.organisation.models import BoardOwned, ServiceArea


class IndicatorArea(BoardOwned):
    """A service area that the indicator is followed in, as the board has chosen: also before it has a target there."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "verksamhet där indikatorn följs"
        verbose_name_plural = "verksamheter där indikatorn följs"
        ordering = ["indicator", "service_area"]
        constraints = [models.UniqueConstraint(fields=["indicator", "service_area"], name="indicatorarea_unique")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.service_area}"
