"""Which rounds a user may see."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import HeldRole
from apps.accounts.roles import Permission, list_roles_with


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds."""

    def published(self) -> Self:
        """Adopted rounds that anyone may read."""
        return self.filter(state="adopted", board__is_public=True)

    def being_written(self) -> Self:
        """Rounds that are open, and those that are open for correction: where ``Round.stage`` is open."""
        return self.filter(Q(state="open", correction_state="") | Q(correction_state="open"))

    def visible_to(self, user: Any) -> Self:
        """Published rounds, and drafts of the boards where the user's role may read them."""
        if not user.is_authenticated:
            return self.published()
        if user.is_superuser:
            return self
        public = Q(state="adopted", board__is_public=True)
        shared = (Q(shared_with_board=True) | Q(state="adopted")) & _has_role(user, Permission.READ_SHARED_DRAFT)
        return self.filter(public | _has_role(user, Permission.READ_DRAFT) | shared)

    def with_draft_for(self, user: Any) -> Self:
        """Rounds whose coming version the user may read: the round's own people, and politicians it is shared with."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        shared = Q(shared_with_board=True) & _has_role(user, Permission.READ_SHARED_DRAFT)
        return self.filter(_has_role(user, Permission.READ_DRAFT) | shared)

    def worked_on_by(self, user: Any) -> Self:
        """Rounds, whatever their state, of boards where the user's role may read drafts: the round's own people."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.filter(_has_role(user, Permission.READ_DRAFT))


def _has_role(user: Any, permission: Permission) -> Q:
    """The user has a role with the permission on the round's board."""
    roles = list_roles_with(permission)
    return Q(Exists(HeldRole.objects.filter(board=OuterRef("board_id"), user=user, role__in=roles)))
