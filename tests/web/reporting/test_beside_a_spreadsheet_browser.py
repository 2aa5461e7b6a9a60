"""Typing, pasting, finding, filling and copying beside a spreadsheet: never more keys than there.

A chord such as Ctrl+V is one key. A spreadsheet's keys are the fewest that we know of, from the same cell, with the
workbook open and the block already copied; so what it asks besides (opening, saving, reading the figures over to
where they are wanted) is not counted against it.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.budget.models import OperatingLine
from apps.organisation.models import ServiceArea
from apps.planning import add_area
from tests.small_board import SmallBoard, make_small_board
from tests.web.reporting.conftest import People
from tests.web.reporting.save_bar import expect_saved
from tests.web.reporting.test_sheet_selection_browser import HOME, paste

pytestmark = pytest.mark.browser
log = logging.getLogger(__name__)

TYPED = [str(110 + place) for place in range(20)]
WORD = "lokaler"
LONGEST = 20  # seconds for all five, on a machine that does other things too
COPY = """element => new Promise((resolve) => {
    const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
    element.dispatchEvent(event);
    resolve(event.clipboardData.getData("text/plain"));
})"""

# What each takes in a spreadsheet.
SPREADSHEET = {
    "type 20 cells": len("".join(TYPED)) + 20,  # each figure and Enter
    # A block with names in an order of its own: Shift+F11 and Ctrl+V put it in a sheet beside; back (Ctrl+PageUp), the
    # formula that looks the names up and Enter, up again, Ctrl+Shift+End to choose, Ctrl+D and Ctrl+R to fill.
    "paste 120 by name": 3 + len("=XLOOKUP($A2;B!$A:$A;B!B:B)") + 1 + 4,
    "find a row": 1 + len(WORD) + 2,  # Ctrl+F, the word, Enter, Esc
    "fill 20 cells down": 19 + 3 + 1,  # Shift+Down, the figure, Ctrl+Enter
    "copy 20 cells out": 19 + 1,  # Shift+Down, Ctrl+C; the headings are not with them
}


@dataclass
class Hands:
    """Someone at the keyboard, whose keys are counted."""

    page: Page
    keys: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        self.press(*text)


def first_cell(page: Page, field: str) -> Locator:
    return page.locator(f'.entry > [data-cell$="|{field}"]').first


def type_cells(hands: Hands) -> None:
    first_cell(hands.page, "budget").focus()
    for text in TYPED:
        hands.type(text)
        hands.press("Enter")
    expect_saved(hands.page)

    assert OperatingLine.objects.filter(tertial=2, budget__gte=110_000, budget__lt=130_000).count() == 20


def read_block(page: Page) -> str:
    """30 rows of the sheet from the last to the first, with their names and four amounts each."""
    rows = page.locator("tr[data-key]:has(.entry > input)").evaluate_all(
        """all => all.map((row) => [row.parentElement.rows[0].querySelector("span").textContent,
            row.querySelector("th span").textContent])"""
    )
    lines = [[*names, *(str(1000 + 4 * place + one) for one in range(4))] for place, names in enumerate(rows[:30])]
    heads = ["Rubrik", "Verksamhet", "Budget", "Periodbudget", "Utfall", "Prognos"]
    return "\r\n".join("\t".join(line) for line in [heads, *reversed(lines)])


def paste_by_name(hands: Hands) -> None:
    page = hands.page
    first = first_cell(page, "budget")
    first.focus()
    paste(page, str(first.get_attribute("data-cell")), read_block(page))  # the browser's own Ctrl+V
    hands.keys += 1
    expect(page.get_by_role("button", name="Klistra in 120 celler")).to_be_visible()
    hands.press("Enter")
    expect(page.locator("[data-pasted]")).to_have_count(120)
    expect_saved(page)
    assert OperatingLine.objects.filter(tertial=2, actual__gte=1_000_000, actual__lt=1_120_000).count() == 30


def find_row(hands: Hands) -> None:
    first_cell(hands.page, "actual").focus()
    hands.press("Control+f")
    hands.type(WORD)
    hands.press("Enter")
    expect(hands.page.locator("tr:has(:focus) th span").first).to_contain_text(WORD, ignore_case=True)
    assert str(hands.page.evaluate("document.activeElement.name")).endswith("|actual")


def fill_down(hands: Hands) -> None:
    page = hands.page
    page.locator("#sok-rad").fill("")
    first_cell(page, "forecast").focus()
    hands.type("777")
    hands.press(*["Shift+ArrowDown"] * 19, "Control+d")
    expect_saved(page)
    assert OperatingLine.objects.filter(tertial=2, forecast=777_000).count() == 20


def copy_out(hands: Hands) -> None:
    first = first_cell(hands.page, "budget")
    first.focus()
    hands.press(*["Shift+ArrowDown"] * 19)
    copied = first.evaluate(COPY)  # the browser's own Ctrl+C
    hands.keys += 1
    assert len(copied.splitlines()) == 21
    assert copied.splitlines()[0].startswith("Rubrik\t")


WAYS: dict[str, Callable[[Hands], None]] = {
    "type 20 cells": type_cells,
    "paste 120 by name": paste_by_name,
    "find a row": find_row,
    "fill 20 cells down": fill_down,
    "copy 20 cells out": copy_out,
}


@pytest.fixture
def small(db: None) -> SmallBoard:
    """With 35 rows of money."""
    made = make_small_board()
    root = ServiceArea.objects.get(board=made.board, code="namnden")
    for name in ("Familjerätt", "Missbruksvård", "Socialpsykiatri"):
        add_area(by=made["administrator"], board=made.board, name=name, kind="unit", parent=root)
    return made


def test_the_sheet_takes_no_more_keys_than_a_spreadsheet(people: People, small: SmallBoard) -> None:
    page = people(small["controller"], viewport={"width": 1440, "height": 900}).new_page()
    page.goto(HOME + "ekonomi/")
    page.wait_for_selector("form[data-live]")
    more, began = {}, time.monotonic()
    for name, way in WAYS.items():
        hands, start = Hands(page), time.monotonic()
        way(hands)
        log.info("%s: %d keys, %.1f s; there %d keys", name, hands.keys, time.monotonic() - start, SPREADSHEET[name])
        if hands.keys > SPREADSHEET[name]:
            more[name] = (hands.keys, SPREADSHEET[name])
    assert more == {}
    assert time.monotonic() - began < LONGEST


def test_the_rows_of_a_heading_are_chosen_at_once_and_a_search_is_left_by_escape(
    people: People, small: SmallBoard
) -> None:
    page = people(small["controller"], viewport={"width": 1440, "height": 900}).new_page()
    page.goto(HOME + "ekonomi/")
    page.wait_for_selector("form[data-live]")
    first = first_cell(page, "budget")
    first.focus()
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator("[data-chosen]")).to_have_count(7)  # the kinds of one area
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator("[data-chosen]")).to_have_count(14)
    page.keyboard.press("Control+f")
    page.keyboard.type("missbruk")
    expect(page.locator("tr[data-key]:not([hidden])")).to_have_count(7)
    page.keyboard.press("Escape")
    expect(page.locator("tr[data-key][hidden]")).to_have_count(0)
    expect(first).to_be_focused()
