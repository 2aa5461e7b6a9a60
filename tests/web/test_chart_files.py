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
    svg, csv, xlsx = tree.xpath("//figure/div[@class='take-along']/a[@download]")
    assert svg.get("download").startswith("kalmar-socialnamnden-t3-2020-")
    assert client.get(svg.get("href"))["Content-Type"] == "image/svg+xml"
    assert client.get(csv.get("href"))["Content-Type"] == "text/csv; charset=utf-8"
    assert client.get(xlsx.get("href")).content.startswith(b"PK")
    (link,) = tree.xpath("//figure/div[@class='take-along']/a[not(@download)]/@href")
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
    assert draft in page.xpath("//div[@class='take-along']/a/@href")


def test_a_chart_can_stand_in_another_sites_frame(client: Client, cast: dict[str, User]) -> None:
    address = CHART + ".html"
    for _ in ("rendered", "stored"):
        answer = client.get(address)
        assert "X-Frame-Options" not in answer
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "script-src 'self'" in answer["Content-Security-Policy"]
    text = html.fromstring(answer.content.decode())
    source = " ".join(text.xpath("//p[@class='source']")[0].text_content().split())
    assert "Socialnämnden, Kalmar" in source
    assert "Version 1" in source
    (link,) = text.xpath("//a/@href")
    assert link == KALMAR + "ekonomi/#diagram-avvikelse"
    client.force_login(cast["politician"])
    assert client.get(address).content == answer.content
    page = html.fromstring(client.get(KALMAR + "ekonomi/").content.decode())
    frame = html.fromstring(page.xpath("//textarea")[0].text)
    assert frame.get("src").endswith(address)
    assert client.get(KALMAR + "ekonomi/")["X-Frame-Options"] == "DENY"


def test_no_frame_shows_a_draft(client: Client, cast: dict[str, User]) -> None:
    Round.objects.filter(board__municipality__slug="kalmar").update(state="open")
    client.force_login(cast["controller"])
    assert client.get(CHART.replace("ekonomi/", "utkast/ekonomi/") + ".html").status_code == 404
