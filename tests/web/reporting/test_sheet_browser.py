"""The sheet in a real browser: nothing that was typed is lost, whatever happens to the line or to other people."""

import json

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from apps.accounts.models import User
from apps.budget.models import OperatingLine
from apps.entry.values import format_exact_amount
from apps.goals.models import Outcome
from apps.organisation.models import Board
from apps.rounds.models import CellDraft, RoundState
from apps.rounds.services import save_round
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_bar

pytestmark = pytest.mark.browser

KALMAR = "/rapportera/kalmar/socialnamnden/2021/t1/"
HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
MINUS, NBSP = "\u2212", "\u00a0"
PASTE = """([element, text]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def controller(people: People, small: SmallBoard) -> BrowserContext:
    return people(small["controller"])


def outcomes(small: SmallBoard) -> list[Outcome]:
    return list(Outcome.objects.filter(board=small.board, year=2024, tertial=2))


def cells(page: Page) -> list[str]:
    return page.locator(".num.entry > input").evaluate_all("all => all.map(one => one.name)")


def texts(page: Page, names: list[str]) -> dict[str, str]:
    """What stands in the cells."""
    found = page.locator(".num.entry > input").evaluate_all("all => all.map(one => [one.name, one.value])")
    return {name: text for name, text in found if name in set(names)}


def cell(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(f'[data-cell="{name}"]')


def paste(page: Page, name: str, text: str) -> None:
    cell(page, name).focus()
    page.evaluate(PASTE, [cell(page, name).element_handle(), text])


def kalmar_block() -> list[list[str]]:
    """40 rows x 3 of the amounts that Kalmar printed, in thousands, as a spreadsheet shows them."""
    lines = OperatingLine.objects.filter(board__municipality__slug="kalmar", year=2020, budget__isnull=False)
    rows = []
    for line in lines.exclude(actual=None).order_by("pk")[:40]:
        amounts = (line.budget, line.actual, line.budget - line.actual)
        rows.append([f"{round(amount / 1000):,}".replace(",", NBSP).replace("-", MINUS) for amount in amounts])
    assert len(rows) == 40
    return rows


class Line:
    """The line to the server. Its first loss takes an answer that was on its way; after that nothing gets through."""

    def __init__(self, page: Page) -> None:
        self.is_up, self.breaks = True, False
        page.route("**/spara/**", self._pass)
        page.route("**/klistra/**", lambda route: route.continue_() if self.is_up else route.abort())

    def _pass(self, route: Route) -> None:
        if self.breaks:
            self.is_up = self.breaks = False
            route.fetch()  # the server takes it, and its answer is lost
            route.abort()
        elif self.is_up:
            route.continue_()
        else:
            route.abort()


def amounts_on_the_server(board: Board) -> dict[str, str]:
    """What the board has entered itself, by the cells' names, in thousands as the sheet shows it."""
    lines = OperatingLine.objects.filter(board=board, year=2021, tertial=1, table=None).select_related("service_area")
    return {
        f"d:{line.service_area.code}:{line.cost_type}|{field}": format_exact_amount(kronor, "tkr")
        for line in lines
        for field in ("budget", "period_budget", "actual", "forecast")
        if (kronor := getattr(line, field)) is not None
    }


def typed_and_not_taken(board: Board) -> dict[str, tuple[str, str]]:
    """What the server keeps as it was typed, and why."""
    drafts = CellDraft.objects.filter(board=board)
    return {f"{draft.key}|{draft.field}": (draft.raw, draft.status) for draft in drafts}


def waiting_in_the_browser(page: Page) -> dict[str, str]:
    """What the browser keeps until the server has answered for it."""
    kept = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('namndkollen:'))")
    return {(entry := json.loads(text))["id"]: entry["raw"] for _, text in kept}


def test_a_pasted_block_survives_a_lost_line(people: People, cast: dict[str, User]) -> None:
    """40 x 3 with spaces, U+2212 and a ``*``; two corrected, one left wrong, the line lost in the middle.

    What was saved before stands; the block has been taken, but nobody was told; what is typed after that has not even
    been sent. Back again, each of them is there.
    """
    board = Board.objects.get(municipality__slug="kalmar")
    save_round(by=None, board=board, year=2021, tertial=1, state=RoundState.OPEN)
    controller = people(cast["controller"])
    rows = kalmar_block()
    rows[3][1], rows[10][0], rows[20][2] = "*", "1.234", "ung. 12"
    assert any(MINUS in text for row in rows for text in row)
    page = controller.new_page()
    line = Line(page)
    page.goto(KALMAR + "ekonomi/")
    names = [name for name in cells(page) if not name.endswith("|forecast")][: 42 * 3]
    block, after, half_typed = names[: 40 * 3], names[40 * 3 + 1], names[40 * 3 + 4]

    cell(page, names[-1]).fill("4 711")
    cell(page, names[-1]).press("Enter")
    expect_bar(page, "Allt är sparat")
    before = {names[-1]: f"4{NBSP}711"}
    assert amounts_on_the_server(board) == before

    paste(page, block[0], "\r\n".join("\t".join(row) for row in rows))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("3 gick inte att läsa")
    wrong = dialog.locator(".paste__wrong input")
    expect(wrong).to_have_count(3)
    wrong.nth(0).fill(rows[3][0])
    dialog.get_by_role("button", name="1 234", exact=True).click()
    rows[3][1], rows[10][0] = rows[3][0], f"1{NBSP}234"
    typed = dict(zip(block, (text for row in rows for text in row), strict=True))
    line.breaks = True
    dialog.get_by_role("button", name="Klistra in 120 celler").click()
    expect_bar(page, "Ingen kontakt med servern. 120 svar väntar.")
    unread = block[20 * 3 + 2]
    taken = {name: text.replace(MINUS, "-") for name, text in typed.items() if name != unread}
    assert amounts_on_the_server(board) == {**taken, **before}, "the server has the block"
    assert typed_and_not_taken(board) == {unread: ("ung. 12", "invalid")}
    assert waiting_in_the_browser(page).keys() == set(block), "and the browser doesn't know"

    for name, text in ((after, "12,5"), (block[5], "77")):
        cell(page, name).fill(text)
        cell(page, name).press("Enter")
        typed[name] = text
    cell(page, half_typed).press_sequentially("98")
    typed[half_typed] = "98"
    expect_bar(page, "Ingen kontakt med servern. 121 svar väntar.")
    assert waiting_in_the_browser(page) | {unread: "ung. 12"} == waiting_in_the_browser(page)
    assert waiting_in_the_browser(page)[half_typed] == "98"
    assert amounts_on_the_server(board) == {**taken, **before}, "nothing more has come through"
    page.close()

    page = controller.new_page()
    page.goto(KALMAR + "ekonomi/")
    expect_bar(page, "1 svar går inte att läsa och räknas inte. Allt annat är sparat.")
    shown = {name: text.replace(MINUS, "-") for name, text in typed.items()} | before
    assert texts(page, list(shown)) == shown
    assert amounts_on_the_server(board) == {name: text for name, text in shown.items() if name != unread}
    assert typed_and_not_taken(board) == {unread: ("ung. 12", "invalid")}
    assert waiting_in_the_browser(page) == {}, "everything has been answered for"
    page.reload()
    expect_bar(page, "1 svar går inte att läsa")
    assert texts(page, list(shown)) == shown


def test_each_cell_saves_itself_and_says_so(controller: BrowserContext, small: SmallBoard) -> None:
    page = controller.new_page()
    page.goto(HOME + "indikatorer/")
    first, second = [name for name in cells(page) if name.endswith("|value")][:2]
    cell(page, first).fill("12,5")
    cell(page, first).press("Enter")
    expect(cell(page, second)).to_be_focused()
    expect_bar(page, "Allt är sparat")
    expect(page.locator("[data-said]")).to_contain_text("Sparat")
    assert [one.value for one in outcomes(small)] == [12.5]

    cell(page, second).fill("1.234")
    cell(page, second).press("ArrowUp")
    expect(cell(page, second)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-alarm]")).to_contain_text("kan betyda två saker")
    assert list_problems(page) == []
    page.reload()
    assert cell(page, second).input_value() == "1.234"
    cell(page, second).press("Escape")
    expect(cell(page, second)).to_have_value("")
    expect_bar(page, "Allt är sparat")


def test_an_answer_lost_on_the_way_back_is_requested_again(controller: BrowserContext, small: SmallBoard) -> None:
    """The server has saved, and the browser doesn't know: nothing is stale and nothing is written twice."""
    page = controller.new_page()
    page.goto(HOME + "indikatorer/")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/spara/**", lose)
    first, second = [name for name in cells(page) if name.endswith("|value")][:2]
    paste(page, first, f"12\u00a0345,5\r\n{MINUS}7")
    page.get_by_role("dialog").get_by_role("button", name="Klistra in 2 celler").click()
    expect_bar(page, "Ingen kontakt med servern. 2 svar väntar.")
    saved = {one.gender: (one.value, one.version) for one in outcomes(small)}
    assert {value for value, _ in saved.values()} == {12345.5, -7}
    page.goto(HOME + "ekonomi/")  # away, where the line holds, and back
    page.unroute_all(behavior="ignoreErrors")  # one that is on its way when the page is left
    page.goto(HOME + "indikatorer/")
    expect_bar(page, "Allt är sparat")
    assert texts(page, [first, second]) == {first: f"12{NBSP}345,5", second: "-7"}
    assert {one.gender: (one.value, one.version) for one in outcomes(small)} == saved


def test_an_amount_keeps_the_unit_that_it_was_typed_in(controller: BrowserContext, small: SmallBoard) -> None:
    page = controller.new_page()
    page.goto(HOME + "ekonomi/?enhet=kr")
    controller.set_offline(True)
    cell(page, "d:ifo:staff|budget").fill("7 500")
    cell(page, "d:ifo:staff|budget").press("Enter")
    expect_bar(page, "Ingen kontakt med servern")
    page.close()
    controller.set_offline(False)
    page = controller.new_page()
    page.goto(HOME + "ekonomi/")
    expect_bar(page, "Allt är sparat")
    expect(cell(page, "d:ifo:staff|budget")).to_have_value("7,5")
    assert OperatingLine.objects.get(board=small.board, year=2024, tertial=2).budget == 7_500


def test_variances_and_totals_move_with_what_is_typed(controller: BrowserContext, small: SmallBoard) -> None:
    OperatingLine.objects.filter(board=small.board, tertial=1).update(budget=None)  # else they hold for the year
    page = controller.new_page()
    page.goto(HOME + "ekonomi/")
    row = page.locator("tr[data-key='d:ifo:staff']")
    total = page.locator("tr[data-row='d:namnden:net']")
    for field, text in (("budget", "100"), ("forecast", "120")):
        cell(page, f"d:ifo:staff|{field}").fill(text)
        cell(page, f"d:ifo:staff|{field}").press("Enter")
    for line in (row, total):
        expect(line.locator("[data-field=variance]")).to_have_text("-20")
    paste(page, "d:ifo:staff|budget", "150\t\t\t130")
    page.get_by_role("dialog").get_by_role("button", name="Klistra in 2 celler").click()
    for line in (row, total):
        expect(line.locator("[data-field=variance]")).to_have_text("20")


def test_undo_takes_back_what_was_saved(controller: BrowserContext, small: SmallBoard) -> None:
    page = controller.new_page()
    page.goto(HOME + "indikatorer/")
    name = next(name for name in cells(page) if name.endswith("|value"))
    for text in ("5", "6"):
        cell(page, name).fill(text)
        cell(page, name).press("Enter")
        expect_bar(page, "Allt är sparat")
        expect(page.locator("[data-said]")).to_contain_text(f": {text}.")
    page.get_by_role("button", name="Ångra").click()
    expect(cell(page, name)).to_have_value("5")
    expect(page.locator("[data-said]")).to_contain_text(": 5.")
    assert [one.value for one in outcomes(small)] == [5]


def test_what_stands_behind_a_row_waits_for_the_line(controller: BrowserContext, small: SmallBoard) -> None:
    page = controller.new_page()
    page.goto(HOME + "indikatorer/")
    controller.set_offline(True)
    sign = page.locator("a[data-more]").first
    sign.click()
    expect(page.locator(".row-more__body")).to_contain_text("Servern nås inte")
    page.keyboard.press("Escape")
    expect(sign).to_be_focused()
    controller.set_offline(False)
    sign.click()
    expect(page.locator(".row-more__body input").first).to_be_focused()


def test_undo_takes_back_a_whole_paste(controller: BrowserContext, small: SmallBoard) -> None:
    """Two cells of one row, and one that could not be read: all are again as they were."""
    page = controller.new_page()
    page.goto(HOME + "indikatorer/")
    names = cells(page)[:4]
    assert names[0].split("|")[0] == names[1].split("|")[0], "value and forecast of one row"
    before = texts(page, names)
    paste(page, names[0], "5\t6\n<20\t8")
    page.get_by_role("dialog").get_by_role("button", name="Klistra in 4 celler").click()
    expect_bar(page, "1 svar går inte att läsa")
    assert texts(page, names) == dict(zip(names, ["5", "6", "<20", "8"], strict=True))
    page.get_by_role("button", name="Ångra").click()
    expect_bar(page, "Allt är sparat")
    assert texts(page, names) == before
    assert not CellDraft.objects.exists()
    assert [(one.value, one.forecast) for one in outcomes(small)] == [(None, None)] * len(outcomes(small))
    page.reload()
    assert texts(page, names) == before


def test_two_at_once_both_see_both_values(people: People, small: SmallBoard) -> None:
    mine = people(small["controller"]).new_page()
    second = User.objects.create_user("other@demo.example", name="Karin Ek")
    second.memberships.create(board=small.board, role="controller")
    theirs = people(second).new_page()
    for page in (mine, theirs):
        page.goto(HOME + "indikatorer/")
    name = next(name for name in cells(mine) if name.endswith("|value"))
    cell(theirs, name).fill("40")
    cell(theirs, name).press("Enter")
    expect_bar(theirs, "Allt är sparat")
    cell(mine, name).fill("41")
    cell(mine, name).press("Enter")
    expect_bar(mine, "1 svar krockar")
    expect(cell(mine, name)).to_have_value("41")
    mine.reload()
    expect(cell(mine, name)).to_have_value("41")
    expect_bar(mine, "1 svar krockar")
    walk_the_problems(mine, name, next(one for one in cells(mine) if one.endswith("|forecast")))
    cell(mine, name).press("Alt+Enter")
    dialog = mine.get_by_role("dialog")
    expect(dialog).to_contain_text("Karin Ek")
    expect(dialog).to_contain_text("40")
    assert list_problems(mine) == []
    dialog.get_by_role("button", name="Spara mitt val").click()
    expect_bar(mine, "Allt är sparat")
    assert [one.value for one in outcomes(small)] == [41]
    mine.keyboard.press("F8")
    expect(mine.locator("[data-said]")).to_have_text("Det finns inget fel att visa.")


def walk_the_problems(page: Page, stale: str, other: str) -> None:
    """F8 goes from anywhere to what two have written in and what can't be read, and then around; the button says so."""
    page.keyboard.press("F8")
    expect(cell(page, stale)).to_be_focused()
    cell(page, other).fill("många")
    cell(page, other).press("Enter")
    expect(cell(page, other)).to_have_attribute("aria-invalid", "true")
    cell(page, stale).focus()
    for reached in (other, stale, other):
        page.keyboard.press("F8")
        expect(cell(page, reached)).to_be_focused()
    button = page.get_by_role("button", name="Visa nästa fel")
    expect(button).to_have_attribute("aria-keyshortcuts", "F8")
    page.keyboard.press("Escape")
    expect_bar(page, "1 svar krockar")
    button.click()
    expect(cell(page, stale)).to_be_focused()


@pytest.mark.parametrize("part", ["indikatorer/", "ekonomi/", "investeringar/", "intern-kontroll/", "texter/"])
def test_entry_pages_are_accessible(controller: BrowserContext, part: str) -> None:
    page = controller.new_page()
    page.goto(HOME + part)
    assert list_problems(page) == []


def test_a_warning_goes_when_what_it_was_about_is_mended(controller: BrowserContext) -> None:
    page = controller.new_page()
    page.goto(HOME + "indikatorer/")
    total, women, men = (f"u:nojdhet:namnden:{gender}|value" for gender in "TKM")
    for name, text in ((total, "84"), (women, "81"), (men, "82")):
        cell(page, name).fill(text)
        cell(page, name).press("Enter")
    warned = page.locator(".cell__message--warning")
    expect(warned).to_have_count(3)
    cell(page, total).fill("81,9")
    cell(page, total).press("Enter")
    expect(warned).to_have_count(0)
    cell(page, total).fill("90")
    cell(page, total).press("Enter")
    expect(warned).to_have_count(3)
    page.reload()
    cell(page, total).fill("81,5")
    cell(page, total).press("Enter")
    expect(warned).to_have_count(0)
