"""Writing to the log."""

from typing import Any

from apps.audit.models import AuditEvent


def record(
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
    return AuditEvent.objects.create(
        actor_id=getattr(by, "pk", None),
        board_id=board_id,
        action=action,
        object_type=target._meta.label_lower,
        object_id=str(target.pk or ""),
        before=before,
        after=after,
        reason=reason,
    )
