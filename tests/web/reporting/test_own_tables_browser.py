"""A board's own table in the sheet: two cells of one row each by itself, and sums as one types."""

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.own_tables.models import OwnValue
from tests.own_tables.tables import make_fund, make_result_table
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"


def cell(page: Page, row: str, column: str = "prognos") -> Locator:
    return page.locator(f'[data-cell="t:resultattabell:{row}:{column}|value"]')


def write(page: Page, row: str, column: str, text: str) -> None:
    cell(page, row, column).focus()
    page.keyboard.press("Delete")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator(f'td:has(> [data-cell="t:resultattabell:{row}:{column}|value"])')).to_have_attribute(
        "data-state", "saved"
    )


def test_sums_come_as_one_types(people: People, small: SmallBoard) -> None:
    make_result_table(small)
    make_fund(small)
    page = people(small["controller"]).new_page()
    page.goto(HOME + "tabeller/")
    assert list_problems(page) == []
    sums = page.locator('td:has(> [data-cell="t:resultattabell:arets-resultat:prognos|value"]) .cell__sum')
    expect(sums).to_have_count(0)
    write(page, "kommunbidrag", "prognos", "100000")
    write(page, "ovriga-intakter", "prognos", "=4000+500")
    write(page, "kostnader", "prognos", "105000")
    expect(sums).to_have_text("Räknas ut: -500")
    write(page, "kostnader", "utfall", "70000")  # another cell of a row that has been saved in
    write(page, "arets-resultat", "prognos", "-900")
    expect(cell(page, "arets-resultat")).to_have_accessible_description(
        "Delarna blir -500 tkr, här står -900 tkr. Skriv varför under ”Kommentar”, eller töm rutan så kommer summan."
    )
    assert list_problems(page) == []
    page.get_by_role("button", name="Ångra").click()
    expect(sums).to_have_text("Räknas ut: -500")
    said = OwnValue.objects.filter(row__code="kostnader").values_list("column__code", "amount")
    assert dict(said) == {"budget": 104_000_000, "utfall": 70_000_000, "prognos": 105_000_000}
    page.goto(HOME + "tabell-digital-hemtjanst/")
    expect(page.get_by_role("link", name="Digital hemtjänst")).to_have_attribute("aria-current", "page")
    page.set_viewport_size({"width": 390, "height": 844})
    assert list_problems(page) == []
