"""What the tests of the API share."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.api.models import TokenScope
from apps.api.services import create_account, create_token
from apps.goals.models import Outcome
from apps.imports.report_format.source_files import read_source
from apps.imports.report_loader import load_report
from apps.organisation.models import Board
from apps.web.demo import adopt
from tests.builders import write_report

SMALL = Decimal("987.0625")  # persons, oddly counted, so that the number is found wherever it stands


@pytest.fixture
def kalmar(db: None) -> Board:
    return Board.objects.select_related("municipality").get(municipality__slug="kalmar")


@pytest.fixture
def token(kalmar: Board, cast: dict[str, User]) -> str:
    """A token of Kalmar's board that may do everything a token can."""
    account = create_account(by=cast["administrator"], board=kalmar, name="Beslutsstöd")
    _, secret = create_token(by=cast["administrator"], account=account, name="test", scopes=TokenScope.values, days=30)
    return secret


@pytest.fixture
def bearer(token: str) -> Client:
    return Client(headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def ockero(db: None, tmp_path: Path) -> Board:
    """A board that hides numbers below 1 000, with one of them."""
    changes = {("rapport", 12, "värde"): "1000", ("utfall", 9, "värde"): "987", ("utfall", 8, "värde"): "70 000"}
    folder = write_report(tmp_path / "r", changes)
    round_ = load_report(source=read_source(folder), by=None)
    Outcome.objects.filter(value=987).update(value=SMALL)
    adopt(round_)
    return Board.objects.get(municipality__code="1407")
