"""Who keeps a copy learns also of what a correction took away."""

from typing import Any

import pytest
from django.test import Client

from apps.goals.models import Target
from apps.organisation.models import Board
from apps.publishing.records.store import keep_records
from apps.publishing.services import publish
from apps.rounds.models import Round

KEY = "larm~2024~hemtjanst~t"
ROW = f"/api/v1/targets/ockero/socialnamnden/{KEY}"
PLACE = {"municipality": "ockero"}


def correct(board: Board, reason: str) -> None:
    publish(round_=Round.objects.get(board=board, state="adopted"), by=None, reason=reason)


def removals(client: Client, **asked: Any) -> list[dict[str, Any]]:
    return list(client.get("/api/v1/removals", {**PLACE, **asked}).json()["items"])


@pytest.fixture
def gone(ockero: Board, client: Client) -> Target:
    """A target that a correction has taken away."""
    target = Target.objects.get(board=ockero, indicator__code="larm", year=2024)
    assert client.get(ROW).status_code == 200
    assert removals(client) == []
    kept, target.pk = target.pk, None
    Target.objects.filter(pk=kept).delete()
    correct(ockero, "Fel år")
    return target


def test_a_row_that_a_correction_takes_away_is_told_of(client: Client, gone: Target) -> None:
    assert client.get(ROW).status_code == 404
    (row,) = [each for each in removals(client) if each["removed_key"] == KEY]
    told = [row[name] for name in ("key", "resource", "board", "reason", "report_year", "report_tertial")]
    assert told == [f"targets~{KEY}", "targets", "socialnamnden", "Fel år", 2024, 2]
    assert row["report_version"] == 2
    since = {"changed_since": row["changed_at"], "kind": "targets"}
    assert KEY in {each["removed_key"] for each in removals(client, **since)}
    assert removals(client, changed_since="2100-01-01") == removals(client, kind="risks") == []
    assert client.get(f"/api/v1/removals/ockero/socialnamnden/{row['key']}").json() == row


def test_it_goes_when_the_row_comes_back(client: Client, gone: Target, ockero: Board) -> None:
    gone.save()
    correct(ockero, "Den gällde ändå")
    assert client.get(ROW).status_code == 200
    assert KEY not in {each["removed_key"] for each in removals(client)}


def test_it_follows_from_the_publications_alone(client: Client, gone: Target, ockero: Board) -> None:
    before = removals(client)
    assert keep_records(ockero.pk) == 0
    from apps.publishing.models import PublishedRecord

    PublishedRecord.objects.filter(board=ockero).delete()
    keep_records(ockero.pk)
    assert removals(client) == before


def test_every_version_stands_among_the_publications(client: Client, gone: Target) -> None:
    rows = client.get("/api/v1/publications", PLACE).json()["items"]
    assert [(row["version"], row["is_latest"], row["reason"]) for row in rows] == [
        (1, False, ""),
        (2, True, "Fel år"),
    ]
