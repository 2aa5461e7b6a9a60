"""What can be typed: for each kind of row its table, the columns that identify it, and its fields.

The names of fields are the names of form fields and of the API, so they are never changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from apps.budget.services import INVESTMENT_LINES, OPERATING_LINES
from apps.core.choices import LightChoice, MissingReason, Trend
from apps.core.fact_tables import FactTable
from apps.entry.keys import EntryKind
from apps.entry.shapes import FieldChoice, InputKind
from apps.goals.services import ASSESSMENTS, OUTCOMES
from apps.own_tables.services import OWN_VALUES
from apps.risks.models import ControlStatus, ControlVerdict
from apps.risks.services import CONTROL_RESULTS
from apps.rounds.services import COMMENTS


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """A field of a row: its label on the screen, how it is typed, and the columns that hold it.

    An outcome's value is held by several columns: 18/20 is a numerator and a denominator.
    ``not_at_year_end`` tells, where the field is not there at T3, why.
    """

    label: str
    kind: InputKind
    columns: tuple[str, ...]
    choices: tuple[FieldChoice, ...] = ()
    help: str = ""
    not_at_year_end: str = ""


@dataclass(frozen=True, slots=True)
class RowDefinition:
    """A kind of row, and the fact table that its services own.

    ``content_columns`` are those that make a row worth keeping: a row where all of them are empty
    is deleted. ``fixed_values`` are the columns of the natural key that are the same in every row
    that is typed: money that is typed belongs to no printed table (``table_id`` is None).
    """

    table: FactTable
    fields: Mapping[str, FieldDefinition]
    content_columns: tuple[str, ...]
    fixed_values: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = field(init=False)
    _empty: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Work out once what every cell asks for: the fields' columns, and their empty values."""
        columns = dict.fromkeys(column for one in self.fields.values() for column in one.columns)
        object.__setattr__(self, "columns", tuple(columns))
        known = {f.column: f.get_default() for f in self.model._meta.concrete_fields if f.column in columns}
        object.__setattr__(self, "_empty", known)

    @property
    def model(self) -> type[Model]:
        """The model of the table."""
        return self.table.model

    @property
    def natural_key(self) -> tuple[str, ...]:
        """The columns that identify a row."""
        return self.table.key

    def list_fields(self, tertial: int) -> dict[str, FieldDefinition]:
        """The fields that are filled in at a tertial (1-3), by name."""
        return {name: one for name, one in self.fields.items() if tertial < LAST_TERTIAL or not one.not_at_year_end}

    def build_empty_row(self) -> dict[str, Any]:
        """The columns of a row that does not exist, with the defaults of the model."""
        return dict(self._empty)


RICH_SUFFIX = "_is_rich"
"""Ends the name of a column that tells whether the text in the column before it has marks."""


def _build_choices(labels: list[tuple[Any, Any]]) -> tuple[FieldChoice, ...]:
    return (FieldChoice("", "–"), *(FieldChoice(str(value), str(label)) for value, label in labels))


def _build_number_field(name: str, label: str, help_: str = "") -> FieldDefinition:
    return FieldDefinition(label, InputKind.NUMBER, (name,), help=help_)


def _build_text_field(name: str, label: str) -> FieldDefinition:
    return FieldDefinition(label, InputKind.TEXT, (name,))


def _build_rich_field(name: str, label: str) -> FieldDefinition:
    """A text that may have marks, and whether it has any."""
    return FieldDefinition(label, InputKind.TEXT, (name, f"{name}{RICH_SUFFIX}"))


FOOTNOTE_FIELD = FieldDefinition("Fotnot", InputKind.LINE, ("footnote",))
# ”Ej ett tal” goes with a text from a printed report, which is not typed here.
_MISSING_CHOICES = [choice for choice in MissingReason.choices if choice[0] != MissingReason.NOT_A_NUMBER]
LAST_TERTIAL = 3
TEXT_UNIT = "text"
"""What a value in a board's own table is in when it is a text."""
_AMOUNT_FIELDS = {
    "budget": _build_number_field("budget", "Budget", "helår"),
    "actual": _build_number_field("actual", "Utfall", "från januari"),
    "forecast": _build_number_field("forecast", "Prognos", "helår"),
    "footnote": FOOTNOTE_FIELD,
}
_PERIOD_BUDGET_FIELD = FieldDefinition(
    "Periodbudget",
    InputKind.NUMBER,
    ("period_budget",),
    help="från januari till och med perioden",
    not_at_year_end="Vid årets slut är periodens budget årets. Skriv beloppet under Budget.",
)
_STATED_COLUMNS = ("stated_variance", "stated_forecast_variance")
_ASSESSMENT_FIELDS = {
    "rating": FieldDefinition("Betyg", InputKind.CHOICE, ("rating",), _build_choices(LightChoice.choices)),
    "override_reason": _build_text_field("override_reason", "Varför betyget avviker från det beräknade"),
    "trend": FieldDefinition("Trend", InputKind.CHOICE, ("trend",), _build_choices(Trend.choices)),
    "summary": _build_rich_field("summary", "Samlad bedömning"),
    "cause": _build_rich_field("cause", "Orsak"),
    "action": _build_rich_field("action", "Åtgärd"),
    "gender_reflection": _build_rich_field("gender_reflection", "Jämställdhetsreflektion"),
}
# Fields that are seldom filled in: they stand behind a sheet's row rather than in it.
SECONDARY_FIELDS = frozenset({"footnote", "preliminary", "comment", "reason"})
_ASSESSMENT_ROW = RowDefinition(
    ASSESSMENTS,
    _ASSESSMENT_FIELDS,
    (*_ASSESSMENT_FIELDS, "stated_rating"),
)

ROW_DEFINITIONS: dict[EntryKind, RowDefinition] = {
    EntryKind.OUTCOME: RowDefinition(
        OUTCOMES,
        {
            "value": FieldDefinition("Utfall", InputKind.NUMBER, ("value", "numerator", "denominator", "stated_text")),
            "forecast": _build_number_field("forecast", "Prognos", "helår"),
            "missing": FieldDefinition("Saknas", InputKind.CHOICE, ("missing",), _build_choices(_MISSING_CHOICES)),
            "footnote": FOOTNOTE_FIELD,
            "preliminary": FieldDefinition("Preliminärt", InputKind.FLAG, ("preliminary",)),
        },
        ("value", "numerator", "missing", "forecast", "footnote", "preliminary", "stated_change"),
    ),
    EntryKind.OPERATING: RowDefinition(
        OPERATING_LINES,
        {"budget": _AMOUNT_FIELDS["budget"], "period_budget": _PERIOD_BUDGET_FIELD, **_AMOUNT_FIELDS},
        ("budget", "period_budget", "actual", "forecast", *_STATED_COLUMNS),
        {"table_id": None},
    ),
    EntryKind.INVESTMENT: RowDefinition(
        INVESTMENT_LINES,
        {
            "original_budget": _build_number_field("original_budget", "Ursprunglig budget"),
            "supplementary_budget": _build_number_field("supplementary_budget", "Tilläggsbudget"),
            **_AMOUNT_FIELDS,
        },
        ("original_budget", "supplementary_budget", "budget", "actual", "forecast", *_STATED_COLUMNS),
        {"table_id": None},
    ),
    EntryKind.CONTROL: RowDefinition(
        CONTROL_RESULTS,
        {
            "status": FieldDefinition("Status", InputKind.CHOICE, ("status",), _build_choices(ControlStatus.choices)),
            "verdict": FieldDefinition(
                "Bedömning", InputKind.CHOICE, ("verdict",), _build_choices(ControlVerdict.choices)
            ),
            "comment": _build_text_field("comment", "Kommentar"),
        },
        ("status", "verdict", "comment"),
    ),
    EntryKind.GOAL: _ASSESSMENT_ROW,
    EntryKind.INDICATOR: _ASSESSMENT_ROW,
    EntryKind.COMMENT: RowDefinition(
        COMMENTS,
        {
            "text": _build_rich_field("text", "Kommentar"),
            "cause": _build_rich_field("cause", "Orsak"),
            "action": _build_rich_field("action", "Åtgärd"),
        },
        ("text", "cause", "action"),
        {"heading": ""},
    ),
    EntryKind.OWN_VALUE: RowDefinition(
        OWN_VALUES,
        {
            "value": FieldDefinition("Värde", InputKind.NUMBER, ("amount", "value", "text")),
            "reason": FieldDefinition("Saknas", InputKind.CHOICE, ("missing",), _build_choices(_MISSING_CHOICES)),
        },
        ("amount", "value", "text", "missing"),
    ),
}


def has_rich_field(kind: EntryKind, name: str) -> bool:
    """Is the field of a kind of row a text that may have marks?"""
    return f"{name}{RICH_SUFFIX}" in ROW_DEFINITIONS[kind].fields[name].columns
