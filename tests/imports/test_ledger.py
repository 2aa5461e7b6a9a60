"""An economy system's extract: mapped, summed, previewed against what is there, and remembered for next time."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.budget.models import OperatingLine
from apps.core.tertials import Tertial
from apps.imports.ledgers.code_rules import find_target, parse_rules
from apps.imports.ledgers.extract import (
    LedgerFileMapping,
    add_headers,
    fit_mapping,
    guess_mapping,
    iter_ledger_rows,
    read_ledger_table,
)
from apps.imports.models import AppliedFigure, ImportJob, JobState, LedgerMapping
from apps.imports.report_format.errors import ErrorLog
from apps.organisation.models import Board
from apps.report.board_report import BoardReport
from apps.rounds.models import FilledCell
from tests.file_questions import list_question_keys
from tests.imports.test_sie import FILE
from tests.imports.test_uploads import as_controller, opened, send
from tests.visible_text import read_visible_text

pytestmark = [pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]

CSV = """\
Konto;Ansvar;Verksamhet;Period;Belopp;Budget
3000;100;510;202001;-1 000,50;-12 000
5010;100;510;202001;2 000;24 000
5010;100;510;202102;9 999;
5010;200;510;202012;500,49;
5010;300;510;202005;7;
7999;100;510;202005;3;
Summa;;;;10 000;
"""
FORM = {"accounts": "3000-3999 intäkter\n5000-5999 personal\n7999 -", "areas": "100 {0}\n200-299 {0}", "act": "read"}


def mapped(client: Any, there: str, area: str, **more: str) -> Any:
    return client.post(there, {**FORM, "areas": FORM["areas"].format(area), **more})


def test_an_extract_becomes_the_operating_budget(reports: dict[str, BoardReport], cast: dict[str, User]) -> None:
    round_, client = opened(), as_controller(cast)
    there = send(client, round_, CSV.encode("cp1252"), "utdrag.csv").headers["Location"]
    page = read_visible_text(client.get(there).content)
    assert "Filens första rader" in page
    assert "3000 100 510 202001" in page
    answer = mapped(client, there, "finns-inte")
    assert answer.status_code == 422
    answer = mapped(client, there, "lednings-stod")
    job = ImportJob.objects.get()
    assert job.state == JobState.PREVIEW, job.result
    ledger = job.result["ledger"]  # type: ignore[index]
    assert (ledger["rows"], ledger["other_periods"]) == (6, 1)
    assert [(line["label"], line["rows"], line["actual"]) for line in ledger["balance"]] == [
        ("läses in", 3, "1499.99"),
        ("summarader", 1, "10000"),
        ("andra år", 1, "9999"),
        ("räknas inte enligt kopplingen", 1, "3"),
        ("koder utan koppling", 1, "7"),
        ("läst ur filen", 7, "21508.99"),
    ]
    assert [(one["what"], one["code"]) for one in ledger["unknown"]] == [("kod", "300")]
    client.post(answer.headers["Location"], {"act": "apply", "confirm": list_question_keys()})
    lines = OperatingLine.objects.filter(board=round_.board, table=None, service_area__code="lednings-stod")
    assert set(lines.values_list("cost_type", "actual", "budget")) == {
        ("revenue", 1_001, 12_000),  # half a krona rounds away from zero
        ("staff", 2_500, 24_000),
    }
    waiting = FilledCell.objects.filter(round=round_, source="utdrag.csv", confirmed_at=None)
    assert {(cell.key, cell.field) for cell in waiting} == {
        (f"d:lednings-stod:{kind}", field) for kind in ("revenue", "staff") for field in ("actual", "budget")
    }
    figure = AppliedFigure.objects.get(key__contains="staff", column="utfall")
    assert (figure.source, figure.row, figure.rows) == ("utdrag.csv", 3, 2)
    # Next tertial the same choices are the start.
    assert LedgerMapping.objects.get(board=round_.board).settings["areas"][0] == "100 lednings-stod"
    again = send(client, round_, CSV.encode(), "utdrag2.csv").headers["Location"]
    assert "100 lednings-stod" in client.get(again).content.decode()
    assert mapped(client, again, "lednings-stod").status_code == 302
    assert "Allt i filen står redan" in client.get(again.removesuffix("koppling/")).content.decode()


def test_an_sie_file_becomes_the_operating_budget(reports: dict[str, BoardReport], cast: dict[str, User]) -> None:
    round_, client = opened(), as_controller(cast)
    there = send(client, round_, FILE.replace("2024", "2020").encode("cp437"), "bok.se").headers["Location"]
    assert "Hemtjänst" in client.get(there).content.decode()
    answer = mapped(client, there, "lednings-stod", dimension="1")
    job = ImportJob.objects.get()
    assert job.state == JobState.PREVIEW, job.result
    assert job.result["ledger"]["level"] == "Ansvar"  # type: ignore[index]
    client.post(answer.headers["Location"], {"act": "apply", "confirm": list_question_keys()})
    staff = OperatingLine.objects.get(
        board=round_.board, table=None, service_area__code="lednings-stod", cost_type="staff"
    )
    assert (staff.actual, staff.budget) == (2_400, 12_000)


def test_codes_match_by_range_and_the_narrowest_wins() -> None:
    rules = parse_rules(["4000-4999 a", "4711 b", "47-47 c"], {"a": "a", "b": "b", "c": "c"}, "x", ErrorLog())
    seen: dict[str, str] = {}
    assert [find_target(rules, code, seen) for code in ("4000", "4711", "47112", "5000", "4")] == [
        "a",
        "b",
        "b",
        "",
        "",
    ]


@pytest.mark.parametrize("line", ["4000", "4000-3000 a", "40-4000 a", "4000 okänd", "x" * 50 + " a"])
def test_a_rule_that_can_not_be_understood(line: str) -> None:
    log = ErrorLog()
    parse_rules([line], {"a": "a"}, "x", log)
    assert log.errors


@settings(deadline=None)  # one that looks like an old workbook starts a reader of its own
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.txt", "a.xlsx"]))
def test_random_bytes_never_crash(data: bytes, name: str) -> None:
    log = ErrorLog()
    sheet = read_ledger_table(data, name, log)
    assert sheet is not None or log.errors
    if sheet:
        list(iter_ledger_rows(sheet, guess_mapping(sheet), ErrorLog()))


def test_decimals_are_guessed_from_the_rows() -> None:
    chance = random.Random(1)
    rows = "\n".join(f"5010,100,{chance.randint(1, 999999)}.{chance.randint(10, 99)}" for _ in range(20))
    sheet = read_ledger_table(f"Konto,Ansvar,Belopp\n{rows}".encode(), "a.csv", ErrorLog())
    assert sheet is not None
    mapping = guess_mapping(sheet)
    assert (mapping.decimal, mapping.columns) == (".", {"account": 0, "unit": 1, "amount": 2})
    assert LedgerFileMapping.of(mapping.as_json()) == mapping


def test_the_next_extract_may_have_its_columns_elsewhere(
    reports: dict[str, BoardReport], cast: dict[str, User]
) -> None:
    """What was chosen is found by its heading; a column that has another name now is guessed."""
    round_, client = opened(), as_controller(cast)
    mapped(client, send(client, round_, CSV.encode(), "utdrag.csv").headers["Location"], "lednings-stod")
    wider = "Text;Belopp;Bokf period;Konto;Ansvar;Period\nLön;-1 000,50;x;3000;100;202001\nLön;300;x;5010;100;202001\n"
    there = send(client, round_, wider.encode(), "utdrag-2.csv").headers["Location"]
    page = client.get(there).content.decode()
    assert "lednings-stod" in page
    answer = client.post(there, {**FORM, "areas": "100 lednings-stod", "sign": "cost_positive"})
    client.post(answer.headers["Location"], {"act": "apply", "confirm": list_question_keys()})
    lines = OperatingLine.objects.filter(board=round_.board, table=None, service_area__code="lednings-stod")
    assert set(lines.values_list("cost_type", "actual")) == {("revenue", 1_001), ("staff", 300)}


def test_columns_by_heading_then_by_guess() -> None:
    saved = add_headers(LedgerFileMapping(columns={"account": 0, "amount": 2, "period": 1}), ["Kto", "Mån", "Netto"])
    sheet = read_ledger_table(b"Ansvar;Netto;Kto;Period\n1;2;3;4\n", "a.csv", ErrorLog())
    assert sheet
    assert fit_mapping(saved, sheet, Tertial(2026, 2)).columns == {"account": 2, "amount": 1, "period": 3, "unit": 0}


def test_the_boards_sign_rule_is_proposed_in_words(cast: dict[str, User]) -> None:
    """The accounts show the usual signs, and the rule another: both stand at the choice, and nothing is applied."""
    Board.objects.filter(municipality__slug="kalmar").update(amount_sign="cost_negative")
    round_, client = opened(), as_controller(cast)
    page = client.get(send(client, round_, CSV.encode(), "utdrag.csv").headers["Location"]).content.decode()
    assert '<option value="cost_negative" selected>' in page
    said = read_visible_text(page)
    assert "Nämndens teckenregel är föreslagen: Kostnader minus, intäkter plus." in said
    assert "Kontona i filen ser ut att vara skrivna så här: Kostnader plus, intäkter minus" in said
