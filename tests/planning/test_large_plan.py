"""400 areas in eight levels and 450 indicators: every page of the structure stays one page, and things are found."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.goals import services as goals
from apps.goals.models import Goal
from apps.organisation import services as organisation
from apps.organisation.models import ServiceArea
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow

STRUCTURE = "/rapportera/lillkoping/socialnamnden/struktur/"
LEVELS = 7  # under the board itself


@pytest.fixture
def large(small: SmallBoard) -> SmallBoard:
    who: dict[str, Any] = {"by": None, "board": small.board}
    rows = [organisation.AreaRow(code="namnden", name="Socialnämnden", kind="board")]
    for number in range(399):
        level = number % LEVELS
        parent = "namnden" if level == 0 else f"enhet-{number - 1}"
        rows.append(organisation.AreaRow(code=f"enhet-{number}", name=f"Enhet {number}", kind="unit", parent=parent))
    organisation.save_areas(**who, rows=rows)
    goal_id = goals.find_ids_by_code(Goal, small.board)["nojda"]
    goals.save_indicators(
        **who,
        rows=[
            goals.IndicatorRow(
                code=f"matt-{number}", name=f"Mått {number}", unit="antal", decimals=0, direction="higher",
                accumulation="flow", goal_id=goal_id,
            )
            for number in range(450)
        ],
    )  # fmt: skip
    return small


@pytest.mark.parametrize(
    ("page", "queries", "kilobytes", "found"),
    [
        ("", 40, 700, "Enhet 398"),
        ("verksamheter/?sok=enhet+39", 12, 30, "Enhet 398"),
        ("verksamheter/", 12, 320, "Enhet 398"),
        ("indikatorer/?sok=tt+44", 14, 120, "Mått 449"),
        ("omorganisation/", 14, 120, "Enhet 398"),
        ("ordning/?vad=verksamheter", 10, 450, "Enhet 398"),
        ("ordning/?vad=indikatorer", 10, 500, "Mått 449"),
    ],
)
def test_a_page_stays_usable(
    large: SmallBoard, client: Client, page: str, queries: int, kilobytes: int, found: str
) -> None:
    client.force_login(large["administrator"])
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(STRUCTURE + page)
    assert answer.status_code == 200
    assert found in answer.content.decode()
    assert len(asked) <= queries
    assert len(answer.content) <= 1000 * kilobytes


def test_an_area_is_moved_in_few_queries(large: SmallBoard, client: Client) -> None:
    client.force_login(large["administrator"])
    key = ServiceArea.objects.get(board=large.board, code="enhet-392").pk
    with CaptureQueriesContext(connection) as asked:
        client.post(f"{STRUCTURE}ordning/flytta/", {"vad": "verksamheter", "forst": key})
    assert len(asked) <= 25
