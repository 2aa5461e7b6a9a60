"""The structure page with every form open: readable by all, at every width, in both themes."""

import pytest
from playwright.sync_api import Page

from apps import planning
from apps.core.tertials import Tertial
from apps.goals.models import FocusArea, Indicator, Target
from apps.organisation.models import ServiceArea
from apps.publishing.services import publish
from apps.risks.models import Risk
from apps.rounds.models import Round
from apps.workflow import corrections
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems_in_both_themes
from tests.workflow.test_handover import adopt, put

pytestmark = pytest.mark.browser
PAGE = "/rapportera/lillkoping/socialnamnden/struktur/?ar=2024"
OPEN_ALL = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
SPILL = "() => document.documentElement.scrollWidth - innerWidth"


def test_every_form_can_be_read_and_filled_in(people: People, small: SmallBoard) -> None:
    Round.objects.filter(board=small.board).exclude(year=2024, tertial=2).update(state="adopted")
    area = ServiceArea.objects.get(board=small.board, code="ifo")
    when = {"holds_from": Tertial(2024, 2), "decision": "SN 2024-05-20 § 40"}
    planning.rename(by=small["administrator"], item=area, name="Barn och familj", **when)
    page = people(small["administrator"]).new_page()
    page.goto(PAGE)
    page.evaluate(OPEN_ALL)
    assert list_problems_in_both_themes(page) == []
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SPILL) <= 0, width


def test_one_thing_after_the_other_is_typed_without_clicking(people: People, small: SmallBoard) -> None:
    page = people(small["administrator"]).new_page()
    page.goto("/rapportera/lillkoping/socialnamnden/struktur/fokus/?ar=2024&oppna=fokusomrade")
    page.focus("#focusareaform-name")
    for name in ("Trygghet", "Hälsa", "Arbete"):
        page.keyboard.type(name)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_selector("#focusareaform-name:focus")
        answer = page.locator("#svar")
        assert name in answer.inner_text()
        assert answer.evaluate("one => one.getBoundingClientRect().top >= 0")
        assert page.locator("#focusareaform-name").bounding_box()["y"] < 900  # type: ignore[index]
    assert FocusArea.objects.filter(board=small.board).count() == 3
    page.goto("/rapportera/lillkoping/socialnamnden/struktur/?ar=2024")
    page.click("#f-roll summary")
    page.fill("#memberform-email", "bo")
    page.keyboard.press("Enter")
    page.wait_for_selector("#memberform-email[aria-invalid=true]:focus")  # what is to be mended


def test_the_protection_of_small_numbers_can_be_read_and_set(people: People, small: SmallBoard) -> None:
    """The rules, and then what they would hide."""
    first = Round.objects.select_related("board__municipality").get(board=small.board, year=2024, tertial=1)
    Round.objects.filter(pk=first.pk).update(state="approved")
    publish(round_=first, by=None)
    page = people(small["administrator"]).new_page()
    page.goto("/rapportera/lillkoping/socialnamnden/struktur/skydd/")
    page.evaluate(OPEN_ALL)
    assert list_problems_in_both_themes(page) == []
    page.fill("[name=threshold]", "200")
    page.check("[name=counting][value=arenden]")
    page.fill("[name=reason]", "Ny gräns.")
    page.click("text=Visa vad som ändras")
    page.wait_for_selector("text=Spara och dölj")
    page.evaluate(OPEN_ALL)
    assert list_problems_in_both_themes(page) == []
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SPILL) <= 0, width


def test_the_plan_of_a_correction_can_be_read_and_chosen(people: People, small: SmallBoard) -> None:
    put(small, "78")
    adopt(small)
    Target.objects.filter(board=small.board).update(value=70, text="minst 70 %")
    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel målvärde.")
    page = people(small["controller"]).new_page()
    page.goto("/rapportera/lillkoping/socialnamnden/2024/t2/overlamning/planen/")
    assert list_problems_in_both_themes(page) == []
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SPILL) <= 0, width
    page.check("[name=rad]")
    page.click("text=Spara valet")
    page.wait_for_selector("text=Rättelsen tar med en ändring av planen.")


def test_every_subject_can_be_read_and_filled_in(people: People, small: SmallBoard) -> None:
    """The pages by subject with every form open, one about one thing, and what a change of several will do."""
    indicator = Indicator.objects.get(board=small.board, code="nojdhet")
    risk = Risk.objects.get(board=small.board)
    root = PAGE.split("?")[0]
    page = people(small["administrator"]).new_page()
    for address in (
        f"fokus/?ar=2024&andra=andra-mal&nyckel={indicator.goal_id}",
        "investeringar/?ar=2024",
        f"intern-kontroll/?ar=2024&andra=andra-risk&nyckel={risk.pk}",
        f"indikatorer/?ar=2024&andra=andra-indikator&nyckel={indicator.pk}",
        "indikatorer/?ar=2024",
    ):
        page.goto(root + address)
        page.evaluate(OPEN_ALL)
        _expect_readable(page)
    page.check("[name=indicators][value=nojdhet]")
    page.fill("[name=decimals]", "2")
    page.select_option("[name=holds_from]", "skrivfel")
    page.click("text=Visa vad som ändras")
    page.wait_for_selector("text=decimaler: 0 → 2")
    _expect_readable(page)
    page.click("text=Ändra 1 indikator")
    page.wait_for_selector("text=1 indikator är ändrad.")


def _expect_readable(page: Page) -> None:
    assert list_problems_in_both_themes(page) == []
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SPILL) <= 0, (page.url, width)
