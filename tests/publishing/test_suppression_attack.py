"""Nobody can work out a hidden number: an attacker tries on any report that can be thought of."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.report import board_report
from tests.publishing.attacker import Name, bounds, equation, small_answers
from tests.publishing.examples import BOARD, indicator, make_report, missing, point, suppress

pytestmark = pytest.mark.slow

FLAT: dict[str, str | None] = {BOARD: None, "barn": BOARD, "vuxna": BOARD, "aldre": BOARD}
DEEP: dict[str, str | None] = {BOARD: None, "barn": BOARD, "aldre": BOARD, "enhet-a": "barn", "enhet-b": "barn"}
LONE: dict[str, str | None] = {BOARD: None}

counts = st.one_of(st.integers(0, 6), st.integers(0, 6), st.integers(0, 60))
Figures = dict[Name, int]
Belief = tuple[Name, list[Name]]  # a whole and its parts


def leaves(parents: dict[str, str | None]) -> list[str]:
    return [area for area in parents if area not in parents.values()]


@st.composite
def figures(draw: st.DrawFn, parents: dict[str, str | None], tertials: tuple[int, ...], measures: int = 1) -> Figures:
    """Numbers of persons that add up: area x gender x tertial (x part of a share), growing over the year."""
    found: Figures = {}
    for measure, gender, area in product(range(measures), "KM", leaves(parents)):
        so_far = 0
        for tertial in tertials:
            so_far += draw(counts)
            found[measure, tertial, area, gender] = so_far
    for area in reversed(parents):
        below = [child for child, parent in parents.items() if parent == area]
        for measure, tertial, gender in product(range(measures), tertials, "KM"):
            if below:
                found[measure, tertial, area, gender] = sum(found[measure, tertial, b, gender] for b in below)
    for measure, tertial, area in product(range(measures), tertials, parents):
        women_and_men = (found[measure, tertial, area, gender] for gender in "KM")
        found[measure, tertial, area, "T"] = sum(women_and_men)
    return found


def count_points(found: Figures) -> list[board_report.Point]:
    return [point(value, tertial=t, area=a, gender=g) for (_, t, a, g), value in found.items()]  # type: ignore[arg-type]


def share_points(found: Figures) -> list[board_report.Point]:
    """Measure 0 is the numerator, measure 1 the rest of the denominator."""
    places = [name[1:] for name in found if name[0] == 0]
    return [
        point(f"{found[0, *p]}/{found[0, *p] + found[1, *p]}", tertial=p[0], area=p[1], gender=p[2])  # type: ignore[arg-type]
        for p in places
        if found[0, *p] + found[1, *p]
    ]


def known_counts(view: board_report.BoardReport) -> dict[Name, Decimal]:
    """What the attacker reads."""
    shown = {}
    for p in view.indicators[0].series:
        if p.denominator is not None and p.numerator is not None:
            shown[0, p.tertial, p.area, p.gender] = p.numerator
            shown[1, p.tertial, p.area, p.gender] = p.denominator - p.numerator
            shown[2, p.tertial, p.area, p.gender] = p.denominator
        elif p.value is not None:
            shown[0, p.tertial, p.area, p.gender] = p.value
    return shown


def sums(
    parents: dict[str, str | None], tertials: tuple[int, ...], measures: int, *, grows: bool
) -> list[tuple[Name, list[Name]]]:
    """Every sum that the attacker believes in."""
    found: list[tuple[Name, list[Name]]] = []
    for m, t, a in product(range(measures), tertials, parents):
        found.append(((m, t, a, "T"), [(m, t, a, "K"), (m, t, a, "M")]))
        below = [child for child, parent in parents.items() if parent == a]
        if below:
            found.extend(((m, t, a, g), [(m, t, b, g) for b in below]) for g in "TKM")
    if measures == 2:  # a share: numerator + rest = denominator
        found.extend(((2, *place), [(0, *place), (1, *place)]) for place in product(tertials, parents, "TKM"))
    if grows:
        for m, a, g in product(range(measures), parents, "TKM"):
            for n, later in enumerate(tertials):
                earlier = tertials[:n]
                found.extend(((m, later, a, g), [(m, e, a, g), (m, e, later, a, g)]) for e in earlier)
    return found


def attack(
    view: board_report.BoardReport, found: Figures, believed: list[Belief], *, at_least: int
) -> dict[Name, list[int]]:
    """For every small number that is not shown, the small answers that are still possible."""
    known = known_counts(view)
    found = found | {(2, *n[1:]): found[0, *n[1:]] + found[1, *n[1:]] for n in found if n[0] == 1}
    threshold = view.board.small_number_threshold
    equations = [equation(known, whole, parts) for whole, parts in believed]
    hidden = {n for left, _ in equations for n in left}
    limits = bounds(equations, {n: at_least for n in hidden if len(n) == 4})
    truth = found | {n: found[n[0], n[2], n[3], n[4]] - found[n[0], n[1], n[3], n[4]] for n in hidden if len(n) == 5}
    return {n: small_answers(limits[n], threshold) for n in hidden if 0 < truth[n] < threshold}


def assert_safe(
    points: list[board_report.Point],
    found: Figures,
    parents: dict[str, str | None],
    tertials: tuple[int, ...],
    threshold: int,
    **settings: Any,
) -> board_report.BoardReport:
    grows = settings.get("accumulation") == "flow"
    shown = suppress(make_report(indicator(*points, **settings), parents=parents, threshold=threshold))
    believed = sums(parents, tertials, 2 if settings.get("unit") == "%" else 1, grows=grows)
    for value in known_counts(shown).values():
        assert not 0 < value < threshold
    answers = attack(shown, found, believed, at_least=0)
    assert all(len(possible) > 1 for possible in answers.values()), answers
    if all(found[n] for n in found if n not in known_counts(shown)):
        # A reader may also guess that no zero is ever hidden, and here it is so. A small sum of ones can't be helped.
        guessed = attack(shown, found, believed, at_least=1)
        ends = {(m, t, a, g) for m, t, a, g in found if g != "T" and a in leaves(parents)}
        assert all(len(possible) > 1 for name, possible in guessed.items() if name in ends), guessed
    event(f"hidden: {min(5, len(answers))}")
    assert suppress(shown) is shown
    return shown


@given(found=figures(FLAT, (3,)), threshold=st.integers(3, 7))
@settings(max_examples=120, deadline=None)
def test_gender_and_area(found: Figures, threshold: int) -> None:
    assert_safe(count_points(found), found, FLAT, (3,), threshold)


@given(found=figures(DEEP, (3,)), threshold=st.integers(3, 7))
@settings(max_examples=120, deadline=None)
def test_areas_under_areas(found: Figures, threshold: int) -> None:
    assert_safe(count_points(found), found, DEEP, (3,), threshold)


@given(found=figures(LONE, (1, 2, 3)), threshold=st.integers(3, 7))
@settings(max_examples=120, deadline=None)
def test_tertials_that_grow(found: Figures, threshold: int) -> None:
    assert_safe(count_points(found), found, LONE, (1, 2, 3), threshold, accumulation="flow")


@given(found=figures(DEEP, (1, 2, 3)), threshold=st.integers(3, 7))
@settings(max_examples=60, deadline=None)
def test_gender_area_and_tertial(found: Figures, threshold: int) -> None:
    assert_safe(count_points(found), found, DEEP, (1, 2, 3), threshold, accumulation="flow")


@given(found=figures(FLAT, (3,), measures=2), threshold=st.integers(3, 7))
@settings(max_examples=80, deadline=None)
def test_shares(found: Figures, threshold: int) -> None:
    assert_safe(share_points(found), found, FLAT, (3,), threshold, unit="%")


@given(found=figures(LONE, (1, 2), measures=2), threshold=st.integers(3, 7))
@settings(max_examples=80, deadline=None)
def test_shares_that_grow(found: Figures, threshold: int) -> None:
    assert_safe(share_points(found), found, LONE, (1, 2), threshold, unit="%", accumulation="flow")


TWO: dict[str, str | None] = {BOARD: None, "barn": BOARD, "vuxna": BOARD}
Row = tuple[int, int, int]  # total, women, men


@given(found=figures(TWO, (3,)).filter(lambda f: f[0, 3, BOARD, "T"] <= 20), threshold=st.integers(3, 6))
@settings(max_examples=50, deadline=None)
def test_trying_every_possible_table(found: Figures, threshold: int) -> None:
    """Two areas, two genders: the attacker goes through all tables and keeps those that agree with what is shown."""
    shown = suppress(make_report(indicator(*count_points(found)), parents=TWO, threshold=threshold))
    known = known_counts(shown)
    seen: dict[tuple[str, str], set[int]] = {(area, gender): set() for area in TWO for gender in "TKM"}
    for barn, vuxna in product(_rows(known, "barn"), _rows(known, "vuxna")):
        both = (barn[0] + vuxna[0], barn[1] + vuxna[1], barn[2] + vuxna[2])
        if _agrees(known, BOARD, both):
            for area, row in (("barn", barn), ("vuxna", vuxna), (BOARD, both)):
                for gender, value in zip("TKM", row, strict=True):
                    seen[area, gender].add(value)
    for (_, _, area, gender), value in found.items():
        if 0 < value < threshold:
            assert len([v for v in seen[str(area), str(gender)] if 0 < v < threshold]) > 1


def _rows(known: dict[Name, Decimal], area: str) -> list[Row]:
    rows = ((women + men, women, men) for women, men in product(range(22), repeat=2))
    return [row for row in rows if _agrees(known, area, row)]


def _agrees(known: dict[Name, Decimal], area: str, row: Row) -> bool:
    return all(known.get((0, 3, area, gender), value) == value for gender, value in zip("TKM", row, strict=True))


@st.composite
def ragged(draw: st.DrawFn) -> tuple[list[board_report.Point], dict[str, Any]]:
    """Any points at all: gaps, missing ones, sums that do not agree, forecasts, small shares."""
    places = draw(
        st.lists(
            st.tuples(st.integers(1, 3), st.sampled_from([*DEEP]), st.sampled_from("TKM")), unique=True, max_size=14
        )
    )
    points = []
    for tertial, area, gender in places:
        where: dict[str, Any] = {"tertial": tertial, "area": area, "gender": gender}
        kind = draw(st.sampled_from(["count", "count", "share", "missing", "forecast"]))
        if kind == "missing":
            points.append(missing(**where))
        elif kind == "share":
            whole = draw(st.integers(1, 30))
            points.append(point(f"{draw(st.integers(0, whole))}/{whole}", **where))
        else:
            forecast = Decimal(draw(counts)) if kind == "forecast" else None
            points.append(point(draw(counts), forecast=forecast, **where))
    setting = {"unit": draw(st.sampled_from(["antal", "%"])), "accumulation": draw(st.sampled_from(["flow", "stock"]))}
    return points, setting


@given(ragged(), st.integers(0, 8))
@settings(max_examples=80, deadline=None)
def test_any_points_at_all(drawn: tuple[list[board_report.Point], dict[str, Any]], threshold: int) -> None:
    points, setting = drawn
    view = make_report(indicator(*points, **setting), parents=DEEP, threshold=threshold)
    shown = suppress(view)
    assert suppress(shown) is shown, "idempotent"
    assert suppress(make_report(indicator(*points, **setting), parents=DEEP, threshold=threshold)) == shown
    if threshold == 0:
        assert shown is view
    for before, after in zip(points, shown.indicators[0].series, strict=True):
        if after.suppressed:
            empty = point(None, tertial=before.tertial, area=before.area, gender=before.gender)
            assert after == replace(empty, suppressed=True)
            assert not before.missing, "undertryckt är inte saknas"
        else:
            assert after == replace(before, forecast=after.forecast)
            assert not any(0 < number < threshold for number in persons_in(after, setting["unit"]))


def persons_in(p: board_report.Point, unit: str) -> list[Decimal]:
    """The numbers of persons that stand in a point."""
    if p.numerator is not None and p.denominator is not None:
        return [p.numerator, p.denominator - p.numerator, p.denominator]
    return [] if unit == "%" else [number for number in (p.value, p.forecast) if number is not None]


@given(ragged())
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_points_does_not_matter(drawn: tuple[list[board_report.Point], dict[str, Any]]) -> None:
    points, setting = drawn
    one = suppress(make_report(indicator(*points, **setting), parents=DEEP))
    two = suppress(make_report(indicator(*reversed(points), **setting), parents=DEEP))
    assert two.indicators[0].series == tuple(reversed(one.indicators[0].series))
