"""The two forms of ``…/budgetandringar/``: a change of an area's budget, and a forecast between tertials.

What was typed goes to ``entry.dated_amounts`` as it stands; what that finds wrong comes back to the fields.
"""

from collections.abc import Sequence
from typing import Any

from django import forms

from apps.budget.models import BudgetChange, BudgetChangeKind, InterimForecast
from apps.entry.dated_amounts.typed_amounts import (
    MAX_DECISION_LENGTH,
    MAX_NOTE_LENGTH,
    DatedKind,
    TypedAmount,
    TypedAmountError,
)
from apps.entry.values import format_exact_amount
from apps.rounds.models import AmountUnit

CHOOSE = ("", "Välj …")
DatedRow = BudgetChange | InterimForecast
_KINDS = [(value, str(label).capitalize()) for value, label in BudgetChangeKind.choices]
_DAY = forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
_AMOUNT = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
_NOTE = forms.Textarea(attrs={"rows": 2, "maxlength": MAX_NOTE_LENGTH})


class DatedAmountForm(forms.Form):
    """What both forms have. ``row`` is the stored row that is changed; None for a new one."""

    row_kind: DatedKind
    title = ""
    area = forms.CharField(label="Verksamhet", required=False, widget=forms.Select)

    def __init__(
        self, data: Any = None, *, areas: Sequence[tuple[str, str]], row: DatedRow | None = None, initial: Any = None
    ) -> None:
        super().__init__(data, auto_id=f"{self.row_kind.value}-%s", label_suffix="", initial=initial)
        self.row = row
        self.is_stale = False
        widget: Any = self.fields["area"].widget
        widget.choices = list(areas) if len(areas) == 1 else [CHOOSE, *areas]

    @property
    def code(self) -> str:
        """The row's name in the address; the kind alone for a new one."""
        return f"{self.row_kind.value}-{self.row.pk}" if self.row else self.row_kind.value

    @property
    def version(self) -> str:
        """The version of the row that the writer has seen. Once told of a newer one they have seen that."""
        seen = str(self.data.get("version", "")) if self.is_bound and not self.is_stale else ""
        return seen or str(self.row.version if self.row else 0)

    def read_typed(self) -> TypedAmount:
        """What was typed."""
        self.full_clean()
        names = [name for name in self.fields if name in TypedAmount.__dataclass_fields__]
        return TypedAmount(**{name: str(self.data.get(name, "")) for name in names})

    def add_errors(self, refused: TypedAmountError) -> None:
        """Put what is wrong at the fields that it is about."""
        for field, message in refused.errors.items():
            self.add_error(field or None, message)
            if field:
                self.fields[field].widget.attrs["aria-invalid"] = "true"


class BudgetChangeForm(DatedAmountForm):
    """The original budget of an area, or a change of it."""

    row_kind = DatedKind.CHANGE
    title = "Lägg till en budgetändring"
    date = forms.CharField(label="Datum", required=False, widget=_DAY, help_text="Dagen för beslutet, åååå-mm-dd.")
    kind = forms.CharField(
        label="Slag",
        required=False,
        widget=forms.Select(choices=[CHOOSE, *_KINDS]),
    )
    amount = forms.CharField(
        label="Belopp, tkr",
        required=False,
        widget=_AMOUNT,
        help_text="Plus är mer pengar till verksamheten, minus är mindre. En ursprunglig budget skrivs i sin helhet.",
    )
    decision = forms.CharField(
        label="Beslut",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": MAX_DECISION_LENGTH}),
        help_text="Till exempel KF § 12.",
    )
    note = forms.CharField(label="Anmärkning", required=False, widget=_NOTE)


class InterimForecastForm(DatedAmountForm):
    """A forecast between two reports."""

    row_kind = DatedKind.FORECAST
    title = "Lägg till en prognos"
    date = forms.CharField(label="Datum", required=False, widget=_DAY, help_text="Dagen för prognosen, åååå-mm-dd.")
    amount = forms.CharField(
        label="Prognos för helåret, tkr", required=False, widget=_AMOUNT, help_text="Nettokostnaden, utan minustecken."
    )
    note = forms.CharField(label="Anmärkning", required=False, widget=_NOTE)


FORMS: dict[DatedKind, type[DatedAmountForm]] = {
    DatedKind.CHANGE: BudgetChangeForm,
    DatedKind.FORECAST: InterimForecastForm,
}


def build_initial_values(row: DatedRow) -> dict[str, str]:
    """The stored row as it would be typed."""
    shared = {"area": row.service_area.code, "date": row.date.isoformat(), "note": row.note}
    if isinstance(row, InterimForecast):
        return {**shared, "amount": format_exact_amount(row.forecast, AmountUnit.TKR)}
    amount = format_exact_amount(row.amount, AmountUnit.TKR)
    return {**shared, "amount": amount, "kind": row.kind, "decision": row.decision}
