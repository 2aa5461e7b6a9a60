"""A figure that a report's tables print and the board has corrected since is one figure, wherever it is read."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.api.models import TokenScope
from apps.api.services import create_account, create_token
from apps.budget.models import Flow, InvestmentLine, InvestmentProject, OperatingLine
from apps.entry.keys import parse_key
from apps.entry.services import save_cell
from apps.entry.shapes import SaveResult
from apps.entry.sheets.money import load_money_sheet
from apps.entry.stored.manual_edits import find_manual_edits
from apps.publishing.adoption import adopt_round
from apps.publishing.services import Meeting, build_draft_report
from apps.report import board_report
from apps.rounds.models import Round, RoundState
from apps.web.reporting.links import build_round_url
from apps.workflow import corrections
from apps.workflow.row_history import list_changes
from apps.workflow.states import move_round
from tests.made_up_board import MadeUpBoard
from tests.reports import build_report
from tests.visible_text import read_visible_text

HOME, CARE, ROOT = "d:hemtjanst:net", "d:sarskilt-boende:net", "d:namnden:net"


class Printed(MadeUpBoard):
    """A T2 that two tables print: the board 300 = 100 + 200, and what they say of the actual differs."""

    def __init__(self) -> None:
        super().__init__(2024, 2)
        self.main, self.appendix = self.table("huvudtabell", 1), self.table("bilaga", 2)
        for area, budget, actual, elsewhere in (
            (self.root, 300, 180, 175),
            (self.home, 100, 60, 55),
            (self.care, 200, 120, 120),
        ):
            amounts = {"budget": budget * 1000, "forecast": budget * 1000, "label": f"Rad {area.code}"}
            self.money(area, tertial=2, actual=actual * 1000, table=self.main, **amounts)
            self.money(area, tertial=2, actual=elsewhere * 1000, table=self.appendix, **amounts)
        self.people = {role.value: self.person(role) for role in Role}
        self.controller = self.people["controller"]

    def person(self, role: Role) -> User:
        user = User.objects.create_user(f"{role.value}@ockero.example", name=role.label)
        user.memberships.create(board=self.board, role=role)
        return user

    def the_round(self) -> Round:
        return Round.objects.select_related("board__municipality").get(pk=self.round.pk)

    def type(self, key: str, field: str, raw: str, version: int | None = None) -> SaveResult:
        if version is None:
            version = self.cells(key)["version"]
        round_ = self.the_round()
        return save_cell(round_=round_, key=key, field=field, raw=raw, version=version, by=self.controller)

    def cells(self, key: str) -> dict[str, Any]:
        """What the sheet shows in a row."""
        sections = load_money_sheet(self.the_round(), self.controller).sections
        row = next(row for one in sections for row in one.rows if row.key == key)
        return {"version": row.cells[0].version, **{cell.field: cell.text for cell in row.cells}}

    def system(self) -> Client:
        administrator = self.people["administrator"]
        account = create_account(by=administrator, board=self.board, name="Ekonomisystemet")
        _, secret = create_token(by=administrator, account=account, name="n", scopes=list(TokenScope.values), days=1)
        return Client(headers={"authorization": f"Bearer {secret}"})

    def send(self, client: Client, query: str = "", **row: Any) -> Any:
        body = {"rows": [{"service_area": "hemtjanst", "cost_type": "net", **row}]}
        address = f"/api/v1/boards/ockero/socialnamnden/rounds/2024-t2/operating-lines{query}"
        return client.post(address, json.dumps(body), content_type="application/json")

    def adopt(self) -> None:
        for to in (RoundState.SUBMITTED, RoundState.APPROVED):
            move_round(round_=self.the_round(), to=to, by=None)
        meeting = Meeting(date=date(2024, 9, 25), paragraph="7", case_number="SN 1")
        adopt_round(round_=self.the_round(), by=self.people["registrar"], meeting=meeting)


@pytest.fixture
def board(db: None) -> Printed:
    return Printed()


def find_row(view: board_report.BoardReport, area: str = "hemtjanst") -> board_report.MoneyRow:
    found = next(one.net for one in view.economy.areas if one.area == area)
    assert found is not None
    return found


def list_other_statements(view: board_report.BoardReport) -> set[str]:
    """The areas of which a later table says something further."""
    return {one.area for one in view.economy.other_statements}


def correct(board: Printed, how: str) -> None:
    if how == "sheet":
        assert board.type(HOME, "actual", "70").status == "saved"
    else:
        assert board.send(board.system(), actual=70_000).status_code == 200


@pytest.mark.parametrize("how", ["sheet", "API"])
def test_it_is_shown_once_and_is_the_figure(board: Printed, how: str) -> None:
    before = board.report()
    assert list_other_statements(before) == {"namnden", "hemtjanst", "sarskilt-boende"}
    assert {(one.check, one.key) for one in before.findings if one.table == "bilaga"} >= {("tables", "hemtjanst")}
    correct(board, how)
    view = board.report()
    row = find_row(view)
    assert (row.now.budget, row.now.actual, row.now.forecast, row.label) == (100_000, 70_000, 100_000, "Rad hemtjanst")
    assert (row.now.exact, row.now.table) == (False, "huvudtabell")
    assert list_other_statements(view) == {"namnden", "sarskilt-boende"}
    assert not [one for one in view.findings if one.check == "tables" and one.key == "hemtjanst"]
    assert board.cells(HOME)["actual"] == "70"
    assert OperatingLine.objects.filter(service_area=board.home, tertial=2).count() == 3, "the print is kept"


def test_the_sums_of_the_tables_are_held_against_it(board: Printed) -> None:
    """What no longer sums is told, of each table, and nothing that did sum is said not to."""
    correct(board, "sheet")
    told = [
        (one.table, one.column, one.expected, one.found) for one in board.report().findings if one.check == "children"
    ]
    assert sorted(told) == [
        ("bilaga", "actual", "190 tkr", "175 tkr"),
        ("huvudtabell", "actual", "190 tkr", "180 tkr"),
    ]
    board.type(ROOT, "actual", "190")
    assert not [one for one in board.report().findings if one.check in ("children", "tables")]


def test_the_variance_that_is_printed_holds_until_what_it_is_made_of_is_changed(db: None) -> None:
    board = MadeUpBoard(2024, 3)
    table = board.table("huvudtabell", 1)
    printed = {"budget": 216_175_000, "actual": 210_037_000}
    board.money(board.home, **printed, stated_variance=6_139_000, table=table)
    board.money(board.home, **printed, footnote="Rättad fotnot.")
    assert find_row(board.report()).now.variance == 6_139_000
    OperatingLine.objects.filter(table=None, service_area=board.home).update(actual=210_000_000)
    assert find_row(board.report()).now.variance == 6_175_000


@pytest.mark.parametrize("how", ["sheet", "API"])
def test_it_replaces_what_was_adopted(board: Printed, how: str, client: Client) -> None:
    """Page and records after a correction tell the one figure, and what is computed follows."""
    board.adopt()
    corrections.open_correction(round_=board.the_round(), by=board.controller, reason="Fel belopp.")
    correct(board, how)
    board.type(ROOT, "actual", "190")
    board.adopt()
    words = read_visible_text(client.get("/ockero/socialnamnden/2024/t2/ekonomi/").content).split()
    assert "70" in words
    assert not {"60", "55"} & set(words)
    asked = {"service_area": "hemtjanst", "municipality": "ockero", "limit": 500}
    found = client.get("/api/v1/operating-lines", asked).json()
    rows = [one for one in found["items"] if one["service_area"] == "hemtjanst" and one["tertial"] == 2]
    assert [(one["statement"], one["actual"]) for one in rows] == [("main", 70_000)]


def test_the_history_begins_with_what_is_printed(board: Printed) -> None:
    board.type(HOME, "actual", "70")
    board.type(HOME, "budget", "110")
    told = [(one.field, one.before, one.after) for one in list_changes(board.the_round(), HOME)]
    assert told == [("budget", "100", "110"), ("actual", "60", "70")]
    assert list_changes(board.the_round(), CARE) == []


def test_emptied_it_is_the_printed_figure_again(board: Printed) -> None:
    board.type(HOME, "actual", "70")
    for field in ("budget", "forecast", "actual"):
        answer = board.type(HOME, field, "")
    assert (answer.status, answer.text) == ("saved", "60")
    assert (board.cells(HOME)["budget"], board.cells(HOME)["actual"]) == ("100", "60")
    assert find_row(board.report()).now.exact
    latest = {one.field: (one.before, one.after) for one in reversed(list_changes(board.the_round(), HOME))}
    assert latest["actual"] == ("70", "60")


def test_the_only_printed_figure_of_a_row_is_replaced_and_not_taken_away(board: Printed) -> None:
    area = board.area("ifo")
    board.money(area, tertial=2, actual=5_000, table=board.main)
    answer = board.type("d:ifo:net", "actual", "")
    assert (answer.status, answer.text) == ("invalid", "5")
    assert "Skriv den siffra som ska gälla" in answer.message
    assert board.type("d:ifo:net", "actual", "6").status == "saved"


def test_two_who_saw_the_print_and_correct_different_fields_do_not_collide(board: Printed) -> None:
    assert board.type(HOME, "actual", "70", 0).status == "saved"
    assert board.type(HOME, "budget", "110", 0).status == "saved"
    assert board.type(HOME, "actual", "80", 0).status == "stale"


def test_a_person_has_typed_only_what_they_changed(board: Printed) -> None:
    board.type(HOME, "actual", "70")
    typed = find_manual_edits(round_=board.the_round(), keys=[parse_key(HOME)], system_users=[])
    assert set(typed) == {(HOME, "actual")}
    client = board.system()
    assert board.send(client, actual=80_000).status_code == 422
    assert board.send(client, budget=120_000).status_code == 200
    assert board.send(client, "?overwrite=true", actual=80_000).status_code == 200
    board.type(HOME, "forecast", "")  # what a person takes away is typed too
    assert board.send(client, forecast=1).status_code == 422


def test_a_printed_row_with_a_persons_draft_is_not_overwritten(board: Printed) -> None:
    assert board.type(HOME, "actual", "1.234").status == "invalid"
    answer = board.send(board.system(), actual=80_000)
    assert answer.status_code == 422
    assert not OperatingLine.objects.filter(service_area=board.home, table=None).exists()


def test_what_a_system_was_refused_stands_once_in_the_history(board: Printed) -> None:
    board.type(HOME, "actual", "70")
    client = board.system()
    for _ in range(2):  # night after night
        assert board.send(client, actual=80_000).status_code == 422
    assert board.send(client, "?dry_run=true", actual=81_000).status_code == 200
    client.logout()
    page = Client()
    page.force_login(board.controller)
    told = page.get(build_round_url(board.the_round(), "reporting_history"), {"cell": HOME}).content
    history = read_visible_text(told)
    assert history.count("Ekonomisystemet") == 1
    assert "Utfall: 80 Inte sparat" in history
    assert "81" not in history


def test_an_investment_is_one_figure_too(board: Printed) -> None:
    project = InvestmentProject.objects.create(**board.owner, code="larm", name="Larm", service_area=board.home)
    amounts = {**board.owner, "project": project, "year": 2024, "tertial": 2, "flow": Flow.NET, "budget": 500_000}
    InvestmentLine.objects.create(**amounts, actual=100_000, table=board.main)
    answer = board.type("i:larm:net", "actual", "150", 0)
    assert answer.status == "saved"
    (part,) = build_report(board.the_round()).investments
    (row,) = part.rows
    assert (part.code, row.now.actual, row.now.budget, row.now.exact) == ("huvudtabell", 150_000, 500_000, False)
    assert [(one.before, one.after) for one in list_changes(board.the_round(), "i:larm:net")] == [("100", "150")]


def test_corrected_amounts_of_a_real_report_contradict_only_their_own_sums(db: None, cast: dict[str, User]) -> None:
    """A table that prints only the whole board is not held against three rows that were corrected elsewhere."""
    round_ = Round.objects.select_related("board__municipality").get(board__municipality__slug="kalmar")
    before = {one.fingerprint for one in build_draft_report(round_).findings}
    Round.objects.filter(pk=round_.pk).update(correction_state="open", correction_reason="Fel belopp.")
    view = build_draft_report(round_)
    parents = {area.parent for area in view.areas}
    leaves = [one.area for one in view.economy.areas if one.net and one.net.now.actual and one.area not in parents][:3]
    for area in leaves:
        answer = save_cell(
            round_=round_, key=f"d:{area}:net", field="actual", raw="9 999", version=None, by=cast["controller"]
        )
        assert answer.status == "saved"
    new = [one for one in build_draft_report(round_).findings if one.fingerprint not in before]
    assert not [one.message for one in new if "budget" in one.message]
    above = {area.code for area in view.areas if area.code in parents}
    assert {one.key for one in new if one.check == "children"} <= above | set(leaves)
