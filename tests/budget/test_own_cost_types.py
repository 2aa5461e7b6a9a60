"""A board's own cost types: from the structure page over the sheet and files to every face, by hand-worked numbers."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from apps import planning
from apps.accounts.roles import NotAllowedError
from apps.budget import services as budget
from apps.budget.models import OperatingLine, OwnCostType
from apps.documents.parts.money import build_cost_types
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput, EntrySheet
from apps.entry.sheets.money import load_money_sheet
from apps.imports.report_format.round_sheets import build_round_sheets
from apps.imports.report_loader import load_report
from apps.organisation.models import ServiceArea
from apps.planning import PlanningError
from apps.publishing.comparison.differences import list_all_facts
from apps.publishing.records.extraction import extract_records
from apps.publishing.services import build_draft_report
from apps.report.money import AreaEconomy
from apps.web.reporting.sheet.row_order import parse_row_order, sort_rows
from tests.publishing.test_decided_stays import adopt, build_anew, published_bytes, round_of
from tests.small_board import SmallBoard, make_small_board
from tests.visible_text import read_visible_text

STRUCTURE, HOME = "/rapportera/lillkoping/socialnamnden/struktur/", "/rapportera/lillkoping/socialnamnden/2024/t2/"
# tkr: the area's own cost types as they are typed, budget and actual
TYPED = {"intakter-statsbidrag": (100, 60), "staff": (500, 330), "bidrag": (200, 140), "kopta-tjanster": (150, 95)}
# What they come to: other = bidrag + kopta tjanster, cost = staff + other, net = cost - revenue
SUMS = {"revenue": (100, 60), "other": (350, 235), "net": (750, 505)}


@pytest.fixture
def own(small: SmallBoard) -> SmallBoard:
    """The board with three cost types of its own: two that belong to other, one to revenue."""
    for name, base in (("Bidrag", "other"), ("Köpta tjänster", "other"), ("Statsbidrag", "revenue")):
        planning.add_cost_type(by=small["administrator"], board=small.board, name=name, belongs_to=base)
    return small


def type_all(own: SmallBoard, area: str = "hemtjanst-norr", **other: tuple[int, int]) -> list[Any]:
    cells = [
        CellInput(f"d:{area}:{kind}", field, str(amount), None)
        for kind, amounts in {**TYPED, **other}.items()
        for field, amount in zip(("budget", "actual"), amounts, strict=True)
    ]
    return save_cells(round_=own.round, cells=cells, by=own["controller"])


def find_area(own: SmallBoard, area: str = "hemtjanst-norr") -> AreaEconomy:
    return next(one for one in build_draft_report(own.round).economy.areas if one.area == area)


def read_amounts(area: AreaEconomy) -> dict[str, tuple[int | None, int | None]]:
    rows = [*area.cost_types, *([area.net] if area.net else [])]
    return {row.cost_type: tuple(one and one // 1000 for one in (row.now.budget, row.now.actual)) for row in rows}


def sheet_keys(sheet: EntrySheet, area: str = "hemtjanst-norr") -> dict[str, bool]:
    section = next(one for one in sheet.sections if one.rows and one.rows[0].area == area)
    return {row.key.rsplit(":", 1)[1]: row.is_expected for row in section.rows}


def add_new_area(own: SmallBoard) -> str:
    """An area that has reported nothing, so that it has no cost types of its own yet; its code."""
    root = ServiceArea.objects.get(board=own.board, parent=None)
    return planning.add_area(by=own["administrator"], board=own.board, name="Ny", kind="unit", parent=root).code


def test_codes_tell_revenue_from_cost(own):
    found = dict(OwnCostType.objects.filter(board=own.board).values_list("code", "belongs_to"))
    assert found == {"bidrag": "other", "kopta-tjanster": "other", "intakter-statsbidrag": "revenue"}


def test_the_sheet_has_a_row_for_each_and_waits_for_them_in_place_of_their_sum(own):
    rows = sheet_keys(load_money_sheet(own.round, own["controller"]))
    assert [*rows] == [
        "intakter-statsbidrag", "revenue", "staff", "premises", "capital", "bidrag", "kopta-tjanster", "other", "cost",
        "net",
    ]  # fmt: skip
    code = add_new_area(own)
    new = sheet_keys(load_money_sheet(own.round, own["controller"]), code)
    waited = {kind for kind, is_expected in new.items() if is_expected}
    assert waited == {"intakter-statsbidrag", "staff", "premises", "capital", "bidrag", "kopta-tjanster"}


def test_the_seven_are_the_sums_of_the_boards_own(own):
    answers = type_all(own)
    assert {answer.status for answer in answers} == {"saved"}
    assert read_amounts(find_area(own)) == {**TYPED, **SUMS}
    report = build_draft_report(own.round)
    rows = {row.cost_type: row for row in find_area(own).cost_types}
    assert [rows[kind].belongs_to for kind in ("bidrag", "intakter-statsbidrag", "other")] == ["other", "revenue", ""]
    assert rows["other"].summed
    assert not rows["bidrag"].summed
    # more revenue than budgeted is a surplus, more cost a deficit, so far: nothing is typed of the period's budget
    assert rows["bidrag"].cost_type_label == "Bidrag"
    assert not [one for one in report.findings if one.check == "own_cost_types"]


def test_a_save_tells_what_the_sum_becomes(own):
    type_all(own)
    (answer,) = save_cells(
        round_=own.round, cells=[CellInput("d:hemtjanst-norr:bidrag", "budget", "260", None)], by=own["controller"]
    )
    told = {(one.key, one.field): one.computed for one in answer.affected if one.computed}
    assert told["d:hemtjanst-norr:other", "budget"] == "Räknas ut: 410"
    assert told["d:hemtjanst-norr:net", "budget"] == "Räknas ut: 810"


def test_a_sum_that_is_typed_is_held_against_them(own):
    type_all(own, other=(400, 235))
    findings = [one for one in build_draft_report(own.round).findings if one.check == "own_cost_types"]
    assert {(one.key, one.part, one.column) for one in findings} == {("hemtjanst-norr", "other", "budget")}
    finding = findings[0]
    assert finding.expected.replace("\u00a0", " ").startswith("350")
    assert read_amounts(find_area(own))["net"] == (800, 505), "what is typed goes before"


def test_revenue_has_the_sign_of_revenue(own):
    cells = [
        CellInput(f"d:hemtjanst-norr:{kind}", field, raw, None)
        for kind in ("intakter-statsbidrag", "bidrag")
        for field, raw in (("budget", "100"), ("forecast", "120"))
    ]
    save_cells(round_=own.round, cells=cells, by=own["controller"])
    rows = {row.cost_type: row.now.variance for row in find_area(own).cost_types}
    assert (rows["intakter-statsbidrag"], rows["bidrag"]) == (20_000, -20_000)


def test_what_the_board_does_not_have_is_no_cell(own):
    make_small_board("Storköping", "9902")
    answers = save_cells(
        round_=own.round, cells=[CellInput("d:hemtjanst-norr:hyror", "budget", "1", None)], by=own["controller"]
    )
    assert answers[0].status != "saved"
    assert not OperatingLine.objects.filter(cost_type="hyror").exists()


def test_every_face_shows_them(own):
    type_all(own)
    report, client = build_draft_report(own.round), Client()
    client.force_login(own["controller"])
    page = read_visible_text(client.get("/lillkoping/socialnamnden/2024/t2/utkast/ekonomi/").content)
    for name in ("Bidrag", "Köpta tjänster", "Statsbidrag"):
        assert name in page
    facts = {(fact.name, fact.what): fact.text for fact in list_all_facts(report)}
    assert facts["Hemtjänst norr", "hör till, Bidrag"] == "övrigt"
    records = [one for one in extract_records(report) if "bidrag" in str(one)]
    assert records
    tables = [block for block in build_cost_types(report) if getattr(block, "title", "").startswith("Hemtjänst norr")]
    depths = {row.cells[0].text: row.depth for row in tables[0].rows}
    assert (depths["Bidrag"], depths["Övrigt"], depths["Statsbidrag"], depths["Personal"]) == (1, 0, 1, 0)


def test_a_report_goes_out_as_a_file_and_in_again(own):
    type_all(own)
    before = read_amounts(find_area(own))
    sheets = build_round_sheets(own.round)
    types = next(sheet for sheet in sheets if sheet.name == "kostnadsslag")
    assert [line.cells for line in types.lines] == [
        ["kod", "namn", "hör till", "från år", "till år"],
        ["bidrag", "Bidrag", "övrigt", "", ""],
        ["kopta-tjanster", "Köpta tjänster", "övrigt", "", ""],
        ["intakter-statsbidrag", "Statsbidrag", "intäkter", "", ""],
    ]
    OperatingLine.objects.filter(board=own.board, year=2024, tertial=2).delete()
    OwnCostType.objects.filter(board=own.board).delete()
    load_report(source=sheets, by=None, name="rapport")
    assert read_amounts(find_area(own)) == before
    assert OwnCostType.objects.filter(board=own.board).count() == 3


def test_a_retired_one_has_no_rows_the_year_after_and_what_it_had_stays(own):
    type_all(own)
    item = OwnCostType.objects.get(board=own.board, code="bidrag")
    with pytest.raises(PlanningError, match="siffror för 2024"):
        planning.retire(by=own["administrator"], item=item, last_year=2023)
    planning.retire(by=own["administrator"], item=item, last_year=2024)
    assert sheet_keys(load_money_sheet(own.round, own["controller"]))["bidrag"]
    assert read_amounts(find_area(own))["bidrag"] == TYPED["bidrag"]
    item.refresh_from_db()
    planning.reopen(by=own["administrator"], item=item)


def test_one_that_begins_later_has_no_row_yet(own):
    planning.add_cost_type(
        by=own["administrator"], board=own.board, name="Hyror", belongs_to="premises", valid_from=2025
    )
    rows = sheet_keys(load_money_sheet(own.round, own["controller"]))
    assert "hyror" not in rows
    code = add_new_area(own)
    assert sheet_keys(load_money_sheet(own.round, own["controller"]), code)["premises"]


@pytest.mark.parametrize(
    ("name", "base", "why"),
    [("", "other", "Skriv ett namn"), ("Personal", "other", "finns redan"), ("bidrag", "staff", "finns redan"),
     ("Netto två", "net", "Välj vilket")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(own, name, base, why):
    with pytest.raises(PlanningError, match=why):
        planning.add_cost_type(by=own["administrator"], board=own.board, name=name, belongs_to=base)


@pytest.mark.parametrize("role", ["controller", "reporter", "stranger"])
def test_only_an_administrator_changes_them(own, role):
    item = OwnCostType.objects.select_related("board").get(board=own.board, code="bidrag")
    with pytest.raises(NotAllowedError):
        planning.add_cost_type(by=own[role], board=own.board, name="Hyror", belongs_to="premises")
    with pytest.raises(NotAllowedError):
        planning.change_cost_type(
            by=own[role], cost_type=item, name="Försörjningsstöd", belongs_to="other", valid_from=None
        )


def test_the_database_holds_lines_to_what_the_board_has(own):
    other = make_small_board("Storköping", "9902")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    row = budget.OperatingRow(
        service_area_id=other.areas["hemtjanst-norr"], year=2024, tertial=2, cost_type="bidrag", budget=1_000
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        budget.save_operating_lines(by=None, board=other.board, rows=[row])
    for wrong in (
        {"code": "net"},
        {"code": "intakter-bidrag"},
        {"belongs_to": "cost"},
        {"valid_from": 9, "valid_to": 8},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnCostType.objects.filter(board=own.board, code="bidrag").update(**wrong)


def test_the_page_shows_what_a_change_does_and_does_it(own):
    type_all(own)
    administrator, page = Client(), f"{STRUCTURE}kostnadsslag/"
    administrator.force_login(own["administrator"])
    item = OwnCostType.objects.get(board=own.board, code="bidrag")
    shown = read_visible_text(administrator.get(f"{page}?andra=andra-kostnadsslag&nyckel={item.pk}&ar=2024").content)
    assert "Bidrag hör till övrigt" in shown
    assert "1 rad har belopp, senast 2024. Namnet ändras i alla rapporter som inte är fastställda." in shown
    body = {"year": "2024", "key": item.pk, "name": "Försörjningsstöd"}
    assert administrator.post(f"{STRUCTURE}andra-kostnadsslag/", body).status_code == 302
    assert "Försörjningsstöd" in [row.cost_type_label for row in find_area(own).cost_types]
    body = {"year": "2024", "name": "Hyror", "belongs_to": "premises", "valid_from": ""}
    assert administrator.post(f"{STRUCTURE}nytt-kostnadsslag/", body).status_code == 302
    assert "hyror" in sheet_keys(load_money_sheet(own.round, own["controller"]))
    body = {"year": "2024", "key": item.pk, "last_year": "2023"}
    assert administrator.post(f"{STRUCTURE}avsluta-kostnadsslag/", body).status_code == 422


def test_what_they_add_up_to_is_sorted_last_with_the_other_sums(own):
    type_all(own)
    sheet = load_money_sheet(own.round, own["controller"])
    ordered = sort_rows(sheet, parse_row_order("-actual", sheet))
    section = next(one for one in ordered.sections if one.rows and one.rows[0].area == "hemtjanst-norr")
    kinds = [row.key.rsplit(":", 1)[1] for row in section.rows]
    assert kinds == [
        "staff", "bidrag", "kopta-tjanster", "intakter-statsbidrag", "premises", "capital", "revenue", "other", "cost",
        "net",
    ]  # fmt: skip


def test_what_is_adopted_keeps_its_names_and_sums(own):
    type_all(own)
    adopt(own, own.round)
    before = published_bytes(own.round)
    assert before.count(b'"belongs_to":"other"') == 2
    item = OwnCostType.objects.select_related("board").get(board=own.board, code="bidrag")
    change = {"name": "Försörjningsstöd", "belongs_to": "other", "valid_from": None}
    planning.change_cost_type(by=own["administrator"], cost_type=item, **change)
    planning.add_cost_type(by=own["administrator"], board=own.board, name="Hyror", belongs_to="premises")
    assert build_anew(round_of(own, 2024, 2)) == published_bytes(own.round) == before


def test_one_with_a_long_name_is_published_and_found_by_its_code(own):
    """A code has up to 80 signs, and the column that lists are filtered on had 20: the board could not publish."""
    name = "Personalkostnader för vikarier, bemanning och timanställda under sommaren 2024"
    code = planning.add_cost_type(by=own["administrator"], board=own.board, name=name, belongs_to="staff").code
    type_all(own, **{code: (70, 45)})
    adopt(own, own.round)
    answer = Client().get("/api/v1/operating-lines", {"kind": code, "fields": "cost_type,actual,cost_type_belongs_to"})
    assert (len(code) > 60, answer.json()["items"]) == (
        True, [{"cost_type": code, "actual": 45_000, "cost_type_belongs_to": "staff"}]
    )  # fmt: skip
