"""The lights over time: what was published then, why a light is missing, and how many more or fewer are met."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, DefinitionChange, History
from apps.report.indicators import count_lights
from apps.report.measures import LightCounts
from apps.report.over_time import light_matrix
from apps.report.over_time.light_matrix import (
    LightMatrix,
    build_goal_matrix,
    build_indicator_matrix,
    count_by_period,
    format_goals_met,
    format_indicators_met,
    format_unpublished,
    list_unpublished,
)
from tests.report.test_period_changes import LAST_YEAR, T1, T2, goal, indicator, past, report

MET, ON_TRACK, NOT_MET, UNKNOWN = Light.MET, Light.ON_TRACK, Light.NOT_MET, Light.UNKNOWN


def then(period: Tertial, **lights: Light) -> History:
    return past(period, goals=lights, goal_lights=count_lights(lights.values()))


def make_report(*history: History, **lights: Light) -> BoardReport:
    """A report of T2 2024 with goals by code."""
    goals = tuple(goal(code, light) for code, light in lights.items())
    return report(*history, goals=goals, goal_lights=count_lights(lights.values()))


def list_cells(matrix: LightMatrix) -> dict[str, list[Light | str]]:
    return {row.key: [cell.light or cell.text for cell in row.cells] for row in matrix.rows}


def test_each_light_is_that_of_its_period_and_a_new_or_gone_goal_says_so() -> None:
    matrix = build_goal_matrix(make_report(then(LAST_YEAR, a=NOT_MET, gammal=MET), then(T1, a=ON_TRACK), a=MET, ny=MET))
    assert [one.period for one in matrix.periods] == [LAST_YEAR, T1, T2]
    assert list_cells(matrix) == {
        "a": [NOT_MET, ON_TRACK, MET],
        "ny": ["fanns inte", "fanns inte", MET],
        "gammal": [MET, "fanns inte", "finns inte"],
    }
    gone = matrix.rows[-1]
    assert (gone.name, gone.is_current) == ("gammal", False)
    assert gone.note.startswith("Finns inte i den här rapporten.")
    assert [(one.counts.met, one.counts.total) for one in matrix.periods] == [(1, 2), (0, 1), (2, 2)]


def test_a_goal_that_has_been_divided_is_not_said_to_be_gone() -> None:
    above = replace(goal("a", MET), children=("b",))
    matrix = build_goal_matrix(report(then(T1, a=NOT_MET), goals=(above, goal("b", MET))))
    assert list_cells(matrix) == {"a": [NOT_MET, "bedöms genom delmålen"], "b": ["fanns inte", MET]}


def test_a_publication_that_stored_only_counts_does_not_say_that_goals_were_not_there() -> None:
    matrix = build_goal_matrix(make_report(past(T1, goal_lights=LightCounts(met=1)), a=MET))
    assert list_cells(matrix) == {"a": ["ingen uppgift", MET]}
    assert matrix.periods[0].counts.met == 1


def test_an_indicator_without_a_target_was_not_judged() -> None:
    indicators = (
        indicator("a", MET, definition_changes=(DefinitionChange(period=T2, note="Ny."),)),
        indicator("b", MET, has_target=False),
        indicator("aldrig", MET, has_target=False),
    )
    matrix = build_indicator_matrix(report(past(T1, indicators={"b": NOT_MET}), indicators=indicators))
    assert list_cells(matrix) == {"a": ["bedömdes inte", MET], "b": [NOT_MET, "saknar målvärde"]}
    assert "Definitionen ändrades från och med T2 2024: Ny." in matrix.rows[0].note


@given(st.lists(st.sampled_from(Light), min_size=1), st.lists(st.sampled_from(Light), min_size=1))
def test_the_counts_of_some_rows_are_those_of_their_cells(before: list[Light], now: list[Light]) -> None:
    codes = [f"m{number}" for number in range(max(len(before), len(now)))]
    told = dict(zip(codes, before, strict=False))
    matrix = build_goal_matrix(make_report(then(T1, **told), **dict(zip(codes, now, strict=False))))
    assert count_by_period(matrix.rows) == (count_lights(before), count_lights(now))


def test_the_latest_nine_periods_are_shown() -> None:
    periods = [T2]
    while len(periods) < 12:
        periods.append(periods[-1].previous())
    matrix = build_goal_matrix(make_report(*(then(when, a=MET) for when in periods[1:]), a=MET))
    assert [one.period for one in matrix.periods] == sorted(periods)[-light_matrix.MOST_PERIODS :]


@pytest.mark.parametrize(
    ("history", "unpublished"),
    [
        ([], []),
        ([past(T1)], []),
        ([past(Tertial(2023, 2))], [Tertial(2023, 3), T1]),
        ([past(T1), replace(past(LAST_YEAR), published=False)], [LAST_YEAR]),
    ],
)
def test_periods_without_a_published_report_are_named(history: list[History], unpublished: list[Tertial]) -> None:
    assert list(list_unpublished(report(*history))) == unpublished


@pytest.mark.parametrize(
    ("periods", "text"),
    [
        ([], ""),
        ([T1], "T1 2024 är inte publicerad här."),
        ([LAST_YEAR, T1], "T2 2023 och T1 2024 är inte publicerade här."),
    ],
)
def test_how_they_are_named(periods: list[Tertial], text: str) -> None:
    assert format_unpublished(periods) == text


@pytest.mark.parametrize(
    ("history", "now", "text"),
    [
        (
            [then(T1, a=MET, b=NOT_MET), then(LAST_YEAR, a=MET, b=MET)],
            {"a": MET, "b": MET},
            "2 av 2 mål är uppnådda, 1 fler än i T1 2024 och lika många som i T2 2023.",
        ),
        ([then(T1, a=MET)], {"a": ON_TRACK, "b": NOT_MET}, "0 av 2 mål är uppnådda, 1 färre än i T1 2024 (då 1 av 1)."),
        ([], {"a": MET, "b": UNKNOWN}, "1 av 2 mål är uppnått. 1 kan inte bedömas."),
        ([then(T1, a=UNKNOWN)], {"a": MET}, "1 av 1 mål är uppnått."),
        ([then(T1, a=MET)], {"a": UNKNOWN}, "Inget av 1 mål kan bedömas."),
        ([], {}, "Rapporten har inga mål för den här perioden."),
    ],
)
def test_how_the_number_of_goals_met_has_gone(history: list[History], now: dict[str, Light], text: str) -> None:
    assert format_goals_met(make_report(*history, **now)) == text


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({"met": 3, "not_met": 1}, "3 av 4 indikatorer når målvärdet, 2 fler än i T1 2024."),
        ({"met": 1}, "1 av 1 indikator når målvärdet, lika många som i T1 2024 (då 1 av 4)."),
        (
            {"met": 2, "not_met": 2, "met_without_figure": 1},
            "2 av 4 indikatorer når målvärdet (varav 1 utan siffra), 1 fler än i T1 2024.",
        ),
        ({"unknown": 2}, "Ingen av 2 indikatorer kan bedömas."),
        ({}, "Rapporten har inga indikatorer med målvärde för den här perioden."),
    ],
)
def test_how_the_number_of_indicators_met_has_gone(counts: dict[str, Any], text: str) -> None:
    history = past(T1, indicators={"a": MET}, indicator_lights=LightCounts(met=1, not_met=3))
    assert format_indicators_met(report(history, indicator_lights=LightCounts(**counts))) == text
