"""The administrator's forms of ``…/struktur/kostnadsslag/``: the board's own beside the seven."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from apps import planning
from apps.accounts.models import User
from apps.budget.models import BASE_COST_TYPES, OwnCostType
from apps.organisation.models import Board
from apps.web.reporting.structure.fields import EndForm, KeyForm, StructureForm, build_year_field

BASE_CHOICES = [(one.value, one.label) for one in BASE_COST_TYPES]


def find_cost_types(board: Board) -> Any:
    """The board's own cost types."""
    return OwnCostType.objects.filter(board=board).select_related("board__municipality")


def format_use(cost_type: OwnCostType) -> str:
    """Where it has been used, to stand in a sentence."""
    use = planning.find_cost_type_use(cost_type)
    if not use.rows:
        return "inga belopp än"
    rows = "1 rad har belopp" if use.rows == 1 else f"{use.rows} rader har belopp"
    return f"{rows}, senast {use.last_year}"


class CostTypeForm(StructureForm):
    """A new cost type."""

    title, button = "Lägg till ett kostnadsslag", "Lägg till"
    name = forms.CharField(label="Namn", max_length=100)
    belongs_to = forms.ChoiceField(
        label="Hör till",
        choices=BASE_CHOICES,
        initial="other",
        help_text="Varje verksamhet får en rad för kostnadsslaget. Det som det hör till räknas ut som summan av"
        " dess egna, och kan jämföras med andra nämnders. Lägg därför också till ett för resten, till exempel Övriga"
        " kostnader.",
    )
    valid_from = build_year_field("Från år")
    repeated_fields = ("belongs_to",)

    def prepare(self) -> None:
        """In a board that has published, it begins this year."""
        self.fields["valid_from"].initial = self.year if self.board.edition else None
        self.fields["valid_from"].help_text = "Tomt: alla år. Rapporter för tidigare år får inga nya rader."

    def act(self, by: User) -> str:
        """Add it."""
        made = planning.add_cost_type(by=by, board=self.board, **self.cleaned_data)
        return f"{made.name} är tillagt och hör till {made.get_belongs_to_display()}."


class CostTypeChangeForm(KeyForm):
    """Another name, and while it has no amounts another place."""

    button = "Spara"
    item_fields = ("name", "belongs_to", "valid_from")
    name = forms.CharField(label="Namn", max_length=100)
    belongs_to = forms.ChoiceField(label="Hör till", choices=BASE_CHOICES)
    valid_from = build_year_field("Från år")

    def prepare(self) -> None:
        """What a change reaches."""
        super().prepare()
        self.title = f"Ändra {self.item.name}"
        text = f"{capfirst(format_use(self.item))}. Namnet ändras i alla rapporter som inte är fastställda."
        self.fields["name"].help_text = text
        if planning.find_cost_type_use(self.item).rows:
            self.fields["belongs_to"].disabled = True
            self.fields["belongs_to"].help_text = "Ändras inte när det finns belopp: summorna skulle bli andra."

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own."""
        return find_cost_types(board)

    def act(self, by: User) -> str:
        """Change it."""
        before = self.item.name
        made = planning.change_cost_type(by=by, cost_type=self.item, **self.get_values())
        return f"{before} heter nu {made.name}." if made.name != before else f"{made.name} är ändrat."


class CostTypeEndForm(EndForm):
    """The last year of a cost type."""

    title = "Kostnadsslagets sista år"

    def prepare(self) -> None:
        """What an end reaches."""
        super().prepare()
        self.fields["last_year"].help_text = (
            f"{capfirst(format_use(self.item))}. De står kvar. Åren efter har inga rader för det, och det som det hör"
            " till fylls i självt. Tomt: fortsätter utan sista år."
        )

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own."""
        return find_cost_types(board)
