"""The administrator's forms of ``…/struktur/fokus/``: focus areas, and what a goal is besides its name and place."""

from typing import Any

from django import forms

from apps import planning
from apps.accounts.models import User
from apps.goals.models import FocusArea, Goal, GoalLevel
from apps.organisation.models import Board, ServiceArea
from apps.web.reporting.structure.fields import (
    AreaMultipleChoiceField,
    EndForm,
    KeyForm,
    PlanForm,
    StructureForm,
    build_year_field,
    find_areas,
    find_goals,
    format_start,
)

LONG_TEXT = {"rows": 3}


def find_focus_areas(board: Board) -> Any:
    """The board's own focus areas."""
    return FocusArea.objects.filter(board=board)


class FocusAreaForm(StructureForm):
    """A new focus area."""

    title, button = "Lägg till ett fokusområde", "Lägg till"
    name = forms.CharField(label="Namn", max_length=500)
    description = forms.CharField(label="Beskrivning", required=False, widget=forms.Textarea(attrs=LONG_TEXT))
    repeated_fields = ()

    def act(self, by: User) -> str:
        """Add it."""
        focus_area = planning.add_focus_area(by=by, board=self.board, **self.cleaned_data)
        return f"Fokusområdet ”{focus_area.name}” är tillagt."


class FocusAreaChangeForm(KeyForm, PlanForm):
    """Another name or description of a focus area."""

    title, button = "Ändra fokusområdet", "Spara fokusområdet"
    item_fields = ("name", "description")
    name = forms.CharField(label="Namn", max_length=500)
    description = forms.CharField(label="Beskrivning", required=False, widget=forms.Textarea(attrs=LONG_TEXT))

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own."""
        return find_focus_areas(board).select_related("board")

    def act(self, by: User) -> str:
        """Change it."""
        planning.change_focus_area(by=by, focus_area=self.item, **self.get_values(), **self.when())
        return f"Fokusområdet ”{self.item.name}” är ändrat. {format_start(self)}"


class GoalChangeForm(KeyForm, PlanForm):
    """A goal's level, description, first year, focus areas, and the areas that it is for."""

    title, button = "Ändra målet", "Spara målet"
    item_fields = ("level", "description", "valid_from")
    level = forms.ChoiceField(label="Nivå", choices=GoalLevel.choices)
    description = forms.CharField(label="Beskrivning", required=False, widget=forms.Textarea(attrs=LONG_TEXT))
    valid_from = build_year_field("Från år")
    focus_areas = forms.ModelMultipleChoiceField(
        FocusArea.objects.none(), label="Fokusområden", required=False, widget=forms.CheckboxSelectMultiple
    )
    areas = AreaMultipleChoiceField(
        ServiceArea.objects.none(),
        label="Gäller verksamheterna",
        required=False,
        help_text="Utan kryss gäller målet hela nämnden.",
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        """What the goal belongs to now, among the board's own."""
        super().prepare()
        focus_areas: Any = self.fields["focus_areas"]
        focus_areas.queryset, focus_areas.initial = find_focus_areas(self.board), self.item.focus_areas.all()
        if not focus_areas.queryset.exists():
            del self.fields["focus_areas"]
        areas: Any = self.fields["areas"]
        areas.queryset, areas.initial = find_areas(self.board), self.item.service_areas.all()
        self.title = f"Ändra målet ”{self.item.name}”"

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own goals."""
        return find_goals(board).select_related("board")

    def act(self, by: User) -> str:
        """Change it."""
        links: dict[str, Any] = {name: list(self.cleaned_data.get(name, ())) for name in ("focus_areas", "areas")}
        planning.change_goal(by=by, goal=self.item, **links, **self.get_values(), **self.when())
        return f"Målet ”{self.item.name}” är ändrat. {format_start(self)}"


class GoalEndForm(EndForm):
    """The last year of a goal."""

    title = "Målets sista år"

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own goals."""
        return Goal.objects.filter(board=board).select_related("board")
