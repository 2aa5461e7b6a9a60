"""All writes of what goals and indicators are tied to: the areas that they are for, and the focus areas of goals."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from apps.goals.area_models import IndicatorArea
from apps.goals.models import FocusArea, Goal, Indicator
from apps.organisation.models import ServiceArea


def set_links(
    through: type[models.Model], wanted: Mapping[int, set[int]], owner: str, other: str, **columns: Any
) -> int:
    """Make the links of each ``owner`` exactly those wanted, by primary keys; how many were added or taken away.

    ``columns`` are what else a new link has. What is there already stays as the row that it is.
    """
    links = through._default_manager.filter(**{f"{owner}__in": wanted})
    stored = {(owner_id, other_id): pk for pk, owner_id, other_id in links.values_list("pk", owner, other)}
    wanted_pairs = {(owner_id, other_id) for owner_id, others in wanted.items() for other_id in others}
    gone = [pk for pair, pk in stored.items() if pair not in wanted_pairs]
    if gone:
        through._default_manager.filter(pk__in=gone).delete()
    through._default_manager.bulk_create(
        [through(**{owner: one, other: two, **columns}) for one, two in sorted(wanted_pairs - stored.keys())]
    )
    return len(stored.keys() ^ wanted_pairs)


def set_goal_areas(goal: Goal, areas: Sequence[ServiceArea]) -> None:
    """The service areas that a goal is for: these and no others. None is the board as a whole."""
    goal.service_areas.set(areas)


def set_goal_focus_areas(goal: Goal, focus_areas: Sequence[FocusArea]) -> None:
    """The focus areas that a goal is gathered under: these and no others."""
    goal.focus_areas.set(focus_areas)


def set_indicator_areas(wanted: Sequence[tuple[Indicator, Sequence[ServiceArea]]]) -> None:
    """The own areas of indicators of one board: these and no others. What that demands the caller checks and records.

    None is where it has targets and figures, and where its goal applies.
    """
    if not wanted:
        return
    board = wanted[0][0]
    set_links(
        IndicatorArea,
        {indicator.pk: {area.pk for area in areas} for indicator, areas in wanted},
        "indicator_id",
        "service_area_id",
        board_id=board.board_id,
        municipality_id=board.municipality_id,
    )
