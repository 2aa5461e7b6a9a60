"""Goals, indicators, their targets and outcomes, and what people said of them."""

from django.db import models
from django.db.models import F, Q

from apps.audit.history import Versioned, track_history
from apps.core.choices import (
    Accumulation,
    Comparator,
    Direction,
    Gender,
    LightChoice,
    MissingReason,
    RelationAnswer,
    RelationKind,
    RelationStatus,
    Trend,
)
from apps.core.constraints import limit_to_choices, limit_to_valid_tertial
from apps.organisation.models import BoardOwned, ServiceArea, slug_validator
from apps.rounds.models import Round, SourceTable


class PlanItem(BoardOwned):
    """What every part of the plan has: a code that is its address, a name, a place in the order."""

    code = models.SlugField("kod", max_length=100, validators=[slug_validator])
    name = models.CharField("namn", max_length=500)
    position = models.PositiveIntegerField("ordning", default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class FocusArea(PlanItem):
    """Fokusområde: what goals gather under."""

    description = models.TextField("beskrivning", blank=True)

    class Meta:
        verbose_name = "fokusområde"
        verbose_name_plural = "fokusområden"
        ordering = ["board", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["board", "code"], name="focusarea_code_unique")]


class GoalLevel(models.TextChoices):
    """Who set the goal."""

    COUNCIL = "council", "fullmäktigemål"
    BOARD = "board", "nämndmål"
    DIRECTIVE = "directive", "direktiv"


class Goal(PlanItem):
    """A promise for a span of years. A board goal may stand under a council goal."""

    level = models.CharField("nivå", max_length=10, choices=GoalLevel)
    description = models.TextField("beskrivning", blank=True)
    parent = models.ForeignKey(
        "self", verbose_name="överordnat mål", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    focus_areas = models.ManyToManyField(FocusArea, verbose_name="fokusområden", blank=True, related_name="goals")
    service_areas = models.ManyToManyField(ServiceArea, verbose_name="verksamheter", blank=True, related_name="+")
    valid_from = models.PositiveSmallIntegerField("från år", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("till år", null=True, blank=True)

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        ordering = ["board", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "code"], name="goal_code_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="goal_with_board"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="goal_not_own_parent"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="goal_years_in_order",
            ),
            limit_to_choices(GoalLevel, "level", "goal_level_known"),
        ]


class KeyFigureKind(models.TextChoices):
    """The kinds of indicator that stand free of any goal (nyckeltal)."""

    RESOURCE = "resource", "resursmått"
    PERFORMANCE = "performance", "prestationsmått"
    EFFECT = "effect", "effektmått"
    VOLUME = "volume", "volymer"
    STAFF = "staff", "personal"


class Indicator(PlanItem):
    """Something measured: under a goal, or free as a key figure with a kind. Never both."""

    goal = models.ForeignKey(
        Goal, verbose_name="mål", on_delete=models.PROTECT, null=True, blank=True, related_name="indicators"
    )
    kind = models.CharField("slag", max_length=12, choices=KeyFigureKind, blank=True)
    heading = models.CharField("rubrik", max_length=200, blank=True)
    unit = models.CharField("enhet", max_length=40)
    decimals = models.PositiveSmallIntegerField("decimaler", default=0)
    direction = models.CharField("riktning", max_length=8, choices=Direction)
    accumulation = models.CharField("ackumulering", max_length=8, choices=Accumulation)
    by_gender = models.BooleanField("könsuppdelad", default=False)
    counts_persons = models.BooleanField("antal enskilda personer", default=False)
    reference_for = models.ForeignKey(
        "self",
        verbose_name="jämförelse för",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="references",
    )
    definition = models.TextField("definition", blank=True)
    source = models.CharField("källa", max_length=250, blank=True)
    kolada_id = models.CharField("Kolada", max_length=10, null=True, blank=True)  # noqa: DJ001
    tolerance_percent = models.DecimalField(
        "tolerans i procent",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="I stället för nämndens tolerans. 0 är ingen tolerans alls.",
    )
    service_areas = models.ManyToManyField(
        ServiceArea, verbose_name="verksamheter", blank=True, related_name="+", through="IndicatorArea"
    )
    valid_from = models.PositiveSmallIntegerField("från år", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("till år", null=True, blank=True)

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikatorer"
        ordering = ["board", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "code"], name="indicator_code_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="indicator_with_board"),
            models.CheckConstraint(
                condition=Q(goal__isnull=True, kind__in=KeyFigureKind.values) | Q(goal__isnull=False, kind=""),
                name="indicator_goal_or_kind",
            ),
            models.CheckConstraint(condition=Q(decimals__lte=6), name="indicator_decimals_range"),
            models.CheckConstraint(
                condition=Q(tolerance_percent__isnull=True) | Q(tolerance_percent__gte=0, tolerance_percent__lte=100),
                name="indicator_tolerance_range",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="indicator_years_in_order",
            ),
            limit_to_choices(Direction, "direction", "indicator_direction_known"),
            limit_to_choices(Accumulation, "accumulation", "indicator_accumulation_known"),
        ]


class DefinitionChange(BoardOwned):
    """From this tertial on the indicator measures something else: its figures before and after can't be compared."""

    indicator = models.ForeignKey(Indicator, verbose_name="indikator", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("år")
    tertial = models.PositiveSmallIntegerField("tertial")
    note = models.CharField("vad som är ändrat", max_length=500)

    class Meta:
        verbose_name = "ändrad definition"
        verbose_name_plural = "ändrade definitioner"
        ordering = ["indicator", "year", "tertial"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year", "tertial"], name="definitionchange_unique"),
            models.CheckConstraint(condition=~Q(note=""), name="definitionchange_says_what"),
            limit_to_valid_tertial("definitionchange_tertial_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.year} T{self.tertial}"


class Relation(BoardOwned):
    """One indicator follows from others: it is their sum, their quotient, the same thing.

    A sum binds protection until that dismisses it (``status``); ``answer`` is whether the checks demand the relation.
    """

    kind = models.CharField("slag", max_length=16, choices=RelationKind, default=RelationKind.TOTAL)
    total = models.ForeignKey(Indicator, verbose_name="summa", on_delete=models.CASCADE, related_name="+")
    parts = models.ManyToManyField(Indicator, verbose_name="delar", related_name="+", through="RelationPart")
    formula = models.CharField("delarnas id", max_length=500, blank=True)  # so that it is written once
    status = models.CharField("läge", max_length=10, choices=RelationStatus, default=RelationStatus.PROPOSED)
    answer = models.CharField("svar", max_length=10, choices=RelationAnswer, default="", blank=True)
    changed_at = models.DateTimeField("ändrad", auto_now=True)

    class Meta:
        verbose_name = "samband"
        verbose_name_plural = "samband"
        ordering = ["board", "id"]
        constraints = [
            models.UniqueConstraint(fields=["total", "kind", "formula"], name="relation_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="relation_with_board"),
            limit_to_choices(RelationKind, "kind", "relation_kind_known"),
            limit_to_choices(RelationStatus, "status", "relation_status_known"),
            limit_to_choices(RelationAnswer, "answer", "relation_answer_known"),
            models.CheckConstraint(condition=Q(kind="total") | Q(status="unbound"), name="relation_sums_protected"),
            models.CheckConstraint(condition=Q(kind="areas") ^ ~Q(formula=""), name="relation_has_parts"),
        ]

    def __str__(self) -> str:
        return f"{self.total} ({self.get_kind_display()}) {self.formula}"


class RelationPart(BoardOwned):
    """An indicator that another follows from. ``position`` is its place: a numerator is before its denominator."""

    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="links")
    indicator = models.ForeignKey(Indicator, verbose_name="del", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "del av samband"
        verbose_name_plural = "delar av samband"
        ordering = ["relation", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["relation", "indicator"], name="relationpart_unique")]

    def __str__(self) -> str:
        return str(self.indicator)


_WITHOUT_VALUE = ["increase", "decrease", "qualitative", "not_set"]


class IndicatorFact(BoardOwned):
    """What every figure of an indicator carries. ``service_area`` is the root for the whole board."""

    indicator = models.ForeignKey(Indicator, verbose_name="indikator", on_delete=models.PROTECT, related_name="+")
    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("år")
    gender = models.CharField("kön", max_length=1, choices=Gender, default=Gender.TOTAL)
    footnote = models.TextField("fotnot", blank=True)
    table = models.ForeignKey(
        SourceTable, verbose_name="tabell", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


@track_history("indicator", "service_area", "year", "gender")
class Target(Versioned, IndicatorFact):
    """What was promised for a year. ``text`` is the target as the report writes it."""

    comparator = models.CharField("jämförelse", max_length=20, choices=Comparator)
    value = models.DecimalField("målvärde", max_digits=20, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField("övre gräns", max_digits=20, decimal_places=6, null=True, blank=True)
    base_year = models.PositiveSmallIntegerField("basår", null=True, blank=True)
    text = models.CharField("som det står", max_length=500)
    decision = models.CharField("beslut", max_length=200, blank=True)
    reason = models.CharField("skäl till ändringen", max_length=500, blank=True)

    class Meta:
        verbose_name = "målvärde"
        verbose_name_plural = "målvärden"
        ordering = ["indicator", "year", "service_area", "gender"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "service_area", "year", "gender"], name="target_unique"),
            models.CheckConstraint(
                condition=Q(comparator__in=_WITHOUT_VALUE, value__isnull=True)
                | (~Q(comparator__in=_WITHOUT_VALUE) & Q(value__isnull=False)),
                name="target_value_where_needed",
            ),
            models.CheckConstraint(
                condition=(Q(comparator="between") & Q(upper__gte=F("value")))
                | (~Q(comparator="between") & Q(upper__isnull=True)),
                name="target_upper_only_between",
            ),
            models.CheckConstraint(
                condition=Q(base_year__isnull=True) | Q(base_year__lt=F("year")), name="target_base_before_year"
            ),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="target_year_valid"),
            limit_to_choices(Comparator, "comparator", "target_comparator_known"),
            limit_to_choices(Gender, "gender", "target_gender_known"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.text} ({self.year})"


@track_history("indicator", "service_area", "year", "tertial", "gender")
class Outcome(Versioned, IndicatorFact):
    """How it went. Either a value, or a fraction, or both as stated, or a reason why there is none."""

    tertial = models.PositiveSmallIntegerField("tertial")
    value = models.DecimalField("utfall", max_digits=20, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField("täljare", max_digits=20, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField("nämnare", max_digits=20, decimal_places=6, null=True, blank=True)
    missing = models.CharField("saknas", max_length=16, choices=MissingReason, blank=True)
    stated_text = models.CharField("som det står", max_length=100, blank=True)
    stated_change = models.DecimalField(
        "förändring enligt rapporten", max_digits=20, decimal_places=6, null=True, blank=True
    )
    forecast = models.DecimalField("helårsprognos", max_digits=20, decimal_places=6, null=True, blank=True)
    preliminary = models.BooleanField("preliminärt", default=False)

    class Meta:
        verbose_name = "utfall"
        verbose_name_plural = "utfall"
        ordering = ["indicator", "year", "tertial", "service_area", "gender"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "tertial", "service_area", "gender"],
                name="outcome_unique",
                include=["value"],
            ),
            models.CheckConstraint(
                condition=(Q(missing="") & (Q(value__isnull=False) | Q(numerator__isnull=False)))
                | (Q(missing__in=MissingReason.values) & Q(value__isnull=True) & Q(numerator__isnull=True)),
                name="outcome_value_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__gt=0),
                name="outcome_whole_fraction",
            ),
            models.CheckConstraint(
                condition=~Q(missing="not_a_number") | ~Q(stated_text=""), name="outcome_text_when_no_number"
            ),
            limit_to_valid_tertial("outcome_tertial_valid"),
            limit_to_choices(Gender, "gender", "outcome_gender_known"),
        ]
        indexes = [
            models.Index(fields=["board", "year", "tertial"], name="outcome_board_period"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} T{self.tertial}"


@track_history("round", "goal", "indicator", "service_area")
class Assessment(Versioned, BoardOwned):
    """What people judged and wrote of a goal or an indicator in one round, for the board or one service area.

    The computed light is never stored here: the report computes it and shows it beside ``rating``. A text that
    ``is_rich`` is Markdown (``core.rich_text.typed_texts``), any other is read as it stands.
    """

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="assessments")
    goal = models.ForeignKey(
        Goal, verbose_name="mål", on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name="indikator", on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    rating = models.CharField("betyg", max_length=10, choices=LightChoice, blank=True)
    stated_rating = models.CharField("betyg i rapporten", max_length=250, blank=True)
    override_reason = models.TextField("varför betyget avviker från det beräknade", blank=True)
    trend = models.CharField("trend", max_length=10, choices=Trend, blank=True)
    summary = models.TextField("samlad bedömning", blank=True)
    cause = models.TextField("orsak", blank=True)
    action = models.TextField("åtgärd", blank=True)
    gender_reflection = models.TextField("jämställdhetsreflektion", blank=True)
    summary_is_rich = models.BooleanField("bedömningen har formatering", default=False, db_default=False)
    cause_is_rich = models.BooleanField("orsaken har formatering", default=False, db_default=False)
    action_is_rich = models.BooleanField("åtgärden har formatering", default=False, db_default=False)
    gender_reflection_is_rich = models.BooleanField(
        "jämställdhetsreflektionen har formatering", default=False, db_default=False
    )
    table = models.ForeignKey(
        SourceTable, verbose_name="tabell", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "bedömning"
        verbose_name_plural = "bedömningar"
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "goal", "indicator", "service_area"], name="assessment_unique", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(goal__isnull=True) ^ Q(indicator__isnull=True), name="assessment_goal_or_indicator"
            ),
            models.CheckConstraint(
                condition=Q(rating="") | Q(rating__in=LightChoice.values), name="assessment_rating_known"
            ),
            models.CheckConstraint(condition=Q(trend="") | Q(trend__in=Trend.values), name="assessment_trend_known"),
        ]

    def __str__(self) -> str:
        return f"{self.goal or self.indicator}: {self.get_rating_display()}"
