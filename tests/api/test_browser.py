"""The pages about the API in a real browser: nothing for axe to find, nothing spills over, all goes by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems, people, site
from tests.web.test_browser import LISTEN

__all__ = ["people", "site"]
pytestmark = pytest.mark.browser
ACCOUNTS = "/oppna-data/systemkonton/"
WIDTHS = (1440, 390, 320)


def faultless(page: Page) -> None:
    """Every rule, colours in both themes, no width that must be scrolled sideways, and a content policy that holds."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.emulate_media(color_scheme="dark")
    assert list_problems(page, "color-contrast") == []  # all that a theme changes
    page.emulate_media(color_scheme="light")
    assert list_problems(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    assert page.evaluate("window.broken") == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_to_excel_by_keyboard(people: People, scripts: bool) -> None:
    """From the start page to the file: the link in the footer, a municipality, a button."""
    page = people(java_script_enabled=scripts).new_page()
    page.goto("/")
    page.get_by_role("link", name="Öppna data").first.click()
    chosen = page.get_by_label("Kommun", exact=True)
    chosen.focus()
    page.keyboard.type("Herrljunga")
    page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "outcomes.xlsx"
    assert "municipality=herrljunga" in download.value.url
    with page.expect_download() as download:
        page.get_by_role("button", name="Driftbudget").click()
    assert download.value.suggested_filename == "operating-lines.xlsx"


def test_the_pages_of_accounts_and_tokens(people: People, small: SmallBoard) -> None:
    """From no account to a token that is shown once, and its end."""
    context = people(small["administrator"], reduced_motion="reduce")
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.goto(ACCOUNTS)
    faultless(page)
    page.get_by_label("Systemets namn").fill("Beslutsstöd")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Beslutsstöd")
    faultless(page)
    page.get_by_label("Vad nyckeln ska användas till").fill("nattlig läsning")
    page.get_by_role("button", name="Gör en nyckel").click()
    expect(page.get_by_text("Välj minst en sak som nyckeln får göra.")).to_be_visible()
    expect(page.get_by_label("Vad nyckeln ska användas till")).to_have_value("nattlig läsning")
    faultless(page)
    page.get_by_label("läsa nämndens publicerade uppgifter").check()
    page.get_by_role("button", name="Gör en nyckel").click()
    expect(page.get_by_role("alert")).to_contain_text("nk_")
    faultless(page)
    page.get_by_role("button", name="Återkalla nyckeln nattlig läsning").click()
    expect(page.get_by_text("Kontot har inga nycklar.")).to_be_visible()
