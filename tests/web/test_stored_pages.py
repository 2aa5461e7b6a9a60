"""Pages are rendered before anyone asks for them, all of them and each once."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.organisation.models import Board
from apps.publishing.models import Publication, RenderedList, RenderedPage
from apps.rounds.models import Round
from apps.web import tasks
from apps.web.stored_pages import render_board_pages
from tests.corrections import correction
from tests.made_up_board import MadeUpBoard
from tests.publishing.test_record_additions import adopt

pytestmark = pytest.mark.django_db
PAGE = "/ockero/socialnamnden/2024/t3/"


@pytest.fixture
def board(db: None) -> MadeUpBoard:
    board = MadeUpBoard(2030, 3)
    indicator = board.indicator()
    for year, value in ((2023, "48"), (2024, "50")):
        board.outcome(indicator, value, year=year)
    adopt(board, 2023, 3)
    round_ = adopt(board, 2024, 3).round
    with correction(Round.objects.get(pk=round_.pk), "Fel."):
        pass
    return board


def test_the_first_reader_meets_a_stored_page(board: MadeUpBoard, client: Client) -> None:
    count = render_board_pages(board.board.pk)
    stored = set(RenderedPage.objects.values_list("address", flat=True))
    assert count == len(stored)
    assert {PAGE, f"{PAGE}v1/", f"{PAGE}jamfor/1/2/", f"{PAGE}indikator/andel/", f"{PAGE}visa/"} <= stored
    assert {f"{PAGE}bild.png", f"{PAGE}indikator/?del=mal"} <= stored
    charts = [address for address in stored if "/diagram/" in address]
    assert {address.rpartition(".")[2] for address in charts} == {"svg", "csv", "html"}
    assert all(address.startswith(PAGE) for address in charts), "those of the latest report"
    assert "/ockero/socialnamnden/2023/t3/ekonomi/" in stored
    for address in (PAGE, f"{PAGE}v2/", f"{PAGE}mal/", f"{PAGE}bild.png", f"{PAGE}indikator/?del=mal", *charts[:3]):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) == 1
    assert set(RenderedList.objects.values_list("address", flat=True)) >= {"/", "/ockero/"}


def test_nothing_is_rendered_twice(board: MadeUpBoard) -> None:
    assert render_board_pages(board.board.pk) > 20
    RenderedPage.objects.filter(address=PAGE).delete()
    said = StringIO()
    call_command("render_pages", after=board.board.pk - 1, stdout=said)
    assert said.getvalue().endswith("1 sidor gjordes.\n")
    assert render_board_pages(board.board.pk) == 0


def test_a_board_that_is_not_public_is_not_rendered(board: MadeUpBoard) -> None:
    Board.objects.update(is_public=False)
    assert render_board_pages(board.board.pk) == 0
    assert not RenderedPage.objects.exists()


def test_pages_are_rendered_before_documents_are_made(board: MadeUpBoard, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    monkeypatch.setattr(tasks, "publish_requested", lambda job: Publication.objects.filter(board=board.board)[0])
    monkeypatch.setattr(tasks, "render_board_pages", lambda board_id: order.append(f"pages of {board_id}"))
    monkeypatch.setattr(tasks, "start_document_jobs", lambda board_id: order.append(f"documents of {board_id}"))
    tasks.publish_decision(0)
    assert order == [f"pages of {board.board.pk}", f"documents of {board.board.pk}"]
