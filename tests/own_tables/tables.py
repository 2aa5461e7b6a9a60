"""A board's result table, grants and a fund over three years, with values: what the tests of own tables share."""

from decimal import Decimal
from typing import Any

from apps import planning
from apps.organisation.models import ServiceArea
from apps.own_tables.models import OwnColumn, OwnRow, OwnTable
from apps.own_tables.services import OwnValueRow, save_own_values
from tests.small_board import SmallBoard

RESULT = {
    "kommunbidrag": (100_000_000, 66_000_000),
    "ovriga-intakter": (5_000_000, 4_000_000),
    "kostnader": (104_000_000, 71_500_000),
    "ingaende-ackumulerat-resultat": (2_000_000, 2_000_000),
}


def make_result_table(small: SmallBoard) -> OwnTable:
    """The ready-made result table with budget and actual; its sums are computed."""
    root = ServiceArea.objects.get(board=small.board, parent=None)
    table = planning.add_table_from_template(
        by=small["administrator"], board=small.board, kind="result", service_area=root
    )
    for row, amounts in RESULT.items():
        for column, amount in zip(("budget", "utfall"), amounts, strict=True):
            say(small, table, row, column, amount=amount)
    return table


def make_fund(small: SmallBoard) -> OwnTable:
    """A fund over 2023-2025 in a report of 2024, with a project that has no figure yet, and why."""
    by, root = small["administrator"], ServiceArea.objects.get(board=small.board, code="hemtjanst")
    table = planning.add_own_table(by=by, board=small.board, name="Digital hemtjänst", service_area=root)
    for year in (2023, 2024, 2025):
        planning.add_own_line(by=by, own_table=table, model=OwnColumn, name="Medel", kind="amount", year=year)
    parts = ["medel", "medel-2", "medel-3"]
    planning.add_own_line(
        by=by, own_table=table, model=OwnColumn, name="Alla år", kind="amount", relation="total", parts=parts
    )
    planning.add_own_line(by=by, own_table=table, model=OwnColumn, name="Andel klar", kind="percent")
    planning.add_own_line(by=by, own_table=table, model=OwnColumn, name="Deltagare", kind="number", counts_persons=True)
    planning.add_own_line(by=by, own_table=table, model=OwnColumn, name="Kommentar", kind="text")
    for name in ("Larm", "Läsplattor"):
        planning.add_own_line(by=by, own_table=table, model=OwnRow, name=name, heading="Staten")
    planning.add_own_line(
        by=by, own_table=table, model=OwnRow, name="Summa", relation="total", parts=["larm", "lasplattor"]
    )
    for column, amount in (("medel", 400_000), ("medel-2", 600_000), ("medel-3", 250_500)):
        say(small, table, "larm", column, amount=amount)
        say(small, table, "lasplattor", column, amount=100_000)
    say(small, table, "larm", "andel-klar", value=Decimal("62.5"))
    say(small, table, "larm", "deltagare", value=Decimal(120))
    say(small, table, "lasplattor", "deltagare", missing="not_measured")
    say(small, table, "larm", "kommentar", text="Upphandlingen är klar.")
    return table


def say(small: SmallBoard, table: OwnTable, row: str, column: str, **said: Any) -> None:
    """Write a value in the board's open report of T2 2024."""
    where = OwnColumn.objects.get(own_table=table, code=column)
    line = OwnValueRow(
        own_table_id=table.pk, row_id=OwnRow.objects.get(own_table=table, code=row).pk, column_id=where.pk,
        kind=where.kind, year=2024, tertial=2, **said,
    )  # fmt: skip
    save_own_values(by=None, board=small.board, rows=[line])
