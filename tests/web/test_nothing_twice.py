"""A reader with ten seconds meets nothing twice: no sentence of a board's page, or of its presentation, is repeated."""

import pytest
from django.test import Client

from apps.report.board_report import BoardReport
from apps.web.board.overview.areas import build_area_lines
from apps.web.board.overview.attention import build_attention_list, list_attention_texts
from apps.web.links import ReportAddress
from tests.repeated_sentences import list_repeated_sentences

FOLDERS = ("harryda-2023-t2", "herrljunga-2021-t3", "kalmar-2020-t3", "kungsbacka-2021-t3")


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("page", ["overview", "presentation"])
def test_no_sentence_is_repeated(reports: dict[str, BoardReport], client: Client, folder: str, page: str) -> None:
    address = ReportAddress.for_report(reports[folder])
    answer = client.get(address.url() if page == "overview" else address.url(page))
    assert answer.status_code == 200
    assert list_repeated_sentences(answer.content) == []


def test_a_repeated_sentence_is_found() -> None:
    said = "Nämnden använde 25,2 miljoner kronor mindre än budgeten."
    name = "Väntetid från ansökan till plats i särskilt boende"
    page = f"<main><p>{said}</p><ul><li>Kort. {said}</li><li><b>{name}</b></li></ul><p>{name}</p></main>"
    assert list_repeated_sentences(page) == [said]
    assert list_repeated_sentences(page.replace("<p>Näm", "<p class='more__excerpt'>Näm")) == []


def test_a_cause_stands_above_or_at_its_area_and_never_nowhere(reports: dict[str, BoardReport]) -> None:
    explained = 0
    for report in reports.values():
        above = list_attention_texts(report)
        for line in build_area_lines(report):
            texts = [one.cause or one.text for one in report.comments if one.area == line.area]
            assert above.isdisjoint(one.cause or one.text for one in line.comments)
            explained += line.is_explained_above
            if line.is_explained_above:
                assert any(why.endswith(text) for why in above for text in texts)
    assert explained


def test_how_the_whole_area_goes_is_said_with_its_first_unit(reports: dict[str, BoardReport]) -> None:
    for report in reports.values():
        shown = build_attention_list(report)
        wholes = [one.whole for one in (*shown.first, *shown.rest) if one.whole]
        assert len(set(wholes)) == len(wholes)
        assert len(shown.first) + len(shown.rest) == len(report.attention)
