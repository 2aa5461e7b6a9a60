"""Schemathesis walks through the whole contract, as anyone and with a token: every answer is one that it promises."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import ignored_auth

from apps.api.openapi.contract import build_contract

pytestmark = pytest.mark.slow

load_all_checks()
UNCOMPRESSED = {"Accept-Encoding": "identity"}  # it asks for gzip by itself, and does not unpack it


DESCRIPTION = build_contract("http://localhost")
OPERATIONS = [f"{method.upper()} {path}" for path, methods in DESCRIPTION["paths"].items() for method in methods]


@cache
def read_contract(*, every_corner: bool) -> tuple[dict[str, APIOperation], FeedbackSources]:
    """The contract to walk through. Every corner of every parameter is tried once, without a token."""
    config = SchemathesisConfig()
    config.projects.default.phases.coverage.enabled = every_corner
    found = schemathesis.openapi.from_dict(DESCRIPTION, config=config)
    found.app = get_wsgi_application()
    operations = {operation.ok().label: operation.ok() for operation in found.get_all_operations()}
    return operations, FeedbackSources(constants_value_source=make_constants_value_source(found))


def try_cases(test: Callable[..., None], name: str, *, every_corner: bool, **given: str) -> None:
    """Make an operation's cases, and ask with each.

    What schemathesis does as pytest collects; but then each process makes the thousands that it may not run.
    """
    operations, feedback = read_contract(every_corner=every_corner)
    operation, config = operations[name], operations[name].schema.config
    build_operation_test(config=config, operation=operation, test_func=test, given_kwargs={}, feedback=feedback)(
        **given
    )


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


@bounded
def ask_as_anyone(case: Case) -> None:
    case.call_and_validate(headers=UNCOMPRESSED)


@bounded
def ask_with_a_token(case: Case, token: str) -> None:
    # The check takes the token away and wants a refusal: for what anyone may read there is none.
    excluded = [ignored_auth] if case.method == "GET" else []
    case.call_and_validate(headers={**UNCOMPRESSED, "Authorization": f"Bearer {token}"}, excluded_checks=excluded)


def test_the_walk_has_every_operation_of_the_contract() -> None:
    assert list(read_contract(every_corner=True)[0]) == list(read_contract(every_corner=False)[0]) == OPERATIONS


@pytest.mark.parametrize("operation", OPERATIONS)
def test_anyone(operation: str) -> None:
    try_cases(ask_as_anyone, operation, every_corner=True)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_with_a_token(operation: str, token: str) -> None:
    try_cases(ask_with_a_token, operation, every_corner=False, token=token)
