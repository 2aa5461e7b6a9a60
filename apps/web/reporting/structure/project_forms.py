"""The administrator's forms of ``…/struktur/investeringar/``."""

from typing import Any

from django import forms

from apps import planning
from apps.accounts.models import User
from apps.budget.models import InvestmentProject
from apps.organisation.models import Board, ServiceArea
from apps.web.reporting.structure.fields import (
    AreaChoiceField,
    EndForm,
    KeyForm,
    PlanForm,
    StructureForm,
    build_year_field,
    find_areas,
    format_start,
)

NO_SUM_ROW = "– ingen summarad"


def find_projects(board: Board) -> Any:
    """The board's own investments."""
    return InvestmentProject.objects.filter(board=board).select_related("board", "service_area", "parent")


class ProjectForm(StructureForm):
    """A new investment."""

    title, button = "Lägg till en investering", "Lägg till"
    name = forms.CharField(label="Namn", max_length=250)
    service_area = AreaChoiceField(ServiceArea.objects.none(), label="Verksamhet", empty_label=None)
    parent = forms.ModelChoiceField(
        InvestmentProject.objects.none(), label="Under summaraden", required=False, empty_label=NO_SUM_ROW
    )
    valid_from = build_year_field("Från år")
    repeated_fields: tuple[str, ...] | None = ("service_area", "parent")

    def prepare(self) -> None:
        """The board's own areas and investments."""
        super().prepare()
        self.fields["service_area"].queryset = find_areas(self.board)  # type: ignore[attr-defined]
        self.fields["parent"].queryset = InvestmentProject.objects.filter(board=self.board)  # type: ignore[attr-defined]
        self.fields["valid_from"].help_text = "Tomt: alla år."

    def act(self, by: User) -> str:
        """Add it."""
        project = planning.add_project(by=by, board=self.board, **self.cleaned_data)
        return f"Investeringen {project.name} är tillagd."


class ProjectChangeForm(KeyForm, PlanForm, ProjectForm):
    """Another name, area, sum row or first year of an investment."""

    title, button = "Ändra investeringen", "Spara investeringen"
    item_fields = ("name", "service_area", "parent", "valid_from")
    repeated_fields = None

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own."""
        return find_projects(board)

    def act(self, by: User) -> str:
        """Change it."""
        planning.change_project(by=by, project=self.item, **self.get_values(), **self.when())
        return f"Investeringen {self.item.name} är ändrad. {format_start(self)}"


class ProjectEndForm(EndForm):
    """The last year of an investment."""

    title = "Investeringens sista år"

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own."""
        return find_projects(board)
