"""Someone with no mouse: reaches everything by Tab, and opens, types and presses where they are."""

from playwright.sync_api import Page, expect

MOST_TABS, MOST_CHOICES = 400, 50


class Keyboard:
    """A person at a keyboard. Names are what a screen reader would say of the thing that has the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, name: str, kind: str = "") -> str:
        """Tab until the thing of that name has the focus, and tell what kind of thing it is."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            found, what = self.page.evaluate(_FOCUSED)
            if found.startswith(name) and what.startswith(kind):
                return str(what)
        raise AssertionError(f"No way to ”{name}” by keyboard")

    def press(self, name: str, kind: str = "") -> None:
        self.reach(name, kind)
        self.page.keyboard.press("Enter")

    def go(self, name: str) -> None:
        """Follow a link, and wait for what it leads to."""
        self.reach(name, "A")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, name: str, text: str) -> None:
        """Type it, or choose it where there is a list."""
        if self.reach(name) == "SELECT":
            self._choose(name, text)
        else:
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)

    def _choose(self, name: str, text: str) -> None:
        """By the arrows, from the top of the list."""
        self.page.keyboard.press("Home")
        for _ in range(MOST_CHOICES):
            if self.page.evaluate(_CHOSEN).startswith(text):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"No ”{text}” in ”{name}”")

    def tick(self, name: str) -> None:
        self.reach(name, "INPUT")
        self.page.keyboard.press("Space")

    def expect_text(self, text: str) -> None:
        expect(self.page.locator(".messages")).to_contain_text(text)

    def log_in(self, email: str, password: str) -> None:
        """From the start page."""
        self.page.goto("/")
        self.go("Logga in")
        self.fill("E-post", email)
        self.fill("Lösenord", password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


_CHOSEN = "() => document.activeElement.selectedOptions[0].textContent.trim()"
_FOCUSED = """() => {
    const one = document.activeElement;
    const ids = (one.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const by = ids.map((id) => document.getElementById(id)?.textContent.trim()).join(", ");
    const label = one.labels?.[0]?.textContent.trim();
    const name = by || one.getAttribute("aria-label") || label || one.textContent;
    return [name.trim().replace(/\\s+/g, " "), one.tagName];
}"""
