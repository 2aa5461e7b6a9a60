"""Every page in Chromium, from the URL resolver: axe finds nothing in either theme, nothing spills over, no error.

A new page is here by its row in ``tests/pages.py``. Pages that look different with their data have tests of their own
besides, in ``tests/web/test_browser.py`` and ``tests/web/reporting``.
"""

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page as BrowserPage

from apps.accounts.models import User
from tests.pages import PAGES, PUBLISHED, REPORT, Page, list_report_pages, make_page_subjects
from tests.web.axe import EVERYTHING
from tests.web.reporting.conftest import People, people, site
from tests.web.test_browser import CONTRAST, find_violations
from tests.web.test_browser import PAGES as PUBLIC_PAGES

__all__ = ["people", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (320, 390, 768, 1024, 1280)


def _resolve_route(address: str) -> str:
    try:
        return str(resolve(address).route)
    except Resolver404:  # the page of what is not found
        return ""


SEEN_ROUTES = {_resolve_route(address) for address in PUBLIC_PAGES.values()}
# Those that test_browser.py does not look at already.
_REPORT_PAGES = {
    REPORT + route: Page(f"/{PUBLISHED}{end}", 0, "anonymous") for route, end in list_report_pages().items()
}
EXAMPLES = {
    page.address: page.reader
    for route, page in (PAGES | _REPORT_PAGES).items()
    if not page.fragment and route not in SEEN_ROUTES
}
OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"


@pytest.fixture
def subjects(cast: dict[str, User]) -> dict[str, str]:
    return make_page_subjects(cast)


@pytest.mark.parametrize("reader", sorted(set(EXAMPLES.values())))
def test_every_page_is_for_everyone(
    reader: str, subjects: dict[str, str], cast: dict[str, User], people: People
) -> None:
    """One reader's pages, one after the other in the same browser: what they are about is made once."""
    context = people(cast.get(reader), reduced_motion="reduce")
    addresses = [address.format(**subjects) for address, who in EXAMPLES.items() if who == reader]
    faults = {address: find_faults(context.new_page(), address) for address in addresses}
    assert {address: found for address, found in faults.items() if found} == {}


def find_faults(page: BrowserPage, address: str) -> list[str]:
    """What is wrong with a page in either theme and at every width. The page is closed."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(address, wait_until="load")
    page.evaluate(OPEN_ALL)
    faults += find_violations(page, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    faults += find_violations(page, CONTRAST)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        spill = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if spill > 0:
            faults.append(f"{spill} pixels too wide at {width}")
    page.close()
    return faults
