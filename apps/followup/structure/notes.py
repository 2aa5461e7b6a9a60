"""What the plan was before a change, in a line beside the thing: read from the log of what administrators have done."""

from collections.abc import Iterable, Mapping
from typing import Any

from apps.audit.models import AuditEvent
from apps.core.tertials import Tertial
from apps.goals.models import Goal, Indicator
from apps.organisation.models import Board, ServiceArea

# The model and key of a thing -> its lines, the earliest first.
Notes = Mapping[tuple[str, int], list[str]]
_FIELDS = {"definition": "definition", "source": "källa", "direction": "riktning", "unit": "enhet"}


def list_notes(board: Board, *, year: int) -> Notes:
    """What changed during the year, or is to change later, of the board's areas, goals, indicators and name."""
    labels = [model._meta.label_lower for model in (Board, ServiceArea, Goal, Indicator)]
    events = AuditEvent.objects.filter(board_id=board.pk, object_type__in=labels, after__has_key="holds_from")
    recent = [event for event in events.exclude(after__holds_from="").order_by("pk") if _period(event).year >= year]
    names = _names_of_places(board, recent)
    notes: dict[tuple[str, int], list[str]] = {}
    for event in recent:
        line = _line(event, names)
        if line:
            notes.setdefault((event.object_type, int(event.object_id)), []).append(line)
    return notes


def notes_on(notes: Notes, item: Any) -> list[str]:
    """The lines of one thing."""
    return notes.get((item._meta.label_lower, item.pk), [])


def _period(event: Any) -> Tertial:
    return Tertial.parse(event.after["holds_from"])


def _line(event: Any, names: Mapping[tuple[str, int], str]) -> str:
    """What held until the change, and by which decision it ended. Empty where nothing did."""
    until = f"till och med {_period(event).previous()}"
    before = event.before or {}
    decided = f" ({event.reason})" if event.reason else ""
    if event.action == "target.set":
        if not before.get("text"):
            return ""
        return f"Målvärdet för {event.after['year']} var {before['text']} {until}{decided}"
    if "name" in before:
        return f"Hette {before['name']} {until}{decided}"
    for field in ("parent", "goal"):
        if field in before:
            place = names.get((_place_type(event), before[field] or 0))
            return f"Låg {f'under {place}' if place else 'överst'} {until}{decided}"
    changed = [word for field, word in _FIELDS.items() if field in before]
    return f"Hade en annan {' och '.join(changed)} {until}{decided}" if changed else ""


def _place_type(event: Any) -> str:
    """An area lies under an area; goals and indicators lie under a goal."""
    area: str = ServiceArea._meta.label_lower
    return area if event.object_type == area else Goal._meta.label_lower


def _names_of_places(board: Board, events: Iterable[Any]) -> dict[tuple[str, int], str]:
    """What areas and goals are called that something has been moved from."""
    if not any({"parent", "goal"} & (event.before or {}).keys() for event in events):
        return {}
    return {
        (model._meta.label_lower, pk): name
        for model in (ServiceArea, Goal)
        for pk, name in model._default_manager.filter(board=board).values_list("pk", "name")
    }
