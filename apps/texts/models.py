"""The report's words: a board's disposition, its chapters, and what is written in each."""

from django.db import models
from django.db.models import Q

from apps.audit.history import Versioned, track_history
from apps.core.constraints import limit_to_choices
from apps.core.rich_text.reading import dump_builtins, read_stored
from apps.core.rich_text.tree import EMPTY_TEXT, RichText
from apps.organisation.models import BoardOwned, ServiceArea, slug_validator
from apps.rounds.models import Round

MAX_LEVEL = 3


class PictureType(models.TextChoices):
    """How a picture is stored."""

    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"


class Disposition(BoardOwned):
    """Which chapters a board's reports have from a year on, until its next disposition.

    One that is shared can be followed by those of the municipality's other boards: their chapters are copies of its,
    and are brought up to date when its board says so (``texts.shared_dispositions``).
    """

    valid_from = models.PositiveSmallIntegerField("gäller från och med år")
    is_shared = models.BooleanField("delas med kommunens andra nämnder", default=False)
    follows = models.ForeignKey(
        "self", verbose_name="följer", on_delete=models.PROTECT, null=True, blank=True, related_name="followers"
    )

    class Meta:
        verbose_name = "disposition"
        verbose_name_plural = "dispositioner"
        ordering = ["board", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["board", "valid_from"], name="disposition_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="disposition_with_board"),
            models.UniqueConstraint(fields=["id", "municipality"], name="disposition_with_municipality"),
            models.CheckConstraint(
                condition=Q(is_shared=False) | Q(follows=None), name="disposition_shares_or_follows"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=1990, valid_from__lte=2100), name="disposition_year_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board}, från {self.valid_from}"


class ChapterKind(models.TextChoices):
    """Is the chapter written, or drawn from the report's figures?"""

    WRITTEN = "written", "text som skrivs"
    PART = "part", "del av rapporten"


class ChapterWriter(models.TextChoices):
    """Who writes it. ``areas``: each area next below the board; ``units``: each that has none below it.

    Their texts are put together in tree order.
    """

    BOARD = "board", "nämndens controller"
    AREAS = "areas", "varje verksamhet närmast under nämnden"
    UNITS = "units", "varje enhet längst ner"


class ReportPartCode(models.TextChoices):
    """Rapportdel: a piece of ``BoardReport`` that is drawn in its chapter."""

    ATTENTION = "attention", "att uppmärksamma"
    GOALS = "goals", "mål"
    INDICATORS = "indicators", "indikatorer"
    ECONOMY = "economy", "driftbudget per verksamhet"
    COST_TYPES = "cost_types", "kostnadsslag"
    BUDGET_CHANGES = "budget_changes", "budgetens väg"
    INVESTMENTS = "investments", "investeringar"
    RESULT_TABLE = "result_table", "resultat"
    OWN_TABLES = "own_tables", "egna tabeller"
    RISKS = "risks", "intern kontroll"
    ACTIONS = "actions", "åtgärder"
    FORECAST_RECORD = "forecast_record", "så höll prognoserna"
    GENDER_GAPS = "gender_gaps", "skillnader mellan kvinnor och män"
    FINDINGS = "findings", "det som inte går ihop"
    COMMENTS = "comments", "kommentarer"
    OVER_TIME = "over_time", "över tid"
    CHARTS = "charts", "diagram"


class Chapter(BoardOwned):
    """Kapitel: a heading of the disposition. ``code`` is the same from year to year, so that texts find each other."""

    disposition = models.ForeignKey(
        Disposition, verbose_name="disposition", on_delete=models.CASCADE, related_name="chapters"
    )
    code = models.SlugField("kod", max_length=80, validators=[slug_validator])
    position = models.PositiveIntegerField("ordning")
    heading = models.CharField("rubrik", max_length=150)
    level = models.PositiveSmallIntegerField("nivå", default=1)
    instruction = models.TextField("anvisning", blank=True)
    in_t1 = models.BooleanField("T1", default=True)
    in_t2 = models.BooleanField("T2", default=True)
    in_t3 = models.BooleanField("T3", default=True)
    kind = models.CharField("slag", max_length=7, choices=ChapterKind, default=ChapterKind.WRITTEN)
    writer = models.CharField("vem skriver", max_length=5, choices=ChapterWriter, blank=True)
    part = models.CharField("rapportdel", max_length=20, choices=ReportPartCode, blank=True)
    is_followed = models.BooleanField("följer den delade dispositionen", default=False)
    has_own_tertials = models.BooleanField("nämnden har valt tertial", default=False)

    class Meta:
        verbose_name = "kapitel"
        verbose_name_plural = "kapitel"
        ordering = ["disposition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["disposition", "code"], name="chapter_code_unique"),
            models.UniqueConstraint(
                fields=["disposition", "position"],
                name="chapter_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["id", "board"], name="chapter_with_board"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=MAX_LEVEL), name="chapter_level_range"),
            models.CheckConstraint(condition=~Q(heading=""), name="chapter_has_heading"),
            models.CheckConstraint(
                condition=Q(kind=ChapterKind.WRITTEN, part="", writer__in=ChapterWriter.values)
                | Q(kind=ChapterKind.PART, writer="", part__in=ReportPartCode.values),
                name="chapter_kind_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_followed=True) | Q(has_own_tertials=False), name="chapter_own_tertials_of_followed"
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def is_in_tertial(self, tertial: int) -> bool:
        """Is the chapter in the reports of the tertial, 1-3?"""
        return {1: self.in_t1, 2: self.in_t2, 3: self.in_t3}[tertial]

    @property
    def is_written(self) -> bool:
        """Is it a text that somebody writes?"""
        return self.kind == ChapterKind.WRITTEN


class TextPicture(BoardOwned):
    """Bild: a picture of the board's texts, by the SHA-256 of its bytes. Never changed.

    It has been read and written anew (``imports.pictures``), so nothing but the picture is in it.
    """

    sha256 = models.CharField("sha-256", max_length=64)
    media_type = models.CharField("slag", max_length=10, choices=PictureType)
    width = models.PositiveIntegerField("bredd i bildpunkter")
    height = models.PositiveIntegerField("höjd i bildpunkter")
    body = models.BinaryField("innehåll")
    added_at = models.DateTimeField("tillagd", auto_now_add=True)

    class Meta:
        verbose_name = "bild"
        verbose_name_plural = "bilder"
        ordering = ["board", "added_at"]
        constraints = [
            models.UniqueConstraint(fields=["board", "sha256"], name="textpicture_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="textpicture_with_board"),
            limit_to_choices(PictureType, "media_type", "textpicture_type_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="textpicture_sha256_hex"),
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="textpicture_has_sides"),
        ]

    def __str__(self) -> str:
        return f"{self.board}, {self.sha256[:12]}"


def dump_empty_text() -> dict[str, object]:
    """A text of nothing, as a JSON column holds it."""
    return dump_builtins(EMPTY_TEXT)


@track_history("round", "chapter", "service_area")
class Section(Versioned, BoardOwned):
    """Avsnitt: what is written in a chapter of a round's report, for an area or for the board (the root)."""

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="sections")
    chapter = models.ForeignKey(Chapter, verbose_name="kapitel", on_delete=models.PROTECT, related_name="sections")
    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    text = models.JSONField("text", default=dump_empty_text)
    is_ready = models.BooleanField("klar", default=False)

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering = ["round", "chapter", "service_area"]
        constraints = [
            models.UniqueConstraint(fields=["round", "chapter", "service_area"], name="section_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.chapter}, {self.service_area}"

    @property
    def rich_text(self) -> RichText:
        """The text as its tree."""
        return read_stored(self.text)
