"""What is listed first tells the worst: red figures by name, the cause of the area that is red, and what is new."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report.attention import build_attention, find_latest_published
from apps.report.board_report import Attention, Economy, History, PastVariance
from apps.report.measures import Assessment, Goal, Indicator, LightCounts, Reading
from tests.report.test_highlights import NO_LIGHTS, T3, economy
from tests.web.sample import GOALS, INDICATORS, point, target, verdict

NO_MONEY = Economy(areas=(), other_statements=(), forecast_accuracy=())
RED, GREEN = verdict("not_met", sentence="Når inte."), verdict("met")


def indicator(code: str, *values: str | None, **changes: Any) -> Indicator:
    """A red indicator of the goal ”trygg”; its values are those of the areas a, b … with the target at least 10."""
    readings = tuple(
        Reading(
            point=point(value, area=area, area_name=area.upper()),
            target=target("10", area=area),
            verdict=RED if value is None or Decimal(value) < 10 else GREEN,
            last_year=None,
        )
        for area, value in zip("abc", values, strict=False)
    )
    fields: dict[str, Any] = {"goal": "trygg", "reference_for": None, "verdict": RED, "assessments": (), "unit": "%"}
    return replace(INDICATORS[0], code=code, name=code, readings=readings, **fields | changes)


def goal(*assessments: Assessment, **changes: Any) -> Goal:
    fields: dict[str, Any] = {"code": "trygg", "name": "Trygg", "verdict": RED, "children": ()}
    return replace(GOALS[0], assessments=assessments, **fields | changes)


def assessment(area: str, cause: str, *, rated: str = "", action: str = "") -> Assessment:
    return Assessment(
        area=area, area_name=area.upper(), whole_board=area == "sn", verdict=verdict(rated) if rated else None,
        trend="", summary="", cause=cause, action=action, gender_reflection="",
    )  # fmt: skip


def attend(*goals: Goal, indicators: list[Indicator] | None = None, **more: Any) -> tuple[Attention, ...]:
    fields: dict[str, Any] = {"economy": NO_MONEY, "risks": [], "comments": (), "before": None}
    return build_attention(T3, goals=goals, indicators=indicators or [], **fields | more)


def test_each_red_indicator_of_a_goal_is_named_with_value_and_target_the_furthest_first() -> None:
    (one,) = attend(goal(), indicators=[indicator("nära", "9.5"), indicator("långt", "2"), indicator("okänt", None)])
    assert [part.text for part in one.parts] == [
        "långt: 2\u00a0% (mål minst 10)",
        "nära: 9,5\u00a0% (mål minst 10)",
        "okänt: ej mätt (mål minst 10)",
    ]


def test_the_area_that_is_furthest_from_the_target_is_named_where_the_first_is_not_red() -> None:
    (one,) = attend(goal(), indicators=[indicator("kö", "12", "7", "3")])
    assert [part.text for part in one.parts] == ["kö, C: 3\u00a0% (mål minst 10)"]


def test_a_hidden_figure_is_shown_by_no_part() -> None:
    hidden = indicator("få", "3")
    (reading,) = hidden.readings
    masked = replace(reading, point=replace(reading.point, value=None, suppressed=True, missing_label=""))
    (one,) = attend(goal(), indicators=[replace(hidden, readings=(masked,))])
    assert [part.text for part in one.parts] == ["få: för få för att visas (mål minst 10)"]


@pytest.mark.parametrize(
    ("assessments", "why"),
    [
        # The board's own words first, then those of the area whose figure is red, with its name.
        ([assessment("a", "As."), assessment("sn", "Nämndens.")], "Nämndens."),
        ([assessment("a", "As."), assessment("b", "Bs.")], "B: Bs."),
        # An area that says itself that it does not reach the goal is one of them.
        ([assessment("c", "Cs.", rated="not_met")], "C: Cs."),
        # Another area's words are no cause.
        ([assessment("a", "As."), assessment("c", "Cs.", rated="met")], "Når inte."),
        ([], "Når inte."),
    ],
)
def test_the_cause_is_that_of_the_area_whose_figure_is_red(assessments: list[Assessment], why: str) -> None:
    (one,) = attend(goal(*assessments), indicators=[indicator("kö", "12", "7")])
    assert one.why == why


def test_what_was_written_of_an_indicator_stands_with_it() -> None:
    late = indicator("kö", "12", "7", assessments=(assessment("a", "As."), assessment("b", "Bs.", action="Mer.")))
    (named,) = attend(goal(), indicators=[late])
    assert [part.why for part in named.parts] == ["B: Bs."]
    (alone,) = attend(indicators=[late])
    assert (alone.why, alone.action) == ("Når inte. B: Bs.", "Mer.")


def test_goals_with_most_red_indicators_come_first() -> None:
    goals = [goal(code="få"), goal(code="många")]
    red = [indicator("x", "9", goal="få"), *(indicator(code, "9", goal="många") for code in "yz")]
    assert [one.key for one in attend(*goals, indicators=red)] == ["många", "få"]


def earlier(year: int, number: int, **told: Any) -> History:
    fields: dict[str, Any] = {"published": True, "goal_lights": NO_LIGHTS, "indicator_lights": LightCounts()}
    return History(period=Tertial(year, number), amounts=None, **fields | told)


@pytest.mark.parametrize(
    ("light", "change"), [(Light.NOT_MET, "remaining"), (Light.MET, "new"), (Light.UNKNOWN, "new"), (None, "new")]
)
def test_a_light_is_new_or_remains(light: Light | None, change: str) -> None:
    told = {"other": Light.MET} | ({"trygg": light} if light else {})
    (one,) = attend(goal(), before=earlier(2024, 2, goals=told))
    assert (one.change, one.change_label) == (
        change,
        {"new": "ny sedan T2 2024", "remaining": "kvar sedan T2 2024"}[change],
    )


@pytest.mark.parametrize(
    ("when", "then", "label"),
    [
        ((2024, 2), 500, "ny sedan T2 2024"),
        ((2024, 2), -2_000, "kvar sedan T2 2024"),
        ((2024, 2), -3_000, "mindre än i T2 2024"),
        ((2024, 2), -1_000, "större än i T2 2024"),
        ((2024, 2), None, ""),
        # Last year's deficit was of another budget.
        ((2023, 3), -3_000, ""),
    ],
)
def test_a_deficit_is_held_against_the_same_years_earlier_one(
    when: tuple[int, int], then: int | None, label: str
) -> None:
    money = economy(("namnden", None, 0), ("a", "namnden", -2))
    before = earlier(*when, areas={"a": PastVariance(full_year=then)})
    (one,) = attend(economy=money, before=before)
    assert one.change_label == label


def test_without_an_earlier_report_nothing_is_new() -> None:
    (one,) = attend(goal())
    assert (one.change, one.change_label) == ("", "")


def test_the_latest_published_report_before_is_found() -> None:
    lights = {"goals": {"trygg": Light.MET}}
    history = [earlier(2023, 3, **lights), earlier(2024, 1, **lights), earlier(2024, 2), earlier(2024, 3, **lights)]
    found = find_latest_published(history, T3)
    assert found is not None
    assert found.period == Tertial(2024, 1), "one that told no lights is passed over"
    assert find_latest_published([replace(history[0], published=False)], T3) is None
