"""The structure page with every form open: readable by all, at every width, in both themes."""

import pytest

from apps.core.tertials import Tertial
from apps.followup import structure
from apps.organisation.models import ServiceArea
from apps.rounds.models import Round
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, problems_of

pytestmark = pytest.mark.browser
PAGE = "/rapportera/lillkoping/socialnamnden/struktur/?ar=2024"
OPEN_ALL = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
SPILL = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_form_can_be_read_and_filled_in(people: People, small: SmallBoard, scheme: str) -> None:
    Round.objects.filter(board=small.board).exclude(year=2024, tertial=2).update(state="adopted")
    area = ServiceArea.objects.get(board=small.board, code="ifo")
    when = {"holds_from": Tertial(2024, 2), "decision": "SN 2024-05-20 § 40"}
    structure.rename(by=small["administrator"], item=area, name="Barn och familj", **when)
    page = people(small["administrator"], color_scheme=scheme).new_page()
    page.goto(PAGE)
    page.evaluate(OPEN_ALL)
    assert problems_of(page) == []
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SPILL) <= 0, width
