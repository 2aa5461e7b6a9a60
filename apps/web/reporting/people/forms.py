"""Forms that give and take roles: for a time, on several boards, and of a whole municipality.

``SubstituteFields`` and ``EndSubstitutionFields`` are also a board's own, under Struktur.
"""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone

from apps.accounts.models import Membership, MunicipalityAdministrator, Substitution, User
from apps.accounts.roles import Role
from apps.accounts.services import (
    add_board,
    add_member_to_boards,
    add_municipality_administrator,
    add_substitute,
    end_substitution,
    remove_member,
    remove_municipality_administrator,
)
from apps.core.swedish import format_list
from apps.organisation.models import Board, Municipality
from apps.web.reporting.people.people_list import (
    find_administrators,
    find_colleagues,
    find_members,
    find_own_memberships,
    find_own_substitutions,
    find_substitutions,
    format_days,
    format_member,
    format_substitution,
)
from apps.web.reporting.structure.fields import CHOOSE, DAY_FIELD_OPTIONS
from apps.web.tasks import send_invitation_on_commit

DAY_OPTIONS: dict[str, Any] = {**DAY_FIELD_OPTIONS, "required": True}


class RoleForm(forms.Form):
    """A form of a page about people. ``title`` heads it, ``button`` is what is pressed."""

    title, button = "", "Spara"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}-%s", label_suffix="")
        self.prepare()
        for name, field in self.fields.items():
            if self.errors.get(name):
                field.widget.attrs["aria-invalid"] = "true"

    def prepare(self) -> None:
        """Fill in what there is to choose among."""

    def act(self, by: User) -> str:
        """Do it, and say so. ``MemberError`` when it can't be."""
        raise NotImplementedError


class MembershipField(forms.ModelChoiceField):
    """Someone's role on a board."""

    def label_from_instance(self, obj: Any) -> str:
        """Who, which role and where."""
        return format_member(obj)


class SubstitutionField(forms.ModelChoiceField):
    """A substitute, now or later."""

    def label_from_instance(self, obj: Any) -> str:
        """Who for whom, and when."""
        return format_substitution(obj)


class DayFields(forms.Form):
    """From one day to another, both included."""

    starts_on = forms.DateField(label="Från och med", **DAY_OPTIONS)
    ends_on = forms.DateField(label="Till och med", **DAY_OPTIONS)


class SubstituteFields(DayFields):
    """A substitute whom an administrator chooses."""

    membership = MembershipField(Membership.objects.none(), label="Vem ska ersättas", empty_label=CHOOSE)
    email = forms.EmailField(label="Ersättarens e-post")
    name = forms.CharField(label="Ersättarens namn", required=False, max_length=150)
    field_order = ("membership", "email", "name", "starts_on", "ends_on")

    def offer(self, boards: Collection[Board]) -> None:
        """The people of these boards."""
        self.fields["membership"].queryset = find_members(boards)  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = timezone.localdate()

    def appoint(self, by: User) -> str:
        """Do it, and write to whom it is."""
        made = add_substitute(by=by, **self.cleaned_data)
        send_to_substitutes([made])
        return f"{made.substitute} ersätter {made.absent} {format_days(made)}. Vi skickar e-post om det."


class EndSubstitutionFields(forms.Form):
    """A substitute who is no longer needed."""

    substitution = SubstitutionField(Substitution.objects.none(), label="Vilken", empty_label=CHOOSE)

    def end(self, by: User) -> str:
        """End it now."""
        one = self.cleaned_data["substitution"]
        message = f"{one.substitute} ersätter inte längre {one.absent}."
        end_substitution(by=by, substitution=one)
        return message


def send_to_substitutes(made: Collection[Substitution]) -> None:
    """One e-mail to someone who is to have one or several roles of another."""
    first = next(iter(made))
    places = format_list([f"{one.membership.get_role_display()} i {one.board}" for one in made])
    send_invitation_on_commit(first.substitute, f"ersättare för {first.absent} som {places}, {format_days(first)}")


class OwnSubstituteForm(RoleForm, DayFields):
    """Someone who has one's own roles for a time."""

    title, button = "Välj en ersättare", "Spara ersättaren"
    substitute = forms.ModelChoiceField(User.objects.none(), label="Vem", empty_label=CHOOSE)
    memberships = forms.ModelMultipleChoiceField(
        Membership.objects.none(), label="I vilka roller", widget=forms.CheckboxSelectMultiple
    )
    field_order = ("substitute", "memberships", "starts_on", "ends_on")

    def __init__(self, data: Any = None, *, user: User) -> None:
        self.user = user
        super().__init__(data)

    def prepare(self) -> None:
        """One's own roles, and the people of those boards' municipalities."""
        roles: Any = self.fields["memberships"]
        roles.queryset = find_own_memberships(self.user)
        roles.label_from_instance = lambda one: f"{one.get_role_display()} i {one.board}"
        roles.initial = [one.pk for one in roles.queryset]
        self.fields["substitute"].queryset = find_colleagues(self.user)  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = timezone.localdate()

    def act(self, by: User) -> str:
        """Choose them, for each of the roles."""
        data = self.cleaned_data
        days = {name: data[name] for name in DayFields.base_fields}
        made = [
            add_substitute(by=by, membership=one, email=data["substitute"].email, **days) for one in data["memberships"]
        ]
        send_to_substitutes(made)
        return f"{data['substitute']} ersätter dig {format_days(made[0])}. Vi skickar e-post om det."


class OwnEndForm(RoleForm, EndSubstitutionFields):
    """One's own substitute, or what one does for another, no longer."""

    title, button = "Avsluta i förtid", "Avsluta"

    def __init__(self, data: Any = None, *, user: User) -> None:
        self.user = user
        super().__init__(data)

    def prepare(self) -> None:
        """What one has a part in."""
        self.fields["substitution"].queryset = find_own_substitutions(self.user)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """End it."""
        return self.end(by)


class BoardsForm(RoleForm):
    """A form about the boards of a municipality that someone administers."""

    def __init__(self, data: Any = None, *, municipality: Municipality, boards: Collection[Board]) -> None:
        self.municipality, self.administered = municipality, boards
        super().__init__(data)


class RolesForm(BoardsForm):
    """One role on one or several boards."""

    title, button = "Ge någon en roll i en eller flera nämnder", "Ge roll"
    email = forms.EmailField(label="E-post")
    name = forms.CharField(label="Namn", required=False, max_length=150)
    role = forms.ChoiceField(
        label="Roll",
        choices=Role.choices,
        help_text="En rapportör skriver för hela nämnden. Egna verksamheter väljs under nämndens Struktur.",
    )
    boards = forms.ModelMultipleChoiceField(Board.objects.none(), label="Nämnder", widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        """The boards to choose among."""
        field: Any = self.fields["boards"]
        field.queryset = Board.objects.filter(pk__in=[one.pk for one in self.administered])
        field.label_from_instance = lambda board: board.name

    def act(self, by: User) -> str:
        """Give it."""
        made = add_member_to_boards(by=by, **self.cleaned_data)
        names = format_list([one.board.name for one in made])
        send_invitation_on_commit(made[0].user, f"{made[0].get_role_display()} i {names}, {self.municipality.name}")
        return f"{made[0].user} är nu {made[0].get_role_display()} i {names}. Vi skickar e-post om det."


class RemoveRoleForm(BoardsForm):
    """Someone's role on a board, no longer."""

    title, button = "Ta bort en roll", "Ta bort"
    membership = MembershipField(Membership.objects.none(), label="Vem", empty_label=CHOOSE)

    def prepare(self) -> None:
        """The boards' people."""
        self.fields["membership"].queryset = find_members(self.administered)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Take it away."""
        membership = self.cleaned_data["membership"]
        message = f"{membership.user} är inte längre {membership.get_role_display()} i {membership.board.name}."
        remove_member(by=by, membership=membership)
        return message


class SubstituteForm(BoardsForm, SubstituteFields):
    """A substitute on one of the boards."""

    title, button = "Ersättare för en tid", "Spara ersättaren"

    def prepare(self) -> None:
        """The boards' people."""
        self.offer(self.administered)

    def act(self, by: User) -> str:
        """Appoint them."""
        return self.appoint(by)


class EndSubstitutionForm(BoardsForm, EndSubstitutionFields):
    """A substitute on one of the boards, no longer."""

    title, button = "Avsluta en ersättare i förtid", "Avsluta"

    def prepare(self) -> None:
        """The boards' substitutes."""
        self.fields["substitution"].queryset = find_substitutions(self.administered)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """End it."""
        return self.end(by)


class NewBoardForm(BoardsForm):
    """A new board of the municipality."""

    title, button = "Lägg till en nämnd", "Lägg till"
    name = forms.CharField(label="Nämndens namn", max_length=150)

    def act(self, by: User) -> str:
        """Add it."""
        board = add_board(by=by, municipality=self.municipality, name=self.cleaned_data["name"])
        return f"{board.name} är tillagd. Sätt upp den under Struktur, och ge dess personer roller här."


class AdministratorForm(BoardsForm):
    """Someone who is to look after the whole municipality."""

    title, button = "Ge någon rollen kommunadministratör", "Ge roll"
    email = forms.EmailField(label="E-post")
    name = forms.CharField(label="Namn", required=False, max_length=150)

    def act(self, by: User) -> str:
        """Give it."""
        made = add_municipality_administrator(by=by, municipality=self.municipality, **self.cleaned_data)
        send_invitation_on_commit(made.user, f"kommunadministratör i {self.municipality.name}")
        return f"{made.user} är nu kommunadministratör. Vi skickar e-post om det."


class RemoveAdministratorForm(BoardsForm):
    """Someone who no longer looks after the municipality."""

    title, button = "Ta bort en kommunadministratör", "Ta bort"
    administrator = forms.ModelChoiceField(MunicipalityAdministrator.objects.none(), label="Vem", empty_label=CHOOSE)

    def prepare(self) -> None:
        """Those of the municipality."""
        field: Any = self.fields["administrator"]
        field.queryset = find_administrators(self.municipality)
        field.label_from_instance = lambda one: str(one.user)

    def act(self, by: User) -> str:
        """Take it away."""
        one = self.cleaned_data["administrator"]
        remove_municipality_administrator(by=by, administrator=one)
        return f"{one.user} är inte längre kommunadministratör."


BOARDS_FORMS: dict[str, type[BoardsForm]] = {
    "roll": RolesForm,
    "ta-bort-roll": RemoveRoleForm,
    "ersattare": SubstituteForm,
    "avsluta-ersattare": EndSubstitutionForm,
}
"""By code: what whoever administers a board of the municipality may do, on the boards they administer."""
MUNICIPALITY_FORMS: dict[str, type[BoardsForm]] = {
    "namnd": NewBoardForm,
    "kommunadministrator": AdministratorForm,
    "ta-bort-kommunadministrator": RemoveAdministratorForm,
}
"""By code: what only a municipality's administrator may do."""
