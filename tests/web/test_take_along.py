"""Every table and chart of a public page is taken along by link, copied, as CSV and Excel, a chart as a picture.

The pages are walked, so that a new table without it fails; what has none is listed here with its reason.
"""

import csv
import io
from collections.abc import Iterator

import pytest
from django.db.models import F
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from apps.accounts.models import User
from apps.core.tertials import Tertial
from apps.documents.services import begin_document_job, make_documents
from apps.goals.models import Outcome
from apps.publishing.models import PublicVersion, RenderedPage
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from apps.web.page_cache import PRIVATE_CACHE, PUBLIC_CACHE
from tests.corrections import correction
from tests.pages import list_report_pages
from tests.web.over_time_board import PAGE as OVER_TIME
from tests.web.over_time_board import make_board

pytestmark = pytest.mark.usefixtures("reports")
KALMAR, HARRYDA = "/kalmar/socialnamnden/2020/t3/", "/harryda/socialnamnden/2023/t2/"
KUNGSBACKA = "/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/"
# By the table's class: why it has no files.
EXCEPTIONS = {"versions": "ways to the versions, each of which has files of its own"}
# A page whose tables are parts of one list, which is taken along as a whole.
WHOLE_LISTS = ("indikator/",)
WAYS = {
    "link": ".//a[@data-copy-link]",
    "CSV": ".//a[contains(@href, '.csv')][@download]",
    "Excel": ".//a[contains(@href, '.xlsx')][@download]",
    "copy": ".//button[@data-copy-table]",
}
PICTURES = {"SVG": ".//a[contains(@href, '.svg')][@download]", "PNG": ".//button[@data-chart-png]"}
TAKEN = "*[@class='take-along'][not(ancestor::figure)]"


def list_missing(page: html.HtmlElement, *, is_whole: bool) -> Iterator[str]:
    """What cannot be taken along of a page, and by which way."""
    for figure in page.xpath("//main//figure[contains(@class, 'chart-figure')]"):
        yield from (f"{figure.get('id')}: {way}" for way, path in (WAYS | PICTURES).items() if not figure.xpath(path))
    for table in page.xpath("//main//table"):
        if EXCEPTIONS.keys() & set((table.get("class") or "").split()):
            continue
        around = table.xpath(
            f"(ancestor::section | ancestor::*[@class='fold__body'])[descendant::{TAKEN}][last()]//{TAKEN}"
        )
        around = around or (page.xpath(f"//main//{TAKEN}") if is_whole else [])
        name = (table.xpath("string(caption)") or table.xpath("string(.//th)")).strip()
        yield from (f"{name}: {way}" for way, path in WAYS.items() if not any(one.xpath(path) for one in around))


def read_page(client: Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def expect_whole(client: Client, *addresses: str) -> set[str]:
    """Nothing of the pages is missing. Gives the addresses of their files."""
    missing, files = {}, set()
    for address in addresses:
        page = read_page(client, address)
        missing[address] = list(list_missing(page, is_whole=address.endswith(WHOLE_LISTS)))
        for link in page.xpath("//main//*[@class='take-along']//a[@download]/@href"):
            files.add(link if link.startswith("/") else address + link)
        for anchor in page.xpath("//main//*[@class='take-along']//a[@data-copy-link]/@href"):
            assert page.xpath(f"//*[@id='{anchor[1:]}']"), f"{address}{anchor}"
    assert {address: found for address, found in missing.items() if found} == {}
    return files


def list_addresses(report: BoardReport, home: str) -> list[str]:
    codes = {
        "goal": report.goals[0].code if report.goals else "",
        "indicator": max(report.indicators, key=lambda one: (len(one.references), len(one.readings))).code,
        "area": next((one.code for one in report.areas if one.parent), ""),
    }
    return [home + end for end in list_report_pages(codes).values() if "//" not in end] + [
        f"{home}ekonomi/?mot=forra",
        f"{home}ekonomi/?mot=ifjol",
    ]


@pytest.mark.slow
def test_every_table_and_chart_of_a_report(client: Client, reports: dict[str, BoardReport]) -> None:
    files = expect_whole(client, *list_addresses(reports["kalmar-2020-t3"], KALMAR))
    files |= expect_whole(client, *(f"{HARRYDA}{page}" for page in ("ekonomi/", "ekonomi/?mot=ifjol", "over-tid/")))
    files |= expect_whole(client, f"{KUNGSBACKA}ekonomi/")  # with a later table that only repeats the first
    for address in sorted(file for file in files if file.endswith(".csv")):
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, PUBLIC_CACHE), address
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert len(rows) > 1, address
        assert {len(row) for row in rows} == {len(rows[0])}, address
    assert {file.removesuffix("csv") for file in files if file.endswith(".csv")} == {
        file.removesuffix("xlsx") for file in files if file.endswith(".xlsx")
    }


def test_the_board_over_time(client: Client) -> None:
    make_board(*(Tertial(year, number) for year in (2023, 2024) for number in (1, 2, 3) if (year, number) < (2024, 3)))
    files = expect_whole(client, OVER_TIME, "/ockero/socialnamnden/2024/t2/ekonomi/?mot=forra")
    assert {file.rpartition("/")[2].partition(".")[0] for file in files} >= {
        "goal_lights", "indicator_lights", "variances", "forecast_record", "economy_forra",
    }  # fmt: skip
    assert all(client.get(file).status_code == 200 for file in files)


def test_an_areas_tables_are_those_of_its_page(client: Client) -> None:
    home = f"{KALMAR}verksamhet/barn-familj/"
    page = read_page(client, home)
    shown = page.xpath("//section[h2[@id='pengar']]//*[@data-field='variance']/@data-kr")
    assert shown
    text = client.get(f"{KALMAR}tabell/area_money/barn-familj.csv").content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert [row[head.index("Avvikelse, tkr")] for row in rows if row[head.index("Avvikelse, tkr")]] == [
        f"{int(kronor) / 1000:g}".replace(".", ",") for kronor in shown
    ]
    book = load_workbook(io.BytesIO(client.get(f"{KALMAR}tabell/area_money/barn-familj.xlsx").content), data_only=True)
    numbers = {cell.value for row in book["Ekonomi"].iter_rows() for cell in row if isinstance(cell.value, int | float)}
    assert int(shown[0]) / 1000 in numbers
    assert any("Fastställd" in str(cell.value) for cell in book["Om rapporten"]["A"])


@pytest.mark.parametrize("file", ["area_money/ingen.csv", "area_money/barn-familj.pdf", "okand/barn-familj.csv",
                                  "goal_indicators.csv", "economy/barn-familj.csv", "area_money/sn.csv"])  # fmt: skip
def test_what_is_not_there_has_no_file_and_is_not_stored(file: str, client: Client) -> None:
    assert client.get(f"{KALMAR}tabell/{file}").status_code == 404
    assert not RenderedPage.objects.filter(address__contains="/tabell/").exists()


def test_versions_and_what_differs_between_them(client: Client) -> None:
    round_ = Round.objects.select_related("board__municipality").get(board__municipality__slug="harryda")
    with correction(round_):
        Outcome.objects.filter(board=round_.board, year=2023, tertial=2).update(value=F("value") + 1)
    files = expect_whole(client, f"{HARRYDA}v1/", f"{HARRYDA}jamfor/1/2/")
    assert {"/v1/", "/jamfor/"} == {kind for kind in ("/v1/", "/jamfor/") for file in files if kind in file}
    for address in files:
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, PUBLIC_CACHE), address
    (money,) = [
        part
        for part in read_page(client, f"{HARRYDA}v1/").xpath("//div[@class='fold__body'][*[@class='take-along']]/@id")
        if ";tkr;" in client.get(f"{HARRYDA}v1/tabell/{part}.csv").content.decode()
    ][:1]
    book = load_workbook(io.BytesIO(client.get(f"{HARRYDA}v1/tabell/{money}.xlsx").content), data_only=True)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[2]]
    assert heads == ["Vad", "Uppgift", "Enhet", "Version 1"]
    assert any(row[2].value == "tkr" and isinstance(row[3].value, int | float) for row in sheet.iter_rows(min_row=3))
    assert client.get(f"{HARRYDA}v1/tabell/del-99.csv").status_code == 404
    assert client.get(f"{HARRYDA}v3/tabell/del-1.csv").status_code == 404
    assert client.get(f"{HARRYDA}v1/tabell/del-1.pdf").status_code == 404


def test_the_list_of_documents(client: Client) -> None:
    assert client.get(f"{HARRYDA}v1/dokument.csv").status_code == 404, "none is made"
    job, _ = begin_document_job(PublicVersion.objects.get(board__municipality__slug="harryda"))
    make_documents(job.pk)
    files = expect_whole(client, f"{HARRYDA}v1/dokument/")
    assert len(files) == 2
    text = client.get(f"{HARRYDA}v1/dokument.csv").content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Dokument;Gjort;SHA-256;Storlek, byte"
    assert {one.sha256 for one in job.publication.documents.all()} <= set(text.replace("\r\n", ";").split(";"))


def test_the_boards_of_a_municipality(client: Client, cast: dict[str, User]) -> None:
    files = expect_whole(client, "/kalmar/")
    assert len(files) == 2
    answer = client.get("/kalmar/namnder.csv")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/csv; charset=utf-8", PUBLIC_CACHE)
    assert client.get("/kalmar/namnder.csv").content == answer.content
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert dict(zip(head, row, strict=True))["Avvikelse, tkr"] == "25177"
    assert client.get("/kalmar/namnder.xlsx").content.startswith(b"PK")
    assert client.get("/kalmar/namnder.pdf").status_code == 404
    client.force_login(cast["controller"])
    own = client.get("/kalmar/namnder.csv")
    assert (own.content, own["Cache-Control"]) == (answer.content, PRIVATE_CACHE)
