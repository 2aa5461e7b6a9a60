"""A year of a board: its rounds with their deadlines, and the plan copied from an earlier year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.core.choices import Comparator, Gender
from apps.core.swedish import format_list
from apps.core.tertials import Tertial
from apps.goals.models import Target
from apps.goals.services import add_targets
from apps.goals.target_phrases import find_years, move_year
from apps.organisation.models import Board
from apps.planning.requirements import PlanningError, is_valid_in, log_act, require_administrator
from apps.risks.models import Risk
from apps.risks.services import add_risk
from apps.rounds.models import Round
from apps.rounds.services import plan_round, touch_rounds


class MovedBase(NamedTuple):
    """A copied target whose base year was moved. ``name`` tells whose it is, ``text`` how it is written now."""

    name: str
    text: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class CopiedPlan:
    """How many parts of the plan were copied.

    ``moved`` are the targets that are counted from a later year than before, ``dated`` the texts of copied targets
    that still name a year, for people to read through.
    """

    targets: int = 0
    risks: int = 0
    controls: int = 0
    moved: tuple[MovedBase, ...] = ()
    dated: tuple[str, ...] = ()


@transaction.atomic
def set_up_year(*, by: User, board: Board, year: int, deadlines: Mapping[int, date]) -> list[Round]:
    """Plan the rounds of a year: ``deadlines`` by tertial (1-3). Existing rounds get the new
    deadline.
    """
    require_administrator(by, board)
    if not deadlines or not set(deadlines) <= {1, 2, 3}:
        raise PlanningError("Ange sista dag för minst ett av tertialen 1–3.")
    _require_deadlines_in_order(board, year, deadlines)
    rounds = []
    for tertial, day in sorted(deadlines.items()):
        round_, before = plan_round(board=board, year=year, tertial=tertial, deadline=day)
        old = before.isoformat() if before else None
        log_act(by, "round.planned", round_, before={"deadline": old}, after={"deadline": day.isoformat()})
        rounds.append(round_)
    return rounds


@transaction.atomic
def copy_year(*, by: User, board: Board, from_year: int, to_year: int, moves_named: bool | None = None) -> CopiedPlan:
    """Copy a year's plan to a later one: targets, and the internal control plan.

    What the later year has already is kept. Goals, indicators and areas go on by themselves until
    they get a last year. Results, outcomes and the decisions behind the old targets are not copied.
    The year that an increase is counted from moves as far as the plan does. Whether it does so too where the
    target's own text names it, ”öka från 2020”, is for people to say by ``moves_named``: without an answer
    ``PlanningError`` asks, and nothing is copied.
    """
    require_administrator(by, board)
    if to_year <= from_year:
        raise PlanningError("Planen kopieras till ett senare år.", field="from_year")
    known = set(
        Target.objects.filter(board=board, year=to_year).values_list("indicator_id", "service_area_id", "gender")
    )
    old = [
        target
        for target in Target.objects.filter(board=board, year=from_year).select_related("indicator", "service_area")
        if is_valid_in(target.indicator, to_year)
        and is_valid_in(target.service_area, to_year)
        and (target.indicator_id, target.service_area_id, target.gender) not in known
    ]
    if moves_named is None:
        _require_no_named_base(old)
    fresh = [_copy_target(target, to_year, moves_named=bool(moves_named)) for target in old]
    with set_history_context(by=by, reason=f"Kopierat från {from_year}."):
        add_targets(fresh)
    risks, controls = _copy_risks(board, from_year, to_year)
    moved = tuple(
        MovedBase(_format_place(then), now.text, then.base_year, now.base_year)
        for then, now in zip(old, fresh, strict=True)
        if then.base_year is not None and now.base_year is not None and then.base_year != now.base_year
    )
    dated = tuple(one.text for one in fresh if one.comparator == Comparator.QUALITATIVE and find_years(one.text))
    copied = CopiedPlan(len(fresh), risks, controls, moved, dated)
    after = {"from": from_year, "to": to_year, "targets": len(fresh), "risks": risks, "moved_bases": len(moved)}
    log_act(by, "plan.copied", board, after=after)
    touch_rounds(board_id=board.pk)
    return copied


@transaction.atomic
def copy_control_plan(*, by: User, board: Board, from_year: int, to_year: int) -> CopiedPlan:
    """Copy a year's risks and controls to a later one, as ``copy_year`` does, and nothing else."""
    require_administrator(by, board)
    if to_year <= from_year:
        raise PlanningError("Planen kopieras till ett senare år.", field="from_year")
    risks, controls = _copy_risks(board, from_year, to_year)
    after = {"from": from_year, "to": to_year, "targets": 0, "risks": risks}
    log_act(by, "plan.copied", board, after=after)
    touch_rounds(board_id=board.pk)
    return CopiedPlan(risks=risks, controls=controls)


def _copy_target(target: Target, to_year: int, *, moves_named: bool) -> Target:
    """The target in its new year, unsaved, counted from a base year as far back as it was."""
    base, text = target.base_year, target.text
    if base is not None and (moves_named or not _has_named_base(target)):
        moved = base + to_year - target.year
        base, text = moved, move_year(text, base, moved)
    fresh = {"table": None, "decision": "", "footnote": "", "reason": ""}
    copied: Target = _copy_unsaved(target, year=to_year, base_year=base, text=text, **fresh)
    return copied


def _format_place(target: Target) -> str:
    """Whose target it is: the indicator, with area and gender where it is not the whole board's."""
    area = target.service_area.name if target.service_area.parent_id else ""
    gender = target.get_gender_display().lower() if target.gender != Gender.TOTAL else ""
    return ", ".join(filter(None, (target.indicator.name, area, gender)))


def _has_named_base(target: Target) -> bool:
    return target.base_year in find_years(target.text)


def _require_no_named_base(targets: Sequence[Target]) -> None:
    named = [f"{_format_place(one)} (”{one.text}”)" for one in targets if _has_named_base(one)]
    if named:
        raise PlanningError(
            f"Ska basår som står i målvärdets text flyttas fram lika långt som planen? Välj det i formuläret. "
            f"Det gäller {format_list(named)}."
        )


def _copy_risks(board: Board, from_year: int, to_year: int) -> tuple[int, int]:
    known = set(Risk.objects.filter(board=board, year=to_year).values_list("code", flat=True))
    risks = controls = 0
    for risk in Risk.objects.filter(board=board, year=from_year).exclude(code__in=known).select_related("service_area"):
        if not is_valid_in(risk.service_area, to_year):
            continue
        old_controls = list(risk.controls.all())
        new = _copy_unsaved(risk, year=to_year, table=None, stated_value=None)
        add_risk(new, [_copy_unsaved(control, risk=new) for control in old_controls])
        risks, controls = risks + 1, controls + len(old_controls)
    return risks, controls


def _copy_unsaved(row: Any, **changes: Any) -> Any:
    """An unsaved copy of a row, with ``changes``."""
    skipped = {"id", "version", *changes}
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    same = {
        name: value
        for name, value in columns.items()
        if name not in skipped and name.removesuffix("_id") not in skipped
    }
    return type(row)(**same, **changes)


def _require_deadlines_in_order(board: Board, year: int, deadlines: Mapping[int, date]) -> None:
    """A report is due when its tertial has ended, and before the next one's."""
    known = Round.objects.filter(board=board, year=year).values_list("tertial", "deadline")
    planned = {tertial: day for tertial, day in known if day} | dict(deadlines)
    for tertial, day in deadlines.items():
        end = Tertial(year, tertial).end
        if day < end:
            raise PlanningError(f"Tertial {tertial} slutar {end.isoformat()}. Sista dagen kan inte vara före det.")
    for (first, before), (then, after) in pairwise(sorted(planned.items())):
        if after <= before:
            raise PlanningError(f"Sista dagen för tertial {first} ska vara före den för tertial {then}.")
