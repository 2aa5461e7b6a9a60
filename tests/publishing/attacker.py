"""Someone who reads a suppressed report with pen and paper and wants to know the small numbers.

Written without a look at how the numbers are hidden: every hidden number is an unknown of at least zero, every sum that
ought to hold is an equation. The equations are solved as far as they go, and then the bounds are drawn in.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, inf

Name = tuple[object, ...]
Equation = tuple[dict[Name, int], Fraction]  # coefficients of the unknowns, and what they come to
Interval = tuple[float | Fraction, float | Fraction]


def equation(known: dict[Name, Decimal], whole: Name, parts: Iterable[Name]) -> Equation:
    """whole - parts = 0, with what is known moved to the right."""
    unknown: dict[Name, int] = {}
    right = Fraction(0)
    for name, sign in [(whole, 1), *((part, -1) for part in parts)]:
        if name in known:
            right -= sign * Fraction(known[name])
        else:
            unknown[name] = unknown.get(name, 0) + sign
    return unknown, right


def solve(equations: list[Equation]) -> list[tuple[dict[Name, Fraction], Fraction]]:
    """Gauss-Jordan: every equation freed from what the others already tell."""
    rows = [({n: Fraction(c) for n, c in left.items() if c}, right) for left, right in equations]
    done: list[tuple[dict[Name, Fraction], Fraction]] = []
    while rows:
        left, right = rows.pop()
        if not left:
            assert right == 0, "the attacker was told something untrue"
            continue
        lead = min(left, key=repr)
        scale = left[lead]
        pivot = ({n: c / scale for n, c in left.items()}, right / scale)
        rows = [_eliminate(row, pivot, lead) for row in rows]
        done = [_eliminate(row, pivot, lead) for row in done] + [pivot]
    return done


def _eliminate(
    row: tuple[dict[Name, Fraction], Fraction], pivot: tuple[dict[Name, Fraction], Fraction], lead: Name
) -> tuple[dict[Name, Fraction], Fraction]:
    factor = row[0].get(lead, Fraction(0))
    if not factor:
        return row
    left = dict(row[0])
    for name, coefficient in pivot[0].items():
        left[name] = left.get(name, Fraction(0)) - factor * coefficient
        if not left[name]:
            del left[name]
    return left, row[1] - factor * pivot[1]


def bounds(equations: list[Equation], at_least: dict[Name, int]) -> dict[Name, Interval]:
    """The interval of every unknown, given how small each can be."""
    rows = [({n: Fraction(c) for n, c in left.items()}, right) for left, right in equations] + solve(equations)
    limits: dict[Name, Interval] = {name: (at_least.get(name, 0), inf) for left, _ in rows for name in left}
    for _ in range(60):
        before = dict(limits)
        for left, right in rows:
            _draw_in(limits, left, right)
        if limits == before:
            break
    return limits


def _draw_in(limits: dict[Name, Interval], left: dict[Name, Fraction], right: Fraction) -> None:
    for name, coefficient in left.items():
        low: float | Fraction = right
        high: float | Fraction = right
        for other, factor in left.items():
            if other != name:
                ends = [factor * limits[other][0], factor * limits[other][1]]
                low, high = low - max(ends), high - min(ends)
        ends = sorted([low / coefficient, high / coefficient])
        limits[name] = max(limits[name][0], ends[0]), min(limits[name][1], ends[1])


def small_answers(interval: Interval, threshold: int) -> list[int]:
    """The small numbers that are still possible."""
    low = max(1, ceil(interval[0]))
    high = threshold - 1 if interval[1] == inf else min(threshold - 1, floor(interval[1]))
    return list(range(low, high + 1))
