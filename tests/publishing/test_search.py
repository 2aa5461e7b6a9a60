"""One search over all that is published, in Swedish, and over nothing else."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from lxml import html

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.organisation.models import Board, ServiceArea
from apps.publishing.board_rename import rename_published_board
from apps.publishing.models import PublicVersion, SearchEntry, SearchKind
from apps.publishing.published_reports import load_version_report
from apps.publishing.report_json import decode_report
from apps.publishing.search import services
from apps.publishing.search.entries import iter_report_texts
from apps.publishing.search.queries import search_published
from apps.publishing.search.services import sync_search
from apps.publishing.search.spellings import count_slips
from apps.publishing.services import publish
from apps.publishing.suppression.protection import set_small_number_threshold
from apps.report.board_report import BoardReport
from apps.rounds.models import Comment, Round, RoundState
from apps.rounds.services import CommentRow, save_comments
from tests.corrections import correction
from tests.small_board import SmallBoard

COLUMNS = ("board_id", "kind", "key", "of_period", "period", "title", "text", "page", "code")


def list_entries(**where: Any) -> list[tuple[Any, ...]]:
    return sorted(SearchEntry.objects.filter(**where).values_list(*COLUMNS))


def find(query: str, **more: Any) -> set[tuple[str, str]]:
    return {(hit.kind.value, hit.title) for hit in search_published(query, limit=50, **more).hits}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Sjukfrånvaron", "Sjukfrånvaro"),  # a stem
        ("sjukfrånv", "Sjukfrånvaro"),  # a beginning
        ("sjukfranvaro", "Sjukfrånvaro"),  # without dots
        ("sjukfrånavro", "Sjukfrånvaro"),  # a slip
    ],
)
@pytest.mark.usefixtures("reports")
def test_an_indicator_is_found_however_it_is_written(question: str, answer: str) -> None:
    titles = {title for kind, title in find(question) if kind == SearchKind.INDICATOR}
    assert any(title.startswith(answer) for title in titles), titles


def test_all_that_is_published_can_be_found(reports: dict[str, BoardReport]) -> None:
    for report in reports.values():
        stored = {
            (one.kind, one.key) for one in SearchEntry.objects.filter(municipality__slug=report.municipality.slug)
        }
        assert stored == {(one.kind.value, one.key) for one in iter_report_texts(report)}


@pytest.mark.usefixtures("reports")
def test_a_municipality_among_other_words_says_where() -> None:
    found = search_published("kalmar indikator", limit=20)
    assert {hit.municipality for hit in search_published("kalmar socialnämnden", limit=20).hits} == {"Kalmar"}
    assert not found.municipalities
    assert [one.name for one in search_published("härryda", limit=5).municipalities] == ["Härryda"]
    assert [one.name for one in search_published("harryda", limit=5).municipalities] == ["Härryda"]


@pytest.mark.usefixtures("reports")
def test_a_board_that_is_not_public_is_not_found() -> None:
    Board.objects.filter(municipality__slug="kalmar").update(is_public=False)
    for question in ("kalmar", "socialnämnden", "sjukfrånvaro", "klamar"):
        found = search_published(question, limit=50)
        assert "Kalmar" not in {hit.municipality for hit in found.hits} | {one.name for one in found.municipalities}


def write_summary(small: SmallBoard) -> None:
    row = CommentRow(service_area_id=small.areas["namnden"], topic="summary", text="Nästan hemliga gräsklippare.")
    save_comments(by=None, round_=small.round, rows=[row])


def make_published(small: SmallBoard) -> Round:
    write_summary(small)
    Round.objects.filter(pk=small.round.pk).update(state=RoundState.APPROVED)
    round_ = Round.objects.select_related("board__municipality").get(pk=small.round.pk)
    publish(round_=round_, by=None)
    return round_


def write_comment(round_: Round, text: str) -> None:
    """The one comment of the round's report; none where the text is empty."""
    Comment.objects.filter(round=round_).delete()
    if text:
        root = ServiceArea.objects.get(board=round_.board_id, parent=None)
        owner = {"municipality_id": round_.municipality_id, "board_id": round_.board_id}
        Comment.objects.create(**owner, round=round_, service_area=root, topic="operating", text=text)


def test_a_draft_is_not_found_until_it_is_published(small: SmallBoard) -> None:
    write_summary(small)
    assert not find("gräsklippare")
    assert not find("gräsklipare")
    assert not find("Hemtjänst norr")
    make_published(small)
    assert ("text", "Året i korthet") in find("gräsklippare")
    assert ("area", "Hemtjänst norr") in find("Hemtjänst norr")
    added = list_entries(board=small.board)
    sync_search(small.board.pk)
    assert list_entries(board=small.board) == added


def test_a_corrected_report_is_searched_by_its_latest_version(small: SmallBoard) -> None:
    round_ = make_published(small)
    before = list_entries(board=small.board)
    Round.objects.filter(pk=round_.pk).update(correction_state=RoundState.APPROVED, correction_reason="Fel ord")
    publish(round_=Round.objects.select_related("board__municipality").get(pk=round_.pk), by=None)
    assert list_entries(board=small.board) == before  # once each, and not once for each version


def test_a_correction_costs_the_same_however_many_there_have_been(
    small: SmallBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_, decoded = make_published(small), []

    def decode(data: bytes) -> BoardReport:
        decoded.append(data)
        return decode_report(data)

    monkeypatch.setattr(services, "decode_report", decode)
    for number in range(2, 6):
        decoded.clear()
        with correction(round_):
            write_comment(round_, f"Hemliga gräsmattor nummer {number}.")
        assert len(decoded) == 1, number
        assert find(f"gräsmattor nummer {number}")
        added = list_entries(board=small.board)
        sync_search(small.board.pk)
        assert list_entries(board=small.board) == added


def test_what_a_correction_leaves_out_is_searched_no_more(small: SmallBoard) -> None:
    round_ = make_published(small)
    for text in ("Hemliga gräsmattor.", ""):
        with correction(round_):
            write_comment(round_, text)
        assert bool(find("gräsmattor")) == bool(text)
    added = list_entries(board=small.board)
    sync_search(small.board.pk)
    assert list_entries(board=small.board) == added


def test_a_renamed_board_is_found_by_its_name_and_where_it_is(small: SmallBoard) -> None:
    make_published(small)
    rename_published_board(
        by=small[Role.ADMINISTRATOR.value], board=small.board, name="Omsorgsnämnden", holds_from=None, decision=""
    )
    found = search_published("omsorgsnämnden", limit=5).hits
    assert {hit.board_slug for hit in found} == {"omsorgsnamnden"}


def test_what_is_issued_anew_is_searched_as_it_is_read(cast: dict[str, User]) -> None:
    board = Board.objects.get(municipality__slug="kalmar")
    plan = set_small_number_threshold(by=None, board=board, threshold=50, reason="Skydd")
    assert plan.changes
    round_ = Round.objects.select_related("board__municipality").get(board=board)
    latest = PublicVersion.objects.filter(round=round_).latest("version").version
    report = load_version_report(round_, latest)
    assert report
    assert {(one.kind.value, one.key, one.text) for one in iter_report_texts(report)} == set(
        SearchEntry.objects.filter(board=board).values_list("kind", "key", "text")
    )


@pytest.mark.usefixtures("reports")
def test_all_is_made_anew_by_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    before = list_entries()
    SearchEntry.objects.all().delete()
    call_command("sync_search")
    assert list_entries() == before
    assert f"{len(before)} uppgifter" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("äldre", "aldre", 0), ("sjuk", "sjku", 1), ("barn", "barnn", 1), ("barn", "bran", 1), ("mål", "vård", 3)],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert count_slips(one, other) == count_slips(other, one) == slips


@pytest.mark.parametrize("query", ["", " ", "'", "a & b | !c:*", "\x00", "()<->", "och", "%", "å" * 300, "{}"])
@pytest.mark.usefixtures("reports")
def test_any_text_can_be_searched_for(query: str, client: Client) -> None:
    assert client.get("/sok/", {"q": query}).status_code == 200


@pytest.mark.usefixtures("reports")
def test_the_page_groups_what_is_found_and_leads_there(client: Client) -> None:
    page = html.fromstring(client.get("/sok/?q=sjukfranvaro").content.decode())
    assert "Inget heter ”sjukfranvaro”" in page.text_content()
    links = page.xpath("//ul[@class='hits']/li/a/@href")
    assert links
    for link in links:
        assert client.get(link).status_code == 200
    only = html.fromstring(client.get("/sok/?q=kalmar&visa=text").content.decode())
    assert {one.text for one in only.xpath("//main//h2")} <= {"Texter"}
    assert client.get("/sok/?q=kalmar&visa=hittepa").status_code == 200


@pytest.mark.usefixtures("reports")
def test_what_is_asked_is_written_as_text(client: Client) -> None:
    assert "<script>alert" not in client.get("/sok/", {"q": "<script>alert(1)</script>"}).content.decode()
