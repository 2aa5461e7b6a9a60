"""Answers with one key, and a page that everyone can read."""

import pytest

from apps.accounts.models import User
from apps.goals.models import Relation
from tests.web.reporting.conftest import People, list_problems_in_both_themes

pytestmark = pytest.mark.browser
PAGE = "/rapportera/kalmar/socialnamnden/struktur/samband/"
SPILL = "() => document.documentElement.scrollWidth - innerWidth"


def test_relations_are_answered_with_one_key(people: People, cast: dict[str, User]) -> None:
    page = people(cast["controller"]).new_page()
    page.goto(PAGE)
    first = page.locator(".relation .relation__sentence").first.inner_text()
    page.locator(".relation button").first.focus()
    for key, answer in (("j", "confirmed"), ("n", "refused")):
        with page.expect_navigation():
            page.keyboard.press(key)
        page.wait_for_function("() => document.activeElement.dataset.key === 'j'")  # the next one has the focus
        assert Relation.objects.filter(answer=answer).count() == 1
    assert page.locator("#besvarade + .relations .relation__sentence").first.inner_text() == first
    page.locator("#nytt summary").click()
    assert list_problems_in_both_themes(page) == []
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SPILL) <= 0, width
