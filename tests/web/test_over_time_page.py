"""The board over tertials as readers see it: published lights, and chart, table and sentence with the same numbers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from lxml import html

from apps.accounts.models import User
from apps.charts import palette
from apps.charts.variance_over_time import build_forecast_chart, build_variance_charts
from apps.core.tertials import Tertial
from apps.publishing.published_reports import load_current_report
from apps.report.board_report import BoardReport
from apps.report.over_time.forecast_history import build_year_forecasts
from apps.report.over_time.variance_history import build_variance_history
from apps.rounds.models import Round
from tests.made_up_board import MadeUpBoard
from tests.visible_text import read_visible_text
from tests.web.over_time_board import BOARD, PAGE, REPORTED, make_board

pytestmark = pytest.mark.slow


def read(page: str = PAGE, client: Client | None = None) -> html.HtmlElement:
    answer = (client or Client()).get(page)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def load_reports(board: MadeUpBoard) -> dict[Tertial, BoardReport]:
    rounds = Round.objects.filter(board=board.board).select_related("board__municipality")
    return {round_.period: load_current_report(round_).report for round_ in rounds}


def format_slug(period: Tertial) -> str:
    return f"{period.year}-{period.slug}"


def test_a_gap_is_named(db: None) -> None:
    make_board(Tertial(2023, 1), Tertial(2023, 3), Tertial(2024, 2))
    text = read_visible_text(html.tostring(read()))
    assert "T2 2023 och T1 2024 är inte publicerade här." in text


BEGINNINGS = {"svg": b"<svg", "csv": "\ufeffPeriod;".encode(), "xlsx": b"PK"}


def test_each_chart_has_its_drawing_and_its_figures_to_take_along(db: None) -> None:
    make_board(Tertial(2023, 1), Tertial(2023, 2), Tertial(2024, 2))
    links = read().xpath("//figure//div[@class='take-along']/a[@download]/@href")
    assert links
    for link in links:
        answer = Client().get(link)
        assert answer.status_code == 200, link
        kind = link.rpartition(".")[2]
        assert answer.content.startswith(BEGINNINGS[kind]), link
    assert Client().get(links[0].replace(".svg", ".pdf")).status_code == 404


def test_a_board_with_one_report_says_what_is_to_come(db: None) -> None:
    make_board(Tertial(2024, 2))
    page = read()
    text = read_visible_text(html.tostring(page)).replace("\u00a0", " ")
    assert "Det här är den första rapporten som är publicerad här" in text
    assert "Från nästa rapport, T3 2024, visas" in text
    assert "Avvikelserna i T2 2023 är inte kända här" in text
    assert "Prognosen för 2024 är -20 tkr i T2." in text
    assert page.xpath("//section//table") == page.xpath("//section[@aria-labelledby='prognos-rubrik']//table")
    assert not page.xpath("//*[@data-chart] | //script[contains(@src, 'plotly')]")


@pytest.fixture(scope="class")
def _board(django_db_setup: None, django_db_blocker: Any) -> Iterator[MadeUpBoard]:
    """One board for all of these, taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_board(*REPORTED)
        transaction.set_rollback(True)


@pytest.fixture
def board(_board: MadeUpBoard, db: None) -> MadeUpBoard:
    return _board


class TestSeveralReports:
    """Five published reports of one board."""

    @pytest.mark.parametrize("kind", ["goal", "indicator"])
    def test_each_light_is_that_of_the_published_report_and_leads_to_it(self, board: MadeUpBoard, kind: str) -> None:
        page, client = read(), Client()
        for period, report in load_reports(board).items():
            things = report.goals if kind == "goal" else [one for one in report.indicators if one.has_target]
            cells = page.xpath(f"//tr[@data-{kind}]/td[@data-period='{format_slug(period)}']")
            shown = {cell.getparent().get(f"data-{kind}"): cell for cell in cells if cell.get("data-light")}
            lights = {one.code: one.verdict.light for one in things}
            assert {code: cell.get("data-light") for code, cell in shown.items()} == lights
            for code in lights:
                (link,) = shown[code].xpath(".//a/@href")
                assert client.get(link).status_code == 200
                assert link.startswith(f"{BOARD}{period.year}/{period.slug}/")
                assert lights[code].label in shown[code].text_content()

    def test_a_new_goal_was_not_there_and_the_counts_have_their_denominators(self, board: MadeUpBoard) -> None:
        page = read()
        words = [" ".join(cell.text_content().split()) for cell in page.xpath("//tr[@data-goal='nytt']/td")]
        assert words == ["fanns inte"] * 3 + ["uppnått"] * 2
        (row,) = page.xpath("//tr[@data-goal]/../tr[@class='sum']")
        assert [" ".join(cell.text_content().split()) for cell in row.xpath("td")] == [
            "0 av 1", "0 av 1", "1 av 1", "2 av 2", "1 av 2",
        ]  # fmt: skip
        assert "1 av 2 mål är uppnått, 1 färre än i T1 2024 och 1 fler än i T2 2023 (då 0 av 1)." in read_visible_text(
            html.tostring(page)
        )

    @pytest.mark.parametrize("part", ["mal", "indikator"])
    def test_lists_narrow_to_those_whose_light_has_turned(self, board: MadeUpBoard, part: str) -> None:
        kind = {"mal": "goal", "indikator": "indicator"}[part]
        then, now = (load_reports(board)[Tertial(2024, number)] for number in (1, 2))
        before, after = (
            {one.code: one.verdict.light for one in (report.goals if part == "mal" else report.indicators)}
            for report in (then, now)
        )
        turned = {code for code in after if after[code] != before[code]}
        assert turned < after.keys()
        assert turned
        address = f"{BOARD}2024/t2/{part}/"
        (chip,) = html.fromstring(Client().get(address).content).xpath("//a[contains(@href, 'visa=andrade')]")
        assert " ".join(chip.text_content().split()) == f"Nytt läge {len(turned)}"
        page = html.fromstring(Client().get(f"{address}?visa=andrade").content)
        assert set(page.xpath(f"//main//@data-{kind}")) == turned
        assert f"{len(turned)} av {len(after)}" in read_visible_text(html.tostring(page))

    def test_chart_table_and_sentence_say_the_same(self, board: MadeUpBoard) -> None:
        report = load_reports(board)[Tertial(2024, 2)]
        history, page = build_variance_history(report), read()
        charts = {
            chart.key.removeprefix("avvikelse-"): json.loads(chart.figure) for chart in build_variance_charts(history)
        }
        assert list(charts) == ["namnden", "hemtjanst", "sarskilt-boende"]
        for code, figure in charts.items():
            (embedded,) = page.xpath(f"//script[@id='avvikelse-{code}-figur']")
            assert json.loads(embedded.text) == figure
            for trace, field in zip(figure["data"], ("full_year", "so_far"), strict=True):
                cells = page.xpath(f"//tr[@data-area='{code}']/td[@data-period]")
                numbers = [cell.xpath(f"string(.//*[@data-field='{field}']/@data-kr)") for cell in cells]
                assert [None if kronor is None else str(round(kronor * 1_000)) for kronor in trace["y"]] == [
                    number or None for number in numbers
                ]
        scales = {tuple(figure["layout"]["yaxis"]["range"]) for figure in charts.values()}
        assert len(scales) == 1
        values = [value for figure in charts.values() for trace in figure["data"] for value in trace["y"] if value]
        assert min(scales)[0] < min(values) < max(values) < min(scales)[1]
        text = read_visible_text(html.tostring(page)).replace("\u00a0", " ")
        assert "Underskott 20 tkr för hela nämnden, 50 tkr sämre än i T2 2023." in text
        assert "Störst förbättring mot T2 2023: Hemtjanst, 60 tkr bättre, från -30 till +30 tkr." in text
        assert "Störst försämring mot T2 2023: Sarskilt-boende, 110 tkr sämre, från +60 till -50 tkr." in text

    def test_a_deficit_has_another_colour_than_a_surplus(self, board: MadeUpBoard) -> None:
        charts = build_variance_charts(build_variance_history(load_reports(board)[Tertial(2024, 2)]))
        bars = json.loads(charts[1].figure)["data"][0]
        assert bars["y"] == [-10, -30, -60, 10, 30]
        assert bars["marker"]["color"] == [palette.DEFICIT] * 3 + [palette.SURPLUS] * 2
        assert json.loads(charts[1].figure)["layout"]["xaxis"]["ticktext"] == [
            "T1<br>2023", "T2", "T3", "T1<br>2024", "T2",
        ]  # fmt: skip

    def test_the_forecasts_of_each_year_are_lines_and_rows(self, board: MadeUpBoard) -> None:
        chart, page = build_forecast_chart(build_year_forecasts(load_reports(board)[Tertial(2024, 2)])), read()
        assert chart is not None
        lines = {line["name"]: (line["x"], line["y"]) for line in json.loads(chart.figure)["data"]}
        assert lines == {"2024": ([4, 8], [-10, -20]), "2023": ([4, 8, 12], [90, 30, -40])}
        for year, (_, values) in lines.items():
            cells = page.xpath(f"//tr[@data-year='{year}']//*[@data-kr]/@data-kr")
            assert [int(kronor) / 1_000 for kronor in cells] == values
        text = read_visible_text(html.tostring(page)).replace("\u00a0", " ")
        assert "Prognosen för 2024 har gått från -10 tkr i T1 till -20 tkr i T2." in text
        assert "2023: prognosen i T2 var +30 tkr, utfallet blev -40 tkr." in text
        open_year = page.xpath("//tr[@data-year='2024']/td")
        assert [" ".join(cell.text_content().split()) for cell in open_year[2:]] == ["inte än", "–"]

    def test_a_draft_shows_its_own_lights_beside_the_published(self, board: MadeUpBoard, client: Client) -> None:
        board.round = board.new_round(2024, 3)
        reader = User.objects.create_superuser("alla@demo.example")
        client.force_login(reader)
        page = read(f"{BOARD}2024/t3/utkast/over-tid/", client)
        links: Any = page.xpath("//tr[@data-goal='mal']/td//a/@href")
        assert links[-1] == f"{BOARD}2024/t3/utkast/mal/mal/"
        assert links[-2] == f"{BOARD}2024/t2/mal/mal/"
