"""The charts in a real browser: drawn at once, and live when somebody looks at them, wherever that is cheap."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.web import test_browser
from tests.web.axe import EVERYTHING
from tests.web.test_browser import CONTRAST, KALMAR, context_of, find_violations

__all__ = ["_leave_no_connection"]
_leave_no_connection = test_browser._leave_no_connection
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reports")]

LONG_NAMES = "/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/ekonomi/"
ECONOMY = KALMAR + "ekonomi/"
SERIES = KALMAR + "indikator/ibic-myndighet/"
# So low a window that no chart is in view before it is scrolled to.
DESK, PHONE = {"width": 1280, "height": 320}, {"width": 320, "height": 640}
DRAWING = ".chart .drawing:visible"
# A browser that never finds itself idle calls back after two seconds: to wait for more would be for ever.
WHEN_IDLE = """() => new Promise((done) =>
  requestIdleCallback(() => requestIdleCallback(() => done(), { timeout: 2000 }), { timeout: 2000 }))"""
# Every text's box within the drawing, and how large the smallest is on the screen.
READ_TEXTS = """(drawing) => {
  const box = drawing.getBoundingClientRect();
  const texts = [...drawing.querySelectorAll("text")];
  const outside = texts.filter((text) => {
    const own = text.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1;
  });
  const scale = box.width / drawing.viewBox.baseVal.width;
  const sizes = texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
  return { outside: outside.map((text) => text.textContent), smallest: Math.min(...sizes) };
}"""


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    context = context_of(chromium, viewport=DESK)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = context_of(chromium, viewport=PHONE, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def watch_for_plotly(page: Page) -> list[str]:
    """The addresses under which Plotly is asked for from now on."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        if "plotly" in request.url:
            addresses.append(request.url)

    page.on("request", note)
    return addresses


def test_plotly_is_not_fetched_until_a_chart_is_in_view(desk: Page) -> None:
    fetched = watch_for_plotly(desk)
    desk.goto(ECONOMY, wait_until="load")
    desk.evaluate(WHEN_IDLE)
    chart = desk.locator("[data-chart='avvikelse']")
    expect(chart).not_to_be_in_viewport()
    assert fetched == []
    height = chart.bounding_box()["height"]  # type: ignore[index]
    chart.scroll_into_view_if_needed()
    expect(desk.locator(".chart--live .bars .point")).to_have_count(5)
    assert len(fetched) == 1
    assert chart.bounding_box()["height"] == pytest.approx(height, abs=1)  # type: ignore[index]
    assert desk.locator(DRAWING).count() == 0
    assert desk.evaluate("window.broken") == []


def test_a_phone_fetches_plotly_only_for_who_touches_the_chart(phone: Page) -> None:
    fetched = watch_for_plotly(phone)
    phone.goto(ECONOMY, wait_until="load")
    phone.locator(DRAWING).scroll_into_view_if_needed()
    expect(phone.locator(DRAWING)).to_be_in_viewport()
    phone.evaluate(WHEN_IDLE)
    assert fetched == []
    phone.locator(DRAWING).tap()
    expect(phone.locator(".chart--live .bars .point")).to_have_count(5)
    assert len(fetched) == 1


def test_the_drawing_stands_where_plotly_can_not_be_fetched(desk: Page) -> None:
    fetched = watch_for_plotly(desk)
    desk.context.route("**/plotly-basic*", lambda route: route.abort())
    desk.goto(ECONOMY, wait_until="load")
    with desk.expect_event("requestfailed", lambda request: "plotly" in request.url):
        desk.locator(DRAWING).scroll_into_view_if_needed()
    expect(desk.locator(DRAWING)).to_be_visible()
    expect(desk.locator(DRAWING).get_by_text("+17\u00a0748", exact=True)).to_be_visible()
    with desk.expect_event("requestfailed", lambda request: "plotly" in request.url):
        desk.locator(DRAWING).click()  # a touch tries again
    assert len(fetched) == 2
    assert desk.locator(".chart--live").count() == 0


def test_every_text_lies_in_the_drawing_and_can_be_read(chromium: Browser) -> None:
    context = context_of(chromium, java_script_enabled=True)
    context.route("**/plotly-basic*", lambda route: route.abort())
    page = context.new_page()
    for address in (ECONOMY, LONG_NAMES, SERIES):
        page.goto(address, wait_until="load")
        for width in (320, 390, 600, 760, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            texts = page.locator(DRAWING).evaluate(READ_TEXTS)
            assert texts["outside"] == [], (address, width)
            assert texts["smallest"] >= 12, (address, width)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_drawing_and_live_chart_have_the_colours_of_the_theme(desk: Page, scheme: str) -> None:
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.goto(ECONOMY, wait_until="load")
    wanted = desk.evaluate(
        """() => { const probe = document.createElement("i"); document.body.append(probe);
        probe.style.color = "var(--surplus)"; return getComputedStyle(probe).color }"""
    )
    bar = desk.locator(f"{DRAWING} rect.paint-surplus").first
    assert bar.evaluate("(bar) => getComputedStyle(bar).fill") == wanted
    desk.locator("[data-chart]").scroll_into_view_if_needed()
    live = desk.locator(".chart--live .bars .point path").first
    expect(live).to_have_css("fill", wanted)
    assert find_violations(desk, EVERYTHING if scheme == "light" else CONTRAST) == []


def test_a_live_chart_follows_when_the_theme_changes(desk: Page) -> None:
    desk.emulate_media(color_scheme="light")
    desk.goto(ECONOMY, wait_until="load")
    desk.locator("[data-chart]").scroll_into_view_if_needed()
    bar = desk.locator(".chart--live .bars .point path").first
    before = bar.evaluate("(bar) => bar.style.fill")
    desk.emulate_media(color_scheme="dark")
    expect(bar).not_to_have_css("fill", before)


def test_a_bar_leads_to_its_row(desk: Page) -> None:
    desk.goto(ECONOMY, wait_until="load")
    desk.locator("[data-chart]").scroll_into_view_if_needed()
    bar = desk.locator(".chart--live .bars .point path").nth(1)
    box = bar.bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(desk.locator(".hoverlayer")).to_contain_text("Barn och familj")
    expect(desk.locator(".hoverlayer")).to_contain_text("+1\u00a0015")
    desk.mouse.down()
    desk.mouse.up()
    desk.wait_for_url("**/#verksamhet-barn-familj")
    expect(desk.locator("[id='verksamhet-barn-familj']")).to_be_in_viewport()


def test_a_picture_can_be_saved_without_plotly(phone: Page) -> None:
    fetched = watch_for_plotly(phone)
    phone.goto(SERIES, wait_until="load")
    with phone.expect_download() as saved:
        phone.get_by_role("button", name="PNG").click()
    assert saved.value.suggested_filename == "kalmar-socialnamnden-t3-2020-ibic-myndighet-serie.png"
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    assert fetched == []
    assert phone.evaluate("window.broken") == []


def test_a_link_leads_to_the_chart(desk: Page) -> None:
    desk.goto(ECONOMY + "#diagram-avvikelse", wait_until="load")
    expect(desk.locator("#diagram-avvikelse")).to_be_in_viewport()
    assert desk.get_by_role("link", name="Länk till diagrammet").get_attribute("href") == "#diagram-avvikelse"


def test_every_part_of_a_drawing_is_seen_with_forced_colours(desk: Page) -> None:
    desk.emulate_media(forced_colors="active")
    desk.goto(ECONOMY, wait_until="load")
    fills = desk.locator(f"{DRAWING} rect.paint-surplus, {DRAWING} text").evaluate_all(
        "(parts) => parts.map((part) => getComputedStyle(part).fill)"
    )
    ground = desk.evaluate("getComputedStyle(document.body).backgroundColor")
    assert fills
    assert ground not in fills
