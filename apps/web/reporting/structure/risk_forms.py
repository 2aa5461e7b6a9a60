"""The administrator's forms of ``…/struktur/intern-kontroll/``: a year's risks, and the controls that hold them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from apps import planning
from apps.accounts.models import User
from apps.core.tertials import Tertial
from apps.organisation.models import Board, ServiceArea
from apps.risks.models import ControlActivity, Risk
from apps.web.board.internal_control.presenter import CONSEQUENCES, PROBABILITIES
from apps.web.reporting.structure.fields import (
    CHOOSE,
    AreaChoiceField,
    KeyForm,
    PlanForm,
    StructureForm,
    build_year_field,
    find_areas,
    format_start,
)

PROBABILITY_CHOICES = [(step, f"{step} {label}") for step, label in sorted(PROBABILITIES.items())]
CONSEQUENCE_CHOICES = [(step, f"{step} {label}") for step, label in sorted(CONSEQUENCES.items())]


def find_risks(board: Board, year: int) -> Any:
    """The risks of the board's plan for a year."""
    return Risk.objects.filter(board=board, year=year).select_related("board", "service_area")


def find_controls(board: Board, year: int) -> Any:
    """The controls of the board's plan for a year."""
    return ControlActivity.objects.filter(board=board, risk__year=year).select_related("board", "risk__board")


class RiskForm(StructureForm):
    """A new risk of the year."""

    title, button = "Lägg till en risk", "Lägg till"
    name = forms.CharField(label="Risk", max_length=500)
    service_area = AreaChoiceField(ServiceArea.objects.none(), label="Verksamhet", empty_label=None)
    probability = forms.TypedChoiceField(label="Sannolikhet", choices=PROBABILITY_CHOICES, coerce=int)
    consequence = forms.TypedChoiceField(label="Konsekvens", choices=CONSEQUENCE_CHOICES, coerce=int)
    process_group = forms.CharField(label="Processgrupp", max_length=150, required=False)
    process = forms.CharField(label="Process", max_length=250, required=False)
    category = forms.CharField(label="Kategori", max_length=100, required=False)
    owner_role = forms.CharField(
        label="Ansvarig roll", max_length=150, required=False, help_text="En roll, inte en persons namn."
    )
    repeated_fields: tuple[str, ...] | None = ("service_area", "process_group", "process", "category")

    def prepare(self) -> None:
        """The board's own areas."""
        super().prepare()
        self.fields["service_area"].queryset = find_areas(self.board)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Add it."""
        risk = planning.add_risk(by=by, board=self.board, year=self.year, **self.cleaned_data)
        return f"Risken ”{risk.name}” är tillagd för {self.year}."


class YearPlanForm(KeyForm, PlanForm):
    """A change of something in the year's plan, from a period of the year."""

    def list_periods(self) -> Sequence[Tertial]:
        """Those of the year."""
        return [period for period in super().list_periods() if period.year == self.year]


class RiskChangeForm(YearPlanForm, RiskForm):
    """A risk described or valued anew."""

    title, button = "Ändra risken", "Spara risken"
    item_fields = (
        "name", "service_area", "probability", "consequence", "process_group", "process", "category", "owner_role",
    )  # fmt: skip
    repeated_fields = None

    def find_rows(self, board: Board, year: int) -> Any:
        """The risks of the year."""
        return find_risks(board, year)

    def act(self, by: User) -> str:
        """Change it."""
        planning.change_risk(by=by, risk=self.item, **self.get_values(), **self.when())
        return f"Risken ”{self.item.name}” är ändrad. {format_start(self)}"


class ControlForm(StructureForm):
    """A new control of a risk."""

    title, button = "Lägg till ett kontrollmoment", "Lägg till"
    risk = forms.ModelChoiceField(Risk.objects.none(), label="Risk", empty_label=CHOOSE)
    name = forms.CharField(label="Kontrollmoment", max_length=250)
    description = forms.CharField(label="Beskrivning", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    repeated_fields: tuple[str, ...] | None = ("risk",)

    def prepare(self) -> None:
        """The risks of the year."""
        super().prepare()
        self.fields["risk"].queryset = find_risks(self.board, self.year)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Add it."""
        control = planning.add_control(by=by, **self.cleaned_data)
        return f"Kontrollmomentet ”{control.name}” är tillagt."


class ControlChangeForm(YearPlanForm):
    """Another name or description of a control."""

    title, button = "Ändra kontrollmomentet", "Spara kontrollmomentet"
    item_fields = ("name", "description")
    name = forms.CharField(label="Kontrollmoment", max_length=250)
    description = forms.CharField(label="Beskrivning", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def find_rows(self, board: Board, year: int) -> Any:
        """The controls of the year."""
        return find_controls(board, year)

    def act(self, by: User) -> str:
        """Change it."""
        planning.change_control(by=by, control=self.item, **self.get_values(), **self.when())
        return f"Kontrollmomentet ”{self.item.name}” är ändrat. {format_start(self)}"


class RiskRemovalForm(YearPlanForm):
    """A risk that is no longer in the year's plan."""

    title, button = "Ta bort risken ur årets plan", "Ta bort"

    def find_rows(self, board: Board, year: int) -> Any:
        """The risks of the year."""
        return find_risks(board, year)

    def act(self, by: User) -> str:
        """Take it out."""
        name = self.item.name
        planning.remove_from_control_plan(by=by, item=self.item, **self.when())
        return f"”{name}” är borttagen ur planen för {self.year}. {format_start(self)}"


class ControlRemovalForm(RiskRemovalForm):
    """A control that is no longer in the year's plan."""

    title = "Ta bort kontrollmomentet ur årets plan"

    def find_rows(self, board: Board, year: int) -> Any:
        """The controls of the year."""
        return find_controls(board, year)


class ControlPlanCopyForm(StructureForm):
    """Last year's risks and controls."""

    title, button = "Kopiera risker och kontroller från ett tidigare år", "Kopiera"
    from_year = build_year_field("Från år", required=True)

    def prepare(self) -> None:
        """Starts with last year chosen."""
        super().prepare()
        self.fields["from_year"].initial = self.year - 1

    def act(self, by: User) -> str:
        """Copy them. What the year has already stays."""
        from_year = self.cleaned_data["from_year"]
        copied = planning.copy_control_plan(by=by, board=self.board, from_year=from_year, to_year=self.year)
        if not copied.risks:
            return f"Det finns inga risker i planen för {from_year} som inte redan finns {self.year}."
        return f"{copied.risks} risker och {copied.controls} kontroller är kopierade."
