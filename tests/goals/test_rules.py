"""How lights are judged: by table, and by properties that hold for every number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.choices import Comparator
from apps.core.lights import Light
from apps.core.swedish import format_number
from apps.goals.rules import Band, build_band, format_target, judge, judge_unfinished_sum, propose_light

D = Decimal
values = st.decimals(min_value=-1000, max_value=1000, places=1, allow_nan=False)
positive = st.decimals(min_value=1, max_value=1000, places=1, allow_nan=False)
lights = st.sampled_from(Light)


def light_of(
    value: str, comparator: str, target: str | None, *, base: str | None = None, last: str | None = None, tol: int = 5
) -> Light:
    band = build_band(comparator, D(target) if target else None, None, D(base) if base else None)
    assert band is not None
    verdict = judge(
        D(value),
        band,
        target_text="målet",
        show=format_number,
        last_year=D(last) if last else None,
        tolerance_percent=D(tol),
    )
    return verdict.light


@pytest.mark.parametrize(
    ("value", "comparator", "target", "base", "last", "expected"),
    [
        ("90", "ge", "90", None, None, Light.MET),
        ("89", "ge", "90", None, None, Light.ON_TRACK),  # inom 5 procent
        ("95", "ge", "100", None, None, Light.ON_TRACK),  # precis 5 procent ifrån
        ("94.9", "ge", "100", None, None, Light.NOT_MET),
        ("105", "le", "100", None, None, Light.ON_TRACK),
        ("105.1", "le", "100", None, None, Light.NOT_MET),
        ("80", "ge", "90", None, None, Light.NOT_MET),
        ("80", "ge", "90", None, "70", Light.ON_TRACK),  # bättre än förra året
        ("80", "ge", "90", None, "85", Light.NOT_MET),
        ("80", "ge", "90", None, "80", Light.NOT_MET),  # lika långt ifrån som förra året är inte bättre
        ("20", "lt", "20", None, None, Light.ON_TRACK),  # precis på gränsen är inte mindre än
        ("3", "lt", "20", None, None, Light.MET),
        ("9.5", "le", "5", None, "9.4", Light.NOT_MET),
        ("9.3", "le", "5", None, "9.4", Light.ON_TRACK),
        ("10", "eq", "10", None, None, Light.MET),
        ("12", "eq", "10", None, "13", Light.ON_TRACK),
        ("110", "increase_percent", "10", "100", None, Light.MET),
        ("105", "increase_percent", "10", "100", "100", Light.ON_TRACK),
        ("286", "increase_by", "10", "278", "278", Light.ON_TRACK),
        ("141", "decrease", None, "202", "202", Light.MET),
        ("202", "decrease", None, "202", "202", Light.ON_TRACK),
        ("95", "decrease_percent", "10", "100", "100", Light.ON_TRACK),
        ("0", "le", "0", None, None, Light.MET),
        ("1", "le", "0", None, None, Light.NOT_MET),
    ],
)
def test_indicator_light(
    value: str, comparator: str, target: str | None, base: str | None, last: str | None, expected: Light
) -> None:
    assert light_of(value, comparator, target, base=base, last=last) == expected


def test_between() -> None:
    band = build_band("between", D(10), D(12), None)
    assert band == Band(low=D(10), high=D(12))
    assert [band.holds(D(n)) for n in (9, 10, 11, 12, 13)] == [False, True, True, True, False]
    assert [band.distance(D(n)) for n in (9, 11, 14)] == [1, 0, 2]


@pytest.mark.parametrize("comparator", ["qualitative", "not_set", "increase", "increase_percent"])
def test_no_band_without_numbers(comparator: str) -> None:
    assert build_band(comparator, None, None, None) is None


@given(values, positive, st.integers(0, 100))
def test_a_better_value_never_has_a_worse_light(target: Decimal, step: Decimal, tolerance: int) -> None:
    for comparator, direction in ((Comparator.AT_LEAST, 1), (Comparator.AT_MOST, -1)):
        band = build_band(comparator, target, None, None)
        assert band is not None
        shown = [
            judge(
                target + direction * step * n,
                band,
                target_text="x",
                show=format_number,
                last_year=target - direction * step,
                tolerance_percent=D(tolerance),
            ).light.severity
            for n in (-2, -1, 0, 1)
        ]
        order = [{0: 0, 1: 1, 3: 2}[severity] for severity in shown]
        assert order == sorted(order)


@given(values, values)
def test_the_target_is_met_exactly_where_the_comparison_holds(value: Decimal, target: Decimal) -> None:
    truths = {
        Comparator.AT_LEAST: value >= target,
        Comparator.MORE_THAN: value > target,
        Comparator.AT_MOST: value <= target,
        Comparator.LESS_THAN: value < target,
        Comparator.EQUAL: value == target,
    }
    for comparator, truth in truths.items():
        band = build_band(comparator, target, None, None)
        assert band is not None
        assert band.holds(value) == truth


@given(values, values)
def test_a_wider_tolerance_never_worsens(value: Decimal, target: Decimal) -> None:
    band = build_band(Comparator.AT_LEAST, target, None, None)
    assert band is not None
    severities = [
        judge(
            value, band, target_text="x", show=format_number, last_year=None, tolerance_percent=D(tolerance)
        ).light.severity
        for tolerance in (0, 5, 50)
    ]
    assert severities == sorted(severities)


@pytest.mark.parametrize(
    ("value", "comparator", "expected"),
    [
        ("30", "le", Light.UNKNOWN),  # kan ännu växa förbi
        ("101", "le", Light.NOT_MET),
        ("30", "ge", Light.UNKNOWN),
        ("100", "ge", Light.MET),
        ("100", "lt", Light.NOT_MET),
    ],
)
def test_a_growing_sum_is_judged_only_when_the_rest_of_the_year_cannot_change_it(
    value: str, comparator: str, expected: Light
) -> None:
    band = build_band(comparator, D(100), None, None)
    assert band is not None
    assert judge_unfinished_sum(D(value), band, target_text="100", show=format_number).light == expected


@pytest.mark.parametrize(
    ("given_lights", "expected"),
    [
        ([], Light.UNKNOWN),
        ([Light.UNKNOWN], Light.UNKNOWN),
        ([Light.MET, Light.MET], Light.MET),
        ([Light.MET, Light.UNKNOWN], Light.MET),
        ([Light.MET, Light.NOT_MET], Light.ON_TRACK),
        ([Light.ON_TRACK], Light.ON_TRACK),
        ([Light.MET, Light.NOT_MET, Light.NOT_MET], Light.NOT_MET),
        ([Light.NOT_MET], Light.NOT_MET),
    ],
)
def test_goal_proposal(given_lights: list[Light], expected: Light) -> None:
    assert propose_light(given_lights).light == expected


@given(st.lists(lights))
def test_the_proposal_does_not_depend_on_order_and_ignores_what_cannot_be_judged(given_lights: list[Light]) -> None:
    light = propose_light(given_lights).light
    assert propose_light(reversed(given_lights)).light == light
    assert propose_light([*given_lights, Light.UNKNOWN]).light == light


def test_the_sentences_are_swedish() -> None:
    assert propose_light([Light.MET, Light.ON_TRACK, Light.NOT_MET, Light.UNKNOWN]).sentence == (
        "1 av 3 bedömda indikatorer når målvärdet, 1 är på väg, 1 når inte, 1 kan inte bedömas."
    )
    band = build_band("le", D(5), None, None)
    assert band is not None
    verdict = judge(D("9.5"), band, target_text="högst 5 %", show=format_number, last_year=None, tolerance_percent=D(5))
    assert verdict.sentence == "Utfallet 9,5 når inte målvärdet högst 5 %."


@pytest.mark.parametrize(
    ("comparator", "value", "upper", "words"),
    [
        ("lt", "20", None, "mindre än 20"),
        ("between", "10", "12", "mellan 10 och 12"),
        ("increase_percent", "10", None, "öka med 10 % från 2020"),
        ("decrease", None, None, "lägre än 2020"),
        ("qualitative", None, None, ""),
    ],
)
def test_targets_in_words(comparator: str, value: str | None, upper: str | None, words: str) -> None:
    shown = format_target(
        comparator, D(value) if value else None, D(upper) if upper else None, base_year=2020, show=format_number
    )
    assert shown == words
