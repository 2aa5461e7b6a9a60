"""What has changed since an earlier report: told of what was published then, and of nothing that can't be compared."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, DefinitionChange, History, PastVariance
from apps.report.over_time.period_changes import PeriodChanges, build_period_changes, list_comparable_periods
from tests.report.test_highlights import NO_LIGHTS, economy
from tests.web.sample import GOALS, INDICATORS, sample, verdict

T1, T2, T3, LAST_YEAR = Tertial(2024, 1), Tertial(2024, 2), Tertial(2024, 3), Tertial(2023, 2)
LIGHTS = st.sampled_from(Light)


def past(period: Tertial, **told: Any) -> History:
    fields: dict[str, Any] = {"published": True, "goal_lights": NO_LIGHTS, "indicator_lights": NO_LIGHTS}
    return History(period=period, amounts=None, **{"areas": {"namnden": PastVariance()}} | fields | told)


def report(*history: History, **changes: Any) -> BoardReport:
    fields: dict[str, Any] = {"period": T2, "goals": (), "indicators": (), "history": history}
    return sample(**{"economy": economy(("namnden", None, 0))} | fields | changes)


def changes_since(since: Tertial, *history: History, **changes: Any) -> PeriodChanges:
    found = build_period_changes(report(*history, **changes), since)
    assert found is not None
    return found


def goal(code: str, light: Light) -> Any:
    return replace(GOALS[0], code=code, name=code, children=(), assessments=(), verdict=verdict(light, sentence="Så."))


def indicator(code: str, light: Light, **changes: Any) -> Any:
    fields: dict[str, Any] = {"reference_for": None, "has_target": True, "goal": None, "targets": ()}
    return replace(INDICATORS[0], code=code, name=code, verdict=verdict(light, sentence="Så."), **fields | changes)


@given(before=LIGHTS, now=LIGHTS)
def test_a_light_is_shown_in_one_place_and_only_where_it_turned(before: Light, now: Light) -> None:
    order = [Light.NOT_MET, Light.ON_TRACK, Light.MET]
    for kind, told in (("goals", {"goals": (goal("x", now),)}), ("indicators", {"indicators": (indicator("x", now),)})):
        found = changes_since(T1, past(T1, **{kind: {"x": before}}), **told)
        places = {name: getattr(found, name) for name in ("worse", "better", "judged", "unjudged")}
        assert sum(map(len, places.values())) == (before != now)
        known = before in order and now in order
        assert bool(places["worse"]) == (known and order.index(now) < order.index(before))
        assert bool(places["better"]) == (known and order.index(now) > order.index(before))
        assert all(one.why == "Så." for turned in places.values() for one in turned)


def test_what_was_not_there_then_has_not_turned() -> None:
    found = changes_since(T1, past(T1, goals={"annat": Light.MET}), goals=(goal("nytt", Light.NOT_MET),))
    assert not found.has_any


@pytest.mark.parametrize("more", [{"has_target": False}, {"reference_for": "annan"}])
def test_only_indicators_that_are_judged_turn(more: dict[str, Any]) -> None:
    found = changes_since(
        T1, past(T1, indicators={"x": Light.MET}), indicators=(indicator("x", Light.NOT_MET, **more),)
    )
    assert not found.has_any


@pytest.mark.parametrize(("since", "compared"), [(T1, False), (T2, True)])
def test_what_measures_something_else_now_is_not_compared(since: Tertial, compared: bool) -> None:
    changed = indicator("kö", Light.NOT_MET, definition_changes=(DefinitionChange(period=T2, note="Ny."),))
    found = changes_since(since, past(since, indicators={"kö": Light.MET}), period=T3, indicators=(changed,))
    assert bool(found.worse) == compared
    assert found.not_compared == (() if compared else ("kö",))


@given(st.integers(-9, 9), st.integers(-9, 9))
def test_a_moved_variance_has_the_sign_of_what_became_better(before: int, now: int) -> None:
    places = economy(("namnden", None, now), ("a", "namnden", now), ("under", "a", now))
    told = {code: PastVariance(full_year=before * 1_000) for code in ("namnden", "a", "under")}
    found = changes_since(T1, past(T1, areas=told), economy=places)
    assert [one.area for one in found.moved] == (["a"] if before != now else [])
    assert (found.whole is not None) == (before != now)
    assert all(one.moved == (now - before) * 1_000 for one in found.moved)
    # A unit within an area that is listed is not listed beside it.
    assert [one.area for one in found.deficits] == (["a"] if now < 0 <= before else [])


def test_the_largest_move_comes_first_whatever_its_sign() -> None:
    places = economy(("namnden", None, 0), ("a", "namnden", 3), ("b", "namnden", -9), ("c", "namnden", 5))
    told = {code: PastVariance(full_year=0) for code in "abc"}
    found = changes_since(T1, past(T1, areas=told), economy=places)
    assert [one.area for one in found.moved] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("since", "moved"), [(T1, True), (LAST_YEAR, True), (Tertial(2023, 3), False), (Tertial(2023, 1), False)]
)
def test_money_of_another_tertial_of_another_year_is_not_compared(since: Tertial, moved: bool) -> None:
    places = economy(("namnden", None, -1), ("a", "namnden", -1))
    found = changes_since(since, past(since, areas={"a": PastVariance(full_year=2_000)}), economy=places)
    assert bool(found.moved) == moved


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([T1, LAST_YEAR], [T1, LAST_YEAR]),
        ([LAST_YEAR], [LAST_YEAR]),
        ([Tertial(2023, 3), LAST_YEAR], [Tertial(2023, 3), LAST_YEAR]),
        ([Tertial(2022, 3)], [Tertial(2022, 3)]),
        ([T3], []),
        ([], []),
    ],
)
def test_the_periods_to_compare_with(history: list[Tertial], expected: list[Tertial]) -> None:
    assert list(list_comparable_periods(report(*map(past, history)))) == expected


def test_what_no_published_report_reported_is_not_compared_with() -> None:
    unpublished = replace(past(T1), published=False)
    assert list_comparable_periods(report(unpublished)) == ()
    assert build_period_changes(report(unpublished), T1) is None
    assert build_period_changes(report(), T1) is None
