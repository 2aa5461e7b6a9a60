"""A board's plan over the API: the workbook of the page, for a token of one of the board's systems."""

import io

import pytest
from openpyxl import load_workbook

from apps.api.models import TokenScope
from apps.api.services import create_account
from tests.api.test_writing import system
from tests.small_board import SmallBoard

PLANS = "/api/v1/boards/lillkoping/socialnamnden/plans"

pytestmark = pytest.mark.django_db


def test_a_system_of_the_board_takes_the_plan_out(small: SmallBoard) -> None:
    account = create_account(by=small["administrator"], board=small.board, name="Beslutsstödet")
    reader = system(small, account, TokenScope.READ)
    answer = reader.get(f"{PLANS}/2024")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
    book = load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book["mål"]["C"]] == ["namn", "Nöjda brukare"]
    assert reader.get(f"{PLANS}/1900").status_code == 404
    assert reader.get("/api/v1/boards/kalmar/socialnamnden/plans/2020").status_code == 404
    assert system(small, account, TokenScope.FILES).get(f"{PLANS}/2024").status_code == 403
    assert reader.post(f"{PLANS}/2024").status_code == 405
