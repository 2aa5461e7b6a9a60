"""However one comes to a cell, what stands there is selected: what is typed replaces it and is never added to it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.budget.models import OperatingLine
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_answered, expect_saved

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
STAFF, REVENUE = "d:ifo:staff", "d:ifo:revenue"
PASTE = """([element, text]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    if (element.dispatchEvent(event)) document.execCommand("insertText", false, text.trim());
}"""
SELECTED = "one => one.value.slice(one.selectionStart, one.selectionEnd)"


@pytest.fixture
def page(people: People, small: SmallBoard) -> Page:
    found = people(small["controller"]).new_page()
    found.goto(HOME + "ekonomi/")
    return found


def cell(page: Page, name: str) -> Locator:
    return page.locator(f'[data-cell="{name}"]')


def paste(page: Page, name: str, text: str) -> None:
    """As a person does it in the cell that has the focus: the browser writes it where the caret is, unless we do."""
    page.evaluate(PASTE, [cell(page, name).element_handle(), text])


def is_reached(page: Page, name: str, text: str) -> None:
    """The cell has the focus, with all that stands in it selected."""
    expect(cell(page, name)).to_be_focused()
    expect(cell(page, name)).to_have_value(text)
    assert cell(page, name).evaluate(SELECTED) == text


def stored(kind: str, field: str = "actual") -> int | None:
    line = OperatingLine.objects.get(service_area__code="ifo", cost_type=kind, year=2024, tertial=2)
    amount: int | None = getattr(line, field)
    return amount


def test_what_was_pasted_is_replaced_by_what_is_typed(page: Page) -> None:
    name = f"{STAFF}|actual"
    cell(page, name).focus()
    paste(page, name, "111\r\n")
    is_reached(page, name, "111")
    expect(page.locator("[data-pasted]")).to_have_count(1)
    assert list_problems(page) == []
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator("[data-pasted]")).to_have_count(0)
    expect_saved(page)
    assert stored("staff") == 5_000


def test_a_pasted_amount_stays_selected_when_the_server_writes_it_its_own_way(page: Page) -> None:
    name = f"{STAFF}|actual"
    cell(page, name).click()
    paste(page, name, "11111")
    expect_saved(page)
    is_reached(page, name, "11\u00a0111")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect_saved(page)
    assert stored("staff") == 7_000


def test_a_pasted_block_is_marked_and_its_first_cell_reached(page: Page) -> None:
    name = f"{REVENUE}|actual"
    cell(page, name).focus()
    paste(page, name, "1\t2\n3\t4")
    page.get_by_role("dialog").get_by_role("button", name="Klistra in 4 celler").click()
    is_reached(page, name, "1")
    expect(page.locator("[data-pasted]")).to_have_count(4)
    expect_saved(page)
    is_reached(page, name, "1")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(page.locator("[data-pasted]")).to_have_count(0)
    expect_saved(page)
    assert [stored("revenue"), stored("staff")] == [9_000, 3_000]


def test_what_is_pasted_inside_a_text_goes_in_where_the_caret_is(page: Page) -> None:
    name = f"{STAFF}|actual"
    cell(page, name).fill("20")
    page.keyboard.press("Enter")
    cell(page, name).focus()
    page.keyboard.press("F2")
    paste(page, name, "24")
    expect(cell(page, name)).to_have_value("2024")
    page.keyboard.press("Enter")
    expect_saved(page)


def test_however_one_comes_to_a_cell_its_text_is_selected(page: Page) -> None:
    name, below = f"{STAFF}|actual", f"{STAFF}|forecast"
    cell(page, name).fill("1234")
    page.keyboard.press("Tab")
    expect_saved(page)
    text = "1\u00a0234"
    cell(page, name).click()
    is_reached(page, name, text)
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    is_reached(page, name, text)
    page.keyboard.type("9")  # what was begun is let go of
    page.keyboard.press("Escape")
    is_reached(page, name, text)
    page.keyboard.type("77")
    page.evaluate("window.dispatchEvent(new Event('blur')); window.dispatchEvent(new Event('focus'))")
    is_reached(page, name, "77")  # back in the window
    page.keyboard.press("Tab")
    expect_saved(page)
    cell(page, below).focus()
    page.get_by_role("button", name="Ångra").click()
    is_reached(page, name, text)
    expect_saved(page)
    is_reached(page, name, text)


def test_kronor_that_look_like_thousands_survive_undo_and_fill_down(page: Page) -> None:
    above, below = f"{REVENUE}|actual", f"{STAFF}|actual"
    cell(page, above).fill("345 678 kr")
    cell(page, above).press("Enter")
    expect(cell(page, above)).to_have_value("345,678")
    expect_saved(page)
    cell(page, above).fill("5")
    cell(page, above).press("Enter")
    expect_saved(page)
    page.get_by_role("button", name="Ångra").click()
    expect(cell(page, above)).to_have_value("345,678")
    expect_saved(page)
    assert stored("revenue") == 345_678
    cell(page, below).focus()
    page.keyboard.press("Control+d")
    expect(cell(page, below)).to_have_value("345,678")
    expect_saved(page)
    assert stored("staff") == 345_678


def test_enter_on_the_last_row_reaches_the_cell_anew(page: Page) -> None:
    name = page.locator(".num.entry > input").evaluate_all("all => all.map(one => one.name)")[-1]
    cell(page, name).fill("12345")
    page.keyboard.press("Enter")
    expect_saved(page)
    is_reached(page, name, "12\u00a0345")


def test_after_a_choice_between_two_answers_the_cell_is_reached(people: People, small: SmallBoard) -> None:
    second = User.objects.create_user("other@demo.example", name="Karin Ek")
    second.memberships.create(board=small.board, role="controller")
    mine, theirs = (people(who).new_page() for who in (small["controller"], second))
    name = f"{STAFF}|actual"
    for page in (mine, theirs):
        page.goto(HOME + "ekonomi/")
    for page, text in ((theirs, "40"), (mine, "41")):
        cell(page, name).fill(text)
        cell(page, name).press("Enter")
        expect(cell(page, name)).to_have_value(text)
        expect_answered(page)
    mine.get_by_role("button", name="Välj svar").click()
    mine.get_by_role("dialog").get_by_label("40").check()
    mine.get_by_role("dialog").get_by_role("button", name="Spara mitt val").click()
    is_reached(mine, name, "40")
    expect_saved(mine)
    is_reached(mine, name, "40")
