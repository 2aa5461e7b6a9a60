"""A made-up board over three years, with figures that move as real ones do, and the slips that people make in them.

Nothing here knows of the rules that look for slips. A slip is done to the rows that a report is built from.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from apps.budget.models import OperatingLine
from apps.core.tertials import Tertial
from apps.goals.models import Outcome
from apps.report.source import load_source
from apps.report.source_types import OutcomeSourceRow, SourceData
from apps.rounds.models import Round
from tests.made_up_board import MadeUpBoard

BUDGETS = (212, 148, 96, 61, 44, 38, 27, 19, 12, 8, 5, 3)  # mnkr of the first year, by area
YEARS = (2022, 2023, 2024)
SHARES = {1: 0.33, 2: 0.66, 3: 1.0}
D = Decimal


def make_board_rows(seed: int, tertial: int) -> SourceData:
    """The rows of a report of 2024, with two years before it."""
    chance = random.Random(seed)
    board = MadeUpBoard(2024, tertial)
    areas = [board.home, board.care, *(board.area(f"omrade-{number}") for number in range(len(BUDGETS) - 2))]
    periods = [Tertial(year, number) for year in YEARS for number in (1, 2, 3)]
    lines = []
    for area, size in zip(areas, BUDGETS, strict=True):
        budget = size * 1_000_000 * chance.uniform(0.9, 1.1)
        for year in YEARS:
            budget *= chance.uniform(0.97, 1.09)
            spent = chance.uniform(0.94, 1.07)
            for number, share in SHARES.items():
                lines.append(_make_line(board, area, Tertial(year, number), budget, spent, share, chance))
    OperatingLine.objects.bulk_create(line for line in lines if Tertial(line.year, line.tertial) <= board.round.period)
    _make_outcomes(board, periods, chance)
    return load_source(Round.objects.select_related("board__municipality").get(pk=board.round.pk))


def _make_line(
    board: MadeUpBoard, area: Any, period: Tertial, budget: float, spent: float, share: float, chance: random.Random
) -> OperatingLine:
    def kronor(amount: float) -> int:
        return round(amount / 1000) * 1000

    is_whole = period.number == 3
    return OperatingLine(
        **board.owner, service_area=area, cost_type="net", year=period.year, tertial=period.number,
        budget=kronor(budget),
        period_budget=None if is_whole else kronor(budget * share * chance.uniform(0.97, 1.03)),
        actual=kronor(budget * spent * share * chance.uniform(0.94, 1.06)),
        forecast=None if is_whole else kronor(budget * spent * chance.uniform(0.98, 1.02)),
    )  # fmt: skip


def _make_outcomes(board: MadeUpBoard, periods: list[Tertial], chance: random.Random) -> None:
    rows = []
    for number in range(8):
        share = board.indicator(f"andel-{number}", decimals=1, by_gender=True, heading="Kvalitet")
        level, gap = chance.uniform(35, 85), chance.choice([-1, 1]) * chance.uniform(4, 12)
        count = board.indicator(f"antal-{number}", unit="antal", accumulation="flow", heading="Volymer")
        size = chance.uniform(40, 4000)
        stock = board.indicator(f"brukare-{number}", unit="antal", accumulation="stock", heading="Brukare")
        for period in periods:
            if period > board.round.period:
                continue
            middle = level + chance.uniform(-2, 2)
            values = {"K": middle + gap / 2, "M": middle - gap / 2, "T": middle + gap * chance.uniform(-0.1, 0.1)}
            rows += [_make_outcome(board, share, period, gender, D(round(value * 10)) / 10)
                     for gender, value in values.items()]  # fmt: skip
            summed = size * SHARES[period.number] * chance.uniform(0.96, 1.04)
            rows.append(_make_outcome(board, count, period, "T", D(round(summed))))
            rows.append(_make_outcome(board, stock, period, "T", D(round(size / 7 * chance.uniform(0.93, 1.07)))))
    Outcome.objects.bulk_create(rows)


def _make_outcome(board: MadeUpBoard, indicator: Any, period: Tertial, gender: str, value: Decimal) -> Outcome:
    return Outcome(
        **board.owner, indicator=indicator, service_area=board.root, year=period.year, tertial=period.number,
        gender=gender, value=value,
    )  # fmt: skip


Slip = Callable[[SourceData, random.Random], SourceData]


def _is_now(rows: SourceData, row: Any) -> bool:
    return bool((row.year, row.tertial) == (rows.round.year, rows.round.tertial))


def change_money(rows: SourceData, column: str, change: Callable[[Any, list[Any], int], int | None]) -> SourceData:
    """The rows with one column of the report's own period changed.

    ``change`` gets a line, all of them and its place.
    """
    now = [line for line in rows.operating if _is_now(rows, line)]
    changed = {line: change(line, now, place) for place, line in enumerate(now) if getattr(line, column) is not None}
    return replace(
        rows,
        operating=[
            line._replace(**{column: changed[line]}) if changed.get(line) is not None else line
            for line in rows.operating
        ],
    )


def find_line(rows: SourceData, line: Any, year: int, tertial: int) -> Any:
    """The same row in another period."""
    return next(
        (
            one
            for one in rows.operating
            if (one.service_area_id, one.cost_type, one.year, one.tertial)
            == (line.service_area_id, line.cost_type, year, tertial)
        ),
        None,
    )


def scale_column(rows: SourceData, chance: random.Random) -> SourceData:
    """Kronor where thousands are written, or the other way round."""
    column, power = chance.choice(["budget", "actual"]), chance.choice([-3, -2, -1, 1, 2, 3])
    return change_money(rows, column, lambda line, now, place: _scale(getattr(line, column), power))


def scale_table(rows: SourceData, chance: random.Random) -> SourceData:
    power = chance.choice([-3, -1, 1, 3])
    for column in ("budget", "period_budget", "actual", "forecast"):
        rows = change_money(rows, column, lambda line, now, place, column=column: _scale(getattr(line, column), power))
    return rows


def scale_row(rows: SourceData, chance: random.Random) -> SourceData:
    column, power = chance.choice(["budget", "actual"]), chance.choice([-3, -2, -1, 1, 2, 3])
    chosen = chance.randrange(8)  # the four smallest are too small to matter
    return change_money(
        rows, column, lambda line, now, place: _scale(getattr(line, column), power) if place == chosen else None
    )


def _scale(value: int, power: int) -> int:
    return int(Decimal(value).scaleb(power))


def change_sign_of_column(rows: SourceData, chance: random.Random) -> SourceData:
    column = chance.choice(["budget", "actual"])
    return change_money(rows, column, lambda line, now, place: -getattr(line, column))


def change_sign_of_row(rows: SourceData, chance: random.Random) -> SourceData:
    column, chosen = chance.choice(["budget", "actual"]), chance.randrange(12)
    return change_money(rows, column, lambda line, now, place: -getattr(line, column) if place == chosen else None)


def copy_last_year(rows: SourceData, chance: random.Random) -> SourceData:
    column = chance.choice(["budget", "actual"])
    return change_money(
        rows, column,
        lambda line, now, place: getattr(find_line(rows, line, line.year - 1, line.tertial), column),
    )  # fmt: skip


def copy_last_tertial(rows: SourceData, chance: random.Random) -> SourceData:
    return change_money(
        rows, "actual", lambda line, now, place: find_line(rows, line, line.year, line.tertial - 1).actual
    )


def copy_budget(rows: SourceData, chance: random.Random) -> SourceData:
    return change_money(rows, "actual", lambda line, now, place: line.budget)


def write_one_tertial(rows: SourceData, chance: random.Random) -> SourceData:
    """May to August where January to August is meant: about as much as the tertial before, so often more than it."""
    return change_money(
        rows, "actual",
        lambda line, now, place: line.actual - find_line(rows, line, line.year, line.tertial - 1).actual,
    )  # fmt: skip


def write_one_tertial_above_the_last(rows: SourceData, chance: random.Random) -> SourceData:
    return change_money(
        rows, "actual",
        lambda line, now, place: round(
            find_line(rows, line, line.year, 1).actual * chance.uniform(1.02, 1.15)
        ),
    )  # fmt: skip


def shift_rows(rows: SourceData, chance: random.Random) -> SourceData:
    """A row too many or too few from some row on; the last one repeats."""
    column, start, step = chance.choice(["budget", "actual"]), chance.randrange(5), chance.choice([1, -1])
    return change_money(
        rows, column,
        lambda line, now, place: None if place < start
        else getattr(now[min(max(place - step, 0), len(now) - 1)], column),
    )  # fmt: skip


def spend_without_reason(rows: SourceData, chance: random.Random) -> SourceData:
    """Twice the year's budget, or next to nothing of it, and not a power of ten off."""
    chosen, times = chance.randrange(8), chance.choice([Decimal("2.6"), Decimal("0.22")])
    return change_money(rows, "actual", lambda line, now, place: int(line.actual * times) if place == chosen else None)


def change_outcomes(
    rows: SourceData, code: str, change: Callable[[OutcomeSourceRow, list[OutcomeSourceRow], int], Decimal | None]
) -> SourceData:
    """The rows with values of the report's own period changed, of the indicators whose code begins with ``code``."""
    ids = {one.id for one in rows.indicators if one.code.startswith(code)}
    now = [one for one in rows.outcomes if _is_now(rows, one) and one.indicator_id in ids]
    now.sort(key=lambda one: one.indicator_id)
    changed = {one: change(one, now, place) for place, one in enumerate(now)}
    return replace(
        rows,
        outcomes=[one._replace(value=changed[one]) if changed.get(one) is not None else one for one in rows.outcomes],
    )


def find_outcome(rows: SourceData, outcome: OutcomeSourceRow, year: int, tertial: int, gender: str) -> Decimal | None:
    return next(
        (
            one.value
            for one in rows.outcomes
            if (one.indicator_id, one.year, one.tertial, one.gender) == (outcome.indicator_id, year, tertial, gender)
        ),
        None,
    )


def scale_value(rows: SourceData, chance: random.Random) -> SourceData:
    code, power = f"antal-{chance.randrange(8)}", chance.choice([1, 2, 3])
    return change_outcomes(rows, code, lambda one, now, place: (one.value or D(0)).scaleb(power))


def write_share_of_one(rows: SourceData, chance: random.Random) -> SourceData:
    return change_outcomes(
        rows, f"andel-{chance.randrange(8)}",
        lambda one, now, place: round((one.value or D(0)) / 100, 2) if one.gender == "T" else None,
    )  # fmt: skip


def swap_genders(rows: SourceData, chance: random.Random) -> SourceData:
    def other(one: OutcomeSourceRow) -> Decimal | None:
        gender = {"K": "M", "M": "K"}.get(one.gender)
        return find_outcome(rows, one, one.year, one.tertial, gender) if gender else None

    return change_outcomes(rows, f"andel-{chance.randrange(8)}", lambda one, now, place: other(one))


def copy_values(rows: SourceData, chance: random.Random) -> SourceData:
    kind = chance.choice(["andel", "antal", "brukare"])
    return change_outcomes(
        rows, kind, lambda one, now, place: find_outcome(rows, one, one.year - 1, one.tertial, one.gender)
    )


def shift_values(rows: SourceData, chance: random.Random) -> SourceData:
    step = chance.choice([1, -1])
    return change_outcomes(rows, "antal", lambda one, now, place: now[min(max(place - step, 0), len(now) - 1)].value)


def sum_one_tertial(rows: SourceData, chance: random.Random) -> SourceData:
    return change_outcomes(
        rows, "antal",
        lambda one, now, place: (one.value or D(0))
        - (find_outcome(rows, one, one.year, one.tertial - 1, one.gender) or D(0)),
    )  # fmt: skip


def change_sign_of_value(rows: SourceData, chance: random.Random) -> SourceData:
    code, chosen = chance.choice(["antal", "brukare", "andel"]), chance.randrange(8)
    return change_outcomes(rows, code, lambda one, now, place: -(one.value or D(0)) if place == chosen else None)


# The slip, and the check that is to see it. A value ten times as large may be an outlier of its series instead.
SLIPS: dict[Slip, str] = {
    scale_column: "scale",
    scale_table: "scale",
    scale_row: "scale",
    change_sign_of_column: "sign",
    change_sign_of_row: "sign",
    copy_last_year: "copied",
    copy_last_tertial: "copied",
    copy_budget: "copied",
    write_one_tertial: "part_of_year",
    write_one_tertial_above_the_last: "part_of_year",
    shift_rows: "shifted",
    spend_without_reason: "spending",
    scale_value: "scale",
    write_share_of_one: "share_of_one",
    swap_genders: "swapped",
    copy_values: "copied",
    shift_values: "shifted",
    sum_one_tertial: "part_of_year",
    change_sign_of_value: "limit",
}
ONLY_BEFORE_YEAR_END = frozenset({spend_without_reason, write_one_tertial_above_the_last})
