"""Who takes part in a round: its members by role, and the service areas that each writes for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from apps.accounts.models import SYSTEM_DOMAIN, HeldRole
from apps.accounts.roles import PERMISSIONS, Permission, Role
from apps.rounds.models import Round
from apps.workflow.round_areas import RoundAreas


@dataclass(slots=True)
class Participants:
    """The people of a board: user ids by role, the areas of each reporter by user id, and their
    names.
    """

    users_by_role: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    areas_by_user: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[int, str] = field(default_factory=dict)

    def find_expected_areas(self, round_: Round, areas: RoundAreas) -> set[int]:
        """The ids of the round's areas that have a reporter.

        None in a correction, which the controller answers for.
        """
        return set() if round_.correction_state else set().union(*self.areas_by_user.values()) & areas.existing.keys()

    def find_users_with(self, permissions: Iterable[Permission]) -> set[int]:
        """The users whose role has one of the permissions."""
        wanted = set(permissions)
        return {
            user for role, users in self.users_by_role.items() if wanted & PERMISSIONS[Role(role)] for user in users
        }


def list_participant_roles(board_ids: Iterable[int]) -> QuerySet[HeldRole]:
    """The roles of active people on the boards.

    System accounts may write, but no task waits for them.
    """
    people = HeldRole.objects.filter(board__in=list(board_ids), user__is_active=True)
    return people.exclude(user__email__endswith=f"@{SYSTEM_DOMAIN}")


def load_participants(board_ids: Iterable[int]) -> dict[int, Participants]:
    """The people of each board, by its id: one query."""
    by_board: dict[int, Participants] = defaultdict(Participants)
    columns = ("board_id", "user_id", "role", "membership__service_areas", "user__name", "user__email")
    for board, user, role, area, name, email in list_participant_roles(board_ids).values_list(*columns):
        by_board[board].users_by_role[role].add(user)
        by_board[board].names[user] = name or email
        if area and role == Role.REPORTER:
            by_board[board].areas_by_user[user].add(area)
    return by_board
