"""What texts state of money, with the figure that it is to be held against."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.budget.rules import is_revenue
from apps.checks.texts.amounts import TextAmount
from apps.checks.texts.directions import has_other_time
from apps.checks.texts.figures import ReportFigures
from apps.checks.texts.lexicon import AREA_NOUNS, BOARD_NOUNS, FORECAST_TERMS, SO_FAR_TERMS
from apps.checks.texts.places import ReportText
from apps.checks.texts.statements import Statement, is_plan, read_money_statements

MONEY_TOPICS = frozenset({"operating", "forecast", "summary", "footnote"})
_WHOLE_NOUNS = frozenset({"vi", "sektorn", "sektorns", "kontoret"})
_GRAIN = Decimal(1_000)  # the figures of the tables are in tkr
_KINDS_OF_OTHER_TIMES = frozenset({"change", "year_direction", "forecast_gain"})


@dataclass(frozen=True, slots=True)
class MoneyFigure:
    """A figure of the tables: kronor with their own sign, and which row, column and period it is."""

    area: str
    cost_type: str
    column: str
    period: str
    table: str
    kronor: Decimal


@dataclass(frozen=True, slots=True)
class MoneyClaim:
    """An amount, or a direction where ``amount`` is None, with every figure that the words may mean.

    ``way`` is the sign that the figure should have, 0 where the words don't tell. ``is_named`` tells that the words
    name the area, or that the text begins with the claim.
    """

    source: ReportText
    statement: Statement
    kind: str
    amount: TextAmount | None
    way: int
    figures: tuple[MoneyFigure, ...]
    is_named: bool

    def agrees_with(self, figure: MoneyFigure) -> bool:
        """Can the words mean the figure?"""
        if self.amount is None:
            return self.way * figure.kronor >= -_GRAIN
        has_sign = not self.way or self.way * figure.kronor >= 0 or abs(figure.kronor) <= _GRAIN
        return has_sign and self.amount.may_be(abs(figure.kronor), _GRAIN)

    @property
    def agrees(self) -> bool:
        return any(self.agrees_with(figure) for figure in self.figures)


def iter_money_claims(source: ReportText, figures: ReportFigures) -> Iterator[MoneyClaim]:
    """The claims of one text that have a figure to be held against."""
    if source.topic not in MONEY_TOPICS:
        return
    for statement in read_money_statements(source.text, figures.index, figures.own_types):
        if source.explains and not (statement.is_explicit and not is_plan(statement.clause)):
            continue
        area = _find_area(source, statement, figures)
        if area and not _is_of_other_time(statement, figures):
            found = tuple(_find_figures(source, statement, area, figures))
            if found:
                yield MoneyClaim(
                    source,
                    statement,
                    statement.kind,
                    statement.amount,
                    _find_way(statement),
                    found,
                    bool(statement.subject.name) or statement.is_first,
                )


def _find_area(source: ReportText, statement: Statement, figures: ReportFigures) -> str:
    """The area that a statement is about; empty where it is not sure."""
    subject = statement.subject
    if subject.name:
        area = figures.find_area(subject.name)
        return area if figures.is_near(area, source.area) else ""
    if subject.noun in BOARD_NOUNS:
        return figures.root if source.area in {"", figures.root} or source.topic == "summary" else ""
    if subject.noun in AREA_NOUNS - _WHOLE_NOUNS and (source.topic == "summary" or source.area == figures.root):
        return ""  # which of them a text about the whole board does not say
    return source.area


def _is_of_other_time(statement: Statement, figures: ReportFigures) -> bool:
    period = figures.period
    words = set(statement.clause.replace(",", " ").split())
    if statement.kind in _KINDS_OF_OTHER_TIMES:
        return False
    if has_other_time(statement.clause, {period.end.month}):
        return True
    return period.is_final_accounts and bool(words & FORECAST_TERMS)


def _find_year(statement: Statement, own: int) -> int:
    """The year that a statement is about; 0 where there are two."""
    if statement.amount_year:
        return statement.amount_year
    years = set(statement.years)
    if not years:
        return own
    return years.pop() if len(years) == 1 else 0


def _find_way(statement: Statement) -> int:
    """The sign that the figure should have: a surplus is plus, and more of a cost than its budget minus."""
    if statement.kind in {"type_variance", "budget_direction"}:
        return statement.way if is_revenue(statement.cost_type) else -statement.way
    return statement.way


def _find_figures(source: ReportText, statement: Statement, area: str, figures: ReportFigures) -> Iterator[MoneyFigure]:
    kind = statement.kind
    if kind in {"change", "year_direction"}:
        yield from _find_changes(statement, area, figures)
    elif kind == "forecast_gain":
        yield from _find_gains(statement, area, figures)
    else:
        year = _find_year(statement, figures.period.year)
        amounts = figures.get_amounts(area, statement.cost_type, year) if year else None
        if amounts is None:
            return
        for column in _list_columns(source, statement, is_final=amounts.period.is_final_accounts):
            kronor = figures.find_column(amounts, column)
            if kronor is not None:
                period = f"{amounts.period.year}-{amounts.period.slug}"
                yield MoneyFigure(area, statement.cost_type or "net", column, period, amounts.table, kronor)


def _list_columns(source: ReportText, statement: Statement, *, is_final: bool) -> tuple[str, ...]:
    """The columns that a statement may be about."""
    kind = statement.kind
    words = set(statement.clause.replace(",", " ").split())
    is_so_far = bool(words & SO_FAR_TERMS)
    if kind == "budget":
        return ("budget",) if is_final else ("budget", "period_budget")
    if kind == "level":
        return ("actual",) if is_final else ("actual", "forecast")
    if is_final:
        return ("variance",)
    if is_so_far:
        return ("variance_so_far",)
    return ("variance",) if words & FORECAST_TERMS or source.topic == "forecast" else ("variance", "variance_so_far")


def _find_changes(statement: Statement, area: str, figures: ReportFigures) -> Iterator[MoneyFigure]:
    """The row's change from the final accounts of an earlier year: only known where the report closes a year."""
    if not figures.period.is_final_accounts or statement.compared_year is None:
        return
    own = figures.period.year
    if set(statement.years) - {own, statement.compared_year}:
        return
    year = statement.compared_year or own - 1
    before = figures.get_amounts(area, statement.cost_type, year) if year < own else None
    now = figures.get_amounts(area, statement.cost_type, own)
    if before and now and before.actual is not None and now.actual is not None:
        kronor = Decimal(now.actual - before.actual)
        period = f"{own}-{now.period.slug}"
        yield MoneyFigure(area, statement.cost_type or "net", "actual", period, now.table, kronor)


def _find_gains(statement: Statement, area: str, figures: ReportFigures) -> Iterator[MoneyFigure]:
    """How much better than a forecast of the same year the year became."""
    row = figures.rows.get((area, statement.cost_type or "net"))
    if row is None or row.now.variance is None or not figures.period.is_final_accounts:
        return
    period = f"{row.now.period.year}-{row.now.period.slug}"
    for past in row.past:
        is_meant = past.period.number == 2 if "delår" in statement.clause or "augusti" in statement.clause else True
        if past.period.year == figures.period.year and past.variance is not None and is_meant:
            kronor = Decimal(row.now.variance - past.variance)
            yield MoneyFigure(area, statement.cost_type or "net", "variance", period, row.now.table, kronor)
