"""The page where a controller says yes or no to what is proposed, with the figures that it rests on."""

import re

import pytest
from django.test import Client

from apps.goals.models import Indicator, Relation
from apps.organisation.models import Board
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from apps.web import demo
from apps.web.reporting.relations.presenter import load_relation_lists
from tests.entry.test_relation_warnings import related
from tests.small_board import SmallBoard

__all__ = ["related"]
PAGE = "/rapportera/lillkoping/socialnamnden/struktur/samband/"


@pytest.fixture
def client(related: SmallBoard) -> Client:
    Relation.objects.all().delete()
    client = Client()
    client.force_login(related["controller"])
    cell = {"round_": related.round, "field": "value", "version": 0, "by": related["controller"]}
    from apps.entry.services import save_cell

    save_cell(key="u:andel:namnden:T", raw="75", **cell)
    return client


def read_page(client: Client) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(PAGE).content.decode()).split())


def post(client: Client, answer: str, relation: str = "quotient:andel:bifall:provade") -> int:
    return client.post(PAGE, {"relation": relation, "answer": answer}).status_code


def test_a_proposal_is_shown_with_its_figures(client: Client) -> None:
    page = read_page(client)
    assert "Förslag (1)" in page
    assert "”Bifall/prövade” är ”Bifall” delat med ”Prövade”" in page
    assert "1 av 1 period stämmer" in page
    assert "T2 2024: enligt sambandet 60 / 80 = 75 %, i rapporten 75 %" in page.replace("\xa0", " ")


def test_yes_no_and_undo(client: Client) -> None:
    for answer, words in (("ja", "kontrolleras"), ("nej", "nej, gäller inte")):
        assert post(client, answer) == 302
        page = read_page(client)
        assert "Förslag (0)" in page
        assert words in page
    assert post(client, "angra") == 302
    assert "Förslag (1)" in read_page(client)
    assert not Relation.objects.exists()


@pytest.mark.parametrize(
    ("relation", "answer", "status"),
    [
        ("quotient:andel:bifall:provade", "kanske", 404),
        ("hittepa:andel:bifall", "ja", 404),
        ("", "ja", 404),
        ("same_measure:andel:hittepa", "ja", 422),
        ("same_measure:andel", "ja", 422),
        ("areas:andel:bifall", "ja", 422),
        ("quotient:andel:bifall", "ja", 422),
    ],
)
def test_what_is_no_relation_is_refused(client: Client, relation: str, answer: str, status: int) -> None:
    assert post(client, answer, relation) == status
    assert not Relation.objects.exists()


NEW = f"{PAGE}nytt/"


def test_one_that_nothing_proposes_is_stated_by_names(client: Client) -> None:
    post(client, "nej")
    stated = {"kind": "of_which", "total": "Prövade", "part_1": "bifall"}
    assert client.post(NEW, stated).status_code == 302
    assert "”Bifall” är en del av ”Prövade”" in read_page(client)
    assert Relation.objects.get(kind="of_which").answer == "confirmed"
    for wrong, words in (
        ({"part_1": "Biffal"}, "Ingen heter Biffal"),
        ({"more": "Prövade"}, "bara stå en gång"),
        ({"kind": "quotient"}, "har 2 delar"),
        ({"total": ""}, "obligatorisk"),
    ):
        answer = client.post(NEW, {**stated, **wrong})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert words in text
        assert 'id="nytt" open' in text


def test_several_are_stated_one_after_the_other(related: SmallBoard, client: Client) -> None:
    post(client, "nej")
    stated = {"kind": "of_which", "total": "Prövade", "part_1": "bifall", "again": "1"}
    answer = client.post(NEW, stated)
    assert answer.headers["Location"] == f"{PAGE}?nytt=of_which"  # without a fragment, which would take the focus
    text = client.get(answer.headers["Location"]).content.decode()
    opened = text[text.index('id="nytt" open') :]
    assert '<option value="of_which" selected>' in opened
    assert re.search(r'<input[^>]* name="total"[^>]* autofocus', opened)
    assert re.search(r'<input[^>]* name="total"[^>]* value=', opened) is None
    assert "”Bifall” är en del av ”Prövade”. Sambandet kontrolleras" in opened[: opened.index('name="kind"')]
    refused = client.post(NEW, {**stated, "part_1": "Biffal"})
    assert refused.status_code == 422
    assert "Spara och lägg till ett till" in refused.content.decode()
    assert Relation.objects.filter(answer="confirmed").count() == 1
    unknown = client.get(f"{PAGE}?nytt=annat").content.decode()
    assert 'id="nytt" open' not in unknown


def test_it_is_listed_on_a_board_without_reports(related: SmallBoard, client: Client) -> None:
    Round.objects.filter(board=related.board).update(state="planned")
    client.post(NEW, {"kind": "total", "total": "Prövade", "more": "Bifall"})
    assert "”Prövade” är summan av ”Bifall” Inga siffror att jämföra än" in read_page(client)


def test_the_administrator_finds_it_from_the_structure(related: SmallBoard) -> None:
    client = Client()
    client.force_login(related["administrator"])
    assert (
        'href="/rapportera/lillkoping/socialnamnden/struktur/samband/"'
        in client.get("/rapportera/lillkoping/socialnamnden/struktur/").content.decode()
    )


def test_the_demo_shows_an_answer_and_what_waits(reports: dict[str, BoardReport]) -> None:
    demo.confirm_relations()
    lists = load_relation_lists(Board.objects.get(municipality__slug="kalmar"))
    assert len(lists.answered) == 1
    assert all(moment.holds for moment in lists.answered[0].moments)
    assert lists.proposed
    demo.confirm_relations()
    assert Relation.objects.filter(board__municipality__slug="kalmar").exclude(answer="").count() == 1


HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"


@pytest.mark.parametrize("address", [HOME, f"{HOME}overlamning/"])
def test_how_many_wait_is_told_where_the_controller_looks(client: Client, related: SmallBoard, address: str) -> None:
    def read() -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split())

    assert "1 förslag" in read()
    assert post(client, "nej") == 302
    assert "förslag" not in read()
    reader = Client()
    reader.force_login(related["reporter"])
    assert post(client, "angra") == 302
    assert "förslag" not in reader.get(address).content.decode()


def test_nothing_is_proposed_of_an_indicator_that_is_gone(reports: dict[str, BoardReport], client: Client) -> None:
    """An adopted report keeps it; a yes to it would be refused."""
    board = Board.objects.get(municipality__slug="kalmar")
    proposed = load_relation_lists(board).proposed
    gone = proposed[0].relation.total
    Indicator.objects.filter(board=board, code=gone).update(code=f"{gone}-borta")
    left = {code for row in load_relation_lists(board).proposed for code in (row.relation.total, *row.relation.parts)}
    assert left
    assert gone not in left
