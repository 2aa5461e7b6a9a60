"""The administrator's forms: what is asked, in Swedish; each knows the act that it leads to."""

from collections.abc import Callable
from dataclasses import astuple
from operator import attrgetter
from typing import Any

from django import forms
from django.utils import timezone

from apps.accounts.models import SYSTEM_DOMAIN, Membership, User
from apps.accounts.roles import Role
from apps.accounts.services import add_member, remove_member
from apps.core.choices import Accumulation, Direction, Gender
from apps.core.tertials import FIRST_YEAR, LAST_YEAR
from apps.followup import structure
from apps.goals.models import Goal, GoalLevel, Indicator, KeyFigureKind
from apps.organisation.models import AreaKind, Board, ServiceArea
from apps.organisation.naming import placed
from apps.web.tasks import invited

EMPTY = [("", "–")]
CHOOSE = "Välj …"


class StructureForm(forms.Form):
    """A form of one board and year. ``title`` heads it, ``button`` is what is pressed."""

    title = ""
    button = "Spara"

    def __init__(self, data: Any = None, *, board: Board, year: int) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}-%s", label_suffix="")
        self.board, self.year = board, year
        self.prepare()
        for name, field in self.fields.items():
            if self.errors.get(name):
                field.widget.attrs["aria-invalid"] = "true"

    def prepare(self) -> None:
        """Fill in what depends on the board."""

    def act(self, by: User) -> str:
        """Do it, and say so. ``StructureError`` when it can't be."""
        raise NotImplementedError


def _year(label: str, *, required: bool = False) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, required=required, min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=widget)


_DAY: dict[str, Any] = {
    "required": False,
    "input_formats": ["%Y-%m-%d"],
    "help_text": "åååå-mm-dd",
    "error_messages": {"invalid": "Skriv datumet som åååå-mm-dd, till exempel 2026-05-31."},
}


class AreaChoice(forms.ModelChoiceField):
    """A service area, told apart from others of the same name by what it lies under."""

    def label_from_instance(self, obj: Any) -> str:
        """The area's name, and its place."""
        return _placed(obj)


class AreaChoices(forms.ModelMultipleChoiceField):
    """As ``AreaChoice``, for several."""

    def label_from_instance(self, obj: Any) -> str:
        """The area's name, and its place."""
        return _placed(obj)


def _placed(area: ServiceArea) -> str:
    above = area.parent
    return placed(area.name, above.name if above and above.parent_id else "")


def areas_of(board: Board) -> Any:
    """The board's own areas, each with what it lies under."""
    return ServiceArea.objects.filter(board=board).select_related("parent")


def goals_of(board: Board) -> Any:
    """The board's own goals."""
    return Goal.objects.filter(board=board)


def indicators_of(board: Board) -> Any:
    """The board's own indicators."""
    return Indicator.objects.filter(board=board)


class DeadlineForm(StructureForm):
    """The last day of each tertial."""

    title, button = "Sista dag för varje tertial", "Planera året"
    t1 = forms.DateField(label="Tertial 1", **_DAY)
    t2 = forms.DateField(label="Tertial 2", **_DAY)
    t3 = forms.DateField(label="Tertial 3", **_DAY)

    def act(self, by: User) -> str:
        """Plan the rounds."""
        days = {number: day for number in (1, 2, 3) if (day := self.cleaned_data[f"t{number}"])}
        structure.set_up_year(by=by, board=self.board, year=self.year, deadlines=days)
        return f"{self.year} är planerat."


class CopyForm(StructureForm):
    """Last year's plan."""

    title, button = "Kopiera planen från ett tidigare år", "Kopiera"
    from_year = _year("Från år", required=True)

    def prepare(self) -> None:
        """Last year, unless another is asked for."""
        self.fields["from_year"].initial = self.year - 1

    def act(self, by: User) -> str:
        """Copy it."""
        asked = self.cleaned_data["from_year"]
        copied = structure.copy_year(by=by, board=self.board, from_year=asked, to_year=self.year)
        if not any(astuple(copied)):
            return f"Det finns inget i planen för {asked} som inte redan finns {self.year}."
        return f"{copied.targets} målvärden, {copied.risks} risker och {copied.controls} kontroller är kopierade."


class AreaForm(StructureForm):
    """A new service area."""

    title, button = "Lägg till en verksamhet", "Lägg till"
    name = forms.CharField(label="Namn", max_length=200)
    kind = forms.ChoiceField(label="Slag", choices=[pair for pair in AreaKind.choices if pair[0] != AreaKind.BOARD])
    parent = AreaChoice(ServiceArea.objects.none(), label="Under", empty_label=None)
    valid_from = _year("Från år")

    def prepare(self) -> None:
        """The board's own areas. What is added to a board that has published is new this year unless said else."""
        self.fields["parent"].queryset = areas_of(self.board)  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = self.year if self.board.edition else None

    def act(self, by: User) -> str:
        """Add it."""
        area = structure.add_area(by=by, board=self.board, **self.cleaned_data)
        return f"{area.name} är tillagd."


class GoalForm(StructureForm):
    """A new goal."""

    title, button = "Lägg till ett mål", "Lägg till"
    name = forms.CharField(label="Målet i ord", max_length=500)
    level = forms.ChoiceField(label="Nivå", choices=GoalLevel.choices, initial=GoalLevel.BOARD)
    parent = forms.ModelChoiceField(Goal.objects.none(), label="Under målet", required=False, empty_label="–")
    valid_from = _year("Från år")
    valid_to = _year("Till år")

    def prepare(self) -> None:
        """The board's own goals."""
        self.fields["parent"].queryset = goals_of(self.board)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Add it."""
        goal = structure.add_goal(by=by, board=self.board, **self.cleaned_data)
        return f"Målet ”{goal.name}” är tillagt."


class IndicatorForm(StructureForm):
    """A new indicator, or a key figure."""

    title, button = "Lägg till en indikator", "Lägg till"
    name = forms.CharField(label="Namn", max_length=500)
    goal = forms.ModelChoiceField(Goal.objects.none(), label="Mål", required=False, empty_label="– nyckeltal utan mål")
    kind = forms.ChoiceField(label="Slag av nyckeltal", choices=[*EMPTY, *KeyFigureKind.choices], required=False)
    unit = forms.CharField(label="Enhet", max_length=40, initial="%")
    decimals = forms.IntegerField(label="Decimaler", min_value=0, max_value=6, initial=0)
    direction = forms.ChoiceField(label="Riktning", choices=Direction.choices)
    accumulation = forms.ChoiceField(label="Hur årets siffror hör ihop", choices=Accumulation.choices)
    by_gender = forms.BooleanField(label="Redovisas också för kvinnor och män", required=False)
    valid_from = _year("Från år")

    def prepare(self) -> None:
        """The board's own goals."""
        self.fields["goal"].queryset = goals_of(self.board)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Add it."""
        indicator = structure.add_indicator(by=by, board=self.board, **self.cleaned_data)
        return f"{indicator.name} är tillagd."


class TargetForm(StructureForm):
    """What is promised for the year."""

    title, button = "Sätt ett målvärde", "Spara målvärdet"
    indicator = forms.ModelChoiceField(Indicator.objects.none(), label="Indikator", empty_label=CHOOSE)
    area = AreaChoice(ServiceArea.objects.none(), label="Verksamhet", empty_label=None)
    gender = forms.ChoiceField(label="Gäller", choices=Gender.choices, initial=Gender.TOTAL)
    text = forms.CharField(label="Målvärde", required=False, max_length=500, help_text="Till exempel ”minst 90 %”.")
    decision = forms.CharField(label="Beslut", required=False, max_length=200, help_text="Vem som satte det och när.")

    def prepare(self) -> None:
        """The board's own indicators and areas."""
        self.fields["indicator"].queryset = indicators_of(self.board)  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas_of(self.board)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Set it."""
        target = structure.set_target(by=by, year=self.year, **self.cleaned_data)
        return f"Målvärdet är satt: {target.text}." if target else "Målvärdet är borttaget."


class _ItemForm(StructureForm):
    """A form about one area, goal or indicator, chosen in one list."""

    item = forms.ChoiceField(label="Vad")

    def prepare(self) -> None:
        """Everything that the board has, by kind."""
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            (label, [(f"{code}-{one.pk}", named(one)) for one in rows_of(self.board)])
            for code, label, rows_of, named in _KINDS
        ]

    def chosen(self, name: str) -> Any:
        """The thing itself; None for nothing."""
        code, _, key = self.cleaned_data[name].partition("-")
        return next((rows_of(self.board).get(pk=key) for kind, _, rows_of, _ in _KINDS if kind == code), None)


_KINDS: tuple[tuple[str, str, Callable[[Board], Any], Callable[[Any], str]], ...] = (
    ("v", "Verksamheter", areas_of, _placed),
    ("m", "Mål", goals_of, attrgetter("name")),
    ("i", "Indikatorer", indicators_of, attrgetter("name")),
)


class RetireForm(_ItemForm):
    """The last year of something."""

    title, button = "Avsluta", "Avsluta"
    last_year = _year("Sista år", required=True)

    def act(self, by: User) -> str:
        """End it."""
        item = structure.retire(by=by, item=self.chosen("item"), last_year=self.cleaned_data["last_year"])
        return f"{item.name} gäller till och med {item.valid_to}."


class MoveForm(_ItemForm):
    """Another place."""

    title, button = "Flytta", "Flytta"
    under = forms.ChoiceField(label="Till under", required=False)

    def prepare(self) -> None:
        """Areas and goals can hold others."""
        super().prepare()
        holders = self.fields["item"].choices[:2]  # type: ignore[attr-defined]
        self.fields["under"].choices = [*EMPTY, *holders]  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Move it."""
        item = structure.move(by=by, item=self.chosen("item"), under=self.chosen("under"))
        return f"{item.name} är flyttad."


class MemberForm(StructureForm):
    """Someone's role."""

    title, button = "Ge någon en roll", "Ge roll"
    email = forms.EmailField(label="E-post")
    name = forms.CharField(label="Namn", required=False, max_length=150)
    role = forms.ChoiceField(label="Roll", choices=Role.choices)
    areas = AreaChoices(
        ServiceArea.objects.none(),
        label="Verksamheter",
        required=False,
        help_text="För rapportörer: vad de skriver för. Det som ligger under följer med.",
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        """The board's own areas."""
        self.fields["areas"].queryset = areas_of(self.board)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Give it."""
        data = {**self.cleaned_data, "areas": [area.code for area in self.cleaned_data["areas"]]}
        membership = add_member(by=by, board=self.board, **data)
        invited(membership)
        return f"{membership.user} är nu {membership.get_role_display()}. Vi skickar e-post om det."


def members_of(board: Board) -> Any:
    """The board's people with their roles. Its systems are looked after on a page of their own."""
    members = Membership.objects.filter(board=board).exclude(user__email__endswith=f"@{SYSTEM_DOMAIN}")
    return members.select_related("user").prefetch_related("service_areas").order_by("role", "user__email")


class LeaveForm(StructureForm):
    """Someone's role, no longer."""

    title, button = "Ta bort en roll", "Ta bort"
    membership = forms.ModelChoiceField(Membership.objects.none(), label="Vem", empty_label=CHOOSE)

    def prepare(self) -> None:
        """The board's own people."""
        field: Any = self.fields["membership"]
        field.queryset = members_of(self.board)
        field.label_from_instance = lambda member: f"{member.user}, {member.get_role_display()}"

    def act(self, by: User) -> str:
        """Take it away."""
        membership = self.cleaned_data["membership"]
        told = f"{membership.user} är inte längre {membership.get_role_display()}."
        remove_member(by=by, membership=membership)
        return told


FORMS: dict[str, type[StructureForm]] = {
    "ar": DeadlineForm,
    "kopiera": CopyForm,
    "verksamhet": AreaForm,
    "mal": GoalForm,
    "indikator": IndicatorForm,
    "malvarde": TargetForm,
    "avsluta": RetireForm,
    "flytta": MoveForm,
    "roll": MemberForm,
    "ta-bort-roll": LeaveForm,
}


def this_year() -> int:
    """The year to show when none is asked for."""
    return timezone.localdate().year
