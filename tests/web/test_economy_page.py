"""The economy page through the client: its three views, and no amount, unit or empty column more than is needed."""

from collections.abc import Iterator

import pytest
from django.test import Client
from lxml import html

from apps.budget.services import OperatingRow, save_operating_lines
from apps.publishing.services import publish
from apps.report.board_report import BoardReport
from apps.rounds.models import Round, RoundState
from tests.small_board import SmallBoard

PAGE = "/lillkoping/socialnamnden/2024/t2/ekonomi/"
DRAFT = "/lillkoping/socialnamnden/2024/t2/utkast/ekonomi/"
KUNGSBACKA = "/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/ekonomi/"
PRINTED = (
    KUNGSBACKA,
    "/kalmar/socialnamnden/2020/t3/ekonomi/",
    "/herrljunga/socialnamnden/2021/t3/ekonomi/",
    "/harryda/socialnamnden/2023/t2/ekonomi/",
)
VIEWS = ("", "?mot=forra", "?mot=ifjol")


def read(client: Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def tidy(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def list_headings(page: html.HtmlElement) -> list[str]:
    return [tidy(one) for one in page.xpath("//table[@data-tree]//thead/tr[last()]/th")]


def read_row(page: html.HtmlElement, area: str) -> list[str]:
    return [tidy(one) for one in page.xpath(f"//table[@data-tree]//tr[@data-key='{area}']/td")]


@pytest.fixture
def after_t1(small: SmallBoard) -> SmallBoard:
    """T1 is published, in balance; at T2 a deficit is foreseen for one area."""
    first = Round.objects.get(board=small.board, year=2024, tertial=1)
    Round.objects.filter(pk=first.pk).update(state=RoundState.APPROVED)
    publish(round_=first, by=None)
    figures = {"staff": (8_000_000, 5_300_000, 5_500_000), "revenue": (1_000_000, 700_000, 700_000)}
    rows = [
        OperatingRow(
            service_area_id=small.areas[area], year=2024, tertial=2, cost_type=kind, budget=budget,
            period_budget=so_far, actual=actual, forecast=budget + more if kind == "staff" else budget,
        )
        for area, more in (("ifo", 500_000), ("hemtjanst-norr", 0))
        for kind, (budget, so_far, actual) in figures.items()
    ]  # fmt: skip
    save_operating_lines(by=None, board=small.board, rows=rows)
    return small


@pytest.fixture(params=["draft", "public"])
def shown(request: pytest.FixtureRequest, after_t1: SmallBoard) -> Iterator[tuple[Client, str]]:
    """A reader and the address: the draft for those who may, the published report for everyone."""
    client = Client()
    if request.param == "draft":
        client.force_login(after_t1["controller"])
        yield client, DRAFT
    else:
        Round.objects.filter(pk=after_t1.round.pk).update(state=RoundState.APPROVED)
        publish(round_=after_t1.round, by=None)
        yield client, PAGE


def test_the_three_views_in_draft_and_public(shown: tuple[Client, str]) -> None:
    client, address = shown
    before = read(client, f"{address}?mot=forra")
    assert list_headings(before)[:3] == ["Nu", "T1 2024", "Ändring"]
    assert read_row(before, "ifo")[:3] == ["-500 underskott", "0 i balans", "-500 sämre"]
    assert "Siffrorna från T1 2024 är de som publicerades då." in tidy(before)
    last_year = tidy(read(client, f"{address}?mot=ifjol"))
    assert "T2 2023 är inte publicerad här, och rapporten säger inte hur det var då." in last_year
    now = read(client, address)
    headings = ["Budget helår", "Budget hittills", "Utfall", "Avvikelse hittills", "Prognos helår", "Avvikelse helår"]
    assert list_headings(now)[1:7] == headings
    assert read_row(now, "ifo")[3:6] == ["-200 underskott", "7 500", "-500 underskott"]


def test_the_views_are_links_that_keep_the_place(shown: tuple[Client, str]) -> None:
    client, address = shown
    for view in VIEWS:
        page = read(client, address + view)
        links = page.xpath("//nav[@aria-label='Jämför']//a")
        assert [link.get("href") for link in links] == [f"{address}{one}#jamfor" for one in VIEWS]
        assert [link.get("href") for link in links if link.get("aria-current")] == [f"{address}{view}#jamfor"]
        assert len(page.xpath("//*[@id='jamfor']")) == 1


@pytest.mark.usefixtures("reports")
def test_what_only_the_report_itself_tells_of_then_is_said_to_be_so(client: Client) -> None:
    page = read(client, f"{KUNGSBACKA}?mot=ifjol")
    assert "T3 2020 är inte publicerad här. Siffrorna därifrån är de som den här rapporten anger." in tidy(page)
    own = "privat-assistans"
    (key,) = [key for key in page.xpath("//table[@data-tree]//@data-key") if key.endswith(own)]
    assert read_row(page, key) == ["+1 465 överskott", "inte känd", "ingen uppgift", "57 674", "51 582,3"]


@pytest.mark.usefixtures("reports")
def test_a_table_that_repeats_another_is_one_line(client: Client) -> None:
    page = read(client, KUNGSBACKA)
    (section,) = page.xpath("//section[@aria-labelledby='andra-tabeller']")
    assert "Exakt samma belopp står också i ”Drift” och ”Prognossäkerhet 2021”." in tidy(section)
    assert not section.xpath(".//table")


def test_the_cause_opens_beneath_its_row_and_stands_once(client: Client, reports: dict[str, BoardReport]) -> None:
    report = reports["kungsbacka-2021-t3"]
    page = read(client, KUNGSBACKA)
    written = [one for one in report.comments if one.topic == "operating" and not one.whole_board]
    assert len(written) > 10
    for comment in written:
        (below,) = page.xpath(f"//tr[@data-key='{comment.area}']/following-sibling::tr[1]")
        assert " ".join(comment.cause.split()) in tidy(below)
        assert tidy(page).count(" ".join(comment.cause.split())) == 1
        assert below.xpath(".//details/summary")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.usefixtures("reports")
def test_the_unit_stands_over_each_table_alone_and_no_column_is_empty(client: Client, view: str) -> None:
    for address in PRINTED:
        tables = read(client, address + view).xpath("//table[contains(@class, 'money')]")
        assert tables
        for table in tables:
            assert "tkr" in tidy(table.find("caption")), address
            labels = table.xpath("./thead | .//dl[@class='row-more__figures']//dt")
            assert "tkr" not in "".join([*map(tidy, labels), *table.xpath(".//@data-label")]), address
            rows = [row.xpath("./td") for row in table.xpath("./tbody/tr[@data-key]")]
            assert all(any(tidy(cell) for cell in column) for column in zip(*rows, strict=True)), address
