"""The reporting pages cost the same however much there is; what each costs is in ``tests/pages.py``."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.entry.services import save_cell
from apps.publishing.adoption import adopt_round
from apps.rounds.models import RoundState
from apps.rounds.services import save_round
from apps.web.reporting.relations.presenter import forget_relation_counts
from apps.workflow.corrections import open_correction
from apps.workflow.handover import approve_round, submit_area, submit_round
from tests.pages import MOST_QUERIES, MOST_QUERIES_WITH_DRAFT, PAGES, WITH_RELATIONS
from tests.small_board import make_small_board
from tests.workflow.test_handover import MEETING

pytestmark = pytest.mark.slow


def count(client: Client, address: str) -> int:
    forget_relation_counts()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_my_rounds_cost_the_same_however_many_they_are(db: None) -> None:
    client, user = Client(), User.objects.create_user("many@demo.example")
    client.force_login(user)
    counts = []
    for number in range(3):
        small = make_small_board(f"Lillköping {number}", f"990{number}")
        user.memberships.create(board=small.board, role="controller")
        save_round(by=None, board=small.board, year=2024, tertial=3, state=RoundState.OPEN)
        counts.append(count(client, "/rapportera/"))
    assert counts == [PAGES["rapportera/"].queries] * 3
    page = client.get("/rapportera/").content.decode()
    assert page.count("Lillköping") >= 3 * 4, "each board is there, with its four rounds"


def test_a_choice_between_two_answers_costs_a_query_for_each_table(db: None) -> None:
    """What costs more when there is something to tell, with one query for the questions of all texts."""
    small, client = make_small_board(), Client()
    client.force_login(small["controller"])
    address = "/rapportera/lillkoping/socialnamnden/2024/t2/texter/"
    before = count(client, address)
    for key, field in [("b:g:nojda:namnden", "cause"), ("b:i:nojdhet:namnden", "cause"), ("c:staff:ifo", "text")]:
        for raw in ("Ett", "Två"):  # the second comes from someone who saw nothing there
            save_cell(round_=small.round, key=key, field=field, raw=raw, version=0, by=small["controller"])
    assert count(client, address) == before + 2 <= MOST_QUERIES + 2


@pytest.mark.parametrize("part", ["overlamning/", "andras/"])
def test_what_a_correction_changes_costs_the_same_however_much_it_is(part: str, db: None) -> None:
    small, client = make_small_board(), Client()
    client.force_login(small["controller"])
    submit_round(round_=small.round, by=small["controller"], reason="Bråttom.")
    approve_round(round_=small.round, by=small["head"])
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    open_correction(round_=small.round, by=small["controller"], reason="Fel.")
    address, counts = f"/rapportera/lillkoping/socialnamnden/2024/t2/{part}", []
    for key, field in [("d:ifo:staff", "actual"), ("c:staff:ifo", "text"), ("u:arenden:namnden:T", "value")]:
        save_cell(round_=small.round, key=key, field=field, raw="12", version=0, by=small["controller"])
        counts.append(count(client, address))
    assert counts == [counts[0]] * 3
    assert counts[0] <= MOST_QUERIES_WITH_DRAFT + 12, "and what it was published with, what was written, by whom"


@pytest.mark.parametrize("part", ["", "indikatorer/", "ekonomi/", "texter/", "overlamning/"])
def test_a_page_costs_the_same_however_much_was_typed(part: str, db: None) -> None:
    small = make_small_board()
    client = Client()
    client.force_login(small["controller"])
    address, counts = "/rapportera/lillkoping/socialnamnden/2024/t2/" + part, []
    typed = [("u:nojdhet:namnden:T", "value"), ("u:arenden:namnden:T", "value"), ("d:ifo:staff", "actual"),
             ("d:ifo:revenue", "budget"), ("c:staff:ifo", "text"), ("c:economy:namnden", "cause")]  # fmt: skip
    for key, field in typed:
        for raw in ("1.234", "12"):
            save_cell(round_=small.round, key=key, field=field, raw=raw, version=0, by=small["controller"])
        save_cell(round_=small.round, key=key, field=field, raw="1.234", version=0, by=small["controller"])
        for area in small.areas:
            submit_area(round_=small.round, area=area, by=small["controller"])
        client.get(address)  # what there is to fill in is counted once for each version of the figures
        counts.append(count(client, address))
    assert len(set(counts)) == 1
    # The hand-over also asks whether the board counts persons, whose hidden numbers a text may tell.
    # It and the first page count relations that wait for an answer, once for each version of the figures.
    most = {"": MOST_QUERIES + WITH_RELATIONS, "overlamning/": MOST_QUERIES_WITH_DRAFT + WITH_RELATIONS + 4}
    assert counts[0] <= most.get(part, MOST_QUERIES)
