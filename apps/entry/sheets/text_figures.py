"""The figures that stand at a text, and whether the board's rule asks for words about them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as replace_field

from apps.budget.rules import is_to_be_explained
from apps.core.choices import Gender
from apps.core.lights import Light
from apps.core.rich_text.tree import Figure
from apps.core.swedish import NBSP, format_number, format_tkr
from apps.core.tertials import Tertial
from apps.entry.shapes import TextFigure
from apps.organisation.models import Board
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.course.levels import find_line_target
from apps.report.course.outcome_values import GENDER_LABELS, build_outcome_view
from apps.report.economy import build_economy
from apps.report.plan.target_changes import describe_target, get_target_text
from apps.report.source_types import SourceData
from apps.rounds.models import Topic

_MONEY_TOPICS = frozenset({Topic.OPERATING.value, Topic.FORECAST.value})
_TARGET_LABEL = "Mål"
_MOST_AREAS = 4  # of an indicator, at the whole board's text
_COLUMN_LABELS = {"budget": "Budget", "actual": "Utfall", "forecast": "Prognos"}
_BASIS_LABELS = {"forecast": "Avvikelse mot prognosen", "actual": "Avvikelse"}


@dataclass(slots=True)
class TextFigures:
    """The areas' net amounts of a round, and the board's rule of what is to be explained."""

    rows: SourceData
    tree: AreaTree
    board: Board = field(init=False)
    _amounts: dict[str, board_report.Amounts] = field(init=False)

    def __post_init__(self) -> None:
        self.board = self.rows.round.board
        economy = build_economy(self.rows, self.tree)
        self._amounts = {one.area: one.net.now for one in economy.areas if one.net}

    @property
    def has_rule(self) -> bool:
        """Does the board say itself what is to be explained?"""
        return self.board.explain_over_percent is not None or self.board.explain_over_kronor is not None

    def list_figures(self, topic: str, area: str) -> tuple[TextFigure, ...]:
        """What a comment is about; none where it is about something else than money."""
        amounts = self._amounts.get(area)
        return tuple(_iter_figures(area, amounts)) if amounts and topic in _MONEY_TOPICS else ()

    def has_amounts(self, area: str) -> bool:
        """Has the area money to write of: its own, or that of areas below it?"""
        return bool(self.list_figures(Topic.OPERATING, area))

    def list_outcomes(self, indicator: board_report.Indicator, area: str) -> tuple[TextFigure, ...]:
        """The indicator's target and outcome in an area, beside last tertial's and the same one's last year.

        At the whole board of an indicator that is measured in areas only: those of the one area, or of some areas.
        """
        root, now = self.tree.root.code, self.rows.round.period
        own = tuple(_iter_outcomes(indicator, area, root, now))
        if area != root or any(one.label != _TARGET_LABEL for one in own):
            return own
        return (*own, *self._iter_areas_outcomes(indicator))

    def _iter_areas_outcomes(self, indicator: board_report.Indicator) -> Iterator[TextFigure]:
        root, now = self.tree.root.code, self.rows.round.period
        below = [one for one in indicator.readings if one.point.area != root]
        areas = {one.point.area for one in below} or {one.area for one in indicator.series}
        names = {one.code: one.name for one in self.tree.areas if one.code in areas and one.code != root}
        if len(names) == 1:
            ((area, name),) = names.items()
            found = tuple(_iter_outcomes(indicator, area, root, now))
            if found:
                yield TextFigure("Mäts i", name)
            for one in found:
                yield replace(one, caption=f"{name}, {one.label.lower()}")
        else:
            yield from _iter_worst_areas(indicator, below)

    def must_explain_variance(self, topic: str, area: str) -> bool:
        """Is the area's variance over one of the board's limits?"""
        amounts = self._amounts.get(area)
        return bool(
            amounts
            and topic == Topic.OPERATING
            and is_to_be_explained(
                amounts.variance,
                amounts.budget,
                over_percent=self.board.explain_over_percent,
                over_kronor=self.board.explain_over_kronor,
            )
        )

    def must_explain_light(self, verdict: board_report.Verdict | None) -> bool:
        """Is a target missed, on a board that says what is to be explained?"""
        return self.has_rule and verdict is not None and verdict.light == Light.NOT_MET

    def measure_variance(self, area: str) -> int:
        """The size of the area's variance in kronor: what is largest comes first."""
        amounts = self._amounts.get(area)
        return abs(amounts.variance or 0) if amounts else 0


def _iter_outcomes(indicator: board_report.Indicator, area: str, root: str, now: Tertial) -> Iterator[TextFigure]:
    target = describe_target(find_line_target(indicator, area, Gender.TOTAL, now.year))
    if target:
        yield TextFigure(_TARGET_LABEL, target)
    own = [point for point in indicator.series if point.area == area]
    for label, period in (
        ("Utfall", now), (now.previous().label, now.previous()), (now.same_last_year().label, now.same_last_year()),
    ):  # fmt: skip
        texts = {
            point.gender: text
            for point in own
            if (point.year, point.tertial) == (period.year, period.number)
            and (text := build_outcome_view(point, indicator).text)
        }
        dated = "" if period == now else f"{period.year}-{period.slug}"
        if texts:
            place = "" if area == root else area
            yield _build_outcome(label, texts, Figure("indicator", indicator.code, "outcome", place, period=dated))


def _iter_worst_areas(
    indicator: board_report.Indicator, readings: Iterable[board_report.Reading]
) -> Iterator[TextFigure]:
    """This tertial's outcome of some areas with its target, the worst first, and how many more there are."""
    by_area: dict[str, list[board_report.Reading]] = {}
    for one in readings:
        by_area.setdefault(one.point.area, []).append(one)
    worst = sorted(by_area.values(), key=lambda area: min(one.verdict.light.severity for one in area))
    for area in worst[:_MOST_AREAS]:
        point, target = area[0].point, area[0].target
        texts = {one.point.gender: build_outcome_view(one.point, indicator).text for one in area}
        found = _build_outcome(point.area_name, texts, Figure("indicator", indicator.code, "outcome", point.area))
        text = f"{found.text} (mål {get_target_text(target)})" if target else found.text
        yield TextFigure(
            found.label, text, found.figure if point.value is not None else None, f"{point.area_name}, utfall"
        )
    if worst[_MOST_AREAS:]:
        yield TextFigure("Mäts också i", f"{len(worst) - _MOST_AREAS} till")


def _build_outcome(label: str, texts: Mapping[str, str], figure: Figure) -> TextFigure:
    """The outcome of all, which can stand in a sentence as ``figure``; else those of women and men in one line."""
    if texts.keys() != {Gender.TOTAL}:
        return TextFigure(label, ", ".join(_format_for_gender(gender, text) for gender, text in texts.items()))
    text = texts[Gender.TOTAL]
    return TextFigure(label, text, replace_field(figure, shown=text.replace(" ", NBSP)))


def _format_for_gender(gender: str, text: str) -> str:
    return text if gender == Gender.TOTAL else f"{GENDER_LABELS[gender].lower()} {text}"


def _iter_figures(area: str, amounts: board_report.Amounts) -> Iterator[TextFigure]:
    for column, label in _COLUMN_LABELS.items():
        amount = getattr(amounts, column)
        if amount is not None:
            yield _build_figure(area, column, label, f"{format_tkr(amount)} tkr")
    if amounts.variance is not None:
        share = "" if amounts.variance_percent is None else f" ({format_number(amounts.variance_percent, sign=True)} %)"
        text = f"{format_tkr(amounts.variance, sign=True)} tkr"
        found = _build_figure(area, "variance", _BASIS_LABELS.get(amounts.basis, "Avvikelse"), text)
        yield replace(found, text=f"{text}{share}")


def _build_figure(area: str, column: str, label: str, text: str) -> TextFigure:
    return TextFigure(label, text, Figure("money", area, column, shown=text.replace(" ", NBSP)))
