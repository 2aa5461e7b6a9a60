"""Figures where a text is written, without script: to be found, shown as they are now, and kept as references."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from apps.core.rich_text.contents import list_figures
from apps.core.rich_text.markdown import format_markdown, parse_markdown
from apps.organisation.models import ServiceArea
from apps.rounds.models import Round
from apps.texts.models import Section
from apps.texts.services import save_section
from apps.web.reporting.texts.drawn_texts import SourceText, TextDrawer
from tests.small_board import SmallBoard
from tests.texts.written import fill_in, find_chapter, give_disposition

ROUND = "/rapportera/lillkoping/socialnamnden/2024/t2/"
PAGE, SEARCH, LIST = f"{ROUND}kapitel/ekonomi/namnden/", f"{ROUND}siffror/", f"{ROUND}siffror/alla/"
READ = f"{ROUND}texter/las/"
TAG = "siffra:money/ifo/actual//staff/2024-t1//"


@pytest.fixture
def client(small: SmallBoard) -> Client:
    give_disposition(small)
    client = Client()
    client.force_login(small["controller"])
    return client


def test_values_are_found_by_words(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(9):
        found = client.get(SEARCH, {"q": "individ personal utfall t1 mnkr"}).json()["figures"]
    assert [one["label"] for one in found] == ["Individ och familj, personal, utfall, T1 2024"]
    assert found[0]["figure"] == {
        "type": "figure", "value": "money", "key": "ifo", "column": "actual", "part": "staff", "period": "2024-t1",
        "unit": "mnkr", "shown": "3,0\u00a0mnkr",
    }  # fmt: skip
    assert client.get(SEARCH, {"q": "hittepå"}).json() == {"figures": []}
    assert client.post(SEARCH).status_code == 405


def test_a_figure_in_the_field_reads_as_now_and_is_stored_as_a_reference(client: Client) -> None:
    typed = f"Det blev [fel tal](<{TAG}>)."
    assert client.post(PAGE, {"text": typed, "version": "0"}).status_code == 302
    assert [one.shown for one in list_figures(Section.objects.get().rich_text)] == [""]
    page = client.get(PAGE).content.decode()
    assert f"Det blev [3\u00a0000\u00a0tkr](&lt;{TAG}&gt;)." in page
    assert "Individ och familj, personal, utfall, T1 2024" in page
    assert "fel tal" not in page


def test_a_typed_number_is_linked_with_one_click(client: Client) -> None:
    typed = "Mål 90 %, i april 86 %, förr 77 % och 3 000 tkr."
    assert client.post(PAGE, {"text": typed, "version": "0"}).status_code == 302
    page = " ".join(client.get(PAGE).content.decode().split())
    assert "rapporten: 0. Fria, lika med en siffra i rapporten: 3. Lika med ingen siffra i rapporten: 1." in page
    assert page.count("data-link-number") == 2  # two areas cost 3 000 tkr: which of them is not guessed
    wrong = client.post(PAGE, {"gor": "koppla", "plats": "1", "tal": "90 %"}, follow=True).content.decode()
    assert "kunde inte kopplas" in wrong
    assert not list_figures(Section.objects.get().rich_text)
    done = client.post(PAGE, {"gor": "koppla", "plats": "1", "tal": "86 %"}, follow=True).content.decode()
    assert "86 % följer nu rapporten." in done
    tag = "siffra:indicator/nojdhet/outcome///2024-t1//0"
    assert format_markdown(Section.objects.get().rich_text) == (
        f"Mål 90 %, i april [](<{tag}>), förr 77 % och 3 000 tkr."
    )
    assert "rapporten: 1. Fria, lika med en siffra i rapporten: 2." in " ".join(done.split())
    for place in ("", "99999999", "x", "9"):
        assert client.post(PAGE, {"gor": "koppla", "plats": place, "tal": "90 %"}).status_code == 302


def test_a_text_from_last_tertial_reads_as_it_did_then_and_follows_when_it_is_begun_from(
    client: Client, small: SmallBoard
) -> None:
    save_section(
        by=None, round_=Round.objects.get(board=small.board, year=2024, tertial=1), version=0,
        chapter=find_chapter(small, "ekonomi"), area=ServiceArea.objects.get(pk=small.areas["namnden"]),
        text=parse_markdown("Det blev [](<siffra:money/ifo/actual//staff///>)."),
    )  # fmt: skip
    page = client.get(f"{PAGE}?fran=before").content.decode()
    assert 'Det blev <data value="ifo">3\u00a0000\u00a0tkr</data>.' in page
    assert "Det blev [uppgift saknas](" in page


def test_every_figure_is_listed_by_part_to_copy_or_to_click(client: Client, small: SmallBoard) -> None:
    page = client.get(LIST).content.decode()
    fill_in(small)
    page = client.get(f"{LIST}?enhet=mnkr").content.decode()
    assert page.index("Socialnämnden</summary>") < page.index("Individ och familj</summary>") < page.index("Nöjda br")
    tag = "[4,0\u00a0mnkr](&lt;siffra:money/ifo/actual//staff//mnkr/&gt;)"
    assert tag in page
    assert "<button" not in page[page.index('class="figure-parts"') : page.index("</main>")]
    panel = client.get(f"{LIST}?ruta=1&enhet=fel").content.decode()
    assert "<html" not in panel
    assert "Individ och familj, personal, utfall, T2 2024: sätt in i texten" in panel
    earlier = client.get(f"{LIST}?ruta=1&period=2024-t1").content.decode()
    assert "Individ och familj, personal, utfall, T1 2024: sätt in i texten" in earlier
    assert "utfall, T2 2024" not in earlier
    assert client.post(PAGE, {"text": f"Det blev {unescape(tag)}.", "version": "0"}).status_code == 302
    assert "Det blev [4,0\u00a0mnkr]" in client.get(PAGE).content.decode()


def test_texts_are_read_for_the_editor_of_comments(client: Client) -> None:
    def read(*texts: dict[str, Any]) -> Any:
        answer = client.post(READ, {"texts": texts}, content_type="application/json")
        return answer.json()["texts"] if answer.status_code == 200 else answer.status_code

    marked, plain, wrong = read(
        {"raw": f"**Det** [](<{TAG}>)", "plain": False},
        {"raw": "# 1 *i* länet", "plain": True},
        {"raw": "[x](siffra:money/ifo)", "plain": False},
    )
    strong, _, figure = marked["tree"]["blocks"][0]["content"]
    assert strong == {"type": "text", "text": "Det", "strong": True}
    assert figure["shown"] == "3\u00a0000\u00a0tkr"
    assert list(marked["labels"].values()) == ["Individ och familj, personal, utfall, T1 2024"]
    assert plain["tree"]["blocks"] == [{"type": "paragraph", "content": [{"type": "text", "text": "# 1 *i* länet"}]}]
    assert wrong is None
    assert read({"raw": "x"}) == 400
    assert client.get(READ).status_code == 405


def test_the_report_is_read_once_for_all_texts_of_a_page(client: Client, small: SmallBoard) -> None:
    def count(texts: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            drawer = TextDrawer(small.round)
            for _ in range(texts):
                assert "3\u00a0000\u00a0tkr" in drawer.draw(SourceText(f"Det blev [](<{TAG}>).", plain=False))
        return len(queries)

    assert 0 < count(1) == count(3)
    assert count(0) == 0
