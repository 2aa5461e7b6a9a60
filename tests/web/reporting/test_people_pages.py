"""The pages where roles are given for a time, on several boards, and of a whole municipality."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Membership, Substitution, User
from apps.accounts.services import add_board, add_municipality_administrator
from apps.organisation.models import Board
from tests.small_board import SmallBoard, make_small_board
from tests.visible_text import read_visible_text

OWN, MUNICIPALITY = "/rapportera/ersattare/", "/rapportera/kommun/lillkoping/"
TODAY = timezone.localdate()
DAYS = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=6)).isoformat()}


def log_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def membership(small: SmallBoard, role: str) -> Membership:
    return Membership.objects.get(board=small.board, user=small[role], role=role)


@pytest.fixture
def keeper(small: SmallBoard) -> User:
    user = add_municipality_administrator(by=None, municipality=small.board.municipality, email="kim@nyby.example").user
    add_board(by=user, municipality=small.board.municipality, name="Äldrenämnden")
    return user


def test_one_chooses_a_substitute_and_both_see_it(small, django_capture_on_commit_callbacks):
    own, other = log_in(small["reporter"]), log_in(small["registrar"])
    body = {"substitute": small["registrar"].pk, "memberships": [membership(small, "reporter").pk], **DAYS}
    with django_capture_on_commit_callbacks(execute=True):
        assert own.post(f"{OWN}valj/", body).status_code == 302
    words = f"En rapportör som rapportör i Socialnämnden, Lillköping, till och med {DAYS['ends_on']}"
    assert f"En nämndsekreterare ersätter {words}" in read_visible_text(own.get(OWN).content.decode())
    for page in (OWN, "/rapportera/"):
        assert f"Du ersätter {words}" in read_visible_text(other.get(page).content.decode())
    assert mail.outbox[0].to == [small["registrar"].email]
    assert mail.outbox[0].subject == (
        f"Du är ersättare för En rapportör som rapportör i Socialnämnden, Lillköping, till och med {DAYS['ends_on']}"
    )
    assert own.post(f"{OWN}avsluta/", {"substitution": Substitution.objects.get().pk}).status_code == 302
    assert "Du ersätter" not in read_visible_text(other.get("/rapportera/").content.decode())


def test_another_persons_role_or_substitute_is_not_mine_to_choose(small):
    client = log_in(small["reporter"])
    body = {"substitute": small["registrar"].pk, "memberships": [membership(small, "head").pk], **DAYS}
    assert client.post(f"{OWN}valj/", body).status_code == 422
    make_small_board("Storköping", "9902")
    stranger = {**body, "memberships": [membership(small, "reporter").pk], "substitute": small["stranger"].pk}
    assert client.post(f"{OWN}valj/", stranger).status_code == 422
    assert not Substitution.objects.exists()
    assert "9902" not in client.get(OWN).content.decode()


def test_what_is_wrong_is_said_and_nothing_is_half_done(small):
    client = log_in(small["head"])
    body = {"substitute": small["registrar"].pk, "memberships": [membership(small, "head").pk]}
    answer = client.post(f"{OWN}valj/", {**body, "starts_on": DAYS["ends_on"], "ends_on": DAYS["starts_on"]})
    assert answer.status_code == 422
    assert "Sista dagen är före den första." in answer.content.decode()


def test_who_has_no_role_has_nothing_to_give(small):
    answer = log_in(small["stranger"]).get(OWN)
    assert "Du har ingen egen roll" in answer.content.decode()


def test_a_board_s_administrator_appoints_under_structure(small):
    client, page = log_in(small["administrator"]), "/rapportera/lillkoping/socialnamnden/struktur/"
    body = {
        "year": "2024",
        "membership": membership(small, "head").pk,
        "email": "ny@nyby.example",
        "name": "Ny",
        **DAYS,
    }
    assert client.post(f"{page}ersattare/", body).status_code == 302
    who = "Ny ny@nyby.example ersätter En förvaltningschef som förvaltningschef i Socialnämnden"
    said = f"{who} till och med {DAYS['ends_on']}"
    assert said in read_visible_text(client.get(page).content.decode())
    body = {"year": "2024", "substitution": Substitution.objects.get().pk}
    assert client.post(f"{page}avsluta-ersattare/", body).status_code == 302
    assert not Substitution.objects.exists()


def test_a_role_on_two_boards_by_one_form_and_one_list(small, keeper, django_capture_on_commit_callbacks):
    client, boards = log_in(keeper), list(Board.objects.filter(municipality=small.board.municipality))
    body = {"email": "bo@nyby.example", "name": "Bo", "role": "controller", "boards": [one.pk for one in boards]}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{MUNICIPALITY}roll/", body).status_code == 302
    page = read_visible_text(client.get(MUNICIPALITY).content.decode())
    assert "Bo bo@nyby.example controller i Socialnämnden controller i Äldrenämnden" in page
    assert "kim@nyby.example kommunadministratör, i alla nämnder" in page
    assert [message.subject for message in mail.outbox] == [
        "Du är controller i Socialnämnden och Äldrenämnden, Lillköping"
    ]


def test_the_administrator_of_one_board_sees_that_one(small, keeper):
    page = read_visible_text(log_in(small["administrator"]).get(MUNICIPALITY).content.decode())
    assert "Socialnämnden" in page
    assert "Äldrenämnden" not in page
    assert "Lägg till en nämnd" not in page
    other = Board.objects.get(name="Äldrenämnden")
    body = {"email": "bo@nyby.example", "role": "controller", "boards": [small.board.pk, other.pk]}
    assert log_in(small["administrator"]).post(f"{MUNICIPALITY}roll/", body).status_code == 422
    assert not User.objects.filter(email="bo@nyby.example").exists()


def test_a_board_is_added_and_set_up_at_once(small, keeper):
    client = log_in(keeper)
    added = client.post(f"{MUNICIPALITY}namnd/", {"name": "Kulturnämnden"})
    assert added["Location"] == f"{MUNICIPALITY}#svar"
    assert 'id="svar"' in client.get(MUNICIPALITY).content.decode()
    assert client.get("/rapportera/lillkoping/kulturnamnden/struktur/").status_code == 200
    assert client.post(f"{MUNICIPALITY}namnd/", {"name": "Kulturnämnden"}).status_code == 422
    assert MUNICIPALITY in client.get("/rapportera/").content.decode()


def test_whoever_gives_the_task_up_leaves_the_page(small, keeper):
    second = add_municipality_administrator(by=keeper, municipality=small.board.municipality, email="k2@nyby.example")
    own = keeper.administered_municipalities.get()
    body = {"administrator": own.pk}
    answer = log_in(keeper).post(f"{MUNICIPALITY}ta-bort-kommunadministrator/", body)
    assert answer.headers["Location"] == "/rapportera/#svar"
    assert log_in(keeper).get(MUNICIPALITY).status_code == 404
    body = {"administrator": second.pk}
    assert log_in(second.user).post(f"{MUNICIPALITY}ta-bort-kommunadministrator/", body).status_code == 422
