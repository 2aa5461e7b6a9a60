"""Who may write what in a round, and why not. Only ``load_access`` and ``load_accesses`` read the database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from apps.accounts.models import HeldRole, Membership
from apps.accounts.roles import PERMISSIONS, Permission, Role
from apps.organisation.models import ServiceArea
from apps.rounds.models import AreaSubmission, Round, RoundState

OPENING_PERMISSIONS = (Permission.SUBMIT, Permission.ADMINISTER)
"""Any of these opens a planned round."""


class WriteLock(NamedTuple):
    """Why something can't be written, and who can open it again (``reopened_by``), in Swedish."""

    reason: str
    reopened_by: str = ""

    def __str__(self) -> str:
        return f"{self.reason} {self.reopened_by}".strip()


_CLOSED_LOCKS = {
    RoundState.PLANNED: WriteLock("Rapporten är inte öppnad än.", "En controller eller administratör öppnar den."),
    RoundState.SUBMITTED: WriteLock(
        "Rapporten är inlämnad för godkännande.", "Förvaltningschefen kan lämna tillbaka den om något ska ändras."
    ),
    RoundState.APPROVED: WriteLock(
        "Rapporten är godkänd och väntar på nämndens beslut.", "Förvaltningschefen kan öppna den igen."
    ),
    RoundState.ADOPTED: WriteLock("Rapporten är fastställd.", "En controller kan öppna den för rättelse."),
}
_READER_LOCK = WriteLock("Du kan läsa men inte skriva i den här rapporten.")
_OTHER_AREA_LOCK = WriteLock("Du rapporterar inte för den här verksamheten.")
_NO_AREAS_LOCK = WriteLock(
    "Du är rapportör men har ingen verksamhet att skriva för än.", "Nämndens administratör kan ge dig en."
)
_HANDED_IN_LOCK = WriteLock("Verksamheten är inlämnad.", "Be en controller lämna tillbaka den om något ska ändras.")


@dataclass(frozen=True, slots=True)
class RoundAccess:
    """What one user may do in one round.

    Areas are ids. ``own_areas`` are those that the user reports for, ``submitted`` those that are
    handed in; ``parents`` holds the parent of each of the board's areas.
    """

    stage: RoundState
    permissions: frozenset[Permission]
    own_areas: frozenset[int]
    submitted: frozenset[int]
    parents: Mapping[int, int | None]

    def has_permission(self, *permissions: Permission) -> bool:
        """Does one of the user's roles have one of the permissions?"""
        return not self.permissions.isdisjoint(permissions)

    def find_lock(self, area_id: int | None) -> WriteLock | None:
        """Why the user can't write for the area; None when they can.

        Without an area: why they can't write anything at all in the round.
        """
        if not self.has_permission(Permission.REPORT) and not self.has_permission(Permission.REPORT_OWN):
            return _READER_LOCK
        if self.stage != RoundState.OPEN:
            return _CLOSED_LOCKS[self.stage]
        if self.has_permission(Permission.REPORT):
            return None
        if not self.own_areas:
            return _NO_AREAS_LOCK
        if area_id is None:
            return None
        above = set(self.iter_with_ancestors(area_id))
        if not above & self.own_areas:
            return _OTHER_AREA_LOCK
        return _HANDED_IN_LOCK if above & self.submitted else None

    @property
    def reports_only_own(self) -> bool:
        """Is reporting for their own areas all that the user may do here?"""
        rest = self.permissions - {Permission.READ_DRAFT, Permission.READ_SHARED_DRAFT, Permission.REPORT_OWN}
        return self.has_permission(Permission.REPORT_OWN) and not rest

    def is_own(self, area_id: int) -> bool:
        """Does the user report for the area, whatever the round's state?"""
        if self.has_permission(Permission.REPORT):
            return True
        return self.has_permission(Permission.REPORT_OWN) and not self.own_areas.isdisjoint(
            self.iter_with_ancestors(area_id)
        )

    def iter_with_ancestors(self, area_id: int) -> Iterable[int]:
        """The area, then each area above it, up to the whole board."""
        current: int | None = area_id
        visited: set[int] = set()  # a damaged tree ends, instead of going round for ever
        while current is not None and current not in visited:
            visited.add(current)
            yield current
            current = self.parents.get(current)


def build_access(
    stage: RoundState,
    memberships: Iterable[tuple[str, Iterable[int]]],
    submitted: Iterable[int],
    parents: Mapping[int, int | None],
    *,
    is_superuser: bool = False,
) -> RoundAccess:
    """Access by the user's roles on the board, each with its areas. A superuser has all roles."""
    memberships = [(role, ()) for role in Role] if is_superuser else list(memberships)
    permissions = {permission for role, _ in memberships for permission in PERMISSIONS[Role(role)]}
    own = {area for role, areas in memberships if Permission.REPORT_OWN in PERMISSIONS[Role(role)] for area in areas}
    return RoundAccess(stage, frozenset(permissions), frozenset(own), frozenset(submitted), dict(parents))


def load_access(round_: Round, user: Any) -> RoundAccess:
    """What the user may do in the round: one query."""
    return load_accesses([round_], user)[round_.pk]


def load_accesses(rounds: Collection[Round], user: Any) -> dict[int, RoundAccess]:
    """What the user may do in each of the rounds, by its id: one query."""
    own_areas = Membership.service_areas.through.objects.filter(membership=OuterRef("membership_id")).values(
        "servicearea_id"
    )
    roles = HeldRole.objects.filter(user=user, board=OuterRef("board_id"))
    areas = ServiceArea.objects.filter(board=OuterRef("board_id"))
    found = Round.objects.filter(pk__in=[round_.pk for round_ in rounds]).values(
        "pk",
        roles=ArraySubquery(roles.order_by().values(json=JSONObject(role="role", areas=ArraySubquery(own_areas)))),
        submitted=ArraySubquery(AreaSubmission.objects.filter(round=OuterRef("pk")).values("service_area_id")),
        areas=ArraySubquery(areas.order_by().values(json=JSONObject(id="id", parent="parent_id"))),
    )
    by_id = {row["pk"]: row for row in found}
    return {round_.pk: _read_access(round_, by_id[round_.pk], user) for round_ in rounds}


def _read_access(round_: Round, row: Mapping[str, Any], user: Any) -> RoundAccess:
    roles = [(one["role"], one["areas"]) for one in row["roles"]]
    parents = {area["id"]: area["parent"] for area in row["areas"]}
    return build_access(round_.stage, roles, row["submitted"], parents, is_superuser=user.is_superuser)
