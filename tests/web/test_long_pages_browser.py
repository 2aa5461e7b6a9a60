"""Long pages in a browser: short when they open, whole on paper, and an address opens what it names."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.test_browser import HERRLJUNGA, KALMAR, desk, phone, scriptless
from tests.web.test_pages import HARRYDA, KUNGSBACKA

__all__ = ["desk", "phone", "scriptless"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("reports")]

# How high a page may be when it opens on a phone 390 wide, in pixels: a ratchet, with room for fonts of other machines.
HEIGHTS = {
    KALMAR: 5000,
    KUNGSBACKA: 4700,
    HERRLJUNGA: 5200,
    HARRYDA: 4000,
    f"{KALMAR}mal/effektiv/": 5700,
    f"{KALMAR}indikator/": 3200,
    f"{KUNGSBACKA}indikator/": 3500,
    f"{HERRLJUNGA}indikator/": 2900,
    f"{KALMAR}mal/": 5200,
    f"{KUNGSBACKA}mal/": 4700,
    f"{HERRLJUNGA}mal/": 4600,
    f"{KALMAR}intern-kontroll/": 4200,
    f"{KALMAR}v1/": 2100,
    f"{HARRYDA}v1/": 2100,
    "/oppna-data/": 4300,
}
# Is everything that the selector finds to be seen, also inside what is folded?
ALL_SEEN = """(selector) => [...document.querySelectorAll(selector)]
    .every((one) => one.checkVisibility({contentVisibilityAuto: true}) && one.getBoundingClientRect().height > 0)"""


def test_a_long_page_is_short_when_it_opens(phone: Page) -> None:
    phone.set_viewport_size({"width": 390, "height": 640})
    heights: dict[str, int] = {}
    for address in HEIGHTS:
        phone.goto(address, wait_until="load")
        heights[address] = phone.evaluate("document.documentElement.scrollHeight")
    assert {address: height for address, height in heights.items() if height > HEIGHTS[address]} == {}


@pytest.mark.parametrize(
    ("address", "rows"),
    [
        (f"{KALMAR}indikator/", "tr[data-indicator]"),
        (f"{KALMAR}intern-kontroll/", "[data-risk] .control"),
        (f"{HARRYDA}v1/", ".facts-table td"),
    ],
)
def test_paper_has_all_that_is_folded(desk: Page, address: str, rows: str) -> None:
    desk.goto(address, wait_until="load")
    assert desk.locator(rows).count() > 20
    assert not desk.evaluate(ALL_SEEN, rows)
    desk.emulate_media(media="print")
    desk.wait_for_function(ALL_SEEN, arg=rows)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize(
    "address",
    [
        f"{KALMAR}indikator/#mal-saker",
        f"{KALMAR}indikator/#volume-2",
        f"{KALMAR}intern-kontroll/#risk-digitalisering",
        f"{HARRYDA}v1/#del-4-3",
        "/oppna-data/#listOutcomes",
        "/oppna-data/#not-found",
    ],
)
def test_an_address_opens_what_it_names(request: pytest.FixtureRequest, scripts: bool, address: str) -> None:
    page: Page = request.getfixturevalue("desk" if scripts else "scriptless")
    page.goto(address, wait_until="load")
    named = page.locator(f"[id='{address.partition('#')[2]}']")
    expect(named).to_be_in_viewport()
    assert not named.locator("xpath=ancestor::details[not(@open)]").count()


def test_the_opened_group_stands_in_the_address_and_going_back_finds_it(desk: Page) -> None:
    desk.goto(f"{KALMAR}indikator/", wait_until="load")
    summary = desk.locator("summary", has_text="Säker vård och omsorg")
    summary.focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/indikator/#mal-saker")  # a group tells that it was opened in a turn of its own
    desk.locator("#mal-saker tr[data-light='not_met'] a").first.click()
    desk.wait_for_url(f"**{KALMAR}indikator/*/")
    desk.go_back(wait_until="load")
    expect(desk.locator("#mal-saker tr[data-indicator]").first).to_be_visible()
    desk.locator("summary", has_text="Säker vård och omsorg").click()
    desk.wait_for_url("**/indikator/")
    expect(desk.locator("#mal-saker")).to_be_hidden()


def test_a_chip_shows_its_own_alone_and_leads_back(desk: Page) -> None:
    desk.goto(f"{KALMAR}indikator/", wait_until="load")
    desk.get_by_role("link", name="Röda 23").click()
    rows = desk.locator("tr[data-indicator]:visible")
    expect(rows).to_have_count(23)
    assert set(rows.evaluate_all("(rows) => rows.map((row) => row.dataset.light)")) == {"not_met"}
    desk.get_by_role("link", name="Röda 23 vald").click()
    expect(rows).to_have_count(0)
