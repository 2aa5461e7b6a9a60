"""The balance of a file from an economy system, as a table: its parts, and that they are the whole file."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.swedish import format_number
from apps.imports.ledgers.amounts import format_amount

COLUMN_LABELS = {"actual": "Utfall, kr", "budget": "Budget, kr", "period_budget": "Periodbudget, kr"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceTable:
    """The parts of a file, the last of them the sum of all. Amounts are as the file signs them."""

    columns: tuple[str, ...]
    rows: tuple["BalanceRow", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """A part: its name, how many rows, and for each column what it says."""

    label: str
    rows: str
    amounts: tuple[tuple[str, str], ...]
    is_sum: bool


def build_balance_rows(result: dict[str, Any]) -> BalanceTable | None:
    """The table from a job's result; None where the file is no extract. Columns without any amount are left out."""
    lines = result.get("ledger", {}).get("balance", [])
    if not lines:
        return None
    names = [name for name in COLUMN_LABELS if name == "actual" or any(Decimal(line[name]) for line in lines)]
    return BalanceTable(
        columns=tuple(COLUMN_LABELS[name] for name in names),
        rows=tuple(
            BalanceRow(
                label=line["label"][:1].upper() + line["label"][1:],
                rows=format_number(line["rows"]),
                amounts=tuple((COLUMN_LABELS[name], format_amount(Decimal(line[name]))) for name in names),
                is_sum=line is lines[-1],
            )
            for line in lines
        ),
    )
