"""What a municipality's page says is overdue: only what anyone can see, on the day it is read."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from lxml import html

from apps.core.tertials import Tertial
from apps.organisation.models import Board
from apps.publishing.models import PublicVersion
from apps.rounds.models import Round, RoundState
from apps.web.municipality.overdue import GIVEN_UP, PATIENCE, YEAR, PublishedPeriod, list_overdue_reports

DECIDED = date(2025, 9, 24)
DUE = DECIDED + YEAR + PATIENCE
T2 = PublishedPeriod(Tertial(2025, 2), DECIDED)


@pytest.mark.parametrize(
    ("published", "today", "missing"),
    [
        ([T2], DUE, []),
        ([T2], DUE + timedelta(days=1), ["T2 2026"]),
        ([T2], DUE + GIVEN_UP, ["T2 2026"]),
        ([T2], DUE + GIVEN_UP + timedelta(days=1), []),
        ([T2, PublishedPeriod(Tertial(2026, 2), DUE)], DUE + timedelta(days=9), []),
        # A later report is there, so this one will hardly come.
        ([T2, PublishedPeriod(Tertial(2026, 3), DUE)], DUE + timedelta(days=9), []),
        # The year's first report never comes from this board, so it is not missed.
        ([T2, PublishedPeriod(Tertial(2025, 3), date(2026, 2, 20))], DUE + timedelta(days=9), ["T2 2026"]),
        ([], DUE, []),
    ],
)  # fmt: skip
def test_a_report_is_missed_when_the_year_before_had_one(
    published: list[PublishedPeriod], today: date, missing: list[str]
) -> None:
    found = list_overdue_reports(published, today)
    assert [one.period.label for one in found] == missing


def test_it_is_told_in_a_sentence() -> None:
    (one,) = list_overdue_reports([T2], DUE + timedelta(days=1))
    assert one.sentence == "Delårsrapport T2 2026 är inte publicerad än. Året före var den klar 24 september 2025."


def find_due_day() -> date:
    """The last day before Kalmar's next report is missed."""
    return localdate(PublicVersion.objects.get(board__municipality__slug="kalmar").published_at) + YEAR + PATIENCE


def read_overdue(client: Client, on: date) -> list[str]:
    with time_machine.travel(on, tick=False):
        page = html.fromstring(client.get("/kalmar/").content.decode())
    return [" ".join(one.text_content().split()) for one in page.xpath("//*[@data-overdue]")]


@pytest.mark.usefixtures("reports")
def test_a_stored_page_is_never_older_than_the_day(client: Client) -> None:
    due = find_due_day()
    assert read_overdue(client, due) == []
    assert read_overdue(client, due) == []
    (sentence,) = read_overdue(client, due + timedelta(days=1))
    assert "Bokslut 2021 är inte publicerat än" in sentence
    with CaptureQueriesContext(connection) as queries:
        assert read_overdue(client, due + timedelta(days=1)) == [sentence]
    assert len(queries) == 1


@pytest.mark.usefixtures("reports")
def test_a_round_and_its_last_day_show_nothing(client: Client) -> None:
    """Whether the administration works with the report, how far it has come and when it is to be handed in."""
    board = Board.objects.get(municipality__slug="kalmar")
    on = find_due_day() + timedelta(days=1)
    with time_machine.travel(on, tick=False):
        before = client.get("/kalmar/").content
        file = client.get("/kalmar/namnder.csv").content
        for tertial, state in ((1, RoundState.PLANNED), (2, RoundState.OPEN), (3, RoundState.SUBMITTED)):
            Round.objects.create(
                municipality_id=board.municipality_id, board=board, year=2021, tertial=tertial, state=state,
                deadline=date(2021, 5, 20), shared_with_board=True,
            )  # fmt: skip
            client.get("/kalmar/")
        Board.objects.filter(pk=board.pk).update(edition=board.edition + 1)
        assert client.get("/kalmar/").content == before
        assert client.get("/kalmar/namnder.csv").content == file
        Board.objects.filter(pk=board.pk).update(is_public=False)
        assert client.get("/kalmar/").status_code == 404
