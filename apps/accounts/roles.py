"""Who may do what, on one screen. Permissions are an enum, roles are sets of them."""

from enum import StrEnum

from django.db import models


class Permission(StrEnum):
    """One thing that someone may do on a board."""

    READ_DRAFT = "read_draft"
    READ_SHARED_DRAFT = "read_shared_draft"
    REPORT_OWN = "report_own"
    REPORT = "report"
    SUBMIT = "submit"
    APPROVE = "approve"
    ADOPT = "adopt"
    ADMINISTER = "administer"


class NotAllowedError(Exception):
    """The user's role may not do it; the message says so in Swedish."""


class Role(models.TextChoices):
    """A person's task on a board. The label is the word on the screen."""

    POLITICIAN = "politician", "förtroendevald"
    REPORTER = "reporter", "rapportör"
    CONTROLLER = "controller", "controller"
    HEAD = "head", "förvaltningschef"
    REGISTRAR = "registrar", "nämndsekreterare"
    ADMINISTRATOR = "administrator", "administratör"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # reads a draft only when it is shared with the board
    Role.POLITICIAN: frozenset({Permission.READ_SHARED_DRAFT}),
    # writes for the service areas of the membership and what lies below them
    Role.REPORTER: frozenset({Permission.READ_DRAFT, Permission.REPORT_OWN}),
    Role.CONTROLLER: frozenset({Permission.READ_DRAFT, Permission.REPORT, Permission.SUBMIT}),
    Role.HEAD: frozenset({Permission.READ_DRAFT, Permission.APPROVE}),
    Role.REGISTRAR: frozenset({Permission.READ_DRAFT, Permission.ADOPT}),
    Role.ADMINISTRATOR: frozenset({Permission.READ_DRAFT, Permission.ADMINISTER}),
}


class Reminder(models.TextChoices):
    """The kinds of e-mail that a person can switch off, each on its own."""

    BEFORE = "before", "innan sista dag"
    AFTER = "after", "när sista dag har passerat"
    YOUR_TURN = "ball", "när det är min tur"


def list_roles_with(permission: Permission) -> list[Role]:
    """The roles that carry a permission."""
    return [role for role, permissions in PERMISSIONS.items() if permission in permissions]
