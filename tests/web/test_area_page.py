"""The page of one service area: its money, goals, indicators and texts are the report's own."""

import pytest
from django.test import Client
from lxml import html

from apps.report.board_report import BoardReport
from apps.web.board.areas.presenter import build_area_page

KALMAR = "/kalmar/socialnamnden/2020/t3/"


def test_every_area_tells_what_the_report_tells_of_it(reports: dict[str, BoardReport]) -> None:
    for report in reports.values():
        for area in report.areas[1:]:
            page = build_area_page(report, area.code)
            assert page is not None
            net = next(one.net for one in report.economy.areas if one.area == area.code)
            if page.money and net and net.now.actual is not None:
                row = next(one for one in page.money.rows if one.key == area.code)
                assert net.now.actual in {cell.kronor for cell in row.cells}
            assert {one.text for one in page.comments} == {one.text for one in report.comments if one.area == area.code}
            readings = [one for each in page.indicators for one in each.readings]
            assert len(readings) == sum(
                reading.point.area == area.code for one in report.indicators for reading in one.readings
            )


@pytest.mark.usefixtures("reports")
def test_an_area_is_found_from_the_tree_and_leads_back(client: Client) -> None:
    tree = html.fromstring(client.get(KALMAR + "ekonomi/").content.decode())
    links = tree.xpath("//a[@class='tree__name']/@href")
    assert links
    assert all(link.startswith(KALMAR + "verksamhet/") for link in links)
    page = html.fromstring(client.get(links[0]).content.decode())
    assert page.xpath("//nav[@class='crumbs']//a/@href")[-1] == KALMAR + "ekonomi/"
    assert client.get(KALMAR + "verksamhet/ingen-sadan/").status_code == 404


def test_the_whole_board_and_an_unknown_area_have_no_page(reports: dict[str, BoardReport]) -> None:
    report = reports["kalmar-2020-t3"]
    assert build_area_page(report, report.areas[0].code) is None
    assert build_area_page(report, "ingen-sadan") is None
