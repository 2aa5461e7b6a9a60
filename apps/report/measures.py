"""The parts of a ``BoardReport`` about what was measured and judged: goals, indicators, outcomes, targets."""

from decimal import Decimal

import msgspec

from apps.core.lights import Light
from apps.core.rich_text.tree import RichText
from apps.core.tertials import Tertial


class ReportPart(msgspec.Struct, frozen=True, gc=False):
    """A part of the report. Never changed, and never in a circle, so the garbage collector need not look at it."""


class RichField(ReportPart, frozen=True, kw_only=True):
    """A text of a part that has more than words, by the field that holds its plain text: the two say the same."""

    field: str
    text: RichText


class Verdict(ReportPart, frozen=True, kw_only=True):
    """A light with its reasons. ``light`` is what is shown: what people judged, else what was computed.

    ``sentence`` explains the computed light in one Swedish sentence. ``stated`` is the report's own words.
    """

    light: Light
    computed: Light
    by_people: bool
    sentence: str
    stated: str = ""
    override_reason: str = ""


class LightCounts(ReportPart, frozen=True, kw_only=True):
    """How many of each light. ``met_without_figure`` are those of ``met`` that no figure says anything of."""

    met: int = 0
    on_track: int = 0
    not_met: int = 0
    unknown: int = 0
    met_without_figure: int = 0

    @property
    def total(self) -> int:
        return self.met + self.on_track + self.not_met + self.unknown

    @property
    def judged(self) -> int:
        """Those that say something."""
        return self.total - self.unknown

    @property
    def met_note(self) -> str:
        """How many of those met have no figure, in words to stand after their number; empty for none."""
        if not self.met_without_figure:
            return ""
        return "utan siffra" if self.met_without_figure == self.met else f"varav {self.met_without_figure} utan siffra"


class Assessment(ReportPart, frozen=True, kw_only=True):
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
    rich: tuple[RichField, ...] = ()


class EarlierTarget(ReportPart, frozen=True, kw_only=True):
    """What a target was earlier in its year; ``until`` is the last period that it held in."""

    words: str
    text: str
    decision: str
    until: Tertial


class Target(ReportPart, frozen=True, kw_only=True):
    """A target. ``words`` is it in plain Swedish (”mindre än 20”), ``text`` as the report writes it.

    ``line`` is the level to draw in a chart: the threshold that the comparator and base year give, if there is one.
    ``earlier`` is what it was before in the same year, the earliest first, and ``changed`` says so in Swedish, with
    decisions and ``reason``; empty for a target that has not changed.
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
    reason: str = ""
    earlier: tuple[EarlierTarget, ...] = ()
    changed: str = ""


class Point(ReportPart, frozen=True, kw_only=True):
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


class Reading(ReportPart, frozen=True, kw_only=True):
    """This tertial's outcome of an indicator for one area and gender, held against its target."""

    point: Point
    target: Target | None
    verdict: Verdict
    last_year: Decimal | None


class DefinitionChange(ReportPart, frozen=True, kw_only=True):
    """From ``period`` on the indicator measures something else; ``note`` says what."""

    period: Tertial
    note: str


class Indicator(ReportPart, frozen=True, kw_only=True):
    """An indicator of a goal (``goal`` set) or a key figure (``kind`` set), with its whole series.

    ``readings`` are this tertial's, whole board first, then areas, T before K and M. ``verdict`` sums them up;
    ``has_target`` is false for figures that are followed without being judged. ``tolerance_percent`` is the
    indicator's own, None where the board's holds. ``reorganised`` says in Swedish what its series is put together from,
    and where figures from before a reorganisation make no sum. Those have their old area's code in ``series``.
    ``areas`` are its own, where it is followed also without a target; empty where its goal or its figures say.
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
    tolerance_percent: Decimal | None = None
    definition_changes: tuple[DefinitionChange, ...] = ()
    reorganised: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


class Goal(ReportPart, frozen=True, kw_only=True):
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


class Relation(ReportPart, frozen=True, kw_only=True):
    """How the indicator ``total`` follows from ``parts``, by their codes, as a person has confirmed.

    ``kind`` is one of ``RelationKind``. One that is not ``confirmed`` is refused: a sum that holds by chance.
    """

    kind: str
    total: str
    parts: tuple[str, ...]
    confirmed: bool = True
