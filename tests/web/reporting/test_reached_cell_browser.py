"""A cell that is reached is seen: neither the bar at the foot nor the head of the sheet lies over it.

On screens that are touched, since the bar is high there: its words and its buttons wrap.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People

pytestmark = pytest.mark.browser

ADDRESS = "/rapportera/lillkoping/socialnamnden/2024/t2/ekonomi/"
SCREENS = {"phone": (390, 844), "tablet": (768, 1024), "tablet on its side": (1180, 820)}
CELLS = ".entry > :is(input, select)"
# What lies over the corners of the reached cell, if anything does.
COVERED = """cells => {
    const cell = document.activeElement;
    if (!cell.matches(cells)) return [];
    const { left, right, top, bottom } = cell.getBoundingClientRect();
    return [top + 3, bottom - 3].flatMap((y) => [left + 6, right - 6].map((x) => document.elementFromPoint(x, y)))
        .filter((on) => !cell.parentElement.contains(on))
        .map((on) => `${cell.name} lies behind ${on?.className || on?.localName || "the window's edge"}`);
}"""
# The cell is brought a little behind the bar, and the part of it that is seen is told.
PUT_BEHIND_BAR = """cell => {
    cell.scrollIntoView({ block: "center" });
    const bar = document.querySelector(".save-bar").getBoundingClientRect();
    window.scrollBy({ top: cell.getBoundingClientRect().top + 38 - bar.top, behavior: "instant" });
    const { left, top, width } = cell.getBoundingClientRect();
    return [left + width / 2, top + 6];
}"""


def walk(page: Page, key: str, count: int) -> list[str]:
    """What lies over the cells that the key leads to."""
    found: list[str] = []
    for _ in range(count):
        page.keyboard.press(key)
        found += page.evaluate(COVERED, CELLS)
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_a_cell_that_is_walked_or_tapped_to_lies_behind_nothing(people: People, small: SmallBoard, screen: str) -> None:
    width, height = SCREENS[screen]
    window = {"width": width, "height": height}
    page = people(small["controller"], viewport=window, has_touch=True, is_mobile=True).new_page()
    page.goto(ADDRESS)
    expect(page.locator("[data-live]")).to_be_attached()
    assert page.evaluate("innerWidth") == width
    page.locator(CELLS).first.focus()
    for text in ("inte ett tal", "12"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator("[data-bar-text]")).to_contain_text("går inte att läsa")  # and the bar is at its highest
    found = {key: walk(page, key, 25) for key in ("Enter", "Shift+Enter", "Tab", "Shift+Tab")}
    assert {key: covered for key, covered in found.items() if covered} == {}

    if screen == "phone":
        cell = page.locator(CELLS).nth(9)
        page.touchscreen.tap(*cell.evaluate(PUT_BEHIND_BAR))
        expect(cell).to_be_focused()
        page.wait_for_function(f"cells => !({COVERED})(cells).length", arg=CELLS)
