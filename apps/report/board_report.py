"""``BoardReport``: everything one board reports about one tertial, in one object.

A tree of frozen structs, built by ``report.build`` and by nothing else. Page, API, Excel, PDF and Word render it
and compute nothing themselves. Money is whole kronor, revenue and cost both positive, a variance's plus is a surplus.
Indicator values are ``Decimal``. Sums of rounded published figures may differ from the published sum: both stand here.
"""

from datetime import date
from decimal import Decimal

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report.chapters.chapter_types import Chapter, ChapterText
from apps.report.measures import (
    Assessment,
    DefinitionChange,
    EarlierTarget,
    Goal,
    Indicator,
    LightCounts,
    Point,
    Reading,
    Relation,
    ReportPart,
    RichField,
    Target,
    Verdict,
)
from apps.report.money import (
    Amounts,
    AreaEconomy,
    BudgetChange,
    BudgetPath,
    BudgetShift,
    Economy,
    ForecastAccuracy,
    ForecastPoint,
    FormerSeries,
    InvestmentRow,
    InvestmentTable,
    MoneyRow,
    OtherStatement,
)
from apps.report.own_tables.parts import OwnCell, OwnColumn, OwnRow, OwnTable

__all__ = [
    "SCHEMA",
    "Amounts",
    "Area",
    "AreaEconomy",
    "Assessment",
    "Attention",
    "AttentionPart",
    "BoardRef",
    "BoardReport",
    "BudgetChange",
    "BudgetPath",
    "BudgetShift",
    "Chapter",
    "ChapterText",
    "Comment",
    "Control",
    "ControlResult",
    "Decision",
    "DefinitionChange",
    "EarlierTarget",
    "Economy",
    "Finding",
    "FindingAnswer",
    "FindingQuote",
    "FocusAreaRef",
    "ForecastAccuracy",
    "ForecastPoint",
    "FormerPart",
    "FormerSeries",
    "Goal",
    "History",
    "Indicator",
    "InvestmentRow",
    "InvestmentTable",
    "LightCounts",
    "MoneyRow",
    "MunicipalityRef",
    "OtherStatement",
    "OwnCell",
    "OwnColumn",
    "OwnRow",
    "OwnTable",
    "PastVariance",
    "Point",
    "Reading",
    "Relation",
    "Reorganisation",
    "ReportPart",
    "RichField",
    "Risk",
    "SourceTableRef",
    "Target",
    "Tertial",
    "Verdict",
]

SCHEMA = 1


class MunicipalityRef(ReportPart, frozen=True, kw_only=True):
    """The municipality by SCB's code. One that ``is_made_up`` does not exist: its figures are examples."""

    code: str
    name: str
    slug: str
    is_made_up: bool = False


class BoardRef(ReportPart, frozen=True, kw_only=True):
    """The board and the settings that its lights were judged with."""

    name: str
    slug: str
    administration: str
    tolerance_percent: Decimal
    small_number_threshold: int


class Decision(ReportPart, frozen=True, kw_only=True):
    """The board's decision to adopt the report. Empty text where the source does not say."""

    date: date | None
    paragraph: str
    case_number: str


class SourceTableRef(ReportPart, frozen=True, kw_only=True):
    """A table as printed in the source report, in its order."""

    code: str
    title: str
    note: str
    unit: str = "tkr"


class Area(ReportPart, frozen=True, kw_only=True):
    """A node of the board's tree, listed in tree order; the first is the whole board, depth 0."""

    code: str
    name: str
    kind: str
    parent: str | None
    depth: int


class FocusAreaRef(ReportPart, frozen=True, kw_only=True):
    """Fokusområde."""

    code: str
    name: str
    description: str


class ControlResult(ReportPart, frozen=True, kw_only=True):
    """A control's result in one tertial."""

    tertial: int
    status: str
    status_label: str
    verdict: str
    verdict_label: str
    comment: str


class Control(ReportPart, frozen=True, kw_only=True):
    """Kontrollmoment with its results this year, T1 first."""

    code: str
    name: str
    description: str
    results: tuple[ControlResult, ...]


class Risk(ReportPart, frozen=True, kw_only=True):
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


class Comment(ReportPart, frozen=True, kw_only=True):
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
    rich: tuple[RichField, ...] = ()


class FindingAnswer(ReportPart, frozen=True, kw_only=True):
    """What the board's people said of a finding. ``reason_label`` is the word on the screen.

    ``outdated`` tells that the difference was another when the answer was given, so that it may no longer hold.
    """

    reason: str
    reason_label: str
    text: str
    outdated: bool = False


class FindingQuote(ReportPart, frozen=True, kw_only=True):
    """The words of a text that a finding is about, between the rest of their sentence. ``source`` says which text."""

    source: str
    before: str
    text: str
    after: str


class Finding(ReportPart, frozen=True, kw_only=True):
    """Something in the report that does not agree with itself. Shown, never repaired.

    ``where`` points at what it concerns: ``area``, ``indicator``, ``risk``, ``investment`` or ``summary``; ``key`` is
    its code. ``period``, ``part`` (cost type, flow or gender) and ``column`` tell which figure: ``2020-t3``,
    ``net``, ``actual``; ``also`` holds the codes of other
    rows that the message names. ``fingerprint`` is the same for the same contradiction in every later build, and
    ``size`` is the difference (found - expected) in the unit of the figure. ``severity``: large, medium, small.
    ``kind``: ``contradiction`` (both can't be true), ``oddity`` (unusual, and may be true) or ``rounding``; empty in
    reports published before findings had one. ``area`` is where an indicator's figure is from, empty for others and in
    such reports. ``quote`` is set where it is a text that says otherwise.
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
    kind: str = ""
    quote: FindingQuote | None = None
    area: str = ""


class AttentionPart(ReportPart, frozen=True, kw_only=True):
    """A red indicator of a goal, or a unit's deficit inside an area's; ``text`` names it with its figure."""

    kind: str
    key: str
    text: str
    why: str = ""


class Attention(ReportPart, frozen=True, kw_only=True):
    """Something to look at first. ``kind``: ``goal``, ``indicator``, ``deficit`` or ``risk``; ``key`` is its code.

    ``change`` is ``new``, ``remaining``, ``better`` or ``worse`` than in the board's latest published report, with its
    words in ``change_label``; empty where that is not known.
    """

    kind: str
    key: str
    light: Light
    headline: str
    why: str
    action: str
    parts: tuple[AttentionPart, ...] = ()
    change: str = ""
    change_label: str = ""


class PastVariance(ReportPart, frozen=True, kw_only=True):
    """An area's variances of net cost in one period, kronor; plus is a surplus. None where they are not known.

    ``so_far`` is that of January to the period's end, ``full_year`` that of the forecast, at T3 of the actual.
    ``exact`` as in ``Amounts``.
    """

    so_far: int | None = None
    full_year: int | None = None
    exact: bool = False


class History(ReportPart, frozen=True, kw_only=True):
    """One period of the board, for the lines over time. What is not known is None.

    ``goals`` and ``indicators`` (those with a target) have the light of each by its code, ``areas`` the variances by
    area code: as they were published then. All three are empty for a period that no published report told of.
    """

    period: Tertial
    published: bool
    goal_lights: LightCounts | None
    indicator_lights: LightCounts | None
    amounts: Amounts | None
    goals: dict[str, Light] = {}
    indicators: dict[str, Light] = {}
    areas: dict[str, PastVariance] = {}


class FormerPart(ReportPart, frozen=True, kw_only=True):
    """An area or an indicator of a reorganisation, by the name that it has or had."""

    code: str
    name: str


class Reorganisation(ReportPart, frozen=True, kw_only=True):
    """What areas or indicators were before ``period``, and became then. ``text`` says it at the series.

    ``subject`` is ``area`` or ``indicator``. ``kind``: ``joined``, ``split``, ``replaced`` (one in the place of one),
    ``regrouped`` (several in the place of several), ``renamed`` (``before`` has the old name), ``moved`` (``before`` is
    the area above) or ``merged`` (indicators).
    """

    subject: str
    kind: str
    period: Tertial
    before: tuple[FormerPart, ...]
    after: tuple[FormerPart, ...]
    text: str
    decision: str = ""


class BoardReport(ReportPart, frozen=True, kw_only=True):
    """Everything one board says about one tertial.

    ``texts_are_summaries``: its texts are not the board's own words, but told by whoever put the report in here.
    ``rich`` is the summary with its marks, where it has any.
    """

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
    texts_are_summaries: bool = False
    relations: tuple[Relation, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    reorganisations: tuple[Reorganisation, ...] = ()
    own_tables: tuple[OwnTable, ...] = ()
    rich: tuple[RichField, ...] = ()
