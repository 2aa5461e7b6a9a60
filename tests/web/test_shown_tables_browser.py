"""A table that no file has alone is taken along as it reads: pages of areas, goals and municipalities."""

import pytest
from playwright.sync_api import expect

from tests.web.reporting.conftest import People, people, site

__all__ = ["people", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reports")]
BOARD = "/kalmar/socialnamnden/2020/t3/"


def test_tables_of_areas_goals_and_municipalities_are_copied_as_they_read(people: People) -> None:
    page = people(None, permissions=["clipboard-read", "clipboard-write"]).new_page()
    for address, heading, cells in (
        (f"{BOARD}verksamhet/barn-familj/", "pengar", "Verksamhet\t"),
        (f"{BOARD}verksamhet/barn-familj/", "over-tid", "T3 2020"),
        (f"{BOARD}mal/saker/", "indikatorer", "Indikator\t"),
        ("/kalmar/", "namnder", "Nämnd\tMål\tIndikatorer\t"),
    ):
        page.goto(address)
        section = page.locator(f"section:has(> #{heading}), section:has(> div > #{heading})")
        section.locator("[data-copy-shown]").click()
        expect(section.locator(".take-along__said")).to_have_text("Siffrorna är kopierade.")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert cells in copied
        first, second, *_ = copied.split("\n")
        assert first.count("\t") == second.count("\t") > 1
        section.locator("[data-copy-link]").click()
        expect(section.locator(".take-along__said")).to_have_text("Länken är kopierad.")
        assert page.evaluate("navigator.clipboard.readText()").endswith(f"{address}#{heading}")
