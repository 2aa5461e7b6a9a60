"""A whole T1 2024 for a made-up board, from an empty database to a published page: by keyboard alone, each role alone.

Each test begins where the services have left the step before, and what the keyboard leaves is what the services would
have left: so the tests, each by itself, are links of one chain.
"""

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.audit.models import AuditEvent
from tests.web.reporting import nybyn
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.keyboard import Keyboard
from tests.web.reporting.save_bar import expect_saved

pytestmark = pytest.mark.browser

BOARD = "Socialnämnden, Nybyn"
READING = "/nybyn/socialnamnden/2024/t1/"
WORK = f"/rapportera{READING}"
STRUCTURE = "/rapportera/nybyn/socialnamnden/struktur/"
Enter = Callable[[str], Keyboard]


@pytest.fixture
def enter(people: People) -> Enter:
    """Logs a person in by keyboard, in a browser of their own."""

    def open_browser(who: str) -> Keyboard:
        keys = Keyboard(people().new_page())
        keys.log_in(f"{who}@{nybyn.DOMAIN}", nybyn.PASSWORD)
        return keys

    return open_browser


@pytest.fixture
def start(db: None) -> Callable[[str], None]:
    """Builds up to a step, as other tests find the database empty or full: it is emptied first."""
    return nybyn.build


def to_handover(keys: Keyboard) -> None:
    keys.go("Mina rapporter")
    keys.go(f"{BOARD}, T1 2024")
    keys.go("Överlämning")


def leaves_the_same_as(step: str, keys: Keyboard) -> None:
    """What stands now is what the services leave after the step."""
    keys.page.context.close()
    by_keyboard = nybyn.standing()
    with transaction.atomic():
        nybyn.build(step)
        by_services = nybyn.standing()
        transaction.set_rollback(True)
    assert by_keyboard == by_services


def test_administrator(people: People, db: None) -> None:
    """From one command to a board with its plan and its people."""
    nybyn.empty_database()
    assert not User.objects.exists()
    keys = Keyboard(people().new_page())
    link = re.search(r"/konto/\S+", nybyn.install())
    assert link
    keys.page.goto(link.group())
    keys.fill("Nytt lösenord", nybyn.PASSWORD)
    keys.fill("Nytt lösenord (igen)", nybyn.PASSWORD)
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    keys.log_in(nybyn.email(Role.ADMINISTRATOR), nybyn.PASSWORD)
    keys.go("Mina rapporter")
    keys.go(BOARD)
    keys.fill("År", "2024")
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    _set_up(keys)
    assert list_problems(keys.page) == []
    leaves_the_same_as("set up", keys)


def _set_up(keys: Keyboard) -> None:
    year = {"Tertial 1": "2024-05-15"}
    _send(keys, "Sista dag för varje tertial", year, "Planera året", "2024 är planerat")
    area = {"Namn": "Hemtjänst", "Slag": "område"}
    _send(keys, "Lägg till en verksamhet", area, "Lägg till", "Hemtjänst är tillagd")
    _send(keys, "Lägg till ett mål", {"Målet i ord": "Trygga äldre"}, "Lägg till", "Trygga äldre")
    indicator = {"Namn": "Nöjda brukare", "Mål": "Trygga", "Hur årets siffror hör ihop": "mäts för"}
    _send(keys, "Lägg till en indikator", indicator, "Lägg till", "Nöjda brukare är tillagd")
    target = {"Indikator": "Nöjda", "Målvärde": "minst 80 %", "Beslut": "KF 2023-11-20 § 5"}
    _send(keys, "Sätt eller ändra ett målvärde", target, "Spara målvärdet", "minst 80 %")
    for role in Role:
        if role != Role.ADMINISTRATOR:
            _give_role(keys, role)


def _give_role(keys: Keyboard, role: Role) -> None:
    person = {"E-post": nybyn.email(role), "Namn": role.label.capitalize(), "Roll": role.label}
    areas = ("Socialnämnden",) if role == Role.REPORTER else ()
    _send(keys, "Ge någon en roll", person, "Ge roll", f"är nu {role.label}", ticked=areas)


def _send(
    keys: Keyboard, form: str, answers: dict[str, str], button: str, told: str, ticked: tuple[str, ...] = ()
) -> None:
    """Open a form, unless it stands open for the next of its kind, answer it from the top, send it, and be told."""
    if not keys.page.locator("details[open] > summary", has_text=form).count():
        keys.press(form)
    for name, text in answers.items():
        keys.fill(name, text)
    for name in ticked:
        keys.tick(name)
    keys.press(button, "BUTTON")
    keys.expect_text(told)


def test_reporter(start: Callable[[str], None], enter: Enter) -> None:
    """An outcome, amounts and a text, and the area is handed in."""
    start("opened")
    keys = enter(Role.REPORTER)
    keys.go("Mina rapporter")
    keys.go(f"{BOARD}, T1 2024")
    keys.go("Indikatorer")
    keys.fill("Trygga äldre, Nöjda brukare, Utfall", "82,5")
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator("[data-said]")).to_contain_text("82,5")
    expect(keys.page.locator(".sheet__light .light").first).to_contain_text("uppnått")
    keys.go("Ekonomi")
    keys.reach("Hemtjänst, Personal, Budget")
    for text in ("1 200", "410", "400", "1 150"):
        keys.page.keyboard.type(text)
        keys.page.keyboard.press("Tab")
    expect_saved(keys.page)
    keys.go("Texter")
    keys.press("Trygga äldre", "SUMMARY")
    keys.fill("Trygga äldre, Samlad bedömning", "Det går bra.")
    keys.page.keyboard.press("Tab")
    expect(keys.page.locator("[data-said]")).to_contain_text("Det går bra")
    keys.go("Överlämning")
    keys.press("Lämna in Socialnämnden")
    expect(keys.page.locator("h1")).to_have_text("Lämna in Socialnämnden?")
    keys.press("Lämna in ändå", "BUTTON")
    keys.expect_text("Verksamheten är inlämnad")
    leaves_the_same_as("reported", keys)


def test_controller(start: Callable[[str], None], enter: Enter) -> None:
    """Opens the round; hands the whole of it in when the reporter is done."""
    start("set up")
    keys = enter(Role.CONTROLLER)
    to_handover(keys)
    keys.press("Öppna", "BUTTON")
    keys.expect_text("Rapporten är öppen")
    nybyn.report()
    keys.go("Läget")
    keys.go("Överlämning")
    keys.press("Lämna in rapporten")
    expect(keys.page.locator("h1")).to_have_text("Lämna in hela rapporten?")
    keys.press("Lämna in ändå", "BUTTON")
    keys.expect_text("Nu är det förvaltningschefens tur")
    leaves_the_same_as("submitted", keys)


def test_head(start: Callable[[str], None], enter: Enter) -> None:
    """Sends it back without saying why, is asked, sends it back with a comment, gets it again, and approves."""
    start("submitted")
    keys = enter(Role.HEAD)
    to_handover(keys)
    keys.press("Lämna tillbaka", "BUTTON")
    expect(keys.page.get_by_role("alert")).to_contain_text("varför")
    assert list_problems(keys.page) == []
    keys.fill("Vad behöver ändras?", "Skriv mer om orsaken.")
    keys.press("Lämna tillbaka", "BUTTON")
    keys.expect_text("Rapporten är öppen igen")
    assert AuditEvent.objects.filter(action="round.moved").latest("pk").reason == "Skriv mer om orsaken."
    nybyn.submit()
    keys.go("Läget")
    keys.go("Överlämning")
    keys.press("Godkänn", "BUTTON")
    keys.expect_text("Rapporten är godkänd")
    leaves_the_same_as("approved", keys)


def test_registrar(start: Callable[[str], None], enter: Enter, published_at_once: None) -> None:
    """Writes the decision; what is wrong is told, and what was typed is still there."""
    start("approved")
    keys = enter(Role.REGISTRAR)
    to_handover(keys)
    keys.fill("Sammanträdets datum", "21 maj")
    keys.fill("Paragraf", "42")
    keys.fill("Ärendenummer", "SN 2024/17")
    keys.press("Spara beslutet och publicera")
    expect(keys.page.get_by_role("alert")).to_contain_text("2024-05-21")
    expect(keys.page.get_by_label("Ärendenummer")).to_have_value("SN 2024/17")
    assert list_problems(keys.page) == []
    keys.fill("Sammanträdets datum", "2024-05-21")
    keys.press("Spara beslutet och publicera")
    expect(keys.page.get_by_role("alert")).to_contain_text("Kryssa i")
    keys.tick("Ja, rapporten får bli offentlig nu")
    keys.press("Spara beslutet och publicera")
    expect(keys.page.locator("main [role=status]")).to_contain_text("Rapporten är publicerad")
    leaves_the_same_as("published", keys)


def test_politician(start: Callable[[str], None], enter: Enter) -> None:
    """Reads the board's report, goal and indicator; has nothing to report."""
    start("published")
    keys = enter(Role.POLITICIAN)
    keys.go("Mina rapporter")
    expect(keys.page.locator("main")).to_contain_text("Du har inget att rapportera")
    keys.go("Hitta nämnd")
    keys.go("Socialnämnden")
    expect(keys.page.locator("main")).to_contain_text("§ 42")
    keys.go("Indikatorer")
    keys.go("Nöjda brukare")
    expect(keys.page.locator("main")).to_contain_text("82,5")


def test_stranger(start: Callable[[str], None], enter: Enter) -> None:
    """Finds the draft nowhere, with a log-in or without; reads it when it is published, and nothing behind it."""
    start("approved")
    User.objects.create_user(f"stranger@{nybyn.DOMAIN}", nybyn.PASSWORD)
    keys = enter("stranger")
    keys.go("Hitta nämnd")
    expect(keys.page.locator("main")).to_contain_text("Ingen nämnd har publicerat någon rapport")
    for address in (READING, WORK, f"{WORK}overlamning/", f"{WORK}indikatorer/", STRUCTURE):
        assert status(keys, address) == 404, address
    nybyn.publish()
    keys.page.goto("/")
    keys.go("Socialnämnden")
    expect(keys.page.locator("main")).to_contain_text("§ 42")
    for address in (WORK, f"{WORK}overlamning/", STRUCTURE):
        assert status(keys, address) == 404, address


def status(keys: Keyboard, address: str) -> int | None:
    answer = keys.page.goto(address)
    return answer and answer.status
