"""What texts state of indicators, with the outcomes that it is to be held against."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.checks.texts.amounts import COUNT, MONEY, PERCENT, POINTS, TextAmount
from apps.checks.texts.directions import find_months, has_other_time
from apps.checks.texts.figures import PointKey, ReportFigures
from apps.checks.texts.indicator_statements import IndicatorStatement, read_indicator_statements
from apps.checks.texts.lexicon import AREA_NOUNS, BOARD_NOUNS, FORECAST_TERMS, NEUTRAL_TERMS
from apps.checks.texts.places import ReportText
from apps.checks.texts.statements import is_plan
from apps.report import board_report

_TOPICS = frozenset({"assessment", "summary", "operating", "staff", "quality", "event", "forecast"})
_KRONOR = {"kr": 1, "kronor": 1, "tkr": 1_000, "mnkr": 1_000_000}
_PERCENT_UNITS = frozenset({"%", "procent"})
_COUNT_UNITS = frozenset(
    {"", "antal", "st", "personer", "index", "poäng", "medelvärde", "barn", "ärenden", "placering"}
)
_SHARE_NOUNS = frozenset({"andelen", "andel", "antalet", "antal", "snittet", "genomsnittet"})
_FARTHEST_BEFORE = 60  # signs from a statement to the next, where that speaks of the same indicator
_STEM = 6  # letters that inflected forms of a word have in common
_WAYS = {"more": 1, "less": -1}


@dataclass(frozen=True, slots=True)
class IndicatorClaim:
    """A value, a change or a direction of an indicator, with the outcome that it is held against.

    ``figure`` is the outcome, or the difference of two outcomes where ``is_change``. ``others`` are the indicator's
    other figures, that the words may mean as well. ``way`` is the sign that a change should have, 0 for none.
    """

    source: ReportText
    statement: IndicatorStatement
    indicator: board_report.Indicator
    point: board_report.Point
    amount: TextAmount | None
    figure: Decimal
    is_change: bool
    way: int
    others: tuple[Decimal, ...]
    is_named: bool

    @property
    def agrees(self) -> bool:
        if self.is_change and self.way and self.way * self.figure < 0:
            return False
        if self.amount is None:
            return True
        return self._may_be(self.figure)

    @property
    def may_mean_another(self) -> bool:
        """Is it another figure of the same indicator that the words give?"""
        return self.amount is not None and any(self._may_be(other) for other in self.others)

    def may_be_own(self, number: TextAmount) -> bool:
        """Is the number in the text one of the indicator's own figures?"""
        return any(self._fits(number, figure) for figure in (self.figure, *self.others))

    def _may_be(self, figure: Decimal) -> bool:
        return self.amount is not None and self._fits(self.amount, figure)

    def _fits(self, number: TextAmount, figure: Decimal) -> bool:
        scale = Decimal(_KRONOR.get(self.indicator.unit.lower(), 1)) if number.kind == MONEY else Decimal(1)
        return number.may_be(abs(figure * scale))


def iter_indicator_claims(source: ReportText, figures: ReportFigures) -> Iterator[IndicatorClaim]:
    """The claims of one text about indicators that have an outcome to be held against."""
    if source.topic not in _TOPICS:
        return
    before, reached = "", -_FARTHEST_BEFORE
    for statement in read_indicator_statements(source.text, figures.index):
        subject = statement.subject
        if source.explains and (not (subject.name or subject.noun) or is_plan(statement.clause)):
            continue
        is_near = statement.start - reached < _FARTHEST_BEFORE
        code = _find_indicator(source, statement, figures, before if is_near else "")
        before, reached = code, statement.end
        if code and not _is_of_other_time(statement, figures.indicators[code], figures):
            yield from _build_claims(source, statement, figures.indicators[code], figures)


def _find_indicator(source: ReportText, statement: IndicatorStatement, figures: ReportFigures, before: str) -> str:
    """The indicator that a statement is about; ”motsvarande värde” is of the one that was spoken of just before."""
    subject = statement.subject
    if before and not subject.name and "motsvarande" in statement.clause:
        return before
    if subject.noun in BOARD_NOUNS or (subject.noun in AREA_NOUNS and subject.noun != "vi"):
        return ""
    if subject.name and subject.noun in _SHARE_NOUNS and not subject.name.startswith(subject.noun[:5]):
        return ""  # ”andelen med många sjuktillfällen” need not be what is called ”sjuktillfällen”
    code = figures.find_indicator(subject.name) if subject.name else source.indicator
    if code and subject.described and not _is_named_by(subject.described, figures.indicators[code]):
        return ""
    return code


def _is_named_by(described: tuple[str, ...], indicator: board_report.Indicator) -> bool:
    """Are the words of the indicator's name: ”andelen nöjda brukare” of ”Nöjda brukare, andel”?"""
    stems = {word[:_STEM] for word in re.findall(r"\w+", indicator.name.lower())}
    return all(len(word) > 2 and word[:_STEM] in stems for word in described)


def _is_of_other_time(statement: IndicatorStatement, indicator: board_report.Indicator, figures: ReportFigures) -> bool:
    """Is it said of another time than the outcome is of, which may be measured in a month of its own?"""
    clause = statement.clause
    if any(word in FORECAST_TERMS for word in clause.split()):
        return True
    if statement.compared_year is not None:
        return False
    own = find_months(f"{indicator.name} {indicator.definition}".lower())
    return has_other_time(clause, own | {figures.period.end.month})


def _build_claims(
    source: ReportText, statement: IndicatorStatement, indicator: board_report.Indicator, figures: ReportFigures
) -> Iterator[IndicatorClaim]:
    now = _find_point(source, statement, indicator, figures)
    if now is None or now.value is None or indicator.definition_changes:
        return
    base = _find_base(statement, now, indicator, figures)
    kind = statement.kind
    if kind in {"value", "women", "men", "move"} and statement.amount and _fits(statement.amount, indicator):
        yield _build(source, statement, indicator, figures, now, statement.amount, now.value)
    if kind == "move" and base is not None and _get_sign(statement, indicator):
        yield _build(source, statement, indicator, figures, now, None, now.value - base, is_change=True)
    if kind in {"change", "direction"} and base is not None and _get_sign(statement, indicator):
        amount = statement.amount
        if amount is None or _fits_change(amount, indicator):
            yield _build(source, statement, indicator, figures, now, amount, now.value - base, is_change=True)


def _build(
    source: ReportText, statement: IndicatorStatement, indicator: board_report.Indicator, figures: ReportFigures,
    now: board_report.Point, amount: TextAmount | None, figure: Decimal, *, is_change: bool = False,
) -> IndicatorClaim:  # fmt: skip
    points = figures.list_points(indicator.code)
    others = [] if is_change else [one.value for one in points if one is not now and one.value is not None]
    if not is_change:
        others += [one.value for one in indicator.targets if one.value is not None]
        others += [number for one in points if one is now for number in (one.numerator, one.denominator) if number]
    return IndicatorClaim(
        source=source,
        statement=statement,
        indicator=indicator,
        point=now,
        amount=amount,
        figure=figure,
        is_change=is_change,
        way=_get_sign(statement, indicator) if is_change else 0,
        others=tuple(others),
        is_named=bool(statement.subject.name) or statement.is_first,
    )


def _get_sign(statement: IndicatorStatement, indicator: board_report.Indicator) -> int:
    """The sign that the change should have; better and worse only where the indicator has a direction."""
    if statement.way in _WAYS:
        return _WAYS[statement.way]
    wanted = {"higher": 1, "lower": -1}.get(indicator.direction, 0)
    return {"better": wanted, "worse": -wanted}.get(statement.way, 0)


def _find_point(
    source: ReportText, statement: IndicatorStatement, indicator: board_report.Indicator, figures: ReportFigures
) -> board_report.Point | None:
    """The outcome that a statement is about: of the year that it names, of the area of its text."""
    own = figures.period.year
    years = set(statement.years) - ({statement.compared_year} if statement.compared_year else set())
    if statement.kind == "move":
        years -= set(range(own - 10, own))
    if len(years) > 1:
        return None
    year = years.pop() if years else own
    gender = _find_gender(statement)
    if not gender:
        return None
    tertial = figures.period.number if year == own else 3
    area = source.area if source.indicator else figures.report.areas[0].code
    found = figures.get_point(indicator.code, PointKey(year, tertial, area, gender))
    if found is None and source.indicator and source.area == figures.report.areas[0].code:
        areas = {one.area for one in figures.list_points(indicator.code)}
        if len(areas) == 1:
            found = figures.get_point(indicator.code, PointKey(year, tertial, areas.pop(), gender))
    return found


def _find_gender(statement: IndicatorStatement) -> str:
    if statement.kind in {"women", "men"}:
        return "K" if statement.kind == "women" else "M"
    if not statement.genders:
        return "T"
    return next(iter(statement.genders)) if len(statement.genders) == 1 else ""


def _find_base(
    statement: IndicatorStatement, now: board_report.Point, indicator: board_report.Indicator, figures: ReportFigures
) -> Decimal | None:
    """The outcome that a change is counted from: of the year that is compared with, else of the year before."""
    year = statement.compared_year or now.year - 1
    if year >= now.year or now.year != figures.period.year:
        return None
    earlier = [
        one for one in figures.list_points(indicator.code)
        if one.area == now.area and one.gender == now.gender and (one.year, one.tertial) < (now.year, now.tertial)
    ]  # fmt: skip
    same = [one for one in earlier if one.year == year and one.tertial == now.tertial]
    if not same:
        return None
    base = same[-1].value
    if statement.compared_year is None and earlier:
        # Nothing says from when: the value just before must not speak for the words.
        last = max(earlier, key=lambda one: (one.year, one.tertial)).value
        way = _get_sign(statement, indicator)
        if last is not None and now.value is not None and way * (now.value - last) >= 0:
            return None if statement.amount is None else base
    return base


def _fits(amount: TextAmount, indicator: board_report.Indicator) -> bool:
    """Is the amount in the indicator's unit?"""
    unit = indicator.unit.strip().lower()
    if unit in _PERCENT_UNITS:
        return amount.kind == PERCENT
    if unit in _KRONOR:
        return amount.kind == MONEY
    if amount.kind != COUNT:
        return False
    noun = amount.noun
    is_counted = not noun or noun in NEUTRAL_TERMS or noun[:3] == unit[:3] or _is_named_by((noun,), indicator)
    return is_counted and (unit in _COUNT_UNITS or not noun or noun[:3] == unit[:3])


def _fits_change(amount: TextAmount, indicator: board_report.Indicator) -> bool:
    unit = indicator.unit.strip().lower()
    if unit in _PERCENT_UNITS:
        return amount.kind == POINTS
    if unit in _KRONOR:
        return amount.kind == MONEY
    return amount.kind == COUNT
