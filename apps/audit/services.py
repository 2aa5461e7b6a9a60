"""Writing to the log."""

from collections.abc import Iterable
from typing import Any

from apps.audit.models import AuditEvent


def record_event(
    *,
    by: Any,
    action: str,
    target: Any,
    board_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Log one act. ``by`` is the user, or ``None`` for the system itself. Call inside the writer's transaction."""
    event = _build_event(by, action, target, board_id, before=before, after=after, reason=reason)
    event.save()
    return event


def record_events(
    *, by: Any, action: str, target: Any, board_id: int | None = None, afters: Iterable[dict[str, Any]]
) -> None:
    """As ``record``, of many acts of one kind at once."""
    AuditEvent.objects.bulk_create(_build_event(by, action, target, board_id, after=after) for after in afters)


def record_changes(
    *,
    by: Any,
    action: str,
    board_id: int,
    changes: Iterable[tuple[Any, dict[str, Any] | None, dict[str, Any]]],
    reason: str = "",
) -> None:
    """As ``record_event``, of many rows at once: each with what it was before (None of a new one) and after."""
    AuditEvent.objects.bulk_create(
        _build_event(by, action, target, board_id, before=before, after=after, reason=reason)
        for target, before, after in changes
    )


def _build_event(by: Any, action: str, target: Any, board_id: int | None, **values: Any) -> AuditEvent:
    return AuditEvent(
        actor_id=getattr(by, "pk", None),
        board_id=board_id,
        action=action,
        object_type=target._meta.label_lower,
        object_id=str(target.pk or ""),
        **values,
    )
