"""What looks odd in a figure while it is typed. Pure functions: none of them stops a save.

A warning asks for a comment, because an odd figure is often true. The thresholds are constants
here, but for the forecast's, which is the board's own setting.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.checks.base import COLUMN_NOUNS
from apps.checks.budget_paths import format_shift
from apps.checks.indicators import (
    find_expected_total,
    find_other_share,
    find_usual_value,
    is_count_unit,
    is_gender_sum,
)
from apps.checks.relations import BrokenRelation
from apps.checks.slips.amounts import find_amount_scale, is_large, list_usual_amounts
from apps.checks.slips.rules import find_value_scale, format_scale, format_scale_question, is_share_of_one
from apps.core.choices import Accumulation, RelationKind
from apps.core.swedish import format_number, round_half_up
from apps.core.tertials import Tertial
from apps.entry.feedback.typed_sums import build_part_warning, build_typed_sum_warning
from apps.entry.shapes import CellWarning
from apps.report import board_report

PERCENT_UNITS = frozenset({"%", "procent"})
OVERRIDE_MESSAGE = "Betyget avviker från det beräknade. Skriv varför."
GENDERS_CODE = "genders"
RELATION_CODE = "relation"


@dataclass(frozen=True, slots=True)
class OutcomeFigure:
    """An outcome and the values that it is compared with.

    ``earlier_values`` are of the same area and gender, oldest first. ``earlier_this_year`` is last
    tertial's value in the same year, for a value that accumulates. ``women``, ``men`` and ``total``
    are this period's values in the same area; None where they are unknown. ``adds_up`` where
    women and men are counted, and together are the total. ``target`` is the year's.
    ``is_total`` tells that it is the value of all genders; ``total_footnote`` is what is written of that.
    """

    value: Decimal
    accumulation: str
    unit: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    stated_percent: Decimal | None = None
    earlier_values: Sequence[Decimal] = ()
    earlier_this_year: Decimal | None = None
    women: Decimal | None = None
    men: Decimal | None = None
    total: Decimal | None = None
    target: Decimal | None = None
    decimals: int = 0
    counts_persons: bool = False
    is_total: bool = False
    total_footnote: str = ""


def find_outcome_warnings(figure: OutcomeFigure) -> list[CellWarning]:
    """Everything that looks odd in an outcome."""
    found = [
        check(figure)
        for check in (
            _find_outlier_warning,
            _find_scale_warning,
            _find_share_of_one_warning,
            _find_fall_warning,
            find_gender_warning,
            _find_fraction_warning,
            _find_share_warning,
            _find_count_warning,
        )
    ]
    return [warning for warning in found if warning]


def find_relation_warnings(broken: Iterable[BrokenRelation], code: str, area: str, gender: str) -> list[CellWarning]:
    """The figure is one of those of a confirmed relation that does not hold: as the finding says.

    Of a sum's own figure both numbers are told, and what to do.
    """
    return [_build_relation_warning(one, code) for one in broken if one.rests_on(code, area, gender)]


def _build_relation_warning(broken: BrokenRelation, code: str) -> CellWarning:
    relation, reading = broken.relation, broken.reading
    footnote = broken.point.footnote if relation.kind == RelationKind.TOTAL else ""
    if relation.kind != RelationKind.TOTAL or relation.total != code:
        return build_part_warning(RELATION_CODE, broken.message, "Stämmer siffran?", footnote)
    numbers = (_format_value(reading.expected), _format_value(reading.found))
    return build_typed_sum_warning(RELATION_CODE, numbers, footnote, comes_back=True)


def _find_outlier_warning(figure: OutcomeFigure) -> CellWarning | None:
    """Far outside the earlier values: the rule of the findings."""
    if find_usual_value(figure.value, list(figure.earlier_values)) is None:
        return None
    low, high = min(figure.earlier_values), max(figure.earlier_values)
    return CellWarning(
        "outlier",
        f"Värdet {_format_value(figure.value)} ligger långt från tidigare värden, "
        f"{_format_value(low)}–{_format_value(high)}. Stämmer det? Skriv varför i en kommentar.",
    )


def _find_fall_warning(figure: OutcomeFigure) -> CellWarning | None:
    """A value that accumulates over the year can't be lower than last tertial."""
    earlier = figure.earlier_this_year
    if figure.accumulation != Accumulation.FLOW or earlier is None or figure.value >= earlier:
        return None
    return CellWarning(
        "falls",
        f"Värdet summeras från januari men är lägre än {_format_value(earlier)} förra tertialet. Är det hela summan?",
    )


def find_gender_warning(figure: OutcomeFigure) -> CellWarning | None:
    """Women and men together are the total of a count; the total of a share lies between them: as the findings say."""
    women, men, total = figure.women, figure.men, figure.total
    if women is None or men is None or total is None:
        return None
    adds_up = is_gender_sum(figure.unit, figure.accumulation, counts_persons=figure.counts_persons)
    if not adds_up and is_count_unit(figure.unit):
        return None
    if find_expected_total((women, men), total, adds_up=adds_up, decimals=figure.decimals) is None:
        return None
    if adds_up and figure.is_total:
        numbers = (_format_value(women + men), _format_value(total))
        comes_back = figure.numerator is None
        return build_typed_sum_warning(GENDERS_CODE, numbers, figure.total_footnote, comes_back=comes_back)
    if adds_up:
        statement = (
            f"Kvinnor {_format_value(women)} och män {_format_value(men)} är tillsammans {_format_value(women + men)}, "
            f"inte {_format_value(total)}."
        )
        return build_part_warning(GENDERS_CODE, statement, "", figure.total_footnote)
    return CellWarning(
        GENDERS_CODE,
        f"Totalen {_format_value(total)} ligger inte mellan "
        f"kvinnor {_format_value(women)} och män {_format_value(men)}.",
    )


def _find_fraction_warning(figure: OutcomeFigure) -> CellWarning | None:
    """A percentage agrees with the fraction that it was typed with: the rule of the findings."""
    share = find_other_share(figure.stated_percent, figure.numerator, figure.denominator)
    if share is None or figure.numerator is None or figure.denominator is None or figure.stated_percent is None:
        return None
    return CellWarning(
        "fraction",
        f"{_format_value(figure.numerator)}/{_format_value(figure.denominator)} är "
        f"{_format_value(round_half_up(share, 1))} %, inte {_format_value(figure.stated_percent)} %.",
    )


def _find_share_of_one_warning(figure: OutcomeFigure) -> CellWarning | None:
    """A percentage that is written as a share of one: 0,84 for 84 %."""
    usual = figure.earlier_values or ([figure.target] if figure.target is not None else [])
    if figure.unit.strip().lower() not in PERCENT_UNITS or not is_share_of_one(figure.value, usual):
        return None
    return CellWarning(
        "share_of_one",
        f"{_format_value(figure.value)} ser ut att vara en andel av ett. Ska det vara "
        f"{_format_value(figure.value * 100)} procent?",
    )


def _find_scale_warning(figure: OutcomeFigure) -> CellWarning | None:
    """Ten, a hundred or a thousand times the earlier values: the rule of the findings."""
    scale = find_value_scale(figure.value, figure.earlier_values)
    if not scale or find_usual_value(figure.value, list(figure.earlier_values)) is not None:
        return None
    return CellWarning("scale", f"Värdet är omkring {format_scale(scale, 'värdet')} som tidigare. Stämmer det?")


def _find_share_warning(figure: OutcomeFigure) -> CellWarning | None:
    """A part is seldom larger than the whole, or less than nothing."""
    larger = figure.numerator is not None and figure.denominator is not None and figure.numerator > figure.denominator
    outside = figure.unit.strip().lower() in PERCENT_UNITS and not 0 <= figure.value <= 100
    if not larger and not outside:
        return None
    return CellWarning("share", "Andelen är inte mellan 0 och 100 procent. Stämmer det?")


def _find_count_warning(figure: OutcomeFigure) -> CellWarning | None:
    """A count is seldom negative, and usually a whole number.

    A mean of counts may be a fraction: no warning where earlier values were fractions too.
    """
    if not is_count_unit(figure.unit):
        return None
    if figure.value < 0:
        return CellWarning("count", "Ett antal är sällan mindre än noll. Stämmer det?")
    is_integer = figure.value == figure.value.to_integral_value() or figure.numerator is not None
    if is_integer or any(earlier != earlier.to_integral_value() for earlier in figure.earlier_values):
        return None
    return CellWarning("count", f"Ett antal är oftast ett helt tal. Stämmer {_format_value(figure.value)}?")


def find_forecast_warnings(
    value: Decimal | int | None, last_value: Decimal | int | None, threshold_percent: Decimal
) -> list[CellWarning]:
    """The forecast has changed by more percent than the board's threshold since last tertial."""
    if value is None or not last_value:
        return []
    moved = abs(Decimal(value) - Decimal(last_value)) * 100 / abs(Decimal(last_value))
    if moved <= threshold_percent:
        return []
    return [
        CellWarning(
            "forecast",
            f"Prognosen har ändrats {_format_value(round_half_up(moved, 1))} procent sedan förra tertialet. "
            "Skriv varför.",
        )
    ]


def find_amount_warnings(
    field: str, value: int | None, last_value: int | None, *, is_revenue: bool, budget: int | None = None
) -> list[CellWarning]:
    """An amount with the opposite sign, an accumulated amount that has fallen since last tertial, or a period budget
    that is the year's.

    Revenue and cost are both positive here; files with other signs are converted as they are read. ``budget`` is the
    year's, kronor.
    """
    found = []
    if value is not None and value < 0:
        what = "Intäkter" if is_revenue else "Kostnader"
        found.append(CellWarning("sign", f"{what} skrivs med plus här. Ska beloppet verkligen vara negativt?"))
    if field == "actual" and value is not None and last_value is not None and value < last_value:
        found.append(CellWarning("falls", "Utfallet räknas från januari men är lägre än förra tertialet. Stämmer det?"))
    if field == "period_budget":
        found += find_period_budget_warnings(value, budget, last_value)
    return found


def find_scale_warnings(
    field: str,
    period: Tertial,
    values: Mapping[str, int | None],
    last: Mapping[str, int | None],
    year_ago: Mapping[str, int | None],
) -> list[CellWarning]:
    """An amount that is ten, a hundred or a thousand times what it is compared with: the rule of the findings.

    ``last`` is last tertial's row of the same year and ``year_ago`` that of the same tertial a year ago.
    """
    value = values.get(field)
    if not value:
        return []
    usual = list_usual_amounts(field, period, values, last=last, year_ago=year_ago)
    scale = find_amount_scale(field, period, value, usual, values) if is_large(value, usual) else 0
    if not scale:
        return []
    noun = COLUMN_NOUNS[field]
    return [CellWarning("scale", format_scale_question(noun.capitalize(), noun, scale))]


def find_period_budget_warnings(
    period_budget: int | None, budget: int | None, last_period_budget: int | None
) -> list[CellWarning]:
    """A period budget that is as large as the year's budget or larger, or has fallen since last tertial."""
    found = []
    if period_budget and budget and abs(period_budget) >= abs(budget):
        text = "lika stor som" if period_budget == budget else "större än"
        found.append(
            CellWarning(
                "period_budget",
                f"Periodbudgeten är {text} hela årets budget. Den ska bara gälla januari till och med perioden. "
                "Stämmer det?",
            )
        )
    if period_budget is not None and last_period_budget is not None and period_budget < last_period_budget:
        found.append(
            CellWarning("falls", "Periodbudgeten räknas från januari men är lägre än förra tertialet. Stämmer det?")
        )
    return found


def find_budget_warnings(
    value: int | None, last_value: int | None, shift: board_report.BudgetShift | None
) -> list[CellWarning]:
    """The row's budget, and its area's net budget, have changed since an earlier tertial, and no change says why.

    ``shift`` is the area's. ``value`` and ``last_value`` are the row's own budget now and last tertial, kronor: of
    several rows only those that have changed are asked about.
    """
    if shift is None or shift.is_explained or value is None or last_value is None or value == last_value:
        return []
    return [
        CellWarning(
            "budget",
            f"{format_shift(shift)} Lägg in ändringen under Budgetändringar, eller skriv varför i en kommentar.",
        )
    ]


def find_override_warnings(rating: str, computed: str, reason: str) -> list[CellWarning]:
    """People chose another rating than the computed light, and did not say why."""
    if not rating or rating == computed or reason.strip():
        return []
    return [CellWarning("override", OVERRIDE_MESSAGE)]


def _format_value(value: Decimal) -> str:
    plain = value.normalize()
    return format_number(plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain)
