"""A report on paper: nothing is hidden or cut off, the drawings stand in dark ink, and each page tells its address."""

from collections.abc import Iterator

import pytest
from django.test import Client
from lxml import html
from playwright.sync_api import Browser, Page

from tests.web import test_browser
from tests.web.test_browser import HERRLJUNGA, KALMAR, context_of

__all__ = ["_leave_no_connection"]
_leave_no_connection = test_browser._leave_no_connection
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reports")]

# Of an A4 sheet, in CSS pixels: the whole width, and what @page in print.css leaves of it.
SHEET, COLUMN = 794, 672
PAGES = {
    "board": KALMAR,
    "goals": KALMAR + "mal/",
    "indicators": HERRLJUNGA + "indikator/",
    "indicator": HERRLJUNGA + "indikator/arbetad-tid-timanstallda/",
    "economy": HERRLJUNGA + "ekonomi/",
    "economy of five periods": "/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/ekonomi/",
    "internal control": KALMAR + "intern-kontroll/",
    "presentation": KALMAR + "visa/",
}
PREPARE = f"""() => {{
  document.body.style.width = "{COLUMN}px";
  window.dispatchEvent(new Event("beforeprint"));
}}"""
FIND_LOST_FIGURES = """(width) => [...document.querySelectorAll("main td, main tbody th")]
  .filter((cell) => cell.textContent.trim())
  .filter((cell) => !cell.closest(".row-more--figures"))  // what a phone opens stands in the row itself
  .filter((cell) => {
    const box = cell.getBoundingClientRect();
    return !cell.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      || box.width < 1 || box.left < -1 || box.right > width + 1;
  })
  .map((cell) => cell.textContent.trim())"""
FIND_CUT = """() => [...document.querySelectorAll("main *")]
  .filter((one) => one.checkVisibility() && !one.closest("svg") && getComputedStyle(one).position !== "absolute")
  .filter((one) => getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""
CLOSED = "main details:not([open], .take-along *) > :not(summary, .row-more__figures, .row-more__note)"
# From 0, black, to 255.
READ_INK = """(texts) => texts.map((text) =>
  Math.max(...getComputedStyle(text).fill.match(/[0-9.]+/g).slice(0, 3).map(Number)))"""


@pytest.fixture
def paper(chromium: Browser) -> Iterator[Page]:
    """A reader in dark mode, who prints."""
    context = context_of(chromium, viewport={"width": SHEET, "height": 900}, color_scheme="dark")
    page = context.new_page()
    page.emulate_media(media="print")
    yield page
    context.close()


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_no_figure_is_lost_on_paper(paper: Page, address: str) -> None:
    paper.goto(address, wait_until="load")
    paper.evaluate(PREPARE)
    assert paper.evaluate(FIND_LOST_FIGURES, COLUMN) == []
    assert paper.evaluate(FIND_CUT) == []
    assert paper.evaluate("document.documentElement.scrollWidth") <= SHEET
    closed = paper.locator(
        "main details:not([open], .take-along *) > :not(summary, .row-more__figures, .row-more__note)"
    )
    assert closed.evaluate_all("(parts) => parts.every((part) => part.getBoundingClientRect().height > 0)")


@pytest.mark.parametrize("address", [KALMAR + "ekonomi/", HERRLJUNGA + "indikator/arbetad-tid-timanstallda/"])
def test_a_chart_is_drawn_in_dark_ink_whether_it_was_live_or_not(paper: Page, address: str) -> None:
    paper.emulate_media(media="screen")
    paper.goto(address, wait_until="load")
    paper.locator("[data-chart]").scroll_into_view_if_needed()
    paper.locator(".chart--live").wait_for()
    paper.emulate_media(media="print")
    drawing = paper.locator(".chart .drawing:visible")
    assert drawing.count() == 1
    assert max(drawing.locator("text").evaluate_all(READ_INK)) < 90
    assert not paper.locator(".chart__live").is_visible()
    assert not paper.locator(".take-along").first.is_visible()


def test_each_sheet_tells_where_it_comes_from(paper: Page) -> None:
    paper.goto(KALMAR + "ekonomi/", wait_until="load")
    paper.evaluate(PREPARE)
    printed = paper.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--printed')")
    today = paper.evaluate("new Date().toLocaleDateString('sv-SE')")
    assert printed == f'"{test_browser.HOST}{KALMAR}ekonomi/ · version 1 · utskriven {today}"'
    assert paper.evaluate("window.broken") == []
    style = paper.evaluate(
        """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
        .filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.cssText).join()"""
    )
    assert "var(--printed" in style
    assert "counter(page)" in style


def test_the_last_line_tells_the_address_without_script(client: Client) -> None:
    (line,) = html.fromstring(client.get(KALMAR).content.decode()).xpath("//p[@data-printed]")
    assert " ".join(line.text_content().split()) == f"Sidan finns på http://localhost:8000{KALMAR}"
    assert line.get("data-printed") == "version 1"


def test_the_line_for_paper_is_not_on_the_screen(paper: Page) -> None:
    paper.goto(KALMAR, wait_until="load")
    assert paper.locator("[data-printed]").is_visible()
    paper.emulate_media(media="screen")
    assert not paper.locator("[data-printed]").is_visible()
