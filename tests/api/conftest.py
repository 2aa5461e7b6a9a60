"""What the tests of the API share."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.api.models import Scope
from apps.api.tokens import make_account, make_token
from apps.organisation.models import Board


@pytest.fixture
def kalmar(db: None) -> Board:
    return Board.objects.select_related("municipality").get(municipality__slug="kalmar")


@pytest.fixture
def token(kalmar: Board, cast: dict[str, User]) -> str:
    """A token of Kalmar's board that may do everything a token can."""
    account = make_account(by=cast["administrator"], board=kalmar, name="Beslutsstöd")
    _, secret = make_token(by=cast["administrator"], account=account, name="test", scopes=Scope.values, days=30)
    return secret


@pytest.fixture
def bearer(token: str) -> Client:
    return Client(headers={"authorization": f"Bearer {token}"})
