"""The parts of a ``BoardReport`` about money: operating budget, investments, forecasts.

Whole kronor, revenue and cost both positive, a variance's plus is a surplus.
"""

from datetime import date
from decimal import Decimal

from apps.core.tertials import Tertial
from apps.report.measures import ReportPart


class Amounts(ReportPart, frozen=True, kw_only=True):
    """The money of one row in one period, whole kronor. Budget and forecast full year, actual accumulated.

    ``period_budget`` is the budget from January to the period's end, and ``variance_so_far`` what is left of it: as
    published where it is, else ``computed_variance_so_far``, period budget - actual (for revenue the other way).
    ``used_percent`` is the actual in percent of the year's budget, in the report's own period. All are None at T3,
    where the period is the year.

    ``variance`` is the one to show: as published where it is, else computed; plus is a surplus. It is held against
    the forecast at T1 and T2 and the actual at T3 (``basis``: ``forecast``, ``actual`` or empty when unknown).
    ``computed_variance`` is budget - basis (for revenue the other way); differing is told by a finding.
    ``exact`` says that the figures come from a printed table and are shown with the decimals it had; ``table`` is the
    code of that table where the report itself holds it. A figure with a table that is not ``exact`` is the board's own,
    which has replaced what the table, and any later one, prints in that row.
    """

    period: Tertial
    budget: int | None
    actual: int | None
    forecast: int | None
    variance: int | None
    computed_variance: int | None
    basis: str
    variance_percent: Decimal | None
    exact: bool
    table: str = ""
    period_budget: int | None = None
    variance_so_far: int | None = None
    computed_variance_so_far: int | None = None
    used_percent: Decimal | None = None


class MoneyRow(ReportPart, frozen=True, kw_only=True, omit_defaults=True):
    """A row of the operating budget: this period's amounts and the earlier periods that the reports state.

    ``summed`` tells that no source states the row: it is the sum of the rows below it. ``belongs_to`` is the one of the
    seven cost types that a cost type of the board's own is a part of; empty for the seven,
    and then left out of the JSON, so that reports of before there were any keep their bytes.
    """

    area: str
    cost_type: str
    cost_type_label: str
    label: str
    now: Amounts
    past: tuple[Amounts, ...]
    table: str
    summed: bool
    footnote: str
    belongs_to: str = ""


class OtherStatement(ReportPart, frozen=True, kw_only=True):
    """What a later table of the same report says of a row that an earlier table has told already."""

    area: str
    area_name: str
    cost_type: str
    cost_type_label: str
    label: str
    amounts: Amounts
    table: str
    table_title: str
    differs: bool


class BudgetChange(ReportPart, frozen=True, kw_only=True):
    """A step of an area's net budget: the original, or a change. Whole kronor; plus is a larger net budget.

    ``tertial`` is the number of the report that tells of it first.
    """

    date: date
    tertial: int
    kind: str
    kind_label: str
    amount: int
    decision: str
    note: str


class BudgetPath(ReportPart, frozen=True, kw_only=True):
    """An area's net budget from the original over each change to the one that holds, whole kronor.

    ``original_step`` is the original budget with its date and decision, None where the areas below were decided apart.
    ``total`` is what original and changes add up to, None without an original. ``budget`` is the budget that the
    area's line states, ``difference`` what it has more than the total, ``agrees`` whether rounding explains that; all
    None where one of the two is missing. ``summed`` tells that the area has no steps of its own: they are those of the
    areas below together, which all have theirs.
    """

    original: int | None
    original_step: BudgetChange | None
    changes: tuple[BudgetChange, ...]
    total: int | None
    budget: int | None
    difference: int | None
    agrees: bool | None
    summed: bool = False

    @property
    def steps(self) -> tuple[BudgetChange, ...]:
        """The original budget, where it is one decision, and the changes after it."""
        return (self.original_step, *self.changes) if self.original_step else self.changes


class BudgetShift(ReportPart, frozen=True, kw_only=True):
    """The area's net budget was another in an earlier report of the year, whole kronor.

    ``changes`` is what the budget changes that are new since then sum to; ``is_explained`` whether they are the whole
    difference, or the whole path adds up to the new budget.
    """

    period: Tertial
    before: int
    now: int
    changes: int
    is_explained: bool


class ForecastPoint(ReportPart, frozen=True, kw_only=True):
    """What an area's net cost of the full year was foreseen to be on a day, or became. Whole kronor.

    ``kind`` is ``tertial`` (a report's forecast), ``interim`` (a forecast between two reports) or ``outcome`` (the
    final accounts). ``summed`` tells that it is the sum of the areas below.
    """

    date: date
    kind: str
    label: str
    amount: int
    note: str = ""
    summed: bool = False


class FormerSeries(ReportPart, frozen=True, kw_only=True):
    """The net of an area that was split, to the last year that it was one; the latest period first.

    It is the whole old area's, and is not divided among those that came after. ``together``: it is the sum of several
    areas that became several others.
    """

    code: str
    name: str
    until: int
    amounts: tuple[Amounts, ...]
    together: bool = False

    @property
    def label(self) -> str:
        """How it stands to what came after."""
        return "före omorganisationen, tillsammans" if self.together else "före delningen"


class AreaEconomy(ReportPart, frozen=True, kw_only=True):
    """One service area's money, in tree order. ``net`` is None where nothing is told.

    ``budget_path`` is None where no step of the budget is known, ``budget_shift`` where the budget is as it was.
    ``forecasts`` is the year's line of forecasts, where any was made between the reports. ``reorganised`` says in
    Swedish what the area was earlier, and ``former`` has the series of what it was split from.
    """

    area: str
    name: str
    kind: str
    parent: str | None
    depth: int
    has_children: bool
    net: MoneyRow | None
    cost_types: tuple[MoneyRow, ...]
    budget_path: BudgetPath | None = None
    budget_shift: BudgetShift | None = None
    forecasts: tuple[ForecastPoint, ...] = ()
    reorganised: tuple[str, ...] = ()
    former: tuple[FormerSeries, ...] = ()


class ForecastAccuracy(ReportPart, frozen=True, kw_only=True):
    """The variance that was foreseen at a tertial, or the final one at T3. Plus is a surplus."""

    period: Tertial
    variance: int
    is_final: bool
    off_by: int | None


class Economy(ReportPart, frozen=True, kw_only=True):
    """The operating budget. ``areas[0]`` is the whole board."""

    areas: tuple[AreaEconomy, ...]
    other_statements: tuple[OtherStatement, ...]
    forecast_accuracy: tuple[ForecastAccuracy, ...]


class InvestmentRow(ReportPart, frozen=True, kw_only=True):
    """An investment or a sum row, in tree order. Expense and income positive, net is expense - income."""

    code: str
    name: str
    parent: str | None
    depth: int
    is_sum: bool
    area: str
    area_name: str
    flow: str
    flow_label: str
    original_budget: int | None
    supplementary_budget: int | None
    now: Amounts
    past: tuple[Amounts, ...]
    footnote: str


class InvestmentTable(ReportPart, frozen=True, kw_only=True):
    """The investments of one printed table, or of the board's own entry (empty ``code``)."""

    code: str
    title: str
    rows: tuple[InvestmentRow, ...]
