"""Slips in the operating budget: a row, a column or a table in another unit, with another sign, of another period, or
with another row's figures.

What rows are typed as is compared with what they were a year ago, last tertial, and in their other columns. All are
questions: a figure may be as odd as it looks.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from apps.checks.base import COLUMN_NOUNS, build_money_finding, format_period
from apps.checks.slips import rules
from apps.checks.slips.amounts import BUDGET, LAST_TERTIAL, PAST, YEAR_AGO, find_amount_scale, is_large
from apps.checks.slips.columns import ColumnFigure, MoneyColumn, get_amounts
from apps.core.swedish import format_list
from apps.report import board_report

MOST_OF_YEAR = Decimal("1.05")  # so much of the whole year's budget and forecast before the year has ended
LEAST_OF_PART = 4  # or less than a fourth of what this part of the year would have
COPIED_FROM = {YEAR_AGO: "förra årets", LAST_TERTIAL: "förra tertialets", BUDGET: "budgetens"}


def check_scales(columns: tuple[MoneyColumn, ...]) -> Iterator[board_report.Finding]:
    """A table, a column or a row is not ten, a hundred or a thousand times what it is compared with."""
    scales = [find_column_scale(column) for column in columns]
    for (_, scale), found in groupby(zip(columns, scales, strict=True), key=lambda one: (one[0].table, one[1])):
        if scale:
            yield _build_column_scale_finding([column for column, _ in found], scale)
    for column in (column for column, scale in zip(columns, scales, strict=True) if not scale):
        for figure in _list_compared(column):
            scale = _find_scale(figure, column.name) if is_large(figure.value, figure.usual) else 0
            if scale:
                noun = COLUMN_NOUNS[column.name]
                subject = f"för {figure.row.label} i {figure.row.name} {format_period(figure.row.period)}"
                message = rules.format_scale_question(f"{noun.capitalize()} {subject}", noun, scale)
                yield _build_finding("scale", column, [], figure, message)


def _list_compared(column: MoneyColumn) -> list[ColumnFigure]:
    return [one for one in column.figures if one.value and one.usual]


def find_column_scale(column: MoneyColumn) -> int:
    """The power of ten that the whole column is off by; else 0.

    Earlier periods say it where there are any: all columns of a table may be off together.
    """
    scales = []
    for figure in _list_compared(column):
        past = [amount for label, amount in figure.usual.items() if label in PAST]
        scales.append(
            rules.find_figure_scale(figure.value, past) if past else _find_scale(figure, column.name, rules.SCALE_SLACK)
        )
    return rules.find_column_scale(scales)


def _build_column_scale_finding(columns: Sequence[MoneyColumn], scale: int) -> board_report.Finding:
    compared = _list_compared(columns[0])
    figure = max(compared, key=lambda one: abs(one.value))
    nouns = format_list([COLUMN_NOUNS[column.name] for column in columns])
    message = (
        f"{nouns[0].upper()}{nouns[1:]} {format_period(figure.row.period)} är omkring"
        f" {rules.format_scale(scale, nouns)} som väntat på nästan alla rader. Är enheten rätt?"
    )
    return _build_finding("scale", columns[0], compared, figure, message)


def _find_scale(figure: ColumnFigure, column: str, lone_slack: Decimal = rules.CLOSE_SCALE_SLACK) -> int:
    now = figure.row.amounts
    return find_amount_scale(column, now.period, figure.value, figure.usual, get_amounts(now), lone_slack)


def _build_finding(
    check: str,
    column: MoneyColumn,
    figures: Sequence[ColumnFigure],
    figure: ColumnFigure,
    message: str,
    expected: int | None = None,
) -> board_report.Finding:
    """A finding at one of a column's figures, that names the areas of the others."""
    row = figure.row
    if expected is None:
        expected = next(iter(figure.usual.values()))
    also = tuple(dict.fromkeys(one.row.area for one in figures if one.row.area != row.area))
    return build_money_finding(check, row, column.name, message, expected, figure.value, also=also, severity="medium")


def check_signs(columns: tuple[MoneyColumn, ...]) -> Iterator[board_report.Finding]:
    """A column, or a row, has not the other sign than all that it is compared with."""
    for column in columns:
        compared = [one for one in column.figures if one.value and one.usual]
        changed = [rules.is_sign_changed(one.value, list(one.usual.values())) for one in compared]
        noun = COLUMN_NOUNS[column.name].capitalize()
        found = [one for one, is_changed in zip(compared, changed, strict=True) if is_changed]
        if rules.is_most_of_column(changed):
            figure = max(found, key=lambda one: abs(one.value))
            message = (
                f"{noun} {format_period(figure.row.period)} har annat tecken än väntat på nästan alla rader."
                " Är tecknen rätt?"
            )
            yield _build_finding("sign", column, found, figure, message)
            continue
        for figure in found:
            # A net may well change its sign, so more than one thing must say that it hasn't.
            least = 2 if figure.row.cost_type == "net" else 1
            if rules.is_sign_changed(figure.value, list(figure.usual.values()), least):
                subject = f"{noun} för {figure.row.label} i {figure.row.name} {format_period(figure.row.period)}"
                yield _build_finding("sign", column, [], figure, f"{subject} har annat tecken än väntat. Är det rätt?")


def check_copies(columns: tuple[MoneyColumn, ...]) -> Iterator[board_report.Finding]:
    """A column is not last year's, nor the actual last tertial's, the budget's or the forecast's.

    A budget holds all year, and a forecast may stay as it is.
    """
    for column in columns:
        for source, label in COPIED_FROM.items():
            if source != YEAR_AGO and column.name != "actual":
                continue
            figures = [one for one in column.figures if _get_source(one, source)]
            if not rules.is_copied([rules.Pair(one.value, _get_source(one, source)) for one in figures]):
                continue
            figure = max(figures, key=lambda one: abs(one.value))
            subject = f"{COLUMN_NOUNS[column.name].capitalize()} {format_period(figure.row.period)}"
            message = f"{subject} är på kronan {label} på nästan alla rader. Är det rätt siffror?"
            yield _build_finding("copied", column, figures, figure, message, _get_source(figure, source))
            break


def _get_source(figure: ColumnFigure, source: str) -> int:
    """What the figure may be a copy of, 0 where that is unknown."""
    now = figure.row.amounts
    if source == BUDGET:
        return now.budget or 0
    return figure.last if source == LAST_TERTIAL else figure.usual.get(source, 0)


def check_shifts(columns: tuple[MoneyColumn, ...]) -> Iterator[board_report.Finding]:
    """Rows of a column do not follow the usual figures of the row above or below, and not their own."""
    for column in columns:
        for source in (YEAR_AGO, LAST_TERTIAL, BUDGET):
            figures = [one for one in column.figures if one.usual.get(source)]
            step, run = rules.find_shift([rules.Pair(one.value, one.usual[source]) for one in figures])
            shifted = figures[run.start : run.stop]
            if not step or _is_at_home(shifted, source):
                continue
            names = f"{shifted[0].row.name}–{shifted[-1].row.name}"
            message = (
                f"{COLUMN_NOUNS[column.name].capitalize()} {format_period(shifted[0].row.period)} verkar stå en rad"
                f" för {'långt ned' if step > 0 else 'högt upp'} ({names}). Står beloppen på rätt rader?"
            )
            yield _build_finding("shifted", column, shifted, shifted[0], message, shifted[0].usual[source])
            break


def _is_at_home(figures: Sequence[ColumnFigure], source: str) -> bool:
    """Do most of the figures follow their own row by another source? Then that source's column is the shifted one."""
    for other in {label for figure in figures for label in figure.usual} - {source}:
        pairs = [rules.Pair(one.value, one.usual[other]) for one in figures if other in one.usual]
        at_home = sum(rules.is_about(pair.value, Decimal(pair.usual), rules.SAME_SLACK) for pair in pairs)
        if 2 * at_home > len(figures):
            return True
    return False


def check_parts_of_year(columns: tuple[MoneyColumn, ...]) -> Iterator[board_report.Finding]:
    """What is counted from January is not the latest four months alone."""
    for column in columns:
        for source in (LAST_TERTIAL, YEAR_AGO, BUDGET) if column.name in ("actual", "period_budget") else ():
            figures = [one for one in column.figures if one.usual.get(source)]
            pairs = [rules.Pair(one.value, one.usual[source]) for one in figures]
            if figures and rules.is_column_of_one_tertial(pairs, figures[0].row.period.number):
                figure = max(figures, key=lambda one: abs(one.value))
                message = (
                    f"{COLUMN_NOUNS[column.name].capitalize()} {format_period(figure.row.period)} verkar bara vara för"
                    " de senaste fyra månaderna på nästan alla rader. Beloppen ska räknas från januari."
                )
                yield _build_finding("part_of_year", column, figures, figure, message, figure.usual[source])
                break


def check_spending(columns: tuple[MoneyColumn, ...]) -> Iterator[board_report.Finding]:
    """What has been spent so far is a share of the year's budget that the time of the year and the forecast explain."""
    for column in columns:
        figures = [one for one in column.figures if BUDGET in one.usual] if column.name == "actual" else []
        for figure in figures:
            now = figure.row.amounts
            if is_large(figure.value, figure.usual) and not now.period.is_final_accounts and _is_unexplained(figure):
                message = (
                    f"Utfallet för {figure.row.label} i {figure.row.name} {format_period(now.period)} är en andel av"
                    " årets budget som varken tiden på året eller prognosen förklarar. Stämmer det?"
                )
                yield _build_finding("spending", column, [], figure, message, figure.usual[BUDGET])


def _is_unexplained(figure: ColumnFigure) -> bool:
    """Is an actual of a part of the year more than the whole year's budget and forecast, or next to nothing of both?

    A year ago it was not so.
    """
    now = figure.row.amounts
    whole_years = [one for one in (now.budget, now.forecast) if one]
    year_ago = figure.usual.get(YEAR_AGO, 0)
    if year_ago and rules.is_about(figure.value, Decimal(year_ago), rules.SCALE_SLACK):
        return False
    is_more = all(abs(figure.value) > abs(one) * MOST_OF_YEAR for one in whole_years)
    is_less = all(abs(figure.value) * 3 * LEAST_OF_PART < abs(one) * now.period.number for one in whole_years)
    return bool(figure.value) and (is_more or is_less)
