"""No sheet spills over the side, at any width, whether it is locked or open."""

import pytest

from apps.accounts.models import User
from apps.organisation.models import Board
from apps.rounds.models import RoundState
from apps.rounds.services import save_round
from tests.web.reporting.conftest import People

pytestmark = pytest.mark.browser

LOCKED, OPEN = "/rapportera/kalmar/socialnamnden/2020/t3/", "/rapportera/kalmar/socialnamnden/2021/t1/"
SHEETS = ("indikatorer/", "ekonomi/", "investeringar/", "intern-kontroll/")
WIDTHS = (320, 390, 710, 768, 1030, 1440)
# What stands beyond the window, and what the sheet's own frame cuts off.
SPILL = """() => {
    const right = (name) => document.querySelector(name).getBoundingClientRect().right;
    const cutOff = right(".sheet") - right(".sheet-form");
    return Math.ceil(Math.max(document.documentElement.scrollWidth - innerWidth, cutOff));
}"""


@pytest.mark.parametrize("home", [LOCKED, OPEN], ids=["locked", "open"])
def test_no_sheet_spills_over(people: People, cast: dict[str, User], home: str) -> None:
    board = Board.objects.get(municipality__slug="kalmar")
    save_round(by=None, board=board, year=2021, tertial=1, state=RoundState.OPEN)
    page = people(cast["controller"]).new_page()
    spilled = {}
    for part in SHEETS:
        page.goto(home + part)
        if not page.locator(".sheet").count():
            continue
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            spilled[part, width] = page.evaluate(SPILL)
    assert len(spilled) >= 3 * len(WIDTHS)
    assert {where: pixels for where, pixels in spilled.items() if pixels > 0} == {}
