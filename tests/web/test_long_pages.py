"""Long pages come folded: each group says what it holds, and all that the report has is still there."""

from collections import Counter

import pytest
from django.test import Client
from lxml import html

from apps.api.documentation_views import group_operations
from apps.api.openapi.contract import build_contract
from apps.core.lights import Light
from apps.publishing.comparison.differences import list_all_facts
from apps.report.board_report import BoardReport
from tests.web.test_pages import HARRYDA, HERRLJUNGA, KALMAR, KUNGSBACKA, page_of

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("reports")]
BOARDS = (KALMAR, HERRLJUNGA, KUNGSBACKA, HARRYDA)
WORST_FIRST = [Light.NOT_MET.label, Light.ON_TRACK.label, Light.MET.label, Light.UNKNOWN.label]


def squeeze(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def list_groups(page: html.HtmlElement) -> list[tuple[html.HtmlElement, html.HtmlElement]]:
    """Each folded group of the page: its summary and its body."""
    return [(one.find("summary"), one.find("div")) for one in page.xpath("//details[contains(@class, 'fold')]")]


@pytest.mark.parametrize("board", BOARDS)
def test_a_group_tells_how_many_it_has_of_each_light_worst_first(client: Client, board: str) -> None:
    groups = list_groups(page_of(client, f"{board}indikator/"))
    assert groups
    for summary, body in groups:
        rows = body.xpath(".//tr[@data-indicator]")
        judged = Counter(
            row.get("data-light")
            for row in rows
            if row.xpath(".//td[@data-label='Läge']/span[contains(@class, 'light')]")
        )
        assert len(summary.xpath("./h2|./h3")) == 1
        assert squeeze(summary.xpath("./span/span")[0]).startswith(f"{len(rows)} indikator")
        told = [
            (one.getprevious().text, squeeze(one)) for one in summary.xpath(".//span[starts-with(@class, 'light ')]")
        ]
        assert told == [
            (str(judged[light.value]), light.label)
            for light in sorted(Light, key=lambda light: WORST_FIRST.index(light.label))
            if judged[light.value]
        ]


@pytest.mark.parametrize("board", BOARDS)
def test_a_chip_leads_to_as_many_as_it_says_all_in_open_groups(client: Client, board: str) -> None:
    for page in ("indikator/", "mal/"):
        for chip in page_of(client, board + page).xpath("//a[@class='chip']"):
            found = page_of(client, chip.get("href"))
            (chosen,) = found.xpath("//a[@class='chip'][@aria-current]")
            assert chosen.get("href") == board + page
            number = int(chip.find("b").text)
            assert f"{number} av " in squeeze(found.xpath("//p[@role='status']")[0])
            if page == "indikator/":
                # What a chosen indicator is compared with stands below it, and is not counted.
                own = "[not(contains(@class, 'comparison'))]" if "visa=jamforelser" in chip.get("href") else ""
                assert len(found.xpath(f"//tr[@data-indicator]{own}")) == number
                assert not found.xpath("//details[contains(@class, 'fold')][not(@open)]")
    assert not page_of(client, f"{KALMAR}indikator/").xpath("//details[contains(@class, 'fold')][@open]")


def test_every_light_has_its_chip(client: Client) -> None:
    chips = {squeeze(chip) for chip in page_of(client, f"{KALMAR}indikator/").xpath("//nav[1]//a[@class='chip']")}
    assert {"ej uppnått Röda 23", "på väg Gula 21", "uppnått Gröna 25", "kan ej bedömas Kan inte bedömas 11"} <= chips


def test_the_list_of_goals_names_what_misses_its_target(client: Client, reports: dict[str, BoardReport]) -> None:
    page = page_of(client, f"{KALMAR}mal/")
    report = reports["kalmar-2020-t3"]
    missed = [one for one in report.indicators if one.goal and one.has_target and one.verdict.light == Light.NOT_MET]
    assert len(missed) == 22
    for one in missed:
        (line,) = page.xpath(f"//*[@data-goal='{one.goal}']/div//ul[@class='not-met']/li[.//a[.='{one.name}']]")
        assert line.xpath(".//a/@href") == [f"{KALMAR}indikator/{one.code}/"]
    (line,) = page.xpath("//ul[@class='not-met']/li[.//a[.='Sjuktillfällen']]")
    assert squeeze(line) == "ej uppnått Sjuktillfällen 10,3 %, mål lägre än 2019"


def test_risks_with_flaws_are_open_and_the_rest_is_closed(client: Client) -> None:
    page = page_of(client, f"{KALMAR}intern-kontroll/")
    groups = [(squeeze(one.find("summary/h2")), one.get("open")) for one in page.xpath("//details[summary/h2]")]
    assert [name for name, _ in groups] == ["Stödprocesser", "Huvudprocesser"]
    assert [is_open is not None for _, is_open in groups] == [True, False]
    for risk in page.xpath("//details[@data-risk]"):
        flaws = {"brist", "viss brist", "ej utförd"} & {squeeze(tag) for tag in risk.xpath("./summary/span")}
        assert (risk.get("open") is not None) == bool(flaws)
    summary = squeeze(page.xpath("//details[summary/h2]/summary")[0])
    assert summary == "Stödprocesser 25 risker: 3 mycket hög 8 hög 14 måttlig 2 viss brist"


def test_every_figure_and_text_is_on_the_page_of_a_version(client: Client, reports: dict[str, BoardReport]) -> None:
    page = page_of(client, f"{HARRYDA}v1/")
    facts = [one for one in list_all_facts(reports["harryda-2023-t2"]) if one.text]
    told = Counter(
        " ".join(" ".join(cell.itertext()).split())
        for cell in page.xpath("//table[contains(@class, 'facts-table')]//td[last()]")
    )
    assert told == Counter(" ".join(one.text.split()) for one in facts)
    parts = {squeeze(one.find("h2")): int(one.find("span").text) for one in page.xpath("//summary[h2]")}
    assert parts == Counter(one.part for one in facts)
    assert not page.xpath("//details[contains(@class, 'fold')][@open]")


def test_every_call_is_on_the_page_of_the_api_with_its_parameters_and_fields(client: Client) -> None:
    page = page_of(client, "/oppna-data/")
    for group in group_operations(build_contract("http://testserver")):
        for operation in group["operations"]:
            (body,) = page.xpath(f"//details/div[@id='{operation['id']}']")
            told = {squeeze(one) for one in body.xpath(".//tbody/tr/th")}
            assert told == {one["name"] for one in (*operation["parameters"], *operation["fields"])}
            summary = squeeze(body.getparent().find("summary"))
            assert summary == f"{operation['summary']} {operation['method']} {operation['path']}"
            assert squeeze(body.getparent().getparent().getparent().find("summary/h3")) == group["name"]
