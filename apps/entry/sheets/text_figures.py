"""The figures that stand at a text, and whether the board's rule asks for words about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from apps.budget.rules import is_to_be_explained
from apps.core.lights import Light
from apps.core.rich_text.tree import Figure
from apps.core.swedish import NBSP, format_number, format_tkr
from apps.entry.shapes import TextFigure
from apps.organisation.models import Board
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.economy import build_economy
from apps.report.source_types import SourceData
from apps.rounds.models import Topic

_MONEY_TOPICS = frozenset({Topic.OPERATING.value, Topic.FORECAST.value})
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
