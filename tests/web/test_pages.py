"""The public pages as they leave the house."""

import re
from itertools import pairwise

import html5lib
import pytest
from django.test import Client
from lxml import html

from apps.accounts.models import User
from apps.organisation.models import Board
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from apps.rounds.services import save_round
from apps.web.demo import PASSWORD
from tests.web.id_references import list_dangling_references

pytestmark = pytest.mark.slow

KALMAR = "/kalmar/socialnamnden/2020/t3/"
HERRLJUNGA = "/herrljunga/socialnamnden/2021/t3/"
KUNGSBACKA = "/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/"
HARRYDA = "/harryda/socialnamnden/2023/t2/"
REPORT_PAGES = ("", "mal/", "indikator/", "ekonomi/", "intern-kontroll/", "over-tid/")
ADDRESSES = [
    "/",
    "/?q=kalmar",
    "/om/",
    "/tillganglighet/",
    "/konto/login/",
    "/finns/inte/",
    *(board + page for board in (KALMAR, HERRLJUNGA, KUNGSBACKA, HARRYDA) for page in REPORT_PAGES),
    KALMAR + "mal/saker/",
    KALMAR + "indikator/?ljus=not_met",
    HERRLJUNGA + "indikator/arbetad-tid-timanstallda/",
    HERRLJUNGA + "mal/sn-3-attraktiv-arbetsgivare/",
]


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def page_of(client: Client, address: str) -> html.HtmlElement:
    return html.fromstring(text_of(client, address))


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_page_is_valid_and_tidy(client: Client, address: str) -> None:
    text = text_of(client, address)
    html5lib.HTMLParser(strict=True).parse(text)
    page = html.fromstring(text)
    assert page.get("lang") == "sv"
    assert len(page.xpath("//h1")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")} <= set(ids)
    assert list_dangling_references(page) == []
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not page.xpath("//@style")
    assert not page.xpath("//style")
    assert not [
        script for script in page.xpath("//script") if not script.get("src") and "json" not in script.get("type")
    ]
    assert not re.search(r' on[a-z]+="', text)
    assert "{{" not in text
    assert "{%" not in text


@pytest.mark.usefixtures("reports")
def test_the_latest_report_has_a_short_address(client: Client) -> None:
    response = client.get("/kalmar/socialnamnden/")
    assert (response.status_code, response["Location"]) == (302, KALMAR)


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(
    "address",
    [
        "/kalmar/kultur/",
        KALMAR.replace("2020", "1066"),
        KALMAR.replace("t3", "t4"),
        KALMAR + "mal/finns-inte/",
        KALMAR + "indikator/finns-inte/",
    ],
)
def test_what_is_not_there_says_so_in_swedish_with_a_way_on(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    page = html.fromstring(response.content.decode())
    assert page.xpath("//h1")[0].text_content() == "Sidan finns inte"
    assert page.xpath("//main//a[@href='/']")


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["Herrljunga", "Härryda", "Kalmar", "Kungsbacka"]),
        ("KALMAR", ["Kalmar"]),
        ("härr", ["Härryda"]),
        ("familj kungs", ["Kungsbacka"]),
        ("Atlantis", []),
    ],
)
def test_find_a_municipality(client: Client, asked: str, names: list[str]) -> None:
    page = html.fromstring(client.get("/", {"q": asked}).content.decode())
    assert [heading.text_content().strip() for heading in page.xpath("//section/h3")] == names
    assert bool(page.xpath("//p[@class='empty-note']")) == (not names)


@pytest.mark.usefixtures("reports")
def test_the_filter_works_by_address_alone(client: Client) -> None:
    page = page_of(client, KALMAR + "indikator/?ljus=not_met&del=mal")
    rows = page.xpath("//tr[@data-indicator]")
    assert rows
    assert {row.get("data-light") for row in rows} == {"not_met"}
    chosen = [" ".join(chip.text_content().split()) for chip in page.xpath("//a[@class='chip'][@aria-current]")]
    assert chosen == [f"ej uppnått Röda {len(rows)} vald, visa alla×", f"Till mål {len(rows)} vald, visa alla×"]
    assert page.xpath("//form//input[@type='hidden']/@value") == ["not_met", "mal"]
    nothing = page_of(client, KALMAR + "indikator/?q=finns+inte+alls")
    assert "Ingen indikator passar" in nothing.text_content()


@pytest.mark.usefixtures("reports")
def test_a_gap_says_why(client: Client) -> None:
    page = page_of(client, HERRLJUNGA + "indikator/arbetet-kanns-meningsfullt/")
    assert "ej mätt" in page.text_content()
    assert "Ingen medarbetarenkät gjordes 2020." in page.text_content()


@pytest.mark.usefixtures("reports")
def test_a_share_tells_of_how_many(client: Client) -> None:
    texts = [page_of(client, board + "indikator/").text_content() for board in (KALMAR, HERRLJUNGA)]
    assert "330 av 550" in texts[0]
    assert re.search(r"\d av \d", texts[1])


def test_every_indicator_and_goal_is_on_its_list(client: Client, reports: dict[str, BoardReport]) -> None:
    for view in reports.values():
        root = f"/{view.municipality.slug}/{view.board.slug}/{view.period.year}/{view.period.slug}/"
        page = page_of(client, root + "indikator/")
        shown = {(row.get("data-indicator"), row.get("data-light")) for row in page.xpath("//tr[@data-indicator]")}
        assert shown == {(one.code, one.verdict.light.value) for one in view.indicators}
        goals = {
            (e.get("data-goal"), e.get("data-light")) for e in page_of(client, root + "mal/").xpath("//*[@data-goal]")
        }
        assert goals == {(one.code, one.verdict.light.value) for one in view.goals}


def test_every_outcome_of_an_indicator_is_in_its_table(client: Client, reports: dict[str, BoardReport]) -> None:
    view = reports["herrljunga-2021-t3"]
    for indicator in view.indicators:
        page = page_of(client, f"{HERRLJUNGA}indikator/{indicator.code}/")
        cells = page.xpath("//table[contains(@class,'series')]//td[@data-period]")
        shown = sorted((cell.get("data-period"), cell.get("data-value")) for cell in cells)
        for point in indicator.series:
            raw = "" if point.value is None else f"{point.value.normalize():f}"
            assert (f"{point.year}-t{point.tertial}", raw) in shown, indicator.code


def test_an_indicators_course_is_shown_at_its_figure_and_at_its_chart(
    client: Client, reports: dict[str, BoardReport]
) -> None:
    page = page_of(client, HERRLJUNGA + "indikator/sjukfranvaro/")
    told = page.xpath("string(//p[@class='now__course'])")
    assert told.replace("\u00a0", " ") == (
        "9,5 %, sämre än året före (9,4 %) och 4,5 procentenheter över målet högst 5 %. Lägre är bättre."
    )
    assert told in page.xpath("string(//figcaption)")
    assert told in page.xpath("//div[@data-chart='serie']")[0].get("aria-label")
    biennial = page_of(client, HERRLJUNGA + "indikator/brukarbedomning-lss-trivsel/")
    assert "bättre än två år tidigare (46" in biennial.xpath("string(//p[@class='now__course'])")
    assert "Två år tidigare" in [term.text_content() for term in biennial.xpath("//dt")]


def test_every_risk_and_result_is_shown(client: Client, reports: dict[str, BoardReport]) -> None:
    text = " ".join(page_of(client, KALMAR + "intern-kontroll/").text_content().split())
    for risk in reports["kalmar-2020-t3"].risks:
        assert " ".join(risk.name.split()) in text
        for control in risk.controls:
            for result in control.results:
                assert " ".join(result.comment.split()) in text


@pytest.mark.usefixtures("reports")
def test_what_a_later_table_says_is_shown_and_marked(client: Client) -> None:
    page = page_of(client, HERRLJUNGA + "ekonomi/")
    cells = page.xpath("//details[.//summary[contains(., 'Bilaga 1')]]//td[contains(@class, 'differs')]")
    assert "277388000" in {cell.get("data-kr") for cell in cells}
    assert all("skiljer sig" in cell.text_content() for cell in cells)


@pytest.mark.usefixtures("reports")
def test_a_report_without_something_says_so_kindly(client: Client) -> None:
    text = page_of(client, HARRYDA + "intern-kontroll/").xpath("//main")[0].text_content()
    assert "Rapporten har ingen uppföljning av intern kontroll" in text


@pytest.mark.usefixtures("reports")
def test_plotly_is_known_where_there_is_a_chart_and_loaded_nowhere(client: Client) -> None:
    for page, charts in (("", 0), ("ekonomi/", 1), ("mal/", 0), ("indikator/", 0), ("intern-kontroll/", 0)):
        tree = page_of(client, KALMAR + page)
        assert len(tree.xpath("//*[contains(@data-plotly, 'plotly')]")) == charts
        assert len(tree.xpath("//script[contains(@src, 'charts')]")) == charts
        assert tree.xpath("//script[contains(@src, 'plotly')]") == []


# --- who is reading --------------------------------------------------------------------


def test_a_member_sees_the_draft_marked_as_one(client: Client, cast: dict[str, User]) -> None:
    Round.objects.filter(board__municipality__slug="kalmar").update(state="open")
    assert client.get(KALMAR).status_code == 404
    client.force_login(cast["controller"])
    text = text_of(client, KALMAR)
    assert "Utkast, öppen." in text
    assert "Nämnden har inte fastställt rapporten än." in text


@pytest.mark.parametrize(
    ("role", "place"), [("politician", "/"), ("reporter", "/rapportera/"), ("head", "/rapportera/")]
)
def test_logging_in_leads_to_the_work(client: Client, cast: dict[str, User], role: str, place: str) -> None:
    answer = client.post("/konto/login/", {"login": cast[role].email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, place)


def test_a_draft_to_read_is_found_by_those_who_may(client: Client, cast: dict[str, User]) -> None:
    board = Board.objects.select_related("municipality").get(municipality__slug="kalmar")
    round_, _ = save_round(by=None, board=board, year=2021, tertial=1)
    words, address = "Uppföljning T1 2021", "/kalmar/socialnamnden/2021/t1/"

    def drafts(page: str, role: str | None) -> list[str]:
        client.logout()
        if role:
            client.force_login(cast[role])
        return page_of(client, page).xpath(f"//a[@href='{address}' and contains(., '{words}')]/@href")

    assert drafts("/", "head") == [address]
    assert drafts("/", None) == drafts("/", "politician") == drafts("/rapportera/", "politician") == []
    Round.objects.filter(pk=round_.pk).update(shared_with_board=True)
    assert drafts("/", "politician") == drafts("/rapportera/", "politician") == [address]
    assert drafts("/", None) == drafts("/", "stranger") == []


def test_logging_in_and_out(client: Client, cast: dict[str, User]) -> None:
    client.post("/konto/login/", {"login": cast["controller"].email, "password": PASSWORD})
    page = page_of(client, "/")
    assert cast["controller"].name in page.xpath("//header")[0].text_content()
    assert page.xpath("//form[@action='/konto/logout/']//button")
    assert client.post("/konto/logout/").status_code == 302
    assert "Logga in" in page_of(client, "/").xpath("//header")[0].text_content()


def test_a_wrong_password_is_explained(client: Client, cast: dict[str, User]) -> None:
    answer = client.post("/konto/login/", {"login": cast["controller"].email, "password": "fel"})
    assert answer.status_code == 200
    assert html.fromstring(answer.content.decode()).xpath("//*[@role='alert']")
