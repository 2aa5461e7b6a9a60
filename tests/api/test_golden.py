"""The same numbers through every door: the report, JSON, CSV and Excel."""

import csv
import io
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.test import Client
from openpyxl import load_workbook

from apps.core.swedish import format_number
from apps.publishing.report_json import encode_report
from apps.report.board_report import BoardReport
from apps.report.measures import Reading
from tests.golden.test_totals import FOLDERS, HEADLINES

pytestmark = pytest.mark.slow

MONEY = ("budget", "actual", "forecast", "variance")


def place(view: BoardReport) -> dict[str, Any]:
    return {
        "municipality": view.municipality.slug,
        "board": view.board.slug,
        "year": view.period.year,
        "tertial": view.period.number,
    }


def as_json(client: Client, resource: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    response = client.get(f"/api/v1/{resource}", {**asked, "limit": 1000})
    assert response.status_code == 200
    told = msgspec.json.Decoder(float_hook=Decimal).decode(response.content)
    assert told["total"] == told["count"] <= 1000
    rows: list[dict[str, Any]] = told["items"]
    return rows


def as_csv(client: Client, resource: str, asked: dict[str, Any], swedish: bool = False) -> list[dict[str, str]]:
    dialect = {"separator": "semicolon", "decimal": "comma", "bom": "true"} if swedish else {}
    response = client.get(f"/api/v1/{resource}", {**asked, "format": "csv", **dialect})
    text = response.getvalue().decode("utf-8-sig" if swedish else "utf-8")
    return list(csv.DictReader(io.StringIO(text), delimiter=";" if swedish else ","))


def as_xlsx(client: Client, resource: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    response = client.get(f"/api/v1/{resource}", {**asked, "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(response.getvalue()), read_only=True).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def number(value: Any) -> Decimal | None:
    """A cell of any format as a number; nothing for nothing."""
    if value in ("", None):
        return None
    return Decimal(str(value).replace(",", "."))


@pytest.mark.parametrize(("folder", "budget", "outcome", "variance"), HEADLINES)
def test_the_four_totals(
    client: Client, reports: dict[str, BoardReport], folder: str, budget: int, outcome: int, variance: int
) -> None:
    view = reports[folder]
    asked = {**place(view), "kind": "net", "status": "main", "service_area": view.areas[0].code}
    asked["include_children"] = "false"
    basis = "actual" if view.period.is_final_accounts else "forecast"
    expected = {"budget": budget, basis: outcome, "variance": variance}
    for rows in (
        as_json(client, "operating-lines", asked),
        as_csv(client, "operating-lines", asked),
        as_csv(client, "operating-lines", asked, swedish=True),
        as_xlsx(client, "operating-lines", asked),
    ):
        assert len(rows) == 1
        assert {name: number(rows[0][name]) for name in expected} == expected


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_budget_row_of_the_report(client: Client, reports: dict[str, BoardReport], folder: str) -> None:
    view = reports[folder]
    told = {row["key"]: row for row in as_json(client, "operating-lines", {"municipality": view.municipality.slug})}
    shown = 0
    for area in view.economy.areas:
        for row in [area.net, *area.cost_types]:
            for amounts in (row.now, *row.past) if row else ():
                assert row is not None
                found = told[f"{row.area}~{row.cost_type}~{amounts.period.year}-{amounts.period.slug}"]
                assert [found[name] for name in MONEY] == [getattr(amounts, name) for name in MONEY]
                shown += 1
    assert shown > 5


def twenty(reports: dict[str, BoardReport]) -> list[tuple[BoardReport, str, Reading]]:
    """Five indicators of each board that has them, with their first number."""
    found = []
    for view in reports.values():
        readings = [
            (view, indicator.code, reading)
            for indicator in view.indicators
            for reading in indicator.readings[:1]
            if reading.point.value is not None
        ]
        found += readings[:: max(1, len(readings) // 7)][:7]
    return found


def test_twenty_indicators(client: Client, reports: dict[str, BoardReport]) -> None:
    chosen = twenty(reports)
    assert len(chosen) >= 20
    for view, code, reading in chosen:
        point = reading.point
        asked = {**place(view), "indicator": code, "service_area": point.area, "gender": point.gender}
        asked["include_children"] = "false"
        rows = as_json(client, "outcomes", asked)
        assert len(rows) == 1
        assert rows[0]["light"] == reading.verdict.light.value
        for row in (
            rows[0],
            as_csv(client, "outcomes", asked)[0],
            as_csv(client, "outcomes", asked, swedish=True)[0],
            as_xlsx(client, "outcomes", asked)[0],
        ):
            assert number(row["value"]) == pytest.approx(point.value, rel=Decimal("1e-15"))


def test_an_indicator_reads_as_on_its_page(client: Client, reports: dict[str, BoardReport]) -> None:
    for view, code, reading in twenty(reports):
        assert reading.point.value is not None
        page = client.get(
            f"/{view.municipality.slug}/{view.board.slug}/{view.period.year}/{view.period.slug}/indikator/{code}/"
        )
        told = as_json(client, "outcomes", {**place(view), "indicator": code, "gender": reading.point.gender})
        value = next(row["value"] for row in told if row["service_area"] == reading.point.area)
        assert format_number(Decimal(value), max(0, -int(Decimal(value).as_tuple().exponent))) in page.content.decode()


@pytest.mark.parametrize("folder", FOLDERS)
def test_lights_of_every_goal_and_indicator(client: Client, reports: dict[str, BoardReport], folder: str) -> None:
    view = reports[folder]
    asked = {"municipality": view.municipality.slug}
    goals = {row["goal"]: row["light"] for row in as_json(client, "goals", asked)}
    indicators = {row["indicator"]: row["light"] for row in as_json(client, "indicators", asked)}
    assert goals == {goal.code: goal.verdict.light.value for goal in view.goals}
    assert indicators == {indicator.code: indicator.verdict.light.value for indicator in view.indicators}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_whole_report_to_the_byte(client: Client, reports: dict[str, BoardReport], folder: str) -> None:
    view = reports[folder]
    address = f"/api/v1/boards/{view.municipality.slug}/{view.board.slug}/reports/{view.period.year}-{view.period.slug}"
    told = client.get(address)
    frozen = client.get(f"{address}/versions/1/bytes")
    assert frozen.content == encode_report(view)
    assert told.content.endswith(b'"report":' + frozen.content + b"}")
    assert told["ETag"] == f'"{told.json()["sha256"]}-1"'
    assert told.json()["reissue"] is None


def test_a_missing_value_is_shown_as_missing_everywhere(client: Client, db: None) -> None:
    asked = {"status": "missing", "municipality": "kalmar"}
    for rows in (
        as_json(client, "outcomes", asked),
        as_csv(client, "outcomes", asked),
        as_xlsx(client, "outcomes", asked),
    ):
        assert len(rows) > 10
        for row in rows:
            assert row["value"] in ("", None)
            assert row["missing"]
            assert row["missing_label"]
