"""Choices shared by several subjects. The labels are the words on the screen."""

from django.db import models


class Gender(models.TextChoices):
    """As in Kolada."""

    TOTAL = "T", "Totalt"
    WOMEN = "K", "Kvinnor"
    MEN = "M", "Män"


class LightChoice(models.TextChoices):
    """The values of ``core.lights.Light`` as a database field."""

    MET = "met", "uppnått"
    ON_TRACK = "on_track", "på väg"
    NOT_MET = "not_met", "ej uppnått"
    UNKNOWN = "unknown", "kan ej bedömas"
