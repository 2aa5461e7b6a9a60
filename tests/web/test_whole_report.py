"""``…/hela/``: the whole report in order, published and as a draft, with its contents."""

import re

import pytest
from django.test import Client

from apps.publishing.adoption import adopt_round
from tests.small_board import SmallBoard
from tests.texts.written import give_disposition, write_section
from tests.workflow.test_handover import MEETING, to_approved

PAGE = "/lillkoping/socialnamnden/2024/t2/"


def read_page(small: SmallBoard | None, address: str) -> str:
    client = Client()
    if small:
        client.force_login(small["controller"])
    answer = client.get(PAGE + address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def written(small: SmallBoard) -> SmallBoard:
    give_disposition(small)
    write_section(small, "sammanfattning", "# Kort sagt\n\nDet gick **bra**.")
    write_section(small, "verksamheten", "Så sa IFO.", area="ifo")
    return small


def test_a_draft_and_a_publication_are_read_in_the_order_of_their_chapters(written: SmallBoard) -> None:
    draft = read_page(written, "utkast/hela/")
    to_approved(written)
    adopt_round(round_=written.round, by=written["registrar"], meeting=MEETING)
    published = read_page(None, "hela/")
    for page in (draft, published):
        headings = re.findall(r'<h(\d) id="kapitel-([a-z-]+)">', page)
        assert headings[:4] == [
            ("2", "sammanfattning"),
            ("3", "attention"),
            ("2", "handelser"),
            ("2", "maluppfyllelse"),
        ]
        assert "<h3>Kort sagt</h3><p>Det gick <strong>bra</strong>.</p>" in page
        assert re.search(r"<h3>Individ och familj</h3>\s*<div class=\"rich-text\"><p>Så sa IFO.</p>", page)
        assert page.count('href="#kapitel-') == len(headings)
        assert 'href="#kapitel-ansvar"' not in page
    assert f'href="{PAGE}mal/"' in published
    assert f'href="{PAGE}utkast/mal/"' in draft
    assert f'href="{PAGE}hela/"' in read_page(None, "")


def test_a_report_without_chapters_says_so(small: SmallBoard) -> None:
    assert "inga kapitel" in read_page(small, "utkast/hela/")
    assert "Läs hela rapporten" not in read_page(small, "utkast/")
