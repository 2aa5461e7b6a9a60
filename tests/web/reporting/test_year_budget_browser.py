"""The year's budget in the sheet: it stands lighter, becomes the row's own when typed, and comes back when emptied."""

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.budget.models import OperatingLine
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_saved

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
NAME = "d:ifo:staff|budget"


def cell(page: Page, name: str = NAME) -> Locator:
    return page.locator(f'[data-cell="{name}"]')


def is_from_t1(page: Page) -> None:
    expect(cell(page)).to_have_value("")
    expect(cell(page)).to_have_attribute("placeholder", "9\u00a0000")
    expect(cell(page)).to_have_accessible_description("från T1")


def own(small: SmallBoard) -> list[int | None]:
    lines = OperatingLine.objects.filter(board=small.board, service_area__code="ifo", cost_type="staff", tertial=2)
    return [line.budget for line in lines]


def write(page: Page, text: str) -> None:
    cell(page).focus()
    page.keyboard.press("Delete")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator('td:has(> [data-cell="d:ifo:staff|budget"])')).to_have_attribute("data-state", "saved")


def test_typed_it_is_the_rows_own_and_emptied_the_years_again(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    page.goto(HOME + "ekonomi/")
    is_from_t1(page)
    assert list_problems(page) == []
    expect(page.locator("a[data-filter=tomma]")).to_have_text("Tomma 4")  # its actual is still to come
    total = page.locator("tr[data-row='d:namnden:net'] [data-field=budget]")
    expect(total).to_have_text("16\u00a0000")
    write(page, "9500")
    expect(cell(page)).to_have_value("9\u00a0500")
    expect(page.locator(f'td:has(> [data-cell="{NAME}"]) .cell__from')).to_have_count(0)
    expect(total).to_have_text("16\u00a0500")
    assert own(small) == [9_500_000]
    write(page, "")
    is_from_t1(page)
    expect(total).to_have_text("16\u00a0000")
    assert own(small) == []
    write(page, "9000")  # the same amount, laid in anew
    assert own(small) == [9_000_000]
    page.get_by_role("button", name="Ångra").click()
    expect_saved(page)
    is_from_t1(page)
    assert own(small) == []


def test_a_reader_is_shown_where_it_is_from(people: People, small: SmallBoard) -> None:
    page = people(small["head"]).new_page()
    page.goto(HOME + "ekonomi/")
    row = page.locator("tr").filter(has=page.get_by_role("rowheader", name="Personal")).last
    expect(row.locator("[data-field=budget]")).to_contain_text("9\u00a0000")
    expect(row.locator("[data-field=budget]")).to_contain_text("från T1")
    assert list_problems(page) == []
