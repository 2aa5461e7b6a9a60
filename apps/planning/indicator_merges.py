"""Indicators that go on in another from a year."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Min

from apps.accounts.models import User
from apps.core.choices import Accumulation
from apps.core.swedish import format_list
from apps.core.tertials import FIRST_YEAR, LAST_YEAR
from apps.goals.links import set_indicator_areas
from apps.goals.merge_models import IndicatorMerge
from apps.goals.models import Indicator, Outcome
from apps.goals.person_words import is_count_of_persons
from apps.goals.rules import is_summed_over_parts
from apps.goals.services import add_indicator_merge, delete_indicator_merges
from apps.organisation.models import Board, ServiceArea
from apps.planning.additions import add_indicator
from apps.planning.change_periods import plan_change
from apps.planning.changes import retire
from apps.planning.indicator_areas import find_area_change, join_areas
from apps.planning.plan_parts import write_plan_part
from apps.planning.requirements import PlanningError, log_act, require_administrator, require_same_board

_COPIED_FIELDS = (
    "goal", "kind", "heading", "unit", "decimals", "direction", "accumulation", "by_gender", "counts_persons",
    "definition", "source", "tolerance_percent",
)  # fmt: skip


@transaction.atomic
def merge_indicators(
    *,
    by: User,
    board: Board,
    year: int,
    before: Sequence[Indicator],
    into: Indicator | None = None,
    new_name: str = "",
    sums_persons: bool = False,
    decision: str,
) -> tuple[Indicator, tuple[str, ...]]:
    """From ``year`` on the indicators ``before`` go on in ``into``, or in a new one like the first of them.

    Numbers of persons of several are not added up unless it ``sums_persons``: two indicators of one board often count
    the same people. They get their last year the year before. What was done is told in Swedish, also what becomes of
    the series. ``PlanningError`` where unit or accumulation differ, or the years don't meet.
    """
    require_administrator(by, board)
    _require_whole(board, year, before, into, new_name, decision)
    with plan_change(by=by, board=board, changed=None, holds_from=None, decision=""):
        steps = []
        areas = join_areas(before, into, year, ServiceArea.objects.get(board=board, parent=None))
        if into is None:
            values = {name: getattr(before[0], name) for name in _COPIED_FIELDS}
            into = add_indicator(by=by, board=board, name=new_name, valid_from=year, areas=areas, **values)
            steps.append(f"Ny indikator från {year}: {into.name}, {into.unit}.")
        else:
            steps += _begin(by, into, year)
            _set_areas(by, into, areas)
        if areas:
            steps.append(f"{into.name} följs i {format_list([area.name for area in areas])}.")
        for one in before:
            steps += _end(by, one, year)
            add_indicator_merge(
                indicator=one, into=into, year=year, decision=decision.strip(), sums_persons=sums_persons
            )
    after = {"before": [one.code for one in before], "year": year, "sums_persons": sums_persons}
    log_act(by, "indicator.merged", into, after=after, reason=decision.strip())
    return into, (*steps, *_describe_series(before, into, year, sums_persons=sums_persons))


@transaction.atomic
def withdraw_indicator_merge(*, by: User, into: Indicator, year: int) -> None:
    """Take back that others go on in the indicator from the year. Their years stay as they are."""
    require_administrator(by, into.board)
    with plan_change(by=by, board=into.board, changed=None, holds_from=None, decision=""):
        if not delete_indicator_merges(into=into, year=year):
            raise PlanningError(f"Ingen indikator går upp i {into.name} från {year}.")
    log_act(by, "indicator.merge_withdrawn", into, before={"year": year})


def _require_whole(
    board: Board, year: int, before: Sequence[Indicator], into: Indicator | None, new_name: str, decision: str
) -> None:
    for one in (*before, *([into] if into else [])):
        require_same_board(board, one)
    if not FIRST_YEAR < year <= LAST_YEAR:
        raise PlanningError(f"Året är ett tal från {FIRST_YEAR + 1} till {LAST_YEAR}.", field="from_year")
    if not before:
        raise PlanningError("Välj vilka indikatorer som upphör.", field="before")
    if (into is None) == (not new_name.strip()):
        raise PlanningError("Välj den indikator som tar vid, eller skriv namnet på en ny. Inte båda.", field="into")
    if into in before:
        raise PlanningError(f"{into} kan inte både upphöra och ta vid.", field="into")
    if not decision.strip():
        raise PlanningError("Skriv vilket beslut som ändringen bygger på.", field="decision")
    known = IndicatorMerge.objects.filter(indicator__in=before).select_related("indicator", "into").first()
    if known:
        raise PlanningError(f"{known.indicator} går redan upp i {known.into} från {known.year}.")
    _require_same_measure([*before, *([into] if into else [])])


def _require_same_measure(indicators: Sequence[Indicator]) -> None:
    """The series can go on only in the same unit, summed over the year in the same way."""
    first = indicators[0]
    for other in indicators[1:]:
        if other.unit.strip().casefold() != first.unit.strip().casefold():
            raise PlanningError(
                f"{first.name} mäts i {first.unit} och {other.name} i {other.unit}. Serien kan inte gå vidare i en "
                "annan enhet. Avsluta den ena i stället, så står dess siffror kvar i de rapporter som har dem."
            )
        if other.counts_persons != first.counts_persons:
            counted, not_counted = sorted((first, other), key=lambda one: not one.counts_persons)
            raise PlanningError(
                f"{counted.name} är märkt som antal personer, men inte {not_counted.name}. Då skyddas små tal bara i "
                "den ena. Rätta märkningen under Skydd först."
            )
        if other.accumulation != first.accumulation:
            ways = [Accumulation(one.accumulation).label for one in (first, other)]
            raise PlanningError(
                f"Årets siffror hör inte ihop på samma sätt: {first.name} ({ways[0]}) och {other.name} ({ways[1]}). "
                "Serien kan inte gå vidare. Avsluta den ena i stället."
            )


def _begin(by: User, into: Indicator, year: int) -> list[str]:
    first = Outcome.objects.filter(indicator=into).aggregate(first=Min("year"))["first"]
    if first is not None and first < year:
        raise PlanningError(
            f"{into.name} har siffror för {first}, före {year}. Den som har en egen serie kan inte få en annans också: "
            "skriv namnet på en ny indikator."
        )
    if into.valid_to is not None and into.valid_to < year:
        raise PlanningError(f"{into.name} upphörde {into.valid_to} och kan inte ta vid {year}.")
    if into.valid_from == year:
        return []
    before = into.valid_from
    if before is not None and before > year:
        raise PlanningError(f"{into.name} börjar {before}. Den som tar vid {year} ska börja {year}.")
    write_plan_part(into, valid_from=year)
    log_act(by, "indicator.changed", into, before={"valid_from": before}, after={"valid_from": year})
    return [f"{into.name} får första år {year}."]


def _set_areas(by: User, into: Indicator, areas: Sequence[ServiceArea]) -> None:
    """Let it be followed where those that it comes after were."""
    change = find_area_change(into, areas)
    if change and areas:
        set_indicator_areas([(into, areas)])
        log_act(by, "indicator.changed", into, before=change.before, after=change.after)


def _end(by: User, one: Indicator, year: int) -> list[str]:
    if one.valid_to is not None and one.valid_to < year - 1:
        raise PlanningError(f"{one.name} upphörde {one.valid_to}. Den som upphör ska ha sitt sista år {year - 1}.")
    if one.valid_from is not None and one.valid_from >= year:
        raise PlanningError(f"{one.name} börjar {one.valid_from} och kan inte upphöra {year - 1}.")
    if one.valid_to == year - 1:
        return [f"{one.name} går upp i den från {year}."]
    retire(by=by, item=one, last_year=year - 1)
    return [f"{one.name} får sista år {year - 1}."]


def _describe_series(before: Sequence[Indicator], into: Indicator, year: int, *, sums_persons: bool) -> list[str]:
    names = format_list([one.name for one in before])
    when = f"Det syns i rapporter från T1 {year}. Fastställda rapporter ändras inte."
    if len(before) == 1:
        return [f"Serien för {names} går vidare i {into.name}.", when]
    if is_summed_over_parts(into.accumulation, into.unit):
        added = f"Värdena för {names} läggs ihop för åren före {year}."
        if not is_count_of_persons(into.unit, counts_persons=into.counts_persons):
            return [added, when]
        if sums_persons:
            return [f"{added} Den som fanns i flera räknas flera gånger i summan.", when]
        return [
            f"Antalet personer i {names} läggs inte ihop, eftersom samma person kan ha räknats i flera: serien för "
            f"{into.name} börjar om {year}. Har ingen räknats i flera, kryssa i det.",
            when,
        ]
    return [f"Värden i {into.unit} går inte att lägga ihop, så serien för {into.name} börjar om {year}.", when]
