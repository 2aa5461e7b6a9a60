"""The administrator's form of a new indicator: all that it is, and its first target, in one go."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction

from apps import planning
from apps.accounts.models import User
from apps.core.choices import Accumulation, Direction, Gender
from apps.core.tertials import Tertial
from apps.goals.models import Goal, Indicator, KeyFigureKind
from apps.organisation.models import ServiceArea
from apps.web.reporting.structure.fields import (
    EMPTY,
    AreaChoiceField,
    StructureForm,
    build_year_field,
    find_areas,
    find_goals,
    find_indicators,
)

TARGET_FIELDS = ("text", "area", "decision")


class IndicatorForm(StructureForm):
    """A new indicator, or a key figure, with the target of the year if it has one for both women and men."""

    title, button = "Lägg till en indikator", "Lägg till"
    name = forms.CharField(label="Namn", max_length=500)
    goal = forms.ModelChoiceField(Goal.objects.none(), label="Mål", required=False, empty_label="– nyckeltal utan mål")
    kind = forms.ChoiceField(label="Slag av nyckeltal", choices=[*EMPTY, *KeyFigureKind.choices], required=False)
    unit = forms.CharField(label="Enhet", max_length=40, initial="%")
    decimals = forms.IntegerField(label="Decimaler", min_value=0, max_value=6, initial=0)
    direction = forms.ChoiceField(label="Riktning", choices=Direction.choices)
    accumulation = forms.ChoiceField(label="Hur årets siffror hör ihop", choices=Accumulation.choices)
    by_gender = forms.BooleanField(label="Redovisas också för kvinnor och män", required=False)
    counts_persons = forms.BooleanField(label="Räknar enskilda personer", required=False)
    text = forms.CharField(
        label="Målvärde", required=False, max_length=500, help_text="Till exempel ”minst 90 %”. Tomt: inget än."
    )
    area = AreaChoiceField(ServiceArea.objects.none(), label="Målvärdets verksamhet", required=False, empty_label=None)
    decision = forms.CharField(
        label="Beslut om målvärdet", required=False, max_length=200, help_text="Vem som satte målvärdet och när."
    )
    source = forms.CharField(label="Källa", required=False, max_length=250)
    definition = forms.CharField(label="Definition", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    tolerance_percent = forms.DecimalField(
        label="Tolerans i procent",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="Tomt: nämndens.",
    )
    reference_for = forms.ModelChoiceField(
        Indicator.objects.none(), label="Jämförelse för", required=False, empty_label="–"
    )
    valid_from = build_year_field("Från år")
    repeated_fields = ("goal", "kind", "unit", "decimals", "direction", "accumulation", "area", "decision")

    def prepare(self) -> None:
        """The board's own goals, areas and indicators."""
        fields: Any = self.fields
        fields["goal"].queryset = find_goals(self.board)
        fields["area"].queryset = find_areas(self.board)
        fields["reference_for"].queryset = find_indicators(self.board)

    def act(self, by: User) -> str:
        """Add it, with its target: both or neither."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in TARGET_FIELDS}
        text, area, decision = (self.cleaned_data[name] for name in TARGET_FIELDS)
        with transaction.atomic():
            indicator = planning.add_indicator(by=by, board=self.board, **values)
            if text:
                self._set_target(by, indicator, area or find_areas(self.board).get(parent=None), text, decision)
        return f"{indicator.name} är tillagd." + (f" Målvärdet för {self.year} är {text}." if text else "")

    def _set_target(self, by: User, indicator: Indicator, area: ServiceArea, text: str, decision: str) -> None:
        """A new target holds from the year's beginning, or from the first period that is not decided on yet."""
        holds_from = max(Tertial(self.year, 1), self.choices.periods[0])
        planning.set_target(
            by=by,
            indicator=indicator,
            area=area,
            year=self.year,
            gender=Gender.TOTAL,
            text=text,
            decision=decision,
            holds_from=holds_from,
        )
