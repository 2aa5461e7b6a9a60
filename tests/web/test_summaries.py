"""Texts that are not the board's own words say so where they stand, and the decision is not said to cover them."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.publishing.report_json import decode_report, encode_report
from apps.report.board_report import BoardReport
from apps.rounds.models import Round

NOTE = "Sammanfattat av oss; rapportens egen text finns i"
NOT_DECIDED = "nämndens beslut gäller inte dem"
KALMAR = "/kalmar/socialnamnden/2020/t3/"
REPORT = "/api/v1/boards/kalmar/socialnamnden/reports/2020-t3"
HOLDS_TEXTS = {
    "": 1,  # at the summary, for all of the page
    "handelser/": 1,
    "mal/": 1,
    "mal/saker/": 1,
    "indikator/beslut-i-domstol/": 1,
    "ekonomi/": 2,  # footnotes in the tables, comments below
    "intern-kontroll/": 1,
    "v1/": 1,
}


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("page", HOLDS_TEXTS)
def test_each_page_says_it_where_the_texts_stand(reports: dict[str, BoardReport], client: Client, page: str) -> None:
    text = read(client, KALMAR + page)
    assert text.count(NOTE) >= HOLDS_TEXTS[page]
    assert NOT_DECIDED in text
    assert text.count('<a href="#kallan">källan</a>') == text.count(NOTE)
    assert text.count('id="kallan"') == 1
    assert "Källa: Årsrapport 2020" in text.partition('id="kallan"')[2]


def test_so_does_a_list_of_indicators_at_its_foot(reports: dict[str, BoardReport], client: Client) -> None:
    text = read(client, f"{KALMAR}indikator/")
    assert (NOTE in text, NOT_DECIDED in text) == (False, True)


def test_and_a_draft_of_the_next_version(
    reports: dict[str, BoardReport], client: Client, cast: dict[str, User]
) -> None:
    Round.objects.filter(municipality__slug="kalmar").update(correction_state="open", correction_reason="Fel siffra.")
    client.force_login(cast["controller"])
    assert NOTE in read(client, KALMAR + "utkast/")


def test_all_four_reports_are_summaries(reports: dict[str, BoardReport]) -> None:
    assert {name: report.texts_are_summaries for name, report in reports.items()} == dict.fromkeys(reports, True)


def test_a_boards_own_report_never_says_so(small: Any, client: Client) -> None:
    small.round.summary = "Det gick bra."
    small.round.save()
    client.force_login(small["controller"])
    for page in ("", "ekonomi/", "mal/", "intern-kontroll/"):
        text = read(client, f"/lillkoping/socialnamnden/2024/t2/utkast/{page}")
        assert (NOTE in text, NOT_DECIDED in text) == (False, False)


def test_a_report_from_before_is_the_boards_own_words(reports: dict[str, BoardReport]) -> None:
    stored = encode_report(reports["kalmar-2020-t3"]).replace(b',"texts_are_summaries":true', b"")
    assert b"texts_are_summaries" not in stored
    assert decode_report(stored).texts_are_summaries is False


@pytest.mark.parametrize("resource", ["rounds", "assessments", "goals", "indicators", "risks", "operating-lines"])
def test_each_row_of_the_api_tells_it(reports: dict[str, BoardReport], client: Client, resource: str) -> None:
    rows = client.get(f"/api/v1/{resource}?limit=50").json()["items"]
    assert rows
    assert {row["texts_are_summaries"] for row in rows} == {True}
    answer: Any = client.get(f"/api/v1/{resource}?format=csv&limit=1")
    head, first = b"".join(answer.streaming_content).decode().splitlines()[:2]
    assert head.endswith(",texts_are_summaries")
    assert first.endswith(",true")


def test_the_whole_report_tells_it(reports: dict[str, BoardReport], client: Client) -> None:
    assert client.get(REPORT).json()["report"]["texts_are_summaries"] is True
