"""Targets that were changed within their year: what held before, by which decision, and why it was changed.

Read from what the database kept of the plan (``plan.history``), so a report of an earlier period knows nothing of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from apps.core.choices import Comparator
from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.source_types import TargetChangeSourceRow, TargetSourceRow

NO_REASON = "Inget skäl är angivet."


class TargetKey(NamedTuple):
    """What a target is about, but for its indicator."""

    service_area_id: int
    year: int
    gender: str


TargetChanges = Mapping[TargetKey, list[TargetChangeSourceRow]]
WordingFormatter = Callable[[TargetSourceRow | TargetChangeSourceRow], str]


def group_target_changes(rows: Iterable[TargetChangeSourceRow]) -> Mapping[int, TargetChanges]:
    """The changes by indicator id and target, the earliest first."""
    groups: dict[int, dict[TargetKey, list[TargetChangeSourceRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        groups[row.indicator_id][TargetKey(row.service_area_id, row.year, row.gender)].append(row)
    return groups


def build_earlier_targets(
    row: TargetSourceRow, changes: TargetChanges, format_wording: WordingFormatter
) -> tuple[board_report.EarlierTarget, ...]:
    """What the target has been within its year, the earliest first. What is read alike is no change."""
    found: list[board_report.EarlierTarget] = []
    changed = changes.get(TargetKey(row.service_area_id, row.year, row.gender), ())
    now = format_wording(row) if changed else ""  # hardly any has changed, and wording each would take long
    for change in changed:
        wording = format_wording(change)
        if wording != now:
            found.append(
                board_report.EarlierTarget(
                    words=wording,
                    text=change.text,
                    decision=change.decision,
                    until=Tertial(*divmod(change.holds_until, 10)).previous(),
                )
            )
    return tuple(found)


def format_target_change(
    wording: str, decision: str, reason: str, earlier: tuple[board_report.EarlierTarget, ...]
) -> str:
    """From what to what, since when, by which decisions, and why. Empty for a target that has not changed."""
    if not earlier:
        return ""
    before = earlier[-1]
    was = f"{before.words} ({before.decision})" if before.decision else before.words
    became = f"{wording} ({decision})" if decision else wording
    why = f"Skäl: {reason.rstrip('.')}." if reason else NO_REASON
    return f"Målvärdet ändrades från {was} till {became} från och med {before.until.next()}. {why}"


def get_target_text(target: board_report.Target) -> str:
    """The target as it is read aloud; a sign for one that is not set (”*”) says nothing to a reader."""
    if target.comparator == Comparator.NOT_SET:
        return str(Comparator.NOT_SET.label)
    return target.words or target.text


def describe_target(target: board_report.Target | None) -> str:
    """The target in plain Swedish, with what it was before if it has changed within its year."""
    if target is None:
        return ""
    wording = get_target_text(target)
    if not target.earlier:
        return wording
    before = target.earlier[-1]
    return f"{wording} (var {before.words} till och med {before.until})"


def format_removed_target(change: TargetChangeSourceRow, format_wording: WordingFormatter) -> str:
    """Why there is no target: it was taken away within its year."""
    since = Tertial(*divmod(change.holds_until, 10))
    return f"Målvärde saknas. Målvärdet {format_wording(change)} togs bort från och med {since}."
