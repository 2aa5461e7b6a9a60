"""Typing in the sheet as in a spreadsheet: Tab through the rows, sums that tell themselves, contradictions at once."""

import pytest
from playwright.sync_api import Page, expect

from apps.budget.models import OperatingLine
from apps.organisation.models import ServiceArea
from apps.planning import add_area
from tests.small_board import SmallBoard, make_small_board
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_saved

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"


@pytest.fixture
def small(db: None) -> SmallBoard:
    return make_small_board()


def cell(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(f'[data-cell="{name}"]')


def box(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(f'td:has(> [data-cell="{name}"])')


def write(page: Page, name: str, text: str) -> None:
    cell(page, name).fill(text)
    cell(page, name).press("Enter")
    expect(box(page, name)).to_have_attribute("data-state", "saved")


def test_a_sum_tells_itself_and_is_never_typed(people: People, small: SmallBoard) -> None:
    root = ServiceArea.objects.get(board=small.board, code="namnden")
    add_area(by=small["administrator"], board=small.board, name="Ny", kind="unit", parent=root)
    page = people(small["controller"]).new_page()
    page.goto(HOME + "ekonomi/")
    net = "d:ny:net|budget"
    write(page, "d:ny:revenue|budget", "101")
    write(page, "d:ny:cost|budget", "250")
    write(page, "d:ny:cost|actual", "50")
    for _ in range(2):  # while typing, and when the page is opened anew
        expect(cell(page, net)).to_have_value("")
        expect(box(page, net).locator(".cell__sum")).to_have_text("Räknas ut: 149")
        expect(cell(page, net)).to_have_accessible_description("Räknas ut: 149")
        page.reload()
    expect(page.get_by_role("link", name="Tomma 4", exact=True)).to_be_visible()
    write(page, net, "500")
    told = "blir 149 tkr, här står 500 tkr. Skriv varför i fotnoten, eller töm rutan så kommer summan."
    expect(box(page, net)).to_contain_text(told)
    expect(box(page, net).locator(".cell__sum")).to_have_count(0)
    expect(box(page, "d:ny:net|actual").locator(".cell__sum")).to_have_text("Räknas ut: 50")
    looked_at = page.get_by_role("link", name="Att titta på 1")
    expect(looked_at).to_be_visible()
    assert list_problems(page) == []
    page.reload()
    expect(box(page, net)).to_contain_text(told)
    write(page, "d:ny:cost|budget", "601")  # another cell mends it
    expect(box(page, net).locator(".cell__message")).to_have_count(0)
    expect(page.get_by_role("link", name="Att titta på 0")).to_be_visible()
    assert OperatingLine.objects.get(service_area__code="ny", cost_type="net").actual is None


def test_a_typed_sum_is_explained_where_it_is_asked_about(people: People, small: SmallBoard) -> None:
    root = ServiceArea.objects.get(board=small.board, code="namnden")
    add_area(by=small["administrator"], board=small.board, name="Ny", kind="unit", parent=root)
    page = people(small["controller"]).new_page()
    page.goto(HOME + "ekonomi/")
    net = "d:ny:net|budget"
    for name, text in (("revenue", "101"), ("cost", "250"), ("net", "500")):
        write(page, f"d:ny:{name}|budget", text)
    expect(page.get_by_role("link", name="Att titta på 1")).to_be_visible()
    cell(page, net).focus()
    assert list_problems(page) == []
    box(page, net).get_by_role("link", name="Till fotnoten").click()
    footnote = cell(page, "d:ny:net|footnote")
    expect(footnote).to_be_focused()
    footnote.fill("Beslut i december.")
    page.keyboard.press("Escape")
    expect(cell(page, net)).to_be_focused()
    for _ in range(2):  # at once, and when the page is opened anew
        expect(box(page, net)).to_contain_text("blir 149 tkr, här står 500 tkr. Varför står i fotnoten.")
        expect(page.get_by_role("link", name="Att titta på 0")).to_be_visible()
        page.reload()
    cell(page, net).press("Alt+Enter")
    expect(footnote).to_be_focused()
    footnote.fill("")
    page.keyboard.press("Escape")
    expect(box(page, net)).to_contain_text("Skriv varför i fotnoten")
    expect(page.get_by_role("link", name="Att titta på 1")).to_be_visible()


def test_tab_goes_from_row_to_row(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    page.goto(HOME + "ekonomi/")
    first = "d:hemtjanst-norr:revenue"
    cell(page, f"{first}|budget").focus()
    for text in ("1", "2", "3", "4", "5", "6", "7", "8"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    amounts = {"budget": "1", "period_budget": "2", "actual": "3", "forecast": "4"}
    for field, text in amounts.items():
        expect(cell(page, f"{first}|{field}")).to_have_value(text)
        expect(cell(page, f"d:hemtjanst-norr:staff|{field}")).to_have_value(str(int(text) + 4))
    page.keyboard.press("Shift+Tab")
    expect(cell(page, "d:hemtjanst-norr:staff|forecast")).to_be_focused()
    expect_saved(page)


def test_what_stands_behind_a_row_is_reached_as_the_help_says(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    page.goto(HOME + "ekonomi/")
    page.get_by_text("Tangenter").click()
    expect(page.locator(".keys-help")).to_contain_text("mer om raden")
    name = "d:hemtjanst-norr:revenue|actual"
    cell(page, name).press("Alt+Enter")
    expect(page.locator(".row-more__body input").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell(page, name)).to_be_focused()


def test_digits_typed_on_the_sign_of_a_row_land_in_the_row(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    page.goto(HOME + "ekonomi/")
    write(page, "d:hemtjanst-norr:revenue|budget", "7")
    page.get_by_role("button", name="Mer om Intäkter").first.focus()
    page.keyboard.type("42")
    expect(cell(page, "d:hemtjanst-norr:revenue|period_budget")).to_have_value("42")
    expect(cell(page, "d:hemtjanst-norr:revenue|budget")).to_have_value("7")
    page.keyboard.press("Enter")
    expect_saved(page)


def test_a_locked_number_stands_on_its_row_s_line(people: People, small: SmallBoard) -> None:
    page = people(small["controller"], viewport={"width": 1440, "height": 900}).new_page()
    page.goto(HOME + "ekonomi/")
    write(page, "d:hemtjanst-norr:staff|budget", "9000")
    write(page, "d:hemtjanst-norr:staff|forecast", "9100")
    middle = """(one) => { const r = document.createRange(); r.selectNodeContents(one);
        const box = r.getBoundingClientRect(); return box.top + box.height / 2; }"""
    row = page.locator("tr:has([data-cell='d:hemtjanst-norr:staff|budget'])")
    name = row.locator("th span").first.evaluate(middle)
    assert abs(row.locator("[data-field=variance]").evaluate(middle) - name) < 2


def test_a_rating_is_counted_at_the_head_of_its_text(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    page.goto(HOME + "texter/")
    form = page.locator("details.text-form").first
    form.locator("summary").first.click()
    expect(form.locator("[data-filled]")).to_have_text("inget skrivet")
    form.get_by_role("radio", name="uppnått", exact=True).check()
    expect(form.locator("[data-filled]")).to_contain_text("1 av")
    expect_saved(page)
