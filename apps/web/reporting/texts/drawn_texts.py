"""Written texts as they read: Markdown where they are marked up, with the report's figures as they are now."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import msgspec

from apps.core.rich_text.html import render_html
from apps.core.rich_text.reading import RichTextError, dump_builtins
from apps.core.rich_text.tree import RichText
from apps.core.rich_text.typed_texts import build_plain_text, parse_typed_text
from apps.rounds.models import Round
from apps.web.reporting.chapters.figures import FigureDrawer

PAGE_HEADING = 3  # the level of the heading that a text of a form stands under


class SourceText(msgspec.Struct, frozen=True):
    """A text as it is stored; ``plain`` is one that is no Markdown, however it could be read."""

    raw: str
    plain: bool


class SentTexts(msgspec.Struct, frozen=True):
    """What the script sends to have read."""

    texts: list[SourceText]


class TextDrawer:
    """Draws stored texts of a round, and of the round before it, as HTML with the figures that they had or have."""

    def __init__(self, round_: Round) -> None:
        self._round = round_
        self._now = FigureDrawer(round_)

    def draw(self, source: SourceText) -> str:
        """A text of the round. One that can't be read stands as it was typed."""
        return _render(self._now, source)

    def draw_before(self, source: SourceText) -> str:
        """A text of the tertial before, with its own figures."""
        return _render(self._now if source.plain else self._before, source)

    @cached_property
    def _before(self) -> FigureDrawer:
        last = self._round.period.previous()
        rounds = Round.objects.select_related("board__municipality")
        return FigureDrawer(rounds.get(board=self._round.board_id, year=last.year, tertial=last.number))


def _render(drawer: FigureDrawer, source: SourceText) -> str:
    text = _read(source)
    return render_html(drawer.draw(build_plain_text(source.raw) if text is None else text), below=PAGE_HEADING)


def read_texts(round_: Round, sources: Sequence[SourceText]) -> list[dict[str, Any] | None]:
    """Each text as the tree that the editor opens, and where its figures are from; None for one that can't be read."""
    drawer = FigureDrawer(round_)
    found = [_read(source) for source in sources]
    labels = drawer.describe(text for text in found if text is not None)
    return [None if text is None else {"tree": dump_builtins(drawer.draw(text)), "labels": labels} for text in found]


def _read(source: SourceText) -> RichText | None:
    if source.plain:
        return build_plain_text(source.raw)
    try:
        return parse_typed_text(source.raw)
    except RichTextError:
        return None
