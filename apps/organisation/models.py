"""Who answers for what: the municipality, its boards, and each board's tree of service areas."""

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models

from apps.core.choices import SignConvention
from apps.core.constraints import limit_to_choices
from apps.organisation.counties import find_county
from apps.organisation.querysets import BoardQuerySet, MunicipalityQuerySet, ServiceAreaQuerySet

slug_validator = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "Skriv gemener a–z, siffror och bindestreck.")


class Municipality(models.Model):
    """A municipality by SCB's four-digit code."""

    code = models.CharField("kommunkod", max_length=4, unique=True, validators=[RegexValidator(r"^\d{4}$")])
    name = models.CharField("namn", max_length=100)
    slug = models.SlugField("adress", max_length=60, unique=True, validators=[slug_validator])
    is_made_up = models.BooleanField(
        "påhittad", default=False, db_default=False, help_text="Finns inte: siffror och texter är exempel."
    )

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "kommun"
        verbose_name_plural = "kommuner"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[0-9]{4}$"), name="municipality_code_scb"),
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="municipality_slug_plain"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def county(self) -> str:
        """The county by the code; empty for one of no county."""
        return find_county(self.code)


class Board(models.Model):
    """A political board, with the settings that colour its lights and guard its small numbers."""

    municipality = models.ForeignKey(
        Municipality, verbose_name="kommun", on_delete=models.PROTECT, related_name="boards"
    )
    name = models.CharField("namn", max_length=150)
    slug = models.SlugField("adress", max_length=80, validators=[slug_validator])
    administration = models.CharField("förvaltning", max_length=150, blank=True)
    tolerance_percent = models.DecimalField(
        "tolerans i procent",
        max_digits=5,
        decimal_places=2,
        default=Decimal(5),
        help_text="Så långt från målvärdet, i procent av det, räknas som på väg.",
    )
    small_number_threshold = models.PositiveSmallIntegerField(
        "småtalsgräns", default=5, help_text="Färre personer än så döljs i publika ytor. 0 stänger av."
    )
    forecast_warning_percent = models.DecimalField(
        "gräns för ändrad prognos, procent",
        max_digits=5,
        decimal_places=2,
        default=Decimal(5),
        db_default=Decimal(5),
        help_text="Ändras en prognos mer än så sedan förra tertialet frågar systemet varför.",
    )
    # Which variances are to be explained in words: those over either limit. Without limits every expected text is.
    explain_over_percent = models.DecimalField(
        "förklara avvikelser över, procent", max_digits=5, decimal_places=2, null=True, blank=True
    )
    explain_over_kronor = models.PositiveBigIntegerField("förklara avvikelser över, kronor", null=True, blank=True)
    # How costs and revenue are signed in what the board pastes and its systems give; nothing chosen: as it stands.
    amount_sign = models.CharField(
        "teckenregel", max_length=20, choices=SignConvention, blank=True, default="", db_default=""
    )
    is_public = models.BooleanField("fastställda rapporter är publika", default=True)
    edition = models.PositiveBigIntegerField("publiceringar", default=0, db_default=0, editable=False)
    # The latest period that something in the plan changes from (``core.plan_time``): reports of earlier periods have
    # to look for what held before. 0 where nothing has changed.
    plan_changed_from = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = "nämnd"
        verbose_name_plural = "nämnder"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="board_slug_unique"),
            models.UniqueConstraint(fields=["id", "municipality"], name="board_with_municipality"),
            models.CheckConstraint(
                condition=models.Q(tolerance_percent__gte=0, tolerance_percent__lte=100), name="board_tolerance_range"
            ),
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="board_slug_plain"
            ),
            models.CheckConstraint(
                condition=models.Q(forecast_warning_percent__gte=0), name="board_forecast_warning_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(explain_over_percent__isnull=True)
                | models.Q(explain_over_percent__gte=0, explain_over_percent__lte=100),
                name="board_explain_over_percent_range",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_sign__in=["", *SignConvention.values]), name="board_amount_sign_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.municipality.name}"


class FormerAddress(models.Model):
    """An address that a board has had, or that is made from a name it has had. It leads on to the board.

    It is never another board's, neither as an address in use nor as a former one: the database sees to that (migration
    0003), so that an old link and an old file always mean the board they were made for.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    board = models.ForeignKey(Board, verbose_name="nämnd", on_delete=models.PROTECT, related_name="former_addresses")
    slug = models.SlugField("adress", max_length=80, validators=[slug_validator])
    name = models.CharField("namn då", max_length=150)
    left_at = models.DateTimeField("lämnades", auto_now_add=True)

    class Meta:
        verbose_name = "tidigare adress"
        verbose_name_plural = "tidigare adresser"
        ordering = ["board", "left_at"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="formeraddress_unique"),
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="formeraddress_slug_plain"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class AreaKind(models.TextChoices):
    """What a node of the tree is called in the organisation."""

    BOARD = "board", "nämnd"
    MANAGEMENT = "management", "ledning"
    AREA = "area", "område"
    PROCESS = "process", "process"
    ACTIVITY = "activity", "verksamhet"
    UNIT = "unit", "enhet"
    RESERVE = "reserve", "reserv"


class ServiceArea(models.Model):
    """A node of the board's tree. The root, without parent, stands for the whole board."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    board = models.ForeignKey(Board, verbose_name="nämnd", on_delete=models.PROTECT, related_name="service_areas")
    parent = models.ForeignKey(
        "self", verbose_name="överordnad", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    code = models.SlugField("kod", max_length=80, validators=[slug_validator])
    name = models.CharField("namn", max_length=200)
    kind = models.CharField("slag", max_length=12, choices=AreaKind)
    position = models.PositiveIntegerField("ordning", default=0)
    valid_from = models.PositiveSmallIntegerField("från år", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("till år", null=True, blank=True)

    objects = ServiceAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "verksamhet"
        verbose_name_plural = "verksamheter"
        ordering = ["board", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "code"], name="servicearea_code_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="servicearea_with_board"),
            models.UniqueConstraint(
                fields=["board"], condition=models.Q(parent__isnull=True), name="servicearea_one_root"
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="servicearea_not_own_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_to")),
                name="servicearea_years_in_order",
            ),
            limit_to_choices(AreaKind, "kind", "servicearea_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class BoardOwned(models.Model):
    """Every fact row carries its board and municipality, so that it can be scoped and distributed by them."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class ReorganisationSide(models.TextChoices):
    """Is an area one of those that a reorganisation ends, or one of those that it makes?"""

    BEFORE = "before", "före"
    AFTER = "after", "efter"


class Reorganisation(BoardOwned):
    """From a year on other areas do what some areas did: joined, split, or one in the place of one.

    The old areas end the year before, and the new ones begin in ``year``. Reports of that year and later tell the
    series of both together; those that are published stay as they are. A sum of persons counts those of several of the
    old areas more than once, so it may be left out (``sums_persons``).
    """

    year = models.PositiveSmallIntegerField("från år")
    decision = models.CharField("beslut", max_length=200)
    sums_persons = models.BooleanField("antal personer läggs ihop", default=True, db_default=True)
    areas = models.ManyToManyField(ServiceArea, related_name="+", through="ReorganisedArea")

    class Meta:
        verbose_name = "omorganisation"
        verbose_name_plural = "omorganisationer"
        ordering = ["board", "year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "board"], name="reorganisation_with_board"),
            models.CheckConstraint(
                condition=models.Q(year__gte=1990, year__lte=2100), name="reorganisation_year_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"Omorganisation {self.year}"


class ReorganisedArea(BoardOwned):
    """An area of a reorganisation. It ends in one at most, and comes from one at most."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="parts")
    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    side = models.CharField("sida", max_length=6, choices=ReorganisationSide)

    class Meta:
        verbose_name = "omorganiserad verksamhet"
        verbose_name_plural = "omorganiserade verksamheter"
        ordering = ["reorganisation", "service_area__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["service_area", "side"], name="reorganisedarea_once"),
            models.UniqueConstraint(fields=["reorganisation", "service_area"], name="reorganisedarea_one_side"),
            limit_to_choices(ReorganisationSide, "side", "reorganisedarea_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.service_area} {self.get_side_display()} {self.reorganisation.year}"
