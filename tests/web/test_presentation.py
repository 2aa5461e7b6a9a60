"""``…/visa/``: the report by the agenda of a meeting, with few things on each screen and none of them twice."""

import pytest
from django.test import Client
from lxml import html

from apps.checks.base import ROUNDING
from apps.checks.registry import get_finding_kind
from apps.core.lights import Light
from apps.core.swedish import format_tkr
from apps.report.board_report import BoardReport
from apps.report.goals import filter_counted_goals
from apps.web.board.presentation import goal_slides, question_slides
from apps.web.board.presentation.presenter import build_presentation
from tests.web.sample import sample

AGENDA = ["Mål", "Indikatorer", "Ekonomi", "Intern kontroll", "Frågor"]
FOLDERS = ("harryda-2023-t2", "herrljunga-2021-t3", "kalmar-2020-t3", "kungsbacka-2021-t3")


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_screens_follow_the_agenda_and_say_nothing_twice(reports: dict[str, BoardReport], folder: str) -> None:
    report = reports[folder]
    page = build_presentation(report)
    kinds = [slide.kind for slide in page.slides]
    assert kinds == sorted(kinds, key=AGENDA.index)
    assert [item.label for item in page.agenda] == list(dict.fromkeys(kinds))
    assert sum(item.count for item in page.agenda) == len(page.slides) == page.total - 1
    headings = [slide.heading for slide in page.slides]
    named = [line.url for slide in page.slides for line in slide.lines]
    assert len(set(headings)) == len(headings)
    assert len(set(named)) == len(named)
    assert {one.text for slide in page.slides for one in slide.texts}.isdisjoint(page.sentences)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_goal_that_is_not_met_or_on_the_way_is_there_worst_first(
    reports: dict[str, BoardReport], folder: str
) -> None:
    report = reports[folder]
    wanted = [one for one in filter_counted_goals(report.goals) if one.verdict.light in goal_slides.SHOWN_LIGHTS]
    slides = goal_slides.build_goal_slides(report)
    own = [slide for slide in slides if slide.verdict]
    lights = [slide.verdict.light for slide in own if slide.verdict]
    assert lights == sorted(lights, key=[Light.NOT_MET, Light.ON_TRACK].index)
    last = slides[-1] if slides and not slides[-1].verdict else None
    rest = len(last.lines) + (last.more.count if last.more else 0) if last else 0
    assert len(own) + rest == len(wanted)
    assert len(own) <= goal_slides.MOST_GOALS + 1
    assert all(len(slide.lines) <= goal_slides.MOST_NAMED + 1 for slide in slides)


def test_what_is_left_out_is_counted_and_linked(reports: dict[str, BoardReport]) -> None:
    linked = 0
    for report in reports.values():
        slide = question_slides.build_finding_slide(report)
        questions = [one for one in report.findings if get_finding_kind(one) != ROUNDING]
        shown = len(slide.lines) if slide else 0
        more = slide.more if slide else None
        assert shown + (more.count if more else 0) == len(questions)
        assert more is None or more.url.endswith("/iakttagelser/")
        linked += more is not None
    assert linked


def test_a_deficit_has_its_amount_its_cause_and_its_amounts(reports: dict[str, BoardReport], client: Client) -> None:
    report = reports["kalmar-2020-t3"]
    item = next(one for one in report.attention if one.kind == "deficit")
    area = next(one for one in report.economy.areas if one.area == item.key)
    assert area.net is not None
    tree = html.fromstring(client.get("/kalmar/socialnamnden/2020/t3/visa/").content.decode())
    (slide,) = tree.xpath(f"//section[@id='underskott-{area.area}']")
    (amount,) = slide.xpath(".//p[@data-kr]")
    assert int(amount.get("data-kr")) == area.net.now.variance
    assert "underskott" in amount.text_content()
    assert slide.xpath(".//summary")[-1].text_content().startswith("Orsak")
    now = area.net.now
    texts = [one.text_content().strip() for one in slide.xpath(".//dd")]
    assert texts == [f"{format_tkr(one, exact=now.exact)} tkr" for one in (now.budget, now.actual, now.forecast) if one]


def test_the_boards_page_leads_to_it_and_it_leads_back(reports: dict[str, BoardReport], client: Client) -> None:
    board = "/harryda/socialnamnden/2023/t2/"
    assert f'href="{board}visa/"' in client.get(board).content.decode()
    page = client.get(f"{board}visa/").content.decode()
    assert page.count(f'<a href="{board}" data-slides-end>Avsluta</a>') == 1
    assert "Hitta nämnd" not in page


def test_a_member_gets_the_stored_page_where_there_are_drafts(client: Client, cast) -> None:
    for role in ("politician", "controller", "stranger"):
        client.force_login(cast[role])
        assert client.get("/kalmar/socialnamnden/2020/t3/visa/").status_code == 200


def test_a_report_with_nothing_in_it_has_one_screen() -> None:
    page = build_presentation(sample())
    assert page.total == 1 + len(page.slides)
    assert bool(page.nothing) == (not page.slides)
