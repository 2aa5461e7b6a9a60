"""Who keeps a copy learns also of what a correction took away."""

from typing import Any

import pytest
from django.test import Client

from apps.goals.models import Outcome
from apps.organisation.models import Board
from apps.publishing.records.services import sync_records
from apps.rounds.models import Round
from tests.corrections import correction

pytestmark = pytest.mark.slow

KEY = "larm~2024-t2~hemtjanst-nord~t"
ROW = f"/api/v1/outcomes/ockero/socialnamnden/{KEY}"
PLACE = {"municipality": "ockero"}


def adopted(board: Board) -> Round:
    return Round.objects.get(board=board, state="adopted")


def removals(client: Client, **asked: Any) -> list[dict[str, Any]]:
    return list(client.get("/api/v1/removals", {**PLACE, **asked}).json()["items"])


@pytest.fixture
def gone(ockero: Board, client: Client) -> Outcome:
    """An outcome that a correction has taken away."""
    outcome = Outcome.objects.get(
        board=ockero, indicator__code="larm", year=2024, tertial=2, service_area__code="hemtjanst-nord", gender="T"
    )
    assert client.get(ROW).status_code == 200
    assert removals(client) == []
    kept, outcome.pk = outcome.pk, None
    with correction(adopted(ockero), "Fel år"):
        Outcome.objects.filter(pk=kept).delete()
    return outcome


def test_a_row_that_a_correction_takes_away_is_reported(client: Client, gone: Outcome) -> None:
    assert client.get(ROW).status_code == 404
    (row,) = [each for each in removals(client) if each["removed_key"] == KEY]
    told = [row[name] for name in ("key", "resource", "board", "reason", "report_year", "report_tertial")]
    assert told == [f"outcomes~{KEY}", "outcomes", "socialnamnden", "Fel år", 2024, 2]
    assert row["report_version"] == 2
    since = {"changed_since": row["changed_at"], "kind": "outcomes"}
    assert KEY in {each["removed_key"] for each in removals(client, **since)}
    assert removals(client, changed_since="2100-01-01") == removals(client, kind="risks") == []
    assert client.get(f"/api/v1/removals/ockero/socialnamnden/{row['key']}").json() == row


def test_it_goes_when_the_row_comes_back(client: Client, gone: Outcome, ockero: Board) -> None:
    with correction(adopted(ockero), "Den gällde ändå"):
        gone.save()
    assert client.get(ROW).status_code == 200
    assert KEY not in {each["removed_key"] for each in removals(client)}


def test_it_follows_from_the_publications_alone(client: Client, gone: Outcome, ockero: Board) -> None:
    before = removals(client)
    assert sync_records(ockero.pk) == 0
    from apps.publishing.models import PublishedRecord

    PublishedRecord.objects.filter(board=ockero).delete()
    sync_records(ockero.pk)
    assert removals(client) == before


def test_every_version_stands_among_the_publications(client: Client, gone: Outcome) -> None:
    rows = client.get("/api/v1/publications", PLACE).json()["items"]
    assert [(row["version"], row["is_latest"], row["reason"]) for row in rows] == [
        (1, False, ""),
        (2, True, "Fel år"),
    ]
