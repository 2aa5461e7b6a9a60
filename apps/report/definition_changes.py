"""Indicators whose definition was changed: which of their figures can be compared, and what to say of the rest."""

from collections.abc import Iterable, Sequence

from apps.core.tertials import Tertial
from apps.report.measures import DefinitionChange, Indicator, Point


def find_definition_change(
    changes: Sequence[DefinitionChange], earlier: Tertial, later: Tertial
) -> DefinitionChange | None:
    """The latest change of the definition between two periods; None where their figures can be compared."""
    between = [change for change in changes if earlier < change.period <= later]
    return between[-1] if between else None


def list_comparable_points(indicator: Indicator, points: Iterable[Point]) -> tuple[Point, ...]:
    """Those since the latest change of the indicator's definition: what was before is another figure."""
    since = indicator.definition_changes[-1].period if indicator.definition_changes else None
    return tuple(point for point in points if since is None or Tertial(point.year, point.tertial) >= since)


def format_definition_change(change: DefinitionChange) -> str:
    """From when another thing is measured, what, and what that means."""
    note = change.note.rstrip(".")
    return f"Definitionen ändrades från och med {change.period}: {note}. Tidigare siffror går inte att jämföra med."
