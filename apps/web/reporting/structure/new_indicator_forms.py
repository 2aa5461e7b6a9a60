"""The administrator's form of a new indicator: all that it is, and its first target, in one go."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction

from apps import planning
from apps.accounts.models import User
from apps.core.choices import Accumulation, Direction, Gender
from apps.core.swedish import format_list
from apps.core.tertials import Tertial
from apps.goals.models import Goal, Indicator, KeyFigureKind
from apps.goals.rules import choose_followed_areas
from apps.organisation.models import ServiceArea
from apps.planning import PlanningError
from apps.web.reporting.structure.fields import (
    EMPTY,
    AreaChoiceField,
    StructureForm,
    build_followed_field,
    build_year_field,
    find_areas,
    find_goals,
    find_indicators,
    format_placed_name,
)

TARGETS = {"text": Gender.TOTAL, "text_women": Gender.WOMEN, "text_men": Gender.MEN}
TARGET_FIELDS = (*TARGETS, "area", "decision")
NOT_BY_GENDER = "Kryssa i att indikatorn redovisas också för kvinnor och män, eller lämna målvärdet tomt."


class IndicatorForm(StructureForm):
    """A new indicator, or a key figure, with the year's targets: of all, of women and of men, those that it has."""

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
    text_women = forms.CharField(label="Målvärde för kvinnor", required=False, max_length=500)
    text_men = forms.CharField(label="Målvärde för män", required=False, max_length=500)
    area = AreaChoiceField(
        ServiceArea.objects.none(),
        label="Målvärdets verksamhet",
        required=False,
        empty_label=None,
        help_text="Där fylls indikatorn också i.",
    )
    areas = build_followed_field(
        help_text="Där fylls indikatorn i, också utan målvärde. Utan kryss: målets verksamheter, annars hela nämnden."
    )
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
        for name in ("area", "areas"):
            fields[name].queryset, fields[name].choices = find_areas(self.board), self.choices.areas
        fields["reference_for"].queryset = find_indicators(self.board)

    def clean(self) -> dict[str, Any]:
        """A target of women or men needs figures of women and men."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("text_women", "text_men"):
            if found.get(name) and not found.get("by_gender"):
                self.add_error(name, NOT_BY_GENDER)
        return found

    def act(self, by: User) -> str:
        """Add it, with its targets: all or nothing."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in TARGET_FIELDS}
        texts = {name: text for name in TARGETS if (text := self.cleaned_data[name])}
        with transaction.atomic():
            indicator = planning.add_indicator(by=by, board=self.board, **values)
            for name, text in texts.items():
                self._set_target(by, indicator, name, text)
        added = f"{indicator.name} är tillagd och fylls i för {self._format_places(indicator, bool(texts))}."
        if not texts:
            return added
        label = "Målvärdet" if len(texts) == 1 else "Målvärdena"
        parts = [_format_target(TARGETS[name], text) for name, text in texts.items()]
        return f"{added} {label} för {self.year} är {format_list(parts)}."

    def _format_places(self, indicator: Indicator, has_target: bool) -> str:
        """The areas where it gets its rows: a target's area is one of them where there is a target."""
        goal_areas = indicator.goal.service_areas.all() if indicator.goal else ()
        found = choose_followed_areas(self.cleaned_data["areas"], goal_areas)
        chosen = self.cleaned_data["area"]
        if has_target and chosen and chosen not in found:
            found.append(chosen)
        return (
            format_list([format_placed_name(area) if area.parent_id else "hela nämnden" for area in found])
            or "hela nämnden"
        )

    def _set_target(self, by: User, indicator: Indicator, name: str, text: str) -> None:
        """A new target holds from the year's beginning, or from the first period that is not decided on yet."""
        area = self.cleaned_data["area"] or find_areas(self.board).get(parent=None)
        try:
            planning.set_target(
                by=by,
                indicator=indicator,
                area=area,
                year=self.year,
                gender=TARGETS[name],
                text=text,
                decision=self.cleaned_data["decision"],
                holds_from=max(Tertial(self.year, 1), self.choices.periods[0]),
            )
        except PlanningError as error:
            raise PlanningError(str(error), field=error.field or name) from error


def _format_target(gender: Gender, text: str) -> str:
    return text if gender == Gender.TOTAL else f"{text} ({gender.label.lower()})"
