"""A target as it is understood for its indicator: checked against the indicator's unit, and said back in Swedish.

Whoever writes a target is answered how it was read, since two people may mean different things by the same text.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal

from apps.core.cell_numbers import UnreadableError, check_fits
from apps.core.choices import Comparator
from apps.goals.measured_values import format_other_unit_message, is_other_target_unit
from apps.goals.models import Outcome
from apps.goals.rules import PERCENT_COMPARATORS, PLANNED_NUMBER, format_target
from apps.goals.targets import BadTargetError, ParsedTarget, is_percent, parse_target


def read_target(text: str, direction: str, *, unit: str, known_values: Collection[Decimal]) -> ParsedTarget:
    """Read a target of an indicator. ``BadTargetError`` in Swedish when it can't be one, or not in the unit.

    ``known_values`` are outcomes that the indicator has had, see ``targets.parse_target``.
    """
    target = parse_target(text, direction, unit=unit, known_values=known_values)
    try:
        for value in (target.value, target.upper):
            if value is not None:
                check_fits(value)
    except UnreadableError as error:
        raise BadTargetError(str(error)) from error
    if target.comparator not in PERCENT_COMPARATORS and is_other_target_unit(target.unit, unit):
        raise BadTargetError(format_other_unit_message(target.unit, unit))
    if target.out_of is not None and (target.out_of <= 0 or is_percent(unit)):
        raise BadTargetError("Skriv målvärdet i procent, till exempel 50 %.")
    return target


def load_known_values(board_id: int, codes: Iterable[str]) -> dict[str, list[Decimal]]:
    """The outcomes that the board's indicators have had, by the indicator's code."""
    found: dict[str, list[Decimal]] = {}
    rows = Outcome.objects.filter(board_id=board_id, indicator__code__in=set(codes))
    for code, value in rows.order_by().values_list("indicator__code", "value").distinct():
        if value is not None:
            found.setdefault(code, []).append(value)
    return found


def format_reading(
    comparator: str,
    value: Decimal | None,
    upper: Decimal | None,
    *,
    year: int,
    base_year: int | None,
    unit: str,
    is_plan: bool = False,
) -> str:
    """How a target was read: ”Vi läser det som: öka från 2020.” ``unit`` is the indicator's, ``year`` the target's.

    What ``targets.is_plan`` is told of it too: why it gives no light, and how to write a target.
    """
    meaning = format_meaning(comparator, value, upper, year=year, base_year=base_year, unit=unit, is_number=is_plan)
    return f"Vi läser det som: {meaning}.{_PLAN_SENTENCE if is_plan else ''}"


def format_meaning(
    comparator: str,
    value: Decimal | None,
    upper: Decimal | None,
    *,
    year: int,
    base_year: int | None,
    unit: str,
    is_number: bool = False,
) -> str:
    """What a target means: ”minst 80 %”, ”öka från 2020”, or that people judge it.

    With ``is_number`` a number is that number and no more (``targets.is_plan``).
    """
    base = base_year or year - 1
    if comparator in _OTHER_MEANINGS:
        return _OTHER_MEANINGS[comparator].format(base=base)
    if is_number and comparator == Comparator.EQUAL:
        comparator = PLANNED_NUMBER
    meaning = format_target(comparator, value, upper, base_year=base, unit=unit)
    if comparator in PERCENT_COMPARATORS and is_percent(unit):
        return f"{meaning}, räknat på värdet då och inte i procentenheter"
    return meaning


_PLAN_SENTENCE = (
    " Det är en plan och ger inget ljus, eftersom varken högre eller lägre är bättre för indikatorn. "
    "Skriv till exempel minst, högst eller precis om det är ett mål."
)
_OTHER_MEANINGS: dict[str, str] = {
    Comparator.INCREASE: "öka från {base}",
    Comparator.DECREASE: "minska från {base}",
    Comparator.QUALITATIVE: "ett mål i ord, som inte bedöms mot ett tal",
    Comparator.NOT_SET: "målvärdet är inte satt",
}
