"""Tables that a board defines itself: the result table, grants by payer, a fund over several years, or any other.

The plan has the table with its rows and columns, and how they follow from each other; each report has the values.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.audit.history import Versioned, track_history
from apps.core.choices import MissingReason
from apps.core.constraints import limit_to_choices, limit_to_valid_tertial
from apps.organisation.models import BoardOwned, ServiceArea, slug_validator

MAX_YEARS_AWAY = 10
_YEARS_IN_ORDER = Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to"))


class TableKind(models.TextChoices):
    """What the table is. The first three are templates that a board gets ready-made."""

    RESULT = "result", "resultattabell"
    GRANTS = "grants", "statsbidrag"
    FUND = "fund", "projektmedel över år"
    FREE = "free", "egen tabell"


class ValueKind(models.TextChoices):
    """What a column holds: whole kronor, a number of something, percent, or text."""

    AMOUNT = "amount", "belopp"
    NUMBER = "number", "antal"
    PERCENT = "percent", "procent"
    TEXT = "text", "text"


class LineRelation(models.TextChoices):
    """How a row or a column follows from others of its table. ``own_tables.rules`` says what each comes to."""

    NONE = "", "skrivs in"
    TOTAL = "total", "summa av delar"
    DIFFERENCE = "difference", "skillnad: den första minus resten"
    CLOSING = "closing", "utgående: ingående plus resultat"


class OwnTable(BoardOwned):
    """A table of the board's own. Who reports for ``service_area`` fills it in."""

    code = models.SlugField("kod", max_length=80, validators=[slug_validator])
    name = models.CharField("namn", max_length=150)
    kind = models.CharField("slag", max_length=6, choices=TableKind, default=TableKind.FREE)
    note = models.TextField("anvisning", blank=True)
    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("ordning", default=0)
    valid_from = models.PositiveSmallIntegerField("från år", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("till år", null=True, blank=True)

    class Meta:
        verbose_name = "egen tabell"
        verbose_name_plural = "egna tabeller"
        ordering = ["board", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "code"], name="owntable_code_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="owntable_with_board"),
            limit_to_choices(TableKind, "kind", "owntable_kind_known"),
            models.CheckConstraint(condition=_YEARS_IN_ORDER, name="owntable_years_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class TableLine(BoardOwned):
    """A row or a column of a board's table.

    With a ``relation`` it follows from ``parts``, the codes of other lines of its table, of the same sort and in their
    order. The database keeps a relation with at least one part; the services that the parts are there
    (docs/decisions/0056).
    """

    own_table = models.ForeignKey(OwnTable, verbose_name="tabell", on_delete=models.PROTECT, related_name="%(class)ss")
    code = models.SlugField("kod", max_length=80, validators=[slug_validator])
    name = models.CharField("namn", max_length=200)
    relation = models.CharField("samband", max_length=10, choices=LineRelation, blank=True, default=LineRelation.NONE)
    parts = ArrayField(models.SlugField(max_length=80), verbose_name="delar", default=list, blank=True)
    position = models.PositiveIntegerField("ordning", default=0)
    valid_from = models.PositiveSmallIntegerField("från år", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("till år", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["own_table", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["own_table", "code"], name="%(class)s_code_unique"),
            models.UniqueConstraint(fields=["id", "own_table"], name="%(class)s_with_table"),
            limit_to_choices(LineRelation, "relation", "%(class)s_relation_known"),
            models.CheckConstraint(
                condition=Q(relation="", parts__len=0) | (~Q(relation="") & Q(parts__len__gt=0)),
                name="%(class)s_relation_has_parts",
            ),
            models.CheckConstraint(condition=_YEARS_IN_ORDER, name="%(class)s_years_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class OwnRow(TableLine):
    """A row of a board's table; rows of one ``heading`` stand under it, such as grants under their payer."""

    heading = models.CharField("rubrik", max_length=150, blank=True)

    class Meta(TableLine.Meta):
        verbose_name = "rad i egen tabell"
        verbose_name_plural = "rader i egna tabeller"


class OwnColumn(TableLine):
    """A column of a board's table. It is of the report's year, of ``year``, or of a year so many ``years_ahead``.

    A number that ``counts_persons`` is hidden at publication where the table has one under the board's limit.
    """

    kind = models.CharField("enhet", max_length=7, choices=ValueKind)
    year = models.PositiveSmallIntegerField("gäller år", null=True, blank=True)
    years_ahead = models.SmallIntegerField("år framåt", null=True, blank=True)
    counts_persons = models.BooleanField("räknar personer", default=False)

    class Meta(TableLine.Meta):
        verbose_name = "kolumn i egen tabell"
        verbose_name_plural = "kolumner i egna tabeller"
        constraints = [
            *TableLine.Meta.constraints,
            models.UniqueConstraint(fields=["id", "kind"], name="owncolumn_with_kind"),
            limit_to_choices(ValueKind, "kind", "owncolumn_kind_known"),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(years_ahead__isnull=True), name="owncolumn_one_year"
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1990, year__lte=2100), name="owncolumn_year_valid"
            ),
            models.CheckConstraint(
                condition=Q(years_ahead__isnull=True)
                | Q(years_ahead__gte=-MAX_YEARS_AWAY, years_ahead__lte=MAX_YEARS_AWAY),
                name="owncolumn_years_ahead_valid",
            ),
            models.CheckConstraint(
                condition=Q(counts_persons=False) | Q(kind=ValueKind.NUMBER), name="owncolumn_persons_are_numbers"
            ),
            models.CheckConstraint(
                condition=Q(relation="") | ~Q(kind=ValueKind.TEXT), name="owncolumn_text_follows_nothing"
            ),
        ]


_REASONS = [reason for reason in MissingReason.values if reason != MissingReason.NOT_A_NUMBER]
_MISSING = Q(missing__in=_REASONS, amount__isnull=True, value__isnull=True, text="")


@track_history("row", "column", "year", "tertial")
class OwnValue(Versioned, BoardOwned):
    """What a report says where a row and a column meet, or why it says nothing. Whole kronor, a number, or text.

    ``year`` and ``tertial`` are those of the report, whatever year the column is about. Row, column and ``kind`` are of
    the same table, which the database sees to.
    """

    own_table = models.ForeignKey(OwnTable, verbose_name="tabell", on_delete=models.PROTECT, related_name="+")
    row = models.ForeignKey(OwnRow, verbose_name="rad", on_delete=models.PROTECT, related_name="values")
    column = models.ForeignKey(OwnColumn, verbose_name="kolumn", on_delete=models.PROTECT, related_name="values")
    kind = models.CharField("enhet", max_length=7, choices=ValueKind)
    year = models.PositiveSmallIntegerField("år")
    tertial = models.PositiveSmallIntegerField("tertial")
    amount = models.BigIntegerField("belopp", null=True, blank=True)
    value = models.DecimalField("värde", max_digits=24, decimal_places=6, null=True, blank=True)
    text = models.TextField("text", blank=True)
    missing = models.CharField("saknas", max_length=16, choices=MissingReason, blank=True)

    class Meta:
        verbose_name = "värde i egen tabell"
        verbose_name_plural = "värden i egna tabeller"
        ordering = ["own_table", "row", "column", "year", "tertial"]
        constraints = [
            models.UniqueConstraint(
                fields=["own_table", "row", "column", "kind", "year", "tertial"], name="ownvalue_unique"
            ),
            limit_to_valid_tertial("ownvalue_tertial_valid"),
            models.CheckConstraint(
                condition=_MISSING
                | Q(missing="", kind="amount", amount__isnull=False, value__isnull=True, text="")
                | Q(missing="", kind__in=["number", "percent"], amount__isnull=True, value__isnull=False, text="")
                | (Q(missing="", kind="text", amount__isnull=True, value__isnull=True) & ~Q(text="")),
                name="ownvalue_says_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["board", "year", "tertial"], name="ownvalue_board_period")]

    def __str__(self) -> str:
        return f"{self.row}, {self.column} {self.year} T{self.tertial}"
