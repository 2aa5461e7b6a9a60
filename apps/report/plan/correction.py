"""A correction of the plan itself: a target, name or definition that was wrong when the report was
adopted.

A correction starts from the plan that the report was published with. Where the administrator has
since mended a mistake, the controller sees what differs and chooses what the correction takes
along; all else stays as published. Pure functions on ``SourceData``, but for ``load_chosen_rows``.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model

from apps.core.choices import Gender
from apps.goals.models import Goal, Indicator
from apps.organisation.models import ServiceArea
from apps.report.models import CorrectedPlanRow
from apps.report.source_types import SourceData, TargetSourceRow
from apps.rounds.models import Round

ChosenRows = frozenset[tuple[str, str]]
PLAN_PARTS = ("area", "goal", "indicator", "target")
_MODELS: Mapping[str, type[Model]] = {"area": ServiceArea, "goal": Goal, "indicator": Indicator}
_COMPARED_FIELDS = {
    "area": ("name", "kind", "parent_id"),
    "goal": ("name", "level", "description", "parent_id", "focus", "areas"),
    "indicator": (
        "name", "goal_id", "kind", "heading", "unit", "decimals", "direction", "accumulation", "by_gender",
        "counts_persons", "reference_for_id", "definition", "source", "kolada_id",
        "tolerance_percent",
    ),
    "target": ("text", "base_year", "decision", "footnote"),
}  # fmt: skip
_FIELD_LABELS = {
    "focus": "fokusområden", "areas": "verksamheter", "text": "målvärde", "decision": "beslut",
    "base_year": "basår", "footnote": "fotnot",
}  # fmt: skip
_GENDER_SUFFIXES = {Gender.WOMEN: ", kvinnor", Gender.MEN: ", män"}


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """A part of the plan that differs today.

    ``changes`` are the field, before and after, as a reader sees them.
    """

    part: str
    key: str
    name: str
    changes: tuple[tuple[str, str, str], ...]
    is_chosen: bool

    @property
    def value(self) -> str:
        """The part and its key as one text, for a form."""
        return f"{self.part}-{self.key}"


def load_chosen_rows(round_: Round) -> ChosenRows:
    """What the round's correction takes from today's plan, as part and key."""
    return frozenset(CorrectedPlanRow.objects.filter(round=round_).values_list("part", "key"))


def apply_chosen_rows(frozen: SourceData, current: SourceData, chosen: ChosenRows) -> SourceData:
    """The frozen rows, with the chosen parts of the plan as they are today."""
    if not chosen:
        return frozen
    lists = {
        part: _merge_part(part, frozen, current, {key for one, key in chosen if one == part}) for part in PLAN_PARTS
    }
    return replace(
        frozen,
        areas=lists["area"],
        goals=lists["goal"],
        indicators=lists["indicator"],
        targets=lists["target"],
    )


def _merge_part(part: str, frozen: SourceData, current: SourceData, keys: Collection[str]) -> list[Any]:
    old, new = _list_rows(part, frozen), _list_rows(part, current)
    merged = {key: new.get(key) if key in keys else row for key, row in old.items()}
    added = {key: row for key, row in new.items() if key in keys and key not in old}
    return [row for row in (*merged.values(), *added.values()) if row is not None]


def _list_rows(part: str, rows: SourceData) -> dict[str, Any]:
    """The rows of a part of the plan by their key, in their order."""
    if part == "area":
        return {str(area.id): area for area in rows.areas}
    if part == "goal":
        return {str(goal.id): goal for goal in rows.goals}
    if part == "indicator":
        return {str(indicator.id): indicator for indicator in rows.indicators}
    return {_get_target_key(target): target for target in rows.targets}


def _get_target_key(target: TargetSourceRow) -> str:
    return f"{target.indicator_id}-{target.service_area_id}-{target.year}-{target.gender}"


def find_differences(frozen: SourceData, current: SourceData, chosen: ChosenRows = frozenset()) -> list[PlanDifference]:
    """Where today's plan for the report's period differs from the one it was published with;
    targets of its year.
    """
    labels = _PlanLabels(frozen, current)
    found = []
    for part in PLAN_PARTS:
        old, new = _list_rows(part, frozen), _list_rows(part, current)
        for key in dict.fromkeys([*old, *new]):
            if part == "target" and (old.get(key) or new[key]).year != frozen.round.year:
                continue
            changes = tuple(labels.list_changes(part, old.get(key), new.get(key)))
            if changes:
                name = labels.describe(part, new.get(key) or old[key])
                found.append(PlanDifference(part, key, name, changes, (part, key) in chosen))
    return found


class _PlanLabels:
    """The plan as it is read. Names come from today's plan where both have them."""

    def __init__(self, frozen: SourceData, current: SourceData) -> None:
        self._names = {
            (part, key): row.name
            for rows in (frozen, current)
            for part in ("area", "goal", "indicator")
            for key, row in _list_rows(part, rows).items()
        }
        self._root = next(area.id for area in frozen.areas if area.parent_id is None)

    def describe(self, part: str, row: Any) -> str:
        """What a row is called."""
        if part != "target":
            return str(row.name)
        area = row.service_area_id
        place = "" if area == self._root else f", {self._names.get(('area', str(area)), '')}"
        name = self._names.get(("indicator", str(row.indicator_id)), "")
        return f"{name}, målvärde {row.year}{place}{_GENDER_SUFFIXES.get(row.gender, '')}"

    def list_changes(self, part: str, old: Any, new: Any) -> Iterator[tuple[str, str, str]]:
        """What differs between two rows, of which one may be missing."""
        if old is None or new is None:
            what = "målvärde" if part == "target" else "finns i planen"
            yield what, self._format_whole_row(part, old), self._format_whole_row(part, new)
            return
        for field in _COMPARED_FIELDS[part]:
            before, after = getattr(old, field), getattr(new, field)
            if before != after:
                yield _get_row_label(part, field), self._show(part, field, before), self._show(part, field, after)

    def _format_whole_row(self, part: str, row: Any) -> str:
        if part == "target":
            return "" if row is None else str(row.text)
        return "nej" if row is None else "ja"

    def _show(self, part: str, field: str, value: Any) -> str:
        if field in ("parent_id", "goal_id", "reference_for_id"):
            kind = {"goal_id": "goal", "reference_for_id": "indicator"}.get(field, part)
            return self._names.get((kind, str(value)), "") if value is not None else ""
        if isinstance(value, tuple):
            return ", ".join(value)
        if isinstance(value, bool):
            return "ja" if value else "nej"
        choices = dict(getattr(_get_field_label(part, field), "flatchoices", ()) or ())
        return str(choices.get(value, "" if value is None else value))


def _get_field_label(part: str, field: str) -> Any:
    model = _MODELS.get(part)
    name = field.removesuffix("_id") if field != "kolada_id" else field
    return model._meta.get_field(name) if model and field not in _FIELD_LABELS else None


def _get_row_label(part: str, field: str) -> str:
    return _FIELD_LABELS.get(field) or str(_get_field_label(part, field).verbose_name)
