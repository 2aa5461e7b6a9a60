"""A sheet is ordered at its headings, by click and by keyboard, and what is typed stays where it is until then."""

import pytest
from playwright.sync_api import Page, expect

from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_saved
from tests.web.reporting.test_sheet_selection_browser import cell, paste, stored

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/ekonomi/"
KEYS = "all => all.filter(one => one.dataset.key?.includes(':ifo:')).map(one => one.dataset.key.split(':')[2])"


def list_kinds(page: Page) -> list[str]:
    kinds: list[str] = page.locator(".sheet tr").evaluate_all(KEYS)
    return [kind for kind in kinds if kind not in ("cost", "net")]


def test_the_rows_are_ordered_at_a_heading_and_back(people: People, small: SmallBoard) -> None:
    page = people(small["controller"], viewport={"width": 1440, "height": 900}).new_page()
    page.goto(HOME)
    own = list_kinds(page)
    for kind, amount in (("staff", "5"), ("premises", "70"), ("revenue", "30")):
        cell(page, f"d:ifo:{kind}|actual").fill(amount)
    cell(page, "d:ifo:staff|budget").focus()
    expect_saved(page)
    assert list_kinds(page) == own

    heading = page.locator("#k-actual a")
    heading.press("Enter")
    expect(page.locator("#k-actual")).to_have_attribute("aria-sort", "descending")
    expect(heading).to_be_focused()
    assert list_kinds(page)[:3] == ["premises", "revenue", "staff"]
    assert "ordning=-actual" in page.url
    assert list_problems(page) == []

    cell(page, "d:ifo:premises|actual").focus()
    paste(page, "d:ifo:premises|actual", "11\r\n12\r\n")
    page.get_by_role("dialog").get_by_role("button", name="Klistra in 2 celler").click()
    expect(page.locator("[data-pasted]")).to_have_count(2)  # what was said before the paste is no answer to it
    expect_saved(page)
    assert (stored("premises"), stored("revenue")) == (11_000, 12_000)
    assert list_kinds(page)[:3] == ["premises", "revenue", "staff"]

    heading.click()
    expect(page.locator("#k-actual")).to_have_attribute("aria-sort", "ascending")
    assert list_kinds(page)[:3] == ["staff", "premises", "revenue"]
    page.get_by_role("link", name="Rapportens ordning").click()
    assert list_kinds(page) == own
    assert page.locator("[aria-sort]").count() == 0

    page.goto(HOME + "?ordning=-actual")
    assert list_kinds(page)[:3] == ["revenue", "premises", "staff"]
    page.locator("#k-actual a").click()
    page.wait_for_url("**/?*ordning=actual")
    assert list_kinds(page)[:3] == ["staff", "premises", "revenue"]
