"""A chart to take along: its drawing and its figures, with the report's own rules for who may read them."""

import gzip

import pytest
from django.test import Client
from lxml import etree, html

from apps.accounts.models import User
from apps.rounds.models import Round

KALMAR = "/kalmar/socialnamnden/2020/t3/"
CHART = KALMAR + "ekonomi/diagram/avvikelse"
pytestmark = pytest.mark.usefixtures("reports")


@pytest.mark.parametrize("page", ["ekonomi/", "indikator/ibic-myndighet/"])
def test_the_page_leads_to_its_files(client: Client, page: str) -> None:
    tree = html.fromstring(client.get(KALMAR + page).content.decode())
    svg, csv = tree.xpath("//p[@class='chart-tools']/a[@download]")
    assert svg.get("download").startswith("kalmar-socialnamnden-t3-2020-")
    assert client.get(svg.get("href"))["Content-Type"] == "image/svg+xml"
    assert client.get(csv.get("href"))["Content-Type"] == "text/csv; charset=utf-8"
    (link,) = tree.xpath("//p[@class='chart-tools']/a[not(@download)]/@href")
    assert tree.xpath(f"//figure[@id='{link[1:]}']")


def test_a_file_is_kept_as_a_page_is(client: Client) -> None:
    first = client.get(CHART + ".svg")
    kept = client.get(CHART + ".svg", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(kept.content) == first.content
    assert kept["Content-Type"] == first["Content-Type"] == "image/svg+xml"
    assert kept["Cache-Control"] == "public, max-age=60"
    assert client.get(CHART + ".svg", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert etree.fromstring(first.content).tag == "{http://www.w3.org/2000/svg}svg"


def test_the_figures_open_in_a_swedish_spreadsheet(client: Client) -> None:
    text = client.get(CHART + ".csv").content.decode("utf-8-sig")
    assert text.splitlines()[:2] == [
        "Namn;Avvikelse mot budget per verksamhetsområde, tkr",
        "Lednings- och stödfunktioner;17748",
    ]
    assert client.get(CHART + ".csv").content.startswith(b"\xef\xbb\xbf")


def test_a_draft_is_only_for_those_who_work_with_it(client: Client, cast: dict[str, User]) -> None:
    Round.objects.filter(board__municipality__slug="kalmar").update(state="open")
    draft = CHART.replace("ekonomi/", "utkast/ekonomi/") + ".svg"
    assert (client.get(CHART + ".svg").status_code, client.get(draft).status_code) == (404, 302)
    client.force_login(cast["stranger"])
    assert (client.get(CHART + ".svg").status_code, client.get(draft).status_code) == (404, 404)
    client.force_login(cast["controller"])
    for address in (CHART + ".svg", draft):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    page = html.fromstring(client.get(KALMAR + "utkast/ekonomi/").content.decode())
    assert draft in page.xpath("//p[@class='chart-tools']/a/@href")
