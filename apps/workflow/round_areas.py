"""The service areas of rounds: which there are that year, and which are handed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from apps.organisation.models import ServiceArea
from apps.rounds.models import AreaSubmission, Round


@dataclass(frozen=True, slots=True)
class RoundAreas:
    """Ids: ``existing`` are the areas of the round's year, by id with their names. ``submitted`` are handed in.

    An area is handed in with the one above it, whoever its own reporter is.
    """

    existing: Mapping[int, str]
    submitted: frozenset[int]


def load_round_areas(round_ids: Iterable[int]) -> dict[int, RoundAreas]:
    """The areas of each round, by its id: one query."""
    areas = ServiceArea.objects.filter(board=OuterRef("board_id")).order_by("position", "id")
    is_existing = Q(valid_from=None) | Q(valid_from__lte=OuterRef("year"))
    is_existing &= Q(valid_to=None) | Q(valid_to__gte=OuterRef("year"))
    found = Round.objects.filter(pk__in=list(round_ids)).values_list(
        "pk",
        ArraySubquery(AreaSubmission.objects.filter(round=OuterRef("pk")).values("service_area_id")),
        ArraySubquery(areas.values(json=JSONObject(id="id", parent="parent_id"))),
        ArraySubquery(areas.filter(is_existing).values(json=JSONObject(id="id", name="name"))),
    )
    return {
        pk: RoundAreas({one["id"]: one["name"] for one in existing}, _add_areas_below(submitted, areas_of_board))
        for pk, submitted, areas_of_board, existing in found
    }


def _add_areas_below(submitted: Iterable[int], areas: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    below: dict[int | None, list[int]] = {}
    for one in areas:
        below.setdefault(one["parent"], []).append(one["id"])
    found: set[int] = set()
    waiting = list(submitted)
    while waiting:
        area = waiting.pop()
        if area not in found:
            found.add(area)
            waiting += below.get(area, ())
    return frozenset(found)
