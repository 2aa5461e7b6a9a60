"""A small board of a made-up municipality, and jobs that run where they are asked for."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.small_board import SmallBoard


@pytest.fixture
def small(db: None) -> "SmallBoard":
    """The small board with its open report and a person for each role."""
    from tests.small_board import make_small_board

    return make_small_board()


@pytest.fixture
def jobs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the commit is done at once: a test's transaction is never committed."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, *rest, **more: act())
