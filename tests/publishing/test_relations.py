"""Sums between indicators are found by arithmetic, and chance finds none."""

import random
from time import monotonic

from apps.publishing.suppression.detected_sums import collect_indicator_values, find_sum_formulas, iter_sums
from apps.publishing.suppression.headcounts import SumFormula
from apps.report import board_report
from tests.publishing.examples import indicator, make_report, point, suppress


def made(**series: tuple[int, ...]) -> board_report.BoardReport:
    """A board with these numbers, the last of them of 2024."""
    indicators = [
        indicator(*(point(n, year=2025 - len(numbers) + at) for at, n in enumerate(numbers)), code=code, name=code)
        for code, numbers in series.items()
    ]
    return make_report(*indicators)


def found(*views: board_report.BoardReport, threshold: int = 5) -> list[SumFormula]:
    codes = {one.code for view in views for one in view.indicators}
    return find_sum_formulas(views, codes, threshold)


def test_a_total_and_its_parts() -> None:
    view = made(alla=(41, 38, 34), hemma=(33, 29, 30), borta=(8, 9, 4), annat=(7, 22, 31))
    assert found(view) == [SumFormula("alla", ("borta", "hemma"))]


def test_a_total_and_many_parts() -> None:
    view = made(alla=(60, 64, 59, 71), a=(20, 22, 19, 30), b=(15, 14, 17, 11), c=(22, 19, 20, 27), d=(3, 9, 3, 3))
    assert SumFormula("alla", ("a", "b", "c", "d")) in found(view)


def test_a_sum_that_fails_once_is_none() -> None:
    assert found(made(alla=(41, 38, 35), hemma=(33, 29, 30), borta=(8, 9, 4))) == []


def test_a_sum_that_a_correction_broke_was_once_reported() -> None:
    numbers = {"hemma": (33, 29, 30), "borta": (8, 9, 4)}
    assert found(made(alla=(41, 38, 34), **numbers), made(alla=(41, 38, 35), **numbers)) != []


def test_the_same_numbers_over_and_over_prove_nothing() -> None:
    assert found(made(alla=(12, 12, 12), hemma=(9, 9, 9), borta=(3, 3, 3))) == []


def test_one_year_proves_nothing() -> None:
    assert found(made(alla=(12,), hemma=(9,), borta=(3,))) == []


def test_only_sums_that_touch_small_numbers_are_sought() -> None:
    view = made(alla=(410, 380, 340), hemma=(330, 290, 300), borta=(80, 90, 40))
    assert found(view) == []
    assert found(view, threshold=50) == [SumFormula("alla", ("borta", "hemma"))]


def test_a_sum_binds_what_is_hidden() -> None:
    view = made(alla=(41, 38, 34), hemma=(33, 29, 30), borta=(8, 9, 4))
    shown = {one.code: one.series[-1].value for one in suppress(view, formulas=found(view)).indicators}
    assert shown["borta"] is None
    assert (shown["alla"] is None) != (shown["hemma"] is None)
    loose = {one.code: one.series[-1].value for one in suppress(view).indicators}
    assert (loose["alla"], loose["hemma"]) == (34, 30)


def test_a_part_that_nobody_states_is_protected_by_a_confirmed_sum() -> None:
    view = made(alla=(41, 38, 34), hemma=(33, 29, 30), borta=())
    formulas = [SumFormula("alla", ("borta", "hemma"), confirmed=True)]
    shown = suppress(view, formulas=formulas)
    assert None in [one.series[-1].value for one in shown.indicators if one.series], "34 - 30 = 4"


def test_chance_makes_few_sums_and_the_search_is_quick() -> None:
    chance = random.Random(7)
    series = {f"i{n}": tuple(chance.randint(0, 400) for _ in range(6)) for n in range(120)}
    began = monotonic()
    assert len(found(made(**series), threshold=5)) <= 1
    assert monotonic() - began < 5


def test_the_real_reports_have_the_sums_that_their_names_tell(reports: dict[str, board_report.BoardReport]) -> None:
    totals = set()
    for view in reports.values():
        series, units = collect_indicator_values([view])
        totals |= {one.total for one in iter_sums(series, units, set(series))}
    assert totals == {"stat-aod-avslutade", "stat-instvard-personer"}
