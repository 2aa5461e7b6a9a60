"""Ten things that people come for, walked in Chromium from the page where they are, on a phone and on a desk.

``CLICKS`` is a ratchet: fewer is fine, more is a defect. A key that sends a form counts as a click; typing does not.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.documents.services import begin_document_job, make_documents
from apps.publishing.models import PublicVersion
from tests.web.reporting.conftest import People, people, site

__all__ = ["people", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reports")]

HARRYDA, KALMAR = "/harryda/socialnamnden/2023/t2/", "/kalmar/socialnamnden/2020/t3/"
WIDTHS = {"phone": (390, 844), "desk": (1440, 900)}


class Walk:
    """A person at a page, whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def follow(self, name: str) -> None:
        """Click on the link of that name."""
        self.click(self.page.get_by_role("link", name=name).first)

    def send(self, what: Locator, text: str) -> None:
        """Type and press Enter."""
        self.clicks += 1
        what.fill(text)
        what.press("Enter")

    def fetch(self, name: str) -> Any:
        """Click on a link to a file, and get what it is."""
        with self.page.expect_download() as download:
            self.follow(name)
        return download.value


def find_own_board(walk: Walk) -> None:
    walk.send(walk.page.get_by_label("Kommun eller nämnd"), "kalm")
    walk.click(walk.page.locator("main a[href*='/kalmar/']").first)
    expect(walk.page.get_by_role("heading", level=1)).to_contain_text("Kalmar")


def find_a_misspelt_indicator(walk: Walk) -> None:
    walk.page.keyboard.press("/")
    walk.send(walk.page.locator("[data-search-field]"), "sjukfrånavro")
    walk.click(walk.page.locator("main a[href*='/indikator/']").first)
    expect(walk.page.get_by_role("heading", level=1)).to_contain_text("jukfrånvaro")


def see_a_neighbour(walk: Walk) -> None:
    walk.send(walk.page.locator("[data-search-field]"), "herrljunga")
    walk.click(walk.page.locator("main a[href^='/herrljunga/']").first)
    expect(walk.page.get_by_role("heading", level=1)).to_contain_text("Herrljunga")


def embed_a_chart(walk: Walk) -> None:
    walk.follow("Ekonomi")
    walk.click(walk.page.locator(".chart-figure summary").first)
    code = walk.page.locator(".chart-figure textarea").first
    expect(code).to_be_visible()
    assert code.input_value().startswith("<iframe src=")


def take_a_chart(walk: Walk) -> None:
    walk.follow("Ekonomi")
    assert walk.fetch("SVG").suggested_filename.endswith(".svg")


def copy_a_table(walk: Walk) -> None:
    walk.follow("Ekonomi")
    walk.click(walk.page.locator(".take-along [data-copy-table]:not(figure *)").first)
    expect(walk.page.get_by_text("Siffrorna är kopierade.")).to_be_visible()
    assert "\t" in walk.page.evaluate("navigator.clipboard.readText()")


def follow_a_board(walk: Walk) -> None:
    walk.follow("Följ nämnden")
    link = walk.page.get_by_role("link", name="Atom", exact=True)
    with walk.page.expect_response("**/nytt.atom") as answer:
        walk.click(link)
    assert answer.value.headers["content-type"].startswith("application/atom+xml")


def take_the_calendar(walk: Walk) -> None:
    walk.follow("Följ nämnden")
    assert walk.fetch("Kalender").suggested_filename == "moten.ics"


def read_an_earlier_version(walk: Walk) -> None:
    walk.follow("Version 1")
    expect(walk.page.get_by_role("heading", level=1)).to_contain_text("Version 1")


def take_the_word_document(walk: Walk) -> None:
    walk.follow("Hämta rapporten")
    assert walk.fetch("Word").suggested_filename.endswith(".docx")


def show_the_meeting(walk: Walk) -> None:
    walk.follow("Visa på möte")
    walk.click(walk.page.get_by_role("button", name="Nästa"))
    expect(walk.page.locator("[data-slide-number]")).to_have_text("2")


# What somebody does, where they are, and the most clicks that it may take.
CLICKS: dict[Callable[[Walk], None], tuple[str, int]] = {
    find_own_board: ("/", 2),
    find_a_misspelt_indicator: (HARRYDA, 2),
    see_a_neighbour: (KALMAR, 2),
    embed_a_chart: (HARRYDA, 2),
    take_a_chart: (HARRYDA, 2),
    copy_a_table: (HARRYDA, 2),
    follow_a_board: (HARRYDA, 2),
    take_the_calendar: (HARRYDA, 2),
    read_an_earlier_version: (HARRYDA, 1),
    take_the_word_document: (HARRYDA, 2),
    show_the_meeting: (HARRYDA, 2),
}


@pytest.fixture
def documents(reports: Any) -> None:
    """Härryda's documents, which are made when a version is published."""
    version = PublicVersion.objects.get(board__municipality__slug="harryda")
    job, _ = begin_document_job(version)
    make_documents(job.pk)


@pytest.mark.slow
@pytest.mark.usefixtures("documents")
def test_ten_tasks_take_a_few_clicks_on_a_phone_and_on_a_desk(people: People) -> None:
    taken: dict[str, int] = {}
    for width, height in WIDTHS.values():
        viewport = {"width": width, "height": height}
        context = people(None, viewport=viewport, permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        for task, (address, most) in CLICKS.items():
            page.goto(address)
            walk = Walk(page)
            task(walk)
            if walk.clicks != most:
                taken[f"{task.__name__} at {width}"] = walk.clicks
    assert taken == {}, "the number is in CLICKS"


def test_a_slash_goes_to_the_search_unless_one_types(people: People) -> None:
    page = people(None).new_page()
    page.goto("/")
    page.keyboard.press("/")
    field = page.locator("[data-search-field]")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    other = page.get_by_label("Kommun eller nämnd")
    other.focus()
    page.keyboard.press("/")
    expect(other).to_be_focused()
    expect(other).to_have_value("/")
