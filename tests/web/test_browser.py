"""The pages in a real browser: axe finds nothing, the content policy holds, nothing spills over, all goes by keyboard.

Nothing is served: Chromium's requests are answered by Django's test client, inside the test's own transaction.
"""

from collections.abc import Iterator
from contextvars import copy_context
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.web.axe import EVERYTHING, run_axe

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reports")]

HOST = "http://testserver"
KALMAR = "/kalmar/socialnamnden/2020/t3/"
HERRLJUNGA = "/herrljunga/socialnamnden/2021/t3/"
PAGES = {
    "start": "/",
    "om": "/om/",
    "tillganglighet": "/tillganglighet/",
    "inloggning": "/konto/login/",
    "finns inte": "/finns/inte/",
    "namnd": HERRLJUNGA,
    "mal": KALMAR + "mal/",
    "ett mal": KALMAR + "mal/saker/",
    "indikatorer": HERRLJUNGA + "indikator/",
    "en indikator": HERRLJUNGA + "indikator/arbetad-tid-timanstallda/",
    "ekonomi": HERRLJUNGA + "ekonomi/",
    "ekonomi mot i fjol": HERRLJUNGA + "ekonomi/?mot=ifjol",
    "intern kontroll": KALMAR + "intern-kontroll/",
    "iakttagelser": KALMAR + "iakttagelser/",
    "prognos": "/harryda/socialnamnden/2023/t2/",
    "langa namn": "/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/",
}
CONTRAST = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
LISTEN = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.broken.push(event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile);
});
"""


def answered(client: Client, method: str, url: str, body: bytes | None) -> tuple[int, dict[str, str], bytes]:
    """What the product answers: status, headers and body."""
    response = client.generic(method, url.removeprefix(HOST), body or b"")
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    return response.status_code, headers, b"".join(iter(response))


@pytest.fixture(scope="module", autouse=True)
def _leave_no_connection(chromium: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """While Playwright's event loop runs, Django keeps another connection for it; it must go before the database."""
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def context_of(chromium: Browser, **options: Any) -> BrowserContext:
    """A browser of its own whose every request ends in Django's test client.

    Playwright calls back in a context of its own, where Django would open another database connection; so the answer is
    made in the test's context.
    """
    client, here = Client(), copy_context()

    def answer(route: Route) -> None:
        asked = route.request
        status, headers, body = here.run(answered, client, asked.method, asked.url, asked.post_data_buffer)
        route.fulfill(status=status, headers=headers, body=body)

    context = chromium.new_context(base_url=HOST, reduced_motion="reduce", **options)
    context.route("**/*", answer)
    context.add_init_script(LISTEN)
    return context


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    context = context_of(chromium, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = context_of(chromium, viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


@pytest.fixture
def scriptless(chromium: Browser) -> Iterator[Page]:
    context = context_of(chromium, java_script_enabled=False, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def open_all(page: Page) -> None:
    """Open whatever can be opened, so that it is looked at too."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate("for (const one of document.querySelectorAll('.tree__all')) one.click()")


def find_violations(page: Page, only: dict[str, Any]) -> list[str]:
    return [f"{one['id']}: {node['html'][:160]}" for one in run_axe(page, only) for node in one["nodes"][:3]]


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_and_the_policy_holds(desk: Page, address: str) -> None:
    """Every rule in the light theme; the dark one differs in its colours alone, so there the contrast is measured."""
    errors: list[str] = []
    desk.on("pageerror", lambda error: errors.append(str(error)))
    desk.goto(address, wait_until="load")
    open_all(desk)
    assert find_violations(desk, EVERYTHING) == []
    desk.emulate_media(color_scheme="dark")
    assert find_violations(desk, CONTRAST) == []
    assert desk.evaluate("window.broken") == []
    assert errors == []


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_nothing_spills_over_on_a_phone_or_a_tablet(phone: Page, address: str) -> None:
    phone.goto(address, wait_until="load")
    open_all(phone)
    for width in (390, 768, 1024, 320):
        phone.set_viewport_size({"width": width, "height": 640})
        # A chart that is live follows the window in a turn of its own.
        phone.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=width)
    small = phone.evaluate(
        """() => [...document.querySelectorAll("nav a, button, summary, select, input")]
            .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.closest(".skip"))
            .filter((e) => e.getBoundingClientRect().height < 24)
            .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_axe_finds_nothing_on_a_phone(phone: Page) -> None:
    for address in (HERRLJUNGA, HERRLJUNGA + "ekonomi/"):
        phone.goto(address, wait_until="load")
        open_all(phone)
        assert find_violations(phone, EVERYTHING) == []


def test_the_tree_opens_and_closes_by_keyboard(desk: Page) -> None:
    desk.goto(KALMAR + "ekonomi/", wait_until="load")
    below = desk.locator("tr[data-key='bof-levnadsvillkor']")
    toggle = desk.locator("tr[data-key='barn-familj'] button")
    assert not below.is_visible()
    toggle.focus()
    desk.keyboard.press("Enter")
    assert below.is_visible()
    assert toggle.get_attribute("aria-expanded") == "true"
    desk.keyboard.press("Enter")
    assert not below.is_visible()
    desk.get_by_role("button", name="Visa alla rader").click()
    rows = desk.locator("table.tree tbody tr[data-key]")
    assert desk.locator("table.tree tbody tr[data-key]:visible").count() == rows.count()


def test_an_address_with_a_row_opens_the_way_to_it(desk: Page) -> None:
    desk.goto(KALMAR + "ekonomi/#verksamhet-bof-levnadsvillkor-institutionsvard", wait_until="load")
    assert desk.locator("tr[data-key='bof-levnadsvillkor-institutionsvard']").first.is_visible()


def test_everything_can_be_read_without_script(scriptless: Page) -> None:
    scriptless.goto(KALMAR + "ekonomi/", wait_until="load")
    rows = scriptless.locator("table.tree tbody tr[data-key]")
    assert rows.count() > 100
    assert scriptless.locator("table.tree tbody tr[data-key]:visible").count() == rows.count()
    assert scriptless.locator(".chart .drawing:visible text", has_text="+17\u00a0748").is_visible()
    assert scriptless.get_by_role("button", name="PNG").count() == 0
    assert "Störst underskott" in scriptless.locator(".chart-figure figcaption").inner_text()
    scriptless.goto(HERRLJUNGA + "indikator/")
    scriptless.get_by_role("link", name="Röda").click()
    assert "ljus=not_met" in scriptless.url
    assert scriptless.locator("tr[data-light='not_met']").first.is_visible()
    assert scriptless.locator("tr[data-light='met']").count() == 0


def test_the_first_tab_leads_past_the_menus(desk: Page) -> None:
    desk.goto(KALMAR, wait_until="load")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "innehall"


def test_a_wide_table_keeps_its_first_column_in_sight(chromium: Browser) -> None:
    context = context_of(chromium, viewport={"width": 820, "height": 900})
    page = context.new_page()
    page.goto(HERRLJUNGA + "ekonomi/", wait_until="load")
    region = page.locator(".table-scroll").first
    region.evaluate("(e) => { e.scrollLeft = 300 }")
    left = region.locator("tbody th").first.evaluate("(e) => e.getBoundingClientRect().left")
    assert left == pytest.approx(region.evaluate("(e) => e.getBoundingClientRect().left"), abs=1)
    context.close()
