"""When a figure, or a column of figures, looks like a slip: of the unit, the sign, the row, the period or the gender.

Pure functions of figures and what is usual for them; nothing here knows what the figures are. A slip is a question and
never an error, so each rule wants several figures that agree, or one that agrees with all that it can be compared with.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from statistics import median
from typing import NamedTuple

POWERS = (3, 2, 1, -1, -2, -3)
SCALE_SLACK = Decimal("1.6")  # so much more or less than what ten, a hundred or a thousand times the usual is
CLOSE_SCALE_SLACK = Decimal("1.3")  # and this much where there is nothing else to compare it with
LEAST_TIMES_OFF = 5  # ten times off within SCALE_SLACK, so less than this is not looked at
LEAST_FIGURES = 4  # of a column that anything is said of
MOST_EXCEPTIONS = Decimal("0.2")  # of a column's figures may be otherwise
LEAST_SIZE = 1
LEAST_LONE_SIZE = 5  # where there is one earlier value only
LEAST_COPIED = 5
LEAST_SHIFTED = 4
LEAST_STRANGERS = 3  # of the shifted rows: figures that are not about the row's own usual
SAME_SLACK = Decimal("1.25")  # a figure that is about another row's usual value
PART_OF_YEAR_SLACK = Decimal("1.5")  # a tertial's amount is about another tertial's
SWAP_SHARE = Decimal("0.35")  # swapped, the values are so much nearer to the series than as they are
HUNDRED = Decimal(100)
PERCENT_UNITS = frozenset({"%", "procent"})
_LIMITED_TEXT = (
    "antal st personer timmar dygn dagar månader år kr tkr mnkr årsarbetare ton kwh plats placering index poäng resor"
)
LIMITED_UNITS = PERCENT_UNITS | set(_LIMITED_TEXT.split())  # of what can't be less than nothing
_CHANGE_PATTERN = re.compile(
    r"förändr|ändring|ökning|minskning|avvikelse|netto|resultat|skillnad|differens|balans|överskott|underskott|nps|rekommend"
)
SCALE_LABELS = {1: "tio", 2: "hundra", 3: "tusen"}


class Pair(NamedTuple):
    """A figure and what it is compared with: the year before, the budget, another column."""

    value: Decimal | int
    usual: Decimal | int


def is_about(value: Decimal | int, expected: Decimal, slack: Decimal) -> bool:
    """Are the sizes of two figures within ``slack`` times of each other? Signs don't matter."""
    low, high = sorted((abs(Decimal(value)), abs(expected)))
    return bool(low) and high <= low * slack


def find_scale(pair: Pair, slack: Decimal = SCALE_SLACK) -> int:
    """The power of ten that the figure is off by: 3 for a thousand times the usual, -1 for a tenth of it; else 0."""
    low, high = sorted((abs(Decimal(pair.value)), abs(Decimal(pair.usual))))
    if not low or high < low * LEAST_TIMES_OFF:
        return 0
    for power in POWERS:
        if is_about(pair.value, Decimal(pair.usual).scaleb(power), slack):
            return power
    return 0


def find_figure_scale(value: Decimal | int, usual: Sequence[Decimal | int], lone_slack: Decimal = SCALE_SLACK) -> int:
    """The power of ten that a figure is off by, compared with everything that it can be compared with; else 0.

    All must say the same. A single one must be within ``lone_slack``: that a small thing grows eightfold is no slip.
    """
    compared = [one for one in usual if one]
    slack = SCALE_SLACK if len(compared) > 1 else lone_slack
    scale = 0
    for one in compared:
        found = find_scale(Pair(value, one), slack)
        if not found or (scale and found != scale):
            return 0
        scale = found
    return scale


def find_value_scale(value: Decimal, earlier: Sequence[Decimal]) -> int:
    """The power of ten that a value of a series is off by, compared with its earlier ones; else 0.

    Small numbers may well become ten times as large.
    """
    least = LEAST_SIZE if len(earlier) > 1 else LEAST_LONE_SIZE
    if not earlier or min(abs(value), *map(abs, earlier)) < least:
        return 0
    return find_figure_scale(value, earlier, CLOSE_SCALE_SLACK)


def find_column_scale(scales: Sequence[int]) -> int:
    """The power of ten that nearly all figures of a column are off by, else 0; ``scales`` are those of its figures."""
    return next((power for power in POWERS if _is_nearly_all(scales.count(power), len(scales))), 0)


def _is_nearly_all(count: int, total: int, least: int = LEAST_FIGURES) -> bool:
    return total >= least and (total - count) <= total * MOST_EXCEPTIONS


def is_sign_changed(value: Decimal | int, usual: Sequence[Decimal | int], least_compared: int = 1) -> bool:
    """Has a figure the other sign than all that it is compared with, and about the same size as one of them?"""
    compared = [one for one in usual if one]
    is_opposite = bool(value) and all((one > 0) != (value > 0) for one in compared)
    is_same_size = any(is_about(value, Decimal(one), SCALE_SLACK) for one in compared)
    return len(compared) >= least_compared and is_opposite and is_same_size


def is_most_of_column(checked: Sequence[bool]) -> bool:
    """Does something hold of nearly all figures of a column?"""
    return _is_nearly_all(sum(checked), len(checked))


def is_copied(pairs: Iterable[Pair]) -> bool:
    """Are nearly all figures of a column just what they were before?

    Some may well be; where one figure is in most rows, it says nothing.
    """
    compared = [pair for pair in pairs if pair.value or pair.usual]
    same = [pair.value for pair in compared if pair.value == pair.usual]
    return _is_nearly_all(len(same), len(compared), LEAST_COPIED) and len(set(same)) >= LEAST_FIGURES


def find_shift(pairs: Sequence[Pair]) -> tuple[int, range]:
    """The rows that seem to have another row's figures: 1 where each has that of the row above, -1 of that below.

    At least four in a row follow the other row's usual value, and a third of them, and three, not their own.
    ``(0, range(0))`` where none do.
    """
    for step in (1, -1):
        follows = [
            0 <= place - step < len(pairs) and is_about(pair.value, Decimal(pairs[place - step].usual), SAME_SLACK)
            for place, pair in enumerate(pairs)
        ]
        for run in _list_runs(follows):
            own = sum(is_about(pairs[place].value, Decimal(pairs[place].usual), SAME_SLACK) for place in run)
            strangers = len(run) - own
            if len(run) >= LEAST_SHIFTED and strangers >= LEAST_STRANGERS and 3 * strangers >= len(run):
                return step, run
    return 0, range(0)


def _list_runs(flags: Sequence[bool]) -> list[range]:
    """The unbroken runs of true ones, by their places."""
    runs, start = [], 0
    for flag, places in groupby(range(len(flags)), key=flags.__getitem__):
        count = len(list(places))
        if flag:
            runs.append(range(start, start + count))
        start += count
    return runs


def is_column_of_one_tertial(pairs: Sequence[Pair], number: int) -> bool:
    """Do figures that should count from January seem to be of the latest four months alone?

    ``usual`` are what they should be about: ``number`` tertials' worth. Nearly all are a ``number``:th of it.
    """
    compared = [pair for pair in pairs if pair.value and pair.usual]
    parts = [is_about(pair.value, Decimal(pair.usual) / number, PART_OF_YEAR_SLACK) for pair in compared]
    nearer = [abs(Decimal(pair.value)) * number < abs(Decimal(pair.usual)) * Decimal("1.4") for pair in compared]
    count = sum(part and near for part, near in zip(parts, nearer, strict=True))
    return number > 1 and _is_nearly_all(count, len(compared))


def is_swapped(now: tuple[Decimal, Decimal], earlier: Sequence[tuple[Decimal, Decimal]]) -> bool:
    """Do women's and men's values (in that order) follow each other's series, which have always lain apart?"""
    women, men = now
    if len(earlier) < 2 or women == men:
        return False
    signs = {(one[0] > one[1]) - (one[0] < one[1]) for one in earlier}
    if signs != {-1 if women > men else 1}:
        return False
    usual_women, usual_men = (Decimal(median(one[place] for one in earlier)) for place in (0, 1))
    own = abs(women - usual_women) + abs(men - usual_men)
    swapped = abs(women - usual_men) + abs(men - usual_women)
    return swapped < own * SWAP_SHARE


def is_share_of_one(value: Decimal, usual: Sequence[Decimal]) -> bool:
    """Is a percentage written as a share of one, 0,84 for 84 %, by what the series or the target says?"""
    return (
        0 < value <= 1 and bool(usual) and all(one > 1 and is_about(value * 100, one, Decimal("1.6")) for one in usual)
    )


def find_broken_limit(value: Decimal | None, values: Sequence[Decimal], unit: str, name: str) -> Decimal | None:
    """Zero for a value below it, 100 for a percentage above that; None where the value may be so.

    ``values`` are all that the indicator has, the value itself among them. Where two are beyond the limit it is no
    slip, nor where the name tells of a change or a balance, or the unit is one that may be less than nothing.
    """
    unit = unit.strip().lower().partition("/")[0]
    if value is None or unit not in LIMITED_UNITS or _CHANGE_PATTERN.search(name.casefold()):
        return None
    if value < 0 and sum(one < 0 for one in values) == 1:
        return Decimal(0)
    is_too_much = unit in PERCENT_UNITS and value > HUNDRED
    return HUNDRED if is_too_much and sum(one > HUNDRED for one in values) == 1 else None


def format_scale_question(subject: str, noun: str, scale: int) -> str:
    """The question about an amount, or a column of amounts, in another unit: the same in a sheet and in a report.

    ``subject`` begins the sentence, and ``noun`` is its noun: ”Budgeten för …” and ”budgeten”.
    """
    return f"{subject} är omkring {format_scale(scale, noun)} som väntat. Är enheten rätt?"


def format_scale(scale: int, noun: str) -> str:
    """``tio gånger så stor`` of a power of ten, in the form of its noun, which is definite: ``utfallet``."""
    forms = ("stora", "små") if " och " in noun else ("stort", "litet") if noun.endswith("et") else ("stor", "liten")
    return f"{SCALE_LABELS[abs(scale)]} gånger så {forms[scale < 0]}"
