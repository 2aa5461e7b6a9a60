"""A result table, grants and a fund over three years go in and come out whole: page, API, workbook, file, documents."""

import io
import zlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from apps.documents.part_files import build_part_csv, select_tables
from apps.documents.parts.registry import PARTS
from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.round_sheets import build_round_sheets
from apps.imports.report_loader import load_report
from apps.own_tables.models import OwnColumn, OwnRow, OwnTable, OwnValue
from apps.publishing.models import Publication
from apps.publishing.report_json import decode_report, encode_report
from apps.publishing.services import build_draft_report, publish
from apps.publishing.suppression.own_tables import hide_small_numbers
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from tests.own_tables.tables import make_fund, make_result_table, say
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow

PAGE = "/lillkoping/socialnamnden/2024/t2/"
WHERE = {"municipality": "lillkoping"}


def load_round(small: SmallBoard) -> Round:
    return Round.objects.select_related("board__municipality").get(pk=small.round.pk)


def adopt(small: SmallBoard) -> BoardReport:
    Round.objects.filter(pk=small.round.pk).update(state="approved")
    publication = publish(round_=load_round(small), by=None)
    return decode_report(zlib.decompress(Publication.objects.get(pk=publication.pk).report))


def cell(report: BoardReport, table: str, row: str, column: str) -> Any:
    found = next(one for one in report.own_tables if one.code == table)
    line = next(one for one in found.rows if one.code == row)
    return next(one for one in line.cells if one.column == column)


def test_what_is_adopted_is_read_everywhere(small: SmallBoard) -> None:
    """Also the year that is still to come, the computed sums, a reason and a text."""
    make_result_table(small)
    make_fund(small)
    view = adopt(small)
    assert cell(view, "resultattabell", "arets-resultat", "utfall").amount == -1_500_000
    assert cell(view, "digital-hemtjanst", "summa", "medel-3").amount == 350_500
    assert cell(view, "digital-hemtjanst", "larm", "alla-ar").amount == 1_250_500
    assert cell(view, "digital-hemtjanst", "lasplattor", "deltagare").missing_label == "ej mätt"
    assert [one.heading for one in view.own_tables[1].columns][:4] == [
        "Medel 2023",
        "Medel 2024",
        "Medel 2025",
        "Alla år",
    ]
    client = Client()
    page = client.get(f"{PAGE}ekonomi/").content.decode()
    for text in ("Resultattabell", "-1\u00a0500", "Medel 2025", "350,5", "62,5", "ej mätt", "Upphandlingen är klar."):
        assert text in page, text
    rows = client.get("/api/v1/table-values", {**WHERE, "kind": "free"}).json()["items"]
    coming = next(one for one in rows if (one["row"], one["about_year"], one["unit"]) == ("larm", 2025, "amount"))
    assert (coming["amount"], coming["year"], coming["column_name"], coming["computed"]) == (
        250_500, 2024, "Medel 2025", False,
    )  # fmt: skip
    assert {one["status"] for one in rows} == {"value", "missing"}
    result = client.get("/api/v1/table-values", {**WHERE, "kind": "result", "format": "csv"})
    assert b"arets-resultat" in b"".join(result.streaming_content)  # type: ignore[arg-type]  # not of a task
    key = coming["key"]
    assert client.get(f"/api/v1/table-values/lillkoping/socialnamnden/{key}").json()["amount"] == 250_500
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}tabell/own_tables.xlsx").content))
    values = [value for line in book["Egna tabeller"].iter_rows(values_only=True) for value in line]
    assert {"Medel 2025, tkr", 250.5, "Upphandlingen är klar."} <= set(values), values
    json = client.get("/api/v1/boards/lillkoping/socialnamnden/reports/2024-t2").json()["report"]
    assert [one["code"] for one in json["own_tables"]] == ["resultattabell", "digital-hemtjanst"]
    with pytest.raises(IntegrityError, match="fastställd"), transaction.atomic():
        OwnValue.objects.update(amount=None, value=None, text="", missing="confidential")


def test_a_published_report_from_before_has_no_own_tables_and_its_bytes_stay(small: SmallBoard) -> None:
    data = encode_report(build_draft_report(load_round(small)))
    older = data.replace(b',"own_tables":[]', b"")
    assert older != data
    assert decode_report(older).own_tables == ()


def test_documents_have_the_tables_with_live_sums(small: SmallBoard) -> None:
    make_result_table(small)
    make_fund(small)
    report = build_draft_report(load_round(small))
    (result,) = select_tables(PARTS["result_table"].build(report))
    assert [column.head for column in result.columns][:3] == ["Rad", "Budget, tkr", "Utfall, tkr"]
    total = next(row for row in result.rows if row.cells[0].text == "Summa intäkter")
    assert (total.is_sum, total.cells[2].number, total.cells[2].formula is not None) == (True, Decimal(70_000), True)
    csv = build_part_csv(select_tables(PARTS["own_tables"].build(report))).decode("utf-8-sig")
    assert "Larm;2;400;600;250,5;1250,5;62,5;120;Upphandlingen är klar." in csv, csv


def test_a_typed_sum_that_is_wrong_is_a_finding_and_rounding_is_none(small: SmallBoard) -> None:
    table = make_result_table(small)
    say(small, table, "summa-intakter", "utfall", amount=70_001_000)
    assert [one for one in build_draft_report(load_round(small)).findings if one.check == "own_table"] == []
    say(small, table, "arets-resultat", "budget", amount=3_000_000)
    (finding,) = [one for one in build_draft_report(load_round(small)).findings if one.check == "own_table"]
    assert (finding.where, finding.key, finding.part, finding.column) == (
        "own_table", "resultattabell", "arets-resultat", "budget",
    )  # fmt: skip
    assert (finding.expected, finding.found, finding.difference) == (
        "1\u00a0000 tkr", "3\u00a0000 tkr", "+2\u00a0000 tkr",
    )  # fmt: skip
    assert "skillnaden mellan Summa intäkter, Kostnader" in finding.message


def test_one_small_number_of_persons_hides_every_number_of_its_table(small: SmallBoard) -> None:
    """Sums, shares and the other numbers too; amounts and texts stay, and nobody reads the number anywhere."""
    table = make_fund(small)
    say(small, table, "larm", "deltagare", value=Decimal(4))
    say(small, table, "summa", "deltagare", value=Decimal(44))
    draft = build_draft_report(load_round(small))
    assert cell(draft, table.code, "larm", "deltagare").value == 4
    view = adopt(small)
    hidden = {(row.code, one.column) for row in view.own_tables[0].rows for one in row.cells if one.suppressed}
    assert hidden == {
        (row, column) for row in ("larm", "lasplattor", "summa") for column in ("andel-klar", "deltagare")
    }
    assert cell(view, table.code, "larm", "medel").amount == 400_000
    page = Client().get(f"{PAGE}ekonomi/").content.decode()
    assert "för få för att visas" in page
    rows = Client().get("/api/v1/table-values", {**WHERE, "status": "suppressed"}).json()["items"]
    assert {(one["value"], one["amount"], one["missing"]) for one in rows} == {(None, None, "")}
    assert not [one for one in view.findings if one.check == "own_table"]
    assert hide_small_numbers(view, 5) is view
    assert hide_small_numbers(draft, 0).own_tables != draft.own_tables, "the board's own limit is in the report"


def test_a_round_as_a_file_and_back(small: SmallBoard) -> None:
    """What is written out is read in to the krona, twice without change, and one wrong cell stops it all."""
    make_result_table(small)
    make_fund(small)
    before = build_draft_report(load_round(small))
    sheets = build_round_sheets(load_round(small))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for model in (OwnValue, OwnRow, OwnColumn, OwnTable):
        model._default_manager.all().delete()
    load_report(source=sheets, by=None, board=small.board)
    assert build_draft_report(load_round(small)) == before
    versions = set(OwnValue.objects.values_list("pk", "version"))
    load_report(source=sheets, by=None, board=small.board)
    assert set(OwnValue.objects.values_list("pk", "version")) == versions


@pytest.mark.parametrize(
    ("sheet", "row", "column", "text", "message"),
    [
        ("tabellvärden", 1, "belopp", "12 %", "utan"),
        ("tabellvärden", 1, "tal", "5", "precis en av"),
        ("tabellvärden", 1, "rad", "finns-inte", "ingen rad med koden"),
        ("tabellvärden", 1, "egen tabell", "finns-inte", "ingen egen tabell"),
        ("tabellrader", 3, "delar", "kommunbidrag, finns-inte", "inget med koden"),
        ("tabellrader", 3, "samband", "", "både samband och delar"),
        ("tabellrader", 1, "delar", "summa-intakter", "både samband och delar"),
        ("tabellkolumner", 1, "personer", "ja", "räkna personer"),
    ],
)
def test_a_wrong_cell_is_named(small: SmallBoard, sheet: str, row: int, column: str, text: str, message: str) -> None:
    make_result_table(small)
    sheets = change_cell(build_round_sheets(load_round(small)), sheet, row, column, text)
    with pytest.raises(ReportErrors) as caught:
        load_report(source=sheets, by=None, board=small.board)
    assert any(message in str(error.expected) for error in caught.value.errors), caught.value.errors


def change_cell(sheets: Sequence[RawSheet], name: str, row: int, column: str, text: str) -> list[RawSheet]:
    """The sheets with one cell written anew; rows are counted from 1 after the headers."""
    found = []
    for sheet in sheets:
        if sheet.name == name:
            place = sheet.lines[0].cells.index(column)
            cells = [*sheet.lines[row].cells]
            cells[place] = text
            lines = [*sheet.lines[:row], RawLine(sheet.lines[row].number, cells), *sheet.lines[row + 1 :]]
            sheet = RawSheet(sheet.name, sheet.file, lines)
        found.append(sheet)
    return found
