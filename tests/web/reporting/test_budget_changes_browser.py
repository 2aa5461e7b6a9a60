"""Budget changes and forecasts in Chromium: long names at 320 pixels, axe, the keyboard, and no script needed."""

from dataclasses import replace

import pytest

from apps.entry.dated_amounts.services import add_dated_amount
from apps.entry.dated_amounts.typed_amounts import DatedKind, TypedAmount
from apps.organisation.models import ServiceArea
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems_in_both_themes

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "Gemensamma stödfunktioner för vuxna med missbruks- och beroendeproblematik samt anhörigstödsverksamhet"
DECISION = "Kommunfullmäktiges beslut om tilläggsbudget och ombudgeteringar 2024-06-10 § 112, KS 2024/00345"
CHANGE = TypedAmount(
    area="ifo", date="2024-06-10", amount="-1 234 500,5", kind="supplementary", decision=DECISION,
    note="Avser hyreskostnadsersättningar för socialpsykiatriboendet som inte längre behövs.",
)  # fmt: skip
FORECAST = TypedAmount(area="ifo", date="2024-06-30", amount="8 200", note="Preliminär.")
REPORTING, ECONOMY = (
    "/rapportera/lillkoping/socialnamnden/2024/t2/budgetandringar/",
    "/lillkoping/socialnamnden/2024/t2/ekonomi/",
)
OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"


@pytest.fixture
def filled(small: SmallBoard) -> SmallBoard:
    ServiceArea.objects.filter(board=small.board, code="ifo").update(name=LONG)
    start = replace(CHANGE, kind="original", amount="9 234 500,5", date="2023-11-20")
    for typed in (start, CHANGE, replace(start, area="hemtjanst")):
        add_dated_amount(round_=small.round, by=small["controller"], row_kind=DatedKind.CHANGE, typed=typed)
    for typed in (FORECAST, replace(FORECAST, area="hemtjanst")):
        add_dated_amount(round_=small.round, by=small["controller"], row_kind=DatedKind.FORECAST, typed=typed)
    return small


@pytest.mark.parametrize("address", [REPORTING, ECONOMY])
def test_long_names_spill_nowhere_and_axe_finds_nothing(people: People, filled: SmallBoard, address: str) -> None:
    page = people(filled["controller"], reduced_motion="reduce").new_page()
    page.goto(address)
    page.evaluate(OPEN_ALL)
    assert list_problems_in_both_themes(page) == []
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width


def test_a_refused_row_is_mended_without_a_script(people: People, small: SmallBoard) -> None:
    page = people(small["controller"], java_script_enabled=False, viewport={"width": 320, "height": 800}).new_page()
    page.goto(REPORTING)
    page.get_by_text("Lägg till en budgetändring").click()
    form = page.locator("#ny-andring")
    form.get_by_label("Verksamhet").select_option("ifo")
    form.get_by_label("Datum").fill("2024-06-10")
    form.get_by_label("Slag").select_option("supplementary")
    form.get_by_label("Beslut").fill("KF § 40")
    form.get_by_role("button").click()
    alert = page.get_by_role("alert")
    assert "Skriv ett belopp." in alert.inner_text()
    alert.get_by_role("link", name="Belopp, tkr").click()
    amount = page.locator("#ny-andring").get_by_label("Belopp, tkr")
    assert amount.get_attribute("aria-invalid") == "true"
    assert page.locator("#ny-andring").get_by_label("Beslut").input_value() == "KF § 40"
    amount.fill("-500")
    page.locator("#ny-andring").get_by_role("button").click()
    assert "Ändringen är tillagd." in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Ändra tilläggsanslag").click()
    page.get_by_role("button", name="Ta bort").click()
    assert "Inga budgetändringar är inlagda för året." in page.content()
