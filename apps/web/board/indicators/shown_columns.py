"""Which columns the tables of indicators have: those where some row has something to show."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.web.board.indicators.presenter import TargetListRow
from apps.web.board.indicators.rows import IndicatorListRow, ReadingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorColumns:
    """The columns of a list of indicators, beside the name and the outcome, which it always has."""

    light: bool
    target: bool
    last_year: bool
    course: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingColumns:
    """The columns of one indicator's outcomes, beside the area and the outcome."""

    light: bool
    target: bool
    last_year: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetColumns:
    """The columns of a list of targets, beside the year, the area and the target."""

    stated: bool
    decision: bool


def find_indicator_columns(rows: Sequence[IndicatorListRow]) -> IndicatorColumns:
    """The columns of a list of indicators."""
    return IndicatorColumns(
        light=any(row.has_target for row in rows),
        target=any(row.target for row in rows),
        last_year=any(row.first and row.first.whole_board and row.first.has_last_year for row in rows),
        course=any(row.spark for row in rows),
    )


def find_reading_columns(rest: Sequence[ReadingRow], first: ReadingRow) -> ReadingColumns:
    """The columns of an indicator's outcomes this tertial, the ``first`` and the ``rest``."""
    readings = (first, *rest)
    return ReadingColumns(
        light=any(reading.judged for reading in readings),
        target=any(reading.target for reading in readings),
        last_year=any(reading.has_last_year for reading in readings),
    )


def find_target_columns(targets: Sequence[TargetListRow]) -> TargetColumns:
    """The columns of a list of targets."""
    return TargetColumns(
        stated=any(target.stated for target in targets), decision=any(target.decision for target in targets)
    )
