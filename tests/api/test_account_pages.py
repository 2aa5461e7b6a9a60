"""A board's administrator makes accounts and tokens in the interface; nobody else sees that there are any."""

import re

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.api.models import AccessToken, ServiceAccount
from apps.audit.models import AuditEvent
from tests.small_board import SmallBoard, make_small_board

pytestmark = pytest.mark.slow

PAGE = "/oppna-data/systemkonton/"


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_from_an_account_to_a_revoked_token(small: SmallBoard) -> None:
    client = logged_in(small["administrator"])
    page = client.post(PAGE, {"board": small.board.pk, "name": "Beslutsstöd"}, follow=True)
    account = ServiceAccount.objects.get(board=small.board)
    assert page.status_code == 200
    asked = {"name": "nattlig läsning", "days": 30, "scopes": ["read", "outcomes"]}
    made = client.post(f"{PAGE}{account.pk}/", asked)
    found = re.search(r"nk_[0-9a-f]{64}", made.content.decode())
    assert found
    secret = found[0]
    assert made["Cache-Control"] == "no-store"
    assert secret not in client.get(f"{PAGE}{account.pk}/").content.decode()
    system = Client(headers={"authorization": f"Bearer {secret}"})
    assert system.get("/api/v1/boards").status_code == 200
    token = AccessToken.objects.get(user=account.user)
    assert client.post(f"{PAGE}{account.pk}/{token.digest}/aterkalla/").status_code == 302
    assert system.get("/api/v1/boards").status_code == 401
    acts = set(AuditEvent.objects.filter(board_id=small.board.pk).values_list("action", flat=True))
    assert {"serviceaccount.created", "accesstoken.created", "accesstoken.revoked"} <= acts


def test_faults_are_shown(small: SmallBoard) -> None:
    client = logged_in(small["administrator"])
    asked = {"board": small.board.pk, "name": "Beslutsstöd"}
    client.post(PAGE, asked)
    refused = client.post(PAGE, asked).content.decode()
    assert "redan" in refused
    assert 'value="Beslutsstöd"' in refused  # nothing typed is lost
    account = ServiceAccount.objects.get(board=small.board)
    answer = client.post(f"{PAGE}{account.pk}/", {"name": "x", "days": 9999})
    assert answer.status_code == 400
    assert "Välj minst en sak" in answer.content.decode()
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("role", [*(role.value for role in Role if role != Role.ADMINISTRATOR), "stranger"])
def test_nobody_else(small: SmallBoard, role: str) -> None:
    administrator = logged_in(small["administrator"])
    administrator.post(PAGE, {"board": small.board.pk, "name": "Beslutsstöd"})
    account = ServiceAccount.objects.get(board=small.board)
    client = logged_in(small[role])
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}{account.pk}/").status_code == 404
    assert client.post(f"{PAGE}{account.pk}/", {"name": "x", "days": 1, "scopes": ["read"]}).status_code == 404
    assert client.post(PAGE, {"board": small.board.pk, "name": "y"}).status_code == 404
    other = make_small_board("Storköping", "9902")
    assert logged_in(other["administrator"]).get(f"{PAGE}{account.pk}/").status_code == 404
    assert logged_in(other["administrator"]).post(PAGE, {"board": small.board.pk, "name": "y"}).status_code == 404


def test_a_service_account_cannot_log_in(small: SmallBoard) -> None:
    logged_in(small["administrator"]).post(PAGE, {"board": small.board.pk, "name": "Beslutsstöd"})
    user = ServiceAccount.objects.get(board=small.board).user
    assert not user.has_usable_password()
    assert user.email.endswith(".invalid")
