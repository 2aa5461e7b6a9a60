"""The numbers that are typed in a text: which of them the report's figures equal, and which one can be a figure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from msgspec.structs import replace

from apps.core.rich_text.changes import rewrite_inlines
from apps.core.rich_text.contents import iter_inlines
from apps.core.rich_text.tree import Figure, Inline, Inlines, RichText, Text
from apps.core.swedish import tidy_text
from apps.core.tertials import FIRST_YEAR, LAST_YEAR, MONTH_NAMES
from apps.report.board_report import BoardReport
from apps.report.chapters.figure_search import FigureChoice, iter_choices
from apps.report.chapters.figures import FigureValues, format_figure

_SPACE = "[ \u00a0\u202f]"
_MONTHS = "|".join(filter(None, MONTH_NAMES))
_NUMBER_PATTERN = re.compile(
    rf"(?<![\w.,:/§+\u2212\u2013-])(?<!§{_SPACE})"
    rf"(?P<number>[-+\u2212]?(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+|\d+)(?:,\d+)?)(?![\d:/\u2013-]|[.,]\d)"
    rf"(?:{_SPACE}?(?P<unit>mnkr|mkr|tkr|kronor|kr|procent|%))?(?!\w)(?!{_SPACE}(?:{_MONTHS}))",
    re.IGNORECASE,
)
_UNITS = {"mkr": "mnkr", "kronor": "kr", "procent": "%"}
_AMOUNT_UNITS = ("kr", "tkr", "mnkr")
_DIGITS_PATTERN = re.compile(r"[\d,]+")


class TypedNumber(NamedTuple):
    """A number that was typed: its place among the text's, with its unit as it stands there.

    ``is_known`` tells that a figure of the report equals it. ``figure`` is the one that is written just so, with where
    it is from; None where there are several or none.
    """

    place: int
    text: str
    is_known: bool
    figure: Figure | None
    label: str


class _Form(NamedTuple):
    """How a number is written."""

    unit: str
    decimals: int


def has_typed_numbers(text: RichText) -> bool:
    """Is any number typed in the text?"""
    return next(_iter_typed(text), None) is not None


def find_typed_numbers(text: RichText, report: BoardReport) -> list[TypedNumber]:
    """The numbers typed in the text, in reading order; years and days are none.

    A number with ``kr``, ``tkr`` or ``mnkr`` is held against the money, in its decimals and whatever its sign; another
    against the indicators.
    """
    typed = list(_iter_typed(text))
    values = FigureValues.of(report)
    choices = list(iter_choices(report, values)) if typed else []
    by_form = {form: _index_choices(form, choices, values) for form in {_get_form(one) for one in typed}}
    return [
        _build_typed(place, one, by_form[_get_form(one)].get(_get_size(one.group()), []))
        for place, one in enumerate(typed)
    ]


def link_number(text: RichText, place: int, figure: Figure) -> RichText:
    """The text with the typed number at a place as a figure."""
    places = count()

    def rewrite(one: Inline) -> Inlines:
        if isinstance(one, Text):
            for match in _iter_numbers(one.text):
                if next(places) == place:
                    before, after = one.text[: match.start()], one.text[match.end() :]
                    return replace(one, text=before), figure, replace(one, text=after)
        return (one,)

    return rewrite_inlines(text, rewrite)


def _iter_typed(text: RichText) -> Iterator[re.Match[str]]:
    for one in iter_inlines(text):
        if isinstance(one, Text):
            yield from _iter_numbers(one.text)


def _iter_numbers(text: str) -> Iterator[re.Match[str]]:
    for match in _NUMBER_PATTERN.finditer(text):
        number = match["number"]
        if match["unit"] or not (len(number) == 4 and number.isdecimal() and FIRST_YEAR <= int(number) <= LAST_YEAR):
            yield match


def _get_form(match: re.Match[str]) -> _Form:
    unit = (match["unit"] or "").casefold()
    return _Form(_UNITS.get(unit, unit), len(match["number"].partition(",")[2]))


def _index_choices(form: _Form, choices: list[FigureChoice], values: FigureValues) -> dict[str, list[FigureChoice]]:
    """The report's figures, written in a form, by their size."""
    is_amount = form.unit in _AMOUNT_UNITS
    index: dict[str, list[FigureChoice]] = defaultdict(list)
    for choice in choices:
        if is_amount != (choice.figure.value == "money"):
            continue
        figure = replace(choice.figure, unit=form.unit if is_amount else "", decimals=form.decimals)
        shown = format_figure(figure, values)
        if is_amount or (form.unit == "%") == shown.endswith("%"):
            index[_get_size(shown)].append(choice._replace(figure=replace(figure, shown=shown)))
    return index


def _build_typed(place: int, match: re.Match[str], equal: list[FigureChoice]) -> TypedNumber:
    """The typed number, with the figure that it can be: the only one of the report's period, or the only one at all."""
    own = [one for one in equal if not one.figure.period]
    only = own if len(own) == 1 else equal
    is_same = len(only) == 1 and _tidy(only[0].figure.shown) == _tidy(match.group())
    choice = only[0] if is_same else None
    return TypedNumber(
        place, match.group(), bool(equal), choice.figure if choice else None, choice.label if choice else ""
    )


def _get_size(text: str) -> str:
    """The number without sign and spaces; its unit is in the form."""
    found = _DIGITS_PATTERN.match(_tidy(text).lstrip("+-"))
    return found.group() if found else ""


def _tidy(text: str) -> str:
    """The number with its unit, as two ways to write the same thing are alike."""
    plain = tidy_text(text).replace(" ", "").casefold()
    unit = plain.lstrip("+-0123456789,")
    return plain.removesuffix(unit) + _UNITS.get(unit, unit)
