"""Schemathesis walks through the whole contract, as anyone and with a token: every answer is one that it promises."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import ignored_auth

from apps.api.openapi.contract import build_contract

pytestmark = pytest.mark.slow

load_all_checks()
UNCOMPRESSED = {"Accept-Encoding": "identity"}  # it asks for gzip by itself, and does not unpack it


def contract(*, every_corner: bool) -> schemathesis.BaseSchema:
    """The contract to walk through. Every corner of every parameter is tried once, without a token."""
    config = SchemathesisConfig()
    config.projects.default.phases.coverage.enabled = every_corner
    found = schemathesis.openapi.from_dict(build_contract("http://localhost"), config=config)
    found.app = get_wsgi_application()
    return found


anyone = contract(every_corner=True)
with_a_token = contract(every_corner=False)
bounded = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


@pytest.fixture(autouse=True)
def _same_connection(db: None) -> Iterator[None]:
    """A server closes its connection when a request is done; here it is the test's own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@anyone.parametrize()
@bounded
def test_anyone(case: Case) -> None:
    case.call_and_validate(headers=UNCOMPRESSED)


@with_a_token.parametrize()
@bounded
def test_with_a_token(case: Case, token: str) -> None:
    # The check takes the token away and wants a refusal: for what anyone may read there is none.
    excluded = [ignored_auth] if case.method == "GET" else []
    case.call_and_validate(headers={**UNCOMPRESSED, "Authorization": f"Bearer {token}"}, excluded_checks=excluded)
