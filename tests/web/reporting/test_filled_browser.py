"""Filled figures in the browser: marks and counts follow what is typed and confirmed, and no page is read anew."""

import pytest
from playwright.sync_api import Page, expect

from apps.entry.filled_cells.selectors import load_fill_notes
from tests.entry.test_filled_cells import fill
from tests.small_board import SmallBoard, make_small_board
from tests.web.reporting.conftest import People, list_problems

pytestmark = pytest.mark.browser

MONEY_SHEET = "/rapportera/lillkoping/socialnamnden/2024/t2/ekonomi/"
STAFF, OTHER, REVENUE = (f"d:hemtjanst-norr:{kind}" for kind in ("staff", "other", "revenue"))


@pytest.fixture
def small(db: None) -> SmallBoard:
    small = make_small_board()
    for key, raw in ((STAFF, "1 234"), (OTHER, "88"), (REVENUE, "40")):
        fill(small, key, "actual", raw)
    return small


def row(page: Page, key: str):  # type: ignore[no-untyped-def]
    return page.locator(f'tr[data-key="{key}"]')


def expect_count(page: Page, unconfirmed: int) -> None:
    expect(page.locator('[data-fill-count="unconfirmed"]')).to_have_text(str(unconfirmed))
    expect(page.locator("a[data-filter='ogranskade'] [data-count]")).to_have_text(str(unconfirmed))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
def test_marks_follow_what_is_typed_and_confirmed(people: People, small: SmallBoard, scheme: str, width: int) -> None:
    page = people(small["controller"], color_scheme=scheme, viewport={"width": width, "height": 900}).new_page()
    page.goto(MONEY_SHEET)
    expect_count(page, 3)
    assert list_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    row(page, STAFF).locator("a[data-more]").click()
    expect(row(page, STAFF).locator(".row-more__body")).to_contain_text("ifyllt ur personal.csv")
    page.keyboard.press("Escape")
    typed = page.locator(f'[data-cell="{STAFF}|actual"]')
    typed.fill("1 300")
    typed.press("Enter")
    expect(row(page, STAFF)).to_contain_text("Källan säger 1 234 (utfall).")
    expect(row(page, STAFF)).not_to_contain_text("inte granskat")
    expect_count(page, 2)

    row(page, OTHER).get_by_role("button", name="Stämmer").press("Enter")
    expect(row(page, OTHER)).not_to_contain_text("inte granskat")
    expect(row(page, REVENUE).get_by_role("button", name="Stämmer")).to_be_focused()
    expect_count(page, 1)
    page.get_by_role("link", name="Annat än källan").click()
    expect(row(page, STAFF)).to_be_visible()
    expect(row(page, OTHER)).to_be_hidden()
    assert list_problems(page) == []
    assert {key for (key, _), note in load_fill_notes(small.round).items() if note.is_confirmed} == {STAFF, OTHER}


def test_all_that_is_shown_is_confirmed_but_for_what_has_changed_since(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    page.goto(MONEY_SHEET)
    fill(small, OTHER, "actual", "89")
    page.get_by_role("link", name="Inte granskade").click()
    page.get_by_role("button", name="Allt ifyllt som visas stämmer").press("Enter")
    expect(page.locator("[data-said]")).to_have_text("2 rader är granskade.")
    expect(page.locator("[data-alarm]")).to_contain_text("sedan du såg värdet")
    expect_count(page, 1)
    assert {key for (key, _), note in load_fill_notes(small.round).items() if not note.is_confirmed} == {OTHER}


def test_enter_in_a_cell_without_script_only_saves(people: People, small: SmallBoard) -> None:
    page = people(small["controller"], java_script_enabled=False).new_page()
    page.goto(MONEY_SHEET)
    page.locator(f'[name="{STAFF}|forecast"]').fill("3 000")
    page.locator(f'[name="{STAFF}|forecast"]').press("Enter")
    expect(page.locator(".messages")).to_contain_text("1 svar är sparat.")
    assert not any(note.is_confirmed for note in load_fill_notes(small.round).values())
    page.get_by_role("button", name="Allt ifyllt som visas stämmer").click()
    expect(page.locator(".messages")).to_contain_text("3 rader är granskade.")


def test_a_yes_is_taken_back_by_the_one_who_gave_it(people: People, small: SmallBoard) -> None:
    page = people(small["controller"], viewport={"width": 1440, "height": 900}).new_page()
    page.goto(MONEY_SHEET)
    row(page, OTHER).get_by_role("button", name="Stämmer").press("Enter")
    expect(row(page, OTHER)).to_contain_text("granskat av dig")
    expect_count(page, 2)
    row(page, OTHER).get_by_role("button", name="Ångra granskningen").press("Enter")
    expect(row(page, OTHER)).to_contain_text("inte granskat")
    expect(row(page, OTHER)).not_to_contain_text("granskat av dig")
    expect_count(page, 3)
    row(page, OTHER).get_by_role("button", name="Stämmer").press("Enter")
    expect(row(page, OTHER)).to_contain_text("granskat av dig")
    page.reload()
    expect(row(page, OTHER)).to_contain_text("granskat av dig")
    assert list_problems(page) == []
    other = people(small["administrator"]).new_page()
    other.goto(MONEY_SHEET)
    expect(other.get_by_text("granskat av dig")).to_have_count(0)


def test_a_figure_that_has_changed_is_shown_and_can_be_confirmed_at_once(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    page.goto(MONEY_SHEET)
    fill(small, OTHER, "actual", "89")
    yes = row(page, OTHER).get_by_role("button", name="Stämmer")
    yes.press("Enter")
    expect(page.locator("[data-alarm]")).to_contain_text("sedan du såg värdet")
    expect(page.locator(f'[data-cell="{OTHER}|actual"]')).to_have_value("89")
    assert not load_fill_notes(small.round)[OTHER, "actual"].is_confirmed
    yes.press("Enter")
    expect(row(page, OTHER)).to_contain_text("granskat av dig")
    assert load_fill_notes(small.round)[OTHER, "actual"].is_confirmed


def test_a_row_that_waits_is_no_taller_than_the_others(people: People, small: SmallBoard) -> None:
    page = people(small["controller"], viewport={"width": 1440, "height": 900}).new_page()
    page.goto(MONEY_SHEET)
    heights = page.locator("tr[data-key]:has([data-unconfirmed])").evaluate_all(
        """rows => rows.map(row => {
            const before = row.offsetHeight;
            row.querySelector("[data-fill]").remove();
            return [before, row.offsetHeight];
        })"""
    )
    assert len(heights) == 3
    assert all(waiting == plain for waiting, plain in heights), heights
