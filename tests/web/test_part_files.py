"""The tables of a report to take along: the same figures as on the page, in a file that a spreadsheet reads."""

import csv
import io

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from apps.documents.blocks import DocumentCell, DocumentColumn, DocumentRow, TableBlock
from apps.documents.part_files import build_part_csv, select_tables
from apps.documents.parts.registry import PARTS
from apps.report.board_report import BoardReport
from apps.web.page_cache import PUBLIC_CACHE

KALMAR = "/kalmar/socialnamnden/2020/t3/"
PAGES = ("ekonomi/", "indikator/", "mal/", "intern-kontroll/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("reports")
def test_every_file_that_a_page_leads_to_is_there(client: Client, page: str) -> None:
    tree = html.fromstring(client.get(KALMAR + page).content.decode())
    links = tree.xpath("//div[@class='take-along']/a[contains(@href, '/tabell/')]/@href")
    assert links
    for link in links:
        answer = client.get(link)
        assert (answer.status_code, answer["Cache-Control"]) == (200, PUBLIC_CACHE), link


@pytest.mark.usefixtures("reports")
def test_an_amount_is_the_same_on_the_page_and_in_both_files(client: Client) -> None:
    page = html.fromstring(client.get(KALMAR + "ekonomi/").content.decode())
    shown = page.xpath("//*[@data-field='variance']/@data-kr")
    text = client.get(KALMAR + "tabell/economy.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0] == ["Verksamhet", "Radnivå", "Budget, tkr", "Utfall, tkr", "Avvikelse, tkr", "Avvikelse, %"]
    assert {row[4] for row in rows[1:]} <= {str(int(kronor) // 1000) for kronor in shown}
    assert rows[-1] == ["Socialnämnden", "1", "853776", "828599", "25177", "2,9"]
    book = load_workbook(io.BytesIO(client.get(KALMAR + "tabell/economy.xlsx").content), data_only=True)
    assert book.sheetnames == ["Driftbudget", "Om rapporten"]
    assert 25177 in {cell.value for cell in book["Driftbudget"]["D"]}
    about = [cell.value for cell in book["Om rapporten"]["A"]]
    assert any("Fastställd" in line for line in about)


@pytest.mark.parametrize("file", ["economy.pdf", "inget.csv", "summary.csv"])
@pytest.mark.usefixtures("reports")
def test_what_is_no_table_has_no_file(client: Client, file: str) -> None:
    assert client.get(f"{KALMAR}tabell/{file}").status_code == 404


def test_every_cell_of_every_part_is_in_its_file(reports: dict[str, BoardReport]) -> None:
    for report in reports.values():
        for code in PARTS:
            tables = select_tables(PARTS[code].build(report))
            if not tables:
                continue
            rows = list(csv.reader(io.StringIO(build_part_csv(tables).decode("utf-8-sig")), delimiter=";"))
            assert len(rows) == 1 + sum(len(table.rows) for table in tables)
            assert {len(row) for row in rows} == {len(rows[0])}
            said = sum(
                bool(cell.text or cell.light) for table in tables for row in table.rows for cell in row.cells[1:]
            )
            kept = sum(bool(cell) for row in rows[1:] for cell in row)
            assert kept >= said


def test_two_columns_of_one_name_are_both_kept() -> None:
    head = DocumentColumn(label="År", unit="tkr", is_number=True)
    cells = tuple(DocumentCell(text=text) for text in ("Rad", "=1", "2"))
    table = TableBlock(title="", columns=(DocumentColumn(label="Namn"), head, head), rows=(DocumentRow(cells=cells),))
    text = build_part_csv([table]).decode("utf-8-sig")
    assert text == "Namn;År, tkr;År, tkr (2)\r\nRad;'=1;2\r\n"


@pytest.mark.usefixtures("reports")
def test_a_shared_address_has_a_picture_and_its_words(client: Client) -> None:
    page = html.fromstring(client.get(KALMAR).content.decode())
    (address,) = page.xpath("//meta[@property='og:image']/@content")
    (words,) = page.xpath("//meta[@property='og:image:alt']/@content")
    assert "Socialnämnden, Kalmar. Verksamhetsberättelse 2020." in words
    assert "25 uppnått" in words
    answer = client.get("/" + address.split("/", 3)[3])
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
