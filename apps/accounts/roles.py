"""Who may do what, on one screen. Permissions are an enum, roles are sets of them."""

from enum import StrEnum

from django.db import models


class Permission(StrEnum):
    """One thing that someone may do on a board."""

    READ_DRAFT = "read_draft"
    REPORT = "report"
    SUBMIT = "submit"
    APPROVE = "approve"
    ADOPT = "adopt"
    ADMINISTER = "administer"


class Role(models.TextChoices):
    """A person's task on a board. The label is the word on the screen."""

    POLITICIAN = "politician", "förtroendevald"
    REPORTER = "reporter", "rapportör"
    CONTROLLER = "controller", "controller"
    HEAD = "head", "förvaltningschef"
    REGISTRAR = "registrar", "nämndsekreterare"
    ADMINISTRATOR = "administrator", "administratör"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.POLITICIAN: frozenset({Permission.READ_DRAFT}),
    Role.REPORTER: frozenset({Permission.READ_DRAFT, Permission.REPORT}),
    Role.CONTROLLER: frozenset({Permission.READ_DRAFT, Permission.REPORT, Permission.SUBMIT}),
    Role.HEAD: frozenset({Permission.READ_DRAFT, Permission.APPROVE}),
    Role.REGISTRAR: frozenset({Permission.READ_DRAFT, Permission.ADOPT}),
    Role.ADMINISTRATOR: frozenset({Permission.READ_DRAFT, Permission.ADMINISTER}),
}


def roles_with(permission: Permission) -> list[Role]:
    """The roles that carry a permission."""
    return [role for role, permissions in PERMISSIONS.items() if permission in permissions]
