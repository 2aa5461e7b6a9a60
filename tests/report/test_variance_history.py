"""Variances over time: as published then, and in words the same numbers."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, History, PastVariance
from apps.report.money import Economy
from apps.report.over_time.variance_history import (
    build_variance_history,
    find_variance,
    format_area_summary,
    format_variance_change,
    list_moved_variances,
)
from tests.report.test_highlights import economy
from tests.report.test_period_changes import LAST_YEAR, T1, T2, T3, past, report
from tests.web.sample import amounts

ROOT = "namnden"
KRONOR = st.integers(-99_000, 99_000).map(lambda thousands: thousands * 1_000)


def then(period: Tertial, **areas: int | None) -> History:
    return past(period, areas={code: PastVariance(full_year=kronor) for code, kronor in areas.items()})


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def with_past(money: Economy, area: str, *earlier: Any) -> Economy:
    areas = (
        replace(one, net=replace(one.net, past=earlier)) if one.area == area and one.net else one for one in money.areas
    )
    return replace(money, areas=tuple(areas))


def test_a_period_is_as_it_was_published_and_not_as_it_is_stated_now() -> None:
    places = with_past(economy((ROOT, None, -1), ("a", ROOT, -1)), "a", amounts(10_000, 4_000, T1))
    published = report(then(T1, a=-5_000), economy=places)
    assert find_variance(published, places.areas[1], T1).full_year == -5_000
    assert find_variance(report(economy=places), places.areas[1], T1).full_year == 6_000
    # What a published report did not tell of the area is not taken from a later one.
    assert find_variance(report(then(T1, b=-5_000), economy=places), places.areas[1], T1) == PastVariance()


def test_the_whole_board_of_an_early_publication_is_what_it_stored() -> None:
    places = economy((ROOT, None, -1), ("a", ROOT, -1))
    early = replace(past(T1), areas={}, amounts=amounts(9_000, 2_000, T1))
    shown = report(early, economy=places)
    assert [find_variance(shown, area, T1).full_year for area in places.areas] == [7_000, None]


def test_areas_with_a_single_period_are_named_and_not_shown() -> None:
    places = economy((ROOT, None, -1), ("a", ROOT, -1), ("under", "a", -1), ("ny", ROOT, 5))
    history = build_variance_history(report(then(T1, namnden=1_000, a=2_000, under=3_000), economy=places))
    assert [row.area for row in history.areas] == [ROOT, "a"]
    assert history.without == ("ny",)
    assert history.periods == (T1, T2)
    assert [[one.full_year for one in row.variances] for row in history.areas] == [[1_000, -1_000], [2_000, -1_000]]


def test_periods_that_no_report_reported_are_marked() -> None:
    places = with_past(economy((ROOT, None, -1)), ROOT, amounts(9_000, 2_000, Tertial(2023, 3)))
    history = build_variance_history(report(then(T1, namnden=0), economy=places))
    assert history.periods == (Tertial(2023, 3), T1, T2)
    assert history.restated == (Tertial(2023, 3),)


def test_one_period_alone_is_no_history() -> None:
    history = build_variance_history(report(economy=economy((ROOT, None, -1))))
    assert (history.periods, history.areas, history.without) == ((), (), (ROOT,))


def change_in_words(*history: History, **changes: Any) -> str:
    shown: BoardReport = report(*history, **changes)
    return plain(format_variance_change(shown, build_variance_history(shown)))


def test_the_largest_moves_in_words() -> None:
    places = economy((ROOT, None, -3), ("a", ROOT, 5), ("b", ROOT, -9), ("c", ROOT, 1))
    text = change_in_words(then(LAST_YEAR, namnden=-5_000, a=1_000, b=-7_000, c=0), economy=places)
    assert text == (
        "Underskott 3 tkr för hela nämnden, 2 tkr bättre än i T2 2023. "
        "Störst förbättring mot T2 2023: a, 4 tkr bättre, från +1 till +5 tkr. "
        "Störst försämring mot T2 2023: b, 2 tkr sämre, från -7 till -9 tkr."
    )


@given(before=KRONOR, now=KRONOR)
def test_the_words_have_the_sign_and_the_size_of_the_change(before: int, now: int) -> None:
    places = economy((ROOT, None, 0), ("a", ROOT, now // 1_000))
    text = change_in_words(then(LAST_YEAR, a=before), economy=places)
    assert ("förbättring" in text) == (now > before)
    assert ("försämring" in text) == (now < before)
    if now != before:
        size, first, last = re.findall(r"a, ([\d ]+) tkr \w+, från ([-+\d ]+) till ([-+\d ]+) tkr", text)[0]
        numbers = [int(number.replace(" ", "")) * 1_000 for number in (size, first, last)]
        assert numbers == [abs(now - before), before, now]


@pytest.mark.parametrize("period", [T1, T3])
def test_another_tertial_is_not_compared_with(period: Tertial) -> None:
    places = economy((ROOT, None, -3), ("a", ROOT, 5))
    shown = report(then(Tertial(2023, period.number), namnden=0, a=0), economy=places)
    assert list_moved_variances(shown, build_variance_history(shown)) == ()
    text = change_in_words(then(Tertial(2023, period.number), namnden=0, a=0), economy=places)
    assert text == (
        "Underskott 3 tkr för hela nämnden. "
        "Avvikelserna i T2 2023 är inte kända här, så det går inte att jämföra med dem."
    )


@pytest.mark.parametrize(
    ("history", "text"),
    [
        ([then(LAST_YEAR, a=2_000)], "Underskott 1 tkr i T2 2024, överskott 2 tkr i T2 2023."),
        ([then(T1, a=0)], "Underskott 1 tkr i T2 2024, i balans i T1 2024."),
    ],
)
def test_an_area_in_words(history: list[History], text: str) -> None:
    shown = build_variance_history(report(*history, economy=economy((ROOT, None, 0), ("a", ROOT, -1))))
    (row,) = (row for row in shown.areas if row.area == "a")
    assert plain(format_area_summary(shown, row)) == text
