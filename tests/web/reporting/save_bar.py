"""What the bar at the foot of a sheet says. Its words follow once a key has been painted, so that is waited for."""

from playwright.sync_api import Page, expect

_TEXT = "[data-bar-text]"
_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def expect_bar(page: Page, text: str) -> None:
    """The bar says it, of what has been done until now."""
    page.evaluate(_PAINTED)
    expect(page.locator(_TEXT)).to_contain_text(text)


def expect_answered(page: Page) -> None:
    """Nothing is on its way, whether it was taken or not."""
    page.evaluate(_PAINTED)
    expect(page.locator(_TEXT)).not_to_contain_text("Sparar")


def expect_saved(page: Page) -> None:
    expect_bar(page, "Allt är sparat.")
