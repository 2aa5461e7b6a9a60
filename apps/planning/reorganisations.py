"""Areas that are joined, split or replaced from a year, and what is told of it before it is done.

A preview is the act itself, rolled back, so that it can't say anything else than what is done (docs/decisions/0057).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Min

from apps.accounts.models import Membership, User
from apps.budget.models import OperatingLine
from apps.core.swedish import format_list
from apps.core.tertials import FIRST_YEAR, LAST_YEAR, Tertial
from apps.goals.models import Indicator, Outcome, Target
from apps.goals.person_words import is_count_of_persons
from apps.goals.rules import is_summed_over_parts
from apps.organisation.models import Board, Reorganisation, ReorganisationSide, ReorganisedArea, ServiceArea
from apps.organisation.services import add_reorganisation, delete_reorganisation
from apps.planning.additions import add_area
from apps.planning.change_periods import plan_change
from apps.planning.changes import move, retire
from apps.planning.indicator_areas import add_areas_after
from apps.planning.plan_parts import write_plan_part
from apps.planning.requirements import PlanningError, log_act, require_administrator, require_same_board

GROUP_MESSAGE = (
    "Flera verksamheter blir flera, och då går det inte att säga vad som kom varifrån. Är de tillsammans samma "
    "verksamhet före och efter, kryssa i det: då visas de gamlas summa vid var och en av de nya. Annars gör du en "
    "omorganisation för var och en."
)


@dataclass(frozen=True, slots=True)
class DoneReorganisation:
    """What was made, and in Swedish each thing that was done for it and what becomes of the series."""

    reorganisation: Reorganisation
    steps: tuple[str, ...]


@transaction.atomic
def reorganise_areas(
    *,
    by: User,
    board: Board,
    year: int,
    before: Sequence[ServiceArea],
    after: Sequence[ServiceArea] = (),
    new_names: Sequence[str] = (),
    as_group: bool = False,
    sums_persons: bool = True,
    decision: str,
) -> DoneReorganisation:
    """From ``year`` on ``after``, and new areas of ``new_names``, do what ``before`` did: several into one, or one into
    several or another one. With ``as_group`` several into several: together they are the same work.

    Numbers of persons are left out of what is added up unless it ``sums_persons``, since somebody may be in several.
    The old areas get their last year and the new ones their first; what lies under an old area moves along where there
    is one new. ``PlanningError`` says why it can't be so. Published reports stay as they are.
    """
    require_administrator(by, board)
    _require_whole(board, year, before, after, new_names, decision)
    if len(before) > 1 and len(after) + len(new_names) > 1 and not as_group:
        raise PlanningError(GROUP_MESSAGE, field="as_group")
    with plan_change(by=by, board=board, changed=None, holds_from=None, decision=""):
        steps = [step for area in after for step in _begin(by, area, year)]
        new = [_add_new(by, board, name, before[0], year) for name in new_names]
        steps += [f"Ny verksamhet från {year}: {area.name}, under {before[0].parent}." for area in new]
        after = [*after, *new]
        steps += [step for area in before for step in _move_below(by, area, before, after, year, decision)]
        steps += [step for area in before for step in _end(by, area, year)]
        sides: dict[str, Any] = {"before": before, "after": after}
        steps += _add_followed_areas(by, before, after)
        made = add_reorganisation(board=board, year=year, decision=decision.strip(), sums_persons=sums_persons, **sides)
    codes = {name: [one.code for one in areas] for name, areas in sides.items()}
    after_log = {**codes, "year": year, "sums_persons": sums_persons}
    log_act(by, "reorganisation.created", made, after=after_log, reason=decision.strip())
    return DoneReorganisation(made, (*steps, *_describe_series(made, before, after)))


@transaction.atomic
def withdraw_reorganisation(*, by: User, reorganisation: Reorganisation) -> None:
    """Take back that the series are told together. The areas and their years stay as they are."""
    board = reorganisation.board
    require_administrator(by, board)
    with plan_change(by=by, board=board, changed=None, holds_from=None, decision=""):
        log_act(by, "reorganisation.withdrawn", reorganisation, before={"year": reorganisation.year})
        delete_reorganisation(reorganisation)


def _require_whole(
    board: Board,
    year: int,
    before: Sequence[ServiceArea],
    after: Sequence[ServiceArea],
    new_names: Sequence[str],
    decision: str,
) -> None:
    """Raises ``PlanningError`` where the mapping itself is wrong, whatever the areas' years are."""
    for area in (*before, *after):
        require_same_board(board, area)
        if area.parent_id is None:
            raise PlanningError("Hela nämnden kan inte omorganiseras till något annat.")
    if not FIRST_YEAR < year <= LAST_YEAR:
        raise PlanningError(f"Året är ett tal från {FIRST_YEAR + 1} till {LAST_YEAR}.", field="from_year")
    count = len(after) + len(new_names)
    if not before:
        raise PlanningError("Välj vilka verksamheter som upphör.", field="before")
    if not count:
        raise PlanningError("Välj eller skriv vilka verksamheter som tar vid.", field="new_names")
    if len(set(new_names)) < len(new_names):
        raise PlanningError("Samma namn står två gånger.", field="new_names")
    both = {area.pk for area in before} & {area.pk for area in after}
    if both:
        name = next(area.name for area in before if area.pk in both)
        raise PlanningError(
            f"{name} kan inte både upphöra och ta vid. Ska namnet leva vidare, skriv det som en ny verksamhet."
        )
    if not decision.strip():
        raise PlanningError("Skriv vilket beslut som omorganisationen bygger på.", field="decision")
    _require_not_mapped(before, after)
    _require_apart(before)


def _require_not_mapped(before: Sequence[ServiceArea], after: Sequence[ServiceArea]) -> None:
    """No area ends twice, or comes from two reorganisations."""
    sides = ((ReorganisationSide.BEFORE, before, "upphör"), (ReorganisationSide.AFTER, after, "börjar"))
    for side, areas, verb in sides:
        known = ReorganisedArea.objects.filter(side=side, service_area__in=areas)
        found = known.select_related("service_area", "reorganisation").first()
        if found:
            raise PlanningError(
                f"{found.service_area.name} {verb} redan i omorganisationen {found.reorganisation.year}."
            )


def _require_apart(before: Sequence[ServiceArea]) -> None:
    """Its part would be counted once more with what it lies under."""
    ids = {area.pk for area in before}
    for area in before:
        above = area.parent
        while above is not None:
            if above.pk in ids:
                raise PlanningError(f"{area.name} ligger under {above.name}. Då skulle {area.name} räknas två gånger.")
            above = above.parent


def _begin(by: User, area: ServiceArea, year: int) -> list[str]:
    """Let an area that is there begin in the year, if it doesn't."""
    if area.valid_to is not None and area.valid_to < year:
        raise PlanningError(f"{area.name} upphörde {area.valid_to} och kan inte ta vid {year}.")
    first = _find_first_reported(area)
    if first is not None and first < year:
        raise PlanningError(
            f"{area.name} har siffror för {first} och kan inte börja {year}. En verksamhet som har funnits får inte en "
            "annans historia: lägg till en ny verksamhet för dem tillsammans."
        )
    if area.valid_from is not None and area.valid_from != year:
        raise PlanningError(f"{area.name} börjar {area.valid_from}. Den som tar vid {year} ska börja {year}.")
    if area.valid_from == year:
        return []
    write_plan_part(area, valid_from=year)
    log_act(by, "servicearea.changed", area, before={"valid_from": None}, after={"valid_from": year})
    return [f"{area.name} får första år {year}."]


def _add_new(by: User, board: Board, name: str, like: ServiceArea, year: int) -> ServiceArea:
    """A new area of the same kind, where the old one lies."""
    assert like.parent is not None
    return add_area(by=by, board=board, name=name, kind=like.kind, parent=like.parent, valid_from=year)


def _move_below(
    by: User,
    area: ServiceArea,
    before: Sequence[ServiceArea],
    after: Sequence[ServiceArea],
    year: int,
    decision: str,
) -> list[str]:
    """Move what lies under an old area, and goes on, to the new one."""
    ending = {one.pk for one in (*before, *after)}
    below = [one for one in area.children.all() if one.pk not in ending and (one.valid_to or LAST_YEAR) >= year]
    if not below:
        return []
    if len(after) > 1:
        raise PlanningError(
            f"Under {area.name} ligger {format_list([one.name for one in below])}. Flytta dem först till den "
            "verksamhet som de ska höra till, eller ge dem ett sista år."
        )
    for one in below:
        move(by=by, item=one, under=after[0], holds_from=Tertial(year, 1), decision=decision)
    return [f"{one.name} flyttas till {after[0].name} från {year}." for one in below]


def _end(by: User, area: ServiceArea, year: int) -> list[str]:
    """End an old area the year before, if it doesn't."""
    if area.valid_to is not None and area.valid_to < year - 1:
        raise PlanningError(
            f"{area.name} upphörde {area.valid_to}. Den som upphör ska ha sitt sista år {year - 1}, året före."
        )
    if area.valid_from is not None and area.valid_from >= year:
        raise PlanningError(f"{area.name} börjar {area.valid_from} och kan inte upphöra {year - 1}.")
    if area.valid_to == year - 1:
        return []
    retire(by=by, item=area, last_year=year - 1)
    return [f"{area.name} får sista år {year - 1}."]


def _add_followed_areas(by: User, before: Sequence[ServiceArea], after: Sequence[ServiceArea]) -> list[str]:
    """Let the indicators that are followed in an old area by the board's choice be followed in the new ones."""
    found = add_areas_after(before, after)
    for indicator, areas in found.items():
        log_act(by, "indicator.changed", indicator, after={"areas": sorted(area.code for area in areas)})
    names = format_list([one.name for one in found])
    return [f"Följs också i {format_list([area.name for area in after])}: {names}."] if found else []


def _find_first_reported(area: ServiceArea) -> int | None:
    tables: tuple[type[Any], ...] = (Outcome, OperatingLine)
    years = [table.objects.filter(service_area=area).aggregate(first=Min("year"))["first"] for table in tables]
    return min((year for year in years if year is not None), default=None)


def _describe_series(made: Reorganisation, before: Sequence[ServiceArea], after: Sequence[ServiceArea]) -> list[str]:
    """What becomes of money, indicators, targets and those who write for the old areas."""
    old, new = (format_list([area.name for area in areas]) for areas in (before, after))
    year = made.year
    if len(before) == 1:
        is_split = len(after) > 1
        lines = [f"Serierna för {old} visas vid {new} som de var före delningen."] if is_split else []
        lines += [] if is_split else [f"Serierna för {old} går vidare i {new}."]
    else:
        lines = _describe_sums(made, before, after)
    targets = Target.objects.filter(service_area__in=before, year__gte=year).count()
    lines += [f"{targets} målvärden från {year} står på det som upphör. Sätt dem på det nya."] if targets else []
    writers = Membership.objects.filter(service_areas__in=before).select_related("user").distinct()
    lines += [f"{one.user} skriver för det som upphör och behöver få det nya." for one in writers]
    return [*lines, f"Det syns i rapporter från T1 {year}. Fastställda rapporter ändras inte."]


def _describe_sums(made: Reorganisation, before: Sequence[ServiceArea], after: Sequence[ServiceArea]) -> list[str]:
    """What is added up of several areas, and what is not."""
    old, new = (format_list([area.name for area in areas]) for areas in (before, after))
    year = made.year
    outcomes = Outcome.objects.filter(board=made.board_id, service_area__in=before, year__lt=year)
    indicators = list(Indicator.objects.filter(pk__in=outcomes.values("indicator")))
    summed = [one for one in indicators if is_summed_over_parts(one.accumulation, one.unit)]
    broken = [one.name for one in indicators if not is_summed_over_parts(one.accumulation, one.unit)]
    if len(after) > 1:
        lines = [
            f"Pengarna för {old} läggs ihop för åren före {year}. Summan visas vid {new}, hel, som före "
            "omorganisationen, tillsammans. Den delas inte upp."
        ]
    else:
        lines = [f"Pengarna för {old} läggs ihop till {new} för åren före {year}."]
    persons = [one for one in summed if is_count_of_persons(one.unit, counts_persons=one.counts_persons)]
    added = [one.name for one in summed if made.sums_persons or one not in persons]
    lines += [f"Läggs ihop: {format_list(added)}."] if added else []
    if persons:
        names = format_list([one.name for one in persons])
        lines.append(
            f"Den som fanns i flera räknas flera gånger i summan: {names}. Är det fel, låt bli att lägga ihop personer."
            if made.sums_persons
            else f"Läggs inte ihop, eftersom samma person kan ha funnits i flera: {names}."
        )
    lines += [f"Går inte att lägga ihop, så serien börjar om {year}: {format_list(broken)}."] if broken else []
    return lines
