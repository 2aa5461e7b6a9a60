"""A ratchet on the query counts of the reporting pages: fewer is fine after lowering the number, more is a defect."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.organisation.models import Board
from apps.rounds.models import RoundState
from apps.rounds.services import save_round

HOME = "/rapportera/kalmar/socialnamnden/2021/t1/"
COUNTS = {
    "/rapportera/": 15,
    HOME: 12,
    HOME + "indikatorer/": 13,
    HOME + "ekonomi/": 13,
    HOME + "investeringar/": 9,
    HOME + "intern-kontroll/": 9,
    HOME + "texter/": 17,
    HOME + "historik/?cell=d:sn:net": 6,
    HOME + "overlamning/": 23,
    "/rapportera/installningar/": 3,
}


@pytest.fixture
def controller(cast: dict[str, User]) -> Client:
    board = Board.objects.get(municipality__slug="kalmar")
    save_round(by=None, board=board, year=2021, tertial=1, state=RoundState.OPEN)
    client = Client()
    client.force_login(cast["controller"])
    return client


@pytest.mark.parametrize("address", COUNTS)
def test_queries_of_a_page(address: str, controller: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert controller.get(address).status_code == 200
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == COUNTS[address]
