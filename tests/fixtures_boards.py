"""A small board of a made-up municipality, and jobs that run where they are asked for."""

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.small_board import SmallBoard


@pytest.fixture(scope="session")
def _remembered(django_db_setup: None, django_db_blocker: Any) -> "tuple[SmallBoard, list[tuple[str, str]]]":
    from tests.remembered_rows import remember_rows
    from tests.small_board import make_small_board

    with django_db_blocker.unblock():
        return remember_rows(make_small_board)


@pytest.fixture
def small(db: None, _remembered: "tuple[SmallBoard, list[tuple[str, str]]]") -> "SmallBoard":
    """The small board with its open report and a person for each role: made once, and put back for each test."""
    from tests.remembered_rows import put_rows_back

    board, rows = _remembered
    put_rows_back(rows)
    return deepcopy(board)


@pytest.fixture
def jobs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the commit is done at once: a test's transaction is never committed."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, *rest, **more: act())


@pytest.fixture
def published_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is decided is published before the answer, and without what follows from it: the same reason."""
    from apps.publishing.publication_jobs.services import publish_requested

    name = "apps.web.reporting.handover.views.publish_decision_on_commit"
    monkeypatch.setattr(name, lambda job: publish_requested(job.pk))
