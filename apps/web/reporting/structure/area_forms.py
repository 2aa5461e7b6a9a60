"""The administrator's forms of ``…/struktur/verksamheter/``: what an area is, and its last year."""

from collections.abc import Sequence
from typing import Any

from django import forms

from apps import planning
from apps.accounts.models import User
from apps.organisation.models import AreaKind, Board
from apps.web.reporting.structure.fields import (
    EndForm,
    KeyForm,
    PlanForm,
    PreviewForm,
    StructureForm,
    build_year_field,
    find_areas,
)


class AreaChangeForm(PreviewForm, KeyForm, PlanForm):
    """An area's kind and first year."""

    title, button = "Ändra verksamheten", "Spara verksamheten"
    item_fields = ("kind", "valid_from")
    kind = forms.ChoiceField(label="Slag", choices=[pair for pair in AreaKind.choices if pair[0] != AreaKind.BOARD])
    valid_from = build_year_field("Från år")

    def prepare(self) -> None:
        """The area as it is."""
        super().prepare()
        self.title = f"Ändra {self.item.name}"

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own, without the whole board."""
        return find_areas(board).exclude(parent=None).select_related("board", "parent")

    def perform(self, by: User) -> Sequence[str]:
        """Change what differs."""
        return planning.change_area(by=by, area=self.item, **self.get_values(), **self.when())


class AreaEndForm(EndForm):
    """The last year of an area."""

    title = "Verksamhetens sista år"

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own, without the whole board."""
        return find_areas(board).exclude(parent=None).select_related("board", "parent")


class PublicityForm(PreviewForm, StructureForm):
    """Who may read what the board has adopted."""

    title, button = "Vem får läsa fastställda rapporter?", "Spara vem som får läsa"
    is_public = forms.ChoiceField(
        label="Fastställda rapporter läses av",
        choices=[("ja", "alla, utan inloggning"), ("nej", "bara nämndens egna, inloggade")],
    )
    reason = forms.CharField(label="Skäl", max_length=500, help_text="Sparas i loggen.")

    def prepare(self) -> None:
        """As it is."""
        self.fields["is_public"].initial = "ja" if self.board.is_public else "nej"

    def perform(self, by: User) -> Sequence[str]:
        """Change it."""
        data = self.cleaned_data
        is_public = data["is_public"] == "ja"
        return planning.change_publicity(by=by, board=self.board, is_public=is_public, reason=data["reason"])
