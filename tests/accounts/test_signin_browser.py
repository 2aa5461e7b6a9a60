"""The second step in a real browser: switched on, asked for, and switched off again; every page in Swedish."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from tests.accounts.test_signin import PASSWORD, code_for
from tests.web.reporting.conftest import list_problems, people, site  # noqa: F401

pytestmark = pytest.mark.browser

# Words of the pages that allauth draws, which would show if a translation or a template were missing.
ENGLISH = re.compile(
    r"\b(Password|Authenticator|Recovery|Codes?:|Confirm|Activate|Deactivate|Cancel|Continue|Sign|Two-Factor|The|Your)\b"
)


@pytest.fixture
def user(db: None, settings) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return User.objects.create_user("anna@demo.example", PASSWORD, name="Anna")


@pytest.fixture
def look(people: Callable) -> Callable[[Page, str], None]:  # noqa: F811
    def check(page: Page, heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert page.locator("html").get_attribute("lang") == "sv"
        assert not ENGLISH.findall(page.locator("main").inner_text())
        assert list_problems(page) == []

    return check


def log_in(page: Page) -> None:
    page.goto("/konto/login/")
    page.get_by_label("E-post").fill("anna@demo.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Logga in").click()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("link", name="Logga in")).to_be_visible()


def second_step(page: Page, code: str) -> None:
    page.get_by_label("Kod").fill(code)
    page.get_by_role("main").get_by_role("button", name="Logga in").click()


def test_on_by_request_and_off(people: Callable, user: User, look: Callable[[Page, str], None]) -> None:  # noqa: F811
    page = people().new_page()
    log_in(page)
    page.goto("/rapportera/installningar/")
    page.get_by_role("link", name="Tvåstegsinloggning").click()
    look(page, "Tvåstegsinloggning")
    page.get_by_role("link", name="Lägg till").click()
    look(page, "Bekräfta att det är du")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    look(page, "Lägg till tvåstegsinloggning")
    secret = page.locator("code").inner_text()
    page.get_by_label("Kod från appen").fill("000000")
    page.get_by_role("button", name="Slå på").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "Lägg till tvåstegsinloggning")
    page.get_by_label("Kod från appen").fill(code_for(page.locator("code").inner_text()))
    assert secret == page.locator("code").inner_text(), "the app has read the first one"
    page.get_by_role("button", name="Slå på").click()
    look(page, "Reservkoder")
    spares = [one.inner_text() for one in page.locator(".codes li").all()]

    log_out(page)
    log_in(page)
    look(page, "Logga in, steg 2")
    second_step(page, "123")
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/rapportera/")
    look(page, "Logga in, steg 2")
    second_step(page, spares[0])
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()

    page.goto("/konto/2fa/")
    look(page, "Tvåstegsinloggning")
    page.get_by_role("link", name="Visa reservkoder").click()
    look(page, "Bekräfta att det är du")
    page.get_by_role("link", name="Använd autentiseringsapp eller kod").click()
    look(page, "Bekräfta att det är du")
    page.get_by_label("Kod").fill(spares[1])
    page.get_by_role("button", name="Fortsätt").click()
    look(page, "Reservkoder")
    assert [one.inner_text() for one in page.locator(".codes li").all()] == spares[2:], "each opens once"
    page.goto("/konto/2fa/recovery-codes/generate/")
    look(page, "Gör nya reservkoder")
    page.goto("/konto/2fa/totp/deactivate/")
    look(page, "Stäng av tvåstegsinloggning")
    page.get_by_role("button", name="Stäng av").click()
    expect(page.get_by_role("status")).to_have_text("Tvåstegsinloggning är av.")
    log_out(page)
    log_in(page)
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()
