"""A figure of the report in a comment, found by words while one types, in a real browser."""

import pytest
from playwright.sync_api import expect

from apps.rounds.models import Comment
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems

pytestmark = pytest.mark.browser

TEXTS = "/rapportera/lillkoping/socialnamnden/2024/t2/texter/?del=kommentarer&om=c:operating:ifo"


def test_equals_asks_for_a_figure_and_the_text_saves_itself(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    page.goto(TEXTS)
    field = page.locator('[name="c:operating:ifo|text"]')
    field.press_sequentially("Budgeten är =")
    search = page.get_by_role("combobox", name="Siffra ur rapporten")
    search.fill("individ personal budget")
    expect(page.get_by_role("option").first).to_contain_text("tkr")
    assert list_problems(page) == []
    search.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value("Budgeten är [siffra](<siffra:money/ifo/budget//staff///>)")
    field.press_sequentially(" a=b.")
    page.locator('[name="c:operating:ifo|cause"]').focus()
    expect(page.locator("[data-bar-text]")).to_contain_text("sparat")
    stored = Comment.objects.get(round=small.round)
    assert stored.text_is_rich
    assert stored.text.endswith(" a=b.")
