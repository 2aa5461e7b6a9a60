"""The way of the forecasts: every forecast of a year against its outcome, and how the years before went."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, BudgetChange, BudgetPath, ForecastPoint, History
from apps.report.money import AreaEconomy, BudgetShift
from apps.report.over_time.forecast_history import (
    YearForecasts,
    build_year_forecasts,
    find_budget,
    format_forecast_way,
    format_record,
)
from tests.report.test_highlights import economy, net
from tests.report.test_period_changes import T1, T2, T3, report
from tests.report.test_variance_history import plain, then

ROOT = "namnden"
MARCH, JUNE = date(2024, 3, 31), date(2024, 6, 15)


def change(day: date, amount: int) -> BudgetChange:
    return BudgetChange(date=day, tertial=1, kind="x", kind_label="x", amount=amount, decision="", note="")


def path(*changes: BudgetChange, **more: Any) -> BudgetPath:
    fields: dict[str, Any] = {
        "original": 100_000, "original_step": None, "total": 0, "budget": 0, "difference": 0, "agrees": True,
    }  # fmt: skip
    return BudgetPath(changes=changes, **fields | more)


def area(budget: int | None = 120_000, **more: Any) -> AreaEconomy:
    (whole,) = economy((ROOT, None, 1)).areas
    return replace(whole, net=net(ROOT, -1_000, budget), **more)


def list_steps(years: tuple[YearForecasts, ...], code: str = ROOT) -> dict[int, list[tuple[str, int]]]:
    return {
        year.year: [(step.moment.label, step.variance) for one in year.areas if one.area == code for step in one.steps]
        for year in years
    }


def closed_year(year: int, first: int, second: int, outcome: int) -> list[History]:
    return [then(Tertial(year, n), namnden=kronor) for n, kronor in enumerate((first, second, outcome), 1)]


def report_with(*history: History, period: Tertial = T2, now: int = -3) -> BoardReport:
    return report(*history, period=period, economy=economy((ROOT, None, now), ("a", ROOT, 2)))


def test_the_steps_are_the_published_variances_and_the_reports_own() -> None:
    years = build_year_forecasts(report_with(*closed_year(2023, -1_000, -2_000, -4_000), then(T1, namnden=-1_000, a=0)))
    assert list_steps(years) == {
        2024: [("T1", -1_000), ("T2", -3_000)],
        2023: [("T1", -1_000), ("T2", -2_000), ("Utfall", -4_000)],
    }
    assert list_steps(years, "a") == {2024: [("T1", 0), ("T2", 2_000)], 2023: []}
    assert [one.whole and one.whole.off_by for one in years] == [None, -2_000]


def test_a_forecast_between_reports_is_held_against_the_budget_of_its_day() -> None:
    points = tuple(
        ForecastPoint(date=day, kind="interim", label="Prognos", amount=amount)
        for day, amount in ((MARCH, 101_000), (JUNE, 125_000))
    )
    whole = area(budget_path=path(change(date(2024, 5, 1), 20_000)), forecasts=points)
    shown = report(then(T1, namnden=-3_000), economy=replace(economy((ROOT, None, 1)), areas=(whole,)))
    assert list_steps(build_year_forecasts(shown)) == {
        2024: [("31 mars", -1_000), ("T1", -3_000), ("15 juni", -5_000), ("T2", -1_000)]
    }


@pytest.mark.parametrize(
    ("changes", "budget"),
    [
        ({"budget_path": path(change(JUNE, 20_000))}, 100_000),
        ({"budget_path": path(change(MARCH, 20_000))}, 120_000),
        ({"budget_path": path(agrees=False)}, 120_000),
        ({}, 120_000),
        ({"budget_shift": BudgetShift(period=T1, before=1, now=2, changes=0, is_explained=False)}, None),
        ({"budget": None}, None),
    ],
)
def test_the_budget_of_a_day(changes: dict[str, Any], budget: int | None) -> None:
    assert find_budget(area(**changes), date(2024, 5, 31)) == budget


def test_a_year_without_a_forecast_has_no_way() -> None:
    shown = report_with(then(Tertial(2023, 3), namnden=5_000), period=T3)
    assert build_year_forecasts(shown) == ()
    assert plain(format_forecast_way(shown, ())) == (
        "Utfallet för 2024 blev -3 tkr. Ingen prognos för 2024 är känd här, så det går inte att säga hur väl den höll."
    )


YEAR = closed_year(2023, -5_361_000, -8_756_000, -12_786_000)
BETTER = closed_year(2022, -5_000, -8_000, -7_000)


@pytest.mark.parametrize(
    ("history", "period", "text"),
    [
        ([], T1, "Prognosen för 2024 är -3 tkr i T1. Utfallet kommer i bokslutet, T3 2024."),
        (
            [then(T1, namnden=1_000)],
            T2,
            "Prognosen för 2024 har gått från +1 tkr i T1 till -3 tkr i T2. Utfallet kommer i bokslutet, T3 2024.",
        ),
        ([then(T2, namnden=1_000)], T3, "2024: prognosen i T2 var +1 tkr, utfallet blev -3 tkr."),
        (
            [*BETTER, *YEAR],
            T1,
            "Prognosen för 2024 är -3 tkr i T1. Utfallet kommer i bokslutet, T3 2024. "
            "Utfallet blev sämre än den sista prognosen 1 av 2 år.",
        ),
        (
            [*BETTER, *closed_year(2023, 0, 0, 0)],
            T1,
            "Prognosen för 2024 är -3 tkr i T1. Utfallet kommer i bokslutet, T3 2024. "
            "Utfallet blev inte sämre än den sista prognosen något av 2 år.",
        ),
    ],
)
def test_the_way_in_words(history: list[History], period: Tertial, text: str) -> None:
    shown = report_with(*history, period=period)
    assert plain(format_forecast_way(shown, build_year_forecasts(shown))) == text


def test_a_report_without_any_forecast_says_so() -> None:
    shown = report(economy=economy((ROOT, None, None)))
    assert format_forecast_way(shown, build_year_forecasts(shown)) == (
        "Rapporten har ingen prognos för hela nämnden 2024. Utfallet kommer i bokslutet, T3 2024."
    )


def test_the_record_names_each_year() -> None:
    years = build_year_forecasts(report_with(then(T1, namnden=0), *YEAR, *BETTER))
    assert plain(format_record(years)) == (
        "Prognosen för 2024 har gått från 0 tkr i T1 till -3 tkr i T2. "
        "2023: prognosen i T2 var -8,8 mnkr, utfallet blev -12,8 mnkr. "
        "2022: prognosen i T2 var -8 tkr, utfallet blev -7 tkr."
    )
