"""Questions in a real browser: by keyboard at a cell of the sheet, and under a text, with nothing for axe to find."""

import pytest
from playwright.sync_api import expect

from apps.questions.models import Question
from tests.questions.asked import OWN_ROW, ask_at_section
from tests.small_board import SmallBoard
from tests.texts.written import give_disposition
from tests.web.reporting.conftest import People, list_problems, list_problems_in_both_themes

pytestmark = pytest.mark.browser

WORK = "/rapportera/lillkoping/socialnamnden/2024/t2/"


def test_a_cell_is_asked_about_from_the_keyboard_and_replied_to_in_place(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    page.goto(f"{WORK}ekonomi/")
    cell = page.locator(f'[name="{OWN_ROW}|actual"]')
    cell.focus()
    page.keyboard.press("Shift+F2")
    expect(page.get_by_role("dialog").get_by_label("Om", exact=True)).to_have_value("actual")
    assert list_problems(page) == []
    expect(page.get_by_label("Fråga", exact=True)).to_be_focused()
    page.keyboard.type("Varför 12 %?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("Varför 12 %?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()
    expect(page.locator(".question-mark")).to_have_text("1 fråga om Personal")
    expect(page.locator(f'td[data-asked] [name="{OWN_ROW}|actual"]')).to_be_visible()
    assert list_problems(page) == []
    reporter = people(small["reporter"], viewport={"width": 390, "height": 800}).new_page()
    reporter.goto(WORK)
    reporter.get_by_role("link", name="Hemtjänst norr").first.click()
    reporter.wait_for_load_state("load")  # the scripts are there, which open a dialog in place of the page
    reporter.locator(".question-mark").click()
    reporter.get_by_label("Ditt svar").fill("Två vakanser.")
    reporter.get_by_role("button", name="Svara").click()
    expect(reporter.get_by_role("dialog").get_by_text("besvarad")).to_be_visible()
    reporter.get_by_role("button", name="Stäng").click()
    expect(reporter.locator(".question-mark [data-put]")).to_have_text("1 fråga")
    assert Question.objects.get().replies.get().text == "Två vakanser."


def test_a_text_has_its_questions_below_it(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    ask_at_section(small, "verksamheten", "hemtjanst", "Berätta mer.")
    page = people(small["reporter"], viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{WORK}kapitel/verksamheten/hemtjanst/")
    page.locator("#redigerare").fill("Det här är inte sparat än.")
    page.get_by_label("Ditt svar").fill("Det gör vi.")
    page.get_by_role("button", name="Svara").click()
    expect(page.get_by_text("besvarad")).to_be_visible()
    expect(page.locator("#redigerare")).to_contain_text("inte sparat")
    assert list_problems_in_both_themes(page) == []
    page.goto(f"{WORK}fragor/")
    assert list_problems_in_both_themes(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
