"""The chooser of tertials keeps the page that one is on, and never leads to a page that is not there."""

import pytest
from django.test import Client
from lxml import html

from apps.goals import services as goals
from apps.publishing.services import publish
from apps.rounds.models import Round
from tests.pages import list_report_pages
from tests.small_board import SmallBoard, make_small_board

pytestmark = pytest.mark.slow

HOME = "/lillkoping/socialnamnden/2024/"
NEW = "indikator/resor/"
FOUND = list_report_pages({"goal": "nojda", "indicator": "nojdhet", "area": "hemtjanst"}).values()
PAGES = [page for page in FOUND if page != "visa/"]  # what is shown at a meeting has no choice of tertial


def publish_tertial(small: SmallBoard, tertial: int) -> None:
    Round.objects.filter(board=small.board, year=2024, tertial=tertial).update(state="approved")
    round_ = Round.objects.select_related("board__municipality").get(board=small.board, year=2024, tertial=tertial)
    publish(round_=round_, by=None)


@pytest.fixture
def small(db: None) -> SmallBoard:
    """T1 is published, then T2 with an indicator that T1 hasn't. 2023 T2 stays open."""
    small = make_small_board()
    publish_tertial(small, 1)
    row = goals.IndicatorRow(
        code="resor", name="Resor", unit="antal", kind="volume", decimals=0, direction="neither", accumulation="flow"
    )
    goals.save_indicators(by=None, board=small.board, rows=[row])
    publish_tertial(small, 2)
    return small


def list_choices(client: Client, address: str) -> dict[str, str]:
    """The tertials to choose on a page, and where each leads."""
    links = html.fromstring(client.get(address).content).xpath("//nav[@class='periods']//a")
    return {" ".join(link.text_content().split()): link.get("href") for link in links}


@pytest.mark.parametrize("page", PAGES)
def test_another_tertial_is_at_the_same_page(small: SmallBoard, page: str) -> None:
    choices = list_choices(Client(), f"{HOME}t2/{page}")
    assert list(choices.values()) == [f"{HOME}t1/{page}", f"{HOME}t2/{page}"]
    assert {Client().get(address).status_code for address in choices.values()} == {200}


def test_what_another_report_has_not_leads_to_its_list(small: SmallBoard) -> None:
    client = Client()
    (address,) = [one for one in list_choices(client, f"{HOME}t2/{NEW}").values() if "t1" in one]
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{HOME}t1/indikator/")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert client.get(f"{HOME}t1/indikator/finns-inte/").status_code == 404
    assert client.get(f"{HOME}t1/mal/resor/").status_code == 404


def test_a_code_that_is_only_planned_is_not_given_away(small: SmallBoard) -> None:
    row = goals.GoalRow(code="kommande", name="Kommande", level="board")
    goals.save_goals(by=None, board=small.board, rows=[row])
    assert Client().get(f"{HOME}t2/mal/kommande/").status_code == 404
    member = Client()
    member.force_login(small["controller"])
    answer = member.get(f"{HOME}t2/mal/kommande/")
    assert (answer.status_code, answer["Location"]) == (302, f"{HOME}t2/mal/")
    assert answer["Cache-Control"] == "private, no-cache"


def test_every_choice_of_a_member_leads_somewhere(small: SmallBoard) -> None:
    member = Client()
    member.force_login(small["controller"])
    for page in (*PAGES, NEW):
        choices = list_choices(member, f"{HOME}t2/{page}")
        assert len(choices) == 3
        assert {member.get(address, follow=True).status_code for address in choices.values()} == {200}
