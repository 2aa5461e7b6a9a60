"""How an indicator's outcome is written: the number with its unit, or in words why there is none."""

from dataclasses import dataclass
from decimal import Decimal

from apps.core.choices import Accumulation, Gender
from apps.core.swedish import format_number, format_value
from apps.core.tertials import Tertial
from apps.goals.rules import format_change_suffix
from apps.report.course.figure_formats import format_with_unit
from apps.report.measures import Indicator, Point

GENDER_LABELS: dict[str, str] = dict(Gender.choices)
NO_REASON = "ingen siffra, skäl anges inte"
_SELDOM_LABELS: dict[str, str] = {
    Accumulation.YEARLY: "mäts en gång om året",
    Accumulation.BIENNIAL: "mäts vartannat år",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeView:
    """One outcome as text. ``raw`` is the number alone, for machines (``7.3``); empty when there is none.

    ``fraction`` (``162 av 327``) is printed beside a share. Where the outcome itself is the number counted, ``text`` is
    ``5 av 17`` and ``fraction`` is empty. ``place`` tells whose outcome it is: indicator, area, gender and period.
    """

    place: tuple[str, str, str, str]
    text: str
    raw: str
    missing: bool
    fraction: str
    preliminary: bool
    note: str
    forecast: str
    change: str


def format_outcome_number(value: Decimal, indicator: Indicator, *, sign: bool = False) -> str:
    """The number with the indicator's decimals; a decimal more where it would otherwise hide."""
    return format_value(value, indicator.decimals, sign=sign)


def format_change(change: Decimal, indicator: Indicator) -> str:
    """``+3,6 procentenheter``, ``-2 dagar``; a plain number for counts and indexes."""
    return format_outcome_number(change, indicator, sign=True) + format_change_suffix(change, indicator.unit)


def build_outcome_view(point: Point, indicator: Indicator) -> OutcomeView:
    """An outcome, or the reason for its absence, in words."""
    fraction = format_fraction(point)
    counted = bool(fraction) and point.value == point.numerator
    return OutcomeView(
        place=(indicator.code, point.area, point.gender, f"{point.year}-t{point.tertial}"),
        text=fraction if counted else format_outcome(point, indicator),
        raw="" if point.value is None else f"{point.value.normalize():f}",
        missing=point.value is None,
        fraction="" if counted else fraction,
        preliminary=point.preliminary,
        note=point.footnote,
        forecast="" if point.forecast is None else format_with_unit(point.forecast, indicator),
        change="" if point.stated_change is None else format_change(point.stated_change, indicator),
    )


def format_outcome(point: Point, indicator: Indicator) -> str:
    """The number with its unit, else what the report writes in its place, else the reason why there is none."""
    if point.value is not None:
        return format_with_unit(point.value, indicator)
    if point.suppressed:
        return "för få för att visas"
    if any(sign.isalnum() for sign in point.stated_text):  # a line or a star is no reason
        return point.stated_text
    return point.missing_label or NO_REASON


def format_gap(accumulation: str, period: Tertial) -> str:
    """Why an indicator has no outcome of the period: as it is measured more seldom, else for no reason that is told."""
    if period.is_final_accounts:
        return NO_REASON
    return _SELDOM_LABELS.get(accumulation, NO_REASON)


def format_fraction(point: Point) -> str:
    """``162 av 327`` where the outcome is a share."""
    if point.numerator is None or point.denominator is None:
        return ""
    return f"{format_number(point.numerator)} av {format_number(point.denominator)}"


def find_main_series(indicator: Indicator, root: str) -> tuple[Point, ...]:
    """The one series that a small chart draws: the whole board's (``root``), or that of the only area with figures.

    The total is chosen before women, and women before men. Empty where several areas have figures and the board has
    none: then no single area can speak for the indicator.
    """
    groups: dict[tuple[str, str], list[Point]] = {}
    for point in indicator.series:
        groups.setdefault((point.area, point.gender), []).append(point)
    known = [key for key, points in groups.items() if any(point.value is not None for point in points)]
    area = _choose_area({area for area, _ in known}, root)
    genders = sorted((gender for place, gender in known if place == area), key="TKM".index)
    return tuple(groups[area, genders[0]]) if genders else ()


def _choose_area(areas: set[str], root: str) -> str:
    if root in areas:
        return root
    return next(iter(areas)) if len(areas) == 1 else ""
