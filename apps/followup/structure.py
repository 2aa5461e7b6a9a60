"""What an administrator sets up: the tree, goals, indicators, targets and rounds of a year. Each act checks the role.

Nothing that has been reported on is ever taken away: what ends gets a last year. ``NotAllowedError`` for another role;
``StructureError`` says in Swedish what is wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model, Q
from django.utils.text import slugify

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError
from apps.accounts.services import administers
from apps.audit.services import record
from apps.audit.tracking import change
from apps.budget.models import OperatingLine
from apps.core.reading import UnreadableError, fits
from apps.core.tertials import Tertial
from apps.goals import targets as reading
from apps.goals.measuring import other_unit, units_differ
from apps.goals.models import Goal, Indicator, Outcome, Target
from apps.goals.rules import RELATIVE_COMPARATORS
from apps.organisation.models import Board, ServiceArea
from apps.risks.models import ControlActivity, Risk
from apps.rounds.models import Round, RoundState
from apps.rounds.services import touch_rounds

P = TypeVar("P", ServiceArea, Goal, Indicator)


class StructureError(Exception):
    """It can't be set up so; the message says why in Swedish."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How much of last year's plan was carried over."""

    targets: int = 0
    risks: int = 0
    controls: int = 0


@transaction.atomic
def set_up_year(*, by: User, board: Board, year: int, deadlines: Mapping[int, date]) -> list[Round]:
    """Plan the rounds of a year, each tertial with its last day. Rounds that are there get the new day."""
    _demand(by, board)
    if not deadlines or not set(deadlines) <= {1, 2, 3}:
        raise StructureError("Ange sista dag för minst ett av tertialen 1–3.")
    _in_order(board, year, deadlines)
    rounds = []
    for tertial, day in sorted(deadlines.items()):
        round_, is_new = Round.objects.select_for_update().get_or_create(
            board=board,
            year=year,
            tertial=tertial,
            defaults={"municipality_id": board.municipality_id, "state": RoundState.PLANNED, "deadline": day},
        )
        before = None if is_new or round_.deadline is None else round_.deadline.isoformat()
        if not is_new and round_.deadline != day:
            round_.deadline = day
            round_.save(update_fields=["deadline"])
        _log(by, "round.planned", round_, before={"deadline": before}, after={"deadline": day.isoformat()})
        rounds.append(round_)
    return rounds


@transaction.atomic
def copy_year(*, by: User, board: Board, from_year: int, to_year: int) -> Copied:
    """Carry a year's plan over to another: targets, and the internal control plan. What is there already stays.

    Goals, indicators and service areas go on by themselves until they get a last year. Results, outcomes and the
    decisions that set the old targets are not copied.
    """
    _demand(by, board)
    if to_year <= from_year:
        raise StructureError("Planen kopieras till ett senare år.")
    known = set(
        Target.objects.filter(board=board, year=to_year).values_list("indicator_id", "service_area_id", "gender")
    )
    fresh = []
    old = Target.objects.filter(board=board, year=from_year).select_related("indicator", "service_area")
    for target in old:
        valid = _is_valid(target.indicator, to_year) and _is_valid(target.service_area, to_year)
        if valid and (target.indicator_id, target.service_area_id, target.gender) not in known:
            fresh.append(_fresh(target, year=to_year, table=None, decision="", footnote=""))
    with change(by=by, reason=f"Kopierat från {from_year}."):
        Target.objects.bulk_create(fresh)
    risks, controls = _copy_risks(board, from_year, to_year)
    copied = Copied(len(fresh), risks, controls)
    _log(by, "plan.copied", board, after={"from": from_year, "to": to_year, "targets": len(fresh), "risks": risks})
    touch_rounds(board_id=board.pk)
    return copied


def _copy_risks(board: Board, from_year: int, to_year: int) -> tuple[int, int]:
    known = set(Risk.objects.filter(board=board, year=to_year).values_list("code", flat=True))
    risks = controls = 0
    for risk in Risk.objects.filter(board=board, year=from_year).exclude(code__in=known).select_related("service_area"):
        if not _is_valid(risk.service_area, to_year):
            continue
        old_controls = list(risk.controls.all())
        new = _fresh(risk, year=to_year, table=None, stated_value=None)
        new.save()
        ControlActivity.objects.bulk_create([_fresh(control, risk=new) for control in old_controls])
        risks, controls = risks + 1, controls + len(old_controls)
    return risks, controls


def _fresh(row: Any, **changes: Any) -> Any:
    """An unsaved copy of a row."""
    skipped = {"id", "version", *changes}
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    same = {
        name: value
        for name, value in columns.items()
        if name not in skipped and name.removesuffix("_id") not in skipped
    }
    return type(row)(**same, **changes)


@transaction.atomic
def add_area(
    *, by: User, board: Board, name: str, kind: str, parent: ServiceArea, valid_from: int | None = None
) -> ServiceArea:
    """A new service area under another."""
    _demand(by, board)
    _same_board(board, parent)
    values = {"name": _named(name), "kind": kind, "parent": parent, "valid_from": valid_from}
    return _add(by, board, ServiceArea, values)


@transaction.atomic
def add_goal(
    *,
    by: User,
    board: Board,
    name: str,
    level: str,
    description: str = "",
    parent: Goal | None = None,
    areas: Sequence[ServiceArea] = (),
    valid_from: int | None = None,
    valid_to: int | None = None,
) -> Goal:
    """A new goal, for the board as a whole or for some of its areas."""
    _demand(by, board)
    for other in filter(None, (parent, *areas)):
        _same_board(board, other)
    _years(valid_from, valid_to)
    values = {"name": _named(name), "level": level, "description": description, "parent": parent}
    goal = _add(by, board, Goal, {**values, "valid_from": valid_from, "valid_to": valid_to})
    goal.service_areas.set(areas)
    return goal


@transaction.atomic
def add_indicator(
    *, by: User, board: Board, name: str, goal: Goal | None = None, kind: str = "", **values: Any
) -> Indicator:
    """A new indicator under a goal, or a key figure of a kind. ``values`` are the indicator's other fields by name."""
    _demand(by, board)
    if (goal is None) == (not kind):
        raise StructureError("Välj det mål som indikatorn hör till, eller vilket slags nyckeltal den är. Inte båda.")
    if goal is not None:
        _same_board(board, goal)
    unknown = set(values) - INDICATOR_FIELDS
    if unknown:
        raise StructureError(f"Indikatorn har inga fält {', '.join(sorted(unknown))}.")
    _years(values.get("valid_from"), values.get("valid_to"))
    return _add(by, board, Indicator, {"name": _named(name), "goal": goal, "kind": kind, **values})


INDICATOR_FIELDS = frozenset(
    {
        "heading", "unit", "decimals", "direction", "accumulation", "by_gender", "counts_persons", "reference_for",
        "definition", "source", "kolada_id", "valid_from", "valid_to",
    }
)  # fmt: skip


@transaction.atomic
def retire(*, by: User, item: P, last_year: int) -> P:
    """The last year of an area, a goal or an indicator. What is reported stays; the areas below an area end with it."""
    _demand(by, item.board)
    _years(item.valid_from, last_year)
    if isinstance(item, ServiceArea) and item.parent_id is None:
        raise StructureError("Hela nämnden kan inte avslutas.")
    ends: list[Any] = [item, *_below(item)] if isinstance(item, ServiceArea) else [item]
    told = _last_told(ends)
    if told is not None and told > last_year:
        raise StructureError(f"{item.name} har siffror för {told}. Sista året kan inte vara före {told}.")
    for one in ends:
        if one.valid_to is not None and one.valid_to <= last_year:
            continue
        before, one.valid_to = one.valid_to, last_year
        one.save(update_fields=["valid_to"])
        _log(by, f"{one._meta.model_name}.retired", one, before={"valid_to": before}, after={"valid_to": last_year})
    touch_rounds(board_id=item.board_id)
    return item


@transaction.atomic
def move(*, by: User, item: P, under: ServiceArea | Goal | None, position: int | None = None) -> P:
    """Move an area or a goal under another, or an indicator to another goal, and give it its place in the order."""
    board = item.board
    _demand(by, board)
    if under is not None:
        _same_board(board, under)
    field = "goal" if isinstance(item, Indicator) else "parent"
    before = {field: getattr(item, f"{field}_id"), "position": item.position}
    _may_stand_under(item, under)
    setattr(item, field, under)
    if isinstance(item, Indicator):
        item.kind = ""
    if position is not None:
        item.position = position
    item.save()
    after = {field: under.pk if under else None, "position": item.position}
    _log(by, f"{item._meta.model_name}.moved", item, before=before, after=after)
    touch_rounds(board_id=board.pk)
    return item


@transaction.atomic
def set_target(
    *, by: User, indicator: Indicator, area: ServiceArea, year: int, text: str, decision: str, gender: str = "T"
) -> Target | None:
    """Set a target as it is written, ”minst 90 %”, with the decision that set it. An empty text takes it away.

    A published tertial keeps the target that it was judged by.
    """
    board = indicator.board
    _demand(by, board)
    _same_board(board, area)
    where = {"indicator": indicator, "service_area": area, "year": year, "gender": gender}
    with change(by=by, reason=decision):
        if not text.strip():
            Target.objects.filter(**where).delete()
            target = None
        else:
            if not decision.strip():
                raise StructureError("Skriv vilket beslut som satte målvärdet.")
            values = {**_read_target(text, indicator, year), "text": text.strip(), "decision": decision.strip()}
            owner = {"board_id": board.pk, "municipality_id": board.municipality_id}
            target, _ = Target.objects.update_or_create(**where, defaults=values, create_defaults={**values, **owner})
    _log(by, "target.set", indicator, after={"year": year, "area": area.code, "text": text}, reason=decision)
    touch_rounds(board_id=board.pk)
    return target


def _read_target(text: str, indicator: Indicator, year: int) -> dict[str, Any]:
    try:
        found = reading.parse_target(text, indicator.direction)
        for value in (found.value, found.upper):
            if value is not None:
                fits(value)
    except (reading.BadTargetError, UnreadableError) as error:
        raise StructureError(str(error)) from error
    if found.comparator not in ("increase_percent", "decrease_percent") and units_differ(found.unit, indicator.unit):
        raise StructureError(other_unit(found.unit, indicator.unit))
    base = found.base_year or (year - 1 if found.comparator in RELATIVE_COMPARATORS else None)
    if base is not None and base >= year:
        raise StructureError(f"Basåret ska vara före {year}.")
    return {
        "comparator": found.comparator,
        "value": found.value,
        "upper": found.upper,
        "base_year": base,
        "table": None,
    }


def _demand(by: User, board: Board) -> None:
    if not administers(by, board):
        raise NotAllowedError("Bara nämndens administratör ändrar strukturen.")


def _same_board(board: Board, other: Any) -> None:
    if other.board_id != board.pk:
        raise StructureError("Det hör till en annan nämnd.")


def _named(name: str) -> str:
    if not name.strip():
        raise StructureError("Skriv ett namn.")
    return name.strip()


def _years(first: int | None, last: int | None) -> None:
    if first is not None and last is not None and last < first:
        raise StructureError(f"Sista året kan inte vara före {first}.")


def _in_order(board: Board, year: int, deadlines: Mapping[int, date]) -> None:
    """A tertial's report is due when the tertial has ended, and before the next one's."""
    known = Round.objects.filter(board=board, year=year).values_list("tertial", "deadline")
    planned = {tertial: day for tertial, day in known if day} | dict(deadlines)
    for tertial, day in deadlines.items():
        end = Tertial(year, tertial).end
        if day < end:
            raise StructureError(f"Tertial {tertial} slutar {end.isoformat()}. Sista dagen kan inte vara före det.")
    for (first, before), (then, after) in pairwise(sorted(planned.items())):
        if after <= before:
            raise StructureError(f"Sista dagen för tertial {first} ska vara före den för tertial {then}.")


def _last_told(items: Sequence[P]) -> int | None:
    """The latest year with figures of areas, goals or indicators of one kind."""
    field, tables = _TELLING[type(items[0])]
    years = [
        table._default_manager.filter(**{f"{field}__in": items}).aggregate(last=Max("year"))["last"] for table in tables
    ]
    return max(filter(None, years), default=None)


_TELLING: Mapping[type[Any], tuple[str, tuple[type[Model], ...]]] = {
    ServiceArea: ("service_area", (Outcome, OperatingLine)),
    Goal: ("indicator__goal", (Outcome,)),
    Indicator: ("indicator", (Outcome,)),
}


def _is_valid(item: ServiceArea | Indicator, year: int) -> bool:
    return (item.valid_from or 0) <= year <= (item.valid_to or 9999)


def _add(by: User, board: Board, model: type[P], values: dict[str, Any]) -> P:
    """Save a new part of the plan, last in the order, with an address of its own made from its name."""
    last = model._default_manager.filter(board=board).aggregate(last=Max("position"))["last"]
    item = model(
        municipality_id=board.municipality_id,
        board=board,
        code=_code(model, board, str(values["name"])),
        position=0 if last is None else last + 1,
        **values,
    )
    try:
        item.full_clean()
    except ValidationError as error:
        raise StructureError(" ".join(error.messages)) from error
    item.save()
    _log(by, f"{model._meta.model_name}.created", item, after={"code": item.code, "name": item.name})
    touch_rounds(board_id=board.pk)
    return item


def _code(model: type[P], board: Board, name: str) -> str:
    """A code that no other has; numbered when the name's own is taken."""
    base = slugify(name)[:70].strip("-") or "ny"
    taken = set(
        model._default_manager.filter(Q(code=base) | Q(code__startswith=f"{base}-"), board=board).values_list(
            "code", flat=True
        )
    )
    return base if base not in taken else next(c for n in range(2, 10_000) if (c := f"{base}-{n}") not in taken)


def _below(area: Any) -> Iterable[ServiceArea]:
    for child in area.children.all():
        yield child
        yield from _below(child)


def _may_stand_under(item: Any, under: Any) -> None:
    if isinstance(item, Indicator):
        if not isinstance(under, Goal):
            raise StructureError("En indikator flyttas till ett mål.")
        return
    if under is not None and not isinstance(under, type(item)):
        raise StructureError("Ett mål flyttas till ett mål och en verksamhet till en verksamhet.")
    if isinstance(item, ServiceArea) and (under is None) != (item.parent_id is None):
        raise StructureError("Nämnden har precis en verksamhet överst.")
    here = under
    while here is not None:
        if here.pk == item.pk:
            raise StructureError("Något kan inte ligga under sig självt.")
        here = here.parent


def _log(by: User, action: str, target: Any, **told: Any) -> None:
    board_id = target.pk if isinstance(target, Board) else target.board_id
    record(by=by, action=action, target=target, board_id=board_id, **told)
