"""The way into a sheet: by keyboard straight to the first cell."""

import pytest
from playwright.sync_api import Page, expect

from apps.entry.services import save_cell
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
SHEETS = ("indikatorer/", "ekonomi/", "investeringar/", "intern-kontroll/")


def to_first_cell(page: Page) -> None:
    """Two Tabs from the top and Enter."""
    link = page.get_by_role("link", name="Till första cellen")
    expect(link).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("part", SHEETS)
def test_the_first_cell_is_two_tabs_away(people: People, small: SmallBoard, part: str, script: bool) -> None:
    page = people(small["controller"], java_script_enabled=script).new_page()
    page.goto(HOME + part)
    to_first_cell(page)
    first = page.locator(".sheet .entry").locator("input, select").first
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_first_cell_is_one_that_is_seen(people: People, small: SmallBoard, script: bool) -> None:
    """Of the rows that are chosen, whether in the address or afterwards; also a cell of which something is said."""
    filled, wrong = "u:nojdhet:namnden:T", "u:nojdhet:namnden:K"
    for key, raw in ((filled, "88"), (wrong, "1.234")):
        save_cell(round_=small.round, key=key, field="value", raw=raw, version=0, by=small["controller"])
    page = people(small["controller"], java_script_enabled=script).new_page()
    page.goto(HOME + "indikatorer/" + ("" if script else "?visa=varning"))
    if script:
        page.get_by_role("link", name="Att titta på").click()
        expect(page.locator("tr[data-key]:visible")).to_have_count(1)
        page.get_by_role("link", name="Till första cellen").press("Enter")
    else:
        to_first_cell(page)
    expect(page.locator(f'[name="{wrong}|value"]')).to_be_focused()


def test_nothing_to_type_in_is_not_led_to(people: People, small: SmallBoard) -> None:
    page = people(small["head"]).new_page()
    page.goto(HOME + "indikatorer/")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_attached()
    expect(page.get_by_role("link", name="Till första cellen")).to_have_count(0)
