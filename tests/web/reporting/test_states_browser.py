"""What a controller meets while she works: ratings, comments, history, what stands behind a row. By keyboard."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from apps.entry.services import save_cell
from apps.goals.models import Assessment, Outcome
from apps.rounds.models import Comment
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_bar

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
VALUE = "u:nojdhet:namnden:T|value"
RATING = "b:g:nojda:namnden|rating"
REASON = "b:g:nojda:namnden|override_reason"
TEXT = "c:staff:namnden|text"


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def enter(people: People, small: SmallBoard, address: str, **options: str) -> tuple[BrowserContext, Page]:
    context = people(small["controller"], **options)
    page = context.new_page()
    page.goto(HOME + address)
    expect(page.locator("[data-live]")).to_be_attached()
    return context, page


def cell(page: Page, name: str) -> Locator:
    return page.locator(f'[data-cell="{name}"]')


def test_a_rating_beside_the_computed_light(people: People, small: SmallBoard, scheme: str) -> None:
    key, field = VALUE.split("|")
    save_cell(round_=small.round, key=key, field=field, raw="95", version=0, by=small["controller"])
    _, page = enter(people, small, "texter/?del=mal", color_scheme=scheme)
    page.locator("summary").first.press("Enter")
    expect(page.locator(".computed").first).to_contain_text("uppnått")
    page.locator(f'input[name="{RATING}"][value=met]').focus()
    page.keyboard.press("Space")
    expect_bar(page, "Allt är sparat")
    box = page.locator(".cell", has=cell(page, RATING))
    expect(box).not_to_contain_text("Skriv varför")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f'input[name="{RATING}"][value=on_track]')).to_be_focused()
    expect(box).to_contain_text("Betyget avviker från det beräknade. Skriv varför.")
    assert list_problems(page) == []
    cell(page, REASON).fill("Enkäten nådde få.")
    expect(box).not_to_contain_text("Skriv varför")
    expect_bar(page, "Allt är sparat")
    stored = Assessment.objects.get(round=small.round)
    assert (stored.rating, stored.override_reason) == ("on_track", "Enkäten nådde få.")
    page.reload()
    expect(page.locator(f'input[name="{RATING}"][value=on_track]')).to_be_checked()


def test_a_comment_is_kept_when_the_line_is_lost_and_the_tab_closed(people: People, small: SmallBoard) -> None:
    context, page = enter(people, small, "texter/?del=kommentarer")
    page.locator("summary").filter(has_text="Personal").first.press("Enter")
    editor = page.locator(".cell", has=cell(page, TEXT)).locator(".ProseMirror")
    expect(editor).to_be_visible()
    cell(page, TEXT).press_sequentially("Svårt att")
    expect_bar(page, "Allt är sparat")
    expect(page.locator(".cell", has=cell(page, TEXT))).to_have_attribute("data-state", "saved")
    assert Comment.objects.get(round=small.round).text == "Svårt att"
    expect(editor).to_be_focused()
    context.set_offline(True)
    page.keyboard.type(" anställa.\nMen bättre.")
    expect_bar(page, "Ingen kontakt med servern. 1 svar väntar.")
    assert list_problems(page) == []
    page.keyboard.type(" Kanske.")
    page.close()
    assert Comment.objects.get(round=small.round).text == "Svårt att"

    context.set_offline(False)
    page = context.new_page()
    page.goto(HOME + "indikatorer/")  # elsewhere in the round: what waits goes on from there too
    expect_bar(page, "Allt är sparat")
    whole = "Svårt att anställa.\n\nMen bättre. Kanske."
    page.goto(HOME + "texter/?del=kommentarer")
    expect(cell(page, TEXT)).to_have_value(whole)
    expect_bar(page, "Allt är sparat")
    assert Comment.objects.get(round=small.round).text == whole


def test_history_opens_and_closes_by_keyboard(people: People, small: SmallBoard, scheme: str) -> None:
    key, field = VALUE.split("|")
    version = save_cell(round_=small.round, key=key, field=field, raw="95", version=0, by=small["controller"]).version
    save_cell(round_=small.round, key=key, field=field, raw="96", version=version, by=small["controller"])
    _, page = enter(people, small, "indikatorer/", color_scheme=scheme)
    more = page.get_by_role("button", name="Mer om Nöjda", exact=True)
    more.press("Enter")
    expect(cell(page, VALUE.replace("value", "footnote"))).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "true")
    assert list_problems(page) == []
    link = page.get_by_role("link", name="Historik")
    link.press("Enter")
    dialog = page.get_by_role("dialog", name="Historik")
    expect(dialog).to_contain_text("En controller")
    expect(dialog.locator(".change-after").first).to_have_text("96")
    assert list_problems(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "false")


def test_what_stands_behind_a_row_is_saved_and_shown(people: People, small: SmallBoard) -> None:
    _, page = enter(people, small, "indikatorer/")
    footnote = VALUE.replace("value", "footnote")
    page.get_by_role("button", name="Mer om Nöjda", exact=True).press("Space")
    cell(page, footnote).fill("Enkät i maj.")
    cell(page, footnote).press("Tab")
    expect_bar(page, "Allt är sparat")
    filled = page.get_by_role("button", name="Mer (ifyllt) om Nöjda", exact=True)
    expect(filled).to_be_visible()
    assert Outcome.objects.get(board=small.board, year=2024, tertial=2).footnote == "Enkät i maj."
    cell(page, VALUE).fill("91")
    cell(page, VALUE).press("Enter")
    expect_bar(page, "Allt är sparat")
    stored = Outcome.objects.get(board=small.board, year=2024, tertial=2)
    assert (stored.value, stored.footnote) == (91, "Enkät i maj.")


def test_rows_are_chosen_by_keyboard_and_remembered_in_the_address(people: People, small: SmallBoard) -> None:
    _, page = enter(people, small, "indikatorer/")
    rows = page.locator("tr[data-key]:visible")
    expect(rows).to_have_count(4)
    cell(page, VALUE).fill("1.234")
    cell(page, VALUE).press("Enter")
    expect(cell(page, VALUE)).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="Att titta på 1").press("Enter")
    expect(rows).to_have_count(1)
    cell(page, VALUE).fill("91")
    cell(page, VALUE).press("Enter")
    expect_bar(page, "Allt är sparat")
    expect(rows).to_have_count(1)  # what has just been mended stays until the rows are chosen anew
    page.get_by_role("link", name="Tomma 3").press("Enter")
    expect(cell(page, VALUE)).to_be_hidden()
    page.reload()
    expect(rows).to_have_count(3)
    expect(page.get_by_role("link", name="Tomma")).to_have_attribute("aria-current", "true")
    assert list_problems(page) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_errors_are_accessible(people: People, small: SmallBoard, scheme: str, width: int) -> None:
    for raw in ("60", "1.234"):
        save_cell(
            round_=small.round, key="u:nojdhet:namnden:K", field="value", raw=raw, version=0, by=small["controller"]
        )
    seen = save_cell(
        round_=small.round, key="u:arenden:namnden:T", field="value", raw="9", version=0, by=small["controller"]
    )
    assert seen.warnings
    save_cell(
        round_=small.round, key="u:nojdhet:namnden:T", field="value", raw="ung. 5", version=0, by=small["controller"]
    )
    _, page = enter(people, small, "indikatorer/", color_scheme=scheme, viewport={"width": width, "height": 800})
    expect(page.locator("[aria-invalid=true]")).to_have_count(2)
    assert list_problems(page) == []
