"""The figures in a text that is being written: as they read now, where they are from, and which there are to choose."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
from msgspec import to_builtins
from msgspec.structs import replace

from apps.core.rich_text.changes import rewrite_figures
from apps.core.rich_text.contents import list_figures
from apps.core.rich_text.markdown import format_figure_link, format_markdown
from apps.core.rich_text.tree import Paragraph, RichText
from apps.core.tertials import Tertial
from apps.entry.keys import EntryKey, EntryKind
from apps.report.board_report import BoardReport
from apps.report.build import assemble_report
from apps.report.chapters.figure_groups import GOAL_PART, MONEY_PART, FigureGroup, FigureRow, group_figures
from apps.report.chapters.figure_search import describe_figures, list_periods, search_figures
from apps.report.chapters.figures import FigureValues, format_figure
from apps.report.chapters.typed_numbers import TypedNumber, find_typed_numbers, has_typed_numbers, link_number
from apps.report.source import load_source
from apps.rounds.models import Round

MOST_PERIODS = 7  # to choose from: this year, last year, and one more
FIGURE_TABLES = ("targets", "outcomes", "operating")


class NumbersInText(NamedTuple):
    """How many of a text's numbers are figures of the report, and those that were typed."""

    linked: int
    typed: list[TypedNumber]

    @property
    def free(self) -> int:
        """Typed numbers that some figure of the report equals."""
        return sum(one.is_known for one in self.typed)

    @property
    def unknown(self) -> int:
        """Typed numbers that no figure of the report equals."""
        return len(self.typed) - self.free

    @property
    def linkable(self) -> list[TypedNumber]:
        """Typed numbers that are written as exactly one figure is."""
        return [one for one in self.typed if one.figure]


class WrittenText(NamedTuple):
    """A text with its figures as they read now. ``labels`` says where each is from, by what it points at.

    ``numbers`` is None for a text without any.
    """

    text: RichText
    labels: dict[str, str]
    numbers: NumbersInText | None


def describe_text(round_: Round, text: RichText) -> WrittenText:
    """The text as the one who writes it sees it. Nothing is read for a text without numbers."""
    figures = list_figures(text)
    if not figures and not has_typed_numbers(text):
        return WrittenText(text, {}, None)
    report = _load_report(round_)
    numbers = NumbersInText(len(figures), find_typed_numbers(text, report))
    return WrittenText(_draw(text, report), describe_figures(report, figures), numbers)


class FigureDrawer:
    """Draws texts of a round with their figures as they read now. The report is built once, for the first figure."""

    def __init__(self, round_: Round) -> None:
        self._round = round_

    def draw(self, text: RichText) -> RichText:
        """The text with its figures drawn. Nothing is read for a text without figures."""
        return _draw(text, self._report) if list_figures(text) else text

    def describe(self, texts: Iterable[RichText]) -> dict[str, str]:
        """Where each figure of the texts is from, by what it points at."""
        figures = [one for text in texts for one in list_figures(text)]
        return describe_figures(self._report, figures) if figures else {}

    @cached_property
    def _report(self) -> BoardReport:
        return _load_report(self._round)


def draw_text(round_: Round, text: RichText) -> RichText:
    """The text with its figures as they read now. Nothing is read for a text without figures."""
    return FigureDrawer(round_).draw(text)


def link_typed_number(round_: Round, text: RichText, place: int, number: str) -> RichText | None:
    """The text with a typed number as the figure that it equals, by its place and as it reads; None if it can't be."""
    typed = find_typed_numbers(text, _load_report(round_))
    found = next((one for one in typed if (one.place, one.text) == (place, number)), None)
    return link_number(text, place, found.figure) if found and found.figure else None


def build_choices(round_: Round, query: str) -> list[dict[str, Any]]:
    """The values that a query finds, each as the node of a text, where it is from, and as the address of a link."""
    found = search_figures(_load_report(round_), query)
    return [
        {"figure": to_builtins(one.figure), "label": one.label, "link": format_figure_link(one.figure)} for one in found
    ]


class FigureButton(NamedTuple):
    """A figure to put into a text: its column, how it reads, its node as JSON, where it is from, and its Markdown."""

    column: str
    shown: str
    node: str
    label: str
    tag: str


class FigurePart(NamedTuple):
    """A part of the report with its rows: what each is of, and its figures."""

    part: str
    name: str
    rows: list[tuple[str, list[FigureButton]]]


class FigureList(NamedTuple):
    """The figures of one of the report's periods by part, and the periods there are to choose from."""

    parts: list[FigurePart]
    period: Tertial
    periods: list[Tertial]


def build_figure_list(round_: Round, unit: str, period: str, about: EntryKey | None = None) -> FigureList:
    """Every figure of a period (”2024-t1”; else the report's own) by part; amounts in ``unit``: kr, tkr or mnkr.

    The parts that the texts of a row are ``about`` come first.
    """
    report = _load_report(round_)
    periods = list_periods(FigureValues.of(report))[:MOST_PERIODS]
    chosen = next((one for one in periods if format_period(one) == period), report.period)
    groups = group_figures(report, unit, chosen)
    if about:
        groups.sort(key=lambda group: not _is_about(group, about))
    parts = [
        FigurePart(group.part, group.name, [(row.name, _build_buttons(row)) for row in group.rows]) for group in groups
    ]
    return FigureList(parts, chosen, periods)


def _is_about(group: FigureGroup, key: EntryKey) -> bool:
    """Has the part what a text of the row is of: its area's money, its goal's indicators, or its indicator?"""
    if key.kind == EntryKind.COMMENT:
        return (group.part, group.code) == (MONEY_PART, key.area)
    if key.kind == EntryKind.GOAL:
        return (group.part, group.code) == (GOAL_PART, key.first)
    return any(choice.figure.key == key.first for row in group.rows for _, choice in row.choices)


def format_period(period: Tertial) -> str:
    """The period as an address names it."""
    return f"{period.year}-{period.slug}"


def _build_buttons(row: FigureRow) -> list[FigureButton]:
    return [
        FigureButton(
            column,
            one.figure.shown,
            msgspec.json.encode(one.figure).decode(),
            one.label,
            format_markdown(RichText((Paragraph((one.figure,)),))),
        )
        for column, one in row.choices
    ]


def _draw(text: RichText, report: BoardReport) -> RichText:
    values = FigureValues.of(report)
    return rewrite_figures(text, lambda figure: replace(figure, shown=format_figure(figure, values)))


def _load_report(round_: Round) -> BoardReport:
    """The report with its figures alone, small numbers shown: for those who work with it."""
    return assemble_report(load_source(round_, FIGURE_TABLES), [])
