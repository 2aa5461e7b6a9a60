"""Who gives roles on a board, to whom, and what becomes of the account."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import Membership, User
from apps.accounts.roles import NotAllowedError, Role
from apps.accounts.services import MemberError, add_member, remove_member, set_up_board
from apps.api.services import create_account
from apps.audit.models import AuditEvent
from apps.organisation.models import Board, ServiceArea
from apps.rounds.access import load_access
from apps.workflow import handover
from apps.workflow.user_rounds import list_user_rounds
from tests.small_board import SmallBoard, make_small_board
from tests.workflow.test_handover import ROLES

pytestmark = pytest.mark.slow

NEW = "ny@demo.example"
PAGE = "/rapportera/lillkoping/socialnamnden/struktur/"


def give(small: SmallBoard, role: str, areas: tuple[str, ...] = (), by: str = "administrator", email: str = NEW):
    return add_member(by=small[by], board=small.board, email=email, role=role, name="Ny", areas=areas)


def membership(small: SmallBoard, role: str) -> Membership:
    return Membership.objects.get(board=small.board, user=small[role], role=role)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_only_the_administrator(small, role):
    with pytest.raises(NotAllowedError):
        give(small, "head", by=role)
    with pytest.raises(NotAllowedError):
        remove_member(by=small[role], membership=membership(small, "head"))
    assert not User.objects.filter(email=NEW).exists()
    assert membership(small, "head")


def test_the_administrator_of_another_board_is_nobody_here(small):
    other = make_small_board("Storköping", "9902")
    with pytest.raises(NotAllowedError):
        add_member(by=other["administrator"], board=small.board, email=NEW, role="head")
    with pytest.raises(NotAllowedError):
        remove_member(by=other["administrator"], membership=membership(small, "head"))


def test_a_reporter_writes_for_the_areas_given_and_what_lies_below(small):
    made = give(small, "reporter", ("hemtjanst",))
    access = load_access(small.round, made.user)
    assert access.is_own(small.areas["hemtjanst-norr"])
    assert not access.is_own(small.areas["ifo"])
    again = give(small, "reporter", ("ifo",))
    assert again.pk == made.pk
    assert [area.code for area in again.service_areas.all()] == ["ifo"], "exactly those that are given"
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.before, event.after["areas"]) == (
        "membership.saved", {"areas": ["hemtjanst"]}, ["ifo"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "areas", "why"),
    [
        ("reporter", (), "minst en verksamhet"),
        ("reporter", ("finns-inte",), "finns inte"),
        ("reporter", ("bara-i-storkoping",), "finns inte"),
        ("head", ("ifo",), "Bara en rapportör"),
        ("kung", (), "Rollen finns inte"),
    ],
)
def test_what_makes_no_sense_is_refused(small, role, areas, why):
    other = make_small_board("Storköping", "9902")
    ServiceArea.objects.filter(board=other.board, code="ifo").update(code="bara-i-storkoping")
    with pytest.raises(MemberError, match=why):
        give(small, role, areas)
    assert not User.objects.filter(email=NEW).exists()


def test_one_person_several_roles_one_account(small):
    give(small, "controller")
    give(small, "head", email=" NY@demo.example ")
    user = User.objects.get(email=NEW)
    assert set(user.memberships.values_list("role", flat=True)) == {"controller", "head"}
    assert not user.has_usable_password()
    logged = AuditEvent.objects.filter(actor_id=small["administrator"].pk).values_list("action", flat=True)
    assert sorted(logged) == ["membership.saved", "membership.saved", "user.created"]


def test_a_closed_account_gets_no_role(small):
    User.objects.create_user(NEW, is_active=False)
    with pytest.raises(MemberError, match="avstängt"):
        give(small, "head")


def test_the_last_administrator_stays(small):
    own = membership(small, "administrator")
    with pytest.raises(MemberError, match="minst en administratör"):
        remove_member(by=small["administrator"], membership=own)
    away = give(small, "administrator", email="stangd@demo.example")
    User.objects.filter(pk=away.user_id).update(is_active=False)
    with pytest.raises(MemberError, match="minst en administratör"):
        remove_member(by=small["administrator"], membership=own)
    give(small, "administrator")
    remove_member(by=small["administrator"], membership=own)
    assert not Membership.objects.filter(pk=own.pk).exists()


def test_a_role_that_is_taken_away_is_logged_and_leaves_the_account(small):
    found = membership(small, "reporter")
    remove_member(by=small["administrator"], membership=found)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_id) == ("membership.removed", small["administrator"].pk)
    assert event.before == {"user": small["reporter"].pk, "role": "reporter", "areas": ["hemtjanst"]}
    assert User.objects.filter(pk=small["reporter"].pk, is_active=True).exists()
    assert list_user_rounds(small["reporter"]) == []


@pytest.fixture
def administrator(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["administrator"])
    return client


def post(client: Client, what: str, **data):
    return client.post(f"{PAGE}{what}/", {"year": "2024", **data})


def test_someone_new_is_invited_and_chooses_a_password(small, administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(administrator, "roll", email=NEW, name="Ny", role="reporter", areas=[small.areas["ifo"]])
    assert answer.status_code == 302
    (message,) = mail.outbox
    assert message.to == [NEW]
    assert message.subject == "Du är rapportör i Socialnämnden, Lillköping"
    address = re.search(r"http://localhost:8000(/konto/\S+/key/\S+)", message.body)
    assert address
    theirs = Client()
    form = theirs.get(address.group(1), follow=True)
    word = "ett-riktigt-langt-losenord"
    done = theirs.post(form.redirect_chain[-1][0], {"password1": word, "password2": word})
    assert done.status_code == 302
    assert theirs.login(email=NEW, password=word)
    assert theirs.get("/rapportera/lillkoping/socialnamnden/2024/t2/").status_code == 200


def test_what_is_wrong_is_shown_and_what_was_typed_stays(small, administrator):
    answer = post(administrator, "roll", email=NEW, name="Ny", role="reporter")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Välj minst en verksamhet" in page
    assert f'value="{NEW}"' in page
    own = membership(small, "administrator")
    answer = post(administrator, "ta-bort-roll", membership=own.pk)
    assert "minst en administratör" in answer.content.decode()


def test_nobody_of_another_board_is_listed_or_taken_away(small, administrator):
    other = make_small_board("Storköping", "9902")
    theirs = membership(other, "head")
    assert "head-9902@demo.example" not in administrator.get(PAGE).content.decode()
    assert post(administrator, "ta-bort-roll", membership=theirs.pk).status_code == 422
    assert Membership.objects.filter(pk=theirs.pk).exists()


def test_whoever_gives_up_the_role_leaves_the_page(small, administrator):
    give(small, "administrator")
    answer = post(administrator, "ta-bort-roll", membership=membership(small, "administrator").pk)
    assert answer.headers["Location"] == "/rapportera/"


def test_a_system_is_nobody_to_wait_for(small, administrator):
    create_account(by=small["administrator"], board=small.board, name="Ekonomisystemet")
    assert "Ekonomisystemet" not in administrator.get(PAGE).content.decode()
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    assert handover.list_unready(small.round) == []
    assert [
        one.is_own_turn for one in list_user_rounds(small["controller"]) if one.label == small.round.period.label
    ] == [True]


def test_a_board_from_the_command_line(db, capsys):
    call_command("set_up_board", "9903", "Nyköpinge", "Vård- och omsorgsnämnden", "Eva@Nyby.example")
    board = Board.objects.get(municipality__code="9903")
    assert [area.kind for area in board.service_areas.all()] == ["board"]
    assert [m.user.email for m in board.memberships.all()] == ["eva@nyby.example"]
    assert "http://localhost:8000/konto/" in capsys.readouterr().out
    call_command("set_up_board", "9903", "Nyköpinge", "Vård- och omsorgsnämnden", "per@nyby.example")
    assert {m.user.email: m.role for m in board.memberships.all()} == {
        "eva@nyby.example": Role.ADMINISTRATOR,
        "per@nyby.example": Role.ADMINISTRATOR,
    }
    assert board.service_areas.count() == 1


def test_the_command_prints_addresses_that_lead_somewhere(small, capsys):
    """The board's own address: one that has got another name since keeps it, whatever is typed."""
    site = "https://namndkollen.nyby.example"
    small.board.name = "Stöd- och omsorgsnämnden"
    small.board.save()
    call_command("set_up_board", "9901", "Lillköping", "stöd- och omsorgsnämnden", NEW, site=site)
    password, structure = [line for line in capsys.readouterr().out.splitlines() if line.startswith(site)]
    client = Client()
    assert client.get(password.removeprefix(site), follow=True).status_code == 200
    client.force_login(User.objects.get(email=NEW))
    assert small.board.slug in structure
    assert client.get(structure.removeprefix(site)).status_code == 200
    User.objects.filter(email=NEW).update(password=make_password("ett-riktigt-losenord"))
    call_command("set_up_board", "9901", "Lillköping", "stöd- och omsorgsnämnden", NEW, site=site)
    login, again = [line for line in capsys.readouterr().out.splitlines() if line.startswith(site)]
    assert Client().get(login.removeprefix(site)).status_code == 200
    assert again == structure


@pytest.mark.parametrize(
    "wrong",
    [
        ("99", "Nyby", "Nämnden", "a@b.example"),
        ("9903", "Nyby", "Nämnden", "inte-epost"),
        ("9903", " ", "Nämnden", "a@b.example"),
        ("0880", "Nyby", "Nämnden", "a@b.example"),
    ],
)
def test_a_mistyped_command_makes_nothing(db, wrong):
    before = Board.objects.count()
    with pytest.raises(CommandError):
        call_command("set_up_board", *wrong)
    assert Board.objects.count() == before


def test_an_unknown_administrator_is_refused(db):
    User.objects.create_user(NEW, is_active=False)
    with pytest.raises(MemberError):
        set_up_board(by=None, code="9903", municipality="Nyby", board="Nämnden", email=NEW)
    assert not Board.objects.filter(municipality__code="9903").exists()
