"""``BoardReport``: everything one board says about one tertial. One object, many faces.

A tree of frozen structs, built by ``followup.build`` and by nothing else. Page, API, Excel, PDF and Word render it
and compute nothing themselves. Money is whole kronor, revenue and cost both positive, a variance's plus is a surplus.
Indicator values are ``Decimal``. Sums of rounded published figures may differ from the published sum: both stand here.
"""

from datetime import date
from decimal import Decimal

import msgspec

from apps.core.lights import Light
from apps.core.tertials import Tertial

SCHEMA = 1


class Part(msgspec.Struct, frozen=True, gc=False):
    """A part of the report. Never changed, and never in a circle, so the garbage collector need not look at it."""


class MunicipalityRef(Part, frozen=True, kw_only=True):
    """The municipality by SCB's code."""

    code: str
    name: str
    slug: str


class BoardRef(Part, frozen=True, kw_only=True):
    """The board and the settings that its lights were judged with."""

    name: str
    slug: str
    administration: str
    tolerance_percent: Decimal
    small_number_threshold: int


class Decision(Part, frozen=True, kw_only=True):
    """The board's decision to adopt the report. Empty text where the source does not say."""

    date: date | None
    paragraph: str
    case_number: str


class SourceTableRef(Part, frozen=True, kw_only=True):
    """A table as printed in the source report, in its order."""

    code: str
    title: str
    note: str
    unit: str = "tkr"


class Area(Part, frozen=True, kw_only=True):
    """A node of the board's tree, listed in tree order; the first is the whole board, depth 0."""

    code: str
    name: str
    kind: str
    parent: str | None
    depth: int


class FocusAreaRef(Part, frozen=True, kw_only=True):
    """Fokusområde."""

    code: str
    name: str
    description: str


class Verdict(Part, frozen=True, kw_only=True):
    """A light with its reasons. ``light`` is what is shown: what people judged, else what was computed.

    ``sentence`` explains the computed light in one Swedish sentence. ``stated`` is the report's own words.
    """

    light: Light
    computed: Light
    by_people: bool
    sentence: str
    stated: str = ""
    override_reason: str = ""


class LightCounts(Part, frozen=True, kw_only=True):
    """How many of each light."""

    met: int = 0
    on_track: int = 0
    not_met: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.met + self.on_track + self.not_met + self.unknown

    @property
    def judged(self) -> int:
        """Those that say something."""
        return self.total - self.unknown


class Assessment(Part, frozen=True, kw_only=True):
    """What people judged and wrote, for the whole board or one service area. ``verdict`` is None without a rating."""

    area: str
    area_name: str
    whole_board: bool
    verdict: Verdict | None
    trend: str
    summary: str
    cause: str
    action: str
    gender_reflection: str


class Target(Part, frozen=True, kw_only=True):
    """A target. ``words`` is it in plain Swedish (”mindre än 20”), ``text`` as the report writes it.

    ``line`` is the level to draw in a chart: the threshold that the comparator and base year give, if there is one.
    """

    year: int
    area: str
    gender: str
    comparator: str
    value: Decimal | None
    upper: Decimal | None
    base_year: int | None
    line: Decimal | None
    text: str
    words: str
    decision: str
    footnote: str


class Point(Part, frozen=True, kw_only=True):
    """One outcome. ``value`` is None when ``missing`` or ``suppressed`` says why; then no other number stands."""

    year: int
    tertial: int
    area: str
    area_name: str
    gender: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    forecast: Decimal | None
    missing: str
    missing_label: str
    stated_text: str
    stated_change: Decimal | None
    preliminary: bool
    suppressed: bool
    footnote: str


class Reading(Part, frozen=True, kw_only=True):
    """This tertial's outcome of an indicator for one area and gender, held against its target."""

    point: Point
    target: Target | None
    verdict: Verdict
    last_year: Decimal | None


class Indicator(Part, frozen=True, kw_only=True):
    """An indicator of a goal (``goal`` set) or a key figure (``kind`` set), with its whole series.

    ``readings`` are this tertial's, whole board first, then areas, T before K and M. ``verdict`` sums them up;
    ``has_target`` is false for figures that are followed without being judged.
    """

    code: str
    name: str
    goal: str | None
    kind: str
    kind_label: str
    heading: str
    unit: str
    decimals: int
    direction: str
    direction_label: str
    accumulation: str
    accumulation_label: str
    by_gender: bool
    counts_persons: bool
    reference_for: str | None
    references: tuple[str, ...]
    definition: str
    source: str
    kolada_id: str | None
    has_target: bool
    verdict: Verdict
    readings: tuple[Reading, ...]
    series: tuple[Point, ...]
    targets: tuple[Target, ...]
    assessments: tuple[Assessment, ...]


class Goal(Part, frozen=True, kw_only=True):
    """A goal with its light, its indicators (by code) and what was written of it. In tree order, ``depth`` from 0.

    ``indicator_lights`` counts the indicators that have a target or a rating; the others are only followed.
    """

    code: str
    name: str
    level: str
    level_label: str
    description: str
    parent: str | None
    depth: int
    children: tuple[str, ...]
    focus_areas: tuple[str, ...]
    areas: tuple[str, ...]
    verdict: Verdict
    indicator_lights: LightCounts
    indicators: tuple[str, ...]
    assessments: tuple[Assessment, ...]


class Amounts(Part, frozen=True, kw_only=True):
    """The money of one row in one period, whole kronor. Budget and forecast full year, actual accumulated.

    ``variance`` is the one to show: as published where it is, else computed; plus is a surplus. It is held against
    the forecast at T1 and T2 and the actual at T3 (``basis``: ``forecast``, ``actual`` or empty when unknown).
    ``computed_variance`` is budget - basis (for revenue the other way); differing is told by a finding.
    ``exact`` says that the figures come from a printed table and are shown with the decimals it had; ``table`` is the
    code of that table where the report itself holds it.
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


class MoneyRow(Part, frozen=True, kw_only=True):
    """A row of the operating budget: this period's amounts and the earlier periods that the reports state.

    ``summed`` tells that no source states the row: it is the sum of the rows below it.
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


class OtherStatement(Part, frozen=True, kw_only=True):
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


class AreaEconomy(Part, frozen=True, kw_only=True):
    """One service area's money, in tree order. ``net`` is None where nothing is told."""

    area: str
    name: str
    kind: str
    parent: str | None
    depth: int
    has_children: bool
    net: MoneyRow | None
    cost_types: tuple[MoneyRow, ...]


class ForecastAccuracy(Part, frozen=True, kw_only=True):
    """The variance that was foreseen at a tertial, or the final one at T3. Plus is a surplus."""

    period: Tertial
    variance: int
    is_final: bool
    off_by: int | None


class Economy(Part, frozen=True, kw_only=True):
    """The operating budget. ``areas[0]`` is the whole board."""

    areas: tuple[AreaEconomy, ...]
    other_statements: tuple[OtherStatement, ...]
    forecast_accuracy: tuple[ForecastAccuracy, ...]


class InvestmentRow(Part, frozen=True, kw_only=True):
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


class InvestmentTable(Part, frozen=True, kw_only=True):
    """The investments of one printed table, or of the board's own entry (empty ``code``)."""

    code: str
    title: str
    rows: tuple[InvestmentRow, ...]


class ControlResult(Part, frozen=True, kw_only=True):
    """A control's result in one tertial."""

    tertial: int
    status: str
    status_label: str
    verdict: str
    verdict_label: str
    comment: str


class Control(Part, frozen=True, kw_only=True):
    """Kontrollmoment with its results this year, T1 first."""

    code: str
    name: str
    description: str
    results: tuple[ControlResult, ...]


class Risk(Part, frozen=True, kw_only=True):
    """A risk; ``value`` is probability x consequence, ``stated_value`` what the report prints."""

    code: str
    name: str
    process_group: str
    process: str
    category: str
    owner_role: str
    area: str
    area_name: str
    probability: int
    consequence: int
    value: int
    stated_value: int | None
    level: str
    level_label: str
    controls: tuple[Control, ...]


class Comment(Part, frozen=True, kw_only=True):
    """Why it went as it did."""

    topic: str
    topic_label: str
    area: str
    area_name: str
    whole_board: bool
    heading: str
    text: str
    cause: str
    action: str


class FindingAnswer(Part, frozen=True, kw_only=True):
    """What the board's people said of a finding. ``reason_label`` is the word on the screen.

    ``outdated`` tells that the difference was another when the answer was given, so that it may no longer hold.
    """

    reason: str
    reason_label: str
    text: str
    outdated: bool = False


class Finding(Part, frozen=True, kw_only=True):
    """Something in the report that does not agree with itself. Shown, never repaired.

    ``where`` points at what it concerns: ``area``, ``indicator``, ``risk``, ``investment`` or ``summary``; ``key`` is
    its code. ``period``, ``part`` (cost type, flow or gender) and ``column`` tell which figure: ``2020-t3``,
    ``net``, ``actual``; ``also`` holds the codes of other
    rows that the message names. ``fingerprint`` is the same for the same contradiction in every later build, and
    ``size`` is the difference (found - expected) in the unit of the figure. ``severity``: large, medium, small.
    """

    check: str
    where: str
    key: str
    name: str
    message: str
    expected: str
    found: str
    difference: str = ""
    size: Decimal | None = None
    severity: str = "medium"
    severity_label: str = ""
    period: str = ""
    column: str = ""
    part: str = ""
    table: str = ""
    also: tuple[str, ...] = ()
    fingerprint: str = ""
    answer: FindingAnswer | None = None


class Attention(Part, frozen=True, kw_only=True):
    """Something to look at first. ``kind``: ``goal``, ``indicator``, ``deficit`` or ``risk``; ``key`` is its code."""

    kind: str
    key: str
    light: Light
    headline: str
    why: str
    action: str


class History(Part, frozen=True, kw_only=True):
    """One period of the board, for the lines over time. What is not known is None."""

    period: Tertial
    published: bool
    goal_lights: LightCounts | None
    indicator_lights: LightCounts | None
    amounts: Amounts | None


class BoardReport(Part, frozen=True, kw_only=True):
    """Everything one board says about one tertial."""

    schema: int
    municipality: MunicipalityRef
    board: BoardRef
    period: Tertial
    state: str
    state_label: str
    decision: Decision | None
    source_title: str
    summary: str
    overview: tuple[str, ...]
    attention: tuple[Attention, ...]
    tables: tuple[SourceTableRef, ...]
    areas: tuple[Area, ...]
    focus_areas: tuple[FocusAreaRef, ...]
    goals: tuple[Goal, ...]
    goal_lights: LightCounts
    indicator_lights: LightCounts
    indicators: tuple[Indicator, ...]
    economy: Economy
    investments: tuple[InvestmentTable, ...]
    risks: tuple[Risk, ...]
    comments: tuple[Comment, ...]
    findings: tuple[Finding, ...]
    history: tuple[History, ...]
