"""Adoption freezes a report: the bytes, their fingerprint, and the database that refuses to change them."""

import hashlib
import zlib

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from apps.publishing.models import Publication, RenderedPage
from apps.publishing.published_reports import load_current_report
from apps.publishing.report_json import decode_report, encode_report
from apps.publishing.services import publish
from apps.report.board_report import BoardReport
from apps.rounds.models import Round, RoundState
from apps.workflow.states import StateError, move_round
from tests.corrections import correction
from tests.made_up_board import MadeUpBoard

PAGE = "/ockero/socialnamnden/2024/t3/"


@pytest.fixture
def board(db: None) -> MadeUpBoard:
    board = MadeUpBoard()
    board.money(board.home, budget=100_000, actual=90_000)
    return board


def adopt(board: MadeUpBoard) -> Publication:
    for state in (RoundState.SUBMITTED, RoundState.APPROVED):
        move_round(round_=board.round, to=state, by=None)
    return publish(round_=board.round, by=None)


def test_the_report_reads_back_equal(reports: dict[str, BoardReport]) -> None:
    for view in reports.values():
        assert decode_report(encode_report(view)) == view
        assert encode_report(decode_report(encode_report(view))) == encode_report(view)


def test_the_fingerprint_is_of_the_json(board: MadeUpBoard) -> None:
    publication = adopt(board)
    assert publication.sha256 == hashlib.sha256(zlib.decompress(publication.report)).hexdigest()


def test_a_publication_stays_when_the_tables_change(board: MadeUpBoard) -> None:
    adopt(board)
    Round.objects.filter(pk=board.round.pk).update(correction_state="open", correction_reason="Vård saknas.")
    board.money(board.care, budget=1, actual=99_000)
    round_ = Round.objects.select_related("board__municipality").get(pk=board.round.pk)
    published = load_current_report(round_)
    row = published.report.economy.areas[0].net
    assert row is not None
    assert (row.now.actual, published.version, published.corrected) == (90_000, 1, False)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_a_publication(board: MadeUpBoard, change: str) -> None:
    publication = Publication.objects.filter(pk=adopt(board).pk)
    with pytest.raises(DatabaseError, match="ändras aldrig"), transaction.atomic():
        _ = publication.update(sha256="0" * 64) if change == "update" else publication._raw_delete("default")
    assert publication.exists()


def test_only_an_approved_round_is_adopted(board: MadeUpBoard) -> None:
    with pytest.raises(StateError, match="öppen"):
        publish(round_=board.round, by=None)
    assert not Publication.objects.filter(round=board.round).exists()


def test_a_correction_is_a_new_version_with_its_reason_and_the_old_stays(board: MadeUpBoard) -> None:
    first = adopt(board)
    with pytest.raises(StateError, match="rättelse"):
        publish(round_=board.round, by=None)
    with correction(board.round, "Särskilt boende saknades."):
        board.money(board.care, budget=1_000, actual=2_000)
    second = Publication.objects.get(round=board.round, version=2)
    assert (second.version, second.reason) == (2, "Särskilt boende saknades.")
    assert Publication.objects.get(pk=first.pk).sha256 == first.sha256 != second.sha256


def test_handing_back_needs_a_reason(board: MadeUpBoard) -> None:
    move_round(round_=board.round, to="submitted", by=None)
    with pytest.raises(StateError, match="varför"):
        move_round(round_=board.round, to="open", by=None)
    move_round(round_=board.round, to="open", by=None, reason="Prognosen saknas.")
    assert board.round.state == "open"


def test_no_step_is_skipped(board: MadeUpBoard) -> None:
    with pytest.raises(StateError):
        move_round(round_=board.round, to="approved", by=None)


def test_a_page_is_kept_until_it_is_corrected(board: MadeUpBoard) -> None:
    adopt(board)
    client = Client()
    first = client.get(PAGE)
    kept = client.get(PAGE)
    assert (kept.status_code, kept.content) == (200, first.content)
    assert client.get(PAGE, headers={"If-None-Match": first["ETag"]}).status_code == 304
    with correction(board.round, "Särskilt boende saknades."):
        board.money(board.care, budget=1_000_000, actual=2_000_000)
    assert client.get(PAGE).content != first.content


def test_a_kept_page_knows_of_the_next_tertial(board: MadeUpBoard) -> None:
    adopt(board)
    client = Client()
    assert b"/2025/t1/" not in client.get(PAGE).content
    later = board.new_round(2025, 1)
    for state in (RoundState.SUBMITTED, RoundState.APPROVED):
        move_round(round_=later, to=state, by=None)
    publish(round_=later, by=None)
    assert b"/2025/t1/" in client.get(PAGE).content


def test_a_page_kept_by_an_older_release_is_not_shown(board: MadeUpBoard) -> None:
    adopt(board)
    client = Client()
    client.get(PAGE)
    RenderedPage.objects.update(build="0" * 64, body=b"old")
    assert client.get(PAGE).status_code == 200
    assert client.get(PAGE).content != b"old"


def test_the_history_tells_what_was_published_then(board: MadeUpBoard) -> None:
    adopt(board)
    later = board.new_round(2025, 3)
    from apps.publishing.services import build_draft_report

    view = build_draft_report(Round.objects.select_related("board__municipality").get(pk=later.pk))
    points = [(h.period.label, h.published, h.amounts.actual if h.amounts else None) for h in view.history]
    assert points[0] == ("T3 2024", True, 90_000)


def test_small_numbers_are_hidden_before_anything_is_stored(board: MadeUpBoard) -> None:
    """Three persons are nowhere in what is published; four of a limit of four are."""
    board.board.small_number_threshold = 4
    board.board.save(update_fields=["small_number_threshold"])
    placed = board.indicator("placerade", unit="antal", accumulation="stock", counts_persons=True)
    board.outcome(placed, "3")
    board.outcome(placed, "4", year=2023)
    stored = decode_report(zlib.decompress(adopt(board).report))
    points = {point.year: point for point in stored.indicators[0].series}
    assert (points[2024].value, points[2024].suppressed) == (None, True)
    assert (points[2023].value, points[2023].suppressed) == (4, False)
    assert board.report().indicators[0].series[-1].value == 3, "the draft still has it"
