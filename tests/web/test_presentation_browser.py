"""The presenting mode in Chromium: one thing a screen by keys, remote, touch and anchors; and what opens."""

import math
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web import test_browser
from tests.web.test_browser import context_of

__all__ = ["_leave_no_connection"]
_leave_no_connection = test_browser._leave_no_connection
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reports")]

BOARD = "/kalmar/socialnamnden/2020/t3/"
PAGE = f"{BOARD}visa/"
# The screens whose top is at the window's: one, unless the page has not settled.
SHOWN = """() => [...document.querySelectorAll(".slide")]
    .map((one) => one.getBoundingClientRect().top).findIndex((top) => Math.abs(top) < 3)"""


BOARDS = (
    BOARD,
    "/harryda/socialnamnden/2023/t2/",
    "/herrljunga/socialnamnden/2021/t3/",
    "/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/",
)
# A screen of 55 inches with 1920 x 1080 points, at three metres. ISO 9241-303: a capital of 20 minutes of arc is read
# without effort, and none is under 16.
POINT = 685 / 1080  # millimetres
CAPITAL = 0.66  # of the size of Source Sans 3
READ, LABEL = 20, 16  # minutes of arc
# Each text that is seen, with its size and whether it only labels or opens something. The source is for the record.
LETTERS = """() => {
    for (const one of document.querySelectorAll(".slide details")) one.open = true;
    const found = [], texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode.textContent.trim(), { parentElement: owner } = texts.currentNode;
        if (!text || !owner.checkVisibility() || owner.closest(".slide__source, .visually-hidden, svg")) continue;
        const labels = owner.closest(".tag, .light, summary, dt, .slide__rest, p.slide__past") !== null;
        found.push([text, parseFloat(getComputedStyle(owner).fontSize), labels]);
    }
    return found;
}"""


@pytest.fixture
def wall(chromium: Browser) -> Iterator[Page]:
    """The screen in the room."""
    context = context_of(chromium, viewport={"width": 1440, "height": 810})
    page = context.new_page()
    page.goto(PAGE, wait_until="load")
    yield page
    context.close()


def expect_screen(page: Page, number: int) -> None:
    page.wait_for_function(f"(number) => ({SHOWN})() === number", arg=number)
    assert page.locator("[data-slide-number]").inner_text() == str(number + 1)


def test_keys_and_a_remote_go_through_the_screens(wall: Page) -> None:
    total = wall.locator(".slide").count()
    expect_screen(wall, 0)
    place = 0
    for key, step in (("PageDown", 1), ("ArrowRight", 1), (" ", 1), ("ArrowLeft", -1), ("PageUp", -1), ("Shift+ ", -1)):
        wall.keyboard.press(key.replace(" ", "Space"))
        place += step
        expect_screen(wall, place)
    wall.keyboard.press("End")
    expect_screen(wall, total - 1)
    assert wall.locator("[data-slide-step='1']").is_disabled()
    wall.keyboard.press("Home")
    expect_screen(wall, 0)
    wall.get_by_role("button", name="Nästa").click()
    expect_screen(wall, 1)
    slide = wall.locator(".slide").nth(1)
    assert wall.url.endswith(f"#{slide.get_attribute('id')}")
    for width in (1920, 900):
        wall.set_viewport_size({"width": width, "height": 1080})
        expect_screen(wall, 1)
    slide.locator("summary").last.focus()
    wall.keyboard.press("Space")
    assert slide.locator("details").last.get_attribute("open") is not None
    wall.keyboard.press("Escape")
    assert slide.locator("details[open]").count() == 0
    wall.keyboard.press("Escape")
    wall.wait_for_url(f"**{BOARD}")
    assert wall.evaluate("window.broken") == []


def test_a_screen_has_room_in_the_window_and_is_read_at_three_metres(wall: Page) -> None:
    """16:9 and a tablet that stands up; an angle of a third of a degree is what is read without effort."""
    for width, height, least in ((1440, 810, 31), (1920, 1080, 42), (768, 1024, 27), (1024, 1366, 36)):
        wall.set_viewport_size({"width": width, "height": height})
        tall = wall.locator(".slide").evaluate_all(
            "(all) => all.filter((one) => one.offsetHeight > innerHeight + 1).map((one) => one.id)"
        )
        assert tall == [], (width, height)
        sizes = wall.locator(".slide__lines a, .slide__sentence").evaluate_all(
            "(all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert min(sizes) >= least, (width, height)
        assert wall.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("board", BOARDS)
def test_every_letter_is_read_at_three_metres(wall: Page, board: str) -> None:
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.goto(f"{board}visa/", wait_until="load")
    tall = wall.locator(".slide").evaluate_all(
        "(all) => all.filter((one) => one.offsetHeight > innerHeight + 1).map((one) => one.id)"
    )
    assert tall == []
    letters = wall.evaluate(LETTERS)
    assert letters
    too_small = [
        (text, size)
        for text, size, labels in letters
        if math.degrees(math.atan(size * CAPITAL * POINT / 3000)) * 60 < (LABEL if labels else READ)
    ]
    assert too_small == []


def test_it_is_full_screen_by_a_button_and_works_without_script(wall: Page, chromium: Browser) -> None:
    wall.get_by_role("button", name="Helskärm").click()
    wall.get_by_role("button", name="Lämna helskärm").click()
    expect(wall.get_by_role("button", name="Helskärm", exact=True)).to_be_visible()
    context = context_of(chromium, java_script_enabled=False, viewport={"width": 768, "height": 1024})
    page = context.new_page()
    page.goto(PAGE)
    assert not page.locator("[data-slide-steps]").is_visible()
    assert not page.locator("[data-full-screen]").is_visible()
    page.locator(".slide-bar summary").click()
    page.get_by_role("link", name="Ekonomi").click()
    assert "#underskott-" in page.url
    context.close()


def test_a_finger_goes_through_the_screens_and_opens_figures(chromium: Browser) -> None:
    """A tablet: to the side it goes a screen at a time, up and down it scrolls, a tap opens and closes."""
    context = context_of(chromium, viewport={"width": 768, "height": 1024}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(PAGE, wait_until="load")
    hand = context.new_cdp_session(page)

    def draw(start: tuple[int, int], end: tuple[int, int]) -> None:
        """A finger comes down, is drawn in some steps as a hand does it, and is lifted."""
        steps = [(start[0] + (end[0] - start[0]) * n / 8, start[1] + (end[1] - start[1]) * n / 8) for n in range(9)]
        for n, (x, y) in enumerate(steps):
            points = [{"x": x, "y": y}]
            hand.send("Input.dispatchTouchEvent", {"type": "touchMove" if n else "touchStart", "touchPoints": points})
            page.evaluate("() => new Promise(requestAnimationFrame)")
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    expect_screen(page, 0)
    draw((600, 500), (200, 510))
    expect_screen(page, 1)
    draw((600, 500), (580, 505))  # a finger that trembles is no swipe
    draw((200, 500), (600, 480))
    expect_screen(page, 0)
    draw((200, 500), (600, 480))  # there is nothing before the first
    expect_screen(page, 0)
    draw((380, 900), (380, 200))
    expect_screen(page, 1)
    slide = page.locator(".slide").nth(1)
    opener = slide.locator("summary").last
    opener.tap()
    expect(slide.locator("details").last).to_have_attribute("open", "")
    opener.tap()
    expect(slide.locator("details[open]")).to_have_count(0)
    page.get_by_role("button", name="Nästa").tap()
    expect_screen(page, 2)
    small = page.locator(".slide a, .slide summary, .slide-bar button, .slide-bar a, .slide-bar summary").evaluate_all(
        "(all) => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 24)"
        ".map((one) => one.textContent.trim())"
    )
    assert small == []
    assert page.evaluate("window.broken") == []
    context.close()
