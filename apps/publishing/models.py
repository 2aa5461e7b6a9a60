"""What a board has adopted, frozen: the report as bytes, and each rendered page of it."""

from django.db import models
from django.db.models import Q

from apps.organisation.models import BoardOwned
from apps.rounds.models import Round


class Publication(BoardOwned):
    """One version of one adopted report. Never changed: a correction is a new version with its reason.

    ``report`` is the ``BoardReport`` as JSON, compressed with zlib; ``sha256`` is of the uncompressed JSON.
    ``headline`` repeats its light counts and the whole board's amounts, for lists and for lines over time.
    """

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.PROTECT, related_name="publications")
    version = models.PositiveIntegerField("version")
    report = models.BinaryField("rapport")
    sha256 = models.CharField("sha-256", max_length=64)
    headline = models.JSONField("huvudsiffror", default=dict)
    reason = models.TextField("skäl till rättelsen", blank=True)
    decision_date = models.DateField("beslutsdatum", null=True, blank=True)
    decision_paragraph = models.CharField("paragraf", max_length=20, blank=True)
    case_number = models.CharField("ärendenummer", max_length=60, blank=True)
    published_at = models.DateTimeField("publicerad", auto_now_add=True)

    class Meta:
        verbose_name = "publicering"
        verbose_name_plural = "publiceringar"
        ordering = ["round", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="publication_unique"),
            models.CheckConstraint(condition=Q(version__gte=1), name="publication_version_from_one"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="publication_correction_has_reason"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="publication_sha256_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.round} version {self.version}"


class RenderedPage(models.Model):
    """A page of a publication, rendered once and kept. ``build`` is the fingerprint of templates and static files.

    ``as_of`` is the board's latest publication when the page was rendered: its list of tertials ends there, so the page
    is good only until the board publishes again. Throwing these rows away costs time and nothing else.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="pages")
    page = models.CharField(max_length=200)
    build = models.CharField(max_length=64)
    as_of = models.BigIntegerField(default=0)
    body = models.BinaryField()
    etag = models.CharField(max_length=64)

    class Meta:
        verbose_name = "färdig sida"
        verbose_name_plural = "färdiga sidor"
        constraints = [
            models.UniqueConstraint(fields=["publication", "page", "build", "as_of"], name="renderedpage_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.page}"
