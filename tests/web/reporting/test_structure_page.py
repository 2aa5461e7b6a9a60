"""The administrator's long page: what was done or refused is told where it was done."""

import re

import pytest
from django.test import Client

from apps.organisation.models import AreaKind, ServiceArea
from tests.small_board import SmallBoard

PAGE = "/rapportera/lillkoping/socialnamnden/struktur/"


@pytest.fixture
def administrator(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["administrator"])
    return client


def test_what_was_done_is_told_in_its_part(administrator: Client) -> None:
    goal = {"name": "Trygga äldre", "level": "board", "year": "2024"}
    answer = administrator.post(PAGE + "mal/", goal, follow=True)
    assert answer.redirect_chain[0][0].endswith("#mal")
    page = answer.content.decode()
    assert page.index('id="mal"') < page.index("är tillagt") < page.index('id="indikatorer"')


def test_a_refused_form_is_open_where_the_browser_lands(administrator: Client) -> None:
    answer = administrator.post(PAGE + "ar/", {"t1": "31 maj", "year": "2024"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'<details[^>]*id="f-ar" open', page)
    assert f'action="{PAGE}ar/#f-ar"' in page
    assert "Skriv datumet som åååå-mm-dd" in page
    assert 'value="31 maj"' in page


def test_areas_of_the_same_name_are_told_apart(administrator: Client, small: SmallBoard) -> None:
    for above in ("hemtjanst", "ifo"):
        parent = ServiceArea.objects.get(board=small.board, code=above)
        ServiceArea.objects.create(
            board=small.board, municipality=small.board.municipality, parent=parent, code=f"gemensamt-{above}",
            name="Gemensamt", kind=AreaKind.ACTIVITY,
        )  # fmt: skip
    page = administrator.get(PAGE).content.decode()
    for above in ("hemtjanst", "ifo"):
        parent = ServiceArea.objects.get(board=small.board, code=above)
        assert page.count(f">Gemensamt ({parent.name})</option>") == 6


def test_a_year_without_a_plan_copies_nothing_and_says_so(administrator: Client) -> None:
    answer = administrator.post(PAGE + "kopiera/", {"from_year": "1999", "year": "2024"}, follow=True)
    assert "Det finns inget i planen för 1999" in answer.content.decode()
