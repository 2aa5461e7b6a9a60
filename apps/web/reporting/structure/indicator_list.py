"""The board's indicators as ``…/struktur/indikatorer/`` lists them: under their goals and kinds, searched."""

from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from apps.core.choices import Gender
from apps.core.swedish import tidy_text
from apps.goals.area_models import IndicatorArea
from apps.goals.models import Indicator, KeyFigureKind, Target
from apps.goals.target_readings import format_meaning
from apps.goals.targets import is_plan
from apps.organisation.models import Board
from apps.planning.change_notes import ChangeNotes, get_notes
from apps.web.reporting.structure.fields import find_indicators

TargetWithMeaning = tuple[Target, str]


@dataclass(frozen=True, slots=True)
class ListedIndicator:
    """An indicator with its targets of the year, the lines that tell what it was before, and its own areas' names."""

    indicator: Indicator
    targets: list[TargetWithMeaning]
    notes: list[str]
    followed_in: list[str]


@dataclass(frozen=True, slots=True)
class PlanGroup:
    """The indicators of a goal, or of a kind of key figure. ``code`` is what the form posts to choose them all."""

    code: str
    title: str
    rows: list[ListedIndicator] = field(default_factory=list)


def load_indicator_groups(
    board: Board, year: int, *, notes: ChangeNotes, query: str = "", shows_ended: bool = False
) -> list[PlanGroup]:
    """The groups in the order of the goals, the kinds last, with the indicators that have every word of ``query``.

    Those that are not of the year are left out unless ``shows_ended``. ``notes`` tell what was before.
    """
    targets = load_targets(board, year)
    parts = query.casefold().split()
    groups: dict[str, PlanGroup] = {}
    own_areas = IndicatorArea.objects.filter(indicator=OuterRef("pk")).order_by("service_area__position")
    followed_in = ArraySubquery(own_areas.values("service_area__name"))
    for indicator in find_indicators(board).select_related("goal").annotate(followed_in=followed_in):
        is_valid = (indicator.valid_from or 0) <= year <= (indicator.valid_to or 9999)
        if (is_valid or shows_ended) and _matches(indicator, parts):
            group = _build_group(indicator)
            row = ListedIndicator(
                indicator, targets.get(indicator.pk, []), get_notes(notes, indicator), indicator.followed_in
            )
            groups.setdefault(group.code, group).rows.append(row)
    return sorted(groups.values(), key=_get_place)


def load_targets(board: Board, year: int) -> dict[int, list[TargetWithMeaning]]:
    """The targets of the year by indicator, and what each means where its text does not say it."""
    targets: dict[int, list[TargetWithMeaning]] = {}
    found = Target.objects.filter(board=board, year=year).select_related("service_area", "indicator")
    for target in sorted(found, key=_get_target_place):
        targets.setdefault(target.indicator_id, []).append((target, _format_meaning(target)))
    return targets


def _get_target_place(target: Target) -> tuple[int, int, int]:
    """The areas in order, and in each the total before women and men."""
    return target.service_area.position, target.service_area_id, Gender.values.index(target.gender)


def _build_group(indicator: Indicator) -> PlanGroup:
    goal = indicator.goal
    if goal is not None:
        return PlanGroup(f"m-{goal.code}", goal.name)
    return PlanGroup(f"n-{indicator.kind}", f"Nyckeltal: {KeyFigureKind(indicator.kind).label}")


def _get_place(group: PlanGroup) -> tuple[int, int, int]:
    indicator = group.rows[0].indicator
    if indicator.goal is not None:
        return 0, indicator.goal.position, indicator.goal.pk
    return 1, KeyFigureKind.values.index(indicator.kind), 0


def _matches(indicator: Indicator, parts: list[str]) -> bool:
    goal = indicator.goal.name if indicator.goal else KeyFigureKind(indicator.kind).label
    text = " ".join((indicator.name, indicator.heading, indicator.unit, indicator.kolada_id or "", goal)).casefold()
    return all(part in text for part in parts)


def _format_meaning(target: Target) -> str:
    meaning = format_meaning(
        target.comparator,
        target.value,
        target.upper,
        year=target.year,
        base_year=target.base_year,
        unit=target.indicator.unit,
        is_number=is_plan(target.text, target.comparator, target.indicator.direction),
    )
    return meaning if tidy_text(meaning) != tidy_text(target.text) else ""
