"""Which rounds a user may see."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import Membership
from apps.accounts.roles import Permission, roles_with


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds."""

    def published(self) -> Self:
        """Adopted rounds that anyone may read."""
        return self.filter(state="adopted", board__is_public=True)

    def visible_to(self, user: Any) -> Self:
        """Published rounds, and drafts of the boards where the user's role may read them."""
        if not user.is_authenticated:
            return self.published()
        if user.is_superuser:
            return self
        memberships = Membership.objects.filter(
            user=user, board=OuterRef("board"), role__in=roles_with(Permission.READ_DRAFT)
        )
        return self.filter(Q(state="adopted", board__is_public=True) | Exists(memberships))
