"""The board over time in Chromium: for everyone, at every width, and the latest period first in sight on a phone."""

import pytest
from playwright.sync_api import Page

from tests.web.axe import EVERYTHING
from tests.web.over_time_board import PAGE, REPORTED, make_board
from tests.web.reporting.conftest import People, people, site
from tests.web.test_browser import CONTRAST, find_violations, open_all

__all__ = ["people", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (320, 390, 768, 1280)
# Where the latest period stands in its box before anyone has scrolled, and the name of the row after scrolling back.
LATEST = """(box) => {
    const edge = box.getBoundingClientRect();
    const head = box.querySelector("thead th:last-child").getBoundingClientRect();
    box.scrollLeft = -box.scrollWidth;
    const name = box.querySelector("tbody th").getBoundingClientRect();
    const first = box.querySelector("thead th:nth-child(2)").getBoundingClientRect();
    return [head.right <= edge.right + 1, Math.abs(name.left - edge.left) < 1, first.left >= name.right - 1];
}"""


def find_spill(page: Page) -> dict[int, int]:
    spill = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        spill[width] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return spill


def test_the_page_is_for_everyone(people: People) -> None:
    make_board(*REPORTED)
    faults: list[str] = []
    page = people(reduced_motion="reduce", viewport={"width": 320, "height": 640}).new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(PAGE, wait_until="load")
    assert page.locator(".over-time-box").first.evaluate(LATEST) == [True, True, True]
    open_all(page)
    faults += find_violations(page, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    faults += find_violations(page, CONTRAST)
    assert faults == []
    assert page.locator("[data-chart] .drawing:visible").count() >= 4
    assert {width: pixels for width, pixels in find_spill(page).items() if pixels > 0} == {}
