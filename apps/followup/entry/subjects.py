"""What can be typed: for each kind of row its table, the columns that find it, and its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.audit.tracking import Versioned
from apps.budget.models import InvestmentLine, OperatingLine
from apps.core.choices import LightChoice
from apps.followup.entry.keys import Kind
from apps.followup.entry.shapes import Choice, InputKind
from apps.goals.models import Assessment, MissingReason, Outcome, Trend
from apps.risks.models import ControlResult, ControlStatus, ControlVerdict
from apps.rounds.models import Comment


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: its name on the screen, how it is typed, and the columns that hold it."""

    label: str
    kind: InputKind
    columns: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of row. ``key`` are the columns that find a row; a row with nothing in ``says`` is taken away."""

    model: type[Versioned]
    key: tuple[str, ...]
    fields: Mapping[str, Field]
    says: tuple[str, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = field(init=False)
    _empty: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Every column that a field holds, and what they hold in a row that does not exist: asked for by every cell."""
        columns = dict.fromkeys(column for one in self.fields.values() for column in one.columns)
        object.__setattr__(self, "columns", tuple(columns))
        known = {f.column: f.get_default() for f in self.model._meta.concrete_fields if f.column in columns}
        object.__setattr__(self, "_empty", known)

    def empty(self) -> dict[str, Any]:
        """The columns of a row that does not exist."""
        return dict(self._empty)


def _choices(labels: list[tuple[Any, Any]]) -> tuple[Choice, ...]:
    return (Choice("", "–"), *(Choice(str(value), str(label)) for value, label in labels))


def _number(name: str, label: str, help_: str = "") -> Field:
    return Field(label, InputKind.NUMBER, (name,), help=help_)


def _text(name: str, label: str) -> Field:
    return Field(label, InputKind.TEXT, (name,))


FOOTNOTE = Field("Fotnot", InputKind.LINE, ("footnote",))
# ”Ej ett tal” goes with a text from a printed report, which is not typed here.
_MISSING = [choice for choice in MissingReason.choices if choice[0] != MissingReason.NOT_A_NUMBER]
_AMOUNTS = {
    "budget": _number("budget", "Budget", "helår"),
    "actual": _number("actual", "Utfall", "från januari"),
    "forecast": _number("forecast", "Prognos", "helår"),
    "footnote": FOOTNOTE,
}
_STATED = ("stated_variance", "stated_forecast_variance")
_ASSESSED = {
    "rating": Field("Betyg", InputKind.CHOICE, ("rating",), _choices(LightChoice.choices)),
    "override_reason": _text("override_reason", "Varför betyget avviker från det beräknade"),
    "trend": Field("Trend", InputKind.CHOICE, ("trend",), _choices(Trend.choices)),
    "summary": _text("summary", "Samlad bedömning"),
    "cause": _text("cause", "Orsak"),
    "action": _text("action", "Åtgärd"),
    "gender_reflection": _text("gender_reflection", "Jämställdhetsreflektion"),
}
# Fields that are seldom filled in: they stand behind a sheet's row rather than in it.
BESIDES = frozenset({"footnote", "preliminary", "comment"})
_ASSESSMENT = Subject(
    Assessment,
    ("round_id", "goal_id", "indicator_id", "service_area_id"),
    _ASSESSED,
    (*_ASSESSED, "stated_rating"),
)

SUBJECTS: dict[Kind, Subject] = {
    Kind.OUTCOME: Subject(
        Outcome,
        ("indicator_id", "year", "tertial", "service_area_id", "gender"),
        {
            "value": Field("Utfall", InputKind.NUMBER, ("value", "numerator", "denominator", "stated_text")),
            "forecast": _number("forecast", "Prognos", "helår"),
            "missing": Field("Saknas", InputKind.CHOICE, ("missing",), _choices(_MISSING)),
            "footnote": FOOTNOTE,
            "preliminary": Field("Preliminärt", InputKind.FLAG, ("preliminary",)),
        },
        ("value", "numerator", "missing", "forecast", "footnote", "preliminary", "stated_change"),
    ),
    Kind.OPERATING: Subject(
        OperatingLine,
        ("service_area_id", "year", "tertial", "cost_type", "table_id"),
        _AMOUNTS,
        ("budget", "actual", "forecast", *_STATED),
        {"table_id": None},
    ),
    Kind.INVESTMENT: Subject(
        InvestmentLine,
        ("project_id", "year", "tertial", "flow", "table_id"),
        {
            "original_budget": _number("original_budget", "Ursprunglig budget"),
            "supplementary_budget": _number("supplementary_budget", "Tilläggsbudget"),
            **_AMOUNTS,
        },
        ("original_budget", "supplementary_budget", "budget", "actual", "forecast", *_STATED),
        {"table_id": None},
    ),
    Kind.CONTROL: Subject(
        ControlResult,
        ("control_id", "year", "tertial"),
        {
            "status": Field("Status", InputKind.CHOICE, ("status",), _choices(ControlStatus.choices)),
            "verdict": Field("Bedömning", InputKind.CHOICE, ("verdict",), _choices(ControlVerdict.choices)),
            "comment": _text("comment", "Kommentar"),
        },
        ("status", "verdict", "comment"),
    ),
    Kind.GOAL: _ASSESSMENT,
    Kind.INDICATOR: _ASSESSMENT,
    Kind.COMMENT: Subject(
        Comment,
        ("round_id", "service_area_id", "topic", "heading"),
        {"text": _text("text", "Kommentar"), "cause": _text("cause", "Orsak"), "action": _text("action", "Åtgärd")},
        ("text", "cause", "action"),
        {"heading": ""},
    ),
}
