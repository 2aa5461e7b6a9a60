"""The administrator's forms that set up a year and a board, and add what it is made of.

Each form knows its Swedish texts and which service of ``apps.planning`` it calls.
"""

from typing import Any

from django import forms
from django.utils import timezone

from apps import planning
from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.accounts.services import add_member, remove_member
from apps.budget.kronor import KRONOR_PER_UNIT
from apps.core.swedish import format_list, format_number
from apps.entry.blocks.sign_rule import RULE_SENTENCES
from apps.goals.models import FocusArea, Goal, GoalLevel
from apps.organisation.models import AreaKind, Board, ServiceArea
from apps.rounds.models import AmountUnit
from apps.web.reporting.people.forms import EndSubstitutionFields, SubstituteFields
from apps.web.reporting.people.people_list import find_members, find_substitutions
from apps.web.reporting.structure.fields import (
    CHOOSE,
    DAY_FIELD_OPTIONS,
    AreaChoiceField,
    AreaMultipleChoiceField,
    PlanForm,
    StructureForm,
    build_year_field,
    find_areas,
    find_goals,
    format_start,
)
from apps.web.tasks import send_invitation_on_commit


class DeadlineForm(StructureForm):
    """The last day of each tertial."""

    title, button = "Sista dag för varje tertial", "Planera året"
    t1 = forms.DateField(label="Tertial 1", **DAY_FIELD_OPTIONS)
    t2 = forms.DateField(label="Tertial 2", **DAY_FIELD_OPTIONS)
    t3 = forms.DateField(label="Tertial 3", **DAY_FIELD_OPTIONS)

    def act(self, by: User) -> str:
        """Plan the rounds."""
        days = {number: day for number in (1, 2, 3) if (day := self.cleaned_data[f"t{number}"])}
        planning.set_up_year(by=by, board=self.board, year=self.year, deadlines=days)
        return f"{self.year} är planerat."


class CopyForm(StructureForm):
    """Last year's plan."""

    title, button = "Kopiera planen från ett tidigare år", "Kopiera"
    from_year = build_year_field("Från år", required=True)
    named_bases = forms.ChoiceField(
        label="Basår som står i målvärdets text",
        required=False,
        choices=[("", "– fråga mig om det behövs"), ("flytta", "Flytta fram lika långt"), ("behall", "Låt dem stå")],
        help_text="Till exempel ”öka från 2020”. Andra basår flyttas alltid fram lika långt som planen.",
    )

    def prepare(self) -> None:
        """Starts with last year chosen, as the year to copy the plan from."""
        self.fields["from_year"].initial = self.year - 1

    def act(self, by: User) -> str:
        """Copy it."""
        from_year = self.cleaned_data["from_year"]
        moves_named = {"flytta": True, "behall": False}.get(self.cleaned_data["named_bases"])
        copied = planning.copy_year(
            by=by, board=self.board, from_year=from_year, to_year=self.year, moves_named=moves_named
        )
        if not copied.targets and not copied.risks:
            return f"Det finns inget i planen för {from_year} som inte redan finns {self.year}."
        return _format_copied(copied)


def _format_copied(copied: planning.CopiedPlan) -> str:
    """What was copied, which targets are counted from another year, and what should be read through."""
    message = f"{copied.targets} målvärden, {copied.risks} risker och {copied.controls} kontroller är kopierade."
    if copied.moved:
        moved = [f"{one.name}: ”{one.text}” räknas från {one.after} (var {one.before})" for one in copied.moved]
        message += f" Basåret är flyttat för {format_list(moved)}."
    if copied.dated:
        dated = [f"”{text}”" for text in dict.fromkeys(copied.dated)]
        message += f" Läs igenom målvärden som nämner ett år: {format_list(dated)}."
    return message


class AreaForm(StructureForm):
    """A new service area."""

    title, button = "Lägg till en verksamhet", "Lägg till"
    name = forms.CharField(label="Namn", max_length=200)
    kind = forms.ChoiceField(label="Slag", choices=[pair for pair in AreaKind.choices if pair[0] != AreaKind.BOARD])
    parent = AreaChoiceField(ServiceArea.objects.none(), label="Under", empty_label=None)
    valid_from = build_year_field("Från år")
    repeated_fields = ("kind", "parent")

    def prepare(self) -> None:
        """The board's own areas. In a board that has published, an area starts this year by default."""
        self.fields["parent"].queryset = find_areas(self.board)  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = self.year if self.board.edition else None

    def act(self, by: User) -> str:
        """Add it."""
        area = planning.add_area(by=by, board=self.board, **self.cleaned_data)
        return f"{area.name} är tillagd."


class GoalForm(StructureForm):
    """A new goal."""

    title, button = "Lägg till ett mål", "Lägg till"
    name = forms.CharField(label="Målet i ord", max_length=500)
    level = forms.ChoiceField(label="Nivå", choices=GoalLevel.choices, initial=GoalLevel.BOARD)
    parent = forms.ModelChoiceField(Goal.objects.none(), label="Under målet", required=False, empty_label="–")
    description = forms.CharField(label="Beskrivning", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    valid_from = build_year_field("Från år")
    valid_to = build_year_field("Till år")
    focus_areas = forms.ModelMultipleChoiceField(
        FocusArea.objects.none(), label="Fokusområden", required=False, widget=forms.CheckboxSelectMultiple
    )
    repeated_fields = ("level", "parent", "focus_areas")

    def prepare(self) -> None:
        """The board's own goals and focus areas."""
        self.fields["parent"].queryset = find_goals(self.board)  # type: ignore[attr-defined]
        self.fields["focus_areas"].queryset = FocusArea.objects.filter(board=self.board)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Add it."""
        goal = planning.add_goal(by=by, board=self.board, **self.cleaned_data)
        return f"Målet ”{goal.name}” är tillagt."


class MemberForm(StructureForm):
    """Someone's role."""

    title, button = "Ge någon en roll", "Ge roll"
    email = forms.EmailField(label="E-post")
    name = forms.CharField(label="Namn", required=False, max_length=150)
    role = forms.ChoiceField(label="Roll", choices=Role.choices)
    areas = AreaMultipleChoiceField(
        ServiceArea.objects.none(),
        label="Verksamheter",
        required=False,
        help_text="För rapportörer: vad de skriver för. Det som ligger under följer med.",
        widget=forms.CheckboxSelectMultiple,
    )
    repeated_fields = ("role",)

    def prepare(self) -> None:
        """The board's own areas."""
        self.fields["areas"].queryset = find_areas(self.board)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Give it."""
        data = {**self.cleaned_data, "areas": [area.code for area in self.cleaned_data["areas"]]}
        membership = add_member(by=by, board=self.board, **data)
        send_invitation_on_commit(membership.user, f"{membership.get_role_display()} i {self.board}")
        return f"{membership.user} är nu {membership.get_role_display()}. Vi skickar e-post om det."


class SignRuleForm(StructureForm):
    """How the board signs its amounts."""

    title, button = "Teckenregel", "Spara teckenregeln"
    sign = forms.ChoiceField(
        label="Så skriver nämnden sina belopp",
        required=False,
        choices=[("", "– ingen regel"), *((code, text.capitalize()) for code, text in RULE_SENTENCES.items())],
        help_text="Föreslås när ett block klistras in i rapporteringen och när ett utdrag ur ekonomisystemet kopplas."
        " Det sägs alltid hur beloppen lästes. I Nämndkollen är både kostnader och intäkter plus.",
    )

    def prepare(self) -> None:
        """The rule as it is."""
        self.fields["sign"].initial = self.board.amount_sign

    def act(self, by: User) -> str:
        """Change it."""
        sign = self.cleaned_data["sign"]
        planning.change_amount_sign(by=by, board=self.board, sign=sign)
        self.board.amount_sign = sign
        return f"Teckenregeln är sparad. {format_sign_rule(self.board)}"


def format_sign_rule(board: Board) -> str:
    """How the board signs its amounts, in a sentence."""
    if not board.amount_sign:
        return "Nämnden har ingen teckenregel. Belopp som klistras in läses som de står."
    return f"Nämnden skriver {RULE_SENTENCES[board.amount_sign]}."


class BoardSubstituteForm(SubstituteFields, StructureForm):
    """Someone who has another's role for a time."""

    title, button = "Ersättare för en tid", "Spara ersättaren"

    def prepare(self) -> None:
        """The board's own people."""
        self.offer([self.board])

    def act(self, by: User) -> str:
        """Appoint them."""
        return self.appoint(by)


class BoardSubstituteEndForm(EndSubstitutionFields, StructureForm):
    """A substitute, no longer."""

    title, button = "Avsluta en ersättare i förtid", "Avsluta"

    def prepare(self) -> None:
        """The board's substitutes."""
        self.fields["substitution"].queryset = find_substitutions([self.board])  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """End it."""
        return self.end(by)


class ExplanationRuleForm(StructureForm):
    """Which variances are to be explained in words."""

    title, button = "Vad ska förklaras?", "Spara regeln"
    percent = forms.DecimalField(
        label="Avvikelser över, procent av budgeten",
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    tkr = forms.IntegerField(
        label="Avvikelser över, tkr",
        required=False,
        min_value=0,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Det räcker att en av gränserna är passerad. Tomt i båda: alla texter efterfrågas.",
    )

    def prepare(self) -> None:
        """The rule as it is."""
        kronor = self.board.explain_over_kronor
        self.fields["percent"].initial = self.board.explain_over_percent
        self.fields["tkr"].initial = None if kronor is None else kronor // KRONOR_PER_UNIT[AmountUnit.TKR]

    def act(self, by: User) -> str:
        """Change it."""
        percent, tkr = self.cleaned_data["percent"], self.cleaned_data["tkr"]
        kronor = None if tkr is None else tkr * KRONOR_PER_UNIT[AmountUnit.TKR]
        planning.change_explanation_rule(by=by, board=self.board, over_percent=percent, over_kronor=kronor)
        self.board.explain_over_percent, self.board.explain_over_kronor = percent, kronor
        return format_explanation_rule(self.board)


def format_explanation_rule(board: Board) -> str:
    """What is to be explained, in a sentence."""
    percent, kronor = board.explain_over_percent, board.explain_over_kronor
    limits = [f"{format_number(percent.normalize())} procent" if percent is not None else ""]
    limits.append(f"{format_number(kronor // KRONOR_PER_UNIT[AmountUnit.TKR])} tkr" if kronor is not None else "")
    stated = " eller ".join(filter(None, limits))
    if not stated:
        return "Alla texter som hör till rapporten efterfrågas."
    return f"Avvikelser över {stated} ska förklaras, och mål som inte nås."


class LeaveForm(StructureForm):
    """Someone's role, no longer."""

    title, button = "Ta bort en roll", "Ta bort"
    membership = forms.ModelChoiceField(Membership.objects.none(), label="Vem", empty_label=CHOOSE)

    def prepare(self) -> None:
        """The board's own people."""
        field: Any = self.fields["membership"]
        field.queryset = find_members([self.board])
        field.label_from_instance = lambda member: f"{member.user}, {member.get_role_display()}"

    def act(self, by: User) -> str:
        """Take it away."""
        membership = self.cleaned_data["membership"]
        message = f"{membership.user} är inte längre {membership.get_role_display()}."
        remove_member(by=by, membership=membership)
        return message


class BoardSettingsForm(PlanForm):
    """The board's administration, and when a changed forecast is asked about."""

    title, button = "Förvaltning och fråga om ändrad prognos", "Spara inställningarna"
    administration = forms.CharField(label="Förvaltning", required=False, max_length=150)
    forecast_warning_percent = forms.DecimalField(
        label="Fråga när en prognos ändras mer än, procent",
        min_value=0,
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="Sedan förra tertialet. Frågan ställs till dem som skriver.",
    )

    def prepare(self) -> None:
        """As they are."""
        super().prepare()
        for name in ("administration", "forecast_warning_percent"):
            self.fields[name].initial = getattr(self.board, name)

    def act(self, by: User) -> str:
        """Change them."""
        planning.change_board_settings(by=by, board=self.board, **self.cleaned_data)
        return f"Inställningarna är sparade. {format_start(self)}"


def get_this_year() -> int:
    """The year that the page shows when the address names none."""
    return timezone.localdate().year
