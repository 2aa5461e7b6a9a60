"""A ratchet on the query counts of a report's pages, which come from the URL resolver: fewer is fine after lowering
the number here, more is a defect. Other pages have theirs in ``tests/pages.py``.

At most 12 on any page whatever the amount of data; a published board page at most 4, and 1 once it is kept.
"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.rounds.models import Round
from tests.pages import MOST_QUERIES, PUBLISHED, list_report_pages

pytestmark = pytest.mark.slow

BOARD = f"/{PUBLISHED}"
PAGES = list_report_pages().values()
# (first visit without a log-in, kept page, member on the published report, member on the draft)
COUNTS = dict.fromkeys(PAGES, (4, 1, 5, 10))


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


@pytest.fixture
def member(cast: dict[str, User]) -> Client:
    client = Client()
    client.force_login(cast["controller"])
    return client


@pytest.mark.parametrize("page", PAGES)
def test_a_published_page(page: str, member: Client) -> None:
    counts = (count(Client(), BOARD + page), count(Client(), BOARD + page), count(member, BOARD + page))
    assert counts == COUNTS[page][:3]


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_page_whatever_the_amount_of_data(page: str, member: Client) -> None:
    Round.objects.filter(board__municipality__slug="kalmar").update(state="open")
    assert count(member, BOARD + page) == COUNTS[page][3] <= MOST_QUERIES


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_coming_version(page: str, member: Client) -> None:
    Round.objects.filter(board__municipality__slug="kalmar").update(state="open")
    assert count(member, BOARD + "utkast/" + page) == 11 <= MOST_QUERIES
