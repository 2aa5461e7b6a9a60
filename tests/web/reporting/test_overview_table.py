"""Who has twenty boards sees them in one table: who is late, what is left, whose turn it is."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from apps.accounts.models import Membership
from apps.accounts.roles import Role
from apps.organisation.models import Board
from apps.organisation.services import AreaRow, save_areas, save_board
from apps.rounds.services import save_round
from apps.web.reporting.my_reports.overview_table import FEWEST_ROUNDS, build_round_table
from apps.web.reporting.progress import RoundCard, build_round_card
from apps.workflow.user_rounds import list_user_rounds
from tests.small_board import SmallBoard

NAMES = ("Ösoboende", "Äldrenämnden", "Åbynämnden", "Arbetsnämnden", "Byggnämnden", "Zoonämnden", "Familjenämnden")


@pytest.fixture
def many(small: SmallBoard) -> SmallBoard:
    controller = small["controller"]
    for number, name in enumerate(NAMES):
        board, _ = save_board(by=None, municipality=small.board.municipality, name=name)
        save_areas(by=None, board=board, rows=[AreaRow(code="namnden", name=name, kind="board")])
        round_, _ = save_round(by=None, board=board, year=2024, tertial=2, state="open")
        round_.deadline = date(2024, 9, 1 + number) if number % 2 else None
        round_.save(update_fields=["deadline"])
        Membership.objects.create(user=controller, board=board, role=Role.CONTROLLER)
    return small


def read_names(client: Client, query: str = "") -> list[str]:
    page = html.fromstring(client.get(f"/rapportera/{query}").content.decode())
    return [" ".join(one.text_content().split()) for one in page.xpath("//table//th[@scope='row']")]


def test_many_rounds_are_a_table_in_the_order_that_is_chosen(client: Client, many: SmallBoard) -> None:
    client.force_login(many["controller"])
    names = list(dict.fromkeys(one.split(",")[0] for one in read_names(client, "?ordna=namnd")))
    assert names == [
        "Arbetsnämnden", "Byggnämnden", "Familjenämnden", "Socialnämnden", "Zoonämnden", "Åbynämnden", "Äldrenämnden",
        "Ösoboende",
    ]  # fmt: skip
    assert read_names(client)[0].startswith("Äldrenämnden"), "the earliest deadline"
    assert read_names(client, "?ordna=inget&visa=nagot") == read_names(client)


def test_a_filter_says_how_many_it_leaves(client: Client, many: SmallBoard) -> None:
    client.force_login(many["controller"])
    page = html.fromstring(client.get("/rapportera/").content.decode())
    late = next(one for one in page.xpath("//a[@class='chip']") if "Försenade" in one.text_content())
    assert " ".join(late.text_content().split()) == "Försenade 3"
    assert len(read_names(client, late.get("href").removeprefix("/rapportera/"))) == 3


def test_few_rounds_are_cards(client: Client, small: SmallBoard) -> None:
    client.force_login(small["controller"])
    assert read_names(client) == []
    assert "round__what" in client.get("/rapportera/").content.decode()


def test_as_many_queries_for_twenty_boards(
    client: Client, many: SmallBoard, django_assert_max_num_queries: object
) -> None:
    client.force_login(many["controller"])
    with django_assert_max_num_queries(17):  # type: ignore[operator]
        client.get("/rapportera/")


def make_cards(many: SmallBoard) -> list[RoundCard]:
    return [build_round_card(one) for one in list_user_rounds(many["controller"], timezone.localdate())]


def test_every_row_is_of_one_turn(many: SmallBoard) -> None:
    cards = make_cards(many)
    assert len(cards) >= FEWEST_ROUNDS
    by_mark = [set(build_round_table(cards, {"visa": mark}).cards) for mark in ("min-tur", "andras", "kommande")]
    assert sum(map(len, by_mark)) == len(cards) == len(set.union(*by_mark))
    assert Board.objects.filter(municipality=many.board.municipality).count() == 8


def test_a_board_that_is_being_set_up_hides_no_other(client: Client, small: SmallBoard) -> None:
    board, _ = save_board(by=None, municipality=small.board.municipality, name="Nya nämnden")
    save_round(by=None, board=board, year=2024, tertial=2, state="open")
    Membership.objects.create(user=small["controller"], board=board, role=Role.CONTROLLER)
    client.force_login(small["controller"])
    text = client.get("/rapportera/").content.decode()
    assert "Nya nämnden" in text
    assert "Socialnämnden" in text
