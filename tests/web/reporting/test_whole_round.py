"""A whole T1 2024 for a made-up board, from nothing to a published page: by keyboard alone, each role in turn."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.organisation import services as organisation
from apps.organisation.models import Board
from apps.publishing.models import Publication
from apps.rounds.models import Round
from tests.web.reporting.conftest import People, problems_of

pytestmark = pytest.mark.browser

WORK = "/rapportera/nybyn/socialnamnden/2024/t1/"
STRUCTURE = "/rapportera/nybyn/socialnamnden/struktur/?ar=2024"
MOST_TABS = 400


@pytest.fixture
def board(db: None) -> Board:
    """A board with nothing in it but its own name; and one person who may administer it."""
    municipality, _ = organisation.save_municipality(by=None, code="9902", name="Nybyn")
    board, _ = organisation.save_board(by=None, municipality=municipality, name="Socialnämnden")
    root = organisation.AreaRow(code="namnden", name="Socialnämnden", kind="board")
    organisation.save_areas(by=None, board=board, rows=[root])
    return board


def person(board: Board, role: Role) -> User:
    user = User.objects.filter(email=f"{role.value}@nybyn.example").first()
    if user is None:
        user = User.objects.create_user(f"{role.value}@nybyn.example", name=role.label.capitalize())
        Membership.objects.create(user=user, board=board, role=role)
    return user


class Keyboard:
    """Someone with no mouse: reaches everything by Tab, and opens, types and presses where they are."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, name: str, kind: str = "") -> None:
        """Tab until the thing of that name has the focus."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            found, what = self.page.evaluate(_FOCUSED)
            if found.startswith(name) and what.startswith(kind):
                return
        raise AssertionError(f"No way to ”{name}” by keyboard")

    def press(self, name: str, kind: str = "") -> None:
        self.reach(name, kind)
        self.page.keyboard.press("Enter")

    def fill(self, name: str, text: str) -> None:
        self.reach(name)
        self.page.keyboard.type(text)

    def choose(self, name: str, text: str) -> None:
        self.reach(name, "SELECT")
        self.page.keyboard.type(text)

    def told(self, text: str) -> None:
        expect(self.page.locator(".messages")).to_contain_text(text)


_FOCUSED = """() => {
    const one = document.activeElement;
    const ids = (one.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const by = ids.map((id) => document.getElementById(id)?.textContent.trim()).join(", ");
    const label = one.labels?.[0]?.textContent.trim();
    const name = by || one.getAttribute("aria-label") || label || one.textContent;
    return [name.trim().replace(/\\s+/g, " "), one.tagName];
}"""


def enter(people: People, user: User, address: str) -> tuple[BrowserContext, Keyboard]:
    context = people(user)
    page = context.new_page()
    page.goto(address)
    return context, Keyboard(page)


def set_up(people: People, board: Board) -> None:
    """The administrator: the year, an area, a goal, an indicator with a target, and the people."""
    context, keys = enter(people, person(board, Role.ADMINISTRATOR), STRUCTURE)
    keys.press("Sista dag för varje tertial")
    keys.fill("Tertial 1", "2024-05-15")
    keys.press("Planera året")
    keys.told("2024 är planerat")
    keys.press("Lägg till en verksamhet")
    keys.fill("Namn", "Hemtjänst")
    keys.press("Lägg till", "BUTTON")
    keys.told("Hemtjänst är tillagd")
    keys.press("Lägg till ett mål")
    keys.fill("Målet i ord", "Trygga äldre")
    keys.press("Lägg till", "BUTTON")
    keys.told("Trygga äldre")
    keys.press("Lägg till en indikator")
    keys.fill("Namn", "Nöjda brukare")
    keys.choose("Mål", "Trygga")
    keys.press("Lägg till", "BUTTON")
    keys.told("Nöjda brukare är tillagd")
    keys.press("Sätt ett målvärde")
    keys.choose("Indikator", "Nöjda")
    keys.fill("Målvärde", "minst 80 %")
    keys.fill("Beslut", "KF 2023-11-20 § 5")
    keys.press("Spara målvärdet")
    keys.told("minst 80 %")
    assert problems_of(keys.page) == []
    context.close()


def open_round(people: People, board: Board) -> None:
    """The controller opens it."""
    context, keys = enter(people, person(board, Role.CONTROLLER), WORK + "overlamning/")
    keys.press("Öppna", "BUTTON")
    keys.told("Rapporten är öppen")
    context.close()


def report(people: People, board: Board) -> None:
    """The reporter of the whole board fills in an outcome, an amount and a text, and hands in."""
    reporter = person(board, Role.REPORTER)
    Membership.objects.get(user=reporter).service_areas.set(board.service_areas.filter(parent=None))
    context, keys = enter(people, reporter, WORK + "indikatorer/")
    keys.fill("Trygga äldre, Nöjda brukare, Utfall", "82,5")
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator("[data-said]")).to_contain_text("82,5")
    expect(keys.page.locator("[data-light]").first).to_contain_text("uppnått")
    keys.page.goto(WORK + "ekonomi/")
    keys.reach("Socialnämnden")
    for text in ("1 200", "400", "1 150"):
        keys.page.keyboard.type(text)
        keys.page.keyboard.press("Tab")
    expect(keys.page.locator("[data-bar-text]")).to_have_text("Allt är sparat.")
    keys.page.goto(WORK + "texter/")
    keys.press("Trygga äldre", "SUMMARY")
    keys.fill("Trygga äldre, Samlad bedömning", "Det går bra.")
    keys.page.keyboard.press("Tab")
    expect(keys.page.locator("[data-said]")).to_contain_text("Det går bra")
    keys.page.goto(WORK + "overlamning/")
    keys.press("Lämna in Socialnämnden")
    keys.told("Verksamheten är inlämnad")
    context.close()


def submit(people: People, board: Board) -> None:
    """The controller hands in the whole."""
    context, keys = enter(people, person(board, Role.CONTROLLER), WORK + "overlamning/")
    keys.press("Lämna in rapporten")
    keys.told("Nu är det förvaltningschefens tur")
    context.close()


def approve(people: People, board: Board) -> None:
    """The head sends it back without saying why, is asked, gets it again, and approves."""
    head = person(board, Role.HEAD)
    context, keys = enter(people, head, WORK + "overlamning/")
    keys.press("Lämna tillbaka", "BUTTON")
    expect(keys.page.get_by_role("alert")).to_contain_text("varför")
    assert problems_of(keys.page) == []
    keys.fill("Vad behöver ändras?", "Skriv mer om orsaken.")
    keys.press("Lämna tillbaka", "BUTTON")
    keys.told("Rapporten är öppen igen")
    submit(people, board)
    keys.page.reload()
    keys.press("Godkänn", "BUTTON")
    keys.told("Rapporten är godkänd")
    context.close()


def adopt(people: People, board: Board) -> None:
    """The registrar writes the decision; what is wrong is told, what was typed is still there."""
    context, keys = enter(people, person(board, Role.REGISTRAR), WORK + "overlamning/")
    keys.fill("Sammanträdets datum", "21 maj")
    keys.fill("Paragraf", "42")
    keys.fill("Ärendenummer", "SN 2024/17")
    keys.press("Spara beslutet och publicera")
    expect(keys.page.get_by_role("alert")).to_contain_text("2024-05-21")
    expect(keys.page.get_by_label("Ärendenummer")).to_have_value("SN 2024/17")
    assert problems_of(keys.page) == []
    keys.reach("Sammanträdets datum")
    keys.page.keyboard.press("ControlOrMeta+a")
    keys.page.keyboard.type("2024-05-21")
    keys.press("Spara beslutet och publicera")
    keys.told("Rapporten är publicerad")
    context.close()


def read(people: People, board: Board) -> None:
    """Anyone reads it; a politician finds it on the start page."""
    page = people().new_page()
    answer = page.goto("/nybyn/socialnamnden/2024/t1/")
    assert answer is not None
    assert answer.status == 200
    expect(page.locator("main")).to_contain_text("§ 42")
    page.goto("/nybyn/socialnamnden/2024/t1/indikator/nojda-brukare/")
    expect(page.locator("main")).to_contain_text("82,5")


STEPS = [set_up, open_round, report, submit, approve, adopt, read]


def test_from_nothing_to_a_published_page(people: People, board: Board) -> None:
    for step in STEPS:
        step(people, board)
    round_ = Round.objects.get(board=board)
    assert (round_.state, round_.case_number) == ("adopted", "SN 2024/17")
    assert Publication.objects.get(round=round_).version == 1
