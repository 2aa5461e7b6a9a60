"""The demo as it starts, walked by each role in turn: something to do, done, and seen by whoever comes next."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.rounds.models import Round
from apps.web import demo
from apps.web.made_up.schedule import build_schedule
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_saved

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SOCIAL, LABOUR = "Socialnämnden, Sagoby", "Arbetsmarknads- och vuxenutbildningsnämnden, Sagoby"


def enter(people: People, role: Role) -> Page:
    """Logged in, on the page that a log-in leads to."""
    page = people(User.objects.get(email=demo.build_email(role))).new_page()
    page.goto("/rapportera/")
    return page


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def press(page: Page, name: str, told: str = "") -> None:
    page.get_by_role("button", name=name).first.click()
    if told:
        expect(page.locator(".messages")).to_contain_text(told)


def publish(page: Page) -> None:
    page.get_by_label("Sammanträdets datum").fill(timezone.localdate().isoformat())
    page.get_by_label("Paragraf").fill("52")
    page.get_by_label("Ärendenummer").fill("SN 2026/24")
    page.get_by_label("Ja, ").check()
    press(page, "Spara beslutet och publicera")
    expect(page.locator("main [role=status]")).to_contain_text("publicerad")


def test_each_role_has_something_to_do_until_the_report_is_published(
    people: People, db: None, published_at_once: None
) -> None:
    today = timezone.localdate()
    list(demo.build_made_up_reports(today))
    demo.create_users()
    period = build_schedule(today).open

    page = enter(people, Role.REPORTER)
    follow(page, f"{SOCIAL}, {period}")
    expect(page.locator("main")).to_contain_text("Ledning och gemensamt stöd")
    follow(page, "Indikatorer")
    unread = page.locator("[data-cell='u:personalkontinuitet:hemtjanst:T|value']")
    expect(unread).to_have_value("ca 14, se bilaga")
    unread.fill("14")
    unread.press("Enter")
    clash = page.locator("[data-cell='u:genomforandeplan:hemtjanst:T|value']")
    clash.fill("88")
    clash.press("Enter")
    odd = page.locator("[data-cell='u:nojd-boende:sarskilt-boende:T|value']")
    odd.fill("82")
    odd.press("Enter")
    expect_saved(page)
    assert list_problems(page) == []
    follow(page, "Överlämning")
    for area in ("Ledning och gemensamt stöd", "Äldreomsorg"):
        press(page, f"Lämna in {area}")
        if page.get_by_role("button", name="Lämna in ändå").count():
            press(page, "Lämna in ändå")
        expect(page.locator(".messages")).to_contain_text("inlämnad")

    page = enter(people, Role.CONTROLLER)
    follow(page, f"{SOCIAL}, {period}")
    follow(page, "Överlämning")
    press(page, "Lämna in rapporten")
    press(page, "Lämna in ändå", "Nu är det förvaltningschefens tur")

    page = enter(people, Role.HEAD)
    follow(page, f"{SOCIAL}, {period}")
    follow(page, "Överlämning")
    press(page, "Godkänn", "Rapporten är godkänd")
    page.goto("/rapportera/")
    follow(page, f"{LABOUR}, {period.previous()}")
    follow(page, "Överlämning")
    press(page, "Godkänn", "godkänd")

    page = enter(people, Role.REGISTRAR)
    for board in (SOCIAL, LABOUR):
        page.goto("/rapportera/")
        follow(page, f"{board}, {period}")
        follow(page, "Överlämning")
        publish(page)
    assert not Round.objects.filter(board__municipality__name="Sagoby", state__in=("open", "approved")).exists()

    page = enter(people, Role.POLITICIAN)
    page.goto("/")
    page.locator(".municipality", has_text="Sagoby").get_by_role("link", name="Socialnämnden").click()
    expect(page.locator("main")).to_contain_text("§\u00a052")
    expect(page.locator(".made-up")).to_contain_text("Påhittad kommun.")
    assert list_problems(page) == []

    page = enter(people, Role.ADMINISTRATOR)
    page.get_by_role("link", name=SOCIAL, exact=True).click()
    expect(page.locator("h1")).to_contain_text("Struktur")
