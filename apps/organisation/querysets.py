"""What a user may see is decided here, for page and API alike: what is not in the queryset does not exist."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q


def _select_published_rounds(board_reference: str) -> Any:
    """Adopted rounds of a board, found by name since the layers above may not be imported."""
    from django.apps import apps

    return apps.get_model("rounds", "Round").objects.filter(board=OuterRef(board_reference), state="adopted")


class BoardQuerySet(models.QuerySet[Any]):
    """Boards."""

    def public(self) -> Self:
        """Boards with an adopted report that anyone may read."""
        return self.filter(Exists(_select_published_rounds("pk")), is_public=True)

    def visible_to(self, user: Any) -> Self:
        """Public boards, and those that the user is a member of."""
        if not user.is_authenticated:
            return self.public()
        if user.is_superuser:
            return self
        return self.filter(
            Q(Exists(_select_published_rounds("pk")), is_public=True) | Q(held_roles__user=user)
        ).distinct()


class MunicipalityQuerySet(models.QuerySet[Any]):
    """Municipalities."""


class ServiceAreaQuerySet(models.QuerySet[Any]):
    """Service areas."""
