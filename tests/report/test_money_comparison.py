"""Money now and then: as it was published, else as the report states it, and nothing where it is not known."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, Economy, History, PastVariance
from apps.report.over_time.money_comparison import (
    AreaComparison,
    MoneyComparison,
    build_money_comparison,
    is_money_comparable,
)
from tests.report.test_highlights import NO_LIGHTS
from tests.web.sample import AREAS, ROOT, amounts, make_area_economy, money, sample

T1, T2, T3 = Tertial(2024, 1), Tertial(2024, 2), Tertial(2024, 3)
LAST_T1, LAST_T2, LAST_T3 = Tertial(2023, 1), Tertial(2023, 2), Tertial(2023, 3)
MAYBE = st.none() | st.integers(-9_000, 9_000)


def published(period: Tertial, areas: dict[str, PastVariance], **more: Any) -> History:
    fields: dict[str, Any] = {"published": True, "goal_lights": NO_LIGHTS, "indicator_lights": NO_LIGHTS} | more
    return History(period=period, amounts=None, areas=areas, **fields)


def report(period: Tertial, *history: History, past: tuple[Any, ...] = (), **now: Any) -> BoardReport:
    """The whole board alone, with the amounts in ``now`` and those that it states of earlier periods."""
    row = money(ROOT, replace(amounts(100, 90, period), **now), past=past)
    economy = Economy(areas=(make_area_economy(AREAS[0], row),), other_statements=(), forecast_accuracy=())
    return sample(period=period, economy=economy, history=history)


def compare(period: Tertial, since: Tertial, *history: History, **more: Any) -> AreaComparison:
    found = build_money_comparison(report(period, *history, **more), since)
    assert found is not None
    (area,) = found.areas
    return area


@pytest.mark.parametrize(
    ("period", "since", "comparable"),
    [
        (T2, T1, True),
        (T3, T2, True),
        (T3, T1, True),
        (T1, LAST_T1, True),
        (T2, LAST_T2, True),
        (T1, LAST_T3, False),
        (T2, LAST_T3, False),
        (T2, LAST_T1, False),
        (T2, T2, False),
        (T1, T2, False),
    ],
)
def test_money_is_held_against_its_own_year_or_tertial(period: Tertial, since: Tertial, comparable: bool) -> None:
    assert is_money_comparable(period, since) == comparable
    told = published(since, {ROOT: PastVariance(full_year=1)})
    assert (build_money_comparison(report(period, told), since) is not None) == comparable


@given(before=MAYBE, now=MAYBE)
def test_a_change_is_known_where_both_are_and_plus_is_for_the_better(before: int | None, now: int | None) -> None:
    told = published(T1, {ROOT: PastVariance(full_year=before, so_far=1)})
    found = compare(T2, T1, told, variance=now).full_year
    assert (found.now, found.before) == (now, before)
    assert found.change == (None if before is None or now is None else now - before)


def test_what_was_published_then_holds_over_what_is_stated_now() -> None:
    stated = amounts(None, 80, LAST_T2, variance=7, variance_so_far=8)
    found = compare(T2, LAST_T2, published(LAST_T2, {ROOT: PastVariance(full_year=0)}), past=(stated,))
    assert found.full_year.before == 0  # in balance, which is known
    assert found.so_far.before == 8


def test_what_the_report_states_holds_where_nothing_was_published() -> None:
    stated = amounts(None, 80, LAST_T2, variance=7)
    found = build_money_comparison(report(T2, past=(stated,)), LAST_T2)
    assert found is not None
    assert not found.is_published
    assert [(one.full_year.before, one.so_far.before, one.actual.before) for one in found.areas] == [(7, None, 80)]


@pytest.mark.parametrize(("since", "known"), [(LAST_T2, (90, 80)), (T1, (None, None))])
def test_actuals_are_held_against_the_same_tertial_alone(since: Tertial, known: tuple[int | None, int | None]) -> None:
    actual = compare(T2, since, past=(amounts(None, 80, since, variance=7),)).actual
    assert (actual.now, actual.before) == known


@pytest.mark.parametrize(("second", "whole"), [(30, 80), (None, None)])
def test_an_actual_of_then_is_put_together_of_its_parts_if_all_are_known(second: int | None, whole: int | None) -> None:
    below = []
    for area, actual in ((AREAS[1], 50), (AREAS[2], second)):
        past = () if actual is None else (amounts(None, actual, LAST_T2),)
        below.append(make_area_economy(area, money(area.code, amounts(None, 45, T2), past=past)))
    top = make_area_economy(AREAS[0], money(ROOT, amounts(None, 90, T2), summed=True))
    economy = Economy(areas=(top, *below), other_statements=(), forecast_accuracy=())
    found = build_money_comparison(sample(period=T2, economy=economy, history=()), LAST_T2)
    assert found is not None
    assert [(one.actual.now, one.actual.before) for one in found.areas] == [(90, whole), (45, 50), (45, second)]


@pytest.mark.parametrize(
    "history",
    [
        (),
        (published(T1, {ROOT: PastVariance(full_year=1)}, published=False),),
        (published(LAST_T1, {ROOT: PastVariance(full_year=1)}),),
        (published(T1, {"borttagen": PastVariance(full_year=1)}),),
    ],
    ids=["nothing", "not published", "another period", "another area"],
)
def test_where_nothing_is_known_of_then_there_is_no_comparison(history: tuple[History, ...]) -> None:
    found: MoneyComparison | None = build_money_comparison(report(T2, *history), T1)
    assert found is None


def test_the_areas_stand_in_tree_order_without_those_that_have_no_money() -> None:
    told = published(Tertial(2020, 2), {"leva": PastVariance(full_year=5)})
    found = build_money_comparison(sample(history=(told,)), Tertial(2020, 2))
    assert found is not None
    assert [(one.area, one.is_known) for one in found.areas] == [
        (ROOT, False),
        ("ledning", False),
        ("fsv", False),
        ("leva", True),
    ]
