"""What the report prints is what the page shows: every row of every budget table, parsed from the HTML."""

import pytest
from django.test import Client
from lxml import html

from apps.core.lights import Light
from apps.report.board_report import BoardReport
from tests.golden.printed import Printed, printed_amounts
from tests.golden.test_totals import FOLDERS, HEADLINES

pytestmark = pytest.mark.slow


def address(view: BoardReport, page: str = "") -> str:
    return f"/{view.municipality.slug}/{view.board.slug}/{view.period.year}/{view.period.slug}/{page}"


def get(client: Client, view: BoardReport, page: str = "") -> html.HtmlElement:
    response = client.get(address(view, page))
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def shown_amounts(page: html.HtmlElement, now: tuple[int, int]) -> set[tuple[str, str, tuple[int, int], str, int]]:
    """Area, cost type, period, field and kronor of every amount on the page."""
    found = set()
    for cell in page.xpath("//*[@data-kr]"):
        row = next((above for above in cell.iterancestors() if above.get("data-area")), None)
        if row is None:
            continue
        year, _, number = (cell.get("data-period") or row.get("data-period") or f"{now[0]}-t{now[1]}").partition("-t")
        cost_type = row.get("data-cost-type") or "net"
        key = (row.get("data-area"), cost_type, (int(year), int(number)), cell.get("data-field"))
        found.add((*key, int(cell.get("data-kr"))))
    return found


def wanted(amount: Printed) -> tuple[str, str, tuple[int, int], str, int]:
    return amount.area, amount.cost_type, amount.period, amount.field, amount.kronor


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_row_of_every_budget_table_stands_on_the_economy_page(
    client: Client, reports: dict[str, BoardReport], folder: str
) -> None:
    view = reports[folder]
    shown = shown_amounts(get(client, view, "ekonomi/"), (view.period.year, view.period.number))
    missing = [amount for amount in printed_amounts(folder) if wanted(amount) not in shown]
    assert not missing


@pytest.mark.parametrize(("folder", "budget", "outcome", "variance"), HEADLINES)
def test_headline_totals_stand_on_the_board_page(
    client: Client, reports: dict[str, BoardReport], folder: str, budget: int, outcome: int, variance: int
) -> None:
    view = reports[folder]
    root = view.areas[0].code
    period = (view.period.year, view.period.number)
    shown = shown_amounts(get(client, view), period)
    basis = "actual" if view.period.is_final_accounts else "forecast"
    for field, kronor in (("budget", budget), (basis, outcome), ("variance", variance)):
        assert (root, "net", period, field, kronor) in shown


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_politician_can_answer_from_the_board_page_alone(
    client: Client, reports: dict[str, BoardReport], folder: str
) -> None:
    """Which goals are met, which area has the largest deficit, and what is behind it."""
    view = reports[folder]
    page = get(client, view)
    text = " ".join(page.text_content().split())
    for goal in view.goals:
        assert " ".join(goal.name.split()) in text
    lights = {(e.get("data-goal"), e.get("data-light")) for e in page.xpath("//*[@data-goal]")}
    for goal in view.goals:
        assert (goal.code, goal.verdict.light.value) in lights
    worst = next(item for item in view.attention if item.kind == "deficit")
    assert " ".join(worst.headline.split()) in text
    assert worst.why
    assert " ".join(worst.why.split()) in text


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_light_on_the_page_is_the_reports(client: Client, reports: dict[str, BoardReport], folder: str) -> None:
    view = reports[folder]
    page = get(client, view, "indikator/")
    shown = {e.get("data-indicator"): e.get("data-light") for e in page.xpath("//*[@data-indicator][@data-light]")}
    judged = [indicator for indicator in view.indicators if indicator.verdict.light != Light.UNKNOWN]
    assert all(shown[indicator.code] == indicator.verdict.light.value for indicator in judged)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_outcome_of_every_indicator_stands_on_its_page(
    client: Client, reports: dict[str, BoardReport], folder: str
) -> None:
    view = reports[folder]
    for indicator in view.indicators[:: max(1, len(view.indicators) // 25)]:
        page = get(client, view, f"indikator/{indicator.code}/")
        shown = {e.get("data-value") for e in page.xpath("//*[@data-value]")}
        values = {str(point.value) for point in indicator.series if point.value is not None}
        assert values <= shown, indicator.code
