"""A chart's drawing, table and file hold the figures that the API gives, period for period, of the real reports."""

import csv
import io
import json
from decimal import Decimal

import pytest
from django.test import Client
from lxml import html

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("reports")]
BOARDS = {
    "kalmar": "/kalmar/socialnamnden/2020/t3/",
    "kungsbacka": "/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/",
    "herrljunga": "/herrljunga/socialnamnden/2021/t3/",
}
AIMS = ("Målvärde", "Takt till målet")
EVERY = 12  # of Kalmar's indicators, which are many; all of the others


def read_indicators(client: Client, municipality: str) -> dict[str, set[tuple[str, Decimal]]]:
    """Each indicator's outcomes by the API: the period as charts write it, and the value."""
    found: dict[str, set[tuple[str, Decimal]]] = {}
    cursor = ""
    while cursor is not None:
        page = client.get(f"/api/v1/outcomes?municipality={municipality}&limit=1000&cursor={cursor}").json()
        for one in json.loads(json.dumps(page["items"]), parse_float=Decimal):
            figures = found.setdefault(one["indicator"], set())
            if one["value"] is not None:
                figures.add((f"T{one['tertial']} {one['year']}", Decimal(str(one["value"]))))
        cursor = page["next_cursor"]
    return found


def read_chart_file(client: Client, address: str) -> set[tuple[str, Decimal]]:
    """Period and value of each outcome in the chart's file; targets and the pace to them are no outcomes."""
    header, *rows = csv.reader(io.StringIO(client.get(address).content.decode("utf-8-sig")), delimiter=";")
    return {
        (period, Decimal(cell.replace(",", ".")))
        for period, *cells in rows
        for name, cell in zip(header[1:], cells, strict=True)
        if cell and period.startswith("T") and not name.rpartition(": ")[2].startswith(AIMS)
    }


def list_table_figures(page: html.HtmlElement) -> set[tuple[str, Decimal]]:
    """Period and value of each cell in the table of the series."""
    cells = page.xpath("//table[contains(@class, 'series')]//td[@data-value and @data-value != '']")
    return {(name_period(cell.get("data-period")), Decimal(cell.get("data-value"))) for cell in cells}


def name_period(slug: str) -> str:
    """``2020-t3`` as ``T3 2020``."""
    year, tertial = slug.split("-")
    return f"{tertial.upper()} {year}"


def list_shown_codes(page: html.HtmlElement, code: str) -> set[str]:
    """The codes of the indicators that the page draws: its own and those that it is compared with."""
    links = page.xpath("//main//a[contains(@href, '/indikator/')]/@href")
    return {code, *(link.split("/indikator/")[1].strip("/") for link in links)}


@pytest.mark.parametrize("municipality", BOARDS)
def test_an_indicators_chart_table_file_and_api_agree(client: Client, municipality: str) -> None:
    outcomes, compared = read_indicators(client, municipality), 0
    for code in sorted(outcomes)[:: EVERY if municipality == "kalmar" else 1]:
        page = html.fromstring(client.get(f"{BOARDS[municipality]}indikator/{code}/").content.decode())
        known = set().union(*(outcomes.get(one, set()) for one in list_shown_codes(page, code)))
        for link in page.xpath("//a[contains(@href, '/diagram/serie.csv')]/@href"):
            figures = read_chart_file(client, link)
            assert figures <= list_table_figures(page), code
            assert figures <= known, code
            compared += len(figures)
    assert compared >= 10
