"""The walk through findings by single keys: reasons, on, back, help, and the keys switched off."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.publishing.services import build_draft_report
from apps.report.models import FindingAnswer
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems_in_both_themes
from tests.web.reporting.test_same_questions import type_all

pytestmark = pytest.mark.browser

WORK = "/rapportera/lillkoping/socialnamnden/2024/t2/"


@pytest.fixture
def page(people: People, small: SmallBoard) -> Page:
    type_all(small)
    opened = people(small["controller"]).new_page()
    opened.goto(f"{WORK}overlamning/")
    opened.get_by_role("link", name="Gå igenom iakttagelserna").press("Enter")
    return opened


def expect_place(page: Page, place: int) -> None:
    """The page of a place is there, and the script that hears the keys with it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(f"^Iakttagelse {place} av"))
    page.wait_for_load_state("load")


def test_the_walk_by_keyboard(page: Page, small: SmallBoard) -> None:
    findings = build_draft_report(small.round).findings
    expect_place(page, 1)
    help_ = page.locator("[data-keys-help]")
    assert help_.get_attribute("open") is None
    page.keyboard.press("?")
    expect(help_).to_have_attribute("open", "")
    assert list_problems_in_both_themes(page) == []
    page.keyboard.press("n")
    expect_place(page, 2)
    page.keyboard.press("p")
    expect_place(page, 1)
    page.keyboard.press("5")
    expect(page.get_by_role("radio", name="Fel i underlaget")).to_be_checked()
    page.keyboard.press("Enter")
    expect_place(page, 2)
    expect(page.get_by_role("status")).to_contain_text("är sparat")
    page.keyboard.press("Enter")  # nothing is chosen, so nothing is sent
    for place in range(2, len(findings) + 1):
        expect_place(page, place)
        page.keyboard.press("1")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Överlämning")
    answers = dict(FindingAnswer.objects.values_list("fingerprint", "reason"))
    assert len(answers) == len(findings)
    assert answers[findings[0].fingerprint] == "source_error"


def test_keys_are_text_in_the_comment_and_can_be_switched_off(page: Page) -> None:
    comment = page.get_by_label("Kommentar")
    comment.press_sequentially("np1?")
    expect(comment).to_have_value("np1?")
    expect_place(page, 1)
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    switch = page.get_by_label("Använd tangenterna")
    switch.uncheck()
    page.keyboard.press("n")
    page.keyboard.press("2")
    expect_place(page, 1)
    expect(page.get_by_role("radio", name="Omorganisation")).not_to_be_checked()
    page.reload()
    page.keyboard.press("n")
    expect_place(page, 1)
