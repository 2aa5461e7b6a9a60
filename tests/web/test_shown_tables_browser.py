"""The tables of areas, goals, municipalities and versions are copied as cells, and so is their address."""

import pytest
from playwright.sync_api import expect

from tests.web.reporting.conftest import People, people, site

__all__ = ["people", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reports")]
BOARD = "/kalmar/socialnamnden/2020/t3/"


def test_tables_of_areas_goals_municipalities_and_versions_are_copied_as_cells(people: People) -> None:
    page = people(None, permissions=["clipboard-read", "clipboard-write"]).new_page()
    for address, anchor, cells in (
        (f"{BOARD}verksamhet/barn-familj/", "pengar", "Verksamhet\t"),
        (f"{BOARD}verksamhet/barn-familj/", "over-tid", "T3 2020\t"),
        (f"{BOARD}mal/saker/", "indikatorer", "Indikator\t"),
        ("/kalmar/", "namnder", "Nämnd\tRapport\t"),
        (f"{BOARD}v1/", "del-2", "Vad\tUppgift\t"),
    ):
        page.goto(f"{address}#{anchor}")
        taken = page.locator(f".take-along:has(a[href='#{anchor}'])")
        taken.locator("[data-copy-table]").click()
        expect(taken.locator(".take-along__said")).to_have_text("Siffrorna är kopierade.")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert cells in copied
        first, second, *_ = copied.split("\n")
        assert first.count("\t") == second.count("\t") > 1
        taken.locator("[data-copy-link]").click()
        expect(taken.locator(".take-along__said")).to_have_text("Länken är kopierad.")
        assert page.evaluate("navigator.clipboard.readText()").endswith(f"{address}#{anchor}")
    page.goto(f"{BOARD}ekonomi/")
    figure = page.locator(".chart-figure").first
    figure.locator("summary").click()
    figure.get_by_role("button", name="Kopiera koden").click()
    expect(figure.locator(".take-along__said")).to_have_text("Koden är kopierad.")
    assert page.evaluate("navigator.clipboard.readText()") == figure.locator("textarea").input_value()
