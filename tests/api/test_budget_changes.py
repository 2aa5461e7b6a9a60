"""What a published report says of its budget's way and of forecasts between tertials, as other systems read it."""

import zlib
from datetime import date
from typing import Any

import msgspec
import pytest
from django.test import Client

from apps.budget.models import BudgetChange
from apps.budget.services import BudgetChangeRow, InterimForecastRow, save_budget_changes, save_interim_forecasts
from apps.publishing.models import Publication
from apps.publishing.report_json import decode_report
from apps.publishing.services import publish
from apps.rounds.models import Round
from tests.corrections import correction
from tests.small_board import SmallBoard

WHERE = {"municipality": "lillkoping"}
STEP = {"year": 2024, "tertial": 2}


@pytest.fixture
def published(small: SmallBoard) -> SmallBoard:
    """T2 is adopted with original budgets, a change and forecasts; the whole board's are sums."""
    save_steps(
        small, "ifo", [("original", 8_500, "2023-11-20", "KF § 1"), ("supplementary", -500, "2024-06-10", "KF § 40")]
    )
    save_steps(small, "hemtjanst", [("original", 8_000, "2023-11-20", "KF § 1")])
    for area, forecast in (("ifo", 8_200), ("hemtjanst", 8_100)):
        row = InterimForecastRow(service_area_id=small.areas[area], date=date(2024, 6, 30), forecast=forecast * 1_000)
        save_interim_forecasts(by=None, board=small.board, rows=[row])
    Round.objects.filter(pk=small.round.pk).update(state="approved")
    publish(round_=Round.objects.select_related("board__municipality").get(pk=small.round.pk), by=None)
    small.round.refresh_from_db()
    return small


def save_steps(small: SmallBoard, area: str, steps: list[tuple[str, int, str, str]]) -> None:
    rows = [
        BudgetChangeRow(
            **STEP, service_area_id=small.areas[area], kind=kind, amount=tkr * 1_000, date=date.fromisoformat(day),
            decision=decision,
        )
        for kind, tkr, day, decision in steps
    ]  # fmt: skip
    save_budget_changes(by=None, board=small.board, rows=rows)


def fetch(resource: str, **query: str) -> list[dict[str, Any]]:
    answer = Client().get(f"/api/v1/{resource}", {**WHERE, **query})
    assert answer.status_code == 200, answer.content
    return list(answer.json()["items"])


def test_each_step_is_a_row_and_sums_are_none(published: SmallBoard) -> None:
    rows = fetch("budget-changes")
    assert [(one["service_area"], one["date"], one["kind"], one["amount"], one["decision"]) for one in rows] == [
        ("hemtjanst", "2023-11-20", "original", 8_000_000, "KF § 1"),
        ("ifo", "2023-11-20", "original", 8_500_000, "KF § 1"),
        ("ifo", "2024-06-10", "supplementary", -500_000, "KF § 40"),
    ]
    assert {(one["year"], one["tertial"], one["kind_label"]) for one in rows} == {
        (2024, 2, "ursprunglig budget"), (2024, 2, "tilläggsanslag")
    }  # fmt: skip
    assert [(one["key"], one["forecast"], one["tertial"]) for one in fetch("interim-forecasts")] == [
        ("hemtjanst~2024-06-30", 8_100_000, 2), ("ifo~2024-06-30", 8_200_000, 2)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"service_area": "ifo"}, 2),
        ({"service_area": "namnden", "include_children": "true"}, 3),
        ({"kind": "supplementary"}, 1),
        ({"kind": "original,supplementary"}, 3),
        ({"year": "2023"}, 0),
        ({"tertial": "2"}, 3),
    ],
)
def test_the_rows_are_filtered_as_others_are(published: SmallBoard, query: dict[str, str], count: int) -> None:
    assert len(fetch("budget-changes", **query)) == count


def test_a_row_is_found_by_its_key_and_as_csv(published: SmallBoard) -> None:
    for row in fetch("budget-changes"):
        address = f"/api/v1/budget-changes/lillkoping/socialnamnden/{row['key']}"
        assert Client().get(address).json() == row
    answer = Client().get("/api/v1/budget-changes", {**WHERE, "format": "csv", "fields": "date,amount,decision"})
    lines = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    assert "2024-06-10" in lines.decode("utf-8-sig")


def test_a_correction_replaces_the_row_and_lists_a_removed_one(published: SmallBoard) -> None:
    before = {row["key"]: row for row in fetch("budget-changes")}
    with correction(published.round):
        BudgetChange.objects.filter(kind="supplementary").update(amount=-600_000)
        BudgetChange.objects.filter(service_area=published.areas["hemtjanst"]).delete()
    after = {row["key"]: row for row in fetch("budget-changes")}
    gone = before.keys() - after.keys()
    (changed,) = [row for row in after.values() if row["kind"] == "supplementary"]
    assert (changed["amount"], changed["report_version"]) == (-600_000, 2)
    assert {row["removed_key"] for row in fetch("removals") if row["resource"] == "budget-changes"} == gone
    assert len(gone) == 1


def test_the_whole_report_has_the_path_and_its_sum(published: SmallBoard) -> None:
    answer = Client().get("/api/v1/boards/lillkoping/socialnamnden/reports/2024-t2").json()
    areas = {area["area"]: area for area in answer["report"]["economy"]["areas"]}
    path = areas["ifo"]["budget_path"]
    assert (path["original"], path["total"], path["budget"], path["agrees"]) == (8_500_000, 8_000_000, 8_000_000, True)
    whole = areas["namnden"]["budget_path"]
    assert (whole["summed"], whole["total"]) == (True, 16_000_000)
    assert [one["amount"] for one in areas["namnden"]["forecasts"] if one["kind"] == "interim"] == [16_300_000]


def test_what_comes_later_does_not_change_what_is_published(published: SmallBoard) -> None:
    publication = Publication.objects.get(round=published.round)
    pages = ["/lillkoping/socialnamnden/2024/t2/", "/lillkoping/socialnamnden/2024/t2/ekonomi/"]
    before = [Client().get(page).content for page in pages]
    later = BudgetChangeRow(
        service_area_id=published.areas["ifo"], year=2024, tertial=3, date=date(2024, 6, 11), kind="other", amount=9_000
    )
    save_budget_changes(by=None, board=published.board, rows=[later])
    assert [Client().get(page).content for page in pages] == before
    assert Publication.objects.get(pk=publication.pk).sha256 == publication.sha256


def test_a_report_that_was_published_before_there_were_steps_is_read_as_it_was(published: SmallBoard) -> None:
    stored = msgspec.json.decode(zlib.decompress(Publication.objects.get(round=published.round).report))
    for area in stored["economy"]["areas"]:
        for name in ("budget_path", "budget_shift", "forecasts"):
            del area[name]
    report = decode_report(msgspec.json.encode(stored))
    assert {(one.budget_path, one.budget_shift, one.forecasts) for one in report.economy.areas} == {(None, None, ())}
