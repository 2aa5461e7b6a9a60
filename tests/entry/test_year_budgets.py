"""A budget is the year's: laid in at a tertial it stands at those that follow, until another is laid in."""

import io

import openpyxl
import pytest
from django.test import Client

from apps.budget.models import InvestmentLine, InvestmentProject, OperatingLine
from apps.budget.rules import find_year_budget
from apps.documents.template_rows import build_template
from apps.documents.template_workbook import write_template
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.services import save_cell
from apps.entry.shapes import InheritedBudget, SaveResult, SheetCell
from apps.entry.sheets.investments import load_investment_sheet
from apps.entry.sheets.money import load_money_sheet
from apps.rounds.models import Round, RoundState
from apps.rounds.services import save_round
from apps.web.reporting.links import build_round_url
from apps.workflow.row_history import list_changes
from tests.made_up_board import MadeUpBoard
from tests.reports import build_report
from tests.small_board import SmallBoard

STAFF = "d:ifo:staff"
FROM_T1 = InheritedBudget("9\u00a0000", "från T1")


def the_round(small: SmallBoard, tertial: int, state: str = RoundState.OPEN) -> Round:
    round_, _ = save_round(by=None, board=small.board, year=2024, tertial=tertial, state=state)
    return Round.objects.select_related("board__municipality").get(pk=round_.pk)


def cell(small: SmallBoard, tertial: int = 2, field: str = "budget", key: str = STAFF) -> SheetCell:
    grid = load_money_sheet(the_round(small, tertial), small["controller"])
    row = next(row for section in grid.sections for row in section.rows if row.key == key)
    return next(one for one in row.cells if one.field == field)


def put(small: SmallBoard, raw: str, tertial: int = 2, field: str = "budget", key: str = STAFF) -> SaveResult:
    version = cell(small, tertial, field, key).version
    round_ = the_round(small, tertial)
    answer = save_cell(round_=round_, key=key, field=field, raw=raw, version=version, by=small["controller"])
    assert answer.status == "saved", answer
    return answer


def reported(small: SmallBoard, tertial: int = 2) -> tuple[int | None, int | None]:
    """The budget and the actual of the row in the report."""
    view = build_report(the_round(small, tertial))
    ifo = next(area for area in view.economy.areas if area.area == "ifo")
    row = next(row for row in ifo.cost_types if row.cost_type == "staff")
    return row.now.budget, row.now.actual


@pytest.mark.parametrize(
    ("budgets", "tertial", "printed", "found"),
    [
        ({1: 5}, 2, (), (5, 1)),
        ({1: 5}, 3, (), (5, 1)),
        ({1: 5, 2: 7}, 3, (), (7, 2)),
        ({1: 5, 2: None}, 3, (), (5, 1)),
        ({1: 5, 2: 0}, 3, (), (0, 2)),  # nought is a budget
        ({1: None}, 3, (), None),
        ({2: 7}, 1, (), None),
        ({1: 5}, 3, (2,), None),
        ({2: 7}, 3, (1,), (7, 2)),
        ({}, 3, (), None),
    ],
)
def test_the_rule(budgets, tertial, printed, found):
    assert find_year_budget(budgets, tertial, printed) == found


def test_it_stands_in_the_sheet_the_report_and_the_sums(small):
    shown = cell(small)
    assert (shown.text, shown.inherited) == ("", FROM_T1)
    assert reported(small) == (9_000_000, None)
    for tertial in (2, 3):
        put(small, "6000", tertial, "actual")  # the row is there, and has no budget of its own
        assert cell(small, tertial).inherited == FROM_T1
        assert reported(small, tertial) == (9_000_000, 6_000_000)
    assert not OperatingLine.objects.filter(board=small.board, tertial__gt=1, budget__isnull=False).exists()
    assert cell(small, key="d:ifo:net").computed == "Räknas ut: 8\u00a0000"  # less the revenue that T1 laid in too


def test_another_holds_from_its_own_tertial(small):
    put(small, "9500")
    assert (cell(small).text, cell(small).inherited) == ("9\u00a0500", None)
    assert [reported(small, tertial)[0] for tertial in (1, 2, 3)] == [9_000_000, 9_500_000, 9_500_000]
    assert cell(small, 3).inherited == InheritedBudget("9\u00a0500", "från T2")


def test_emptied_it_is_the_years_again(small):
    put(small, "9500")
    answer = put(small, "")
    assert (answer.text, answer.inherited) == ("", FROM_T1)
    assert cell(small).inherited == FROM_T1
    assert not OperatingLine.objects.filter(service_area__code="ifo", cost_type="staff", tertial=2).exists()


def test_it_follows_when_the_earlier_tertial_is_corrected(small):
    put(small, "6000", field="actual")
    put(small, "8800", 1)
    assert reported(small)[0] == 8_800_000
    put(small, "9500")
    put(small, "8700", 1)
    assert [reported(small, tertial)[0] for tertial in (1, 2)] == [8_700_000, 9_500_000]


def test_the_same_amount_can_be_laid_in_anew(small):
    put(small, "9000")
    put(small, "8800", 1)
    assert reported(small)[0] == 9_000_000


def test_missing_is_not_nought(small):
    key = "d:ifo:premises"
    put(small, "6000", field="actual", key=key)
    assert (cell(small, key=key).inherited, cell(small, key=key).text) == (None, "")


def test_last_years_budget_is_not_this_years(db):
    board = MadeUpBoard(2025, 1)
    board.money(board.home, year=2024, tertial=3, budget=100, actual=90)
    board.money(board.home, year=2025, tertial=1, actual=30)
    row = board.money_of(board.home).net
    assert row is not None
    assert row.now.budget is None


def test_what_is_printed_says_what_it_says(db):
    board = MadeUpBoard(2024, 2)
    board.money(board.home, tertial=1, budget=100, actual=30)
    board.money(board.care, tertial=1, budget=100, actual=30)
    board.money(board.home, tertial=2, actual=60, table=board.table("huvudtabell", 1))
    home, care = board.money_of(board.home).net, board.money_of(board.care).net
    assert home is not None
    assert home.now.budget is None
    assert care is not None
    assert (care.now.budget, care.now.actual) == (None, None)


def test_nothing_waits_for_it(small):
    before = next(one for one in load_area_progress(small.round) if one.area == "ifo")
    put(small, "9000")
    after = next(one for one in load_area_progress(small.round) if one.area == "ifo")
    assert (before.missing, before.expected) == (after.missing, after.expected)
    target = io.BytesIO()
    template = build_template(small.round)
    write_template(template, target)
    sheet = openpyxl.load_workbook(target)["drift"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    at = {name: place for place, name in enumerate(rows[0])}
    number, row = next(
        (number, row)
        for number, row in enumerate(rows, start=1)
        if (row[at["verksamhet"]], row[at["kostnadsslag"]], str(row[at["tertial"]])) == ("ifo", "intäkter", "2")
    )
    assert row[at["budget"]] is None, "written into the file it would be laid in anew"
    assert (number, "budget") not in template.to_fill["drift"]
    assert (number, "utfall") in template.to_fill["drift"]
    assert "Budget 1\u00a0000 från T1 gäller" in template.notes["drift"][number]


def test_the_history_begins_with_it(small):
    put(small, "9500")
    put(small, "9600")
    put(small, "")
    changes = [(one.before, one.after) for one in list_changes(small.round, STAFF)]
    year = "9\u00a0000 från T1"
    assert changes == [("9\u00a0600", year), ("9\u00a0500", "9\u00a0600"), (year, "9\u00a0500")]


def test_an_investment_has_its_budget_for_the_year_too(small):
    project = InvestmentProject.objects.get(code="larm")
    owner = {"board": small.board, "municipality": small.board.municipality, "project": project, "flow": "net"}
    InvestmentLine.objects.create(**owner, year=2024, tertial=1, budget=500_000, original_budget=400_000, actual=1_000)
    InvestmentLine.objects.create(**owner, year=2024, tertial=2, actual=9_000)
    (row,) = (
        row for section in load_investment_sheet(small.round, small["controller"]).sections for row in section.rows
    )
    told = {one.field: one.inherited and one.inherited.text for one in row.cells}
    assert (told["budget"], told["original_budget"], told["supplementary_budget"]) == ("500", "400", None)
    where = {"round_": the_round(small, 2), "key": "i:larm:net", "field": "budget", "by": small["controller"]}
    own = save_cell(**where, raw="600", version=row.cells[0].version)
    assert (own.text, own.inherited) == ("600", None)
    emptied = save_cell(**where, raw="", version=own.version)
    assert (emptied.text, emptied.inherited) == ("", InheritedBudget("500", "från T1"))
    (shown,) = build_report(small.round).investments[0].rows
    assert (shown.now.budget, shown.original_budget, shown.now.actual) == (500_000, 400_000, 9_000)


def test_it_is_read_without_script_and_when_locked(small, client: Client):
    for who in ("controller", "head"):
        client.force_login(small[who])
        page = client.get(build_round_url(small.round, "reporting_money")).content.decode()
        assert "9\u00a0000" in page
        assert ">från T1</span>" in page
    client.force_login(small["controller"])
    row = client.get(build_round_url(small.round, "reporting_row"), {"cell": STAFF}).content.decode()
    assert 'placeholder="9\u00a0000"' in row
