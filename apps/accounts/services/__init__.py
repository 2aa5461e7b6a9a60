"""All writes of accounts: who has which role, for how long and by whom, and what each is reminded of."""

from apps.accounts.services.members import (
    MemberError,
    add_member,
    add_member_to_boards,
    create_system_user,
    delete_old_attempts,
    forget_departed,
    has_permission,
    is_administrator,
    mute_reminders,
    remove_member,
    set_up_board,
)
from apps.accounts.services.municipality_administrators import (
    add_board,
    add_municipality_administrator,
    is_municipality_administrator,
    remove_municipality_administrator,
)
from apps.accounts.services.substitutions import add_substitute, end_substitution

__all__ = [
    "MemberError",
    "add_board",
    "add_member",
    "add_member_to_boards",
    "add_municipality_administrator",
    "add_substitute",
    "create_system_user",
    "delete_old_attempts",
    "end_substitution",
    "forget_departed",
    "has_permission",
    "is_administrator",
    "is_municipality_administrator",
    "mute_reminders",
    "remove_member",
    "remove_municipality_administrator",
    "set_up_board",
]
