"""Written texts as they read: Markdown where they are marked up, with the report's figures as they are now."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import msgspec

from apps.core.rich_text.html import render_html
from apps.core.rich_text.reading import RichTextError, dump_builtins
from apps.core.rich_text.tree import EMPTY_TEXT, RichText
from apps.core.rich_text.typed_texts import build_plain_text, parse_typed_text
from apps.rounds.models import Round
from apps.web.reporting.chapters.figures import draw_text, draw_texts

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

    def draw(self, source: SourceText) -> str:
        """A text of the round. One that can't be read stands as it was typed."""
        return _render(self._round, source)

    def draw_before(self, source: SourceText) -> str:
        """A text of the tertial before, with its own figures."""
        return _render(self._round if source.plain else self._before, source)

    @cached_property
    def _before(self) -> Round:
        last = self._round.period.previous()
        rounds = Round.objects.select_related("board__municipality")
        return rounds.get(board=self._round.board_id, year=last.year, tertial=last.number)


def _render(round_: Round, source: SourceText) -> str:
    text = _read(source)
    text = build_plain_text(source.raw) if text is None else text
    return render_html(draw_text(round_, text) if not source.plain else text, below=PAGE_HEADING)


def read_texts(round_: Round, sources: Sequence[SourceText]) -> list[dict[str, Any] | None]:
    """Each text as the tree that the editor opens, and where its figures are from; None for one that can't be read."""
    found = [_read(source) for source in sources]
    drawn, labels = draw_texts(round_, [text or EMPTY_TEXT for text in found])
    return [
        {"tree": dump_builtins(text), "labels": labels} if was is not None else None
        for was, text in zip(found, drawn, strict=True)
    ]


def _read(source: SourceText) -> RichText | None:
    if source.plain:
        return build_plain_text(source.raw)
    try:
        return parse_typed_text(source.raw)
    except RichTextError:
        return None
