"""The sheet of money: which rows an area is asked about, what is summed, and which sums don't hold."""

import pytest

from apps.accounts.models import User
from apps.documents.template_rows import build_template
from apps.entry.dated_amounts.services import add_dated_amount
from apps.entry.dated_amounts.typed_amounts import DatedKind, TypedAmount
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.services import save_cell
from apps.entry.shapes import CellWarning, SaveResult, SheetCell, SheetRow
from apps.entry.sheets.money import load_money_sheet
from apps.organisation.models import Board, ServiceArea
from apps.planning import add_area
from apps.rounds.models import Round, RoundState
from apps.rounds.services import save_round
from tests.made_up_board import MadeUpBoard
from tests.small_board import SmallBoard, make_small_board

EVERY = ["Intäkter", "Personal", "Lokaler", "Kapital", "Övrigt", "Kostnader", "Netto"]


class Sheet:
    """A round's sheet of money, as its controller reads and fills it."""

    def __init__(self, round_: Round, user: User) -> None:
        self.round, self.user = round_, user

    def rows(self, area: str = "") -> dict[str, SheetRow]:
        sections = load_money_sheet(self.round, self.user).sections
        return {row.key: row for one in sections for row in one.rows if not area or row.area == area}

    def labels(self, area: str) -> list[str]:
        return [row.label for row in self.rows(area).values()]

    def cell(self, area: str, kind: str, field: str) -> SheetCell:
        row = self.rows(area)[f"d:{area}:{kind}"]
        return next(cell for cell in row.cells if cell.field == field)

    def type(self, area: str, kind: str, raw: str, field: str = "budget") -> SaveResult:
        version = self.cell(area, kind, field).version
        where = {"key": f"d:{area}:{kind}", "field": field, "raw": raw, "version": version}
        answer = save_cell(round_=self.round, by=self.user, **where)
        assert answer.status == "saved", answer
        self.agrees(answer)
        return answer

    def agrees(self, answer: SaveResult) -> None:
        """The answer says of every cell what the sheet says when it is opened anew."""
        rows = self.rows()
        shown = {(cell.key, cell.field): (cell, rows[cell.key]) for row in rows.values() for cell in row.cells}
        own = shown[answer.key, answer.field][0]
        told = (answer.text, answer.warnings, answer.computed, answer.inherited)
        assert (own.text, own.warnings, own.computed, own.inherited) == told
        for one in answer.affected:
            if (one.key, one.field) not in shown:
                continue
            cell, row = shown[one.key, one.field]
            if row.is_total or one.field == "variance":
                assert cell.text == one.text, one
            else:
                holds = cell.inherited.text if cell.inherited else ""
                assert (cell.text or cell.computed or holds) == (one.computed or one.text), one
                assert one.warnings is None or cell.warnings == one.warnings, one


@pytest.fixture
def small(db: None) -> SmallBoard:
    return make_small_board()


@pytest.fixture
def sheet(small: SmallBoard) -> Sheet:
    """With an area that is new this year."""
    root = ServiceArea.objects.get(board=small.board, code="namnden")
    add_area(by=small["administrator"], board=small.board, name="Ny", kind="unit", parent=root)
    return Sheet(small.round, small["controller"])


def missing(sheet: Sheet) -> int:
    return sum(one.missing for one in load_area_progress(sheet.round) if one.area == "ny")


def template_rows(sheet: Sheet) -> list[str]:
    """The cost types that the template has rows for in the new area this tertial."""
    drift = next(one for one in build_template(sheet.round).sheets if one.name == "drift")
    place = {name: drift.lines[0].cells.index(name) for name in ("verksamhet", "tertial", "kostnadsslag")}
    lines = [line.cells for line in drift.lines[1:]]
    return [cells[place["kostnadsslag"]] for cells in lines if cells[place["verksamhet"]] == "ny"]


def test_a_new_area_keeps_its_rows_when_the_first_number_is_saved(sheet: Sheet) -> None:
    assert sheet.labels("ny") == EVERY
    before, asked = missing(sheet), template_rows(sheet)
    assert len(asked) == 5
    sheet.type("ny", "revenue", "101")
    assert sheet.labels("ny") == EVERY
    assert missing(sheet) == before - 1
    assert sorted(template_rows(sheet)) == sorted(asked)


def test_a_new_area_keeps_its_rows_in_the_next_round(sheet: Sheet, small: SmallBoard) -> None:
    sheet.type("ny", "revenue", "101")
    later, _ = save_round(by=None, board=small.board, year=2024, tertial=3, state=RoundState.OPEN)
    later = Round.objects.select_related("board__municipality").get(pk=later.pk)
    assert Sheet(later, small["controller"]).labels("ny") == EVERY


@pytest.mark.parametrize(("kind", "left"), [("cost", 2 * 3 - 1), ("net", 1 * 3 - 1), ("staff", 5 * 3 - 1)])
def test_who_reports_a_sum_is_not_waited_for_with_its_parts(sheet: Sheet, kind: str, left: int) -> None:
    sheet.type("ny", kind, "250")
    assert missing(sheet) == left
    assert sheet.labels("ny") == EVERY


@pytest.mark.parametrize("slug", ["harryda", "herrljunga", "kalmar", "kungsbacka"])
def test_a_real_report_expects_no_more_of_an_area_than_it_has(cast: dict[str, User], slug: str) -> None:
    from apps.budget.models import OperatingLine

    board = Board.objects.select_related("municipality").get(municipality__slug=slug)
    lines = OperatingLine.objects.filter(board=board).values_list("service_area__code", "cost_type")
    printed = {f"d:{area}:{kind}" for area, kind in lines}
    last = Round.objects.filter(board=board).latest("year", "tertial").period.next()
    round_, _ = save_round(by=None, board=board, year=last.year, tertial=last.number, state=RoundState.OPEN)
    sheet = Sheet(Round.objects.select_related("board__municipality").get(pk=round_.pk), cast["controller"])
    assert {key for key, row in sheet.rows().items() if not row.is_total} == printed
    for row in sheet.rows().values():
        assert row.is_total or row.is_expected


def test_a_new_area_beside_printed_ones_gets_the_question_what_they_are_reported_with(cast: dict[str, User]) -> None:
    board = Board.objects.select_related("municipality").get(municipality__slug="kalmar")
    by = User.objects.create_superuser("super@demo.example")
    units = ServiceArea.objects.filter(board=board)
    one = add_area(by=by, board=board, name="Ny", kind="process", parent=units.get(code="barn-familj"))
    two = add_area(by=by, board=board, name="Ny", kind="unit", parent=units.get(code="vux-missbruk"))
    round_, _ = save_round(by=None, board=board, year=2021, tertial=1, state=RoundState.OPEN)
    sheet = Sheet(Round.objects.select_related("board__municipality").get(pk=round_.pk), cast["controller"])
    assert sheet.labels(one.code) == ["Intäkter", "Kostnader", "Netto"]
    assert sheet.labels(two.code) == ["Netto"]
    sheet.type(one.code, "revenue", "10")
    assert sheet.labels(one.code) == ["Intäkter", "Kostnader", "Netto"]


def test_a_sum_is_shown_as_worked_out_and_never_as_typed(sheet: Sheet) -> None:
    sheet.type("ny", "revenue", "101")
    sheet.type("ny", "cost", "250")
    for field in ("budget", "actual", "forecast"):
        assert sheet.cell("ny", "net", field).text == ""
    assert sheet.cell("ny", "net", "budget").computed == "Räknas ut: 149"
    sheet.type("ny", "revenue", "1", "actual")
    sheet.type("ny", "cost", "3", "actual")
    sheet.type("ny", "net", "2", "actual")
    assert sheet.cell("ny", "net", "actual").computed == ""
    assert sheet.cell("ny", "net", "budget").computed == "Räknas ut: 149"


def test_the_parts_give_the_cost(sheet: Sheet) -> None:
    sheet.type("ny", "staff", "400")
    answer = sheet.type("ny", "premises", "181")
    assert sheet.cell("ny", "cost", "budget").computed == "Räknas ut: 581"
    assert ("d:ny:cost", "budget", "Räknas ut: 581") in {(one.key, one.field, one.computed) for one in answer.affected}


def test_a_typed_sum_is_told_with_both_numbers_and_what_to_do(sheet: Sheet) -> None:
    sheet.type("ny", "revenue", "101")
    sheet.type("ny", "cost", "250")
    answer = sheet.type("ny", "net", "500")
    asked = "Skriv varför i fotnoten, eller töm rutan så kommer summan."
    told = "Kostnader minus intäkter blir 149 tkr, här står 500 tkr."
    assert [one.message for one in answer.warnings] == [f"{told} {asked}"]
    sheet.type("ny", "staff", "400")
    answer = sheet.type("ny", "premises", "181")
    cost = next(one for one in answer.affected if (one.key, one.field) == ("d:ny:cost", "budget"))
    assert [one.message for one in cost.warnings or ()] == [f"Kostnadsslagen blir 581 tkr, här står 250 tkr. {asked}"]
    assert count_warned(sheet) == 2
    answer = sheet.type("ny", "net", "Beslut i december.", "footnote")
    net = next(one for one in answer.affected if (one.key, one.field) == ("d:ny:net", "budget"))
    assert net.warnings == (CellWarning("net", f"{told} Varför står i fotnoten.", is_explained=True),)
    assert sheet.cell("ny", "net", "budget").warnings == net.warnings
    assert count_warned(sheet) == 1, "what has its reason waits for nobody"
    answer = sheet.type("ny", "net", "149")
    assert answer.warnings == ()


def test_a_whole_is_held_against_its_parts_once_they_are_all_reported(db: None, cast: dict[str, User]) -> None:
    board = Board.objects.select_related("municipality").get(municipality__slug="harryda")
    round_, _ = save_round(by=None, board=board, year=2023, tertial=3, state=RoundState.OPEN)
    sheet = Sheet(Round.objects.select_related("board__municipality").get(pk=round_.pk), cast["controller"])
    parts = [row.area for row in sheet.rows().values() if row.area != "socialnamnden"]
    sheet.type("socialnamnden", "net", "1000")
    for part in parts:
        assert codes(sheet.cell("socialnamnden", "net", "budget")) == ["scale", "budget"]  # T2 had a larger one
        answer = sheet.type(part, "net", "10")
    told = sheet.cell("socialnamnden", "net", "budget").warnings
    assert codes(sheet.cell("socialnamnden", "net", "budget")) == ["scale", "children", "budget"]
    assert "Delarna blir 70 tkr, här står 1 000 tkr. Skriv varför" in told[1].message.replace("\u00a0", " ")
    whole = next(one for one in answer.affected if (one.key, one.field) == ("d:socialnamnden:net", "budget"))
    assert whole.warnings == told


def count_warned(sheet: Sheet) -> int:
    return sum(one.warned for one in load_area_progress(sheet.round) if one.area == "ny")


def codes(cell: SheetCell | SaveResult) -> list[str]:
    return [one.code for one in cell.warnings]


def test_a_budget_that_changes_during_the_year_gets_a_question(small: SmallBoard) -> None:
    """Last tertial's budget was typed by the board itself, so it is what was decided until something says why not."""
    sheet = Sheet(small.round, small["controller"])
    answer = sheet.type("ifo", "staff", "8500")
    assert [one.message.replace("\u00a0", " ") for one in answer.warnings] == [
        "Budgeten har ändrats sedan T1, från 8 000 till 7 500 tkr. Lägg in ändringen under Budgetändringar, eller skriv"
        " varför i en kommentar."
    ]
    warned = {one.area: one.warned for one in load_area_progress(small.round)}
    assert warned["ifo"] == 1
    change = TypedAmount(area="ifo", date="2024-06-10", amount="-500", kind="supplementary", decision="KF § 40")
    add_dated_amount(round_=small.round, by=small["controller"], row_kind=DatedKind.CHANGE, typed=change)
    assert codes(sheet.cell("ifo", "staff", "budget")) == []
    assert codes(sheet.type("ifo", "staff", "8400")) == ["budget"]  # the change explains half a million and no more
    assert codes(sheet.type("ifo", "staff", "8500")) == []


def test_what_is_moved_between_cost_types_changes_no_budget(small: SmallBoard) -> None:
    sheet = Sheet(small.round, small["controller"])
    assert codes(sheet.type("ifo", "staff", "8600")) == ["budget"]
    assert codes(sheet.type("ifo", "revenue", "600")) == []  # so much less comes in: the net is as it was
    assert codes(sheet.cell("ifo", "staff", "budget")) == []


def test_a_budget_of_another_year_or_the_first_tertial_gets_no_question(small: SmallBoard) -> None:
    first = Round.objects.select_related("board__municipality").get(board=small.board, year=2024, tertial=1)
    sheet = Sheet(first, small["controller"])
    assert codes(sheet.type("ifo", "staff", "5000")) == []


def test_an_empty_net_is_computed_in_the_report_too(db: None) -> None:
    board = MadeUpBoard(2024, 2)
    board.money(board.home, "net", 2024, 1, budget=100, actual=30)
    board.money(board.home, "revenue", 2024, 2, budget=20, actual=5)
    board.money(board.home, "cost", 2024, 2, budget=120, actual=70)
    row = board.money_of(board.home).net
    assert row is not None
    # The net that was laid in at T1 stands; what is told of it now is summed.
    assert (row.now.budget, row.now.actual, row.summed, len(row.past)) == (100, 65, False, 1)
    board.money(board.home, "net", 2024, 2, budget=101)
    row = board.money_of(board.home).net
    assert row is not None
    assert (row.now.budget, row.now.actual, row.summed) == (101, 65, False)
