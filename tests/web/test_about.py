"""The pages about the site: the words that reports use, and the accessibility statement that the law asks for."""

from datetime import date

import pytest
from django.test import Client
from lxml import html
from pytest_django import Settings

TERMS = (
    "asi-adad", "avvikelse-hittills", "bpsd", "ibic", "kostnadsslag", "kpb", "lisa", "nettokostnad", "periodbudget",
    "prognos", "samsa", "sip", "uppnatt", "pa-vag", "ej-uppnatt", "kan-ej-bedomas",
)  # fmt: skip
STATEMENT_HEADINGS = [
    "Hur tillgänglig är webbplatsen?",
    "Innehåll som inte är tillgängligt",
    "Hur vi testat webbplatsen",
    "Rapportera brister",
    "Tillsyn",
    "Publiceringsdatum och uppdatering",
]


def fetch(client: Client, address: str) -> html.HtmlElement:
    return html.fromstring(client.get(address).content.decode())


def read_text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("term", TERMS)
def test_each_term_of_the_reports_is_explained_at_its_own_address(client: Client, term: str) -> None:
    (row,) = fetch(client, "/om/").xpath(f"//*[@id='ord-{term}']")
    assert read_text(row.find("dt"))
    assert read_text(row.find("dd")).endswith(".")


@pytest.mark.usefixtures("reports")
def test_every_page_leads_to_the_terms(client: Client) -> None:
    page = fetch(client, "/kalmar/socialnamnden/2020/t3/mal/")
    links = page.xpath("//footer//a[text()='Ord i rapporterna'] | //aside//a[text()='Ord i rapporterna']")
    assert [link.get("href") for link in links] == ["/om/#ord"] * 2
    assert fetch(client, "/om/").xpath("//h2[@id='ord']")


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(("page", "terms"), [("", ["nettokostnad"]), ("ekonomi/", ["nettokostnad", "kostnadsslag"])])
def test_the_money_leads_to_its_terms(client: Client, page: str, terms: list[str]) -> None:
    links = fetch(client, f"/kalmar/socialnamnden/2020/t3/{page}").xpath("//main//p/a[starts-with(@href, '/om/#ord-')]")
    assert [(link.text, link.get("href")) for link in links] == [(term, f"/om/#ord-{term}") for term in terms]


def test_the_statement_has_what_the_law_asks_for(client: Client, settings: Settings) -> None:
    settings.SITE_OWNER, settings.SITE_CONTACT = "kalmar kommun", "brister@kalmar.example"
    settings.SITE_PUBLISHED = date(2026, 11, 30)
    page = fetch(client, "/tillganglighet/")
    text = read_text(page.find(".//main"))
    assert [read_text(heading) for heading in page.xpath("//main//h2")] == STATEMENT_HEADINGS
    assert "Kalmar kommun står bakom webbplatsen." in text
    assert "(2018:1937)" in text
    assert "delvis förenlig" in text
    assert "Webbplatsen publicerades den 30 november 2026. Redogörelsen uppdaterades senast den " in text
    assert page.xpath("//main//a[@href='mailto:brister@kalmar.example']")
    assert page.xpath("//main//a[@href='https://www.digg.se/tdosanmalan']")


def test_the_statement_tells_what_is_not_known_of_the_site(client: Client, settings: Settings) -> None:
    settings.SITE_OWNER, settings.SITE_PUBLISHED = "", None
    text = read_text(fetch(client, "/tillganglighet/").find(".//main"))
    assert "Den kommun som publicerar rapporterna står bakom webbplatsen." in text
    assert "Det är inte angivet när webbplatsen publicerades." in text
