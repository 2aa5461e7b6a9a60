"""What the plan was before a change: a line beside each part of it, from the log of changes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apps.audit.models import AuditEvent
from apps.core.swedish import format_list
from apps.core.tertials import Tertial
from apps.goals.merge_models import IndicatorMerge
from apps.goals.models import Goal, Indicator
from apps.organisation.models import Board, ReorganisationSide, ReorganisedArea, ServiceArea

# The model and key of a thing -> its lines, the earliest first.
ChangeNotes = Mapping[tuple[str, int], list[str]]
_FIELD_LABELS = {"definition": "definition", "source": "källa", "direction": "riktning", "unit": "enhet"}


def load_change_notes(board: Board, *, year: int) -> ChangeNotes:
    """What changed in the board's plan and name during the year, or is to change later; and what goes on in another."""
    labels = [model._meta.label_lower for model in (Board, ServiceArea, Goal, Indicator)]
    events = AuditEvent.objects.filter(board_id=board.pk, object_type__in=labels, after__has_key="holds_from")
    recent = [event for event in events.exclude(after__holds_from="").order_by("pk") if _get_period(event).year >= year]
    names = _load_parent_names(board, recent)
    notes: dict[tuple[str, int], list[str]] = {}
    for event in recent:
        line = _format_note(event, names)
        if line:
            notes.setdefault((event.object_type, int(event.object_id)), []).append(line)
    for item, line in _iter_successors(board):
        notes.setdefault((item._meta.label_lower, item.pk), []).append(line)
    return notes


def _iter_successors(board: Board) -> Iterator[tuple[Any, str]]:
    """What has ended in something else, and in what."""
    after: dict[int, list[str]] = {}
    before: list[ReorganisedArea] = []
    parts = ReorganisedArea.objects.filter(board=board).select_related("service_area", "reorganisation")
    for part in parts.order_by("id"):
        if part.side == ReorganisationSide.BEFORE:
            before.append(part)
        else:
            after.setdefault(part.reorganisation_id, []).append(part.service_area.name)
    for part in before:
        names = format_list(after.get(part.reorganisation_id, []))
        yield part.service_area, f"Från {part.reorganisation.year}: {names}"
    for merge in IndicatorMerge.objects.filter(board=board).select_related("indicator", "into"):
        yield merge.indicator, f"Går upp i {merge.into.name} från {merge.year}"


def get_notes(notes: ChangeNotes, item: Any) -> list[str]:
    """The lines of one part of the plan, earliest first."""
    return notes.get((item._meta.label_lower, item.pk), [])


def _get_period(event: Any) -> Tertial:
    return Tertial.parse(event.after["holds_from"])


def _format_note(event: Any, names: Mapping[tuple[str, int], str]) -> str:
    """What held until the change, and by which decision it ended. Empty where nothing did."""
    earlier = _format_earlier(event, event.before or {}, names)
    decided = f" ({event.reason})" if event.reason else ""
    return f"{earlier} till och med {_get_period(event).previous()}{decided}" if earlier else ""


def _format_earlier(event: Any, before: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> str:
    """The sentence's first half: what the thing was called, where it was or what else of it was different."""
    if event.action == "target.set":
        return f"Målvärdet för {event.after['year']} var {before['text']}" if before.get("text") else ""
    if "name" in before:
        return f"Hette {before['name']}"
    for field in ("parent", "goal"):
        if field in before:
            place = names.get((_find_parent_type(event), before[field] or 0))
            return f"Låg under {place}" if place else "Låg överst"
    if before.keys() & _FIELD_LABELS.keys():
        return _format_changed_fields(before)
    is_indicator = event.object_type == Indicator._meta.label_lower
    return "Följdes i andra verksamheter" if is_indicator and before.get("areas") else ""


def _format_changed_fields(before: Mapping[str, Any]) -> str:
    changed = [label for field, label in _FIELD_LABELS.items() if field in before]
    return f"Hade en annan {' och '.join(changed)}"


def _find_parent_type(event: Any) -> str:
    """An area belongs to an area; goals and indicators belong to a goal."""
    area: str = ServiceArea._meta.label_lower
    return area if event.object_type == area else Goal._meta.label_lower


def _load_parent_names(board: Board, events: Iterable[Any]) -> dict[tuple[str, int], str]:
    """The names of areas and goals that something may have been moved from."""
    if not any({"parent", "goal"} & (event.before or {}).keys() for event in events):
        return {}
    return {
        (model._meta.label_lower, pk): name
        for model in (ServiceArea, Goal)
        for pk, name in model._default_manager.filter(board=board).values_list("pk", "name")
    }
