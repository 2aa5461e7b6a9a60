"""The administrator's forms of ``…/struktur/omorganisation/``: areas and indicators that go on in others."""

from collections.abc import Sequence
from typing import Any

from django import forms

from apps import planning
from apps.accounts.models import User
from apps.goals.merge_models import IndicatorMerge
from apps.organisation.models import Board, Reorganisation
from apps.web.reporting.structure.fields import (
    KeyForm,
    PreviewForm,
    StructureForm,
    build_year_field,
    find_areas,
    find_indicators,
    format_placed_name,
)
from apps.web.reporting.structure.names import Named, build_name_field, choose_known, choose_named, index_names

MOST_NAMES = 6
AREA_LIST, INDICATOR_LIST = "namn-verksamheter", "namn-indikatorer"  # the lists that fields complete from
DECISION_OPTIONS: dict[str, Any] = {"label": "Beslut", "max_length": 200, "help_text": "Vem som beslutade och när."}


class NamesForm(PreviewForm, StructureForm):
    """What ends and what begins, by name."""

    from_year = build_year_field("Från år", required=True)

    def list_names(self, field: str) -> list[str]:
        """What was written in the fields of that name."""
        names = (self.cleaned_data.get(f"{field}_{number}", "").strip() for number in range(1, MOST_NAMES + 1))
        return [name for name in names if name]

    def find_rows(self) -> Sequence[Any]:
        """The things that a name may mean."""
        raise NotImplementedError

    def index_names(self) -> Named:
        """Those by the names that people may write."""
        return index_names(self.find_rows())


def _add_name_fields(form: StructureForm, field: str, label: str, list_id: str, help_text: str) -> None:
    for number in range(1, MOST_NAMES + 1):
        text = help_text if number == 1 else ""
        form.fields[f"{field}_{number}"] = build_name_field(f"{label} {number}", list_id, help_text=text)


class ReorganisationForm(NamesForm):
    """Areas that are joined, split or replaced."""

    title, button = "Slå ihop, dela eller ersätt verksamheter", "Gör omorganisationen"

    def prepare(self) -> None:
        """Names of what ends and what begins."""
        self.fields["from_year"].initial = self.year
        _add_name_fields(self, "before", "Upphör", AREA_LIST, "Skriv några bokstäver och välj. Flera slås ihop.")
        _add_name_fields(
            self, "after", "Tar vid", AREA_LIST, "En verksamhet som finns, eller namnet på en ny. Flera är en delning."
        )
        self.fields["as_group"] = forms.BooleanField(
            label="Flera blir flera: tillsammans är de samma verksamhet före och efter", required=False
        )
        self.fields["persons_apart"] = forms.BooleanField(
            label="Lägg inte ihop antal personer: samma person kan ha funnits i flera", required=False
        )
        self.fields["decision"] = forms.CharField(**DECISION_OPTIONS)

    def find_rows(self) -> Sequence[Any]:
        """The board's own."""
        return list(find_areas(self.board).select_related("parent", "board"))

    def index_names(self) -> Named:
        """Also with what they lie under."""
        return index_names(self.find_rows(), format_placed_name)

    def perform(self, by: User) -> Sequence[str]:
        """Do it."""
        named = self.index_names()
        chosen = [(name, choose_named(named, name)) for name in self.list_names("after")]
        done = planning.reorganise_areas(
            by=by,
            board=self.board,
            year=self.cleaned_data["from_year"],
            before=[choose_known(named, name) for name in self.list_names("before")],
            after=[area for _, area in chosen if area],
            new_names=[name for name, area in chosen if area is None],
            as_group=self.cleaned_data["as_group"],
            sums_persons=not self.cleaned_data["persons_apart"],
            decision=self.cleaned_data["decision"],
        )
        return done.steps


class IndicatorMergeForm(NamesForm):
    """Indicators that go on in another."""

    title, button = "Slå ihop indikatorer", "Slå ihop indikatorerna"

    def prepare(self) -> None:
        """Names of those that end, and the one that goes on."""
        self.fields["from_year"].initial = self.year
        help_text = "Skriv några bokstäver och välj. De får sista året före."
        _add_name_fields(self, "before", "Upphör", INDICATOR_LIST, help_text)
        self.fields["into"] = build_name_field(
            "Tar vid", INDICATOR_LIST, help_text="En indikator utan tidigare siffror, eller namnet på en ny."
        )
        self.fields["sums_persons"] = forms.BooleanField(
            label="Lägg ihop även antal personer: ingen har räknats i flera av dem", required=False
        )
        self.fields["decision"] = forms.CharField(**DECISION_OPTIONS)

    def find_rows(self) -> Sequence[Any]:
        """The board's own."""
        return list(find_indicators(self.board).select_related("goal", "board"))

    def perform(self, by: User) -> Sequence[str]:
        """Do it."""
        named, name = self.index_names(), self.cleaned_data["into"].strip()
        into = choose_named(named, name)
        _, steps = planning.merge_indicators(
            by=by,
            board=self.board,
            year=self.cleaned_data["from_year"],
            before=[choose_known(named, name) for name in self.list_names("before")],
            into=into,
            new_name="" if into else name,
            sums_persons=self.cleaned_data["sums_persons"],
            decision=self.cleaned_data["decision"],
        )
        return steps


class ReorganisationRemovalForm(KeyForm):
    """A mapping that was a mistake."""

    title, button = "Ta bort omorganisationen", "Ta bort"

    def prepare(self) -> None:
        """Says what stays."""
        super().prepare()
        self.title = f"Ta bort omorganisationen {self.item.year}: serierna berättas inte längre ihop"

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own."""
        return Reorganisation.objects.filter(board=board).select_related("board")

    def act(self, by: User) -> str:
        """Take it away."""
        year = self.item.year
        planning.withdraw_reorganisation(by=by, reorganisation=self.item)
        return f"Omorganisationen {year} är borttagen. Verksamheterna och deras år är som de var."


class MergeRemovalForm(KeyForm):
    """A merge that was a mistake."""

    title, button = "Ta bort sammanslagningen", "Ta bort"

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own."""
        return IndicatorMerge.objects.filter(board=board).select_related("into__board")

    def prepare(self) -> None:
        """Says which."""
        super().prepare()
        self.title = f"Ta bort sammanslagningen till {self.item.into} {self.item.year}"

    def act(self, by: User) -> str:
        """Take it away."""
        planning.withdraw_indicator_merge(by=by, into=self.item.into, year=self.item.year)
        return f"Sammanslagningen till {self.item.into} är borttagen. Indikatorerna och deras år är som de var."
