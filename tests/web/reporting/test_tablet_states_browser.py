"""Every state of a sheet on a tablet, 768 px: axe finds nothing, what is compared with is there, keys reach all of it.

One page goes through the states, so that the browser is started once.
"""

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.entry.services import save_cell
from apps.workflow import handover
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems_in_both_themes
from tests.web.reporting.save_bar import expect_saved
from tests.web.reporting.test_sheet_selection_browser import cell, paste

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
TABLET = {"width": 768, "height": 1024}
BUDGET, ACTUAL = "d:ifo:staff|budget", "d:ifo:staff|actual"
# The reached cell, and how much of it lies behind the row's name or outside the sheet's own box.
HIDDEN_PART = """() => {
    const cell = document.activeElement.getBoundingClientRect();
    const box = document.querySelector(".sheet").getBoundingClientRect();
    const name = document.activeElement.closest("tr").querySelector("th").getBoundingClientRect();
    return Math.round(Math.max(name.right - cell.left, cell.right - box.right, box.top - cell.top, 0));
}"""


def test_axe_finds_nothing_in_any_state(people: People, small: SmallBoard) -> None:
    found: dict[str, list[str]] = {}
    page = people(small["controller"], viewport=TABLET).new_page()

    def look(state: str) -> None:
        found[state] = list_problems_in_both_themes(page)

    page.goto(HOME + "ekonomi/")
    expect(page.locator("[data-live]")).to_be_attached()
    look("empty")
    cell(page, BUDGET).fill("100")
    cell(page, BUDGET).press("Enter")
    expect_saved(page)
    look("typed")
    cell(page, BUDGET).focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[data-chosen]")).to_have_count(2)
    look("range")
    page.keyboard.press("Escape")
    cell(page, BUDGET).focus()
    paste(page, BUDGET, "Rad\tSlag\tUtfall\r\nPersonal\t\t10\r\n")
    expect(page.get_by_role("dialog")).to_contain_text("Flera rader heter så.")
    look("pasted with questions")
    page.keyboard.press("Escape")
    cell(page, ACTUAL).fill("1.234")
    cell(page, ACTUAL).press("Enter")
    expect(cell(page, ACTUAL)).to_have_attribute("aria-invalid", "true")
    look("invalid")
    page.get_by_role("link", name="Att titta på").press("Enter")
    look("filtered")
    look_at_clash(page, people, small)
    look("clash")
    page.get_by_role("button", name="Välj svar").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    look("dialog")
    handover.submit_round(round_=small.round, by=small["controller"], reason="Nu.")
    page.goto(HOME + "ekonomi/")
    look("locked")
    handover.return_round(round_=small.round, by=small["head"], reason="Skriv varför.")
    page.goto(HOME + "texter/?del=kommentarer")
    expect(page.locator(".banner")).to_contain_text("Skriv varför.")
    look("returned")
    assert {state: problems for state, problems in found.items() if problems} == {}


def look_at_clash(page: Page, people: People, small: SmallBoard) -> None:
    """Another has written in the cell meanwhile."""
    page.goto(HOME + "ekonomi/")
    second = User.objects.create_user("other@demo.example", name="Karin Ek")
    second.memberships.create(board=small.board, role="controller")
    key, field = ACTUAL.split("|")
    save_cell(round_=small.round, key=key, field=field, raw="40", version=None, by=second)
    cell(page, ACTUAL).fill("41")
    cell(page, ACTUAL).press("Enter")
    expect(page.get_by_role("button", name="Välj svar")).to_be_visible()


def test_what_is_compared_with_is_there_and_every_cell_comes_into_view(people: People, small: SmallBoard) -> None:
    page = people(small["controller"], viewport=TABLET).new_page()
    page.goto(HOME + "ekonomi/")
    expect(page.locator("[data-live]")).to_be_attached()
    row = page.locator("tr").filter(has=cell(page, BUDGET))
    expect(row.locator("td.reference", has_text="9\u00a0000").first).to_be_visible()
    assert row.locator("td.reference").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 14
    cell(page, BUDGET).focus()
    fields = row.locator("input")
    for place in [*range(fields.count()), *reversed(range(fields.count()))]:
        fields.nth(place).focus()
        assert page.evaluate(HIDDEN_PART) <= 1, place
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
