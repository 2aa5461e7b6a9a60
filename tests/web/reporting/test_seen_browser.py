"""What is seen before it is public, in a real browser: nothing spills over, and axe finds nothing."""

import re

import pytest
from playwright.sync_api import expect

from apps.entry.services import save_cell
from apps.publishing.adoption import adopt_round
from apps.workflow import corrections, handover
from tests.small_board import SmallBoard, make_small_board
from tests.web.reporting.conftest import People, list_problems, list_problems_in_both_themes
from tests.workflow.test_handover import MEETING, to_approved

pytestmark = pytest.mark.browser

HOME = "/lillkoping/socialnamnden/2024/t2/"
WORK = f"/rapportera{HOME}"
DRAFT = f"{HOME}utkast/"
PAGES = (f"{WORK}overlamning/", f"{WORK}andras/", DRAFT, f"{DRAFT}indikator/nojdhet/", f"{DRAFT}ekonomi/")


@pytest.fixture
def submitted(db: None) -> SmallBoard:
    """A correction of a figure and an amount, handed in; the head is to answer."""
    small = make_small_board()
    by, versions = small["controller"], {}
    cells = [("u:nojdhet:namnden:T", "value", "88", "98"), ("d:ifo:staff", "actual", "1 483", "1 490")]
    for key, field, first, _ in cells:
        versions[key] = save_cell(round_=small.round, key=key, field=field, raw=first, version=0, by=by).version
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    corrections.open_correction(round_=small.round, by=by, reason="Fel kolumn i enkäten.")
    for key, field, _, raw in cells:
        save_cell(round_=small.round, key=key, field=field, raw=raw, version=versions[key], by=by)
    handover.submit_round(round_=small.round, by=by)
    return small


def test_axe_finds_nothing(people: People, submitted: SmallBoard) -> None:
    page = people(submitted["head"]).new_page()
    for address in PAGES:
        page.goto(address)
        assert list_problems_in_both_themes(page) == [], address


def test_axe_finds_nothing_before_a_first_publication(people: People, db: None) -> None:
    small = make_small_board()
    page = people(small["controller"]).new_page()
    for address in PAGES[:3]:
        page.goto(address)
        assert list_problems(page) == [], address


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_spills_over_on_a_phone(people: People, submitted: SmallBoard, width: int) -> None:
    page = people(submitted["head"], viewport={"width": width, "height": 800}).new_page()
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_head_follows_a_correction_to_its_draft_and_approves(people: People, submitted: SmallBoard) -> None:
    page = people(submitted["head"]).new_page()
    page.goto(f"{WORK}overlamning/")
    form = page.locator("form.panel", has_text="Godkänn rapporten")
    expect(form).to_contain_text("1\u00a0483\u00a0tkr")
    expect(form).to_contain_text("1\u00a0490\u00a0tkr")
    form.get_by_role("link", name="Läs rapporten som nämnden").click()
    expect(page.locator(".banner")).to_contain_text("Utkast till version 2. Inte publicerad.")
    page.get_by_role("link", name="Ekonomi", exact=True).click()
    expect(page).to_have_url(re.compile("/utkast/ekonomi/$"))
    page.get_by_role("link", name="Det här ändras").click()
    expect(page.locator("#rattat")).to_contain_text("En controller")
    page.goto(f"{WORK}overlamning/")
    page.get_by_role("button", name="Godkänn").click()
    expect(page.locator(".messages")).to_contain_text("Rapporten är godkänd")
