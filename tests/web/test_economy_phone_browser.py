"""The economy page on a phone: two lines an area, the rest a tap away, with and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.axe import EVERYTHING
from tests.web.test_browser import _leave_no_connection, context_of, find_violations

__all__ = ["_leave_no_connection"]

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reports")]

KUNGSBACKA = "/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/ekonomi/"
KALMAR = "/kalmar/socialnamnden/2020/t3/ekonomi/"
# Pixels at 390 wide, as drawn on 28 November 2026 and a little more. Lower it when the page gets shorter.
HEIGHTS = {
    KUNGSBACKA: 6_220,
    KALMAR: 5_100,
    "/herrljunga/socialnamnden/2021/t3/ekonomi/": 5_970,
    "/harryda/socialnamnden/2023/t2/ekonomi/": 5_200,
}
# Each row of the tree that is seen: how many lines its name and its amounts take, and what it says.
ROWS = """() => [...document.querySelectorAll("table.tree tbody tr[data-key]")]
    .filter((row) => row.checkVisibility())
    .map((row) => {
        const lines = (parts) => new Set(parts.map((part) => Math.round(part.getBoundingClientRect().top / 8))).size;
        const name = row.querySelector(".tree__name");
        return {
            names: name.getClientRects().length,
            amounts: lines([...row.querySelectorAll("td")].filter((cell) => cell.checkVisibility())),
            height: row.getBoundingClientRect().height,
            text: row.innerText,
        };
    })"""


def open_phone(chromium: Browser, **options: bool) -> Iterator[Page]:
    context = context_of(chromium, viewport={"width": 390, "height": 844}, **options)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    yield from open_phone(chromium)


@pytest.fixture
def scriptless(chromium: Browser) -> Iterator[Page]:
    yield from open_phone(chromium, java_script_enabled=False)


@pytest.mark.parametrize("address", HEIGHTS)
def test_the_page_is_no_longer_than_it_was(phone: Page, address: str) -> None:
    phone.goto(address, wait_until="load")
    assert phone.evaluate("document.documentElement.scrollHeight") <= HEIGHTS[address]


def test_an_area_is_its_name_and_a_line_of_variances(phone: Page) -> None:
    for address in (KUNGSBACKA, f"{KUNGSBACKA}?mot=ifjol"):
        phone.goto(address, wait_until="load")
        rows = phone.evaluate(ROWS)
        assert len(rows) == 8
        for row in rows:
            assert (row["names"], row["amounts"]) == (1, 1), row
            assert row["height"] < 60, row
            assert "överskott" in row["text"] or "underskott" in row["text"]


def test_the_rest_opens_by_keyboard(phone: Page) -> None:
    phone.goto(KUNGSBACKA, wait_until="load")
    more = phone.locator("table.tree tr.row-more").first
    assert not more.get_by_text("Utfall", exact=True).is_visible()
    more.locator("summary").focus()
    phone.keyboard.press("Enter")
    assert more.get_by_text("Utfall", exact=True).is_visible()
    assert more.get_by_text("Orsak", exact=True).is_visible()
    phone.keyboard.press("Enter")
    assert not more.get_by_text("Utfall", exact=True).is_visible()


def test_a_tap_on_the_row_opens_it_without_script(scriptless: Page) -> None:
    """The finger meets the name, which the summary lies over."""
    scriptless.goto(KUNGSBACKA, wait_until="load")
    assert scriptless.locator("table.tree tbody tr[data-key]:visible").count() == 16
    first = scriptless.locator("table.tree .tree__name").first
    first.scroll_into_view_if_needed()
    name = first.bounding_box()
    assert name is not None
    scriptless.mouse.click(name["x"] + name["width"] / 2, name["y"] + name["height"] / 2)
    assert scriptless.locator("table.tree tr.row-more").first.get_by_text("Utfall", exact=True).is_visible()


def test_what_is_closed_can_be_found_and_the_cause_is_printed(phone: Page) -> None:
    """A browser looks for words in closed details, not in what a style has put away; paper shows them."""
    phone.goto(KUNGSBACKA, wait_until="load")
    figures = phone.locator("table.tree dl.row-more__figures").first
    assert figures.evaluate("(list) => getComputedStyle(list).display") == "grid"
    cause = phone.locator("table.tree .comment").first
    seen = "(text) => text.checkVisibility()"
    assert not cause.evaluate(seen)
    phone.emulate_media(media="print")
    assert cause.evaluate(seen)
    assert phone.locator("table.tree td[data-field=actual]").first.is_visible()


def test_axe_finds_nothing_in_what_is_opened(phone: Page) -> None:
    phone.goto(f"{KUNGSBACKA}?mot=ifjol", wait_until="load")
    phone.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert find_violations(phone, EVERYTHING) == []


def test_a_screen_reader_hears_the_level(phone: Page) -> None:
    phone.goto(KALMAR + "#verksamhet-bof-levnadsvillkor-institutionsvard", wait_until="load")
    row = phone.locator("tr[data-key='bof-levnadsvillkor-institutionsvard'] th")
    assert "nivå 3" in (row.text_content() or "")
    deep, top = row.bounding_box(), phone.locator("tr[data-key='barn-familj'] th").bounding_box()
    assert deep is not None
    assert top is not None
    assert deep["x"] > top["x"]


def test_a_link_to_a_cause_opens_it(phone: Page) -> None:
    phone.goto(KUNGSBACKA, wait_until="load")
    link = phone.locator("#kommentarer ~ p a[href^='#verksamhet-']").last
    name = link.inner_text()
    link.click()
    opened = phone.locator("table.tree details[open]")
    expect(opened).to_have_count(1)  # the browser tells the script of a new hash in a turn of its own
    assert name in opened.inner_text()


def test_an_areas_earlier_variances_are_seen(phone: Page) -> None:
    """Every amount with its word, beside the period and within the window."""
    phone.goto("/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/verksamhet/daglig-verksamhet/")
    amounts = phone.locator("table.series .variance")
    assert amounts.count() > 0
    edges = amounts.evaluate_all(
        "(all) => all.map((one) => one.checkVisibility() && one.getBoundingClientRect().right)"
    )
    assert all(edge and edge <= 390 for edge in edges)
