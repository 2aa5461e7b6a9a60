"""The printed budget rows, read straight from the report folders by rules of the test's own.

Independent of the importer on purpose: a sign error there must not be repeated here.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

REPORTS = Path(__file__).resolve().parents[2] / "apps" / "imports" / "reports"
FACTOR = {"kr": 1, "tkr": 1_000, "mnkr": 1_000_000}
TYPES = {
    "intäkter": "revenue", "personal": "staff", "lokaler": "premises", "kapital": "capital",
    "övrigt": "other", "kostnader": "cost", "netto": "net",
}  # fmt: skip


class Printed(NamedTuple):
    """One printed amount, as whole kronor in the product's convention."""

    area: str
    period: tuple[int, int]
    cost_type: str
    table: str
    field: str
    kronor: int


def rows(folder: str, name: str) -> list[dict[str, str]]:
    with (REPORTS / folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def facts(folder: str) -> dict[str, str]:
    return {row["fält"]: row["värde"] for row in rows(folder, "rapport")}


def printed_amounts(folder: str) -> Iterator[Printed]:
    head = facts(folder)
    tables = {row["tabell"]: row for row in rows(folder, "tabeller")}
    for row in rows(folder, "drift"):
        table = tables[row["tabell"]]
        unit = FACTOR[table["enhet"] or head["enhet"]]
        signs = table["tecken"] or head["tecken"]
        cost_type = TYPES[row["kostnadsslag"]]
        flip = (signs == "intäkter minus" and cost_type == "revenue") or (
            signs == "kostnader minus" and cost_type != "revenue"
        )
        period = (int(row["år"]), int(row.get("tertial") or 3))
        columns = {"budget": "budget", "actual": "utfall", "forecast": "prognos"}
        for field, column in columns.items():
            if row.get(column):
                yield Printed(
                    row["verksamhet"], period, cost_type, row["tabell"], field, number(row[column], unit, flip)
                )
        final = period[1] == 3
        stated = row.get("avvikelse utfall") if final else row.get("avvikelse prognos")
        if stated:
            yield Printed(row["verksamhet"], period, cost_type, row["tabell"], "variance", number(stated, unit, False))


def number(text: str, unit: int, flip: bool) -> int:
    plain = "".join(text.replace("\u2212", "-").replace(",", ".").split())
    amount = int(Decimal(plain) * unit)
    return -amount if flip else amount
