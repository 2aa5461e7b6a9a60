"""Who has which role on some boards, as one list of people, and whom one may choose among."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import SYSTEM_DOMAIN, HeldRole, Membership, MunicipalityAdministrator, Substitution, User
from apps.core.swedish import build_swedish_sort_key, format_list
from apps.organisation.models import Board, Municipality

_IS_SYSTEM = f"@{SYSTEM_DOMAIN}"


@dataclass(slots=True)
class PersonRow:
    """A person with all their roles in words, the municipality's first."""

    user: User
    roles: list[str] = field(default_factory=list)


def find_members(boards: Collection[Board]) -> Any:
    """The boards' people with their roles. A board's systems are looked after on a page of their own."""
    members = Membership.objects.filter(board__in=boards).exclude(user__email__endswith=_IS_SYSTEM)
    found = members.select_related("user", "board__municipality").prefetch_related("service_areas")
    return found.order_by("role", "user__email", "board__name")


def find_substitutions(boards: Collection[Board]) -> Any:
    """The boards' substitutes, now and later."""
    return _select_substitutions().filter(board__in=boards)


def find_own_substitutions(user: User) -> Any:
    """Those who substitute the user, and whom the user substitutes, now and later."""
    return _select_substitutions().filter(Q(absent=user) | Q(substitute=user))


def _select_substitutions() -> Any:
    found = Substitution.objects.filter(ends_on__gte=timezone.localdate())
    return found.select_related("substitute", "absent", "board__municipality", "membership")


def find_administrators(municipality: Municipality) -> Any:
    """The municipality's administrators."""
    found = MunicipalityAdministrator.objects.filter(municipality=municipality)
    return found.select_related("user").order_by("user__email")


def find_own_memberships(user: User) -> Any:
    """The user's own roles: those that a substitute can have."""
    return Membership.objects.filter(user=user).select_related("board__municipality").order_by("board__name", "role")


def find_colleagues(user: User) -> Any:
    """The people who have a role in a municipality where the user has one of their own."""
    own = Membership.objects.filter(user=user).values("board__municipality")
    roles = HeldRole.objects.filter(board__municipality__in=own)
    people = User.objects.filter(pk__in=roles.values("user"), is_active=True).exclude(pk=user.pk)
    return people.exclude(email__endswith=_IS_SYSTEM).order_by("name", "email")


def list_people(
    members: Iterable[Membership],
    substitutions: Iterable[Substitution],
    administrators: Iterable[MunicipalityAdministrator],
) -> list[PersonRow]:
    """One row for each person, by name."""
    rows: dict[int, PersonRow] = {}

    def add(user: User, text: str) -> None:
        rows.setdefault(user.pk, PersonRow(user)).roles.append(text)

    for administrator in administrators:
        add(administrator.user, "kommunadministratör, i alla nämnder")
    for member in members:
        add(member.user, f"{member.get_role_display()} i {member.board.name}{_format_areas(member)}")
    for one in substitutions:
        role = one.membership.get_role_display()
        add(one.substitute, f"ersätter {one.absent} som {role} i {one.board.name} {format_days(one)}")
    return sorted(rows.values(), key=lambda row: build_swedish_sort_key(str(row.user)))


def _format_areas(member: Membership) -> str:
    names = [area.name for area in member.service_areas.all() if area.parent_id]
    return f" ({format_list(names)})" if names else ""


def format_member(member: Membership) -> str:
    """Who, which role and where."""
    return f"{member.user}, {member.get_role_display()} i {member.board.name}"


def format_substitution(one: Substitution, reader: User | None = None) -> str:
    """Who for whom, as what, and when; ”Du” where the reader is the substitute."""
    role = one.membership.get_role_display()
    who = "Du" if reader is not None and reader.pk == one.substitute_id else one.substitute
    return f"{who} ersätter {one.absent} som {role} i {one.board}, {format_days(one)}"


def format_days(one: Substitution) -> str:
    """From when to when."""
    if one.starts_on <= timezone.localdate():
        return f"till och med {one.ends_on.isoformat()}"
    return f"från och med {one.starts_on.isoformat()} till och med {one.ends_on.isoformat()}"
