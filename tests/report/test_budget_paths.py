"""How a budget became what it is: what its steps add up to, what a report knows of them, and the forecasts between."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.budget import rules
from apps.core.tertials import Tertial
from apps.organisation.models import Board, Municipality
from apps.report.area_tree import build_area_tree
from apps.report.board_report import AreaEconomy
from apps.report.economy import build_economy
from apps.report.source import load_source
from apps.report.source_types import (
    AreaSourceRow,
    BudgetChangeSourceRow,
    InterimForecastSourceRow,
    OperatingSourceRow,
    SourceData,
)
from apps.rounds.models import Round
from tests.made_up_board import MadeUpBoard

ROOT, HOME, CARE = 1, 2, 3
TKR = 1_000


def make_rows(
    tertial: int,
    *,
    changes: list[BudgetChangeSourceRow] | None = None,
    forecasts: list[InterimForecastSourceRow] | None = None,
    lines: list[OperatingSourceRow] | None = None,
) -> SourceData:
    """The source of a report of 2024, without a database: the board, home care and special housing."""
    board = Board(
        pk=1, name="Socialnämnden", municipality=Municipality(pk=1, name="Öckerö"), tolerance_percent=Decimal(5)
    )
    empty: dict[str, Any] = {
        name: []
        for name in (
            "focus_areas", "goals", "tables", "comments", "answers", "indicators", "targets", "outcomes",
            "assessments", "investments", "risks", "target_changes", "definition_changes",
        )
    }  # fmt: skip
    areas = [
        AreaSourceRow(ROOT, "namnden", "Socialnämnden", "board", None),
        AreaSourceRow(HOME, "hemtjanst", "Hemtjänst", "area", ROOT),
        AreaSourceRow(CARE, "boende", "Särskilt boende", "area", ROOT),
    ]
    known = [one for one in changes or [] if one.tertial <= tertial]
    return SourceData(
        round=Round(pk=1, board=board, year=2024, tertial=tertial, state="open"),
        areas=areas,
        operating=lines or [],
        budget_changes=known,
        interim_forecasts=[one for one in forecasts or [] if one.tertial <= tertial],
        **empty,
    )


def build_areas(rows: SourceData) -> dict[str, AreaEconomy]:
    return {area.area: area for area in build_economy(rows, build_area_tree(rows)).areas}


def line(area: int, tertial: int = 2, kind: str = "net", **amounts: int) -> OperatingSourceRow:
    values = {name: amounts.get(name) for name in ("budget", "actual", "forecast")}
    return OperatingSourceRow(
        service_area_id=area, year=2024, tertial=tertial, cost_type=kind, **values, stated_variance=None,
        stated_forecast_variance=None, table_id=None, label="", footnote="", version=0,
    )  # fmt: skip


def change(
    area: int, amount: int, kind: str = "supplementary", day: str = "2024-02-01", tertial: int = 1, decision: str = ""
) -> BudgetChangeSourceRow:
    return BudgetChangeSourceRow(area, 2024, tertial, date.fromisoformat(day), kind, amount, decision)


def forecast(area: int, amount: int, day: str) -> InterimForecastSourceRow:
    when = date.fromisoformat(day)
    return InterimForecastSourceRow(area, 2024, (when.month + 3) // 4, when, amount)


# What the steps add up to


ORIGINAL = change(HOME, 1_000 * TKR, "original", "2023-11-20")
GRANT = change(HOME, 50 * TKR, "state_grant", "2024-03-01", decision="KF § 12")
CUT = change(HOME, -30 * TKR, "reallocation", "2024-02-01", decision="SN § 4")


@pytest.mark.parametrize(
    ("changes", "budget", "total", "difference", "agrees"),
    [
        ([ORIGINAL, GRANT, CUT], 1_020 * TKR, 1_020 * TKR, 0, True),
        ([ORIGINAL, GRANT, CUT], 1_000 * TKR, 1_020 * TKR, -20 * TKR, False),
        ([ORIGINAL], 1_000 * TKR, 1_000 * TKR, 0, True),
        ([ORIGINAL, GRANT], 1_050_400, 1_050 * TKR, 400, True),  # the steps are in thousands, the line in kronor
        ([ORIGINAL, GRANT], 1_051_001, 1_050 * TKR, 1_001, False),
        ([change(HOME, 0, "original"), GRANT], 50 * TKR, 50 * TKR, 0, True),  # nothing to begin with is something
        ([GRANT, CUT], 1_020 * TKR, None, None, None),  # from where it began nobody knows
        ([ORIGINAL, GRANT], None, 1_050 * TKR, None, None),
    ],
)
def test_a_budget_is_its_original_and_its_changes(
    changes: list[BudgetChangeSourceRow], budget: int | None, total: int | None, difference: int | None, agrees: Any
) -> None:
    lines = [line(HOME, budget=budget)] if budget is not None else [line(HOME, actual=1)]
    path = build_areas(make_rows(2, changes=changes, lines=lines))["hemtjanst"].budget_path
    assert path is not None
    assert (path.total, path.budget, path.difference, path.agrees) == (total, budget, difference, agrees)
    assert not path.summed


def test_an_area_without_steps_has_no_path() -> None:
    areas = build_areas(make_rows(2, changes=[ORIGINAL], lines=[line(HOME, budget=1), line(CARE, budget=1)]))
    assert areas["boende"].budget_path is None
    assert areas["namnden"].budget_path is None  # a part of the areas below is no sum


def test_the_whole_board_is_the_sum_of_areas_that_all_have_a_path() -> None:
    care = [
        change(CARE, 500 * TKR, "original", "2023-11-20"),
        change(CARE, 30 * TKR, "reallocation", decision="SN § 4"),
    ]
    lines = [line(HOME, budget=1_020 * TKR), line(CARE, budget=530 * TKR)]
    path = build_areas(make_rows(2, changes=[ORIGINAL, GRANT, CUT, *care], lines=lines))["namnden"].budget_path
    assert path is not None
    assert (path.summed, path.original, path.total, path.budget, path.agrees) == (
        True, 1_500 * TKR, 1_550 * TKR, 1_550 * TKR, True
    )  # fmt: skip
    assert path.original_step is not None
    assert (path.original_step.date, path.original_step.amount) == (date(2023, 11, 20), 1_500 * TKR)
    # What one area gives the other is no change of the whole.
    assert [(one.kind, one.amount, one.decision) for one in path.changes] == [("state_grant", 50 * TKR, "KF § 12")]


def test_a_board_that_states_another_budget_than_its_areas_does_not_agree() -> None:
    care = change(CARE, 500 * TKR, "original", "2023-11-20")
    lines = [line(HOME, budget=1_000 * TKR), line(CARE, budget=500 * TKR)]
    for stated, agrees in ((1_500 * TKR, True), (1_700 * TKR, False)):
        rows = make_rows(2, changes=[ORIGINAL, care], lines=[*lines, line(ROOT, budget=stated)])
        path = build_areas(rows)["namnden"].budget_path
        assert path is not None
        assert (path.total, path.budget, path.agrees) == (1_500 * TKR, stated, agrees)


def test_a_board_with_steps_of_its_own_is_shown_by_them() -> None:
    own = [change(ROOT, 9_000, "original"), change(ROOT, 1_000)]
    path = build_areas(make_rows(2, changes=[*own, ORIGINAL]))["namnden"].budget_path
    assert path is not None
    assert (path.summed, path.total) == (False, 10_000)


def test_an_area_without_original_makes_the_sum_unknown() -> None:
    lines = [line(HOME, budget=1), line(CARE, budget=1)]
    changes = [ORIGINAL, change(CARE, 5_000)]
    assert build_areas(make_rows(2, changes=changes, lines=lines))["namnden"].budget_path is None


def test_an_earlier_report_has_no_later_steps() -> None:
    late = change(HOME, 7 * TKR, day="2024-03-05", tertial=2)  # of March, and known in T2
    changes = [ORIGINAL, GRANT, late]
    totals = {
        tertial: build_areas(make_rows(tertial, changes=changes))["hemtjanst"].budget_path for tertial in (1, 2, 3)
    }
    assert {tertial: path and path.total for tertial, path in totals.items()} == {
        1: 1_050 * TKR, 2: 1_057 * TKR, 3: 1_057 * TKR
    }  # fmt: skip


STEPS = st.builds(
    change,
    st.sampled_from([HOME, CARE]),
    st.integers(-(10**9), 10**9).filter(bool),
    st.sampled_from(["supplementary", "reallocation", "state_grant", "other"]),
    st.dates(date(2024, 1, 1), date(2024, 8, 31)).map(date.isoformat),
    st.sampled_from([1, 2, 3]),
    st.text("ab§ 1", max_size=3),
)


@given(
    originals=st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)),
    steps=st.lists(STEPS, max_size=8),
    order=st.randoms(use_true_random=False),
    tertial=st.sampled_from([1, 2, 3]),
)
def test_a_path_adds_up_in_any_order_and_over_the_areas(
    originals: tuple[int, int], steps: list[BudgetChangeSourceRow], order: Any, tertial: int
) -> None:
    changes = [change(area, amount, "original") for area, amount in zip((HOME, CARE), originals, strict=True)] + steps
    shuffled = list(changes)
    order.shuffle(shuffled)
    budgets = {
        area: sum(one.amount for one in changes if one.service_area_id == area and one.tertial <= tertial)
        for area in (HOME, CARE)
    }
    lines = [line(area, tertial, budget=budget) for area, budget in budgets.items()]
    areas = build_areas(make_rows(tertial, changes=changes, lines=lines))
    for code, budget in (("hemtjanst", budgets[HOME]), ("boende", budgets[CARE]), ("namnden", sum(budgets.values()))):
        path = areas[code].budget_path
        assert path is not None
        assert (path.total, path.budget, path.difference, path.agrees) == (budget, budget, 0, True)
        assert [one.date for one in path.changes] == sorted(one.date for one in path.changes)
        assert all(one.tertial <= tertial for one in path.changes)
    again = build_areas(make_rows(tertial, changes=shuffled, lines=lines))
    assert {code: (one.budget_path and one.budget_path.total) for code, one in areas.items()} == {
        code: (one.budget_path and one.budget_path.total) for code, one in again.items()
    }
    assert areas["namnden"].budget_path == again["namnden"].budget_path


@given(st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=6), st.integers(-3_000, 3_000))
def test_rounding_explains_no_more_than_rounding_can(parts: list[int], off: int) -> None:
    """Parts in whole thousands stand for parts in kronor that were rounded: never more than half a thousand each."""
    rounded = [part * TKR for part in parts]
    if rules.is_explained_by_rounding(rounded, sum(rounded) + off):
        assert abs(off) <= len(parts) * TKR / 2
    assert rules.is_explained_by_rounding(rounded, sum(rounded))


# What it was in an earlier tertial


@pytest.mark.parametrize(
    ("changes", "now", "expected"),
    [
        ([], 500 * TKR, (1_000 * TKR, 500 * TKR, 0, False)),
        ([], 1_000 * TKR, None),
        ([], 1_000_400, None),  # the same, written to the krona
        (
            [change(HOME, -500 * TKR, day="2024-06-01", tertial=2)],
            500 * TKR,
            (1_000 * TKR, 500 * TKR, -500 * TKR, True),
        ),
        (
            [change(HOME, -400 * TKR, day="2024-06-01", tertial=2)],
            500 * TKR,
            (1_000 * TKR, 500 * TKR, -400 * TKR, False),
        ),
        ([change(HOME, -500 * TKR, day="2024-03-01", tertial=1)], 500 * TKR, (1_000 * TKR, 500 * TKR, 0, False)),
        # T1 forgot a change that it should have known of: the whole path makes the new budget.
        (
            [change(HOME, 900 * TKR, "original"), change(HOME, -400 * TKR, tertial=1)],
            500 * TKR,
            (1_000 * TKR, 500 * TKR, 0, True),
        ),
        # An original budget that is told now and is the new one says nothing of the change.
        ([change(HOME, 500 * TKR, "original", tertial=2)], 500 * TKR, (1_000 * TKR, 500 * TKR, 0, False)),
    ],
)
def test_a_budget_that_has_changed_since_the_last_tertial(
    changes: list[BudgetChangeSourceRow], now: int, expected: tuple[int, int, int, bool] | None
) -> None:
    lines = [line(HOME, 1, budget=1_000 * TKR), line(HOME, 2, budget=now)]
    shift = build_areas(make_rows(2, changes=changes, lines=lines))["hemtjanst"].budget_shift
    assert (shift and (shift.before, shift.now, shift.changes, shift.is_explained)) == expected
    assert shift is None or shift.period == Tertial(2024, 1)


def test_the_last_tertial_with_a_budget_is_compared_with() -> None:
    lines = [line(HOME, 1, budget=1_000 * TKR), line(HOME, 3, budget=700 * TKR)]
    shift = build_areas(make_rows(3, lines=lines))["hemtjanst"].budget_shift
    assert shift is not None
    assert (shift.period, shift.before) == (Tertial(2024, 1), 1_000 * TKR)


def test_a_sum_has_changed_as_its_parts_and_is_explained_by_them() -> None:
    budgets = ((HOME, 1, 1_000), (HOME, 2, 900), (CARE, 1, 10), (CARE, 2, 10))
    lines = [line(area, tertial, budget=budget * TKR) for area, tertial, budget in budgets]
    explained = change(HOME, -100 * TKR, day="2024-06-01", tertial=2)
    for changes in ([], [explained]):
        shift = build_areas(make_rows(2, changes=changes, lines=lines))["namnden"].budget_shift
        assert shift is not None
        assert (shift.before, shift.now, shift.is_explained) == (1_010 * TKR, 910 * TKR, bool(changes))


def test_a_net_of_cost_types_is_compared_as_they_are() -> None:
    lines = [
        line(HOME, tertial, kind, budget=budget)
        for tertial, kind, budget in ((1, "staff", 90), (1, "revenue", 10), (2, "staff", 70), (2, "revenue", 10))
    ]
    shift = build_areas(make_rows(2, lines=lines))["hemtjanst"].budget_shift
    assert shift is not None
    assert (shift.before, shift.now) == (80, 60)
    # Another set of cost types is another way to keep the books, and no change of the budget.
    more = [*lines, line(HOME, 2, "other", budget=5)]
    assert build_areas(make_rows(2, lines=more))["hemtjanst"].budget_shift is None


# The forecasts


def test_forecasts_between_tertials_stand_in_the_line_of_forecasts() -> None:
    lines = [
        line(HOME, 1, budget=100, forecast=110),
        line(HOME, 2, budget=100, forecast=120),
        line(HOME, 3, budget=100, actual=118),
    ]
    between = [forecast(HOME, 112, "2024-06-30"), forecast(HOME, 105, "2024-03-15"), forecast(HOME, 119, "2024-08-31")]
    shown = {
        tertial: [
            (one.kind, one.date.isoformat(), one.amount)
            for one in build_areas(make_rows(tertial, forecasts=between, lines=lines[:tertial]))["hemtjanst"].forecasts
        ]
        for tertial in (1, 2, 3)
    }
    first = [("interim", "2024-03-15", 105), ("tertial", "2024-04-30", 110)]
    second = [("interim", "2024-06-30", 112), ("interim", "2024-08-31", 119), ("tertial", "2024-08-31", 120)]
    assert shown == {1: first, 2: [*first, *second], 3: [*first, *second, ("outcome", "2024-12-31", 118)]}


def test_an_area_without_forecasts_between_has_no_line_of_its_own() -> None:
    lines = [
        line(HOME, 1, budget=100, forecast=110),
        line(HOME, 2, budget=100, forecast=120),
        line(CARE, 2, forecast=1),
    ]
    areas = build_areas(make_rows(2, forecasts=[forecast(HOME, 1, "2024-06-01")], lines=lines))
    assert areas["boende"].forecasts == ()
    assert areas["namnden"].forecasts == ()  # housing made none that day


def test_forecasts_of_one_day_are_summed_where_all_areas_made_one() -> None:
    lines = [line(area, tertial, budget=100, forecast=110) for area in (HOME, CARE) for tertial in (1, 2)]
    between = [
        forecast(HOME, 5, "2024-06-01"), forecast(CARE, 6, "2024-06-01"), forecast(HOME, 7, "2024-06-02"),
    ]  # fmt: skip
    points = build_areas(make_rows(2, forecasts=between, lines=lines))["namnden"].forecasts
    assert [(one.kind, one.amount, one.summed) for one in points] == [
        ("tertial", 220, False), ("interim", 11, True), ("tertial", 220, False)
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 243), st.integers(-(10**9), 10**9)), unique_by=lambda one: one[0], max_size=6))
def test_the_line_of_forecasts_is_in_order_and_loses_none(days: list[tuple[int, int]]) -> None:
    between = [forecast(HOME, amount, (date(2024, 1, 1) + timedelta(day)).isoformat()) for day, amount in days]
    points = build_areas(make_rows(2, forecasts=between, lines=[line(HOME, 1, forecast=1)]))["hemtjanst"].forecasts
    assert [one.date for one in points] == sorted(one.date for one in points)
    assert {(one.date, one.amount) for one in points if one.kind == "interim"} == {
        (one.date, one.forecast) for one in between
    }


# From the database


def test_report_reads_the_steps_of_its_year_up_to_its_period(db: None) -> None:
    board = MadeUpBoard(tertial=2)
    board.budget_change(board.home, "original", 100, "2023-11-01")
    board.budget_change(board.home, "other", 5, "2024-06-01", tertial=2, decision="SN § 3", note="Flytt")
    board.budget_change(board.home, "other", 9, "2024-09-01", tertial=3)
    board.interim_forecast(board.home, 7, "2024-06-15")
    board.interim_forecast(board.home, 8, "2024-10-15")
    rows = load_source(board.round)
    assert [(row.amount, row.date, row.note) for row in rows.budget_changes] == [
        (100, date(2023, 11, 1), ""), (5, date(2024, 6, 1), "Flytt")
    ]  # fmt: skip
    assert [(row.forecast, row.date) for row in rows.interim_forecasts] == [(7, date(2024, 6, 15))]
    path = board.money_of(board.home).budget_path
    assert path is not None
    assert (path.total, path.changes[0].kind_label, path.changes[0].decision) == (105, "övrigt", "SN § 3")
