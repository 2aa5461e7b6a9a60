"""From what was typed of a budget change or an interim forecast to the columns of a row.

Pure functions. Everything that is wrong is told at once, each thing at its field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from apps.budget.models import BudgetChange, BudgetChangeKind, InterimForecast
from apps.core.cell_numbers import UnreadableError
from apps.core.swedish import format_day
from apps.core.tertials import Tertial
from apps.entry.values import parse_kronor
from apps.rounds.models import AmountUnit

MAX_DECISION_LENGTH = 150
MAX_NOTE_LENGTH = 2_000


class DatedKind(StrEnum):
    """What kind of row it is; the value stands in addresses and forms."""

    CHANGE = "andring"
    FORECAST = "prognos"


MODELS: Mapping[DatedKind, type[BudgetChange] | type[InterimForecast]] = {
    DatedKind.CHANGE: BudgetChange,
    DatedKind.FORECAST: InterimForecast,
}


class TypedAmountError(ValueError):
    """The row can't be kept as it was typed. ``errors`` are messages in Swedish by field; "" is the whole row."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedAmount:
    """A row as it was typed. ``area`` is a code; an amount without a unit of its own is in ``unit``.

    ``kind`` (a ``BudgetChangeKind``) and ``decision`` are of a budget change only.
    """

    area: str
    date: str
    amount: str
    kind: str = ""
    decision: str = ""
    note: str = ""
    unit: str = AmountUnit.TKR


def parse_typed_amount(row_kind: DatedKind, typed: TypedAmount, period: Tertial) -> dict[str, Any]:
    """The columns of the row but for its area. ``TypedAmountError`` with everything that is wrong."""
    errors: dict[str, str] = {}
    kind = typed.kind.strip()
    if row_kind == DatedKind.CHANGE and kind not in BudgetChangeKind.values:
        errors["kind"] = "Välj ett slag."
    amount = _parse_amount(typed, errors)
    if row_kind == DatedKind.CHANGE and amount == 0 and kind != BudgetChangeKind.ORIGINAL:
        errors["amount"] = "En ändring på 0 kronor ändrar ingenting. Skriv hur mycket budgeten ändras."
    day = _parse_day(typed.date, errors)
    if day is not None and "kind" not in errors:
        problem = find_date_problem(row_kind, day, period, is_original=kind == BudgetChangeKind.ORIGINAL)
        if problem:
            errors["date"] = problem
    decision = " ".join(typed.decision.split())
    note = typed.note.replace("\r\n", "\n").strip()
    for name, text, limit in (("decision", decision, MAX_DECISION_LENGTH), ("note", note, MAX_NOTE_LENGTH)):
        if len(text) > limit:
            errors[name] = f"Skriv högst {limit} tecken; här står {len(text)}."
        elif "\x00" in text:
            errors[name] = "Texten innehåller ett tecken som inte går att spara."
    if errors:
        raise TypedAmountError(errors)
    common = {"year": period.year, "tertial": period.number, "date": day, "note": note}
    if row_kind == DatedKind.FORECAST:
        return {**common, "forecast": amount}
    return {**common, "kind": kind, "amount": amount, "decision": decision}


def find_date_problem(row_kind: DatedKind, day: date, period: Tertial, *, is_original: bool = False) -> str:
    """Why a row of the period can't have the date, in Swedish; empty where it can."""
    last = format_day(period.end)
    if row_kind == DatedKind.FORECAST:
        first = date(period.year, period.number * 4 - 3, 1)
        if first <= day <= period.end:
            return ""
        start = format_day(first)
        return f"Rapporten tar emot prognoser från {start} till {last}. En annan dag hör till en annan rapport."
    if day > period.end:
        return f"Datumet får vara senast {last}. En senare ändring hör till nästa rapport."
    if day.year < period.year and not is_original:
        return (
            f"Datumet ska vara i {period.year}. Är ändringen beslutad före årsskiftet men gäller {period.year}: "
            "skriv den 1 januari, och beslutets dag under Beslut."
        )
    return ""


def _parse_amount(typed: TypedAmount, errors: dict[str, str]) -> int | None:
    try:
        amount = parse_kronor(typed.amount, typed.unit)
    except UnreadableError as error:
        errors["amount"] = str(error)
        return None
    if amount is None:
        errors["amount"] = "Skriv ett belopp."
    return amount


def _parse_day(text: str, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        errors["date"] = "Skriv ett datum som år-månad-dag, till exempel 2024-05-21."
        return None
