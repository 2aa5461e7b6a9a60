"""What the figures in the texts say: each is the value of the report that it points at, in words.

Drawn once, where the report is built, and so the same on every page and in every document. Nothing that is hidden of
the report is ever drawn, and what is not there says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Self

from msgspec.structs import replace

from apps.core.choices import Gender
from apps.core.rich_text.changes import rewrite_figures
from apps.core.rich_text.contents import list_figures
from apps.core.rich_text.tree import Figure
from apps.core.swedish import NBSP, format_number, format_tkr, format_unit_suffix
from apps.core.tertials import Tertial
from apps.goals.rules import RELATIVE_COMPARATORS
from apps.report.board_report import BoardReport, Chapter, Comment
from apps.report.chapters.written_texts import has_written_figures, rewrite_assessments, rewrite_part
from apps.report.course.figure_formats import format_with_unit
from apps.report.measures import Goal, Indicator, Point, Target
from apps.report.money import Amounts, Economy, MoneyRow

Goals = tuple[Goal, ...]
Indicators = tuple[Indicator, ...]
Comments = tuple[Comment, ...]
MISSING_FIGURE = "uppgift saknas"
HIDDEN_FIGURE = "dold uppgift"
AMOUNT_COLUMNS = ("budget", "period_budget", "actual", "forecast", "variance")
NET = "net"
_UNITS = {"kr": (1, 0), "tkr": (1_000, 0), "mnkr": (1_000_000, 1)}  # kronor in one, decimals


@dataclass(frozen=True, slots=True)
class FigureValues:
    """The values of a report by what a figure says of them."""

    period: Tertial
    root: str
    money: dict[tuple[str, str], MoneyRow]
    indicators: dict[str, Indicator]
    points: dict[tuple[str, str, str, Tertial], Point]
    targets: dict[tuple[str, str, str, int], Target]

    @classmethod
    def of(cls, report: BoardReport) -> Self:
        """All of a report's."""
        root = report.areas[0].code if report.areas else ""
        return cls.of_parts(report.period, root, report.indicators, report.economy)

    @classmethod
    def of_parts(cls, period: Tertial, root: str, indicators: Sequence[Indicator], economy: Economy) -> Self:
        """All of a report's, from the parts that have them. ``root`` is the code of the whole board."""
        own = [(one.code, reading.point) for one in indicators for reading in one.readings]
        points = [(one.code, point) for one in indicators for point in one.series] + own
        return cls(
            period=period,
            root=root,
            money={
                (one.area, row.cost_type): row
                for one in economy.areas
                for row in (*one.cost_types, *([one.net] if one.net else ()))
            },
            indicators={one.code: one for one in indicators},
            points={(code, one.area, one.gender, Tertial(one.year, one.tertial)): one for code, one in points},
            targets={
                (one.code, target.area, target.gender, target.year): target
                for one in indicators
                for target in one.targets
            },
        )


def draw_figures(report: BoardReport) -> BoardReport:
    """The report with every figure in its summary and chapters as the report's own value.

    Those in comments and assessments are drawn by ``draw_written``, before anything quotes them.
    """
    if not (_has_chapter_figures(report) or has_written_figures(report)):
        return report
    values = FigureValues.of(report)
    return _rewrite_own_texts(report, lambda figure: format_figure(figure, values))


def draw_written(
    period: Tertial, root: str, goals: Goals, indicators: Indicators, economy: Economy, comments: Comments
) -> tuple[Goals, Indicators, Comments]:
    """What is written of goals and indicators and in comments, with every figure as the report's own value."""
    if not _has_written_figures(goals, indicators, comments):
        return goals, indicators, comments
    values = FigureValues.of_parts(period, root, indicators, economy)
    return _rewrite_written(goals, indicators, comments, lambda figure: format_figure(figure, values))


def hide_figures(before: BoardReport, after: BoardReport) -> BoardReport:
    """``after``, which is ``before`` without what must be hidden, with the figures that pointed at it hidden too.

    The others stay as they were drawn, however long ago.
    """
    has_written = _has_written_figures(after.goals, after.indicators, after.comments)
    if not (has_written or _has_chapter_figures(after) or has_written_figures(after)):
        return after
    whole, shown = FigureValues.of(before), FigureValues.of(after)

    def rewrite(figure: Figure) -> str:
        is_same = format_figure(figure, whole) == format_figure(figure, shown)
        return figure.shown if is_same else HIDDEN_FIGURE

    goals, indicators, comments = _rewrite_written(after.goals, after.indicators, after.comments, rewrite)
    return _rewrite_own_texts(replace(after, goals=goals, indicators=indicators, comments=comments), rewrite)


def format_figure(figure: Figure, values: FigureValues) -> str:
    """How the figure reads: ``25,2 mnkr``, ``88 %``; words where the value is missing or hidden.

    A variance always has its sign. Without decimals of its own it has those of the tables, millions have one.
    """
    if figure.value == "money":
        return _format_amount(figure, values)
    return _format_target(figure, values) if figure.column == "target" else _format_outcome(figure, values)


def find_amounts(row: MoneyRow, period: Tertial) -> Amounts | None:
    """The row's amounts of a period that the report states."""
    return next((one for one in (row.now, *row.past) if one.period == period), None)


def _has_chapter_figures(report: BoardReport) -> bool:
    return any(list_figures(one.text) for chapter in report.chapters for one in chapter.texts)


def _has_written_figures(goals: Goals, indicators: Indicators, comments: Comments) -> bool:
    assessments = (*(goal.assessments for goal in goals), *(indicator.assessments for indicator in indicators))
    return any(map(has_written_figures, chain(comments, *assessments)))


def _rewrite_written(
    goals: Goals, indicators: Indicators, comments: Comments, rewrite: Callable[[Figure], str]
) -> tuple[Goals, Indicators, Comments]:
    written = tuple(rewrite_part(one, rewrite) for one in comments)
    return rewrite_assessments(goals, rewrite), rewrite_assessments(indicators, rewrite), written


def _rewrite_own_texts(report: BoardReport, rewrite: Callable[[Figure], str]) -> BoardReport:
    """The report with the figures of its summary and its chapters rewritten."""
    rewritten: BoardReport = rewrite_part(_rewrite_chapters(report, rewrite), rewrite)
    return rewritten


def _rewrite_chapters(report: BoardReport, rewrite: Callable[[Figure], str]) -> BoardReport:
    def rewrite_chapter(chapter: Chapter) -> Chapter:
        texts = tuple(
            replace(one, text=rewrite_figures(one.text, lambda figure: replace(figure, shown=rewrite(figure))))
            for one in chapter.texts
        )
        return replace(chapter, texts=texts)

    return replace(report, chapters=tuple(map(rewrite_chapter, report.chapters)))


def _get_period(figure: Figure, values: FigureValues) -> Tertial | None:
    """The period that it is about; None for one that no report is of."""
    if not figure.period:
        return values.period
    try:
        return Tertial.parse(figure.period)
    except ValueError:
        return None


def _format_amount(figure: Figure, values: FigureValues) -> str:
    row, period = values.money.get((figure.key, figure.part or NET)), _get_period(figure, values)
    amounts = find_amounts(row, period) if row and period else None
    kronor = getattr(amounts, figure.column) if amounts and figure.column in AMOUNT_COLUMNS else None
    if amounts is None or kronor is None:
        return MISSING_FIGURE
    is_signed, unit = figure.column == "variance", figure.unit or "tkr"
    if unit == "tkr" and figure.decimals is None:
        return f"{format_tkr(kronor, exact=amounts.exact, sign=is_signed)}{NBSP}tkr"
    size, decimals = _UNITS[unit]
    decimals = decimals if figure.decimals is None else figure.decimals
    return f"{format_number(Decimal(kronor) / size, decimals, sign=is_signed)}{NBSP}{unit}"


def _format_outcome(figure: Figure, values: FigureValues) -> str:
    period, indicator = _get_period(figure, values), values.indicators.get(figure.key)
    where = figure.area or values.root, figure.part or Gender.TOTAL.value
    point = values.points.get((figure.key, *where, period)) if period else None
    if point is None or indicator is None or figure.column not in ("outcome", "forecast"):
        return MISSING_FIGURE
    if point.suppressed:
        return HIDDEN_FIGURE
    value = point.value if figure.column == "outcome" else point.forecast
    if value is None:
        return (figure.column == "outcome" and point.stated_text) or MISSING_FIGURE
    return _format_value(value, figure, indicator)


def _format_target(figure: Figure, values: FigureValues) -> str:
    """The level that is to be reached; a target that is no level in the words that it has."""
    period, indicator = _get_period(figure, values), values.indicators.get(figure.key)
    where = figure.area or values.root, figure.part or Gender.TOTAL.value
    target = values.targets.get((figure.key, *where, period.year)) if period else None
    if target is None or indicator is None:
        return MISSING_FIGURE
    if target.value is None or target.upper is not None or target.comparator in RELATIVE_COMPARATORS:
        return target.words or MISSING_FIGURE
    return _format_value(target.value, figure, indicator)


def _format_value(value: Decimal, figure: Figure, indicator: Indicator) -> str:
    if figure.decimals is None:
        return format_with_unit(value, indicator)
    return format_number(value, figure.decimals) + format_unit_suffix(indicator.unit)
