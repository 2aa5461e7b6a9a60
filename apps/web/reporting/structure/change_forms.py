"""The administrator's forms that change what exists: set a target, rename, move, describe and end."""

from typing import Any

from django import forms

from apps import planning
from apps.accounts.models import User
from apps.core.choices import Direction, Gender
from apps.core.swedish import format_number
from apps.core.tertials import Tertial
from apps.goals.models import Indicator
from apps.organisation.models import ServiceArea
from apps.planning import PlanningError
from apps.publishing.board_rename import rename_published_board
from apps.web.reporting.structure.fields import (
    CHOOSE,
    EMPTY,
    AreaChoiceField,
    ItemForm,
    PlanForm,
    build_year_field,
    end_item,
    find_areas,
    find_indicators,
    format_start,
)


class TargetForm(PlanForm):
    """What is promised for the year."""

    title, button = "Sätt eller ändra ett målvärde", "Spara målvärdet"
    is_always_decided = True
    indicator = forms.ModelChoiceField(Indicator.objects.none(), label="Indikator", empty_label=CHOOSE)
    area = AreaChoiceField(ServiceArea.objects.none(), label="Verksamhet", empty_label=None)
    gender = forms.ChoiceField(label="Kön", choices=Gender.choices, initial=Gender.TOTAL)
    text = forms.CharField(
        label="Målvärde",
        required=False,
        max_length=500,
        help_text="Till exempel ”minst 90 %”. Tomt tar bort målvärdet.",
    )
    reason = forms.CharField(
        label="Skäl till ändringen",
        required=False,
        max_length=500,
        help_text="Behövs när ett målvärde ändras under året. Skälet står i rapporten, bredvid det nya målvärdet.",
    )
    repeated_fields = ("indicator", "area", "decision", "holds_from")

    def prepare(self) -> None:
        """The board's own indicators and areas."""
        super().prepare()
        self.fields["indicator"].queryset = find_indicators(self.board)  # type: ignore[attr-defined]
        self.fields["area"].queryset = find_areas(self.board)  # type: ignore[attr-defined]
        self.fields["decision"].help_text = "Vem som satte målvärdet och när."

    def list_periods(self) -> list[Tertial]:
        """Those of the year and before; a year to come begins with its own first."""
        periods = [period for period in super().list_periods() if period.year <= self.year]
        begins = Tertial(self.year, 1)
        return [*periods, begins] if periods and periods[-1] < begins else periods

    def first_period(self, periods: Any) -> str:
        """The first of the year itself."""
        return super().first_period([period for period in periods if period.year == self.year])

    def clean(self) -> dict[str, Any]:
        """Says how the target is read, also where something else has to be corrected."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if "indicator" in found and "text" in found:
            try:
                self.reading = planning.format_target_reading(
                    found["text"], indicator=found["indicator"], year=self.year
                )
            except planning.PlanningError as error:
                self.add_error("text", str(error))
            else:
                self["text"].help_text = self.reading or self["text"].help_text
        return found

    def act(self, by: User) -> str:
        """Set it."""
        target = planning.set_target(by=by, year=self.year, **self.cleaned_data)
        if target is None:
            return f"Målvärdet är borttaget. {format_start(self)}"
        return f"Målvärdet för {self.year} är satt: {target.text}. {self.reading} {format_start(self)}"


class RenameForm(ItemForm, PlanForm):
    """Another name of an area, a goal or an indicator."""

    title, button = "Byt namn", "Byt namn"
    name = forms.CharField(label="Nytt namn", max_length=500)

    def act(self, by: User) -> str:
        """Rename it."""
        item = self.chosen("item")
        before = item.name
        item = planning.rename(by=by, item=item, name=self.cleaned_data["name"], **self.when())
        return f"”{before}” heter nu ”{item.name}”. {format_start(self)}"


class IndicatorChangeForm(PlanForm):
    """An indicator described anew."""

    title, button = "Ändra en indikators beskrivning", "Spara ändringen"
    indicator = forms.ModelChoiceField(Indicator.objects.none(), label="Indikator", empty_label=CHOOSE)
    definition = forms.CharField(
        label="Definition", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="Tomt ändrar inget."
    )
    source = forms.CharField(label="Källa", required=False, max_length=250, help_text="Tomt ändrar inget.")
    direction = forms.ChoiceField(
        label="Riktning", required=False, choices=[("", "– samma som nu"), *Direction.choices]
    )
    unit = forms.CharField(
        label="Enhet",
        required=False,
        max_length=40,
        help_text="Tomt ändrar inget. Med siffror i en annan enhet behövs en ny indikator.",
    )

    def prepare(self) -> None:
        """The board's own indicators."""
        super().prepare()
        self.fields["indicator"].queryset = find_indicators(self.board)  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Change what is filled in."""
        names = ("definition", "source", "direction", "unit")
        values = {name: value for name in names if (value := self.cleaned_data[name])}
        indicator = self.cleaned_data["indicator"]
        planning.change_indicator(by=by, indicator=indicator, **values, **self.when())
        return f"{indicator.name} är ändrad. {format_start(self)}"


class DefinitionForm(PlanForm):
    """From when an indicator measures something else."""

    title, button = "Ny definition av en indikator", "Spara den nya definitionen"
    is_always_decided = True
    indicator = forms.ChoiceField(label="Indikator")
    note = forms.CharField(
        label="Vad är ändrat?",
        required=False,
        max_length=500,
        help_text="Det står vid diagrammet. Siffror före och efter binds inte ihop och jämförs inte.",
    )
    definition = forms.CharField(
        label="Definitionen i sin helhet",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Tomt ändrar inte texten.",
    )
    withdraws = forms.BooleanField(label="Det var fel: ta bort den nya definitionen från perioden.", required=False)

    def prepare(self) -> None:
        """The board's own indicators; a mistake in a text is no new definition."""
        super().prepare()
        indicators = dict(self.choices.things)["Indikatorer"]
        self.fields["indicator"].choices = [("", CHOOSE), *indicators]  # type: ignore[attr-defined]
        field: Any = self.fields["holds_from"]
        field.choices = [choice for choice in field.choices if choice[0] != self.MEND]

    def act(self, by: User) -> str:
        """Change it."""
        indicator = find_indicators(self.board).get(pk=self.cleaned_data["indicator"].partition("-")[2])
        if self.cleaned_data["withdraws"]:
            period = self.cleaned_data["holds_from"]
            planning.withdraw_definition_change(by=by, indicator=indicator, period=period)
            return f"{indicator.name} har inte längre någon ny definition från {period}."
        names = ("note", "definition")
        values = {name: self.cleaned_data[name] for name in names}
        planning.change_definition(by=by, indicator=indicator, **values, **self.when())
        return f"{indicator.name} har en ny definition. {format_start(self)}"


class ToleranceForm(PlanForm):
    """How near a target counts as on track: for the board, or for one indicator."""

    title, button = "Ändra tolerans", "Spara toleransen"
    indicator = forms.ChoiceField(label="Gäller", required=False)
    percent = forms.DecimalField(
        label="Tolerans i procent",
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="Så långt från målvärdet räknas som på väg. 0 är ingen tolerans. Tomt för en indikator: nämndens.",
    )

    def prepare(self) -> None:
        """The board's own indicators, and the tolerance as it is."""
        super().prepare()
        indicators = dict(self.choices.things)["Indikatorer"]
        self.fields["indicator"].choices = [("", "alla indikatorer utan egen tolerans"), *indicators]  # type: ignore[attr-defined]
        now = format_number(self.board.tolerance_percent.normalize())
        self.fields["percent"].label = f"Tolerans i procent (nämndens är {now})"

    def act(self, by: User) -> str:
        """Change it."""
        key, percent = self.cleaned_data["indicator"].partition("-")[2], self.cleaned_data["percent"]
        indicator = find_indicators(self.board).get(pk=key) if key else None
        if indicator is None:
            if percent is None:
                raise PlanningError("Skriv nämndens tolerans, till exempel 5. Skriv 0 för ingen tolerans alls.")
            planning.change_tolerance(by=by, board=self.board, tolerance_percent=percent, **self.when())
            return f"Nämndens tolerans är {format_number(percent)} procent. {format_start(self)}"
        planning.change_indicator(by=by, indicator=indicator, tolerance_percent=percent, **self.when())
        stated = "nämndens tolerans" if percent is None else f"toleransen {format_number(percent)} procent"
        return f"{indicator.name} har {stated}. {format_start(self)}"


class RetireForm(ItemForm):
    """The last year of something."""

    title, button = "Avsluta", "Avsluta"
    last_year = build_year_field("Sista år")

    def prepare(self) -> None:
        """Everything that the board has, by kind."""
        super().prepare()
        self.fields["last_year"].help_text = "Tomt: fortsätter utan sista år."

    def act(self, by: User) -> str:
        """End it, or let it go on."""
        return end_item(by, self.chosen("item"), self.cleaned_data["last_year"])


class MoveForm(ItemForm, PlanForm):
    """Another place."""

    title, button = "Flytta", "Flytta"
    under = forms.ChoiceField(label="Till under", required=False)

    def prepare(self) -> None:
        """Areas and goals can hold others."""
        super().prepare()
        self.fields["under"].choices = [*EMPTY, *self.choices.things[:2]]  # type: ignore[attr-defined]

    def act(self, by: User) -> str:
        """Move it."""
        item = planning.move(by=by, item=self.chosen("item"), under=self.chosen("under"), **self.when())
        return f"{item.name} är flyttad. {format_start(self)}"


class BoardNameForm(PlanForm):
    """The board's own name and address."""

    title, button = "Byt nämndens namn", "Byt namn"
    name = forms.CharField(label="Nämndens nya namn", max_length=150)
    new_address = forms.BooleanField(
        label="Byt också adress. De gamla länkarna fortsätter att fungera.", required=False, initial=True
    )

    def act(self, by: User) -> str:
        """Rename it. The page goes on at the new address."""
        renamed = rename_published_board(by=by, board=self.board, **self.cleaned_data)
        self.board.name, self.board.slug = renamed.name, renamed.slug
        return f"Nämnden heter nu {renamed.name}. {format_start(self)}"
