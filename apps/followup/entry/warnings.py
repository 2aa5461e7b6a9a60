"""What looks odd in a figure while it is typed. Pure functions: each asks for a comment and none ever blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.core.choices import Accumulation
from apps.core.swedish import format_number, round_half_up
from apps.followup.entry.shapes import Warning

FEWEST_BEFORE = 4
COUNTED = frozenset({"antal", "st", "personer"})
ROUNDING = Decimal("0.5")
OVERRIDDEN = "Betyget avviker från det beräknade. Skriv varför."
GENDERS = "genders"
GENDER_SLACK = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Figure:
    """An outcome among its neighbours. ``before`` are earlier values of the same area and gender, oldest first.

    ``earlier_this_year`` is the value of the tertial before in the same year, for a sum that grows. ``women``, ``men``
    and ``total`` are this period's values in the same area, where they are known.
    """

    value: Decimal
    accumulation: str
    unit: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    stated_percent: Decimal | None = None
    before: Sequence[Decimal] = ()
    earlier_this_year: Decimal | None = None
    women: Decimal | None = None
    men: Decimal | None = None
    total: Decimal | None = None
    adds_up: bool = False


def warnings_of(figure: Figure) -> list[Warning]:
    """Everything that looks odd in an outcome."""
    found = [check(figure) for check in (_range, _falls, gender_warning, _fraction, _share, _count)]
    return [warning for warning in found if warning]


def _range(figure: Figure) -> Warning | None:
    """Outside the series' own range, with half the range's width to spare on either side."""
    if len(figure.before) < FEWEST_BEFORE:
        return None
    low, high = min(figure.before), max(figure.before)
    spare = (high - low) / 2 or abs(high) / 2
    if low - spare <= figure.value <= high + spare:
        return None
    return Warning(
        "range",
        f"Värdet {_n(figure.value)} ligger långt från tidigare värden, {_n(low)}–{_n(high)}. Stämmer det? "
        "Skriv varför i en kommentar.",
    )


def _falls(figure: Figure) -> Warning | None:
    """A sum over the year can't be smaller than it was."""
    earlier = figure.earlier_this_year
    if figure.accumulation != Accumulation.FLOW or earlier is None or figure.value >= earlier:
        return None
    return Warning(
        "falls", f"Värdet summeras från januari men är lägre än {_n(earlier)} förra tertialet. Är det hela summan?"
    )


def gender_warning(figure: Figure) -> Warning | None:
    """Women and men together are the total of a count; of a share the total lies between them."""
    women, men, total = figure.women, figure.men, figure.total
    if women is None or men is None or total is None:
        return None
    if figure.adds_up:
        if abs(women + men - total) <= GENDER_SLACK:
            return None
        return Warning(
            GENDERS, f"Kvinnor {_n(women)} och män {_n(men)} är tillsammans {_n(women + men)}, inte {_n(total)}."
        )
    if min(women, men) - ROUNDING <= total <= max(women, men) + ROUNDING:
        return None
    return Warning(GENDERS, f"Totalen {_n(total)} ligger inte mellan kvinnor {_n(women)} och män {_n(men)}.")


def _fraction(figure: Figure) -> Warning | None:
    """A percentage agrees with its own fraction."""
    if figure.stated_percent is None or figure.numerator is None or not figure.denominator:
        return None
    share = figure.numerator / figure.denominator * 100
    if abs(share - figure.stated_percent) <= ROUNDING:
        return None
    computed = round_half_up(share, 1)
    return Warning(
        "fraction",
        f"{_n(figure.numerator)}/{_n(figure.denominator)} är {_n(computed)} %, inte {_n(figure.stated_percent)} %.",
    )


def _share(figure: Figure) -> Warning | None:
    """A part is seldom larger than its whole, or below nothing."""
    larger = figure.numerator is not None and figure.denominator is not None and figure.numerator > figure.denominator
    outside = figure.unit.strip().lower() in {"%", "procent"} and not 0 <= figure.value <= 100
    if not larger and not outside:
        return None
    return Warning("share", "Andelen är inte mellan 0 och 100 procent. Stämmer det?")


def _count(figure: Figure) -> Warning | None:
    """What is counted is seldom below nothing, and one by one it is whole; a mean of counts may be a fraction."""
    if figure.unit.strip().lower() not in COUNTED:
        return None
    if figure.value < 0:
        return Warning("count", "Ett antal är sällan mindre än noll. Stämmer det?")
    whole = figure.value == figure.value.to_integral_value() or figure.numerator is not None
    if whole or any(before != before.to_integral_value() for before in figure.before):
        return None
    return Warning("count", f"Ett antal är oftast ett helt tal. Stämmer {_n(figure.value)}?")


def forecast_changed(
    now: Decimal | int | None, before: Decimal | int | None, threshold_percent: Decimal
) -> list[Warning]:
    """The forecast has moved more than the board's threshold since last tertial."""
    if now is None or not before:
        return []
    moved = abs(Decimal(now) - Decimal(before)) * 100 / abs(Decimal(before))
    if moved <= threshold_percent:
        return []
    return [
        Warning(
            "forecast",
            f"Prognosen har ändrats {_n(round_half_up(moved, 1))} procent sedan förra tertialet. Skriv varför.",
        )
    ]


def amount_warnings(field: str, now: int | None, before: int | None, *, is_revenue: bool) -> list[Warning]:
    """An amount with a sign that is not the product's, or an accumulated one that has fallen since last tertial."""
    found = []
    if now is not None and now < 0:
        what = "Intäkter" if is_revenue else "Kostnader"
        found.append(Warning("sign", f"{what} skrivs med plus här. Ska beloppet verkligen vara negativt?"))
    if field == "actual" and now is not None and before is not None and now < before:
        found.append(Warning("falls", "Utfallet räknas från januari men är lägre än förra tertialet. Stämmer det?"))
    return found


def rating_overridden(rating: str, computed: str, reason: str) -> list[Warning]:
    """People's rating differs from the computed light, and nobody has said why."""
    if not rating or rating == computed or reason.strip():
        return []
    return [Warning("override", OVERRIDDEN)]


def _n(value: Decimal) -> str:
    plain = value.normalize()
    return format_number(plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain)
