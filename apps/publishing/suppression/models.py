"""What suppression keeps of versions and years, so that they needn't be read again."""

from django.db import models

from apps.organisation.models import BoardOwned


class SuppressionFacts(BoardOwned):
    """What joint suppression has to know of a version (``publishing.suppression.version_facts``). Never shown.

    ``facts`` is JSON, compressed with zlib, of the version whose public report has ``sha256``. Made anew by another
    release, so throwing rows away costs time alone.
    """

    publication = models.OneToOneField("publishing.Publication", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    release = models.CharField(max_length=64)
    facts = models.BinaryField()

    class Meta:
        verbose_name = "underlag till skydd av små tal"
        verbose_name_plural = "underlag till skydd av små tal"

    def __str__(self) -> str:
        return str(self.publication)


class SuppressionYear(BoardOwned):
    """The figures of a year as one or several versions tell it, hidden ones too, by its digest. Never shown."""

    digest = models.CharField(max_length=64)
    figures = models.BinaryField()

    class Meta:
        verbose_name = "ett års underlag till skydd av små tal"
        verbose_name_plural = "års underlag till skydd av små tal"
        constraints = [models.UniqueConstraint(fields=["board", "digest"], name="suppressionyear_unique")]

    def __str__(self) -> str:
        return self.digest
