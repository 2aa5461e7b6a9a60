"""The administrator's forms of ``…/struktur/indikatorer/``: everything of one indicator, and several at once."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms

from apps import planning
from apps.accounts.models import User
from apps.core.choices import Accumulation, Direction
from apps.core.swedish import format_list
from apps.goals.models import Goal, Indicator, KeyFigureKind
from apps.organisation.models import Board, ServiceArea
from apps.planning import IndicatorsChange, PlannedIndicator
from apps.web.reporting.structure.fields import (
    AreaChoiceField,
    EndForm,
    KeyForm,
    PlanForm,
    build_followed_field,
    build_year_field,
    find_areas,
    find_goals,
    find_indicators,
    format_start,
)

SAME = "– samma som nu"
TOLERANCE_OPTIONS: dict[str, Any] = {
    "required": False,
    "min_value": 0,
    "max_value": 100,
    "max_digits": 5,
    "decimal_places": 2,
    "localize": True,
    "widget": forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
}


def list_places(board: Board) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where an indicator can belong: the board's goals, and the kinds of key figure."""
    goals = [(f"m-{goal.pk}", goal.name) for goal in find_goals(board)]
    kinds = [(f"n-{kind}", label) for kind, label in KeyFigureKind.choices]
    return [*([("Mål", goals)] if goals else []), ("Nyckeltal utan mål", kinds)]


def read_place(board: Board, place: str) -> dict[str, Any]:
    """The goal and kind of a place, one of them."""
    code, _, key = place.partition("-")
    if code == "m":
        return {"goal": Goal.objects.get(board=board, pk=key), "kind": ""}
    return {"goal": None, "kind": key}


def format_place(indicator: Indicator) -> str:
    """The place where an indicator belongs, as the form posts it."""
    return f"m-{indicator.goal_id}" if indicator.goal_id else f"n-{indicator.kind}"


class IndicatorEditForm(KeyForm, PlanForm):
    """One indicator, every field of it."""

    title, button = "Ändra indikatorn", "Spara indikatorn"
    item_fields = (
        "name", "heading", "unit", "decimals", "direction", "accumulation", "by_gender", "reference_for", "definition",
        "source", "kolada_id", "tolerance_percent", "valid_from",
    )  # fmt: skip
    name = forms.CharField(label="Namn", max_length=500)
    goal = forms.ChoiceField(label="Hör till")
    heading = forms.CharField(label="Rubrik i rapporten", required=False, max_length=200)
    unit = forms.CharField(label="Enhet", max_length=40)
    decimals = forms.IntegerField(label="Decimaler", min_value=0, max_value=6)
    direction = forms.ChoiceField(label="Riktning", choices=Direction.choices)
    accumulation = forms.ChoiceField(label="Hur årets siffror hör ihop", choices=Accumulation.choices)
    tolerance_percent = forms.DecimalField(
        label="Tolerans i procent", help_text="Tomt: nämndens. 0 är ingen tolerans.", **TOLERANCE_OPTIONS
    )
    reference_for = forms.ModelChoiceField(
        Indicator.objects.none(), label="Jämförelse för", required=False, empty_label="–"
    )
    source = forms.CharField(label="Källa", required=False, max_length=250)
    kolada_id = forms.CharField(label="Nyckeltal i Kolada", required=False, max_length=10, empty_value=None)
    valid_from = build_year_field("Från år")
    definition = forms.CharField(label="Definition", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    by_gender = forms.BooleanField(label="Redovisas också för kvinnor och män", required=False)
    areas = build_followed_field(
        help_text="Där fylls indikatorn i, och där den har målvärden eller utfall. Utan kryss: målets verksamheter, "
        "annars hela nämnden."
    )

    def prepare(self) -> None:
        """The indicator as it is, and the board's own goals and indicators to choose among."""
        super().prepare()
        goal: Any = self.fields["goal"]
        goal.choices, goal.initial = list_places(self.board), format_place(self.item)
        others = find_indicators(self.board).exclude(pk=self.item.pk)
        self.fields["reference_for"].queryset = others  # type: ignore[attr-defined]
        areas: Any = self.fields["areas"]
        areas.queryset, areas.initial = find_areas(self.board), self.item.service_areas.all()
        self.title = f"Ändra {self.item.name}"

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own."""
        return find_indicators(board).select_related("board", "goal", "reference_for")

    def act(self, by: User) -> str:
        """Change what differs."""
        values = {**self.get_values(), **read_place(self.board, self.cleaned_data["goal"])}
        areas = list(self.cleaned_data["areas"])
        planning.change_indicator(by=by, indicator=self.item, areas=areas, **values, **self.when())
        return f"{self.item.name} är ändrad. {format_start(self)}"


class IndicatorEndForm(EndForm):
    """The last year of an indicator."""

    title = "Indikatorns sista år"

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own."""
        return find_indicators(board).select_related("board")


class ManyIndicatorsForm(PlanForm):
    """What is to be the same for the chosen indicators. What is not filled in stays."""

    goal = forms.ChoiceField(label="Hör till", required=False)
    heading = forms.CharField(label="Rubrik i rapporten", required=False, max_length=200)
    unit = forms.CharField(label="Enhet", required=False, max_length=40)
    decimals = forms.IntegerField(
        label="Decimaler",
        required=False,
        min_value=0,
        max_value=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    direction = forms.ChoiceField(label="Riktning", required=False, choices=[("", SAME), *Direction.choices])
    accumulation = forms.ChoiceField(
        label="Hur årets siffror hör ihop", required=False, choices=[("", SAME), *Accumulation.choices]
    )
    by_gender = forms.ChoiceField(
        label="Könsuppdelad", required=False, choices=[("", SAME), ("ja", "ja"), ("nej", "nej")]
    )
    source = forms.CharField(label="Källa", required=False, max_length=250)
    areas = build_followed_field(help_text="De valda indikatorerna följs här i stället för där de följs nu.")
    area = AreaChoiceField(
        ServiceArea.objects.none(), label="Verksamhet för årets målvärden", required=False, empty_label=SAME
    )
    last_year = build_year_field("Sista år")
    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        to_field_name="code",
        widget=forms.MultipleHiddenInput,
        error_messages={"required": "Kryssa i vilka indikatorer som ska ändras."},
    )

    def prepare(self) -> None:
        """The board's own goals, areas and indicators."""
        super().prepare()
        self.fields["goal"].choices = [("", SAME), *list_places(self.board)]  # type: ignore[attr-defined]
        fields: Any = self.fields
        fields["areas"].queryset = fields["area"].queryset = find_areas(self.board)
        fields["areas"].choices, fields["area"].choices = self.choices.areas, [("", SAME), *self.choices.areas]
        rows = find_indicators(self.board).select_related("goal")
        self.fields["indicators"].queryset = rows  # type: ignore[attr-defined]

    def build_change(self) -> IndicatorsChange:
        """What was filled in."""
        data = self.cleaned_data
        names = ("heading", "unit", "decimals", "direction", "accumulation", "source")
        values = {name: data[name] for name in names if data[name] not in ("", None)}
        if data["by_gender"]:
            values["by_gender"] = data["by_gender"] == "ja"
        if data["goal"]:
            values |= read_place(self.board, data["goal"])
        return IndicatorsChange(
            year=self.year,
            values=values,
            areas=list(data["areas"]),
            area=data["area"],
            last_year=data["last_year"],
            **self.when(),
        )

    def list_posted(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """What was typed in the fields, to be sent once more by the button that does it."""
        data: Any = self.data  # a QueryDict
        return [(name, value) for name in names for value in data.getlist(name)]


def compute_digest(planned: Sequence[PlannedIndicator]) -> str:
    """What a preview showed, so that nothing else is done than what was seen."""
    facts = [(one.indicator.code, format_differences(one), one.refusal) for one in planned]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def format_differences(planned: PlannedIndicator) -> list[str]:
    """What differs, ”enhet: % → antal”, a line for each field."""
    lines = []
    for name in planned.after:
        if name == "kind" and "goal" in planned.after:
            continue
        old, new = (_format_value(values, name, planned.indicator) for values in (planned.before, planned.after))
        lines.append(f"{LABELS[name]}: {old} → {new}")
    return lines


def _format_value(values: Any, name: str, indicator: Indicator) -> str:
    value = values[name]
    if name in ("goal", "kind"):
        goal = values.get("goal", indicator.goal)
        return goal.name if goal else KeyFigureKind(values.get("kind", indicator.kind)).label
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name == "areas":
        return format_list([area.name for area in value]) or "–"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return "–" if value in ("", None) else str(value)


_CHOICES: dict[str, Any] = {"direction": Direction, "accumulation": Accumulation}
LABELS = {
    "goal": "hör till",
    "kind": "hör till",
    "heading": "rubrik",
    "unit": "enhet",
    "decimals": "decimaler",
    "direction": "riktning",
    "accumulation": "hur årets siffror hör ihop",
    "by_gender": "könsuppdelad",
    "source": "källa",
    "areas": "följs i",
    "area": "målvärdets verksamhet",
    "valid_to": "sista år",
}
