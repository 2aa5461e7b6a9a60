"""What a year opens with is what the year before closed with, in a table of the board's own: a finding, no repair."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from apps.checks.registry import collect_findings
from apps.core.tertials import Tertial
from apps.report import board_report
from tests.publishing.examples import make_report

Amounts = dict[tuple[str, str], int]
CLOSES = {"relation": "closing", "parts": ("ingaende", "andring")}


def line(code: str, **follows: Any) -> dict[str, Any]:
    return {"code": code, "relation": "", "parts": (), **follows}


def build_table(rows: list[dict[str, Any]], columns: list[dict[str, Any]], amounts: Amounts) -> board_report.OwnTable:
    """A table with these amounts in tkr; a cell without one is hidden."""
    return board_report.OwnTable(
        code="kapital", name="Eget kapital", kind="free", kind_label="egen tabell", area="sn", area_name="SN",
        columns=tuple(
            board_report.OwnColumn(**one, heading=one["code"].capitalize(), kind="amount", kind_label="belopp")
            for one in columns
        ),
        rows=tuple(
            board_report.OwnRow(
                **row, name=row["code"].capitalize(), heading="", relation_label="",
                cells=tuple(
                    board_report.OwnCell(column=column["code"], amount=tkr and tkr * 1000, suppressed=tkr is None)
                    for column in columns
                    for tkr in [amounts.get((row["code"], column["code"]))]
                ),
            )
            for row in rows
        ),
    )  # fmt: skip


def read_findings(now: board_report.OwnTable, before: board_report.OwnTable) -> list[tuple[str, str, Decimal]]:
    view = make_report(own_tables=(now,))
    published = make_report(own_tables=(before,))
    published = replace(published, period=Tertial(view.period.year - 1, 3))
    return [
        (one.part, one.column, Decimal(str(one.size)))
        for one in collect_findings(view, [published])
        if one.check == "own_table_opening"
    ]


def by_rows(opens: int, year: int, column: str = "utfall", closes: int = 5) -> board_report.OwnTable:
    rows = [line("ingaende"), line("andring"), line("utgaende", **CLOSES)]
    return build_table(
        rows, [line(column, year=year)], {("ingaende", column): opens, ("utgaende", column): closes}
    )  # fmt: skip


YEAR = make_report().period.year


@pytest.mark.parametrize(
    ("opens", "found"), [(5_000, []), (5_001, []), (5_050, [("ingaende", "utfall", Decimal(50_000))])]
)
def test_rows_are_held_against_the_final_accounts(opens: int, found: list[Any]) -> None:
    assert read_findings(by_rows(opens, YEAR), by_rows(0, YEAR - 1, closes=5_000)) == found


def test_what_was_planned_and_what_is_hidden_say_nothing() -> None:
    assert read_findings(by_rows(50, YEAR, "budget"), by_rows(0, YEAR - 1, "budget")) == []
    hidden = build_table([line("utgaende", **CLOSES)], [line("utfall", year=YEAR - 1)], {})
    assert read_findings(by_rows(50, YEAR), hidden) == []


def test_columns_that_close_are_held_against_them_too() -> None:
    def by_columns(opens: int, year: int, closes: int) -> board_report.OwnTable:
        columns = [line(code, year=year) for code in ("ingaende", "andring")]
        columns.append(line("utgaende", year=year, **CLOSES))
        return build_table(
            [line("fond")], columns, {("fond", "ingaende"): opens, ("fond", "utgaende"): closes}
        )  # fmt: skip

    assert read_findings(by_columns(700, YEAR, 900), by_columns(0, YEAR - 1, 700)) == []
    told = read_findings(by_columns(812, YEAR, 900), by_columns(0, YEAR - 1, 700))
    assert told == [("fond", "ingaende", Decimal(112_000))]
