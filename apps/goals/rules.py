"""How a light is judged. Pure functions: an outcome, its target and the board's tolerance in, a light and a reason out.

Indicator: target met = met; else within the tolerance, or better than the same period last year = on track; else not
met; no target or no value = cannot be judged. A target of change (”öka”) is judged on the change: what stands still or
goes the wrong way is never on track, and the tolerance is a share of the change that is wanted, not of the level
(docs/decisions/0025). Goal: a proposal from its indicators.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar

from apps.core.choices import Accumulation, Comparator
from apps.core.lights import Light
from apps.core.swedish import NBSP, format_exact, format_unit_suffix, round_half_up
from apps.goals.targets import PERCENTAGE_POINT, PERCENTAGE_POINTS, is_percent

ValueFormatter = Callable[[Decimal], str]
Area = TypeVar("Area")  # as itself, or its code


class Judgement(NamedTuple):
    """A light and the one Swedish sentence that explains it."""

    light: Light
    sentence: str


@dataclass(frozen=True, slots=True)
class Band:
    """The values that meet a target. An open end is None; ``strict`` leaves the edges themselves outside."""

    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False

    def holds(self, value: Decimal) -> bool:
        """Does the value meet the target?"""
        if self.strict:
            return (self.low is None or value > self.low) and (self.high is None or value < self.high)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def distance(self, value: Decimal) -> Decimal:
        """How far outside the value lies, in the indicator's unit; 0 inside and on the edge."""
        if self.low is not None and value < self.low:
            return self.low - value
        if self.high is not None and value > self.high:
            return value - self.high
        return Decimal(0)

    def edge(self, value: Decimal) -> Decimal:
        """The edge that a value outside has missed."""
        if self.low is not None and (value <= self.low or self.high is None):
            return self.low
        return self.high if self.high is not None else Decimal(0)


@dataclass(frozen=True, slots=True)
class WantedChange:
    """What a target of change wants: ``way`` is 1 up and -1 down, ``amount`` how much at least, in the unit.

    ``amount`` is None where any change will do.
    """

    base: Decimal
    base_year: int
    way: int
    amount: Decimal | None = None

    def compute_progress(self, value: Decimal) -> Decimal:
        """How far the value has come the wanted way; negative where it has gone the other way."""
        return (value - self.base) * self.way


# Units of which two amounts are one amount together, also where each is a level. Days of waiting are not.
_COUNTED_UNITS = frozenset({"antal", "st", "personer", "tkr", "kr", "mnkr", "årsarbetare"})


def choose_followed_areas(own: Collection[Area], goal_areas: Collection[Area]) -> list[Area]:
    """Where an indicator is followed whether it has figures or not: its own areas, and without any where its goal is.

    Empty is the whole board, where it has no figures anywhere. What has a target or a value is followed too.
    """
    return list(own or goal_areas)


def is_summed_over_parts(accumulation: str, unit: str) -> bool:
    """Do the figures of two areas, or of two indicators of the same unit, make a sum together?

    What grows over the year does, but for shares. A level does where it counts something, such as persons or kronor.
    What is measured each tertial, as a satisfaction or a waiting time, never does.
    """
    if accumulation == Accumulation.RATE or is_percent(unit):
        return False
    return accumulation == Accumulation.FLOW or unit.strip().casefold() in _COUNTED_UNITS


def build_wanted_change(
    comparator: str, value: Decimal | None, base: Decimal | None, base_year: int | None
) -> WantedChange | None:
    """The change that a target wants from its base year; None for a target that wants none, or has no base."""
    if comparator not in RELATIVE_COMPARATORS or base is None or base_year is None:
        return None
    way = 1 if comparator in _INCREASES else -1
    if value is None:
        return WantedChange(base, base_year, way)
    return WantedChange(base, base_year, way, abs(base) * value / 100 if comparator in PERCENT_COMPARATORS else value)


def build_band(comparator: str, value: Decimal | None, upper: Decimal | None, base: Decimal | None) -> Band | None:
    """The values that meet a target, or None when it can't be held against a number.

    That is a target in words, one without its base value, and a share of nothing: no percentage of 0 is a change.
    """
    if comparator in _RELATIVE_BANDS:
        return (
            None
            if base is None or is_share_of_nothing(comparator, base)
            else _RELATIVE_BANDS[Comparator(comparator)](base, value or Decimal(0))
        )
    if value is None or comparator not in _ABSOLUTE_BANDS:
        return None
    return _ABSOLUTE_BANDS[Comparator(comparator)](value, upper)


_ABSOLUTE_BANDS: dict[Comparator, Callable[[Decimal, Decimal | None], Band]] = {
    Comparator.AT_LEAST: lambda value, _: Band(low=value),
    Comparator.MORE_THAN: lambda value, _: Band(low=value, strict=True),
    Comparator.AT_MOST: lambda value, _: Band(high=value),
    Comparator.LESS_THAN: lambda value, _: Band(high=value, strict=True),
    Comparator.EQUAL: lambda value, _: Band(low=value, high=value),
    Comparator.BETWEEN: lambda value, upper: Band(low=value, high=upper),
}
_RELATIVE_BANDS: dict[Comparator, Callable[[Decimal, Decimal], Band]] = {
    Comparator.INCREASE: lambda base, _: Band(low=base, strict=True),
    Comparator.DECREASE: lambda base, _: Band(high=base, strict=True),
    Comparator.INCREASE_BY: lambda base, value: Band(low=base + value),
    Comparator.DECREASE_BY: lambda base, value: Band(high=base - value),
    Comparator.INCREASE_PERCENT: lambda base, value: Band(low=base + abs(base) * value / 100),
    Comparator.DECREASE_PERCENT: lambda base, value: Band(high=base - abs(base) * value / 100),
}
RELATIVE_COMPARATORS = frozenset(comparator.value for comparator in _RELATIVE_BANDS)
PERCENT_COMPARATORS = frozenset({Comparator.INCREASE_PERCENT.value, Comparator.DECREASE_PERCENT.value})
COUNT_UNITS = frozenset({"antal", "st", "personer"})
_INCREASES = frozenset({Comparator.INCREASE, Comparator.INCREASE_BY, Comparator.INCREASE_PERCENT})


def find_base_year(comparator: str, stated: int | None, year: int) -> int | None:
    """The year that a target of ``year`` is counted from: as stated, else the year before for a change."""
    return stated or (year - 1 if comparator in RELATIVE_COMPARATORS else None)


def is_share_of_nothing(comparator: str, base: Decimal | None) -> bool:
    """Does the target want a percentage of a base that is 0?"""
    return comparator in PERCENT_COMPARATORS and base == 0


def explain_missing_base(comparator: str, unit: str, when: str) -> str:
    """That nobody knows what a change is to be counted from. ``when`` is when that was: ”januari–augusti 2021”."""
    if is_percent(unit):
        what = "hur stor andelen var"
    else:
        what = "hur många det var" if unit in COUNT_UNITS else "vad värdet var"
    change = "ökningen" if comparator in _INCREASES else "minskningen"
    return f"Vi vet inte {what} {when}, så {change} går inte att räkna."


def compute_fraction(numerator: Decimal, denominator: Decimal, unit: str) -> Decimal:
    """A fraction in the indicator's unit, at most 6 decimals: a percentage for ``%``, else the quotient."""
    return round_half_up(numerator / denominator * (100 if unit == "%" else 1), 6)


def judge(
    value: Decimal,
    band: Band,
    *,
    target_text: str,
    show: ValueFormatter,
    show_distance: ValueFormatter,
    last_year: Decimal | None,
    tolerance_percent: Decimal,
    change: WantedChange | None = None,
    noun: str = "Utfallet",
    rated: Light | None = None,
) -> Judgement:
    """Hold a value against a target's band. ``target_text`` is the target in plain Swedish, ``noun`` what the value is.

    ``tolerance_percent`` is a share of the target's level, or of the ``change`` that it wants. What is on track by
    being better than last year, or as people have ``rated`` it so, may be far from its target: the sentence tells how
    far (``show_distance``).
    """
    if band.holds(value):
        return Judgement(Light.MET, f"{noun} {show(value)} når målvärdet {target_text}.")
    missed = f"{noun} {show(value)} når inte målvärdet {target_text}"
    distance = band.distance(value)
    more = "mer än " if band.strict else ""  # the edge itself does not meet the target
    remaining = f" Det är {more}{show_distance(distance)} kvar till målet." if distance else ""
    rated_remaining = remaining if rated == Light.ON_TRACK else ""
    if change and change.compute_progress(value) <= 0:
        return Judgement(Light.NOT_MET, f"{missed}: {_format_wrong_way(value, change)}.{rated_remaining}")
    whole = (change.amount or Decimal(0)) if change else band.edge(value)
    allowed = abs(whole) * tolerance_percent / 100
    if allowed > 0 and distance <= allowed:
        of_change = " av ändringen" if change else ""
        return Judgement(
            Light.ON_TRACK, f"{missed}, men det skiljer högst {_format_percent(tolerance_percent)} procent{of_change}."
        )
    if last_year is not None and distance < band.distance(last_year):
        return Judgement(
            Light.ON_TRACK, f"{missed}, men är bättre än {show(last_year)} samma period förra året.{remaining}"
        )
    return Judgement(Light.NOT_MET, f"{missed}.{rated_remaining}")


def _format_wrong_way(value: Decimal, change: WantedChange) -> str:
    """What happened instead of the change that was wanted."""
    if value == change.base:
        return f"det är oförändrat sedan {change.base_year}"
    happened, wanted = ("minskat", "öka") if change.way > 0 else ("ökat", "minska")
    return f"det har {happened} sedan {change.base_year} men skulle {wanted}"


def judge_unfinished_sum(value: Decimal, band: Band, *, target_text: str, show: ValueFormatter) -> Judgement:
    """A sum that is still growing (a flow before T3, without forecast): judged only where the rest can't change it."""
    if band.high is not None and not band.holds(value) and value >= band.high:
        return Judgement(Light.NOT_MET, f"Utfallet {show(value)} har redan passerat målvärdet {target_text}.")
    if band.high is None and band.holds(value):
        return Judgement(Light.MET, f"Utfallet {show(value)} når redan målvärdet {target_text}.")
    return Judgement(
        Light.UNKNOWN, f"{show(value)} hittills. Målet är {target_text} för hela året och avgörs i bokslutet."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedNoun:
    """What is counted in a sentence: its forms, its pronouns, and what it does when it is met (``når målet``).

    ``reaches`` stands alone before ”inte”, ``aim`` after it.
    """

    singular: str
    plural: str
    definite: str
    reaches: str
    aim: str = ""
    none: str = "ingen"
    one: str = "en"
    the: str = "den"

    def format_met(self) -> str:
        """``når målet``."""
        return f"{self.reaches} {self.aim}".rstrip()

    def format_missed(self) -> str:
        """``når inte målet``."""
        return f"{self.reaches} inte {self.aim}".rstrip()


INDICATORS = CountedNoun(
    singular="indikator", plural="indikatorer", definite="indikatorn", reaches="når", aim="målvärdet"
)
SERVICE_AREAS = CountedNoun(
    singular="verksamhet", plural="verksamheter", definite="verksamheten", reaches="når", aim="målet"
)
GOALS = CountedNoun(singular="mål", plural="mål", definite="målet", reaches="nås", none="inget", one="ett", the="det")


def propose_light(lights: Iterable[Light], noun: CountedNoun = INDICATORS, met_note: str = "") -> Judgement:
    """One light for many: all judged met = met; at least half met or on track = on track; else not met.

    Those that can't be judged are counted in the sentence and weigh nothing. ``met_note`` is said of those met.
    """
    counts = Counter(lights)
    judged = sum(counts.values()) - counts[Light.UNKNOWN]
    if not judged:
        nothing = f"{noun.none.capitalize()} {noun.singular} kan bedömas."
        return Judgement(Light.UNKNOWN, nothing if counts else f"Det finns {noun.none} {noun.singular} att bedöma.")
    note = f" ({met_note})" if met_note else ""
    sentence = _format_only_judged(counts, noun, note) if judged == 1 else _format_judged(counts, judged, noun, note)
    return Judgement(_compute_proposal(counts, judged), sentence + _format_unjudged(counts[Light.UNKNOWN], noun))


def _format_only_judged(counts: Counter[Light], noun: CountedNoun, note: str) -> str:
    """The sentence where one alone can be judged."""
    the = noun.the.capitalize()
    who = f"{the} {noun.singular} som går att bedöma" if counts[Light.UNKNOWN] else f"{the} enda {noun.definite}"
    if counts[Light.MET]:
        return f"{who} {noun.format_met()}{note}."
    return f"{who} {'är på väg' if counts[Light.ON_TRACK] else noun.format_missed()}."


def _format_judged(counts: Counter[Light], judged: int, noun: CountedNoun, note: str) -> str:
    """The sentence where several can be judged."""
    of_all = f"de {judged} {noun.plural} som går att bedöma" if counts[Light.UNKNOWN] else f"{judged} {noun.plural}"
    rest = [(counts[Light.ON_TRACK], "är på väg"), (counts[Light.NOT_MET], f"{noun.reaches} inte")]
    missed = "".join(f", {count} {predicate}" for count, predicate in rest if count)
    return f"{counts[Light.MET]} av {of_all} {noun.format_met()}{note}{missed}."


def _format_unjudged(count: int, noun: CountedNoun) -> str:
    if not count:
        return ""
    return f" {noun.one.capitalize() if count == 1 else count} saknar underlag."


def _compute_proposal(counts: Counter[Light], judged: int) -> Light:
    if counts[Light.MET] == judged:
        return Light.MET
    return Light.ON_TRACK if 2 * (counts[Light.MET] + counts[Light.ON_TRACK]) >= judged else Light.NOT_MET


def format_change_suffix(amount: Decimal, unit: str) -> str:
    """The unit of a difference of ``amount``, with its no-break space: 5 % more of a percentage is something else."""
    if not is_percent(unit):
        return format_unit_suffix(unit)
    return NBSP + (PERCENTAGE_POINT if abs(amount) == 1 else PERCENTAGE_POINTS)


def _format_percent(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def format_target(comparator: str, value: Decimal | None, upper: Decimal | None, *, base_year: int, unit: str) -> str:
    """The target as it is read aloud: ”mindre än 20”, ”öka med 10 % från 2020”. Empty for a target in words.

    ``unit`` is the indicator's. The numbers have all their decimals: ``targets.parse_target`` reads the same target.
    """
    pattern = _TARGET_TEMPLATES.get(comparator, "")
    if value is None:
        return pattern.format(base=base_year)
    suffix = format_unit_suffix(unit)
    number = format_exact(value)
    return pattern.format(
        value=number + suffix,
        upper="" if upper is None else format_exact(upper) + suffix,
        change=number + format_change_suffix(value, unit),
        percent=f"{number} %",
        base=base_year,
    )


PLANNED_NUMBER = "planned"
"""In the place of a comparator: a number that is planned for, and nothing to reach."""
_TARGET_TEMPLATES: dict[str, str] = {
    PLANNED_NUMBER: "{value}",
    Comparator.AT_LEAST: "minst {value}",
    Comparator.MORE_THAN: "mer än {value}",
    Comparator.AT_MOST: "högst {value}",
    Comparator.LESS_THAN: "mindre än {value}",
    Comparator.EQUAL: "precis {value}",
    Comparator.BETWEEN: "mellan {value} och {upper}",
    Comparator.INCREASE: "högre än {base}",
    Comparator.DECREASE: "lägre än {base}",
    Comparator.INCREASE_BY: "öka med {change} från {base}",
    Comparator.DECREASE_BY: "minska med {change} från {base}",
    Comparator.INCREASE_PERCENT: "öka med {percent} från {base}",
    Comparator.DECREASE_PERCENT: "minska med {percent} från {base}",
}
