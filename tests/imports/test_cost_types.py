"""A board's own cost types in files: the plan's workbook, a report's sheets, and what a file may not change."""

from decimal import Decimal

import pytest

from apps import planning
from apps.budget.models import OperatingLine, OwnCostType
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput
from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.round_sheets import build_round_sheets
from apps.imports.report_loader import load_report
from tests.imports.plan_books import add_row, apply, build_book, change_cell, download, list_changes, list_errors, send
from tests.small_board import SmallBoard

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(small: SmallBoard) -> SmallBoard:
    for name, base in (("Bidrag", "other"), ("Köpt vård", "other")):
        planning.add_cost_type(by=small["administrator"], board=small.board, name=name, belongs_to=base)
    return small


def type_amounts(own: SmallBoard) -> None:
    cells = [CellInput(f"d:ifo:{kind}", "budget", raw, None) for kind, raw in (("bidrag", "200"), ("kopt-vard", "50"))]
    assert {one.status for one in save_cells(round_=own.round, cells=cells, by=own["controller"])} == {"saved"}


def list_types(own: SmallBoard) -> list[tuple[str, str, str, int | None]]:
    found = OwnCostType.objects.filter(board=own.board).order_by("code")
    return [(one.code, one.name, one.belongs_to, one.valid_to) for one in found]


def test_the_plan_goes_out_and_comes_in(own: SmallBoard) -> None:
    type_amounts(own)
    book = download(own.board)
    assert [[cell.value for cell in row] for row in book["kostnadsslag"].iter_rows()][1:] == [
        ["bidrag", "Bidrag", "övrigt", None, None],
        ["kopt-vard", "Köpt vård", "övrigt", None, None],
    ]
    assert (list_changes(file := send(book, own["administrator"], own.board)), list_errors(file)) == ([], [])
    change_cell(book, "kostnadsslag", "bidrag", "namn", "Försörjningsstöd")
    change_cell(book, "kostnadsslag", "kopt-vard", "avslutas", 2026)
    add_row(book, "kostnadsslag", namn="Statsbidrag", hör_till="intäkter")
    add_row(book, "budget", verksamhet="hemtjanst-norr", kostnadsslag="Försörjningsstöd", budget_tkr=300)
    add_row(book, "budget", verksamhet="hemtjanst-norr", kostnadsslag="intakter-statsbidrag", budget_tkr=40)
    file = send(book, own["administrator"], own.board)
    assert [change[:3] for change in list_changes(file) if change[0] == "kostnadsslag"] == [
        ("kostnadsslag", "ändras", "Försörjningsstöd"),
        ("kostnadsslag", "avslutas", "Köpt vård"),
        ("kostnadsslag", "ny", "Statsbidrag"),
    ]
    apply(file, own["administrator"])
    assert list_types(own) == [
        ("bidrag", "Försörjningsstöd", "other", None),
        ("intakter-statsbidrag", "Statsbidrag", "revenue", None),
        ("kopt-vard", "Köpt vård", "other", 2026),
    ]
    lines = OperatingLine.objects.filter(service_area=own.areas["hemtjanst-norr"], year=2024, table=None)
    budgets = dict(lines.values_list("cost_type", "budget"))
    assert (budgets["bidrag"], budgets["intakter-statsbidrag"]) == (300_000, 40_000)


def test_what_a_workbook_may_not_do_stands_at_its_cell(own: SmallBoard) -> None:
    type_amounts(own)
    book = build_book(
        {
            "kostnadsslag": [
                ["kod", "namn", "hör till", "avslutas"],
                ["bidrag", "Bidrag", "personal", None],
                ["kopt-vard", "Köpt vård", "övrigt", 2023],
                ["lotteri", "Lotteri", "intäkter", None],
                ["net", "Nettot", "övrigt", None],
            ],
            "budget": [["verksamhet", "kostnadsslag", "budget tkr"], ["ifo", "bidrgg", 10]],
        }
    )
    errors = list_errors(send(book, own["administrator"], own.board))
    assert [error.partition(": ")[2][:42] for error in errors] == [
        "Bidrag har belopp och hör till övrigt. Sum",
        "Köpt vård har siffror för 2024. Sista året",
        "Koden för ett slag av intäkter börjar med ",
        "Koden hör till ett av de gemensamma kostna",
        "”bidrgg” är inget av nämndens kostnadsslag",
    ]
    assert list_types(own)[0] == ("bidrag", "Bidrag", "other", None)


def test_what_has_no_amounts_may_be_moved_and_what_has_may_not(own: SmallBoard) -> None:
    item = OwnCostType.objects.select_related("board").get(board=own.board, code="bidrag")
    change = {"by": own["administrator"], "cost_type": item, "name": "Bidrag", "valid_from": None}
    assert planning.change_cost_type(belongs_to="staff", **change).belongs_to == "staff"
    with pytest.raises(planning.PlanningError, match="intäkter börjar med"):
        planning.change_cost_type(belongs_to="revenue", **change)
    planning.change_cost_type(belongs_to="other", **change)
    type_amounts(own)
    with pytest.raises(planning.PlanningError, match="har belopp och hör till övrigt"):
        planning.change_cost_type(belongs_to="staff", **change)
    with pytest.raises(planning.PlanningError, match="har belopp för 2024"):
        planning.change_cost_type(belongs_to="other", **{**change, "valid_from": 2025})


def test_a_reports_file_does_not_move_what_has_amounts(own: SmallBoard) -> None:
    type_amounts(own)
    sheets = build_round_sheets(own.round)
    types = next(sheet for sheet in sheets if sheet.name == "kostnadsslag")
    types.lines[1].cells[2] = "personal"
    types.lines[2].cells[1] = "bidrag"
    with pytest.raises(ReportErrors) as found:
        load_report(source=sheets, by=None, board=own.board)
    assert [error.expected.partition(".")[0] for error in found.value.errors] == [
        "Kostnadsslaget har belopp och hör till övrigt",
        "Ett annat kostnadsslag heter så",
    ]
    load_report(source=build_round_sheets(own.round), by=None, board=own.board)
    line = OperatingLine.objects.get(service_area=own.areas["ifo"], year=2024, tertial=2, cost_type="bidrag")
    assert Decimal(line.budget or 0) == 200_000
