"""The operating budget and the investments, in whole kronor.

Inside, revenue and cost are both positive, net cost is cost - revenue, and a variance's plus is a surplus.
"""

from django.db import models
from django.db.models import F, Q

from apps.audit.history import Versioned, track_history
from apps.budget.rules import REVENUE_PREFIX
from apps.core.constraints import limit_to_choices, limit_to_valid_tertial
from apps.organisation.models import BoardOwned, ServiceArea, slug_validator
from apps.rounds.models import SourceTable


class CostType(models.TextChoices):
    """Kostnadsslag. ``cost`` and ``net`` are totals as the source states them."""

    REVENUE = "revenue", "intäkter"
    STAFF = "staff", "personal"
    PREMISES = "premises", "lokaler"
    CAPITAL = "capital", "kapital"
    OTHER = "other", "övrigt"
    COST = "cost", "kostnader"
    NET = "net", "netto"


BASE_COST_TYPES = (CostType.REVENUE, CostType.STAFF, CostType.PREMISES, CostType.CAPITAL, CostType.OTHER)
"""Those of the seven that own cost types may belong to: the others are sums."""


class OwnCostType(BoardOwned):
    """A cost type of the board's own beside the seven. It belongs to one of them, by which boards compare.

    Its code stands in ``OperatingLine.cost_type`` as those of the seven do, and never changes.
    """

    code = models.SlugField("kod", max_length=80, validators=[slug_validator])
    name = models.CharField("namn", max_length=100)
    belongs_to = models.CharField("hör till", max_length=8, choices=[(one.value, one.label) for one in BASE_COST_TYPES])
    position = models.PositiveIntegerField("ordning", default=0)
    valid_from = models.PositiveSmallIntegerField("från år", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("till år", null=True, blank=True)

    class Meta:
        verbose_name = "eget kostnadsslag"
        verbose_name_plural = "egna kostnadsslag"
        ordering = ["board", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "code"], name="owncosttype_code_unique"),
            models.UniqueConstraint(fields=["board", "name"], name="owncosttype_name_unique"),
            models.CheckConstraint(condition=Q(belongs_to__in=BASE_COST_TYPES), name="owncosttype_belongs_to_a_part"),
            models.CheckConstraint(condition=~Q(code__in=CostType.values), name="owncosttype_is_none_of_the_seven"),
            models.CheckConstraint(
                condition=Q(belongs_to=CostType.REVENUE, code__startswith=REVENUE_PREFIX)
                | ~Q(belongs_to=CostType.REVENUE) & ~Q(code__startswith=REVENUE_PREFIX),
                name="owncosttype_revenue_by_its_code",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="owncosttype_years_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PeriodAmounts(BoardOwned):
    """A row of money. Budget and forecast are for the full year, actual is accumulated from January."""

    year = models.PositiveSmallIntegerField("år")
    tertial = models.PositiveSmallIntegerField("tertial")
    budget = models.BigIntegerField("budget", null=True, blank=True)
    actual = models.BigIntegerField("utfall", null=True, blank=True)
    forecast = models.BigIntegerField("prognos", null=True, blank=True)
    stated_variance = models.BigIntegerField("avvikelse utfall enligt rapporten", null=True, blank=True)
    stated_forecast_variance = models.BigIntegerField("avvikelse prognos enligt rapporten", null=True, blank=True)
    footnote = models.TextField("fotnot", blank=True)
    table = models.ForeignKey(
        SourceTable, verbose_name="tabell", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


_HAS_AMOUNT = (
    Q(budget__isnull=False)
    | Q(actual__isnull=False)
    | Q(forecast__isnull=False)
    | Q(stated_variance__isnull=False)
    | Q(stated_forecast_variance__isnull=False)
)


@track_history("service_area", "year", "tertial", "cost_type", "table")
class OperatingLine(Versioned, PeriodAmounts):
    """Service area x period x cost type. ``table`` tells which printed table says so; empty = the board's own entry.

    ``period_budget`` is the budget from January to the tertial's end. At T3 that is the year's, so it is empty there.
    ``cost_type`` is one of the seven, or the code of one of the board's own: migration 0007 sees to that.
    """

    period_budget = models.BigIntegerField("periodbudget", null=True, blank=True)
    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    cost_type = models.CharField("kostnadsslag", max_length=80, choices=CostType)
    label = models.CharField("radens namn", max_length=250, blank=True)

    class Meta:
        verbose_name = "budgetrad"
        verbose_name_plural = "budgetrader"
        ordering = ["service_area", "year", "tertial", "cost_type"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_area", "year", "tertial", "cost_type", "table"],
                name="operatingline_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=_HAS_AMOUNT | Q(period_budget__isnull=False), name="operatingline_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(tertial__lt=3) | Q(period_budget__isnull=True),
                name="operatingline_no_period_budget_at_year_end",
            ),
            limit_to_valid_tertial("operatingline_tertial_valid"),
        ]
        indexes = [models.Index(fields=["board", "year", "tertial"], name="operatingline_board_period")]

    def __str__(self) -> str:
        return f"{self.service_area} {self.year} T{self.tertial} {self.get_cost_type_display()}"


class InvestmentProject(BoardOwned):
    """An investment, or the sum row that projects stand under."""

    code = models.SlugField("kod", max_length=100, validators=[slug_validator])
    name = models.CharField("namn", max_length=250)
    parent = models.ForeignKey(
        "self", verbose_name="överordnad", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("ordning", default=0)
    valid_from = models.PositiveSmallIntegerField("från år", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("till år", null=True, blank=True)

    class Meta:
        verbose_name = "investering"
        verbose_name_plural = "investeringar"
        ordering = ["board", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "code"], name="investmentproject_code_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="investmentproject_with_board"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="investmentproject_years_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Flow(models.TextChoices):
    """Which way the money goes. Expense and income are both positive, net is expense - income."""

    EXPENSE = "expense", "utgift"
    INCOME = "income", "inkomst"
    NET = "net", "netto"


@track_history("project", "year", "tertial", "flow", "table")
class InvestmentLine(Versioned, PeriodAmounts):
    """An investment's money in one period."""

    project = models.ForeignKey(
        InvestmentProject, verbose_name="investering", on_delete=models.PROTECT, related_name="lines"
    )
    flow = models.CharField("flöde", max_length=8, choices=Flow)
    original_budget = models.BigIntegerField("ursprunglig budget", null=True, blank=True)
    supplementary_budget = models.BigIntegerField("tilläggsbudget", null=True, blank=True)

    class Meta:
        verbose_name = "investeringsrad"
        verbose_name_plural = "investeringsrader"
        ordering = ["project", "year", "tertial", "flow"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "tertial", "flow", "table"],
                name="investmentline_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=_HAS_AMOUNT | Q(original_budget__isnull=False) | Q(supplementary_budget__isnull=False),
                name="investmentline_not_empty",
            ),
            limit_to_valid_tertial("investmentline_tertial_valid"),
            limit_to_choices(Flow, "flow", "investmentline_flow_known"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year} T{self.tertial}"


class BudgetChangeKind(models.TextChoices):
    """Why a budget is what it is. ``original`` is where the year begins, the others change it."""

    ORIGINAL = "original", "ursprunglig budget"
    SUPPLEMENTARY = "supplementary", "tilläggsanslag"
    REALLOCATION = "reallocation", "omfördelning"
    STATE_GRANT = "state_grant", "statsbidrag"
    OTHER = "other", "övrigt"


_IN_YEAR = Q(date__year=F("year"), date__month__lte=F("tertial") * 4)


@track_history("service_area", "year", "date", "kind", "decision")
class BudgetChange(Versioned, BoardOwned):
    """A step on the way of an area's net budget through the year, whole kronor; plus is a larger net budget.

    ``tertial`` is the report that tells of it first: a change dated in February that nobody knew of in T1 belongs to
    T2. The date is of the year and no later than the tertial's end; an original budget may be older.
    """

    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("år")
    tertial = models.PositiveSmallIntegerField("tertial")
    date = models.DateField("datum")
    kind = models.CharField("slag", max_length=13, choices=BudgetChangeKind)
    amount = models.BigIntegerField("belopp")
    decision = models.CharField("beslut", max_length=150, blank=True)
    note = models.TextField("anmärkning", blank=True)

    class Meta:
        verbose_name = "budgetändring"
        verbose_name_plural = "budgetändringar"
        ordering = ["service_area", "year", "date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_area", "year", "date", "kind", "decision"], name="budgetchange_unique"
            ),
            models.UniqueConstraint(
                fields=["service_area", "year"],
                condition=Q(kind=BudgetChangeKind.ORIGINAL),
                name="budgetchange_one_original",
            ),
            limit_to_valid_tertial("budgetchange_tertial_valid"),
            limit_to_choices(BudgetChangeKind, "kind", "budgetchange_kind_known"),
            models.CheckConstraint(
                condition=_IN_YEAR | Q(kind=BudgetChangeKind.ORIGINAL, date__year__lt=F("year")),
                name="budgetchange_date_in_period",
            ),
            models.CheckConstraint(
                condition=~Q(amount=0) | Q(kind=BudgetChangeKind.ORIGINAL), name="budgetchange_changes_something"
            ),
        ]
        indexes = [models.Index(fields=["board", "year", "tertial"], name="budgetchange_board_period")]

    def __str__(self) -> str:
        return f"{self.service_area} {self.date} {self.get_kind_display()}"


@track_history("service_area", "date")
class InterimForecast(Versioned, BoardOwned):
    """What an area's net cost of the full year was foreseen to be on a day between two reports, whole kronor.

    Year and tertial are those of the date: the report of that tertial tells of it.
    """

    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("år")
    tertial = models.PositiveSmallIntegerField("tertial")
    date = models.DateField("datum")
    forecast = models.BigIntegerField("prognos")
    note = models.TextField("anmärkning", blank=True)

    class Meta:
        verbose_name = "prognos mellan tertial"
        verbose_name_plural = "prognoser mellan tertial"
        ordering = ["service_area", "date"]
        constraints = [
            models.UniqueConstraint(fields=["service_area", "date"], name="interimforecast_unique"),
            limit_to_valid_tertial("interimforecast_tertial_valid"),
            models.CheckConstraint(
                condition=_IN_YEAR & Q(date__month__gt=F("tertial") * 4 - 4), name="interimforecast_date_in_tertial"
            ),
        ]
        indexes = [models.Index(fields=["board", "year", "tertial"], name="interimforecast_board_period")]

    def __str__(self) -> str:
        return f"{self.service_area} {self.date}"
