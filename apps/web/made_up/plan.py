"""The shapes of a made-up board's plan: areas with their money, goals, indicators with their series, risks."""

from dataclasses import dataclass, field

from apps.core.tertials import Tertial

Series = tuple[str, ...]
"""A value for each tertial from the first year's T1, as a person writes it; empty where nothing is measured."""


AreaTexts = dict[str, tuple[tuple[str, str, str], ...]]
"""Comment, cause and action for T1, T2 and T3 of a year, by area code."""


@dataclass(frozen=True, slots=True)
class CostTypePlan:
    """A cost type of the board's own; ``account`` is the one that it has in the economy system."""

    code: str
    name: str
    belongs_to: str
    account: int


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """A service area. ``budget`` is its net cost in the first year, tkr, where it has money of its own.

    ``drift`` is how far the actual is from the period's budget, per mille of it, for each tertial. The area is there
    from the tertial with the number ``since``, until that with the number ``until``. ``own_type`` is the board's own
    cost type that most of its other costs are, ``own_shares`` how much of their budget and of their actual, per mille.
    """

    code: str
    name: str
    parent: str | None = None
    kind: str = "area"
    budget: int = 0
    revenue_share: int = 0
    drift: tuple[int, ...] = ()
    since: int = 0
    until: int = 9
    own_type: str = ""
    own_shares: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class GoalPlan:
    """A goal; ``texts`` are summary, cause and action for T1, T2 and T3 of a year."""

    code: str
    name: str
    level: str
    parent: str | None = None
    description: str = ""
    focus: tuple[str, ...] = ()
    texts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """A target as it is written, from the year with the number ``since`` (0 is the first)."""

    text: str
    area: str | None = None
    gender: str = "T"
    since: int = 0


@dataclass(frozen=True, slots=True)
class IndicatorPlan:
    """An indicator. ``series`` is by area code (None for the whole board) and gender.

    ``reference_for`` is the code of the indicator that it is a comparison with.
    """

    code: str
    name: str
    unit: str
    series: dict[tuple[str | None, str], Series]
    goal: str | None = None
    kind: str = ""
    decimals: int = 0
    direction: str = "higher"
    accumulation: str = "rate"
    counts_persons: bool = False
    tolerance: str | None = None
    definition: str = ""
    source: str = ""
    reference_for: str | None = None
    targets: tuple[TargetPlan, ...] = ()

    @property
    def by_gender(self) -> bool:
        """Is it told for women and men?"""
        return any(gender != "T" for _, gender in self.series)


@dataclass(frozen=True, slots=True)
class RiskPlan:
    """A risk with one control, and what the control gave in T1, T2 and T3: status, verdict and comment."""

    code: str
    name: str
    process: str
    owner_role: str
    area: str | None
    probability: int
    consequence: int
    control: str
    results: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class BudgetStep:
    """A change of an area's budget, tkr, first told in the tertial with the number ``place`` of the schedule."""

    area: str
    place: int
    month: int
    day: int
    kind: str
    amount: int
    decision: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class BoardPlan:
    """Everything that is made up about a board."""

    name: str
    administration: str
    threshold: int
    tolerance: int
    case_prefix: str
    areas: tuple[AreaPlan, ...]
    focus_areas: tuple[tuple[str, str, str], ...]
    goals: tuple[GoalPlan, ...]
    indicators: tuple[IndicatorPlan, ...]
    risks: tuple[RiskPlan, ...] = ()
    budget_steps: tuple[BudgetStep, ...] = ()
    area_texts: AreaTexts = field(default_factory=dict)
    summaries: tuple[str, ...] = ()
    has_own_tables: bool = False
    cost_types: tuple[CostTypePlan, ...] = ()

    @property
    def root(self) -> str:
        """The code of the whole board."""
        return self.areas[0].code

    def list_areas(self, place: int) -> list[AreaPlan]:
        """The areas that are there in the tertial of that number."""
        return [area for area in self.areas if area.since <= place < area.until]


def split_series(text: str) -> Series:
    """Nine values in a line; ``-`` where nothing is measured."""
    return tuple("" if part == "-" else part.replace("_", " ") for part in text.split())


def find_value(series: Series, place: int) -> str:
    """The value of a tertial by its number; empty beyond the series' end."""
    return series[place] if place < len(series) else ""


def format_case_number(plan: BoardPlan, period: Tertial) -> str:
    """The case that the report is decided in."""
    return f"{plan.case_prefix} {period.year}/{10 * period.number + 4:03}"
