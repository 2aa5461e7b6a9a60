"""The pages of chapters and of the disposition, without script: read, write, clash, mark as ready, move."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from lxml import html

from apps.accounts.models import Membership
from apps.accounts.roles import Role
from apps.core.rich_text.contents import format_plain
from apps.organisation import services as organisation
from apps.texts.models import Chapter, Disposition, Section
from apps.web.reporting.chapters.presenter import list_unready_sections
from apps.workflow import handover
from tests.small_board import SmallBoard
from tests.texts.written import find_chapter, give_disposition, write_section

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/kapitel/"
DISPOSITION = "/rapportera/lillkoping/socialnamnden/struktur/disposition/"
BOARD_TEXT, AREA_TEXT = f"{HOME}ekonomi/namnden/", f"{HOME}verksamheten/hemtjanst/"


@pytest.fixture
def written(small: SmallBoard) -> SmallBoard:
    give_disposition(small)
    return small


def log_in(small: SmallBoard, role: str = "controller") -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def get_section(code: str = "ekonomi") -> Section:
    return Section.objects.get(chapter__code=code)


def test_a_text_is_written_and_marked_without_script(written: SmallBoard) -> None:
    client = log_in(written)
    page = client.get(BOARD_TEXT).content.decode()
    assert "Anvisning." in page
    assert 'name="version" value="0"' in page
    answer = client.post(BOARD_TEXT, {"text": "# Läget\n\nBudgeten **håller**.", "version": "0", "gor": "klar"})
    assert answer.status_code == 302
    assert format_plain(get_section().rich_text) == "Läget\n\nBudgeten håller."
    assert get_section().is_ready
    page = client.get(BOARD_TEXT).content.decode()
    assert "# Läget\n\nBudgeten **håller**." in page
    assert "markerad som klar" in page
    assert "<b>1 av" in client.get(HOME).content.decode().replace("\n", "")


def test_what_another_has_written_meanwhile_is_shown_beside_ones_own(written: SmallBoard) -> None:
    client = log_in(written)
    write_section(written, "ekonomi", "Den andras ord.")
    answer = client.post(BOARD_TEXT, {"text": "Mina ord.", "version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<p>Den andras ord.</p>" in page
    assert "Mina ord.</textarea>" in page
    version = get_section().version
    assert f'name="version" value="{version}"' in page
    assert client.post(BOARD_TEXT, {"text": "Mina ord.", "version": version}).status_code == 302
    assert format_plain(get_section().rich_text) == "Mina ord."


def test_what_is_refused_is_still_in_the_form(written: SmallBoard) -> None:
    answer = log_in(written).post(BOARD_TEXT, {"text": "å" * 200_001, "version": "0"})
    assert answer.status_code == 422
    assert "för lång" in answer.content.decode()
    assert "å" * 200_001 in answer.content.decode()
    assert log_in(written).post(BOARD_TEXT, {"text": "", "version": "0", "gor": "klar"}).status_code == 422


@pytest.mark.parametrize("role", [*Role.values, "stranger"])
def test_who_may_write_and_who_reads(written: SmallBoard, role: str) -> None:
    statuses = {}
    for address in (BOARD_TEXT, AREA_TEXT):
        page = log_in(written, role).get(address)
        statuses[address] = page.status_code, b'<textarea id="text"' in page.content
    if role in {"politician", "stranger"}:
        assert set(statuses.values()) == {(404, False)}
    else:
        assert statuses[BOARD_TEXT] == (200, role == "controller")
        assert statuses[AREA_TEXT] == (200, role in {"controller", "reporter"})


@pytest.mark.parametrize(
    "end", ["ekonomi/ifo/", "verksamheten/namnden/", "economy/namnden/", "ansvar/namnden/", "x/y/"]
)
def test_what_is_not_written_in_the_report_is_not_found(written: SmallBoard, end: str) -> None:
    assert log_in(written).get(HOME + end).status_code == 404


def post_json(client: Client, body: Any, address: str = BOARD_TEXT) -> Any:
    return client.post(address, body if isinstance(body, str) else json.dumps(body), content_type="application/json")


def test_the_script_saves_the_tree(written: SmallBoard) -> None:
    client = log_in(written)
    tree = {"blocks": [{"type": "paragraph", "content": [{"type": "text", "text": "Så."}]}]}
    saved = post_json(client, {"version": 0, "text": tree}).json()
    assert saved["status"] == "saved"
    assert saved["text"] == tree
    assert post_json(client, {"version": 0, "text": tree}).json()["status"] == "unchanged"
    other = {"blocks": [{"type": "paragraph", "content": [{"type": "text", "text": "Annat."}]}]}
    stale = post_json(client, {"version": 0, "text": other}).json()
    assert (stale["status"], stale["text"], stale["version"]) == ("stale", tree, saved["version"])
    ready = post_json(client, {"version": saved["version"], "ready": True}).json()
    assert ready["ready"]
    locked = post_json(log_in(written, "reporter"), {"version": 0, "text": other}).json()
    assert locked["status"] == "locked"
    assert "verksamheten" in locked["message"]


@pytest.mark.parametrize(
    "body", ["{", "[]", {"version": "x"}, {"version": 0, "text": {"blocks": [{"type": "html"}]}}, {"text": None}]
)
def test_what_no_page_of_ours_sends_is_refused(written: SmallBoard, body: Any) -> None:
    assert post_json(log_in(written), body).status_code == 400


def test_a_text_that_may_not_stand_is_refused_in_words(written: SmallBoard) -> None:
    link = {"type": "text", "text": "klicka", "link": "javascript:alert(1)"}
    answer = post_json(log_in(written), {"version": 0, "text": {"blocks": [{"type": "paragraph", "content": [link]}]}})
    assert answer.status_code == 422
    assert "Länken" in answer.json()["message"]


def test_hostile_words_are_only_words(written: SmallBoard) -> None:
    write_section(written, "verksamheten", "<script>alert(1)</script> & <b>fet</b>", area="ifo")
    page = log_in(written, "reporter").get(f"{HOME}verksamheten/ifo/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <strong>fet</strong>" in page


def test_last_years_text_can_be_begun_from(small: SmallBoard) -> None:
    give_disposition(small, 2023)
    this_round = small.round
    small.round = type(this_round).objects.get(board=small.board, year=2023, tertial=2)
    type(this_round).objects.filter(pk=small.round.pk).update(state="open")
    write_section(small, "ekonomi", "Så skrev vi i fjol.")
    small.round = this_round
    client = log_in(small)
    page = client.get(BOARD_TEXT).content.decode()
    assert "Samma tertial i fjol, T2 2023" in page
    assert "Så skrev vi i fjol.</textarea>" not in page
    begun = client.get(f"{BOARD_TEXT}?fran=last_year").content.decode()
    assert "Så skrev vi i fjol.</textarea>" in begun
    assert Section.objects.filter(round=this_round).count() == 0
    write_section(small, "ekonomi", "Nytt.")
    assert "Nytt.</textarea>" in client.get(f"{BOARD_TEXT}?fran=last_year").content.decode()


def test_a_disposition_is_made_and_changed_without_script(small: SmallBoard) -> None:
    client = log_in(small)
    assert "ingen disposition" in client.get(DISPOSITION).content.decode()
    assert "ingen disposition" in client.get(HOME).content.decode()
    assert client.post(f"{DISPOSITION}ny/", {"valid_from": "2024"}).status_code == 302
    chapter = find_chapter(small, "ekonomi")
    here = {"ar": "2024", "chapter": chapter.pk}
    moved = client.post(f"{DISPOSITION}flytta/", {**here, "position": "1"}, follow=True).content.decode()
    assert "är flyttat" in moved
    assert Chapter.objects.get(pk=chapter.pk).position == 1
    form = {"heading": "Pengarna", "level": "1", "instruction": "Kort.", "writer": "board", "tertials": ["2", "3"]}
    assert client.post(f"{DISPOSITION}andra/", {**here, **form}).status_code == 302
    chapter.refresh_from_db()
    assert (chapter.heading, chapter.in_t1, chapter.in_t2) == ("Pengarna", False, True)
    refused = client.post(f"{DISPOSITION}andra/", {**here, **form, "heading": ""})
    assert refused.status_code == 422
    new = {"ar": "2024", "heading": "Bilder", "level": "2", "content": "part:charts", "tertials": ["1"]}
    assert client.post(f"{DISPOSITION}lagg-till/", new).status_code == 302
    assert Chapter.objects.get(code="bilder").part == "charts"
    assert (
        client.post(f"{DISPOSITION}ta-bort/", {**here, "chapter": find_chapter(small, "bilder").pk}).status_code == 302
    )
    assert client.post(f"{DISPOSITION}ny/", {"ar": "2024", "valid_from": "2026"}).status_code == 302
    assert sorted(Disposition.objects.values_list("valid_from", flat=True)) == [2024, 2026]
    assert client.post(f"{DISPOSITION}ny/", {"ar": "2024", "valid_from": "2026"}).status_code == 422


@pytest.mark.parametrize(
    ("act", "body"),
    [("hittepa", {}), ("flytta", {"chapter": "0", "position": "1"}), ("andra", {"chapter": "x"}), ("ta-bort", {})],
)
def test_acts_on_what_is_not_there_are_not_found(written: SmallBoard, act: str, body: dict[str, str]) -> None:
    assert log_in(written).post(f"{DISPOSITION}{act}/", {"ar": "2024", **body}).status_code == 404


def test_a_shared_disposition_is_followed_changed_and_left_on_the_page(written: SmallBoard) -> None:
    board, _ = organisation.save_board(by=None, municipality=written.board.municipality, name="Äldrenämnden")
    organisation.save_areas(by=None, board=board, rows=[organisation.AreaRow(code="a", name="Ä", kind="board")])
    Membership.objects.create(user=written["stranger"], board=board, role=Role.ADMINISTRATOR)
    owner, follower = log_in(written, "administrator"), log_in(written, "stranger")
    other = "/rapportera/lillkoping/aldrenamnden/struktur/disposition/"
    here = {"ar": "2024"}
    assert log_in(written).post(f"{DISPOSITION}dela/", {**here, "dela": "ja"}).status_code == 404
    assert "Delad disposition" not in log_in(written).get(DISPOSITION).content.decode()
    assert owner.post(f"{DISPOSITION}dela/", {**here, "dela": "ja"}).status_code == 302
    shared = Disposition.objects.get(board=written.board)
    preview = follower.get(f"{other}?folj={shared.pk}").content.decode()
    assert "nytt kapitel, med i T1, T2, T3" in preview
    token = re.findall(r'name="visat" value="(\w+)"', preview)[0]
    assert follower.post(f"{other}folj/", {"delad": "x"}).status_code == 422
    assert follower.post(f"{other}folj/", {"delad": shared.pk, "visat": token}).status_code == 302
    page = follower.get(other).content.decode()
    assert "Kapitlen följer dispositionen från Socialnämnden" in page
    assert "flytta/" not in page
    chapter = Chapter.objects.get(board=board, code="ekonomi")
    assert follower.post(f"{other}andra/", {**here, "chapter": chapter.pk, "tertials": ["3"]}).status_code == 302
    form = {"heading": "Pengarna", "level": "1", "writer": "board", "tertials": ["1", "2", "3"], "instruction": "x"}
    owner.post(f"{DISPOSITION}andra/", {**here, "chapter": find_chapter(written, "ekonomi").pk, **form})
    waiting = owner.get(DISPOSITION).content.decode()
    assert "hette ”Ekonomi”, ny anvisning" in waiting
    assert owner.post(f"{DISPOSITION}sprid/", {**here, "visat": "gammalt"}).status_code == 422
    token = re.findall(r'name="visat" value="(\w+)"', waiting)[0]
    assert owner.post(f"{DISPOSITION}sprid/", {**here, "visat": token}).status_code == 302
    chapter.refresh_from_db()
    assert (chapter.heading, chapter.in_t1, chapter.in_t3) == ("Pengarna", False, True)
    assert owner.post(f"{DISPOSITION}dela/", {**here, "dela": "nej"}).status_code == 422
    assert follower.post(f"{other}lamna/", here).status_code == 302
    assert owner.post(f"{DISPOSITION}dela/", {**here, "dela": "nej"}).status_code == 302


def test_a_unit_is_told_that_it_has_nothing_to_write_until_the_disposition_says_so(written: SmallBoard) -> None:
    own = Membership.objects.get(user=written["reporter"])
    own.service_areas.set([written.areas["hemtjanst-norr"]])
    client = log_in(written, "reporter")
    assert "Inget kapitel skrivs på din nivå" in client.get(HOME).content.decode()
    form = {"heading": "Verksamheten", "level": "1", "writer": "units", "tertials": ["2"], "instruction": ""}
    chapter = find_chapter(written, "verksamheten").pk
    assert log_in(written).post(f"{DISPOSITION}andra/", {"ar": "2024", "chapter": chapter, **form}).status_code == 302
    page = client.get(HOME).content.decode()
    assert "Inget kapitel" not in page
    assert f"{HOME}verksamheten/hemtjanst-norr/" in page
    assert client.get(f"{HOME}verksamheten/hemtjanst/").status_code == 404
    assert client.get(f"{HOME}verksamheten/hemtjanst-norr/").content.count(b"data-plain") == 1
    assert {name for name, _ in list_unready_sections(written.round, "hemtjanst")} >= {"Verksamheten, Hemtjänst norr"}


def test_a_text_that_was_given_back_says_what_to_mend(written: SmallBoard) -> None:
    handover.submit_area(round_=written.round, area="ifo", by=written["controller"])
    handover.return_area(round_=written.round, area="ifo", by=written["controller"], reason="Skriv om vården.")
    client = log_in(written)
    texts = HOME.replace("/kapitel/", "/texter/?del=kommentarer")
    for address in (HOME, AREA_TEXT.replace("hemtjanst", "ifo"), texts):
        assert "Skriv om vården." in client.get(address).content.decode(), address
    page = html.fromstring(client.get(texts).content)
    (link,) = page.xpath("//p[@class='banner']//a")
    form = page.get_element_by_id(link.get("href").removeprefix("#"))
    assert "Individ och familj" in form.text_content()
    assert "Skriv om vården." in form.text_content()
    assert "Skriv om vården." not in client.get(BOARD_TEXT).content.decode()
