"""A report is written from the log-in to the Word file, in a real browser, and what it takes is counted.

Every text of a T2 report: eleven by the controller, three by the reporter of a unit. What is counted is clicks, and
keys that do something (``=``, the arrows and Enter of a choice); letters of prose and of a search are the work itself.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.texts.models import Section
from tests.documents.read_back import read_docx_text
from tests.small_board import SmallBoard
from tests.texts.written import fill_in, give_disposition
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_saved

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEXTS, BY_THE_UNIT = 14, 3
MOST_CLICKS, MOST_KEYS = 39, 2
HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
ARCHITECTURE = Path(__file__).resolve().parents[3] / "docs" / "architecture.md"
SPILL = "() => document.documentElement.scrollWidth - innerWidth"


@dataclass
class Hand:
    """Someone at a page: what they click and press is counted."""

    page: Page
    clicks: int = 0
    keys: int = 0

    def click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        links = self.page.locator("main").get_by_role("link", name=name, exact=isinstance(name, str))
        self.click(links.first)

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """In the editor, which has the focus when one comes from the text before."""
        editor = self.page.locator(".ProseMirror")
        editor.wait_for()
        if not self.page.evaluate("() => document.activeElement.matches('.ProseMirror')"):
            self.click(editor)
        self.page.keyboard.insert_text(text)

    def mark_ready(self) -> None:
        self.click(self.page.get_by_role("button", name="Markera som klar"))
        expect(self.page.locator("[data-bar-text]")).to_contain_text("texten är klar")

    def write_texts(self, count: int, prose: str) -> None:
        """The text of this page and those that come after it."""
        for number in range(count):
            self.write(f"{prose} {number}.")
            self.mark_ready()
            if number < count - 1:
                self.follow(re.compile("Nästa text"))


def test_a_report_is_written_by_two_and_comes_out_as_word(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    fill_in(small)
    unit = Hand(people(small["reporter"], viewport={"width": 390, "height": 844}).new_page())
    unit.page.goto("/rapportera/")
    unit.follow(re.compile("Socialnämnden, .* T2 2024"))
    unit.follow("Kapitel")
    unit.follow(re.compile("Hemtjänst"))
    unit.write_texts(BY_THE_UNIT, "Vi i hemtjänsten skrev text")
    expect(unit.page.get_by_role("link", name=re.compile("Nästa text"))).to_have_count(0)

    hand = Hand(people(small["controller"], viewport={"width": 1440, "height": 900}).new_page())
    page = hand.page
    page.goto("/rapportera/")
    hand.follow(re.compile("Socialnämnden, .* T2 2024"))
    hand.follow("Kapitel")
    hand.follow(re.compile("Sammanfattning"))
    hand.write("Individ och familj kostade ")
    hand.click(page.get_by_role("button", name="Visa siffrorna"))
    page.get_by_label("Sök bland siffrorna").fill("individ personal")
    figure = page.get_by_role("button", name=re.compile("Individ och familj, personal, utfall, T2 2024"))
    hand.click(figure)
    expect(page.locator(".ProseMirror")).to_be_focused()
    expect(page.locator("[data-inserted]")).to_contain_text("Satt in i texten: 4\u00a0000\u00a0tkr")
    page.keyboard.insert_text(", och nöjda är ")
    hand.press("=")
    page.keyboard.type("nöjda utfall t2 2024")
    expect(page.get_by_role("option")).to_have_count(1)
    hand.press("Enter")
    page.keyboard.type(".")
    hand.mark_ready()
    for number in range(TEXTS - BY_THE_UNIT - 1):
        hand.follow(re.compile("Nästa text"))
        hand.write(f"Controllern skrev text {number}.")
        hand.mark_ready()
    assert Section.objects.filter(round=small.round, is_ready=True).count() == TEXTS

    hand.follow("Alla kapitel")
    expect(page.locator("main")).to_contain_text(f"{TEXTS} av {TEXTS}")
    hand.follow("Hämta som dokument")
    with page.expect_download() as download:
        hand.follow(re.compile("Word"))
    text = read_docx_text(Path(download.value.path()).read_bytes())
    assert "Individ och familj kostade 4\u00a0000\u00a0tkr, och nöjda är 88\u00a0%." in text
    assert all(f"Vi i hemtjänsten skrev text {number}." in text for number in range(BY_THE_UNIT))
    assert all(f"Controllern skrev text {number}." in text for number in range(TEXTS - BY_THE_UNIT - 1))
    clicks, keys = unit.clicks + hand.clicks, unit.keys + hand.keys
    assert (clicks, keys) == (MOST_CLICKS, MOST_KEYS), "fewer is better: lower the numbers here and in the docs"
    stated = f"{clicks} clicks and {keys} keys"
    assert stated in ARCHITECTURE.read_text(encoding="utf-8"), f"docs/architecture.md should say “{stated}”"


def test_figures_lie_below_the_text_on_a_phone_and_are_reached_by_keyboard(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    fill_in(small)
    page = people(small["controller"], viewport={"width": 390, "height": 844}, color_scheme="dark").new_page()
    page.goto(f"{HOME}kapitel/ekonomi/namnden/")
    page.locator(".ProseMirror").focus()
    page.keyboard.type("Det blev ")
    show = page.get_by_role("button", name="Visa siffrorna")
    show.press("Enter")
    page.get_by_role("link", name="mnkr").press("Enter")
    expect(page.get_by_label("Sök bland siffrorna")).to_be_focused()
    page.keyboard.type("individ netto")
    figure = page.get_by_role("button", name=re.compile("Individ och familj, netto, utfall, T2 2024"))
    figure.press("Enter")
    expect(page.locator(".ProseMirror data")).to_have_text("4,0\u00a0mnkr")
    expect(page.locator(".ProseMirror")).to_be_focused()
    assert page.locator("#siffror").bounding_box()["y"] > page.locator("#avsnitt").bounding_box()["y"]  # type: ignore[index]
    assert page.evaluate(SPILL) <= 0
    assert list_problems(page) == []
    expect_saved(page)
