"""Several cells chosen together, as in a spreadsheet: copied with names, filled, emptied, undone and done again."""

import pytest
from playwright.sync_api import Page, expect

from apps.budget.models import OperatingLine
from apps.organisation.models import Board
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_saved
from tests.web.reporting.test_sheet_selection_browser import cell, paste

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
COPY = """() => {
    const data = new DataTransfer();
    const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
    return Object.fromEntries([...data.types].map((type) => [type, data.getData(type)]));
}"""


@pytest.fixture
def page(people: People, small: SmallBoard) -> Page:
    found = people(small["controller"], viewport={"width": 1440, "height": 900}).new_page()
    found.goto(HOME + "ekonomi/")
    return found


def type_amounts(page: Page, *amounts: str) -> None:
    """Into the staff row of one area, from its budget on."""
    for field, amount in zip(("budget", "period_budget", "actual"), amounts, strict=False):
        cell(page, f"d:ifo:staff|{field}").fill(amount)
    cell(page, "d:ifo:staff|budget").focus()
    expect_saved(page)


def count_chosen(page: Page) -> int:
    return page.locator("[data-chosen]").count()


def stored(kind: str, field: str = "budget") -> int | None:
    line = OperatingLine.objects.filter(service_area__code="ifo", cost_type=kind, year=2024, tertial=2).first()
    amount: int | None = getattr(line, field, None)
    return amount


def test_a_range_is_chosen_copied_filled_emptied_undone_and_done_again(page: Page, small: SmallBoard) -> None:
    type_amounts(page, "100", "60", "55")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    assert count_chosen(page) == 4
    assert list_problems(page) == []
    copied = page.evaluate(COPY)
    lines = [line.split("\t") for line in copied["text/plain"].split("\r\n")]
    assert lines[0] == ["Rubrik", "Verksamhet", "Gäller", "Budget T2 2024 tkr", "Periodbudget T2 2024 tkr"]
    assert lines[1] == ["Individ och familj", "Personal", "", "100", "60"]
    assert copied["text/x-namndkollen"].split("\r\n")[0] == "100\t60"
    assert "<td>Personal</td>" in copied["text/html"]

    page.keyboard.press("Control+d")
    expect_saved(page)
    filled = OperatingLine.objects.filter(service_area__code="ifo", year=2024, tertial=2, budget=100_000)
    assert filled.count() == 2
    page.keyboard.press("Control+z")
    expect_saved(page)
    assert filled.count() == 1
    page.keyboard.press("Control+y")
    expect_saved(page)
    assert filled.count() == 2

    cell(page, "d:ifo:staff|budget").focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    expect_saved(page)
    assert filled.count() == 0
    page.get_by_role("button", name="Ångra").click()
    expect_saved(page)
    assert filled.count() == 2


def test_a_click_with_shift_chooses_and_anything_else_lets_go(page: Page) -> None:
    type_amounts(page, "100")
    cell(page, "d:ifo:staff|actual").click(modifiers=["Shift"])
    assert count_chosen(page) == 3
    expect(cell(page, "d:ifo:staff|budget")).to_be_focused()
    page.keyboard.press("Escape")
    assert count_chosen(page) == 0
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowDown")
    assert count_chosen(page) == 0
    expect_saved(page)


def test_last_tertials_figure_is_put_in_by_keys(page: Page) -> None:
    last = cell(page, "d:ifo:staff|actual")
    row = last.locator("xpath=ancestor::tr")
    shown = row.locator("td.reference").all_inner_texts()
    last.focus()
    page.keyboard.press("Control+Shift+d")
    if not any(text.strip() for text in shown):
        pytest.fail(f"the small board has no figure of last tertial in this row: {shown}")
    expect_saved(page)
    assert last.input_value() in [text.strip() for text in shown]


def test_a_search_leaves_the_rows_of_that_name_and_a_block_goes_into_those(page: Page) -> None:
    page.get_by_label("Sök rad").fill("personal INDIVID")
    shown = page.locator("tr[data-key]:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-key", "d:ifo:staff")
    assert list_problems(page) == []
    page.get_by_label("Sök rad").fill("finns inte")
    expect(page.locator("[data-nothing-shown]")).to_be_visible()
    page.get_by_label("Sök rad").fill("personal")
    cell(page, "d:ifo:staff|budget").focus()
    page.get_by_label("Sök rad").fill("")
    assert page.locator("tr[data-key]:visible").count() > 10


def test_lines_with_names_are_placed_by_a_person_where_the_name_says_too_little(page: Page) -> None:
    cell(page, "d:ifo:staff|budget").focus()
    paste(page, "d:ifo:staff|budget", "Rad\tSlag\tUtfall\r\nPersonal\t\t10\r\nIndivid och familj\tPersonal\t5\r\n")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Flera rader heter så.")
    assert list_problems(page) == []
    dialog.get_by_label("Personal").select_option(label="Hemtjänst norr, Personal")
    dialog.get_by_role("button", name="Klistra in 2 celler").click()
    expect(page.locator("[data-pasted]")).to_have_count(2)  # what was said before the paste is no answer to it
    expect_saved(page)
    assert stored("staff", "actual") == 5_000
    other = OperatingLine.objects.get(service_area__code="hemtjanst-norr", cost_type="staff", year=2024, tertial=2)
    assert other.actual == 10_000


def test_the_sign_rule_is_said_and_the_writer_has_the_last_word(page: Page, small: SmallBoard) -> None:
    Board.objects.filter(pk=small.board.pk).update(amount_sign="cost_negative")
    page.reload()
    cell(page, "d:ifo:staff|budget").focus()
    paste(page, "d:ifo:staff|budget", "-900\t-800\r\n")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("och blocket lästes så: 2 belopp har bytt tecken.")
    assert list_problems(page) == []
    dialog.get_by_role("button", name="Läs beloppen som de står").click()
    expect(dialog).to_contain_text("Beloppen här lästes ändå som de står.")
    dialog.get_by_role("button", name="Läs enligt teckenregeln").click()
    expect(dialog).to_contain_text("2 belopp har bytt tecken.")
    dialog.get_by_role("button", name="Klistra in 2 celler").click()
    expect(page.locator("[data-pasted]")).to_have_count(2)  # what was said before the paste is no answer to it
    expect_saved(page)
    assert stored("staff", "budget") == 900_000
