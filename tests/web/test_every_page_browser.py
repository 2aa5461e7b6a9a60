"""Every page in Chromium, from the URL resolver: axe finds nothing in either theme, nothing spills over, no error.

A new page is here by its row in ``tests/pages.py``. Pages that look different with their data have tests of their own
besides, in ``tests/web/test_browser.py`` and ``tests/web/reporting``.
"""

import pytest

from apps.accounts.models import User
from tests.pages import PAGES, PUBLISHED, list_report_pages, make_page_subjects
from tests.web.reporting.conftest import People, people, problems_of, site

__all__ = ["people", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (320, 1280)
EXAMPLES = {page.address: page.reader for page in PAGES.values() if not page.fragment} | {
    f"/{PUBLISHED}{page}": "anonymous" for page in list_report_pages().values()
}
OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"


@pytest.fixture
def subjects(cast: dict[str, User]) -> dict[str, str]:
    return make_page_subjects(cast)


@pytest.mark.parametrize("address", EXAMPLES)
def test_a_page_is_for_everyone(address: str, subjects: dict[str, str], cast: dict[str, User], people: People) -> None:
    faults: list[str] = []
    page = people(cast.get(EXAMPLES[address]), reduced_motion="reduce").new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(address.format(**subjects), wait_until="load")
    page.evaluate(OPEN_ALL)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        faults += [f"{theme}: {fault}" for fault in problems_of(page)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if (spill := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            faults.append(f"{spill} pixels too wide at {width}")
    assert faults == []
